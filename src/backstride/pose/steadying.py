"""Steadies the body's points over time as MediaPipe does in its VIDEO mode: the one-euro filter (Casiez et al. 2012).

A point that rests is smoothed strongly, one that moves hardly at all. Speed is told in body sizes a second.
"""

from __future__ import annotations

from math import pi

import numpy as np

AT_REST_HZ = 0.05  # cut-off of a point that rests
HZ_PER_SPEED = 80.0  # what a speed of one body size a second adds to it
SPEED_HZ = 1.0  # cut-off of the speed itself
VISIBILITY_SHARE = 0.1  # by which the visibility follows at each frame


class Steadying:
    """Holds the last points of one body; somebody else needs a new one."""

    def __init__(self):
        self._raw: np.ndarray | None = None
        self._visibility: np.ndarray | None = None
        self._t_s = 0.0

    def step(
        self, points: np.ndarray, visibility: np.ndarray, size: float, t_s: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """Points and visibility, steadied. ``size`` of the body is in the points' unit."""
        elapsed_s = t_s - self._t_s
        if self._raw is None:
            self._steady, self._speed = points, np.zeros_like(points)
        elif elapsed_s > 0:
            self._move(points, size, elapsed_s)
        if self._visibility is None:
            self._visibility = visibility
        elif elapsed_s > 0:
            self._visibility = self._visibility + VISIBILITY_SHARE * (visibility - self._visibility)
        self._raw, self._t_s = points, t_s
        return self._steady, self._visibility

    def begin_points_anew(self) -> None:
        """The next points have nothing to do with the last ones; the visibility goes on."""
        self._raw = None

    def _move(self, points: np.ndarray, size: float, elapsed_s: float) -> None:
        speed = (points - self._raw) / size / elapsed_s
        self._speed = self._speed + _share(SPEED_HZ, elapsed_s) * (speed - self._speed)
        cutoff_hz = AT_REST_HZ + HZ_PER_SPEED * np.abs(self._speed)
        self._steady = self._steady + _share(cutoff_hz, elapsed_s) * (points - self._steady)


def _share(cutoff_hz, elapsed_s: float):
    """By how much a low-pass of that cut-off moves toward the newest value."""
    return 1 / (1 + 1 / (2 * pi * cutoff_hz * elapsed_s))
