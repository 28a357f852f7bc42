"""Places on the picture: inside it, off each other, calm."""

import numpy as np
import pytest

from backstride.sinks.overlay_layout import Rect, column, free_spot, scale, shortened, wrapped

HIPS, SHOULDERS = np.array((320.0, 200.0)), np.array((320.0, 120.0))


def letters(text):
    """Ten pixels a letter."""
    return 10 * len(text)


def test_letters_grow_with_the_picture_and_a_narrow_one_counts_by_its_width():
    assert scale(640, 360) == 1
    assert scale(1280, 720) == 2
    assert scale(720, 1280) == 1.5
    assert scale(64, 48) == 0.6


def test_a_free_place_is_kept():
    assert free_spot(Rect(10, 50, 40, 20), [Rect(100, 50, 40, 20)], 640, 360) == Rect(10, 50, 40, 20)


def test_a_taken_place_gives_way_up_or_down_by_the_least():
    taken = [Rect(10, 50, 40, 20)]
    below = free_spot(Rect(10, 60, 40, 20), taken, 640, 360)
    above = free_spot(Rect(10, 40, 40, 20), taken, 640, 360)
    assert below == Rect(10, 70, 40, 20)
    assert above == Rect(10, 30, 40, 20)


def test_labels_put_one_after_another_never_meet_and_stay_inside():
    taken = []
    for y in (100, 104, 108, 350, 352, -5):
        spot = free_spot(Rect(600, y, 80, 20), taken, 640, 360)
        assert not any(spot.meets(other) for other in taken)
        assert spot.x >= 0 and spot.right <= 640 and spot.y >= 0 and spot.bottom <= 360
        taken.append(spot)


def test_where_all_is_full_a_label_stays_where_it_wished():
    assert free_spot(Rect(0, 10, 40, 20), [Rect(0, 0, 640, 360)], 640, 360) == Rect(0, 10, 40, 20)


FACINGS = [("right", True), ("left", False), ("toward", True), ("unknown", True)]


@pytest.mark.parametrize(("facing", "on_right"), FACINGS)
def test_the_values_stand_on_the_side_the_runner_faces(facing, on_right):
    x, right = column(HIPS, SHOULDERS, facing, 80, 640)
    assert right is on_right
    assert (x > 320) is on_right


def test_at_the_pictures_edge_the_values_change_sides():
    shift = np.array((260.0, 0.0))
    assert column(HIPS + shift, SHOULDERS + shift, "right", 80, 640)[1] is False
    assert column(HIPS - shift, SHOULDERS - shift, "left", 80, 640)[1] is True


def test_words_wrap_at_the_width_and_none_is_lost():
    assert wrapped("one two three four", letters, 80) == ("one two", "three", "four")
    assert wrapped("unbreakable", letters, 30) == ("unbreakable",)
    assert wrapped("", letters, 30) == ()


def test_what_is_too_long_ends_in_an_ellipsis_and_fits():
    assert shortened("needs a side view", letters, 1000) == "needs a side view"
    assert shortened("needs a side view", letters, 100) == "needs a s…"
    assert letters(shortened("needs a side view", letters, 95)) <= 95
