"""Filters over timestamps. Causal, for any frame rate; a gap stays NaN and is never bridged with a guess.

Each states its delay. What needs to look ahead waits in ``History`` until enough has been seen.
"""

from __future__ import annotations

from math import exp, isfinite, nan

import numpy as np


class Lowpass:
    """First-order low-pass over timestamps; delay about ``tau_s``. Starts anew after a gap longer than ``forget_s``."""

    def __init__(self, tau_s: float, forget_s: float = 0.5):
        self.tau_s = tau_s
        self.forget_s = forget_s
        self._value = nan
        self._t_s = nan

    def step(self, t_s: float, value: float) -> float:
        """The filtered value; NaN for NaN."""
        if not isfinite(value):
            return nan
        gap_s = t_s - self._t_s
        if gap_s < self.forget_s:
            self._value += (value - self._value) * (1 - exp(-gap_s / self.tau_s))
        else:
            self._value = value
        self._t_s = t_s
        return self._value


class SteadyAngle:
    """An angle or length without the model's spikes: delay 0 while it moves evenly, one frame where it jumps.

    A value that differs from the last by more than ``leap_per_s`` allows is held back until the next frame confirms it,
    so that single wrong frames vanish and a real change loses one frame. What passes is smoothed over ``tau_s``.
    """

    def __init__(self, tau_s: float, leap: float, forget_s: float = 0.3):
        self.leap = leap
        self.forget_s = forget_s
        self._smooth = Lowpass(tau_s, forget_s)
        self._last = nan
        self._t_s = nan
        self._doubtful = False

    def step(self, t_s: float, value: float) -> float:
        """The steadied value; NaN for NaN and for a leap that is not yet confirmed."""
        if not isfinite(value):
            return nan
        recent = t_s - self._t_s < self.forget_s
        if recent and abs(value - self._last) > self.leap and not self._doubtful:
            self._doubtful = True
            return nan
        self._doubtful = False
        self._last, self._t_s = value, t_s
        return self._smooth.step(t_s, value)


class Settled:
    """A word that changes only when another one has held for ``hold_s``."""

    def __init__(self, word: str = "unknown"):
        self.word = word
        self.since_s = nan
        self._next = word
        self._next_s = nan

    def step(self, t_s: float, word: str, hold_s: float) -> bool:
        """Hears the word of this frame; true on the frame on which the settled word changes."""
        if word == self.word:
            self._next = word
            return False
        if word != self._next:
            self._next, self._next_s = word, t_s
        if t_s - self._next_s + 1e-6 < hold_s:
            return False
        self.word, self.since_s = word, self._next_s
        return True


class History:
    """The last ``capacity`` frames as rows of numbers, read as contiguous arrays (oldest first)."""

    def __init__(self, width: int, capacity: int = 512):
        self._rows = np.full((2 * capacity, width), nan)
        self._t = np.full(2 * capacity, nan)
        self._capacity = capacity
        self._at = 0
        self._count = 0

    def append(self, t_s: float, row) -> None:
        i, n = self._at, self._capacity
        self._rows[i] = self._rows[i + n] = row
        self._t[i] = self._t[i + n] = t_s
        self._at = (i + 1) % n
        self._count = min(self._count + 1, n)

    def clear(self) -> None:
        self._at = self._count = 0

    @property
    def t_s(self) -> np.ndarray:
        """All times held, oldest first. A view: read it before the next frame."""
        end = self._at + self._capacity
        return self._t[end - self._count : end]

    @property
    def rows(self) -> np.ndarray:
        """All rows held, oldest first. A view: read it before the next frame."""
        end = self._at + self._capacity
        return self._rows[end - self._count : end]

    def since(self, t_s: float) -> tuple[np.ndarray, np.ndarray]:
        """Times and rows from ``t_s`` on."""
        times = self.t_s
        first = int(times.searchsorted(t_s))
        return times[first:], self.rows[first:]

    def between(self, from_s: float, to_s: float) -> tuple[np.ndarray, np.ndarray]:
        """Times and rows of a stretch, both ends included."""
        times = self.t_s
        first, last = int(times.searchsorted(from_s)), int(times.searchsorted(to_s, "right"))
        return times[first:last], self.rows[first:last]
