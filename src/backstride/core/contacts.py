"""When a foot comes down and when its last part leaves, from the side.

A foot sweeps to and fro under the hip. While it stands it moves with the ground, so one of the two sweeps is a stance;
which one, the direction of travel tells. Each stance has one contact and one toe-off: the moments between which toe or
heel is near its floor and moves little against the ground. A contact becomes known about 0.15 s after it happened, a
toe-off about 0.2 s; what cannot be told from the pictures is not reported.
"""

from __future__ import annotations

from collections import deque
from math import isfinite, nan
from statistics import median
from typing import NamedTuple

import numpy as np

from ..types import First
from .ground import FOOT, HEEL_X, HIP_X, TOE_X, Window, window
from .smoothing import History
from .standing import (
    LANDING_RUN,
    LEAVING_RUN,
    NEAR_FLOOR_LL,
    SLOW_RUN,
    SLOW_WALK,
    first_part,
    floors_of,
    ground_vx_of,
    half_width_s,
    last_fall,
    last_rise,
    offness,
    sole_angle_deg,
)

WAIT_S = 0.06  # seen after a moment before it is judged
LEAST_STANCE_S = 0.08
LEAST_TRAVEL_LL = 0.1  # leg lengths a second
FIRST_NEEDS_FPS = 50.0  # heel and toe land 20 to 60 ms apart
SIDES = ("left", "right")


class Turn(NamedTuple):
    t_s: float
    value: float
    high: bool


class Turns:
    """The turning points of a foot's way under the hip: reversals by more than a share of its usual swing."""

    LEAST_LL = 0.08
    SHARE = 0.22
    RESTING_LL = 0.02  # a foot that stays this near its extreme has not left it

    def __init__(self):
        self._swing = 0.4
        self._up = True
        self._best = self._best_s = nan
        self._from = nan

    def step(self, t_s: float, value: float) -> Turn | None:
        way = value - self._best if self._up else self._best - value
        if not isfinite(way) or way > 0:
            self._best, self._best_s = value, t_s
            return None
        if way > -self.RESTING_LL:
            self._best_s = t_s
        if -way < max(self.LEAST_LL, self.SHARE * self._swing):
            return None
        turn = Turn(self._best_s, self._best, self._up)
        if isfinite(self._from):
            self._swing += 0.3 * (abs(self._best - self._from) - self._swing)
        self._from, self._up = self._best, not self._up
        self._best, self._best_s = value, t_s
        return turn


class Stance(NamedTuple):
    """One time on the ground, known when it is over. ``contact_s`` is NaN where its beginning was not seen."""

    side: int  # 0 left, 1 right
    contact_s: float
    toe_off_s: float
    ground_vx: float  # of the ground in the picture, image heights a second
    floors: tuple[float, float]  # heel's and toe's y while standing
    sole_deg: float  # at contact, toe up +; NaN where unknown
    sweep_s: tuple[float, float]  # the turning points of its way back under the hip


class Landing(NamedTuple):
    """A contact, as soon as it is known."""

    side: int
    contact_s: float
    first: First


class Ground:
    """How the ground moves in the picture: median of the last stances of both feet."""

    def __init__(self):
        self._last: deque[tuple[float, float]] = deque(maxlen=4)
        self._known: deque[tuple[float, int]] = deque(maxlen=4)
        self._guess = nan
        self.running = False

    def learn(self, t_s: float, vx: float, side: int) -> None:
        if (t_s, side) not in self._known:
            self._known.append((t_s, side))
            self._last.append((t_s, vx))

    def guess(self, vx: float) -> None:
        """For as long as nothing better is known."""
        self._guess = vx

    def vx(self, t_s: float) -> float:
        """NaN when no stance was seen in the last three seconds."""
        recent = [vx for seen_s, vx in self._last if t_s - seen_s < 3]
        return median(recent) if recent else self._guess

    def forget(self) -> None:
        self._last.clear()
        self._known.clear()
        self._guess = nan


