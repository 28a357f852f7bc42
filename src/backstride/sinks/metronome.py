"""A click for each step, as a piece of sound in which every click has its own sample: no program starts between two."""

from __future__ import annotations

import wave
from math import ceil
from pathlib import Path

import numpy as np

from .pcm import amplitude
from .sound import RATE_HZ

TRACK_S = 60.0
CLICK_S, CLICK_HZ, CLICK_DBFS = 0.03, 1900.0, -15.0  # above the voice in pitch, under it in loudness
SOONEST_S = 0.05  # a player needs that long to begin


class Metronome:
    """Beats that go on through whatever is said between: the next track begins where the last one's beats would be."""

    def __init__(self) -> None:
        self._spm, self._first_s = 0.0, 0.0

    def track(self, spm: float, now_s: float, path: Path) -> Path:
        """Writes a minute of clicks to ``path``, to be played at once. A new rate begins with its own first beat."""
        if spm != self._spm:
            self._spm, self._first_s = spm, now_s + SOONEST_S
        period_s = 60.0 / spm
        beats = ceil((now_s + SOONEST_S - self._first_s) / period_s - 1e-9)
        lead_s = self._first_s + beats * period_s - now_s
        samples = clicks(lead_s, period_s)
        with wave.open(str(path), "wb") as file:  # not synced: it is gone in a minute
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            file.writeframes(np.round(samples * 32767).astype("<i2").tobytes())
        return path

    def rest(self) -> None:
        """The next clicks begin anew."""
        self._spm = 0.0


def clicks(lead_s: float, period_s: float) -> np.ndarray:
    """A track of clicks: the first after ``lead_s``, each on the sample nearest to its time."""
    samples = np.zeros(round(TRACK_S * RATE_HZ))
    t_s = np.arange(round(CLICK_S * RATE_HZ)) / RATE_HZ
    one = amplitude(CLICK_DBFS) * np.exp(-t_s / 0.006) * np.sin(2 * np.pi * CLICK_HZ * t_s)
    at_s = lead_s
    count = 0
    while round(at_s * RATE_HZ) + one.size <= samples.size:
        start = round(at_s * RATE_HZ)
        samples[start : start + one.size] += one
        count += 1
        at_s = lead_s + count * period_s
    return samples
