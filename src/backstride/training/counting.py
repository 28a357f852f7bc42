"""Repetitions of a drill, counted from the pose where it allows it; None where it doesn't. Nothing is guessed."""

from __future__ import annotations

from math import atan2, degrees, isfinite, nan

from ..core.skeleton import HIPS, KNEES
from ..types import Contact, Moment, View
from .drills import Counting, drill

SEEN = 0.3  # visibility
KNEE_UP_DEG, KNEE_DOWN_DEG = 65.0, 40.0  # the thigh from straight down: 90 is a knee at the hip's height
HEEL_UP_DEG, HEEL_DOWN_DEG = 105.0, 60.0  # knee flexion
THIGH_HANGS_DEG = 50.0  # a heel kick is none with the knee pulled up
BACKWARD_S = 0.5


class Lifts:
    """Counts how often a number rises over ``up`` after it was under ``down``."""

    def __init__(self, up: float, down: float):
        self._up, self._down, self._high = up, down, False
        self.count = 0

    def step(self, value: float) -> None:
        if not isfinite(value):
            return
        if not self._high and value >= self._up:
            self._high = True
            self.count += 1
        elif self._high and value <= self._down:
            self._high = False


class DrillCount:
    """Counts one bout of a drill. ``count`` is None while it cannot be counted."""

    def __init__(self, key: str, view: View):
        found = drill(key)
        self._how: Counting = found.counting if found and view == "side" else "none"
        self._lifts = (
            (Lifts(KNEE_UP_DEG, KNEE_DOWN_DEG), Lifts(KNEE_UP_DEG, KNEE_DOWN_DEG)) if self._how == "high_knees"
            else (Lifts(HEEL_UP_DEG, HEEL_DOWN_DEG), Lifts(HEEL_UP_DEG, HEEL_DOWN_DEG))
        )  # fmt: skip
        self._steps = self._turns = 0
        self._backward_s = 0.0
        self._facing = "unknown"
        self._seen_s = 0.0

    @property
    def count(self) -> int | None:
        if self._how == "none" or self._seen_s < 1.0:
            return None
        if self._how == "steps":
            return self._steps
        return self._turns if self._how == "turns" else sum(lifts.count for lifts in self._lifts)

    def step(self, moment: Moment, elapsed_s: float) -> None:
        if self._how == "none" or not moment.measures.tracked:
            return
        self._seen_s += elapsed_s
        if self._how == "steps":
            self._steps += sum(isinstance(event, Contact) for event in moment.events)
        elif self._how == "turns":
            self._count_turn(moment, elapsed_s)
        elif self._how == "high_knees":
            for side, lifts in enumerate(self._lifts):
                lifts.step(thigh_deg(moment, side))
        else:
            self._count_kicks(moment)

    def _count_kicks(self, moment: Moment) -> None:
        flexions = (moment.measures.knee_flexion_left_deg, moment.measures.knee_flexion_right_deg)
        for side, (lifts, flexion) in enumerate(zip(self._lifts, flexions, strict=True)):
            if flexion < HEEL_UP_DEG or thigh_deg(moment, side) < THIGH_HANGS_DEG:  # else a knee that was pulled up
                lifts.step(flexion)

    def _count_turn(self, moment: Moment, elapsed_s: float) -> None:
        """A turn counts out of a backward stretch."""
        if moment.measures.direction == "backward":
            self._backward_s += elapsed_s
        facing = moment.measures.facing
        if facing != "unknown" and facing != self._facing:
            if self._facing != "unknown" and self._backward_s >= BACKWARD_S:
                self._turns += 1
                self._backward_s = 0.0
            self._facing = facing


def thigh_deg(moment: Moment, side: int) -> float:
    """The thigh from straight down, seen from the side: 0 standing, 90 with the knee at the hip's height."""
    pose = moment.pose
    if min(pose.visibility[HIPS[side]], pose.visibility[KNEES[side]]) < SEEN:
        return nan
    dx, dy = (pose.points[KNEES[side], :2] - pose.points[HIPS[side], :2]).tolist()
    return degrees(atan2(abs(dx), dy))
