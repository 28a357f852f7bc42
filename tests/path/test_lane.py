"""The lane: metres from pixels with figures from a made-up camera, and the calibrations it refuses."""

import numpy as np
import pytest

from backstride.errors import BadInput
from backstride.path.lane import lane_of
from backstride.types import LaneCalibration

SIZE = (1280, 720)
GROUND = ((0.0, 0.0), (1.2, 0.0), (1.2, 10.0), (0.0, 10.0))


def camera(ground, height_m=1.5, focal_px=900.0, back_m=3.0):
    """Pixels of ground points (x right, y away) for a level camera ``back_m`` behind the ground's zero."""
    x, y = np.array(ground, float).T
    depth = y + back_m
    return tuple(map(tuple, np.stack([640 + focal_px * (x - 0.6) / depth, 260 + focal_px * height_m / depth], 1)))


def calibration(image=None, ground=GROUND, travel=(0.0, 1.0), size=SIZE):
    return LaneCalibration(image or camera(ground), ground, 1.2, travel, size)


def test_a_point_on_the_lane_is_found_in_metres_along_and_across():
    lane = lane_of(calibration(), SIZE)
    (along, across), = lane.ground(np.array(camera([(0.9, 4.0)])))
    assert along == pytest.approx(4.0) and across == pytest.approx(0.3)
    assert lane.range_m == pytest.approx(10.0)


def test_metres_go_back_to_the_same_pixels():
    lane = lane_of(calibration(), SIZE)
    assert lane.pixels(np.array([[7.0, -0.6]])) == pytest.approx(np.array(camera([(0.0, 7.0)])))


def test_across_is_positive_to_the_left_of_a_runner_who_travels_away_facing_the_camera():
    lane = lane_of(calibration(), SIZE)
    (_, right_on_the_picture), = lane.ground(np.array(camera([(1.2, 5.0)])))
    assert right_on_the_picture == pytest.approx(0.6)


def test_travel_toward_the_camera_turns_along_and_across_round():
    lane = lane_of(calibration(travel=(0.0, -1.0)), SIZE)
    (along, across), = lane.ground(np.array(camera([(1.2, 10.0)])))
    assert along == pytest.approx(0.0) and across == pytest.approx(-0.6)


def test_ground_measured_with_the_other_hand_gives_the_same_left():
    mirrored = tuple((-x, y) for x, y in GROUND)
    lane = lane_of(calibration(camera(GROUND), mirrored), SIZE)
    (_, across), = lane.ground(np.array(camera([(1.2, 5.0)])))
    assert across == pytest.approx(0.6)


def test_a_smaller_picture_of_the_same_shape_is_scaled():
    half = lane_of(calibration(), (640, 360))
    (along, _), = half.ground(np.array(camera([(0.6, 4.0)])) / 2)
    assert along == pytest.approx(4.0)


def test_a_picture_of_another_shape_is_refused():
    with pytest.raises(BadInput, match=r"1280x720.*640x480"):
        lane_of(calibration(), (640, 480))


def test_three_points_on_a_line_are_refused():
    flat = ((100.0, 500.0), (400.0, 500.0), (700.0, 500.0), (300.0, 300.0))
    with pytest.raises(BadInput, match="picture points lie on one line"):
        lane_of(calibration(flat), SIZE)


def test_crossed_corners_are_refused():
    a, b, c, d = camera(GROUND)
    with pytest.raises(BadInput, match=r"cross over|horizon"):
        lane_of(calibration((a, c, b, d)), SIZE)


def test_the_horizon_is_nowhere():
    lane = lane_of(calibration(), SIZE)
    assert np.isnan(lane.ground(np.array([[640.0, 200.0]]))).all()


def test_more_points_than_four_tell_how_well_they_fit():
    ground = (*GROUND, (0.6, 5.0))
    good = lane_of(calibration(camera(ground), ground), SIZE)
    assert good.reprojection_px == pytest.approx(0.0, abs=1e-6)
    off = (*camera(GROUND), (camera([(0.6, 5.0)])[0][0] + 80.0, camera([(0.6, 5.0)])[0][1]))
    with pytest.raises(BadInput, match="miss one another"):
        lane_of(calibration(off, ground), SIZE)


def test_a_metre_across_is_as_wide_as_the_camera_shows_it():
    lane = lane_of(calibration(), SIZE)
    assert lane.px_per_m(np.array([[6.0, 0.0]]))[0] == pytest.approx(900 / 9.0, rel=0.01)
