"""The runner's own way along the lane: a calm speed with its error, quick where the speed truly changes."""

import numpy as np
import pytest
from lane_scene import SIZE, calibration, pixels

from backstride.path import whereabouts as module
from backstride.path.lane import lane_of
from backstride.path.pace import Pace
from backstride.path.whereabouts import Whereabouts

SWING_M, STEPS_HZ = 0.12, 2.6


def last_place(way, seconds, view="rear", swing_m=SWING_M):
    """The place after a runner went where ``way(t_s)`` says, the lowest foot swinging about it step by step."""
    whereabouts = Whereabouts(lane_of(calibration(), SIZE), view)
    for i in range(round(seconds * 30)):
        t_s = i / 30
        place = whereabouts.step(pixels(way(t_s) + swing_m * np.sin(2 * np.pi * STEPS_HZ * t_s), 0.0), t_s)
    return place


@pytest.mark.parametrize("seconds", [3.0, 3.1, 3.2, 3.3])
def test_the_swinging_foot_hardly_touches_the_speed(seconds):
    assert last_place(lambda t_s: 1.0 + 0.8 * t_s, seconds).along_mps == pytest.approx(0.8, abs=0.06)


def test_the_speeds_error_is_told_and_falls_with_time():
    early, late = (last_place(lambda t_s: 1.0 + 0.8 * t_s, seconds) for seconds in (0.8, 3.0))
    assert early.error_mps > 2 * late.error_mps > 0
    assert late.error_mps < 0.1


def test_a_runner_who_stops_is_standing_a_second_later():
    assert last_place(lambda t_s: 1.0 + 1.5 * min(t_s, 2.0), 3.1, swing_m=0.0).along_mps == pytest.approx(0.0, abs=0.15)


def test_one_glimpse_is_no_speed():
    place = last_place(lambda t_s: 2.0, 0.1)
    assert np.isnan(place.along_mps) and np.isnan(place.error_mps)


@pytest.mark.parametrize(("fps", "fewest", "most"), [(30, 59, 61), (120, 45, 75)])
def test_the_pace_is_told_anew_at_thirty_frames_a_second_and_not_for_each_of_more(monkeypatch, fps, fewest, most):
    told = []
    monkeypatch.setattr(module, "pace", lambda *seen: told.append(seen) or Pace(1.0, 0.1))
    whereabouts = Whereabouts(lane_of(calibration(), SIZE), "rear")
    for i in range(2 * fps):
        assert whereabouts.step(pixels(1.0 + i / fps, 0.0), i / fps).along_mps == 1.0
    assert fewest <= len(told) <= most
