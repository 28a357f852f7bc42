"""When a foot comes down and when its last part leaves, from the side.

A foot sweeps to and fro under the hip. While it stands it moves with the ground, so one of the two sweeps is a stance;
which one, the direction of travel tells. Each stance has one contact and one toe-off: the moments between which toe or
heel is near its floor and moves little against the ground. A contact becomes known about 0.15 s after it happened, a
toe-off about 0.2 s; what cannot be told from the pictures is not reported.
"""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from math import isfinite, nan
from statistics import median
from typing import NamedTuple

import numpy as np

from backstride.core.ground import FOOT, GRID_S, HEEL_X, HIP_X, TOE_X, Window, window
from backstride.core.smoothing import History
from backstride.types import First

NEAR_FLOOR_LL = 0.1  # a sole within 6 cm of its floor: 25 mm and the jitter of the points
SLOW_WALK = (0.85, 0.2)  # leg lengths a second, and share of the speed of travel added to it
SLOW_RUN = (0.25, 0.4)  # a runner's foot comes down and leaves with less difference to the ground
WAIT_S = 0.06  # seen after a moment before it is judged
TIPPED_DEG = 8.0  # the sole's angle at contact is good to 7 degrees on the near side
BRIDGE_S = 0.06  # a stance is not broken by less
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
        self.strides_s: deque[tuple[float, float]] = deque(maxlen=6)
        self._last_turn_s = {False: -1e9, True: -1e9}
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
        if turn:
            self._note_stride(turn)
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

    def _note_stride(self, turn: Turn) -> None:
        """Two turns of a kind are a stride apart: rough, but one is never missed."""
        last_s = self._last_turn_s[turn.high]
        self._last_turn_s[turn.high] = turn.t_s
        if turn.t_s - last_s < 3:
            self.strides_s.append((turn.t_s, turn.t_s - last_s))

    def _wait(self, what: str, t_s: float, ready_s: float, at_most_s: float) -> None:
        self._waiting, self._ready_s, self._give_up_s = what, ready_s, t_s + at_most_s

    def _contact(self, t_s, feet, leg, frame_s, late=False) -> list[Landing]:
        self._ready_s = t_s + 0.05
        half_s = _half_width_s(frame_s)
        seen = window(*feet.between(self._landing_s - 0.25, t_s), self.side, half_s)
        if seen is None:
            return []
        until_s = self._turn_s if late else t_s
        ground_vx = _ground_vx(seen, self._landing_s, until_s) if late else self._ground.vx(t_s)
        if not self._plausible(ground_vx, seen, leg):
            return []
        floors = _floors(seen, self._landing_s, until_s)
        off = _offness(seen, ground_vx, floors, leg, self._ground.running)
        contact_s = _last_fall(seen.t_s, off[seen.t_s <= min(until_s, t_s - min(half_s, 0.04))])
        if not isfinite(contact_s) or contact_s < self._last_off_s + 0.08 or contact_s > self._landing_s + 0.6:
            return []
        self._waiting = ""
        self._contact_s = contact_s
        self._sole_deg = _sole_deg(seen, contact_s, self._floors, leg)
        first = _first(self._sole_deg) if frame_s * FIRST_NEEDS_FPS < 1.05 else "unknown"
        return [Landing(self.side, contact_s, first)]

    def _toe_off(self, t_s, feet, leg, frame_s) -> list[Stance]:
        self._ready_s = t_s + 0.05
        if t_s > self._give_up_s:
            self._waiting = ""
        begin_s = self._landing_s if isfinite(self._landing_s) else self._leaving_s - 0.35
        seen = window(*feet.between(begin_s - 0.1, t_s), self.side, _half_width_s(frame_s))
        if seen is None or self._leaving_s - seen.t_s[0] < 0.1:
            return []
        from_s = max(begin_s, float(seen.t_s[0]))
        ground_vx = _ground_vx(seen, from_s, self._leaving_s)
        if not self._plausible(ground_vx, seen, leg):
            return []
        if isfinite(self._landing_s):
            self._ground.learn(self._leaving_s, ground_vx, self.side)
        else:
            self._ground.guess(ground_vx)  # half a sweep may be half a swing
        floors = _floors(seen, from_s, self._leaving_s)
        toe_off_s = _last_rise(seen.t_s, _offness(seen, ground_vx, floors, leg, self._ground.running))
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

    def _plausible(self, ground_vx: float, seen: Window, leg: float) -> bool:
        """The ground runs under the hip against the way of travel, or what was taken for a stance was none."""
        return (ground_vx - float(np.mean(seen.hip_vx))) * self.against > LEAST_TRAVEL_LL * leg


