"""What the coach should find in a made-up runner: words per frame, events, what must be said, what cannot be known."""

from __future__ import annotations

from math import inf, isfinite

import numpy as np

from ..types import Contact, Event, Fall, HeadCheck, Setup, ToeOff
from .lens import Camera
from .motion import FALL_S, RISE_S, STUMBLE_S, TURN_S, Motion
from .plan import Plan
from .truth import Fault

SIDES = ("left", "right")
LOOK_DEG = 45.0
FIRST_NEEDS_FPS = 50.0
FORM_GIVEN_S = 3.0  # a form rule may take this long beyond its own hold and window


def words_of(motion: Motion, t_s: np.ndarray, camera: Camera) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Facing, direction and gait of each frame; "" where neither word would be right."""
    plan = motion.plan
    facing, _ = motion.axes(t_s)
    across, along = facing @ camera.right, facing @ camera.ahead
    words = np.where(np.abs(across) > np.abs(along), np.where(across > 0, "right", "left"),
                     np.where(along < 0, "toward", "away"))  # fmt: skip
    going = motion.clock.going(t_s)
    turned = motion.turned(t_s) > np.pi / 2
    same, other = plan.direction, "forward" if plan.direction == "backward" else "backward"
    direction = np.where(going < 0.02, "still", np.where(turned, other, same)).astype("<U8")
    gait = np.where(direction == "still", "still", plan.gait).astype("<U8")
    fallen = t_s > plan.falls_s
    direction[fallen], gait[fallen] = "", ""
    return words, direction, gait


def ordinary(plan: Plan, t_s: np.ndarray) -> np.ndarray:
    """False while falling, stumbling, turning round, stopping, and a second and more after it."""
    out = np.ones(len(t_s), bool)
    spans = [(at_s, at_s + STUMBLE_S + 3.0) for at_s in plan.stumbles_s]
    spans += [(plan.falls_s, inf), (plan.turns_s, plan.turns_s + TURN_S + 3.0), (plan.stops_s, plan.stops_s + 2.0)]
    for from_s, to_s in spans:
        out &= ~((t_s > from_s - 0.3) & (t_s < to_s))
    return out


def events_of(motion: Motion) -> tuple[Event, ...]:
    """Contacts, toe-offs, looks and falls with their exact times."""
    plan = motion.plan
    until_s = min(plan.seconds, plan.falls_s)
    out: list[Event] = []
    for side, feet in zip(SIDES, motion.feet, strict=True):
        out += [Contact(f.contact_s, side, f.first) for f in feet if 0 < f.contact_s < until_s]
        out += [ToeOff(f.toe_off_s, side) for f in feet if f.toe_off_s < until_s]
    out += [look for look in _looks(motion) if look.t_s < until_s]
    if isfinite(plan.falls_s):
        out.append(Fall(plan.falls_s + 0.5 * FALL_S, "candidate"))
    if isfinite(plan.rises_s):
        out.append(Fall(plan.rises_s + RISE_S, "recovered"))
    return tuple(sorted(out, key=lambda event: event.t_s))


def _looks(motion: Motion) -> list[HeadCheck]:
    out = []
    for look in motion.plan.looks:
        t_s = np.arange(look.at_s, look.at_s + look.for_s, 0.005)
        over = t_s[np.abs(motion.yaw_deg(t_s)) > LOOK_DEG]
        if len(over):
            side = "left" if look.yaw_deg > 0 else "right"
            out.append(HeadCheck(float(over[0]), side, float(over[-1] - over[0])))
    return out


def faults_of(plan: Plan) -> tuple[Fault, ...]:
    """What must be said of this plan, and in what time."""
    begins_s, end_s = plan.stand_s, plan.seconds
    out = [Fault(("stumble",), s, s + 2.0, 2.5) for s in plan.stumbles_s]
    if plan.lean_from_s < inf:
        rule, within_s = ("lean_back", 5.0) if plan.lean_then_deg < 0 else ("lean", 9.0)
        out.append(Fault((rule,), plan.lean_from_s, end_s, within_s))
    if plan.arms_with_legs:
        out.append(Fault(("arm_leg",), begins_s, end_s, 16.0))
    if plan.elbow_deg > 140:
        out.append(Fault(("elbow",), begins_s, end_s, 14.0))
    if plan.first == "heel" and plan.direction == "backward" and plan.fps >= FIRST_NEEDS_FPS:
        out.append(Fault(("foot_strike",), begins_s, end_s, 16.0))
    if plan.falls_s < inf:
        out.append(Fault(("fall",), plan.falls_s, end_s, 3.0))
    if plan.stops_s < inf and plan.site == "track":
        out.append(Fault(("sudden_stop",), plan.stops_s, plan.stops_s + 6.0, 4.0))
    if plan.turns_s < inf:
        out.append(Fault(("turnaround", "turned_forward"), plan.turns_s, end_s, 5.0))
    if plan.drift_mps and plan.drift_from_s < inf:
        rule, room_m = ("belt_drift", 0.15 * 1.6) if plan.site == "treadmill" else ("lane_drift", 0.25)
        out.append(Fault((rule,), plan.drift_from_s + room_m / abs(plan.drift_mps), end_s, 4.0))
    return tuple(out + _missed_looks(plan))


def _missed_looks(plan: Plan) -> list[Fault]:
    """On a track one looks round every few seconds; the longer pauses between the plan's looks are faults."""
    if plan.site != "track" or plan.direction != "backward":
        return []
    patience_s = 5.0 if plan.gait == "run" else 6.0
    until_s = min(plan.seconds, plan.falls_s, plan.stops_s, plan.turns_s)
    looked = [plan.stand_s, *(look.at_s + look.for_s for look in plan.looks)]
    until = [*(look.at_s for look in plan.looks), until_s]
    pauses = [(a + patience_s, b) for a, b in zip(looked, until, strict=True) if b > a + patience_s]
    return [Fault(("shoulder_check",), a, b, 8.0 if b > a + 8.0 else inf) for a, b in pauses]


