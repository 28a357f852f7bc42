"""Who trains: what they answered, what was agreed, where they stand. Days are Unix seconds that come from outside."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import Literal

from .plan import Level

LookMode = Literal["solo", "spotter", "mirror"]
"""Who minds the way behind: the runner's own looks, somebody beside, or a mirror (then looks are not asked for)."""


@dataclass(frozen=True)
class Person:
    """One runner. ``answers`` are those to ``readiness.QUESTIONS``, by key; one that is missing was not answered."""

    name: str
    answers: tuple[tuple[str, bool], ...] = ()
    answered_at_s: float = nan
    agreed: tuple[Literal["professional", "clinician"], ...] = ()  # somebody with the training to say so has agreed
    onboarded_at_s: float = nan  # the safety text was read to its end
    programme: str = "first_steps"
    week: int = 1
    level: Level = "L0"
    level_since_s: float = nan
    paused_until_s: float = nan  # after a fall, two stumbles or pain
    pause_why: str = ""
    stopped_why: str = ""  # the programme is over until a professional was seen
    look_mode: LookMode = "solo"
    height_m: float = nan
    mass_kg: float = nan
    show_energy: bool = False  # asked for; never shown unasked in rehabilitation and senior mobility
    added_at_s: float = nan

    def said_yes(self, question: str) -> bool:
        return dict(self.answers).get(question, False)
