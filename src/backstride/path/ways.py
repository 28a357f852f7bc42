"""How far off a thing's speed may be, by what the looks told of it: one who goes slowly seems to stand at first."""

from __future__ import annotations

from collections import deque
from math import inf

import numpy as np

from ..types import Found
from .spots import FEWEST, line_of

STEADY_S = 0.3  # a speed is believed as far as it was told alike for so long
KNOWN_S, KEPT_S = 0.4, 1.5  # before so long nothing is known of a speed; and so long its places bear it out, or do not
SURELY = 2.0  # standard errors: by less places may differ from a speed that is right


class Ways:
    """Where all things were lately, and how fast they were said to go."""

    def __init__(self) -> None:
        self._told: dict[int, deque[tuple[float, float, float]]] = {}  # by track: the look's time, along and its speed
        self._errors: dict[int, float] = {}

    @property
    def known(self) -> set[int]:
        return set(self._told)

    def error_mps(self, found: Found, seen_s: float) -> float:
        """By how much the speed along may err that a look at ``seen_s`` told; inf until it was seen for long enough."""
        told = self._told.setdefault(found.track, deque())
        if not told or told[-1][0] < seen_s:
            told.append((seen_s, found.motion.along_m, found.motion.along_mps))
            while told[0][0] < seen_s - KEPT_S - 1e-6:
                told.popleft()
            self._errors[found.track] = _error_mps(*np.array(told).T)
        return self._errors[found.track]

    def forget(self, there: set[int]) -> None:
        """Whatever is not among those that are there is gone."""
        for track in self._told.keys() - there:
            del self._told[track], self._errors[track]


def _error_mps(times: np.ndarray, along: np.ndarray, mps: np.ndarray) -> float:
    if len(times) < FEWEST or times[-1] - times[0] < KNOWN_S - 1e-6:
        return inf
    line = line_of(times, along)
    by_places = abs(line.mps - mps[-1]) - SURELY * line.error_mps
    return float(max(np.ptp(mps[times >= times[-1] - STEADY_S - 1e-6]), by_places))
