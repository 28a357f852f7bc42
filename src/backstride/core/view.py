"""Which way the runner faces in the picture, which side is near, and whether the picture is fit to judge.

Facing is read from feet, head, shoulders and hips. It never looks at where the body travels.
"""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from math import hypot, isfinite, nan

from ..types import Facing, Quality, Side, View
from .figure import Figure
from .skeleton import (
    ANKLES,
    HIPS,
    KNEES,
    LEFT_HEEL,
    LEFT_HIP,
    LEFT_SHOULDER,
    LEFT_TOE,
    NOSE,
    RIGHT_HEEL,
    RIGHT_HIP,
    RIGHT_SHOULDER,
    RIGHT_TOE,
    SHOULDERS,
)
from .smoothing import Lowpass, Settled

FOOT_OF_TORSO = 0.5  # heel to toe seen from the side, as a share of hip to shoulder
SHOULDERS_OF_TORSO = 0.7  # shoulder joints seen from the front
TURNED = {"side": 1.4, "rear": 0.7, "front": 0.7}  # how much wider than long before a body counts as turned
MATTERING = (*SHOULDERS, *HIPS, *KNEES, *ANKLES)


class FacingWatch:
    """Settles where chest and toes point. Delay about 0.25 s; unknown until seen that long."""

    def __init__(self, view: View):
        self._turned = TURNED[view]
        self._along = Lowpass(0.12)
        self._across = Lowpass(0.12)
        self._settled = Settled()

    def step(self, figure: Figure) -> Facing:
        """The settled facing; it outlives gaps in tracking."""
        if figure.tracked and figure.torso > 0:
            along = self._along.step(figure.t_s, _toes_ahead(figure) / FOOT_OF_TORSO)
            across = self._across.step(figure.t_s, _left_of_right(figure) / SHOULDERS_OF_TORSO)
            if isfinite(along) and isfinite(across):
                self._settled.step(figure.t_s, self._word(along, across), 0.2)
        return self._settled.word

    def _word(self, along: float, across: float) -> Facing:
        if hypot(along, across) < 0.25:  # lying, or too small to tell
            return self._settled.word
        if abs(across) > self._turned * abs(along):
            return "toward" if across > 0 else "away"
        return "right" if along > 0 else "left"


def _toes_ahead(figure: Figure) -> float:
    """How far toes and nose point to the picture's right, in torso lengths."""
    at = figure.at
    feet = (at[LEFT_TOE][0] - at[LEFT_HEEL][0] + at[RIGHT_TOE][0] - at[RIGHT_HEEL][0]) / 2
    nose = at[NOSE][0] - figure.ear[0]
    return (feet + nose) / figure.torso * 0.7


def _left_of_right(figure: Figure) -> float:
    """How far the runner's left lies to the picture's right of the right, in torso lengths: + facing the camera."""
    at = figure.at
    shoulders = at[LEFT_SHOULDER][0] - at[RIGHT_SHOULDER][0]
    hips = at[LEFT_HIP][0] - at[RIGHT_HIP][0]
    return (shoulders + hips) / figure.torso * 0.7


def near_side(facing: Facing) -> Side:
    """The runner's side toward the camera; unknown unless seen from the side."""
    return {"left": "left", "right": "right"}.get(facing, "unknown")


def ahead(facing: Facing) -> float:
    """+1 when the runner faces the picture's right, -1 left, NaN when not seen from the side."""
    return {"right": 1.0, "left": -1.0}.get(facing, nan)


class QualityWatch:
    """How fit the picture is: rate, size and what was seen, over the last two seconds."""

    WINDOW_S = 2.0
    LEAST_SHARE = 0.25  # below this a body is too small for its joints (200 px of 720 is 0.28)

    def __init__(self):
        self._seen: deque[tuple[float, bool, bool]] = deque()  # time, tracked, seen well
        self._height = Lowpass(0.5)
        self._share = nan
        self._quality = Quality()
        self._next_s = 0.0

    def step(self, figure: Figure) -> Quality:
        """Worked out four times a second; in between the last one stands."""
        self._seen.append((figure.t_s, figure.tracked, figure.tracked and _seen_well(figure)))
        if figure.tracked:
            lower = max(figure.at[ANKLES[0]][1], figure.at[ANKLES[1]][1])
            self._share = self._height.step(figure.t_s, lower - figure.at[NOSE][1])
        if figure.t_s >= self._next_s:
            self._next_s = figure.t_s + 0.25
            self._quality = self._now(figure.t_s)
        return self._quality

    def _now(self, t_s: float) -> Quality:
        while self._seen and self._seen[0][0] < t_s - self.WINDOW_S:
            self._seen.popleft()
        times = [t for t, _, _ in self._seen]
        gaps = sorted(b - a for a, b in pairwise(times))
        fps = 1 / gaps[len(gaps) // 2] if gaps and gaps[len(gaps) // 2] > 0 else nan
        visible = sum(well for _, _, well in self._seen) / len(self._seen)
        return Quality(fps, self._share, visible, tuple(self._warnings(fps, visible)))

    def _warnings(self, fps: float, visible: float):
        if not any(tracked for _, tracked, _ in self._seen):
            yield "nobody in view"
        elif visible == 0:
            yield "too many joints hidden"
        elif self._share < self.LEAST_SHARE:
            yield "runner too small in the picture"
        if fps < 12:
            yield "too few pictures a second"


def _seen_well(figure: Figure) -> bool:
    """The points that matter are inside the picture, and of each pair at least one is in plain sight."""
    sight = figure.visibility
    pairs = (SHOULDERS, HIPS, KNEES, ANKLES)
    inside = all(-0.02 < figure.at[i][1] < 1.02 for i in MATTERING)
    return inside and all(max(sight[a], sight[b]) >= 0.5 for a, b in pairs)
