"""How a made-up runner moves: when its feet stand, where each is, how high the hip, how bent the knee. No camera here.

The clock counts strides; the left foot comes down at every whole stride, the right half a stride later. Feet are
planted on the ground where the hip will pass over them, and fly from one place to the next without touching down.
``x`` points the way the runner faces at the start, ``y`` up, ``z`` to the runner's right then; metres.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np

from ..types import First
from .clock import GRID_HZ, Clock, eased
from .plan import ANKLE, HEEL_BEHIND, HIP_HALF, SHANK, THIGH, TOE_AHEAD, Plan

FALL_S, RISE_S, TURN_S, STUMBLE_S = 0.75, 1.6, 0.9, 0.7
LYING_M = 0.14
GIVES_S = 0.015  # what a plate feels as down still slides for a moment, and slides again just before it leaves
SETTLES, LEAVES = 0.2, 0.3  # shares of a stance in which the sole comes down flat and peels off
TOUCH_DEG = {"toe": -15.0, "heel": 16.0, "flat": 0.0, "unknown": 0.0}
UNEVEN = 0.004  # of a stride: how far a contact is off the clock, which makes steps vary by about one per cent
LEFT, RIGHT = 0, 1


@dataclass(frozen=True)
class Footfall:
    """One time on the ground: from when to when, where along the way, and which part came first."""

    contact_s: float  # -inf for a foot that stands at the beginning
    toe_off_s: float  # inf for one that stands at the end
    way_m: float
    first: First


@dataclass(frozen=True, eq=False)
class Legs:
    """Both legs at some times; arrays are (2, n) or (2, n, 3), left first."""

    hip: np.ndarray
    knee: np.ndarray
    ankle: np.ndarray
    heel: np.ndarray
    toe: np.ndarray
    flexion_deg: np.ndarray
    down: np.ndarray  # stands
    lift_m: np.ndarray  # of the lowest part of the sole


class Motion:
    """A plan worked out: everything about it at any times asked for."""

    def __init__(self, plan: Plan):
        self.plan = plan
        self.clock = Clock(plan)
        self.feet = (self._footfalls(LEFT), self._footfalls(RIGHT))
        self.base_m = self._hip_carried_at()

    # ---- feet

    def _footfalls(self, side: int) -> tuple[Footfall, ...]:
        """The foot stands, goes, and stands at last when the runner has stopped or fallen. No step is like another."""
        plan, shift = self.plan, 0.5 * side
        dice = np.random.default_rng([plan.seed, side])
        ends_s = min(plan.stops_s, plan.falls_s, plan.seconds + 1.0)
        off = max(plan.duty - shift, 0.03) if shift else plan.duty
        falls = [Footfall(-inf, self.clock.at_stride(off), 0.0, "unknown")]
        number = 1.0 - shift
        while falls[-1].toe_off_s < ends_s:
            early, late = dice.normal(0, UNEVEN, 2)
            contact_s = self.clock.at_stride(number + early)
            last = contact_s > ends_s - 0.1
            middle_s = self.clock.at_stride(number + plan.duty / 2)
            way_m = float(self.clock.way_m(min(middle_s, plan.seconds + 1.9))) - (0.0 if last else plan.early_m)
            toe_off_s = inf if last else self.clock.at_stride(number + plan.duty + late)
            falls.append(Footfall(contact_s, toe_off_s, way_m, plan.first))
            number += 1.0
        return tuple(falls)

    def _foot(self, side: int, t_s: np.ndarray) -> tuple[np.ndarray, ...]:
        """Way of the sole, its lift, its pitch in radians (toe up +), and whether it stands."""
        falls = self.feet[side]
        contacts = np.array([f.contact_s for f in falls])
        k = np.clip(np.searchsorted(contacts, t_s, side="right") - 1, 0, len(falls) - 1)
        offs, ways = np.array([f.toe_off_s for f in falls]), np.array([f.way_m for f in falls])
        touch = np.array([TOUCH_DEG[f.first] for f in falls])
        down = t_s < offs[k]
        after = np.minimum(k + 1, len(falls) - 1)
        swing_s = np.where(down, 1.0, contacts[after] - np.where(down, 0.0, offs[k]))
        u = np.where(down, 0.0, (t_s - np.where(down, t_s, offs[k])) / np.maximum(swing_s, 1e-6))
        leaves, lands = GIVES_S * self.plan.leaves_mps, GIVES_S * self.plan.lands_mps
        standing = leaves * _fading(offs[k] - t_s) - lands * _fading(t_s - contacts[k])
        flying = leaves + self._flown(u, ways[after] - ways[k] - leaves - lands, swing_s)
        way = ways[k] + np.where(down, standing, flying)
        lift = np.where(down, 0.0, self.plan.lift_m * np.sin(np.pi * np.clip(u, 0, 1)) ** 1.15)
        stands_deg = self._standing_deg(t_s, contacts[k], offs[k], touch[k])
        return way, lift, np.radians(np.where(down, stands_deg, self._flying_deg(u, touch[after]))), down

    def _flown(self, u: np.ndarray, far_m: np.ndarray, swing_s: np.ndarray) -> np.ndarray:
        """From place to place, with the plan's speeds against the ground at both ends."""
        most = 1.5 * np.abs(far_m)
        leaves = np.minimum(self.plan.leaves_mps * swing_s, most) * np.sign(far_m)
        lands = np.minimum(self.plan.lands_mps * swing_s, most) * np.sign(far_m)
        u = np.clip(u, 0, 1)
        return far_m * eased(u) + leaves * u * (1 - u) ** 2 - lands * u * u * (1 - u)

    @property
    def _off_deg(self) -> float:
        """The sole's pitch when its last part leaves: backward the heel is last, forward the toes."""
        if self.plan.direction == "backward":
            return 6.0 if self.plan.gait == "run" else 12.0
        return -32.0

    def _standing_deg(self, t_s, contact_s, off_s, touch_deg) -> np.ndarray:
        with np.errstate(invalid="ignore"):
            lasts = np.where(np.isfinite(off_s) & np.isfinite(contact_s), off_s - contact_s, 0.6)
            since, until = t_s - np.where(np.isfinite(contact_s), contact_s, -1e6), off_s - t_s
        lands = touch_deg * (1 - eased(since / (SETTLES * lasts)))
        peels = self._off_deg * (1 - eased(np.where(np.isfinite(until), until, 1e6) / (LEAVES * lasts)))
        return lands + peels

    def _flying_deg(self, u, touch_deg) -> np.ndarray:
        hangs = -self.plan.tuck_deg * np.sin(np.pi * np.clip(u, 0, 1)) ** 2
        return self._off_deg * (1 - eased(u)) + touch_deg * eased(u) + hangs

    # ---- body

    def turned(self, t_s: np.ndarray) -> np.ndarray:
        """Radians the body has turned about its upright since the start, toward the runner's left."""
        return np.pi * eased((t_s - self.plan.turns_s) / TURN_S)

    def axes(self, t_s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Unit vectors of the facing and of the runner's right, (n, 3)."""
        a, zero = self.turned(t_s), np.zeros(len(t_s))
        return np.stack([np.cos(a), zero, -np.sin(a)], 1), np.stack([np.sin(a), zero, np.cos(a)], 1)

    def down(self, t_s: np.ndarray) -> np.ndarray:
        """0 upright, 1 on the ground."""
        return eased((t_s - self.plan.falls_s) / FALL_S) * (1 - eased((t_s - self.plan.rises_s) / RISE_S))

    def stumbling(self, t_s: np.ndarray) -> np.ndarray:
        """0 none, 1 at the worst of one."""
        out = np.zeros(len(t_s))
        for at_s in self.plan.stumbles_s:
            inside = (t_s >= at_s) & (t_s <= at_s + STUMBLE_S)
            out += np.where(inside, np.sin(np.pi * (t_s - at_s) / STUMBLE_S) ** 2, 0.0)
        return out

    def beat(self, t_s: np.ndarray) -> np.ndarray:
        """+1 in the middle of each stance, -1 between them."""
        return np.cos(4 * np.pi * (self.clock.strides(t_s) - self.plan.duty / 2))

    def hip_m(self, t_s: np.ndarray, base_m: float | None = None) -> np.ndarray:
        """Height of the middle of the hips: a walker's is highest over the standing foot, a runner's lowest."""
        plan, going = self.plan, self.clock.going(t_s)
        sign = -1.0 if plan.gait == "run" else 1.0
        stands = plan.leg_m * 0.97 + ANKLE * plan.height_m
        base = self.base_m if base_m is None else base_m
        height = stands + (base - stands) * going + sign * plan.bounce_m / 2 * self.beat(t_s) * going
        height = height * (1 - 0.24 * self.stumbling(t_s))
        return height + (LYING_M - height) * self.down(t_s)

    def _hip_carried_at(self) -> float:
        """As high as the plan wants it, and not so high that a leg would not reach its foot."""
        plan = self.plan
        t_s = np.arange(0.0, min(plan.seconds, plan.stand_s + 8), 1 / GRID_HZ)
        wanted = plan.leg_m * (1 - plan.crouch) + ANKLE * plan.height_m
        ankles = [self._sole(side, t_s)[0] for side in (LEFT, RIGHT)]
        aside = HIP_HALF * plan.height_m - plan.step_width_m / 2
        limits = [a[:, 1] + np.sqrt(np.maximum((0.985 * plan.leg_m) ** 2 - a[:, 0] ** 2 - aside**2, 0)) for a in ankles]
        rest = self.hip_m(t_s, base_m=0.0)
        share = self.hip_m(t_s, base_m=1.0) - rest  # how much the base counts: not while standing
        counts = share > 0.99  # in the very first steps a leg may be stretched by a centimetre
        highest = (np.minimum(*limits) - rest)[counts] / share[counts]
        return float(min(wanted, highest.min(initial=wanted)))

    def _sole(self, side: int, t_s: np.ndarray) -> tuple[np.ndarray, ...]:
        """Ankle, heel and toe against the ground under the hip: (n, 3) each, then lift and whether it stands."""
        plan = self.plan
        way, lift, pitch, down = self._foot(side, t_s)
        facing, right = self.axes(t_s)
        ahead = (way - self.clock.way_m(t_s)) * plan.way - 0.3 * self.down(t_s) * plan.way
        out_m = plan.step_width_m / 2 * (1 if side == RIGHT else -1)
        back, front, high = (share * plan.height_m for share in (HEEL_BEHIND, TOE_AHEAD, ANKLE))
        c, s = np.cos(pitch), np.sin(pitch)
        pivot = np.where(pitch > 0, -back, front)  # the lower end of the sole stays where it is
        middle = np.stack([ahead, np.zeros(len(t_s)), np.zeros(len(t_s))], 1) + right * out_m

        def at(along: np.ndarray | float, up: float) -> np.ndarray:
            dx = pivot + (along - pivot) * c - up * s
            return middle + facing * dx[:, None] + np.stack([0 * dx, lift + (along - pivot) * s + up * c, 0 * dx], 1)

        return at(0.0, high), at(-back, 0.02), at(front, 0.015), lift, down

    def legs(self, t_s: np.ndarray) -> Legs:
        """Both legs by inverse kinematics, the ground under the hip at the origin."""
        plan = self.plan
        facing, right = self.axes(t_s)
        rows = []
        for side in (LEFT, RIGHT):
            ankle, heel, toe, lift, down = self._sole(side, t_s)
            hip = right * (HIP_HALF * plan.height_m * (1 if side == RIGHT else -1))
            hip[:, 1] = self.hip_m(t_s)
            knee, flexion = _knee(hip, ankle, facing, THIGH * plan.height_m, SHANK * plan.height_m)
            rows.append((hip, knee, ankle, heel, toe, flexion, down, lift))
        return Legs(*(np.stack(pair) for pair in zip(*rows, strict=True)))

    def lean_deg(self, t_s: np.ndarray) -> np.ndarray:
        """Trunk against the vertical, positive toward the facing."""
        plan = self.plan
        lean = plan.lean_deg * self.clock.going(t_s) + 0.8 * self.beat(t_s) * self.clock.going(t_s)
        if plan.lean_from_s < inf:
            lean = lean + (plan.lean_then_deg - plan.lean_deg) * eased((t_s - plan.lean_from_s) / 1.0)
        lean = lean - 20.0 * self.stumbling(t_s)
        return lean + (-82.0 - lean) * self.down(t_s)

    def yaw_deg(self, t_s: np.ndarray) -> np.ndarray:
        """Head against the facing, positive to the runner's left."""
        yaw = np.zeros(len(t_s))
        for look in self.plan.looks:
            rise = 0.25 * look.for_s
            there, back = (t_s - look.at_s) / rise, (t_s - look.at_s - look.for_s + rise) / rise
            yaw += look.yaw_deg * eased(there) * (1 - eased(back))
        return yaw

    def swing(self, side: int, t_s: np.ndarray) -> np.ndarray:
        """Where the arm is in its swing: +1 ahead. It opposes the leg of its side, unless the fault is wanted."""
        leg_ahead = self.plan.way * np.cos(2 * np.pi * (self.clock.strides(t_s) + (0.5 if side == RIGHT else 0.0)))
        return leg_ahead * (1 if self.plan.arms_with_legs else -1) * self.clock.going(t_s)


def _fading(since_s: np.ndarray) -> np.ndarray:
    """1 at the moment, nothing soon after; where it lies ahead or never comes, nothing."""
    return np.where(since_s >= 0, np.exp(-np.clip(since_s, 0.0, 1.0) / GIVES_S), 0.0)


def _knee(hip, ankle, facing, thigh_m: float, shank_m: float) -> tuple[np.ndarray, np.ndarray]:
    """The joint between two links, bent toward the facing, and its flexion in degrees."""
    span = ankle - hip
    far = np.linalg.norm(span, axis=1)
    reach = np.minimum(far, (thigh_m + shank_m) * 0.9999)
    along = span / far[:, None]
    bend = facing - along * np.sum(facing * along, 1)[:, None]
    bend /= np.linalg.norm(bend, axis=1)[:, None]
    inside = np.clip((thigh_m**2 + reach**2 - shank_m**2) / (2 * thigh_m * reach), -1, 1)
    knee = hip + along * (thigh_m * inside)[:, None] + bend * (thigh_m * np.sqrt(1 - inside**2))[:, None]
    straight = np.clip((thigh_m**2 + shank_m**2 - reach**2) / (2 * thigh_m * shank_m), -1, 1)
    return knee, 180 - np.degrees(np.arccos(straight))


