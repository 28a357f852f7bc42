"""Why a measure is not given: by view, rate and what was calibrated. One sentence each, for people."""

from __future__ import annotations

from functools import lru_cache

from .contacts import FIRST_NEEDS_FPS

FROM_SIDE = "needs a view from the side"
ALONG = "needs a view from the front or back"
SIDE_ONLY = (
    "trunk_lean_deg", "lean_neutral_deg", "head_pitch_deg", "knee_flexion_left_deg", "knee_flexion_right_deg",
    "elbow_left_deg", "elbow_right_deg", "step_length_m", "step_length_ll", "contact_left", "contact_right",
    "contact_time_s", "flight_time_s", "duty_factor", "step_time_cv", "reach_ll", "knee_at_contact_deg",
    "knee_stance_peak_deg", "knee_swing_peak_deg", "clearance_ll", "bounce_bh", "heel_first_share",
    "asymmetry_percent", "arm_leg_correlation", "arm_swing_ll",
)  # fmt: skip
ALONG_ONLY = ("head_yaw_deg", "lane_offset_m", "lane_line_s", "step_width_m")


@lru_cache(maxsize=64)
def not_measured(
    side: bool, fast: bool, metres: bool, belt: bool, lane: bool, treadmill: bool
) -> tuple[tuple[str, str], ...]:
    """Field and reason. ``side``: seen from the side; ``fast``: at least FIRST_NEEDS_FPS; the rest: what is known."""
    out = {}
    for name in ALONG_ONLY if side else SIDE_ONLY:
        out[name] = ALONG if side else FROM_SIDE
    if not lane:
        for name in ("lane_offset_m", "lane_line_s"):
            out.setdefault(name, "needs a calibrated lane")
    if not (belt and side):
        for name in ("belt_position", "belt_edge_s"):
            out[name] = FROM_SIDE if belt else "needs a calibrated belt"
    if not side and not lane:
        out["speed_mps"] = "needs a calibrated lane when seen from the front or back"
    if not metres:
        for name in ("speed_mps", "step_length_m", "step_width_m"):
            out.setdefault(name, "needs the runner's height or a calibration")
    if not fast:
        out.setdefault("heel_first_share", f"needs {FIRST_NEEDS_FPS:.0f} pictures a second")
    if not (treadmill and side):
        out["hands_on_rails"] = FROM_SIDE if treadmill else "needs a treadmill"
    return tuple(sorted(out.items()))
