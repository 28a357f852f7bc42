"""The words of a training: what is done, which way, how much, how fast, and with what at hand. Data and nothing else.

A speed is always a cap and never an aim. An amount is metres or seconds of one bout; with neither, the runner ends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan
from typing import Literal

Way = Literal["backward", "forward"]
Pace = Literal["walk", "jog", "run"]
Kind = Literal["warm_up", "main", "drill", "cool_down"]
Support = Literal["both_hands", "one_hand", "within_reach", "none"]
"""What the hands hold, most support first: rails, wall or a helper."""
Level = Literal["L0", "L1", "L2", "L3", "L4"]
Need = Literal["clinician", "spotter", "over_16", "first_steps", "fitness"]
"""What a programme asks for before it may begin. "first_steps" and "fitness" are programmes that come before it."""

LEVELS_IN_ORDER: tuple[Level, ...] = ("L0", "L1", "L2", "L3", "L4")
SUPPORTS: tuple[Support, ...] = ("both_hands", "one_hand", "within_reach", "none")
PACES: tuple[Pace, ...] = ("walk", "jog", "run")


@dataclass(frozen=True)
class Bout:
    """One stretch of going one way."""

    way: Way
    pace: Pace
    metres: float = nan
    seconds: float = nan
    cap_mps: float = nan  # NaN: the level's own cap

    @property
    def open_ended(self) -> bool:
        """True where the runner ends it."""
        return not isfinite(self.metres) and not isfinite(self.seconds)


@dataclass(frozen=True)
class Block:
    """Bouts in a row, so many times, with a rest between. More than one bout alternates with a pause to turn round."""

    bouts: tuple[Bout, ...]
    sets: int = 1
    rest_s: float = 0.0
    turn_pause_s: float = 10.0
    kind: Kind = "main"
    incline_percent: float = 0.0  # the most that may be set
    effort_percent: float = nan  # of the fastest, for the words
    support: Support = "none"
    spotter: bool = False
    drill: str = ""  # D1 to D5
    click_spm: float = nan  # the metronome, a click each step; NaN: none
    focus: str = ""  # the form rule that is spoken of
    on_belt: Block | None = None  # what stands in its place on a treadmill, where the seconds are not metres over cap


@dataclass(frozen=True)
class Week:
    """One week: the same session, as often as the programme says."""

    number: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Programme:
    """A training of some weeks. ``at_least`` is the level on which it may begin."""

    key: str
    code: str  # P0 to P7; empty for an own one
    name: str
    goal: str
    per_week: tuple[int, int]  # sessions a week, fewest and most
    weeks: tuple[Week, ...]
    at_least: Level = "L1"
    needs: tuple[Need, ...] = ()
    walking_only: bool = False
    source: str = ""
    later: str = ""  # how it goes on after its last week
    daily: str = ""  # what may be done on the other days
    own: bool = False

    def week(self, number: int) -> Week:
        """Week ``number``, from 1; past the end the last one, which is repeated."""
        return self.weeks[min(max(number, 1), len(self.weeks)) - 1]


def metres_of(bout: Bout) -> float:
    """How far a bout goes at most; NaN for an open-ended one."""
    return bout.metres if isfinite(bout.metres) else bout.seconds * bout.cap_mps


def seconds_of(bout: Bout) -> float:
    """How long a bout takes at its cap; NaN for an open-ended one."""
    return bout.seconds if isfinite(bout.seconds) else bout.metres / bout.cap_mps


def backward_metres(blocks: tuple[Block, ...]) -> float:
    """The backward metres of a session at its caps, warm-up and cool-down left out."""
    bouts = ((block, bout) for block in blocks if block.kind in ("main", "drill") for bout in block.bouts)
    ways = (block.sets * metres_of(bout) for block, bout in bouts if bout.way == "backward")
    return sum(way for way in ways if isfinite(way))
