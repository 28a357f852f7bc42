"""Whether the body on this frame is still the last one's: a pose model can jump to somebody else without a word."""

from __future__ import annotations

from math import isfinite, log, nan
from typing import Literal

from .figure import Figure
from .geometry import NOWHERE, Point, distance

JUMP_LL = 0.6
FASTEST_LL_PER_S = 7.0  # a sprinter passing a standing camera
RESIZED = log(1.6)
WAITS_S = 0.15  # a jump that is taken back sooner was a slip of the model
FORGETS_S = 1.0  # after that long without anybody, whoever comes is new to the place but may be the same


class BodyWatch:
    """Says of each frame whether it shows the same body, a doubtful one, or somebody else for good."""

    def __init__(self):
        self._hip: Point = NOWHERE
        self._leg = self._t_s = nan
        self._new_hip: Point = NOWHERE
        self._new_leg = self._new_s = self._since_s = nan

    def step(self, figure: Figure) -> Literal["same", "doubtful", "other"]:
        t_s = figure.t_s
        if self._near(figure, self._hip, self._leg, t_s - self._t_s):
            self._hip, self._leg, self._t_s, self._since_s = figure.hip, figure.leg, t_s, nan
            return "same"
        if not isfinite(self._since_s) or not self._near(figure, self._new_hip, self._new_leg, t_s - self._new_s):
            self._since_s = t_s
        self._new_hip, self._new_leg, self._new_s = figure.hip, figure.leg, t_s
        if t_s - self._since_s < WAITS_S:
            return "doubtful"
        self._hip, self._leg, self._t_s, self._since_s = figure.hip, figure.leg, t_s, nan
        return "other"

    def _near(self, figure: Figure, hip: Point, leg: float, gap_s: float) -> bool:
        if not gap_s < FORGETS_S:  # nobody before, or long ago
            return True
        reach = (JUMP_LL + FASTEST_LL_PER_S * min(gap_s, WAITS_S)) * max(leg, figure.leg)
        return distance(figure.hip, hip) < reach and abs(log(figure.leg / leg)) < RESIZED + gap_s