class Foot:
    """Watches one foot and tells its landings and stances."""

    def __init__(self, side: int, ground: Ground):
        self.side = side
        self._ground = ground
        self.forget()

    def forget(self, against: float = nan) -> None:
        """Begins anew: after a loss, or when the direction changes. ``against``: +1 where the picture's right is."""
        self.against = against
        self._turns = Turns()
        self._landing_s = self._leaving_s = nan
        self._contact_s = self._sole_deg = nan
        self._last_off_s = -1e9
        self._floors: tuple[float, float] | None = None
        self._waiting = ""
        self._ready_s = self._give_up_s = self._turn_s = nan

    def step(
        self, t_s: float, way_s: float, way: float, feet: History, leg: float, frame_s: float
    ) -> list[Landing | Stance]:
        """``way``: the foot ahead of the hip against the way of travel, leg lengths; it grows while the foot stands."""
        told: list[Landing | Stance] = []
        turn = self._turns.step(way_s, way)
        self._turn_s = turn.t_s if turn else nan
        if turn and not turn.high:
            if self._waiting == "toe_off":
                told += self._toe_off(t_s, feet, leg, frame_s)
            self._landing_s, self._contact_s, self._leaving_s = turn.t_s, nan, nan
            self._wait("contact", t_s, max(turn.t_s + 0.1, t_s) + WAIT_S, 9.0)
        elif turn:
            if self._waiting == "contact":
                told += self._contact(t_s, feet, leg, frame_s, late=True)
            self._leaving_s = turn.t_s
            self._wait("toe_off", t_s, t_s + WAIT_S, 0.35)
        elif self._waiting and t_s >= self._ready_s:
            told += self._contact(t_s, feet, leg, frame_s) if self._waiting == "contact" else self._toe_off(
                t_s, feet, leg, frame_s
            )
        return told

    def _wait(self, what: str, t_s: float, ready_s: float, at_most_s: float) -> None:
        self._waiting, self._ready_s, self._give_up_s = what, ready_s, t_s + at_most_s

    def _contact(self, t_s, feet, leg, frame_s, late=False) -> list[Landing]:
        self._ready_s = t_s + 0.05
        half_s = half_width_s(frame_s)
        seen = window(*feet.between(self._landing_s - 0.25, t_s), self.side, half_s)
        if seen is None:
            return []
        until_s = self._turn_s if late else t_s
        ground_vx = ground_vx_of(seen, self._landing_s, until_s) if late else self._ground.vx(t_s)
        if not self._plausible(ground_vx, seen, leg):
            return []
        floors = floors_of(seen, self._landing_s, until_s)
        before = seen.t_s <= min(until_s, t_s - min(half_s, 0.04))
        off, tight = (curve[before] for curve in self._offness(seen, ground_vx, floors, leg, LANDING_RUN))
        contact_s = last_fall(seen.t_s, off, tight)
        if not isfinite(contact_s) or contact_s < self._last_off_s + 0.08 or contact_s > self._landing_s + 0.6:
            return []
        self._waiting = ""
        self._contact_s = contact_s
        self._sole_deg = sole_angle_deg(seen, contact_s, self._floors, leg)
        first = first_part(self._sole_deg) if frame_s * FIRST_NEEDS_FPS < 1.05 else "unknown"
        return [Landing(self.side, contact_s, first)]

    def _toe_off(self, t_s, feet, leg, frame_s) -> list[Stance]:
        self._ready_s = t_s + 0.05
        if t_s > self._give_up_s:
            self._waiting = ""
        begin_s = self._landing_s if isfinite(self._landing_s) else self._leaving_s - 0.35
        seen = window(*feet.between(begin_s - 0.1, t_s), self.side, half_width_s(frame_s))
        if seen is None or self._leaving_s - seen.t_s[0] < 0.1:
            return []
        from_s = max(begin_s, float(seen.t_s[0]))
        ground_vx = ground_vx_of(seen, from_s, self._leaving_s)
        if not self._plausible(ground_vx, seen, leg):
            return []
        if isfinite(self._landing_s):
            self._ground.learn(self._leaving_s, ground_vx, self.side)
        else:
            self._ground.guess(ground_vx)  # half a sweep may be half a swing
        floors = floors_of(seen, from_s, self._leaving_s)
        toe_off_s = last_rise(seen.t_s, *self._offness(seen, ground_vx, floors, leg, LEAVING_RUN))
        if not isfinite(toe_off_s) or abs(toe_off_s - self._leaving_s) > 0.4:
            return []
        if isfinite(self._contact_s) and toe_off_s < self._contact_s + LEAST_STANCE_S:
            return []
        self._waiting = ""
        self._last_off_s = toe_off_s
        self._floors = floors
        sweep_s = (self._landing_s, self._leaving_s)
        return [Stance(self.side, self._contact_s, toe_off_s, ground_vx, floors, self._sole_deg, sweep_s)]

    def down(self, now, before, gap_s: float, t_s: float, leg: float) -> bool | None:
        """Whether the foot stands at this very frame, by the last two; None while floor or ground are not known."""
        ground_vx = self._ground.vx(t_s)
        if self._floors is None or not isfinite(ground_vx) or not 0 < gap_s < 0.15:
            return None
        hip_vx = (now[HIP_X] - before[HIP_X]) / gap_s
        least, share = SLOW_RUN if self._ground.running else SLOW_WALK
        slow = least * leg + share * abs(ground_vx - hip_vx)
        foot = FOOT[self.side]
        for part, floor in ((HEEL_X, self._floors[0]), (TOE_X, self._floors[1])):
            x, y = foot + part, foot + part + 1
            vx, vy = (now[x] - before[x]) / gap_s - ground_vx, (now[y] - before[y]) / gap_s
            high = max(0.0, floor - now[y]) / (NEAR_FLOOR_LL * leg)
            if (vx * vx + vy * vy) / (slow * slow) + high * high < 1:
                return True
        return False

    def _offness(self, seen, ground_vx, floors, leg, narrow) -> tuple[np.ndarray, np.ndarray]:
        """By the wide bounds and by the narrow ones; a walker's are the same."""
        if not self._ground.running:
            off = offness(seen, ground_vx, floors, leg, SLOW_WALK)
            return off, off
        return offness(seen, ground_vx, floors, leg, SLOW_RUN), offness(seen, ground_vx, floors, leg, narrow)

    def _plausible(self, ground_vx: float, seen: Window, leg: float) -> bool:
        """The ground runs under the hip against the way of travel, or what was taken for a stance was none."""
        return (ground_vx - float(np.mean(seen.hip_vx))) * self.against > LEAST_TRAVEL_LL * leg
