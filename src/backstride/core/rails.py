"""Hands on the rails of a treadmill, without knowing where the rails are: a hand that holds stays in the picture.

The camera, the belt's frame and its rails stand still; a free hand goes to and fro with every stride. Said only on a
treadmill, from the side, while the runner steps, of wrists in plain sight; the far one is mostly hidden.
"""

from __future__ import annotations

from math import isfinite, nan

import numpy as np

from .figure import Figure
from .skeleton import WRISTS
from .smoothing import History
from .view import ahead

WINDOW_S = 1.2  # a stride of a slow walk
EVERY_S = 0.25
SEEN = 0.5  # visibility
HOLDS_LL, FREE_LL = 0.06, 0.12  # way of a wrist within the window, leg lengths; between the two nothing is said
SEEN_SHARE = 0.7


class RailsWatch:
    """True while every wrist that can be seen holds still, False while one moves, None where it cannot be told."""

    def __init__(self):
        self._wrists = History(6, capacity=256)  # x and y of the left wrist and of the right, then their visibility
        self._since_s = nan
        self._next_s = 0.0
        self._holds: bool | None = None

    def step(self, figure: Figure, facing: str, moving: bool) -> bool | None:
        t_s = figure.t_s
        if not (moving and isfinite(ahead(facing))):
            self._since_s, self._holds = nan, None
            return None
        if not isfinite(self._since_s):
            self._since_s = t_s
        if figure.tracked:
            row = [*figure.at[WRISTS[0]], *figure.at[WRISTS[1]], *(figure.visibility[i] for i in WRISTS)]
            self._wrists.append(t_s, row)
        if t_s >= self._next_s:
            self._next_s = t_s + EVERY_S
            self._holds = self._judge(t_s, figure.leg) if t_s - self._since_s >= WINDOW_S else None
        return self._holds

    def _judge(self, t_s: float, leg: float) -> bool | None:
        times, rows = self._wrists.since(t_s - WINDOW_S)
        if len(times) < 8 or times[-1] - times[0] < SEEN_SHARE * WINDOW_S or not isfinite(leg):
            return None
        ways = [_way(rows[:, 2 * side : 2 * side + 2]) / leg for side in (0, 1) if _in_sight(rows[:, 4 + side])]
        if not ways or HOLDS_LL <= max(ways) <= FREE_LL:
            return None
        return max(ways) < HOLDS_LL


def _in_sight(visibility: np.ndarray) -> bool:
    return float((visibility >= SEEN).mean()) >= SEEN_SHARE


def _way(points: np.ndarray) -> float:
    """From the tenth to the ninetieth of a hundred, across or down, whichever is more: jitter's tails left out."""
    low, high = np.percentile(points, (10, 90), axis=0)
    return float((high - low).max())
