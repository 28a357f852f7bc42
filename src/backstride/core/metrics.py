"""One small function per measure of a single frame: definition, unit, source, when it is NaN.

All are raw: steadying over time is the runner's business (``posture.py``). Side-view measures take ``ahead``, +1 where
the runner faces the picture's right and -1 where left; a body seen from the front or back has ahead NaN, and so have
they.
"""

from __future__ import annotations

from math import atan2, degrees, isfinite, nan

from ..types import Facing
from .figure import Figure
from .geometry import interior_angle_deg, lean_deg
from .skeleton import (
    HIPS,
    LEFT_ANKLE,
    LEFT_EAR,
    LEFT_ELBOW,
    LEFT_HIP,
    LEFT_KNEE,
    LEFT_SHOULDER,
    LEFT_WRIST,
    NOSE,
    RIGHT_ANKLE,
    RIGHT_EAR,
    RIGHT_ELBOW,
    RIGHT_HIP,
    RIGHT_KNEE,
    RIGHT_SHOULDER,
    RIGHT_WRIST,
    SHOULDERS,
)

LEAST_VISIBILITY = 0.1  # below this a point is the model's imagination
NOSE_UNDER_EARS_DEG = 12.0  # ear to nose slopes down this much while one looks at the horizon


def trunk_lean_deg(figure: Figure, ahead: float) -> float:
    """Middle hips to middle shoulders against the vertical, positive toward the facing.

    NaN off the side view, or where both shoulders or both hips are not seen: the near one alone carries it.
    """
    if any(_unseen(figure, left) and _unseen(figure, right) for left, right in (SHOULDERS, HIPS)):
        return nan
    return lean_deg(figure.hip, figure.shoulder, ahead)


def knee_flexion_deg(figure: Figure, side: str, ahead: float) -> float:
    """180 minus the angle hip-knee-ankle: 0 straight. NaN off the side view or where the points are not seen."""
    hip, knee, ankle = (
        (LEFT_HIP, LEFT_KNEE, LEFT_ANKLE) if side == "left" else (RIGHT_HIP, RIGHT_KNEE, RIGHT_ANKLE)
    )
    if not isfinite(ahead) or _unseen(figure, hip, knee, ankle):
        return nan
    return 180 - interior_angle_deg(figure.at[hip], figure.at[knee], figure.at[ankle])


def elbow_deg(figure: Figure, side: str, ahead: float) -> float:
    """The angle shoulder-elbow-wrist: 180 straight. NaN off the side view or where the points are not seen."""
    shoulder, elbow, wrist = (
        (LEFT_SHOULDER, LEFT_ELBOW, LEFT_WRIST) if side == "left" else (RIGHT_SHOULDER, RIGHT_ELBOW, RIGHT_WRIST)
    )
    if not isfinite(ahead) or _unseen(figure, shoulder, elbow, wrist):
        return nan
    return interior_angle_deg(figure.at[shoulder], figure.at[elbow], figure.at[wrist])


def head_pitch_deg(figure: Figure, ahead: float) -> float:
    """Ears to nose against the horizontal, positive up, 0 while looking at the horizon. NaN off the side view."""
    if not isfinite(ahead):
        return nan
    nose, ear = figure.at[NOSE], figure.ear
    forward = (nose[0] - ear[0]) * ahead
    if forward <= 0.05 * figure.torso:  # turned away: the slope says nothing of up and down
        return nan
    return degrees(atan2(ear[1] - nose[1], forward)) + NOSE_UNDER_EARS_DEG


def head_yaw_deg(figure: Figure, facing: Facing) -> float:
    """How far the nose points off the facing, positive to the runner's left. NaN unless seen from front or back.

    The nose stands before the middle of the ears about 0.75 of the ears' distance; the ratio needs no scale.
    """
    if facing not in ("toward", "away"):
        return nan
    toward = 1.0 if facing == "toward" else -1.0
    ears = (figure.at[LEFT_EAR][0] - figure.at[RIGHT_EAR][0]) * toward
    nose = (figure.at[NOSE][0] - figure.ear[0]) * toward
    return degrees(atan2(nose / 0.75, ears))


def _unseen(figure: Figure, *points: int) -> bool:
    return any(figure.visibility[i] < LEAST_VISIBILITY for i in points)
