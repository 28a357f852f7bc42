"""The error that each measure may claim, by view, side and rate: a cue fires only outside its band plus this.

Mean absolute errors against truth that four in five recordings keep to, rounded up: synthetic runners and motion
capture drawn with a pose model's noise, and rendered clips read by the full model. ``backstride bench accuracy`` prints
the ledger.
"""

from __future__ import annotations

from math import nan

from ..types import View

SIDE = {  # measure: near leg or arm (or the whole body), far one, factor at 30 pictures a second and slower
    "trunk_lean_deg": (2.0, 2.0, 1.1),
    "lean_neutral_deg": (2.0, 2.0, 1.1),
    "head_pitch_deg": (6.0, 6.0, 1.0),
    "knee_flexion_deg": (5.0, 8.0, 1.1),
    "elbow_deg": (6.0, 11.0, 1.4),
    "knee_at_contact_deg": (5.0, 9.0, 1.3),
    "knee_stance_peak_deg": (5.0, 9.0, 1.1),
    "knee_swing_peak_deg": (5.0, 9.0, 1.1),
    "cadence_spm": (1.5, 1.5, 1.0),
    "contact_s": (0.016, 0.016, 1.3),
    "toe_off_s": (0.012, 0.012, 1.5),
    "contact_time_s": (0.015, 0.020, 1.8),
    "flight_time_s": (0.015, 0.015, 1.5),
    "duty_factor": (0.04, 0.04, 1.4),
    "reach_ll": (0.04, 0.05, 1.0),
    "clearance_ll": (0.025, 0.04, 1.0),
    "bounce_bh": (0.010, 0.010, 1.0),
    "step_time_cv": (0.03, 0.03, 1.5),
    "heel_first_share": (0.10, 0.10, nan),
    "asymmetry_percent": (5.0, 5.0, 1.5),
    "arm_leg_correlation": (0.15, nan, 1.0),
    "arm_swing_ll": (0.06, nan, 1.0),
    "belt_position": (0.02, 0.02, 1.0),
}
SIDE_SHARE = {"speed_mps": 0.09, "step_length_m": 0.09, "step_length_ll": 0.09}
ALONG = {
    "head_yaw_deg": 12.0,
    "cadence_spm": 3.0,
    "lane_offset_m": 0.05,
    "step_width_m": 0.05,
}
ALONG_SHARE = {"speed_mps": 0.08}
FAST_FPS = 50.0


def claimed_error(measure: str, view: View, near: bool, fps: float, value: float = nan) -> float:
    """What may be claimed of a measure, in its own unit; NaN where nothing is known of its error.

    ``near`` tells whether the limb is the one toward the camera. Errors that grow with the value (speed, step length)
    need it as ``value``.
    """
    if view != "side":
        return ALONG_SHARE[measure] * abs(value) if measure in ALONG_SHARE else ALONG.get(measure, nan)
    if measure in SIDE_SHARE:
        return SIDE_SHARE[measure] * abs(value)
    measure = measure.replace("_left_deg", "_deg").replace("_right_deg", "_deg")
    if measure not in SIDE:
        return nan
    close, far, slow = SIDE[measure]
    return (close if near else far) * (1.0 if fps >= FAST_FPS else slow)
