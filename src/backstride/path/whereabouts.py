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
# The speed's windows, a calm one and a quick one: down the lane the standing foot's depth swings with the gait, from
# the side the hips hardly do. The quick one is believed where it differs by more than both can err.
SPEED_S = {"side": (1.0, 0.6), "rear": (2.2, 1.0), "front": (2.2, 1.0)}
DIFFERS = 3.0  # standard errors
ALIKE_S = 0.2  # sightings nearer in time err alike
LEAST_OFF_M = 0.01
SHORTEST_S = 0.3  # of a window that may give a speed
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
        self._speed_s = SPEED_S[view]
        self._seen: deque[tuple[float, float, float]] = deque()  # t_s, along, across

    def step(self, sole_px: np.ndarray | None, t_s: float) -> Place | None:
        """Where the runner is now, given the sole's pixel (None: not seen on this frame); None where unknown."""
        if sole_px is not None:
            along, across = self._lane.ground(sole_px[None])[0]
            if self._fits(along + self._ahead_m, across, t_s):
                self._seen.append((t_s, along + self._ahead_m, across))
        while self._seen and self._seen[0][0] < t_s - self._speed_s[0] - BRIDGED_S:
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
        speed, error = self._speed(times, along)
        drift = speed if np.isfinite(speed) else 0.0
        at = np.median(along[near] + drift * (t_s - times[near]))
        return Place(t_s, float(at), float(np.median(across[near])), speed, error)

    def _speed(self, times: np.ndarray, along: np.ndarray) -> tuple[float, float]:
        """Metres a second along the lane and their standard error."""
        calm, quick = (times >= times[-1] - window for window in self._speed_s)
        if times[-1] - times[calm][0] < SHORTEST_S:
            return nan, nan
        slow, slow_error = _slope(times[calm], along[calm])
        if times[-1] - times[quick][0] < SHORTEST_S:
            return slow, slow_error
        fast, fast_error = _slope(times[quick], along[quick])
        apart = abs(fast - slow)
        if apart < DIFFERS * float(np.hypot(slow_error, fast_error)):
            return slow, slow_error
        return fast, float(np.hypot(fast_error, apart / 2))


def _slope(times: np.ndarray, values: np.ndarray) -> tuple[float, float]:
    """A line's slope and its standard error; a swinging foot that passes for the standing one hardly counts."""
    weight = np.ones(len(times))
    for _ in range(3):
        share = weight / weight.sum()
        t, v = times - share @ times, values - share @ values
        slope = float((share * t) @ v / ((share * t) @ t))
        off = v - slope * t
        spread = 1.48 * float(np.median(np.abs(off))) + LEAST_OFF_M
        weight = 1 / (1 + (off / (2 * spread)) ** 2)
    lasts = float(times[-1] - times[0])
    sightings = max(lasts / ALIKE_S, 1.5)
    scatter = float(np.sqrt((weight * off * off).sum() / weight.sum()))
    return slope, scatter * float(np.sqrt(12 / sightings)) / lasts
