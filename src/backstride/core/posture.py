"""The measures of posture steadied over time: what the picture's jitter lets through. Delay 0.03 to 0.15 s."""

from __future__ import annotations

from math import nan
from typing import NamedTuple

from backstride.core.figure import Figure
from backstride.core.metrics import elbow_deg, head_pitch_deg, head_yaw_deg, knee_flexion_deg, trunk_lean_deg
from backstride.core.smoothing import SteadyAngle
from backstride.core.view import ahead
from backstride.types import Facing


class Posture(NamedTuple):
    """Degrees, NaN where not measured."""

    lean: float = nan
    pitch: float = nan
    yaw: float = nan
    knee_left: float = nan
    knee_right: float = nan
    elbow_left: float = nan
    elbow_right: float = nan


class PostureWatch:
    """Steadies each angle by itself: the trunk moves slowly, a knee must not lag."""

    def __init__(self):
        self._steady = (
            SteadyAngle(0.12, 12.0), SteadyAngle(0.12, 25.0), SteadyAngle(0.05, 60.0),
            SteadyAngle(0.006, 45.0), SteadyAngle(0.006, 45.0), SteadyAngle(0.02, 40.0), SteadyAngle(0.02, 40.0),
        )  # fmt: skip

    def step(self, figure: Figure, facing: Facing) -> Posture:
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
        return Posture(*(steady.step(figure.t_s, angle) for steady, angle in zip(self._steady, raw, strict=True)))
