"""Drills are counted from the pose where it allows it, and not at all where it doesn't."""

from dataclasses import replace
from math import cos, pi, radians, sin

import numpy as np
import pytest

from backstride.core import skeleton as sk
from backstride.training.counting import DrillCount
from backstride.types import Contact, Measures, Pose
from moments import moment_at

FPS = 30.0
THIGH = 0.2


def seen(t_s, left_thigh_deg=10.0, right_thigh_deg=10.0, visibility=1.0, events=(), **measures):
    """A moment on which both thighs hang so many degrees from straight down."""
    points = np.full((sk.COUNT, 3), 0.5, np.float32)
    for side, angle in enumerate((left_thigh_deg, right_thigh_deg)):
        down, ahead = THIGH * cos(radians(angle)), THIGH * sin(radians(angle))
        points[sk.KNEES[side], :2] = points[sk.HIPS[side], :2] + (ahead, down)
    pose = Pose(points, np.full(sk.COUNT, visibility, np.float32), (1280, 720), t_s, round(t_s * FPS))
    measured = Measures(t_s, tracked=True, **measures)
    return replace(moment_at(t_s, measures=measured, events=events), pose=pose)


def counted(key, moments, view="side"):
    count = DrillCount(key, view)
    for moment in moments:
        count.step(moment, 1 / FPS)
    return count.count


def times(seconds):
    return np.arange(round(seconds * FPS)) / FPS


def lifts(t_s, highest):
    """One leg up, then the other, each twice in two seconds."""
    wave = sin(2 * pi * t_s)
    more = highest - 10
    return {"left_thigh_deg": 10 + max(0.0, wave) * more, "right_thigh_deg": 10 - min(0.0, wave) * more}


@pytest.mark.parametrize(("highest", "wanted"), [(85, 10), (70, 10), (50, 0)])
def test_high_knees_are_those_that_come_near_the_hip(highest, wanted):
    assert counted("D2", [seen(t, **lifts(t, highest)) for t in times(5)]) == wanted


def test_a_knee_that_trembles_at_the_limit_is_one():
    assert counted("D2", [seen(t, left_thigh_deg=70 + 4 * sin(40 * t)) for t in times(3)]) == 1


@pytest.mark.parametrize(("bend", "thigh", "wanted"), [(120, 20, 5), (90, 20, 0), (120, 80, 0)])
def test_butt_kicks_are_bent_knees_under_hanging_thighs(bend, thigh, wanted):
    def flexion(t):
        return 15 + max(0.0, sin(2 * pi * t)) * (bend - 15)

    moments = [seen(t, left_thigh_deg=thigh, knee_flexion_left_deg=flexion(t)) for t in times(5)]
    assert counted("D3", moments) == wanted


def test_a_shuffle_is_counted_by_its_steps():
    steps = [seen(t, events=(Contact(t, "left"),) if n % 15 == 14 else ()) for n, t in enumerate(times(4))]
    assert counted("D1", steps) == 8


def test_a_turn_counts_out_of_a_backward_stretch():
    def moment(t):
        away = t % 4 < 2
        return seen(t, facing="left" if t % 8 < 4 else "right", direction="backward" if away else "still")

    assert counted("D5", [moment(t) for t in times(16)]) == 3
    assert counted("D5", [seen(t, facing="left" if t % 8 < 4 else "right", direction="still") for t in times(16)]) == 0


@pytest.mark.parametrize("view", ["rear", "front"])
@pytest.mark.parametrize("key", ["D1", "D2", "D3", "D5"])
def test_from_front_and_rear_nothing_is_counted(key, view):
    assert counted(key, [seen(t, **lifts(t, 85)) for t in times(3)], view) is None


def test_a_crab_walk_and_a_hidden_leg_are_not_counted():
    assert counted("D4", [seen(t) for t in times(3)]) is None
    assert counted("D2", [seen(t, **lifts(t, 85), visibility=0.1) for t in times(3)]) == 0
    assert counted("D2", []) is None
