"""Where on the lane the runner is and how fast, from pose after pose; short gaps are bridged, long ones are unknown."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import inf, nan

import numpy as np

from ..types import View
from .lane import Lane
from .pace import LONGEST_S, UNKNOWN, pace

BRIDGED_S = 0.7
PLACE_S = 0.5  # window of the place
PACED_S = 0.03  # a pace serves so long: at 30 frames a second none is old, at 120 it would cost a tenth of the loop
ASIDE_M, OUTSIDE_M = 1.0, 1.5  # farther from corridor or range it is not this lane's runner
JUMP_M, FASTEST_MPS = 0.8, 7.0
TOES_AHEAD_M = 0.22  # seen from the front, the lowest point is a toe, this far from the pelvis toward the camera


@dataclass(frozen=True)
class Place:
    """The runner on the lane at ``t_s``. ``along_mps`` and its standard error are NaN until it was seen long enough."""

    t_s: float
    along_m: float
    across_m: float
    along_mps: float
    error_mps: float = nan


class Whereabouts:
    """Follows the runner along the lane."""

    def __init__(self, lane: Lane, view: View):
        self._lane = lane
        self._ahead_m = TOES_AHEAD_M if view == "front" else 0.0
        self._view = view
        self._seen: deque[tuple[float, float, float]] = deque()  # t_s, along, across
        self._pace, self._paced_s = UNKNOWN, -inf

    def step(self, sole_px: np.ndarray | None, t_s: float) -> Place | None:
        """Where the runner is now, given the sole's pixel (None: not seen on this frame); None where unknown."""
        if sole_px is not None:
            along, across = self._lane.ground(sole_px[None])[0]
            if self._fits(along + self._ahead_m, across, t_s):
                self._seen.append((t_s, along + self._ahead_m, across))
        while self._seen and self._seen[0][0] < t_s - LONGEST_S[self._view] - BRIDGED_S:
            self._seen.popleft()
        if not self._seen or t_s - self._seen[-1][0] > BRIDGED_S:
            self._seen.clear()
            self._pace = UNKNOWN
            return None
        return self._place(t_s)

    def _fits(self, along: float, across: float, t_s: float) -> bool:
        """Whether a sighting can be this runner; NaN never does."""
        here = abs(across) < self._lane.width_m / 2 + ASIDE_M and -OUTSIDE_M < along < self._lane.range_m + OUTSIDE_M
        if not here or not self._seen:
            return here
        last_s, last_m, _ = self._seen[-1]
        return abs(along - last_m) < JUMP_M + FASTEST_MPS * (t_s - last_s)

    def _place(self, t_s: float) -> Place:
        times, along, across = np.array(self._seen).T
        if t_s - self._paced_s >= PACED_S or self._pace is UNKNOWN:
            self._pace, self._paced_s = pace(times, along, self._view), t_s
        now = self._pace
        near = times >= max(times[-1] - PLACE_S, now.since_s)
        drift = now.mps if np.isfinite(now.mps) else 0.0
        at = np.median(along[near] + drift * (t_s - times[near]))
        return Place(t_s, float(at), float(np.median(across[near])), now.mps, now.error_mps)
