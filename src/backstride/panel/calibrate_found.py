"""What the server finds on a marked lane: whether it holds, how fine the picture is there, how far points are apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import hypot, isfinite

import numpy as np

from ..errors import BadInput
from ..types import LaneCalibration
from .calibrate_parts import Ground

ROUGH_M = 0.4  # of ground in one pixel: the same that a distance may be wrong
NEIGHBOURS = np.array(((1, 0), (-1, 0), (0, 1), (0, -1)), float)


@dataclass(frozen=True)
class Checked:
    """A lane that holds, and how much ground one pixel is at its coarsest corner."""

    lane: LaneCalibration
    on_ground: Ground
    m_per_px: float

    @property
    def words(self) -> str:
        error = "Four corners always fit, so check a known distance too."
        if len(self.lane.image_px) > 4:
            error = f"The points miss one another by {self.on_ground.reprojection_px:.1f} pixels."
        fits = f"The grid fits the corners. One pixel is up to {self.m_per_px:.2f} m on the ground. {error}"
        rough = " That is rough: mark a shorter piece, or put the camera higher or nearer."
        return fits + (rough if self.m_per_px > ROUGH_M else "")


@dataclass(frozen=True)
class Apart:
    """Two points on the ground."""

    distance_m: float
    slip_m: float  # how much one pixel's slip of either point changes it
    inside: bool  # both lie on the piece that was marked

    @classmethod
    def of(cls, found: Checked, pixels: np.ndarray) -> Apart:
        ground = found.on_ground.ground
        first, second = ground(pixels)
        distance_m = hypot(*(second - first))
        slipped = [*(ground(pixels[:1] + NEIGHBOURS) - second), *(ground(pixels[1:] + NEIGHBOURS) - first)]
        slip_m = max(abs(hypot(*way) - distance_m) for way in slipped)
        if not isfinite(slip_m):
            raise BadInput("A point lies at the horizon or above it, where there is no ground to measure on.")
        marked = ground(np.array(found.lane.image_px, float))
        low, high = marked.min(axis=0) - 0.05, marked.max(axis=0) + 0.05
        return cls(distance_m, slip_m, bool(np.all((ground(pixels) >= low) & (ground(pixels) <= high))))

    @property
    def words(self) -> str:
        outside = "" if self.inside else " A point lies outside the marked piece: there this is less sure."
        return f"{self.distance_m:.2f} m apart. One pixel's slip changes this by up to {self.slip_m:.2f} m.{outside}"


def checked(lane: LaneCalibration, lane_of: Callable[[LaneCalibration, tuple[int, int]], Ground]) -> Checked:
    """Raises BadInput where the points make no lane."""
    try:
        on_ground = lane_of(lane, lane.image_size)
    except BadInput as refusal:
        raise BadInput(_for_people(str(refusal))) from refusal
    corners = np.array(lane.image_px, float)
    here = on_ground.ground(corners)
    steps = np.array([on_ground.ground(corners + way) - here for way in NEIGHBOURS])
    m_per_px = float(np.linalg.norm(steps, axis=2).max())
    if not isfinite(m_per_px):
        raise BadInput("A corner lies at the horizon. Needed: points on the ground in plain sight.")
    return Checked(lane, on_ground, m_per_px)


def _for_people(sentence: str) -> str:
    """The refusals of the lane's maths are written for a terminal."""
    what, _, accepted = sentence.removeprefix("lane calibration: ").partition("; accepted: ")
    return what[:1].upper() + what[1:] + "." + (f" Needed: {accepted}." if accepted else "")
