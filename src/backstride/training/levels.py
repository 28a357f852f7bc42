"""Levels: how fast, how steep, how far in one go, and what must be within reach. Source: the articles' advice to begin
slowly and by walking; the figures are starting values of our own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import nan
from typing import Literal

from ..types import Site
from .plan import LEVELS_IN_ORDER, Level, Pace

Rails = Literal["held", "reach"]


@dataclass(frozen=True)
class LevelCaps:
    """What a level allows. ``set_m`` and ``set_s`` bound one backward bout."""

    level: Level
    name: str
    belt_mps: float
    ground_mps: float
    paces: tuple[Pace, ...]
    incline_percent: float
    rails: Rails
    bends: bool
    set_m: float
    set_s: float

    def cap_mps(self, site: Site) -> float:
        return self.belt_mps if site == "treadmill" else self.ground_mps


LEVELS: tuple[LevelCaps, ...] = (
    LevelCaps("L0", "first steps", 0.45, 0.8, ("walk",), 0, "held", False, 30, 60),
    LevelCaps("L1", "walker", 0.89, 1.2, ("walk",), 2, "reach", False, 50, 300),
    LevelCaps("L2", "jogger", 1.8, 2.0, ("walk", "jog"), 5, "reach", True, 50, 60),
    LevelCaps("L3", "runner", 2.5, 3.0, ("walk", "jog", "run"), 10, "reach", True, 100, 120),
    LevelCaps("L4", "athlete with spotter", 2.7, 4.5, ("walk", "jog", "run"), 10, "reach", True, 200, 240),
)
CAREFUL_BELT_MPS, CAREFUL_GROUND_MPS, CAREFUL_INCLINE = 0.89, 1.0, 5
"""What older people and those in rehabilitation are held to, whatever their level: walking only."""
_HARDEST: dict[Pace, tuple[Level, ...]] = {"walk": ("L0", "L1"), "jog": ("L2",), "run": ("L3", "L4")}


def caps(level: Level, careful: bool = False) -> LevelCaps:
    """The caps of a level; ``careful`` adds those of older people and rehabilitation."""
    found = LEVELS[LEVELS_IN_ORDER.index(level)]
    if not careful:
        return found
    return replace(
        found, belt_mps=min(found.belt_mps, CAREFUL_BELT_MPS), ground_mps=min(found.ground_mps, CAREFUL_GROUND_MPS),
        paces=("walk",), incline_percent=min(found.incline_percent, CAREFUL_INCLINE),
    )  # fmt: skip


def set_caps(level: Level, pace: Pace) -> tuple[float, float]:
    """Metres and seconds of one backward bout at most. A jogger may walk as long as a walker; NaN: not allowed."""
    place = LEVELS_IN_ORDER.index(level)
    if pace not in LEVELS[place].paces:
        return nan, nan
    counted = [*(lower for lower in _HARDEST[pace] if LEVELS_IN_ORDER.index(lower) <= place), level]
    of = [caps(one) for one in counted]
    return max(one.set_m for one in of), max(one.set_s for one in of)


def lower(level: Level, by: int = 1) -> Level:
    """So many levels down, never below the first."""
    return LEVELS_IN_ORDER[max(LEVELS_IN_ORDER.index(level) - by, 0)]


def lowest(*levels: Level) -> Level:
    return min(levels, key=LEVELS_IN_ORDER.index)
