"""How near is too near: the stop model, and the level of a thing on or about to enter the corridor.

The model is science.md 2.5: distance = speed x (system + reaction time) + speed² / (2 x deceleration) + margin, with
speed the closing speed of runner and thing together.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite, nan, sqrt
from typing import Literal

from ..types import Motion

Level = Literal["watching", "slow", "stop"]

SOON_S = 3.0  # a thing that would enter later than this is not yet on the way
ENTERING_S = 0.3  # as good as in: feet on a line are easily seen late
DAWDLES_MPS, DAWDLES_SOON_S = 0.5, 1.0  # who seems to drift over so slowly may just be half hidden: not so far ahead
MEETING_S = 1.0  # a thing that is gone this long before the runner comes, or enters this long after, is no threat
STILL_MPS = 0.05  # below this nobody is closing in on anybody


@dataclass(frozen=True)
class StopModel:
    """One line of the stop model, with the distance it demands at a closing speed."""

    time_s: float
    deceleration_mps2: float
    margin_m: float

    def distance_m(self, closing_mps: float) -> float:
        speed = max(closing_mps, 0.0)
        return speed * self.time_s + speed * speed / (2 * self.deceleration_mps2) + self.margin_m

    def speed_mps(self, distance_m: float) -> float:
        """The largest closing speed whose distance fits into ``distance_m``; 0 where even the margin does not fit."""
        room, a, t = distance_m - self.margin_m, self.deceleration_mps2, self.time_s
        return a * (sqrt(t * t + 2 * room / a) - t) if room > 0 else 0.0


@dataclass(frozen=True)
class Runner:
    """How one kind of runner stops. ``stop_ttc_s`` is the time to contact below which only "stop" is left."""

    stop: StopModel
    slow: StopModel
    stop_ttc_s: float


ADULT = Runner(StopModel(1.0, 1.5, 0.75), StopModel(2.5, 1.0, 1.0), 2.0)
SENIOR = Runner(StopModel(1.5, 1.0, 1.0), StopModel(3.5, 0.7, 1.5), 3.0)


def closing_mps(runner_mps: float, thing: Motion) -> float:
    """How fast the runner and the thing come together along the path; negative when they part."""
    return runner_mps - thing.along_mps


def ttc_s(distance_m: float, closing: float) -> float:
    """Seconds until both are at one place along the path; NaN when they don't close in or are already there."""
    return distance_m / closing if closing > STILL_MPS and distance_m > 0 else nan


def level(distance_m: float, closing: float, who: Runner = ADULT) -> Level:
    """What a thing in the corridor asks of the runner."""
    if not isfinite(distance_m) or distance_m <= 0:
        return "watching"
    if distance_m <= who.stop.distance_m(closing) or ttc_s(distance_m, closing) < who.stop_ttc_s:
        return "stop"
    return "slow" if distance_m <= who.slow.distance_m(closing) else "watching"


def in_corridor(thing: Motion, half_corridor_m: float) -> bool:
    """Whether any part of the thing stands within the corridor now."""
    return abs(thing.across_m) - thing.half_width_m < half_corridor_m


def enters_s(thing: Motion, half_corridor_m: float) -> tuple[float, float]:
    """Seconds until the thing enters and leaves the corridor at its present speed; (inf, inf) where it never does."""
    reach = half_corridor_m + thing.half_width_m
    if abs(thing.across_mps) < STILL_MPS:
        return (0.0, inf) if abs(thing.across_m) < reach else (inf, inf)
    one, other = ((edge - thing.across_m) / thing.across_mps for edge in (-reach, reach))
    first, last = min(one, other), max(one, other)
    return (max(first, 0.0), last) if last > 0 else (inf, inf)


def crosses(thing: Motion, distance_m: float, closing: float, half_corridor_m: float) -> bool:
    """Whether a thing beside the corridor will be in it soon, and about when the runner comes past."""
    enter_s, leave_s = enters_s(thing, half_corridor_m)
    if enter_s > (SOON_S if abs(thing.across_mps) >= DAWDLES_MPS else DAWDLES_SOON_S):
        return False
    if enter_s < ENTERING_S:
        return True
    meeting_s = ttc_s(distance_m, closing)
    return isfinite(meeting_s) and enter_s - MEETING_S <= meeting_s <= leave_s + MEETING_S


def watched_speed_mps(range_m: float, who: Runner = ADULT) -> float:
    """The largest speed at which what stands at the end of the watched range still allows slowing down (R23)."""
    return who.slow.speed_mps(range_m) if isfinite(range_m) else nan
