"""Holds what was told of one clip against its truth, measure by measure.

A frame counts where the runner was seen and nothing unusual happens; after a change of direction a measure has a while
to notice.
"""

from __future__ import annotations

from math import nan

import numpy as np

from ..types import Contact, HeadCheck
from .compare_events import compare_events
from .tables import Found, Rate
from .told import Told
from .truth import Truth

NOTICED_S, STEADY_S, MEDIANS_S = 1.0, 3.0, 7.0  # after a change: words; cadence and speed; medians of eight steps
MOVING = ("backward", "forward")
SIDED = (("knee_flexion", "knee"), ("elbow", "elbow"))
OF_STEPS = (
    "knee_at_contact_deg", "knee_stance_peak_deg", "knee_swing_peak_deg", "reach_ll", "clearance_ll", "bounce_bh",
    "duty_factor",
)  # fmt: skip


def compare(told: Told, truth: Truth) -> list[Found | Rate]:
    """Everything that this clip says about the measures' errors."""
    return [
        *_words(told, truth), *_angles(told, truth), *_steps(told, truth), *compare_events(told, truth),
        *_unmeasurable(told, truth),
    ]  # fmt: skip


def _errors(measure: str, told: np.ndarray, true: np.ndarray, counts: np.ndarray) -> list[Found]:
    counts = counts & np.isfinite(true)
    errors = (told - true)[counts]
    return [Found(measure, errors[np.isfinite(errors)], len(errors))] if len(errors) else []


def settled(truth: Truth, name: str, after_s: float) -> np.ndarray:
    """Frames that lie so long after the last change of a word, and not just before the next."""
    words, t_s = getattr(truth, name), truth.t_s
    keep = t_s > t_s[0] + after_s
    for k in np.flatnonzero(words[1:] != words[:-1]) + 1:
        keep &= ~((t_s >= t_s[k] - 0.25) & (t_s < t_s[k] + after_s))
    return keep


# ---- frame by frame


def _words(told: Told, truth: Truth) -> list[Found]:
    out = []
    usual = truth.seen & truth.ordinary & settled(truth, "direction", NOTICED_S)
    for name in ("direction", "gait", "facing"):
        true = getattr(truth, name)
        counts = usual & settled(truth, name, NOTICED_S) & (true != "") & (true != "unknown")
        answers = told.word(name)[counts]
        wrong = answers != true[counts]
        if len(wrong):
            out.append(Found(name, wrong[answers != "unknown"], len(wrong)))
    return out


def _angles(told: Told, truth: Truth) -> list[Found]:
    counts = truth.seen & truth.ordinary
    out = []
    for name in ("trunk_lean_deg", "head_pitch_deg", "head_yaw_deg", "belt_position", "lane_offset_m"):
        if name not in truth.not_measurable:
            out += _errors(name, told.figure(name), getattr(truth, name), counts)
    for name, short in SIDED:
        columns = [f"{name}_{side}_deg" for side in ("left", "right")]
        if columns[0] in truth.not_measurable:
            continue
        (left, right), (true_left, true_right) = (
            [told.figure(c) for c in columns], [getattr(truth, c) for c in columns]
        )  # fmt: skip
        near_left, side_on = truth.facing == "left", counts & np.isin(truth.facing, ("left", "right"))
        near = (np.where(near_left, left, right), np.where(near_left, true_left, true_right))
        far = (np.where(near_left, right, left), np.where(near_left, true_right, true_left))
        out += _errors(f"{short}_near_deg", *near, side_on) + _errors(f"{short}_far_deg", *far, side_on)
    return out


def _steps(told: Told, truth: Truth) -> list[Found]:
    moving = truth.seen & truth.ordinary & np.isin(truth.direction, MOVING)
    steady = moving & settled(truth, "direction", STEADY_S)
    out = []
    if "cadence_spm" not in truth.not_measurable:
        cadence = told.figure("cadence_spm")
        out += _errors("cadence_spm", cadence, truth.cadence_spm, steady)
        ratio = (cadence / truth.cadence_spm)[steady & np.isfinite(cadence) & np.isfinite(truth.cadence_spm)]
        out.append(Found("cadence_halved_or_doubled", (ratio < 0.6) | (ratio > 1.67), len(ratio)))
    for name in ("speed_mps", "step_length_m"):
        if name not in truth.not_measurable:
            true = getattr(truth, name)
            true = np.where(true > 0.05, true, nan)
            out += _errors(name.rsplit("_", 1)[0] + "_percent", 100 * told.figure(name) / true, true * 0 + 100, steady)
    long_steady = moving & settled(truth, "direction", MEDIANS_S)
    if "knee_flexion_left_deg" not in truth.not_measurable:
        for name in OF_STEPS:
            out += _errors(name, told.figure(name), getattr(truth, name), long_steady)
    return out


def _unmeasurable(told: Told, truth: Truth) -> list[Found]:
    """Answers where none can be known: each is a wrong one."""
    given = []
    for name in sorted(truth.not_measurable):
        if name == "contact.first":
            given += [e.first != "unknown" for e in told.events if isinstance(e, Contact)]
        elif name == "head_check.side":
            given += [e.side != "unknown" for e in told.events if isinstance(e, HeadCheck)]
        elif name in ("trunk_lean_deg", "head_yaw_deg", "belt_position", "lane_offset_m", "speed_mps", "step_length_m"):
            given += np.isfinite(told.figure(name))[truth.ordinary].tolist()
    return [Found("given_though_unknowable", np.array(given, bool), len(given))] if given else []
