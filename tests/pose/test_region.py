"""The turned square: figures done in the head."""

from math import pi

import cv2
import numpy as np
import pytest

from backstride.pose.region import Region


def test_a_region_is_upright_for_an_upright_body_and_a_quarter_larger_than_its_circle():
    region = Region.around(np.array((0.6, 0.5)), np.array((0.6, 0.3)))
    assert (region.x, region.y) == (0.6, 0.5)
    assert region.side == pytest.approx(2 * 0.2 * 1.25)
    assert region.turn == pytest.approx(0)


def test_a_body_lying_with_the_head_to_the_right_is_turned_by_a_right_angle():
    assert Region.around(np.array((0.5, 0.5)), np.array((0.8, 0.5))).turn == pytest.approx(pi / 2)


def test_the_middle_of_the_square_is_the_region_s_own_place():
    placed = Region(0.7, 0.4, 0.6, turn=1.1).placed(np.array([(0.5, 0.5)]))
    assert placed == pytest.approx(np.array([(0.7, 0.4)]))


def test_the_square_s_top_points_to_the_head():
    middle, rim = np.array((0.5, 0.5)), np.array((0.62, 0.41))
    region = Region.around(middle, rim)
    top = 0.5 - 0.5 / 1.25  # where the circle is in the square
    assert region.placed(np.array([(0.5, top)])) == pytest.approx(rim[None])


def test_depth_grows_with_the_square_and_is_not_turned():
    assert Region(0.5, 0.5, 0.4, turn=2.0).placed(np.array([(0.1, 0.2, 0.25)]))[0, 2] == pytest.approx(0.1)


def test_the_whole_of_a_wide_picture_is_a_square_as_wide():
    region = Region.whole(1280, 720)
    assert (region.x * 720, region.y * 720, region.side * 720) == pytest.approx((640, 360, 1280))


def test_a_cut_of_the_same_size_gives_the_picture_back():
    image = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
    assert np.array_equal(Region.whole(64, 64).cut(image, 64), image)


def test_a_turned_cut_shows_what_its_points_say_is_there():
    image = np.zeros((100, 160, 3), np.uint8)
    image[30, 90] = 255
    region = Region(0.8, 0.4, 0.5, turn=pi / 2)
    cut = region.cut(image, 50)
    row, column = np.unravel_index(cut[:, :, 0].argmax(), (50, 50))
    assert region.placed(np.array([(column / 50, row / 50)])) * 100 == pytest.approx(np.array([(90, 30)]))


def test_half_a_pixel_is_the_mean_of_two():
    image = np.zeros((4, 4, 3), np.uint8)
    image[:, 2:] = 200
    shifted = Region(0.5 - 0.125, 0.5, 1.0)  # half a pixel to the left
    assert shifted.cut(image, 4)[1, :, 0].tolist() == [0, 0, 100, 200]


def test_beyond_the_picture_its_edge_goes_on_or_all_is_black_as_is_asked_for():
    image = np.full((40, 40, 3), 90, np.uint8)
    aside = Region(-2.0, 0.5, 1.0)
    assert (aside.cut(image, 8) == 90).all()
    assert (aside.cut(image, 8, cv2.BORDER_CONSTANT) == 0).all()
