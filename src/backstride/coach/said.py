"""What was said of one rule, how long it took, and when it may be said again: pauses, fading, giving up."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from ..types import Band, CueClass, Observation
from .rules import Rule

GIVE_UP_AFTER = 3  # a form cue said so often without change is not said again


def duration_s(words: str, class_: CueClass) -> float:
    """How long a sentence takes to say: about 15 letters a second, and the tone before a safety cue."""
    return 0.3 + 0.065 * len(words) + (0.15 if class_ == "safety" else 0.0)


@dataclass(slots=True)
class Said:
    """One rule and what was said of it since it was last good (its wording and end: ever)."""

    rule: Rule
    place: int  # in the table: the more urgent first
    times: int = 0
    band: Band = "green"
    last_band: Band = "green"  # when it was said last, ever
    value: float = 0.0
    until_s: float = -inf
    situation: str = ""
    variant: int = -1  # which wording of this situation came last

    def forget(self) -> None:
        self.times, self.band = 0, "green"

    def due(self, t_s: float, standing: Observation) -> bool:
        """True when its sentence may be said (again), as far as this rule alone is concerned."""
        worse = standing.band == "red" != self.band or (self.rule.once and standing.value > self.value)
        if self.times and worse and self.rule.class_ != "form":
            return True
        if self.rule.class_ == "safety" and standing.band == "red" != self.last_band:
            return True  # a stop never waits for the pause after a "slow", even if all was well in between
        if self.times and self.rule.once:
            return False
        fresh_alarm = self.rule.class_ == "safety" and not self.times  # something new: only the short pause counts
        pause_s = self.rule.cooldown_s[fresh_alarm or standing.band == "red"]
        if self.rule.class_ == "balance" and self.times > 1:
            pause_s *= 2.0 ** min(self.times - 1, 3)  # what does not help is said less and less
        return t_s >= self.until_s + pause_s and not (self.rule.class_ == "form" and self.times >= GIVE_UP_AFTER)
