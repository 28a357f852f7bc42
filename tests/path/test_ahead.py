"""What the detector is shown: the lane from the runner on, with the heads of those who stand there."""

import pytest
from lane_scene import LENGTH_M, SIZE, pixels, setup

from backstride.path.lane import lane_of
from backstride.path.plot import plot_of
from backstride.path.region import Ahead, cuts, region_of
from backstride.types import LaneCalibration


@pytest.fixture
def ahead():
    lane = lane_of(setup().lane, SIZE)
    return Ahead(lane, plot_of(lane), 1.0)


def holds(region, pixel):
    x, y = pixel
    return region[0] <= x <= region[2] and region[1] <= y <= region[3]


def wide(region):
    return region[2] - region[0]


def test_before_the_lane_it_is_all_of_it(ahead):
    lane = lane_of(setup().lane, SIZE)
    assert ahead.of(-2.0) == pytest.approx(region_of(lane, plot_of(lane), 1.0), abs=2)


def test_the_farther_the_runner_the_less_of_the_picture_and_the_larger_it_is_seen(ahead):
    assert wide(ahead.of(6.0)) < wide(ahead.of(3.0)) < wide(ahead.of(0.0))
    assert wide(ahead.of(6.0)) < 0.6 * wide(ahead.of(0.0))


@pytest.mark.parametrize("along_m", [0.0, 3.0, 6.0, 9.0])
def test_what_lies_between_the_runner_and_the_lanes_end_is_on_it_up_to_a_head(ahead, along_m):
    region = ahead.of(along_m)
    for at in (along_m, (along_m + LENGTH_M) / 2, LENGTH_M):
        for across in (-0.6, 0.6):
            assert holds(region, pixels(at, across)) and holds(region, pixels(at, across, 1.8))


def test_past_the_lanes_end_it_is_on_the_picture_still(ahead):
    x0, y0, x1, y1 = ahead.of(30.0)
    assert 0 <= x0 < x1 <= SIZE[0] and 0 <= y0 < y1 <= SIZE[1]


def test_it_is_never_enlarged_past_use(ahead):
    assert wide(ahead.of(9.5)) >= 200


@pytest.mark.parametrize("along_m", [0.0, 3.0])
def test_the_far_half_of_the_way_is_seen_much_larger_up_to_a_head(ahead, along_m):
    far = ahead.far(along_m)
    assert wide(far) < 0.7 * wide(ahead.of(along_m))
    for at in (along_m + 0.55 * (LENGTH_M - along_m), LENGTH_M):
        assert holds(far, pixels(at, 0.6)) and holds(far, pixels(at, 0.6, 1.8))


def test_seen_from_the_side_the_far_half_is_as_high_as_the_whole_and_gets_no_look_of_its_own():
    image = ((0.06 * SIZE[0], 300.0), (0.94 * SIZE[0], 300.0), (0.88 * SIZE[0], 260.0), (0.12 * SIZE[0], 260.0))
    ground = ((0.0, 0.0), (0.0, LENGTH_M), (1.2, LENGTH_M), (1.2, 0.0))
    lane = lane_of(LaneCalibration(image, ground, 1.2, (0.0, 1.0), SIZE), SIZE)
    assert Ahead(lane, plot_of(lane), 1.0).far(0.0) is None


def test_who_is_cut_by_the_far_halfs_edge_is_no_name_and_who_is_cut_by_the_pictures_edge_is():
    whole, far = (0, 0, 400, 300), (100, 0, 300, 120)
    assert cuts(far, (150.0, 20.0, 180.0, 119.0), whole)
    assert not cuts(far, (150.0, 20.0, 180.0, 100.0), whole)
    assert not cuts(far, (150.0, 1.0, 180.0, 100.0), whole) and not cuts(whole, (150.0, 20.0, 180.0, 299.0), whole)


def test_a_closer_look_shows_what_it_is_about_in_the_middle_and_no_more_than_the_picture(ahead):
    assert ahead.about((300.0, 250.0, 340.0, 280.0)) == (260, 205, 380, 325)
    assert ahead.about((620.0, 250.0, 660.0, 280.0)) == (580, 205, SIZE[0], 325)
