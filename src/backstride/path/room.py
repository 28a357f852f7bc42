"""The floor about a treadmill's belt: how far from it somebody stands, told from one picture. Pure.

One camera gives no depth, so some things are assumed and a distance is an estimate, good to about a third: the camera
is level and stands about as high as a hip, a grown person is 1.7 m tall, a lens has the usual angle. Where the body's
height and the line of its feet tell of different depths, the feet are believed: then it is a child, or somebody bent.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, inf, isfinite

import numpy as np

from ..core.boxes import Box
from ..types import BeltCalibration, View

ADULT_M = 1.7
CAMERA_M = 1.2  # height of the camera, where nothing tells it
LOWEST_CAMERA_M, HIGHEST_CAMERA_M = 0.75, 2.5  # a height that makes body and feet agree must lie between
LENS = 1.2  # focal length in picture heights: a usual lens sees 45 degrees from top to bottom
DECK_M = 0.15  # the belt runs so high above the floor that others stand on
HALF_BELT_M = 0.75  # of a belt that nobody calibrated, about its runner
CUT_OFF = 0.985  # of the picture's height: feet lower than that are not seen


@dataclass(frozen=True)
class Room:
    """A belt on the picture, in image heights, and its scale."""

    middle_x: float
    deck_y: float
    metres_per_ih: float  # at the belt's distance from the camera
    half_across_m: float  # of the belt, along the picture
    half_deep_m: float  # of the belt, away from the camera
    aspect: float  # of the picture, width over height

    def beyond(self, box: Box, grown: bool) -> tuple[float, float]:
        """Metres from the belt's nearest point to who stands in ``box``: along the picture and away from the camera.

        ``box`` in image heights. Both 0: on the belt. ``grown`` tells whether the height may be a grown person's
        (no dog). Infinite at the horizon.
        """
        farther = self._farther(box, grown)
        if not isfinite(farther):
            return inf, inf
        middle = self.aspect / 2
        across = self.metres_per_ih * (((box[0] + box[2]) / 2 - middle) * farther - (self.middle_x - middle))
        deep = LENS * self.metres_per_ih * (farther - 1)
        return _past(across, self.half_across_m), _past(deep, self.half_deep_m)

    def _farther(self, box: Box, grown: bool) -> float:
        """The distance from the camera over the belt's: 1 as far, 2 twice as far."""
        higher_m = (self.deck_y - box[3]) * self.metres_per_ih + DECK_M
        by_feet = CAMERA_M / (CAMERA_M - higher_m) if higher_m < CAMERA_M else inf
        tall = (box[3] - box[1]) * self.metres_per_ih / ADULT_M
        if box[3] > CUT_OFF:  # no farther than either tells
            return min(by_feet, 1 / tall)
        if not grown:
            return by_feet
        return 1 / tall if _agree(higher_m, tall) else by_feet


def _agree(higher_m: float, tall: float) -> bool:
    """Whether a grown person's height and the line of the feet tell of one depth, for a camera as high as one may be.

    Feet may be hidden behind the treadmill, which only lifts their line.
    """
    if tall > 1:
        return -higher_m < HIGHEST_CAMERA_M * (tall - 1)
    return higher_m > LOWEST_CAMERA_M * (1 - tall)


def _past(at_m: float, half_m: float) -> float:
    return float(np.sign(at_m) * max(abs(at_m) - half_m, 0.0))


def room_of_belt(belt: BeltCalibration, aspect: float) -> Room:
    """The room about a calibrated belt, seen from the side."""
    high = belt.image_size[1]
    (x0, y0), (x1, y1) = belt.belt_px
    metres_per_ih = belt.belt_length_m / (hypot(x1 - x0, y1 - y0) / high)
    return Room((x0 + x1) / 2 / high, (y0 + y1) / 2 / high, metres_per_ih, belt.belt_length_m / 2, 0.0, aspect)


def room_of_runner(at_x: float, sole_y: float, tall_ih: float, height_m: float, view: View, aspect: float) -> Room:
    """The room about a runner whose belt nobody calibrated, by the runner's own height on the picture."""
    halves = (HALF_BELT_M, 0.0) if view == "side" else (0.0, HALF_BELT_M)
    tall_m = height_m if isfinite(height_m) else ADULT_M
    return Room(at_x, sole_y, tall_m / tall_ih, *halves, aspect)
