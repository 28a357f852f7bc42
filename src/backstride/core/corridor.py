"""The corridor on the picture: the lane with its margin, over the calibrated length. Pure."""

from __future__ import annotations

import numpy as np

from ..types import LaneCalibration
from .geometry import NOWHERE, Point, homography, on_ground


def corridor_px(lane: LaneCalibration) -> tuple[Point, ...]:
    """The corridor's four corners in pixels of the calibrated picture; NaN for one that lies beyond the horizon."""
    (tx, ty), half = lane.travel, lane.width_m / 2 + lane.margin_m
    along = [x * tx + y * ty for x, y in lane.ground_m]
    across = [y * tx - x * ty for x, y in lane.ground_m]
    middle = (min(across) + max(across)) / 2
    corners = [(min(along), middle - half), (min(along), middle + half),
               (max(along), middle + half), (max(along), middle - half)]  # fmt: skip
    ground = [(a * tx - c * ty, a * ty + c * tx) for a, c in corners]
    to_picture = homography(tuple(lane.ground_m), tuple(lane.image_px))
    sign = np.sign(to_picture[2] @ (*lane.ground_m[0], 1.0))
    return tuple(on_ground(to_picture, at) if sign * (to_picture[2] @ (*at, 1.0)) > 0 else NOWHERE for at in ground)
