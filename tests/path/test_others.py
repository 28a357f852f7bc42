"""Who else is about: where they are between two looks of the detector, and for how long anybody knows."""

import pytest

from backstride.path.others import Others

HERE, NEARLY_HERE, THERE = (0.4, 0.2, 0.5, 0.6), (0.42, 0.2, 0.52, 0.6), (0.8, 0.2, 0.9, 0.6)


def named(*looks):
    """Each look: when, and the boxes that it named."""
    others = Others()
    for t_s, *boxes in looks:
        others.name(boxes, t_s)
    return others


def test_who_walks_is_where_they_would_be_by_now():
    assert named((0.0, HERE), (0.4, NEARLY_HERE)).at(0.8) == [pytest.approx((0.44, 0.2, 0.54, 0.6))]


def test_who_was_not_named_again_is_still_about_for_a_second():
    others = named((0.0, HERE), (0.4, THERE))
    assert sorted(others.at(1.0)) == [HERE, THERE]
    assert others.at(1.1) == [THERE]


def test_two_who_stand_close_together_are_two():
    assert named((0.0, HERE, NEARLY_HERE), (0.4, HERE, NEARLY_HERE)).at(0.4) == [HERE, NEARLY_HERE]
