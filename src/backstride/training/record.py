"""What a guided session leaves behind: bouts, answers, what was green, what was measured. Unknown is NaN or None."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan
from typing import Literal

from ..types import Site, View
from .plan import Kind, Level, Pace, Way

EndedBy = Literal[
    "amount", "runner", "time_limit", "skipped", "pain", "fall", "stumbles", "fatigue", "effort", "not_seen", "heat",
    "refused",
]  # fmt: skip
"""What ended a bout or a session: its amount was done, the runner, a limit, or one of the reasons to leave off."""
Where = Literal[
    "knee", "quadriceps", "shin", "calf", "achilles", "ankle", "foot", "hip", "back", "neck", "chest", "dizzy", "other",
    "",
]  # fmt: skip
WHERE: tuple[Where, ...] = (
    "knee", "quadriceps", "shin", "calf", "achilles", "ankle", "foot", "hip", "back", "neck", "chest", "dizzy", "other",
)  # fmt: skip


@dataclass(frozen=True)
class PainAnswer:
    """Pain as it was told: 0 to 10, where, and whether sharp. NaN: asked and not answered."""

    level: float = nan
    where: Where = ""
    sharp: bool | None = None


@dataclass(frozen=True)
class BoutRecord:
    """One bout as it went. Distances are what the camera measured: NaN where it could not."""

    block: int
    set_number: int
    kind: Kind
    way: Way
    pace: Pace
    drill: str = ""
    asked_m: float = nan
    asked_s: float = nan
    cap_mps: float = nan
    metres: float = nan
    seconds: float = 0.0
    speed_mps: float = nan  # median while going the way asked for
    ended_by: EndedBy = "amount"
    counted: int | None = None  # of a drill; None: not counted
    rails_free_s: float = nan  # the longest time without hands on the rails; NaN: not measured
    amber_balance_share: float = nan  # share of its time in which balance was off


    @property
    def counts_m(self) -> float:
        """The metres that count for the growth of the next session: what was asked where all of it was done."""
        if self.ended_by == "amount":
            return self.asked_m if isfinite(self.asked_m) else self.asked_s * self.cap_mps
        return self.metres if isfinite(self.metres) else 0.0


@dataclass(frozen=True)
class Measured:
    """One measure over the backward time of a session, with the error it may claim."""

    name: str
    value: float
    error: float
    n: int


@dataclass(frozen=True)
class SessionRecord:
    """One guided session. ``completed``: every set that was left after the rules of the day was done."""

    runner: str
    programme: str
    week: int
    level: Level
    site: Site
    view: View
    began_at_s: float = nan  # Unix seconds
    seconds: float = 0.0
    completed: bool = False
    ended_by: EndedBy = "amount"
    bouts: tuple[BoutRecord, ...] = ()
    efforts: tuple[float, ...] = ()  # 0 to 10, one a rest that was answered
    efforts_asked: int = 0
    pains: tuple[PainAnswer, ...] = ()
    pains_asked: int = 0
    focus: tuple[str, ...] = ()  # the focus rules of its blocks
    green: tuple[tuple[str, float], ...] = ()  # share of the judged backward time, by rule
    safety_reds: int = 0  # red safety events, falls and pain among them
    stumbles: int = 0
    falls: int = 0
    fatigue_red: bool = False
    looks_on_time: float = nan  # share of the time; NaN: not measured
    looks_asked: bool = True
    step_time_cv: float = nan
    measured: tuple[Measured, ...] = ()
    helped: tuple[tuple[str, int], ...] = ()  # form rules whose cue was followed by green, and how often
    kcal: float = nan  # about, ± 20 %; NaN: not known
    kcal_rough: bool = False
    wbgt_c: float = nan
    watched_m: float = nan  # how far the path camera watched, at most
    spotter: bool = False

    @property
    def backward_m(self) -> float:
        """Backward metres that were measured; NaN where none were."""
        ways = [bout.metres for bout in self.bouts if bout.way == "backward" and bout.metres == bout.metres]
        return sum(ways) if ways else nan

    @property
    def counts_m(self) -> float:
        """The backward metres of its main part that count for the growth of the next session."""
        return sum(bout.counts_m for bout in self.bouts if bout.way == "backward" and bout.kind in ("main", "drill"))

    @property
    def worst_pain(self) -> float:
        levels = [pain.level for pain in self.pains if pain.level == pain.level]
        return max(levels) if levels else nan


@dataclass(frozen=True)
class Soreness:
    """How it feels the next morning: 0 to 10 by place, and whether it is worse than right after the session."""

    at_s: float
    session_at_s: float  # began_at_s of the session it belongs to
    levels: tuple[tuple[Where, float], ...] = ()
    worse: bool | None = None
    note: str = ""
