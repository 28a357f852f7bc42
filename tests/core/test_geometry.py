from math import cos, isnan, nan, radians, sin

import pytest

from backstride.core.geometry import homography, interior_angle_deg, lean_deg, on_ground


def test_the_lean_of_a_stick_figure_five_degrees_toward_its_facing():
    assert lean_deg((0, 0), (0.0436, -0.4981), +1) == pytest.approx(5.0, abs=0.05)


def test_the_lean_of_a_stick_figure_that_sits_back():
    assert lean_deg((0, 0), (-0.1045, -0.4973), +1) == pytest.approx(-11.9, abs=0.05)


def test_the_same_lean_seen_from_the_other_side_has_the_same_sign():
    assert lean_deg((0, 0), (0.1, -0.5), +1) == pytest.approx(lean_deg((0, 0), (-0.1, -0.5), -1))


@pytest.mark.parametrize("bend", [0, 30, 90, 150])
def test_a_knee_bent_by_so_much_shows_so_much(bend):
    ankle = (sin(radians(bend)), 1 + cos(radians(bend)))
    assert 180 - interior_angle_deg((0, 0), (0, 1), ankle) == pytest.approx(bend, abs=1e-6)


def test_an_angle_at_an_unseen_joint_is_unknown():
    assert isnan(interior_angle_deg((0, 0), (nan, nan), (1, 1)))


def test_the_four_points_of_a_lane_lie_where_they_were_said_to_lie():
    image = ((0.9, 0.57), (0.82, 0.57), (0.63, 0.89), (1.15, 0.89))
    ground = ((0.0, 0.0), (1.22, 0.0), (1.22, 10.0), (0.0, 10.0))
    matrix = homography(image, ground)
    for seen, true in zip(image, ground, strict=True):
        assert on_ground(matrix, seen) == pytest.approx(true, abs=1e-6)
