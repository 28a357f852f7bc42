"""What the detector drew, carried on until it looks again."""

import pytest

from backstride.path.whole import Whole, belongs, drawn_anew, reaches_below, tells_place

PERSON = (0.40, 0.20, 0.50, 0.60)


def test_a_whole_goes_on_as_it_went_and_is_forgotten_after_a_second():
    later = drawn_anew(Whole(PERSON, 1.0), (0.44, 0.20, 0.54, 0.60), 1.4)
    assert later.at(1.8) == pytest.approx((0.48, 0.20, 0.58, 0.60))
    assert later.knows(2.4) and not later.knows(2.5)


def test_a_foot_drawn_now_lower_now_higher_goes_nowhere_and_one_that_goes_down_all_along_does():
    def foot_by(*feet):
        whole = None
        for i, foot in enumerate(feet):
            whole = drawn_anew(whole, (0.40, 0.20, 0.50, foot), 0.4 * i)
        return whole.at(0.4 * len(feet))[3]

    assert foot_by(0.60, 0.61, 0.60, 0.61) == pytest.approx(0.61)
    assert foot_by(0.60, 0.61, 0.62, 0.63) == pytest.approx(0.64)


def test_after_a_long_while_nobody_knows_how_it_went():
    assert drawn_anew(Whole(PERSON, 1.0), (0.1, 0.1, 0.2, 0.2), 3.0).at(3.5) == (0.1, 0.1, 0.2, 0.2)


@pytest.mark.parametrize(("change", "piece", "place"), [
    (PERSON, True, True),
    ((0.40, 0.45, 0.50, 0.60), True, True),  # legs: they stand where all of it does
    ((0.42, 0.25, 0.48, 0.40), True, False),  # a shirt
    ((0.40, 0.30, 0.50, 0.70), True, False),  # and its shadow
    ((0.40, 0.30, 0.80, 0.60), True, False),  # and its neighbour
    ((0.47, 0.50, 0.60, 0.62), False, False),  # a bag that leans on it
])  # fmt: skip
def test_what_belongs_to_a_whole_and_what_tells_its_place(change, piece, place):
    assert belongs(change, PERSON) == piece
    assert tells_place(change, PERSON) == place


def test_a_ball_that_has_rolled_on_since_it_was_named_is_as_large_as_it_was_and_no_piece_of_itself():
    ball = (0.40, 0.500, 0.43, 0.530)
    assert tells_place((0.41, 0.484, 0.44, 0.515), ball)
    assert not tells_place((0.41, 0.484, 0.44, 0.500), ball)  # half of it
    assert not tells_place((0.41, 0.440, 0.44, 0.470), ball)  # elsewhere


def test_only_what_goes_on_below_the_foot_reaches_below():
    assert reaches_below((0.40, 0.30, 0.50, 0.70), PERSON)
    assert not reaches_below((0.40, 0.30, 0.50, 0.62), PERSON)
