"""Things on the lane, whatever they are; and light, marks and the runner, which are none."""

import cv2
import numpy as np
import pytest
from lane_scene import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    SIZE,
    TRACK,
    bare,
    calibration,
    frame,
    lit,
    pose,
    with_box,
    with_mark,
    with_runner,
    with_shadow,
)

from backstride.path.body import drawn
from backstride.path.changes import Changes
from backstride.path.lane import lane_of
from backstride.path.plot import plot_of


class Watch:
    """A lane watched picture by picture, the runner at its begin unless said otherwise."""

    def __init__(self, begin_m=0.0):
        self.plot = plot_of(lane_of(calibration(begin_m), SIZE))
        self.changes = Changes(self.plot)
        self.number = 0

    def look(self, picture, runner_m=0.3, times=1):
        for _ in range(times):
            runner = pose(runner_m)
            shown = frame(with_runner(picture.copy(), runner), 0.0, self.number).image
            self.number += 1
            mask = drawn(runner, SIZE[1], self.plot.corner, self.plot.size)
            found = self.changes.look(self.plot.cut(shown), mask)
        return [tuple(self.plot.lane.ground(np.array([change.foot]))[0]) for change in found]


@pytest.mark.parametrize("colour", [BLUE, ORANGE, GREEN, BLACK])
def test_a_box_that_enters_is_found_where_it_stands(colour):
    watch = Watch()
    assert watch.look(bare(), times=3) == []
    assert watch.look(with_box(bare(), 6.0, 0.2, colour=colour)) == [pytest.approx((6.0, 0.2), abs=0.25)]


def test_a_box_that_lay_there_from_the_start_is_found():
    assert Watch().look(with_box(bare(), 5.0, 0.0, colour=ORANGE)) == [pytest.approx((5.0, 0.0), abs=0.25)]


def test_a_ball_of_twenty_centimetres_is_found():
    watch = Watch()
    watch.look(bare(), times=2)
    assert watch.look(with_box(bare(), 6.0, 0.0, 0.2, 0.2)) == [pytest.approx((6.0, 0.0), abs=0.25)]


def test_what_stands_still_is_never_learned():
    watch = Watch()
    watch.look(bare(), times=2)
    assert len(watch.look(with_box(bare(), 6.0, 0.0), times=150)) == 1


def test_a_mark_painted_across_the_lane_is_no_thing():
    assert Watch().look(with_mark(bare(), 4.0), times=3) == []


@pytest.mark.parametrize("gain", [0.5, 0.8, 1.3])
def test_the_camera_may_change_its_exposure(gain):
    watch = Watch()
    watch.look(bare(), times=2)
    assert watch.look(lit(bare(), gain), times=3) == []
    assert len(watch.look(lit(with_box(bare(), 6.0, 0.0), gain))) == 1


def test_the_camera_may_change_its_white_balance():
    watch = Watch()
    watch.look(bare(), times=2)
    assert watch.look(lit(bare(), np.array([1.2, 1.0, 0.85])), times=3) == []


def test_a_shadow_that_wanders_along_the_lane_is_no_thing():
    watch = Watch()
    watch.look(bare(), times=2)
    assert [watch.look(with_shadow(bare(), along, 1.5)) for along in np.arange(0.5, 9.0, 0.5)] == [[]] * 17


def test_a_shadow_that_was_there_at_the_start_may_leave():
    watch = Watch()
    watch.look(with_shadow(bare(), 4.0, 2.0), times=2)
    assert watch.look(bare(), times=2) == []


def test_a_thing_in_the_shade_is_still_found():
    watch = Watch()
    watch.look(bare(), times=2)
    assert len(watch.look(with_shadow(with_box(bare(), 6.0, 0.0), 4.0, 4.0))) == 1


def test_the_runner_and_the_swept_lane_are_no_things():
    watch = Watch()
    assert [watch.look(bare(), along) for along in np.arange(0.2, 8.0, 0.2)] == [[]] * 39


def test_what_the_runner_hid_at_the_start_is_found_when_seen():
    watch = Watch()
    lying = with_box(bare(), 1.5, 0.0, 0.3, 0.3)
    watch.look(lying, runner_m=0.0)
    assert (pytest.approx((1.5, 0.0), abs=0.25)) in watch.look(lying, runner_m=6.0, times=2)


def test_what_stood_beside_the_lane_at_the_start_belongs_to_the_place_and_leaves_no_ghost():
    watch = Watch()
    assert watch.look(with_box(bare(), 5.0, 1.4), times=2) == []
    assert watch.look(bare(), times=25) == []


@pytest.mark.parametrize("colour", [ORANGE, GREEN])
def test_what_stood_far_beside_the_lane_at_the_start_leaves_no_ghost_on_the_grass(colour):
    watch = Watch()
    watch.look(with_box(bare(), 6.0, 2.6, colour=colour), times=3)
    assert watch.look(bare(), times=8) == []


def test_another_thing_that_comes_to_where_one_stood_is_no_ghost():
    watch = Watch()
    watch.look(with_box(bare(), 6.0, 2.6, colour=ORANGE), times=3)
    assert len(watch.look(with_box(bare(), 6.0, 2.6, colour=BLUE), times=20)) == 1


def test_what_lies_in_the_corridor_from_the_start_in_nearly_the_grounds_colour_is_never_taken_for_a_ghost():
    watch, faint = Watch(), tuple(round(0.8 * a + 0.2 * b) for a, b in zip(TRACK, BLUE, strict=True))
    lying = with_box(bare(), 5.0, 0.0, colour=faint)
    assert len(watch.look(lying)) == len(watch.look(lying, times=30)) == 1


def test_noise_like_rain_is_no_thing():
    watch, dice = Watch(), np.random.default_rng(5)
    watch.look(bare(), times=2)
    for _ in range(20):
        wet = bare()
        for x, y in dice.integers(0, (SIZE[0], SIZE[1]), (60, 2)).tolist():
            cv2.line(wet, (x, y), (x + 2, y + 9), (140, 150, 190), 1)
        assert watch.look(wet) == []


def test_a_ball_of_twenty_centimetres_far_down_the_lane_is_a_thing_though_a_mark_is_none():
    watch = Watch()
    watch.look(bare(), times=3)
    assert len(watch.look(with_box(bare(), 8.0, 0.2, 0.2, 0.2, ORANGE), times=3)) == 1


def test_what_stood_there_at_the_first_look_leaves_no_ghost():
    watch = Watch()
    watch.look(with_box(bare(), 5.0, 0.9, 0.5, 0.5, BLUE), times=3)  # beside the lane: taken for a part of the place
    assert watch.look(bare(), times=15) == []


def test_what_the_plots_edge_cut_at_the_first_look_is_found_once_it_has_come_farther():
    watch = Watch(begin_m=2.5)
    watch.look(with_box(bare(), 0.3, 1.0, 0.4, 0.8), runner_m=5.0)
    found = watch.look(with_box(bare(), 1.2, 1.0, 0.4, 0.8), runner_m=5.0, times=20)
    assert pytest.approx((1.2 - 2.5, 1.2), abs=0.1) in found
