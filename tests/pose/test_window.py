"""Windows on the picture: what they show, and points put back in their place."""

from itertools import pairwise

import numpy as np

from backstride.pose.window import Window, tiles, window_around

PICTURE = np.arange(20 * 30 * 3, dtype=np.uint32).reshape(20, 30, 3).astype(np.uint8)


def test_a_window_inside_shows_a_part_of_the_picture():
    assert (Window(5, 4, 10).cut(PICTURE) == PICTURE[4:14, 5:15]).all()


def test_a_window_over_the_edge_is_black_beyond_it():
    seen = Window(-4, -2, 10).cut(PICTURE)
    assert seen.shape == (10, 10, 3)
    assert not seen[:2].any() and not seen[:, :4].any()
    assert (seen[2:, 4:] == PICTURE[:8, :6]).all()


def test_a_window_off_the_picture_is_black():
    assert not Window(100, 100, 10).cut(PICTURE).any()


def test_points_seen_through_a_window_land_where_they_are_on_the_picture():
    middle = np.array([[0.5, 0.5, 0.1]])
    assert np.allclose(Window(300, 100, 200).in_image_heights(middle, 400), [[1.0, 0.5, 0.05]])


def test_a_window_lies_around_its_middle():
    assert window_around(np.array((1.0, 0.5)), 0.5, 400) == Window(300, 100, 200)


def test_tiles_cover_the_picture_and_reach_over_its_sides():
    windows = tiles(1280, 720, 720, 0.25, 0.15)
    assert windows[0].left < 0 and windows[-1].left + 720 > 1280
    assert all(b.left - a.left <= 0.75 * 720 for a, b in pairwise(windows))
    assert {window.top for window in windows} == {0}


def test_tiles_of_a_portrait_picture_stand_one_above_the_other():
    windows = tiles(720, 1280, 720, 0.25, 0.0)
    assert {window.left for window in windows} == {0}
    assert min(w.top for w in windows) == 0 and max(w.top for w in windows) + 720 == 1280


def test_a_picture_smaller_than_the_tile_is_covered_by_one():
    assert tiles(100, 100, 200, 0.2, 0.0) == [Window(-50, -50, 200)]