def may_of(plan: Plan) -> tuple[Fault, ...]:
    """What is neither right nor wrong: words about a path nobody watches, and what follows from another fault."""
    out = [Fault(("path_unknown", "visibility", "turned_forward"), 0.0, plan.seconds, inf)]
    broken_s = min(plan.falls_s, plan.turns_s, plan.stops_s)
    if broken_s < inf:
        rules = ("sudden_stop", "stumble", "lean_back", "lean", "turnaround", "fall", "shoulder_check", "belt_drift")
        out.append(Fault(rules, broken_s, plan.seconds, inf))
    out += [Fault(("lean_back", "lean", "clearance", "knee_contact"), s, s + 4.0, inf) for s in plan.stumbles_s]
    return tuple(out)


def unseen_looks(plan: Plan, t_s: np.ndarray, seen: np.ndarray) -> tuple[Fault, ...]:
    """A look that fell into a gap could not be known of: to ask for one is neither right nor wrong until the next."""
    gone = [k for k in plan.looks if not seen[(t_s > k.at_s) & (t_s < k.at_s + k.for_s)].all()]
    return tuple(Fault(("shoulder_check",), k.at_s, k.at_s + 8.0, inf) for k in gone)


def not_measurable(setup: Setup, fps: float) -> frozenset[str]:
    """Columns that must stay empty with this view, rate and calibration."""
    out = {"obstacle_distance_m", "obstacle_ttc_s"}
    if fps < FIRST_NEEDS_FPS:
        out.add("contact.first")
    if setup.view == "side":
        out |= {"head_check.side", "head_yaw_deg", "lane_offset_m"}
    else:
        out |= {"trunk_lean_deg", "knee_flexion_left_deg", "knee_flexion_right_deg"}
        out |= {"elbow_left_deg", "elbow_right_deg", "head_pitch_deg", "step_length_m"}
    if setup.belt is None:
        out.add("belt_position")
    if setup.lane is None:
        out.add("lane_offset_m")
    if setup.belt is None and setup.lane is None and not isfinite(setup.height_m):
        out |= {"speed_mps", "step_length_m"}
    return frozenset(out)
