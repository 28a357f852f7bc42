"""What is eased when the machine cannot keep up, gets too hot or too little power: one step after the other, and back.

Pure: figures in, a level out. The order is the product's: first what only looks nicer, then what is kept, and the pose
model last. The coaching itself is no step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf, isnan, nan

STEPS = ("stream_rate", "stream_size", "detector_rate", "recording_quality", "pose_model")
UP_AFTER_S = 4.0  # of strain, before the first step and between two: a step needs so long to show
CALM_S = 45.0  # without strain, before one step is taken back
LONGEST_CALM_S = 720.0
TOO_SOON_S = 90.0  # strain so soon after a step back: that step was needed, and is kept longer the next time
HOT_C, COOL_C = 80.0, 75.0  # the processor of a Pi slows down from 80 °C on, and hard at 85 °C
STARVED, FED = 0.20, 0.10  # share of the time in which the loop was ready to work and got no processor
SLOW, FAST = 0.85, 0.95  # pictures coached, of those that the measures need
NEEDED_FPS = 24.0  # where the source gives as many; below 12 nothing is measured any more
UNDERVOLTAGE, CAPPED, THROTTLED, SOFT_LIMIT = 1, 2, 4, 8  # bits that hold now; those since boot lie above


@dataclass(frozen=True)
class Strain:
    """How the machine fares, over the last second or so. NaN and 0 where nobody can tell."""

    t_s: float
    coached_fps: float = nan
    source_fps: float = nan
    starved: float = nan
    temperature_c: float = nan
    throttled: int = 0  # the firmware's bits

    def why(self, eased: bool = False) -> str:
        """What strains it, in words; empty where nothing does. ``eased``: by the limits for going back."""
        return "; ".join(self._reasons(eased))

    def _reasons(self, eased: bool) -> Iterator[str]:
        if self.throttled & UNDERVOLTAGE:
            yield "the power supply is too weak"
        if self.throttled & (CAPPED | THROTTLED | SOFT_LIMIT):
            yield "the processor is slowed down"
        if self.temperature_c >= (COOL_C if eased else HOT_C):
            yield f"the processor is at {self.temperature_c:.0f} °C"
        if self.starved >= (FED if eased else STARVED):
            yield f"other work takes {100 * self.starved:.0f} % of the coach's time"
        needed_fps = NEEDED_FPS if isnan(self.source_fps) else min(NEEDED_FPS, self.source_fps)
        if self.coached_fps < needed_fps * (FAST if eased else SLOW):
            yield f"only {self.coached_fps:.0f} pictures a second are coached"


@dataclass
class Ladder:
    """Takes the strain second by second and gives the level: how many of the steps are taken."""

    steps: tuple[str, ...] = STEPS
    level: int = 0
    why: str = ""  # the strain that made the last step needed
    _strained_s: float | None = field(default=None, repr=False)  # since when
    _calm_s: float | None = field(default=None, repr=False)
    _eased_at_s: float = field(default=-inf, repr=False)
    _patience_s: float = field(default=CALM_S, repr=False)

    def step(self, strain: Strain) -> int:
        """The level from now on; it moves by one at a time."""
        why = strain.why()
        self._strained_s = (self._strained_s if self._strained_s is not None else strain.t_s) if why else None
        calm = not strain.why(eased=True)
        self._calm_s = (self._calm_s if self._calm_s is not None else strain.t_s) if calm else None
        if why and strain.t_s - self._strained_s >= UP_AFTER_S and self.level < len(self.steps):
            self._take(strain.t_s, why)
        elif self.level and self._calm_s is not None and strain.t_s - self._calm_s >= self._patience_s:
            self._take_back(strain.t_s)
        return self.level

    def _take(self, t_s: float, why: str) -> None:
        if t_s - self._eased_at_s < TOO_SOON_S:
            self._patience_s = min(2 * self._patience_s, LONGEST_CALM_S)
        self.level, self.why, self._strained_s = self.level + 1, why, t_s

    def _take_back(self, t_s: float) -> None:
        self.level, self._calm_s, self._eased_at_s = self.level - 1, t_s, t_s
        if self.level == 0:
            self.why = ""
