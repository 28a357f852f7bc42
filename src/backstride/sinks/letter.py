"""One sentence on its way to the ear: its urgency, how long it may wait, what it may cut off, what became of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import Literal

from ..types import CueClass

Fate = Literal["spoken", "cut", "stale", "outdone", "muted", "unheard"]
URGENCY: dict[CueClass, int] = {"safety": 4, "balance": 3, "guide": 2, "form": 1, "praise": 0}
PATIENCE_S: dict[CueClass, float] = {"safety": inf, "balance": 0.7, "guide": 6.0, "form": 1.0, "praise": 1.0}
_MAY_CUT: dict[CueClass, tuple[CueClass, ...]] = {
    "safety": ("safety", "balance", "guide", "form", "praise"),
    "balance": ("guide", "form", "praise"),
    "guide": ("form", "praise"),
}  # fmt: skip


@dataclass(frozen=True)
class Letter:
    """One sentence. ``put_s`` is when it came; ``fate`` can be waited for."""

    words: str
    class_: CueClass
    put_s: float
    on_demand: bool = False  # a person asked for it: it is neither muted nor too old
    sound: Path | None = None  # what to play in place of words
    made: Callable[[], Path] | None = None  # what makes that sound when its turn comes
    yields: bool = False  # whatever is said cuts it off, and it counts for nothing: the metronome
    fate: Future[Fate] = field(default_factory=Future)

    @property
    def alarm(self) -> bool:
        return self.class_ == "safety"

    def is_stale(self, now_s: float) -> bool:
        """Whether it waited so long that the runner has changed since."""
        return not self.on_demand and now_s - self.put_s > PATIENCE_S[self.class_]

    def outdoes(self, waiting: Letter, now_s: float) -> bool:
        """Whether it takes the only place from what waits there: the newer of two that are as urgent does."""
        return waiting.is_stale(now_s) or URGENCY[self.class_] >= URGENCY[waiting.class_]

    def cuts(self, sounding: Letter) -> bool:
        """Whether it may cut off what sounds: form and praise never do, nor the same words, which would stutter."""
        if sounding.yields:
            return not self.yields
        return self.words != sounding.words and sounding.class_ in _MAY_CUT.get(self.class_, ())


@dataclass(frozen=True)
class Counts:
    """What became of the cues since the start, by their fate."""

    spoken: int = 0
    cut: int = 0  # began to sound, then something more urgent came
    stale: int = 0  # waited too long
    outdone: int = 0  # pushed out of the mailbox by a newer or more urgent one
    muted: int = 0
    unheard: int = 0  # no device or no voice
