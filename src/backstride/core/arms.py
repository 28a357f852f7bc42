"""How the arms go with the legs: from the side, near arm only, over the last four seconds."""

from __future__ import annotations

from math import isfinite, nan

import numpy as np

from .ground import ANKLE_X, ARM, FOOT, HIP_X
from .smoothing import History

WINDOW_S = 4.0
LEAST_SWING_LL = 0.15  # a wrist that swings less is as much jitter as arm: it has no phase


class ArmsWatch:
    """Correlation of one side's wrist and ankle, and how far the wrist swings. Worked out twice a second."""

    def __init__(self):
        self._next_s = 0.0
        self.correlation = self.swing_ll = nan

    def step(self, t_s: float, seen: History, near: int, leg: float, moving: bool) -> None:
        """``near``: 0 left, 1 right, -1 not seen from the side; then, and while standing, both are NaN."""
        if near < 0 or not moving:
            self.correlation = self.swing_ll = nan
            return
        if t_s < self._next_s:
            return
        self._next_s = t_s + 0.5
        times, rows = seen.since(t_s - WINDOW_S)
        if len(times) < 15 or times[-1] - times[0] < 0.8 * WINDOW_S:
            return
        wrist = rows[:, ARM[near]]
        ankle = rows[:, FOOT[near] + ANKLE_X] - rows[:, HIP_X]
        low, high = np.percentile(wrist, (5, 95))
        self.swing_ll = float(high - low) / leg
        if self.swing_ll < LEAST_SWING_LL:
            self.correlation = nan
            return
        spread = float(wrist.std() * ankle.std())
        correlation = float(np.mean((wrist - wrist.mean()) * (ankle - ankle.mean()))) / spread if spread > 0 else nan
        self.correlation = correlation if isfinite(correlation) else nan
