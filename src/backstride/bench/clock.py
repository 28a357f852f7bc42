"""The made-up runner's clock: how fast it goes, how far it has come, how many strides it has made.

Strides are counted from the first; nobody runs like a clock, so both pace and rate sway a little.
"""

from __future__ import annotations

from math import inf

import numpy as np

from .plan import Plan

GRID_HZ = 200
START_S, STOP_S = 0.8, 0.5


def eased(u: np.ndarray) -> np.ndarray:
    """From 0 to 1 without a jerk; outside it stays."""
    u = np.clip(u, 0.0, 1.0)
    return u * u * (3 - 2 * u)


class Clock:
    """Worked out on a fine grid once, then asked at any time."""

    def __init__(self, plan: Plan):
        self.plan = plan
        self._grid_s = np.arange(-1.0, plan.seconds + 2.0, 1 / GRID_HZ)
        self._speeds = plan.speed_mps * self.going(self._grid_s) * self._pace(0.02, 0.7)
        self._ways = self._summed(self._speeds)
        rate = plan.cadence_spm / 120 * (0.75 + 0.25 * self.going(self._grid_s)) * self._pace(0.02, 0.0)
        rate[self._grid_s < plan.stand_s] = 0.0
        self._strides = self._summed(rate)

    def going(self, t_s: np.ndarray) -> np.ndarray:
        """0 standing, 1 at full speed."""
        plan = self.plan
        ends_s = min(plan.stops_s, plan.falls_s)
        stopping_s = STOP_S if plan.stops_s < inf else 0.25
        return eased((t_s - plan.stand_s) / START_S) * (1 - eased((t_s - ends_s) / stopping_s))

    def _pace(self, share: float, shift: float) -> np.ndarray:
        """Nobody runs like a clock: two slow waves of their own for every seed."""
        t, own = self._grid_s, 0.1 * self.plan.seed + shift
        return 1 + share * (0.6 * np.sin(2 * np.pi * (0.04 * t + own)) + 0.4 * np.sin(2 * np.pi * (0.09 * t + 3 * own)))

    def _summed(self, rate: np.ndarray) -> np.ndarray:
        steps = (rate[1:] + rate[:-1]) / (2 * GRID_HZ)
        return np.concatenate([[0.0], np.cumsum(steps)])

    def way_m(self, t_s) -> np.ndarray:
        """How far the hip has come over the ground or the belt."""
        return np.interp(t_s, self._grid_s, self._ways)

    def speed_mps(self, t_s) -> np.ndarray:
        return np.interp(t_s, self._grid_s, self._speeds)

    def strides(self, t_s) -> np.ndarray:
        return np.interp(t_s, self._grid_s, self._strides)

    def at_stride(self, number: float) -> float:
        after = int(np.searchsorted(self._strides, number))
        if after >= len(self._grid_s):
            return inf
        a, b = self._strides[after - 1], self._strides[after]
        return float(self._grid_s[after - 1] + (number - a) / (b - a) / GRID_HZ)