def _half_width_s(frame_s: float) -> float:
    """Three frames at 30 a second and slower, 80 ms at faster rates."""
    return max(0.035, 1.0 * frame_s)


def _ground_vx(seen: Window, from_s: float, to_s: float) -> float:
    """The foot's speed in the middle of its sweep, where toe and heel move with the ground."""
    quarter = (to_s - from_s) / 4
    middle = (seen.t_s > from_s + quarter) & (seen.t_s < to_s - quarter)
    if not middle.any():
        middle = slice(None)
    return float(np.median(np.concatenate((seen.heel_vx[middle], seen.toe_vx[middle]))))


def _floors(seen: Window, from_s: float, to_s: float) -> tuple[float, float]:
    """How low heel and toe come between two times (y, image heights)."""
    stance = (seen.t_s >= from_s) & (seen.t_s <= to_s)
    if stance.sum() < 3:
        stance = slice(None)
    return tuple(float(np.percentile(y[stance], 85)) for y in (seen.heel_y, seen.toe_y))


def _offness(
    seen: Window, ground_vx: float, floors: tuple[float, float], leg: float, running: bool
) -> np.ndarray:
    """How far the foot is from standing: under 1 it stands on its toe or its heel."""
    travel = abs(ground_vx - float(np.mean(seen.hip_vx)))
    least, share = SLOW_RUN if running else SLOW_WALK
    slow = least * leg + share * travel
    near = NEAR_FLOOR_LL * leg
    heel = (
        ((seen.heel_vx - ground_vx) / slow) ** 2
        + (seen.heel_vy / slow) ** 2
        + (np.maximum(floors[0] - seen.heel_y, 0) / near) ** 2
    )
    toe = (
        ((seen.toe_vx - ground_vx) / slow) ** 2
        + (seen.toe_vy / slow) ** 2
        + (np.maximum(floors[1] - seen.toe_y, 0) / near) ** 2
    )
    return np.sqrt(np.minimum(heel, toe))


def _bridged(down: np.ndarray) -> np.ndarray:
    """The same with short breaks closed."""
    edges = np.flatnonzero(np.diff(down.astype(np.int8)))
    out = down.copy()
    for a, b in pairwise(edges):
        if not down[a + 1] and (b - a) * GRID_S < BRIDGE_S:
            out[a + 1 : b + 1] = True
    return out


def _last_fall(times: np.ndarray, off: np.ndarray) -> float:
    """When the foot that stands at the end of the window came down; NaN if it does not stand, or stood all along."""
    down = _bridged(off < 1)
    if len(down) < 5 or not down[-4:].all():
        return nan
    up = np.flatnonzero(~down)
    if not len(up):
        return nan
    i = int(up[-1])
    return float(times[i] + GRID_S * (off[i] - 1) / max(off[i] - off[i + 1], 1e-9))


def _last_rise(times: np.ndarray, off: np.ndarray) -> float:
    """When the foot that is up at the end of the window left; NaN if it still stands, or never stood."""
    down = _bridged(off < 1)
    if len(down) < 5 or down[-4:].any():
        return nan
    on = np.flatnonzero(down)
    if not len(on):
        return nan
    i = int(on[-1])
    return float(times[i] + GRID_S * (1 - off[i]) / max(off[i + 1] - off[i], 1e-9))


def _sole_deg(seen: Window, contact_s: float, floors: tuple[float, float] | None, leg: float) -> float:
    """The sole against the floor at contact, toe up +, from how far heel and toe are over their own floors."""
    if floors is None:
        return nan
    at = int(np.clip(np.searchsorted(seen.t_s, contact_s), 1, len(seen.t_s) - 2))
    near = slice(max(0, at - 1), at + 2)
    heel = floors[0] - float(np.mean(seen.heel_y[near]))
    toe = floors[1] - float(np.mean(seen.toe_y[near]))
    return float(np.degrees(np.arcsin(np.clip((toe - heel) / (0.25 * leg), -1, 1))))


def _first(sole_deg: float) -> First:
    """Toe or heel where the sole is tipped by more than its error; a flat sole cannot be told from a little tip."""
    if not abs(sole_deg) > TIPPED_DEG:
        return "unknown"
    return "heel" if sole_deg > 0 else "toe"
