"""The detector's grid and its boxes, on made-up numbers."""

import numpy as np
import pytest

from backstride.pose.anchors import ANCHORS, PICTURE, people

SURE = 3.0  # a logit: 0.953 as a share
NOBODY = -9.0


def answer(*boxes):
    """Raw numbers and logits with a few boxes: (anchor, logit, (dx, dy, width, height) and points in pixels)."""
    raw, logits = np.zeros((len(ANCHORS), 12), np.float32), np.full(len(ANCHORS), NOBODY, np.float32)
    for anchor, logit, numbers in boxes:
        raw[anchor], logits[anchor] = numbers, logit
    return raw, logits


def box(x=0.0, y=0.0, width=60.0, height=60.0):
    """A box about a place relative to the anchor, its four points at its middle."""
    return (x, y, width, height, *(x, y) * 4)


def test_there_are_two_anchors_in_each_fine_cell_and_six_in_each_coarse_one():
    assert len(ANCHORS) == 2 * 28 * 28 + 2 * 14 * 14 + 6 * 7 * 7
    assert ANCHORS[:4] * 28 == pytest.approx(np.array([(0.5, 0.5), (0.5, 0.5), (1.5, 0.5), (1.5, 0.5)]))
    assert ANCHORS[2 * 28] * 28 == pytest.approx((0.5, 1.5))
    assert ANCHORS[-6:] * 7 == pytest.approx(np.full((6, 2), 6.5))


def test_points_are_told_from_the_anchor_in_pixels_of_the_detector_s_picture():
    numbers = (0, 0, 60, 60, 22.4, 0, 0, -44.8, 0, 0, 0, 0)
    (found,) = people(*answer((100, SURE, numbers)))
    assert found[0] - ANCHORS[100] == pytest.approx((0.1, 0))
    assert found[1] - ANCHORS[100] == pytest.approx((0, -0.2))


def test_where_nothing_is_sure_nobody_is_found():
    assert people(*answer((100, -0.1, box()))) == []


def test_boxes_that_overlap_are_one_person_between_them_the_surer_counting_more():
    raw, logits = answer((100, SURE, box(x=0)), (101, 0.0, box(x=10)))  # both of one cell
    (found,) = people(raw, logits)
    weights = 1 / (1 + np.exp(-np.array((SURE, 0.0))))
    expected = 10 * weights[1] / weights.sum() / PICTURE
    assert found[0] - ANCHORS[100] == pytest.approx((expected, 0))


def test_boxes_that_overlap_by_less_than_half_are_two_people_the_surer_first():
    raw, logits = answer((100, 1.0, box(x=0)), (101, SURE, box(x=25)))
    first, second = people(raw, logits)
    assert first[0] - ANCHORS[100] == pytest.approx((25 / PICTURE, 0))
    assert second[0] == pytest.approx(ANCHORS[100])


def test_a_box_without_area_does_not_hold_the_search_up():
    assert len(people(*answer((100, SURE, box(width=0, height=0)), (900, SURE, box())))) == 2
