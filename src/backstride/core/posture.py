"""The measures of posture steadied over time: what the picture's jitter lets through. Delay 0.03 to 0.15 s."""

from __future__ import annotations

from math import isfinite, nan
from statistics import median
from typing import NamedTuple

from ..types import Facing
from .figure import Figure
from .metrics import elbow_deg, head_pitch_deg, head_yaw_deg, knee_flexion_deg, trunk_lean_deg
from .smoothing import SteadyAngle
from .view import ahead


class Posture(NamedTuple):
    """Degrees, NaN where not measured."""

    lean: float = nan
    pitch: float = nan
    yaw: float = nan
    knee_left: float = nan
    knee_right: float = nan
    elbow_left: float = nan
    elbow_right: float = nan


class Standing:
    """The runner's own neutral posture: medians over standing that was steady for long enough. NaN until then."""

    LEAST_S = 2.5
    SWAY_DEG = 3.0

    def __init__(self):
        self._since_s = nan
        self._leans: list[float] = []
        self._pitches: list[float] = []
        self.lean = self.pitch = nan

    def step(self, t_s: float, still: bool, lean: float, pitch: float) -> None:
        if not (still and isfinite(lean)):
            self._since_s = nan
            self._leans.clear()
            self._pitches.clear()
            return
        if not isfinite(self._since_s):
            self._since_s = t_s
        self._leans.append(lean)
        self._pitches.append(pitch)
        if t_s - self._since_s >= self.LEAST_S:
            self._take()
            self._since_s = nan

    def _take(self) -> None:
        leans, pitches = sorted(self._leans), sorted(p for p in self._pitches if isfinite(p))
        if leans[-1] - leans[0] <= 2 * self.SWAY_DEG and abs(median(leans)) < 15:
            self.lean = median(leans)
            self.pitch = median(pitches) if pitches else self.pitch
        self._leans.clear()
        self._pitches.clear()


class PostureWatch:
    """Steadies each angle by itself: the trunk moves slowly, a knee must not lag."""

    def __init__(self):
        self._standing = Standing()
        self._steady = (
            SteadyAngle(0.12, 12.0), SteadyAngle(0.12, 25.0), SteadyAngle(0.05, 60.0),
            SteadyAngle(0.006, 45.0), SteadyAngle(0.006, 45.0), SteadyAngle(0.02, 40.0), SteadyAngle(0.02, 40.0),
        )  # fmt: skip

    @property
    def neutral_lean(self) -> float:
        """Degrees, from standing; NaN until it was seen."""
        return self._standing.lean

    def step(self, figure: Figure, facing: Facing, still: bool) -> Posture:
        if not figure.tracked:
            return Posture()
        way = ahead(facing)
        raw = (
            trunk_lean_deg(figure, way),
            head_pitch_deg(figure, way),
            head_yaw_deg(figure, facing),
            knee_flexion_deg(figure, "left", way),
            knee_flexion_deg(figure, "right", way),
            elbow_deg(figure, "left", way),
            elbow_deg(figure, "right", way),
        )
        now = Posture(*(steady.step(figure.t_s, angle) for steady, angle in zip(self._steady, raw, strict=True)))
        self._standing.step(figure.t_s, still, now.lean, now.pitch)
        own = self._standing.pitch
        return now._replace(pitch=now.pitch - own) if isfinite(own) else now
