"""The clips of the ledger: who runs how, before which camera, with which noise. Each condition becomes its own rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from .plan import (
    BACKWARD_JOG,
    BACKWARD_RUN,
    BACKWARD_WALK,
    FORWARD_JOG,
    FORWARD_RUN,
    FORWARD_WALK,
    Look,
    Plan,
)

Held = Literal["full", "looks", "rest"]
"""Which targets hold: those of a side view at 60 fps, those of looks seen along the way, or only what always holds."""

GAITS = {
    "backward walk": BACKWARD_WALK,
    "backward jog": BACKWARD_JOG,
    "backward run": BACKWARD_RUN,
    "forward walk": FORWARD_WALK,
    "forward jog": FORWARD_JOG,
    "forward run": FORWARD_RUN,
}
BACKWARD = (BACKWARD_WALK, BACKWARD_JOG, BACKWARD_RUN)


@dataclass(frozen=True)
class Condition:
    """Plans that differ in the runner alone."""

    name: str
    plans: tuple[Plan, ...]
    held: Held = "rest"


def person(plan: Plan, seed: int, **changes) -> Plan:
    """The same run by somebody else: another height, side, pace and noise."""
    own = replace(
        plan,
        seed=seed,
        height_m=1.58 + 0.07 * (seed % 5),
        near="left" if seed % 2 else "right",
        speed_mps=plan.speed_mps * (0.94 + 0.04 * (seed % 4)),
        cadence_spm=plan.cadence_spm * (0.97 + 0.02 * (seed % 3)),
    )
    return replace(own, **changes)


def persons(plan: Plan, first: int, count: int, **changes) -> tuple[Plan, ...]:
    return tuple(person(plan, seed, **changes) for seed in range(first, first + count))


def conditions() -> tuple[Condition, ...]:
    """All of them, the ones that carry the targets first."""
    return (*_gaits(), *_rates(), *_troubles(), *_places(), *_along_the_way(), *_faults(), _long())


def _gaits() -> list[Condition]:
    return [
        Condition(f"side, 60 fps, {name}", persons(plan, 10 * k + 1, 4, seconds=24.0), "full")
        for k, (name, plan) in enumerate(GAITS.items())
    ]


def _mixed(first: int, count: int = 2, **changes) -> tuple[Plan, ...]:
    """Backward walk, jog and run."""
    return tuple(p for k, plan in enumerate(BACKWARD) for p in persons(plan, first + 10 * k, count, **changes))


def _rates() -> list[Condition]:
    return [
        Condition(f"side, {fps} fps, backward", _mixed(100 + fps, fps=float(fps), seconds=20.0))
        for fps in (15, 30, 120)
    ]


def _troubles() -> list[Condition]:
    return [
        Condition("side, 60 fps, backward, no noise", _mixed(300, 1, noise="none")),
        Condition("side, 60 fps, backward, hard noise", _mixed(330, noise="hard")),
        Condition("side turned 15 degrees, 60 fps, backward", _mixed(360, yaw_deg=15.0)),
        Condition("side, 60 fps, portrait, backward", _mixed(390, 1, image_size=(720, 1280))),
    ]


def _places() -> list[Condition]:
    passing = {"site": "track", "distance_m": 7.0, "stand_s": 0.2, "fps": 60.0}
    walks = persons(BACKWARD_WALK, 400, 4, seconds=6.5, **passing)
    jogs = persons(BACKWARD_JOG, 410, 4, seconds=4.5, **passing)
    along = {"site": "track", "camera_along": True, "seconds": 20.0}
    return [
        Condition("track passing by, 60 fps, backward", walks + jogs),
        Condition("track, camera beside the runner, 60 fps, backward", _mixed(420, 1, **along)),
        Condition("track, camera beside the runner, looking round", _looking_beside(along)),
        Condition("side, no height and no calibration", _mixed(450, 1, height_known=False, calibrated=False)),
    ]


def _looking_beside(along: dict) -> tuple[Plan, ...]:
    """From the side a look counts; over which shoulder it went cannot be known."""
    people = (*persons(BACKWARD_WALK, 460, 2, **along), *persons(BACKWARD_JOG, 470, 2, **along))
    return tuple(replace(p, looks=_looks(p.seed)) for p in people)


def _looks(seed: int) -> tuple[Look, ...]:
    """Over alternate shoulders, every three to four seconds."""
    side = 1.0 if seed % 2 else -1.0
    times = [3.0 + 3.6 * k + 0.2 * ((seed + k) % 3) for k in range(5)]
    return tuple(
        Look(t, side * (-1) ** k * (62.0 + 4 * ((seed + k) % 4)), 0.9 + 0.1 * (k % 3)) for k, t in enumerate(times)
    )


def _along_the_way() -> list[Condition]:
    out = []
    for view in ("rear", "front"):
        people = (person(BACKWARD_WALK, 500 + k) for k in range(3)), (person(BACKWARD_JOG, 510 + k) for k in range(3))
        plans = tuple(
            replace(p, site="track", view=view, fps=30.0, distance_m=3.5, seconds=21.0, looks=_looks(p.seed))
            for group in people
            for p in group
        )
        out.append(Condition(f"{view}, 30 fps, backward, looking round", plans, "looks"))
    return out


def _faults() -> list[Condition]:
    """One fault at a time; the right cue in time and no other."""
    walk, jog = person(BACKWARD_WALK, 601, seconds=22.0, fps=30.0), person(BACKWARD_JOG, 602, seconds=24.0, fps=30.0)
    track = {"site": "track", "camera_along": True}
    far = {"site": "track", "distance_m": 8.0}
    drift = {"drift_from_s": 6.0, "seconds": 14.0}
    lane = replace(walk, site="track", view="rear", distance_m=4.0, looks=_looks(1), drift_mps=0.12, **drift)
    leaning = {"lean_from_s": 9.0}
    faults = {
        "leans back": (replace(jog, lean_then_deg=-18.0, **leaning), replace(walk, lean_then_deg=-17.0, **leaning)),
        "leans forward": (replace(jog, lean_then_deg=22.0, **leaning), replace(walk, lean_then_deg=20.0, **leaning)),
        "straight arms": (replace(jog, elbow_deg=160.0, seed=611),),
        "arms with legs": (replace(jog, arms_with_legs=True, seed=612),),
        "heel first": (replace(jog, first="heel", fps=60.0, seed=613),),
        "no looks": (replace(walk, **track, seconds=18.0), replace(jog, **track, seconds=18.0)),
        "stumbles": (replace(walk, stumbles_s=(10.0, 16.5)), replace(jog, stumbles_s=(10.0, 16.5))),
        "falls": (
            replace(walk, **track, falls_s=10.0, seconds=18.0), replace(jog, falls_s=10.0, seconds=18.0),
            replace(walk, **far, falls_s=4.0, rises_s=9.0, stand_s=0.2, seconds=14.0),
            replace(walk, falls_s=9.0, rises_s=14.0, fps=15.0),
        ),
        "stops suddenly": (
            replace(walk, **track, stops_s=9.0, seconds=14.0), replace(jog, **track, stops_s=9.0, seconds=14.0),
        ),
        "turns round": (replace(walk, **track, turns_s=9.0, seconds=14.0), replace(jog, turns_s=10.0, seconds=15.0)),
        "drifts on the belt": (replace(walk, drift_mps=0.1, **drift), replace(jog, drift_mps=0.08, **drift)),
        "drifts in the lane": (lane, replace(lane, drift_mps=-0.12, view="front", seed=614)),
    }  # fmt: skip
    return [Condition(f"fault: {name}", plans) for name, plans in faults.items()]


def _long() -> Condition:
    """Half an hour of running as it should be: whatever alarms here is invented."""
    plans = [person(plan, 700 + k, fps=30.0, seconds=100.0) for k, plan in enumerate(list(GAITS.values()) * 3)]
    return Condition("half an hour, side, 30 fps, all gaits", tuple(plans))
