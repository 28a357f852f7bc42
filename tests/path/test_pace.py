"""The runner's pace: long and calm while it holds, doubted as soon as it may have changed, new when it surely did."""

from math import inf

import numpy as np
import pytest

from backstride.path.pace import pace

SWING_M, STEPS_HZ = {"side": 0.03, "rear": 0.12, "front": 0.12}, 2.6
STOPS_S = 3.0


def pace_at(now_s, way, view, began_s=0.0):
    """The pace of one who went where ``way(t_s)`` says, the lowest foot swinging about it step by step."""
    times = np.arange(round(began_s * 30), round(now_s * 30) + 1) / 30
    return pace(times, way(times) + SWING_M[view] * np.sin(2 * np.pi * STEPS_HZ * times), view)


def steady(t_s):
    return 1.2 * t_s


def stops(t_s):
    return 1.2 * np.minimum(t_s, STOPS_S)


def slows(t_s):
    """From 1.2 to 0.6 m/s within half a second, and on like that."""
    after = np.maximum(t_s - STOPS_S, 0.0)
    return 1.2 * t_s - 0.6 * np.where(after < 0.5, after * after, after - 0.25)


VIEWS = ("side", "rear", "front")


@pytest.mark.parametrize("view", VIEWS)
def test_the_gait_breaks_no_pace(view):
    for now_s in np.arange(1.5, 4.0, 0.1):
        now = pace_at(now_s, steady, view)
        assert now.since_s == -inf
        assert now.mps == pytest.approx(1.2, abs=0.08)


@pytest.mark.parametrize(("view", "after_s"), [("side", 0.2), ("rear", 0.4), ("front", 0.4)])
def test_who_stops_is_soon_in_doubt(view, after_s):
    sure, doubted = pace_at(STOPS_S, stops, view), pace_at(STOPS_S + after_s, stops, view)
    assert sure.error_mps < 0.05
    assert doubted.error_mps > 0.2


@pytest.mark.parametrize(("view", "after_s"), [("side", 0.5), ("rear", 1.0), ("front", 1.0)])
def test_who_stopped_stands_and_since_then(view, after_s):
    now = pace_at(STOPS_S + after_s, stops, view)
    assert now.mps == pytest.approx(0.0, abs=0.15)
    assert now.since_s == pytest.approx(STOPS_S, abs=0.15)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("after_s", [1.5, 2.0, 2.5, 3.0])
def test_a_pace_long_past_does_not_come_back(view, after_s):
    assert pace_at(STOPS_S + after_s, stops, view).mps == pytest.approx(0.0, abs=0.08)


@pytest.mark.parametrize("view", VIEWS)
def test_who_slows_is_followed(view):
    now = pace_at(STOPS_S + 1.4, slows, view)
    assert now.mps == pytest.approx(0.6, abs=0.1)
    assert now.error_mps < 0.3


def test_a_stray_foot_is_no_stop():
    times = np.arange(91) / 30
    along = steady(times)
    along[-4:-1] -= 0.5
    assert pace(times, along, "rear").mps == pytest.approx(1.2, abs=0.05)


def test_a_glimpse_has_no_pace():
    assert np.isnan(pace_at(0.2, steady, "side").mps)
