"""Where on the lane the runner is and how fast, from pose after pose; short gaps are bridged, long ones are unknown."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import nan

import numpy as np

from ..types import View
from .lane import Lane

BRIDGED_S = 0.7
PLACE_S = 0.5  # window of the place
# The speed's window: down the lane the standing foot's depth swings with the gait, from the side the hips hardly do.
SPEED_S = {"side": 0.6, "rear": 1.4, "front": 1.0}
SHORTEST_S = 0.3  # of a window that may give a speed
ASIDE_M, OUTSIDE_M = 1.0, 1.5  # farther from corridor or range it is not this lane's runner
JUMP_M, FASTEST_MPS = 0.8, 7.0
TOES_AHEAD_M = 0.15  # seen from the front, the lowest point is a toe, this far from the pelvis toward the camera


@dataclass(frozen=True)
class Place:
    """The runner on the lane at ``t_s``. ``along_mps`` is NaN until it was seen long enough."""

    t_s: float
    along_m: float
    across_m: float
    along_mps: float


class Whereabouts:
    """Follows the runner along the lane."""

    def __init__(self, lane: Lane, view: View):
        self._lane = lane
        self._ahead_m = TOES_AHEAD_M if view == "front" else 0.0
        self._speed_s = SPEED_S[view]
        self._seen: deque[tuple[float, float, float]] = deque()  # t_s, along, across

    def step(self, sole_px: np.ndarray | None, t_s: float) -> Place | None:
        """Where the runner is now, given the sole's pixel (None: not seen on this frame); None where unknown."""
        if sole_px is not None:
            along, across = self._lane.ground(sole_px[None])[0]
            if self._fits(along + self._ahead_m, across, t_s):
                self._seen.append((t_s, along + self._ahead_m, across))
        while self._seen and self._seen[0][0] < t_s - self._speed_s - BRIDGED_S:
            self._seen.popleft()
        if not self._seen or t_s - self._seen[-1][0] > BRIDGED_S:
            self._seen.clear()
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
        last_s = times[-1]
        near = times >= last_s - PLACE_S
        wide = times >= last_s - self._speed_s
        speed = _slope(times[wide], along[wide]) if last_s - times[wide][0] >= SHORTEST_S else nan
        drift = speed if np.isfinite(speed) else 0.0
        at = np.median(along[near] + drift * (t_s - times[near]))
        return Place(t_s, float(at), float(np.median(across[near])), float(speed))


def _slope(times: np.ndarray, values: np.ndarray) -> float:
    """Least squares after the farthest tenth was left out: a swinging foot now and then passes for the standing one."""
    for share in (1.0, 0.9):
        t, v = times - times.mean(), values - values.mean()
        slope = float(t @ v / (t @ t))
        off = np.abs(v - slope * t)
        keep = off <= np.quantile(off, share)
        times, values = times[keep], values[keep]
    t, v = times - times.mean(), values - values.mean()
    return float(t @ v / (t @ t))
