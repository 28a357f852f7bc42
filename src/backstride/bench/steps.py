"""The truth of a made-up runner's steps: each measured on the motion itself, then shown as a median of the last."""

from __future__ import annotations

from math import isfinite, nan

import numpy as np

from .motion import LEFT, RIGHT, Footfall, Legs, Motion

GRID_HZ = 100
SHOWN = 8  # steps in a median


def step_truth(motion: Motion, t_s: np.ndarray) -> dict[str, np.ndarray]:
    """Columns of ``Truth`` that are made of steps; NaN before two steps were made."""
    plan = motion.plan
    grid_s = np.arange(0.0, plan.seconds, 1 / GRID_HZ)
    legs = motion.legs(grid_s)
    near = LEFT if plan.near == "left" else RIGHT
    contacts, lengths = _contacts(motion)
    both = {"contact_time_s": [], "reach_ll": []}
    of_near = {"knee_at_contact_deg": [], "knee_stance_peak_deg": [], "knee_swing_peak_deg": [], "clearance_ll": []}
    for side in (LEFT, RIGHT):
        for before, fall in zip(motion.feet[side], motion.feet[side][1:], strict=False):
            if not isfinite(fall.toe_off_s) or fall.toe_off_s > plan.seconds:
                continue
            for found in (both, of_near) if side == near else (both,):
                for name, value in _measured(motion, legs, side, before, fall).items():
                    if name in found:
                        found[name].append((fall.toe_off_s, value))
    out = {name: _shown(rows, t_s) for name, rows in (both | of_near).items()}
    step_s = _nearest_median(contacts, np.diff(contacts), t_s)
    out["cadence_spm"] = 60 / step_s
    out["step_length_m"] = _nearest_median(contacts, lengths, t_s)
    out["duty_factor"] = out["contact_time_s"] / (2 * step_s)
    out["flight_time_s"] = np.maximum(step_s - out["contact_time_s"], 0.0)
    out["bounce_bh"] = np.full(len(t_s), plan.bounce_m / plan.height_m)
    return out


def _measured(motion: Motion, legs: Legs, side: int, before: Footfall, fall: Footfall) -> dict[str, float]:
    """One step: the swing before it and its stance."""
    stance = slice(round(fall.contact_s * GRID_HZ), round(fall.toe_off_s * GRID_HZ))
    swing = slice(round(before.toe_off_s * GRID_HZ), stance.start)
    third = (stance.start - swing.start) // 3
    bend, at = legs.flexion_deg[side], motion.legs(np.array([fall.contact_s]))
    return {
        "contact_time_s": fall.toe_off_s - fall.contact_s,
        "reach_ll": abs(float(at.ankle[side][0, 0])) / motion.plan.leg_m,
        "knee_at_contact_deg": float(at.flexion_deg[side][0]),
        "knee_stance_peak_deg": float(bend[stance].max()),
        "knee_swing_peak_deg": float(bend[swing].max(initial=0.0)),
        "clearance_ll": float(legs.lift_m[side][swing.start + third : stance.start - third].min(initial=np.inf))
        / motion.plan.leg_m,
    }


def _contacts(motion: Motion) -> tuple[np.ndarray, np.ndarray]:
    """Times of all contacts in order, and how far each lies from the one before along the way."""
    falls = [f for feet in motion.feet for f in feet if isfinite(f.contact_s) and f.contact_s < motion.plan.seconds]
    falls.sort(key=lambda f: f.contact_s)
    return np.array([f.contact_s for f in falls]), np.diff([f.way_m for f in falls])


def _nearest_median(contacts: np.ndarray, values: np.ndarray, t_s: np.ndarray) -> np.ndarray:
    """Median of the four steps nearest to each time."""
    if len(values) < 4:
        return np.full(len(t_s), nan)
    windows = np.median(np.lib.stride_tricks.sliding_window_view(values, 4), axis=1)
    first = np.clip(np.searchsorted(contacts, t_s) - 3, 0, len(windows) - 1)
    return windows[first]


def _shown(rows: list[tuple[float, float]], t_s: np.ndarray) -> np.ndarray:
    """Median of the last steps known at each time."""
    rows = sorted(rows)
    ends = np.array([end_s for end_s, _ in rows])
    medians = [np.median([v for _, v in rows[max(0, k - SHOWN) : k]]) if k >= 2 else nan for k in range(len(rows) + 1)]
    return np.array(medians)[np.searchsorted(ends, t_s)]
