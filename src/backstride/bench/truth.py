"""What is true of a clip: per frame, as events with exact times, and what must be said of it.

Made-up runners know theirs; a recording that ships brings its own in ``truth.json.gz``. Columns carry the names and
signs of ``types.Measures``; NaN and "" mean that no truth is known.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, fields
from math import nan
from pathlib import Path

import numpy as np

from ..errors import BadRecording
from ..types import Contact, Event, Fall, HeadCheck, ToeOff

NUMBERS = (
    "trunk_lean_deg", "head_pitch_deg", "head_yaw_deg", "knee_flexion_left_deg", "knee_flexion_right_deg",
    "elbow_left_deg", "elbow_right_deg", "cadence_spm", "speed_mps", "step_length_m", "belt_position", "lane_offset_m",
)  # fmt: skip
STEP_NUMBERS = (
    "contact_time_s", "flight_time_s", "duty_factor", "reach_ll", "knee_at_contact_deg", "knee_stance_peak_deg",
    "knee_swing_peak_deg", "clearance_ll", "bounce_bh",
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What must be spoken: one of ``rules``, within ``within_s`` of its beginning; until ``to_s`` it is right."""

    rules: tuple[str, ...]
    from_s: float
    to_s: float
    within_s: float


@dataclass(frozen=True, eq=False)
class Truth:
    """Arrays have one entry a frame. ``ordinary`` is False where nothing can be held against a measure: while falling,
    stumbling or turning round."""

    t_s: np.ndarray
    seen: np.ndarray
    swapped: np.ndarray
    ordinary: np.ndarray
    facing: np.ndarray
    direction: np.ndarray
    gait: np.ndarray
    trunk_lean_deg: np.ndarray
    head_pitch_deg: np.ndarray
    head_yaw_deg: np.ndarray
    knee_flexion_left_deg: np.ndarray
    knee_flexion_right_deg: np.ndarray
    elbow_left_deg: np.ndarray
    elbow_right_deg: np.ndarray
    cadence_spm: np.ndarray
    speed_mps: np.ndarray
    step_length_m: np.ndarray
    belt_position: np.ndarray
    lane_offset_m: np.ndarray
    contact_time_s: np.ndarray
    flight_time_s: np.ndarray
    duty_factor: np.ndarray
    reach_ll: np.ndarray
    knee_at_contact_deg: np.ndarray
    knee_stance_peak_deg: np.ndarray
    knee_swing_peak_deg: np.ndarray
    clearance_ll: np.ndarray
    bounce_bh: np.ndarray
    events: tuple[Event, ...] = ()
    faults: tuple[Fault, ...] = ()
    may: tuple[Fault, ...] = ()  # neither right nor wrong when spoken
    not_measurable: frozenset[str] = frozenset()

    @property
    def seconds(self) -> float:
        return float(self.t_s[-1] - self.t_s[0])


def read_truth(path: Path) -> Truth:
    """The truth beside a recording. Raises BadRecording with one sentence where it cannot be used."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            told = json.load(file)
        return _truth_of(told)
    except (OSError, EOFError, ValueError, KeyError, TypeError) as fault:
        raise BadRecording(f"{path}: is no truth.json.gz of the format backstride-truth-1 ({fault})") from fault


def _truth_of(told: dict) -> Truth:
    frames = told["frames_truth"]
    n = len(frames["t_s"])
    columns = {name: _numbers(frames.get(name), n) for name in ("t_s", *NUMBERS, *STEP_NUMBERS)}
    columns |= {name: np.array(frames[name], bool) for name in ("seen", "swapped")}
    columns |= {name: np.array([w or "" for w in frames[name]]) for name in ("facing", "direction", "gait")}
    ordinary = np.ones(n, bool)
    for event in told["events"]:
        if event["kind"] == "fall":
            ordinary &= columns["t_s"] < event["t_s"] - 1.0
    events = tuple(e for e in map(_event, told["events"]) if e is not None)
    return Truth(
        **columns, ordinary=ordinary, events=events, faults=_faults(told["faults"]), may=_faults(told["may"]),
        not_measurable=frozenset(told["not_measurable"]),
    )  # fmt: skip


def _numbers(values: list | None, n: int) -> np.ndarray:
    return np.array([nan if v is None else v for v in values], float) if values else np.full(n, nan)


def _event(told: dict) -> Event | None:
    kinds = {"contact": Contact, "toe_off": ToeOff, "head_check": HeadCheck, "fall": Fall}
    kind = kinds.get(told["kind"])
    if kind is None:
        return None
    return kind(**{field.name: told[field.name] for field in fields(kind) if field.name in told})


def _faults(told: list[dict]) -> tuple[Fault, ...]:
    return tuple(
        Fault((f["rule"], *(f.get("any_of") or ())), f["from_s"], f["to_s"], f.get("within_s", nan)) for f in told
    )
