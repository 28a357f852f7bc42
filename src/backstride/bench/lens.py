"""Where the camera stands and what it makes of points in space: a pinhole on a level tripod, nothing bent.

World: metres, ``x`` the way the runner faces at the start, ``y`` up, ``z`` to the runner's right then.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np

from ..types import BeltCalibration, LaneCalibration
from .plan import Plan

FOCAL_IH = 1.37  # image heights: a lens of 66 degrees across a 16:9 picture
STANDS_M = 1.05
BELT_M, LANE_M = 1.6, 1.22


@dataclass(frozen=True, eq=False)
class Camera:
    """Its place for each frame (or one for all), and the level way it looks."""

    at: np.ndarray  # (n, 3) or (1, 3)
    ahead: np.ndarray
    right: np.ndarray
    image_size: tuple[int, int]

    def sees(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Image heights and distance along the view, for points (n, k, 3)."""
        from_camera = points - self.at[:, None, :]
        depth = from_camera @ self.ahead
        wide = self.image_size[0] / self.image_size[1]
        x = wide / 2 + FOCAL_IH * (from_camera @ self.right) / depth
        y = 0.5 - FOCAL_IH * from_camera[..., 1] / depth
        return np.stack([x, y], -1), depth


def camera_for(plan: Plan, hips: np.ndarray) -> Camera:
    """``hips``: the ground under the hips, frame by frame."""
    if plan.view == "side":
        side, turn = (1.0 if plan.near == "right" else -1.0), radians(plan.yaw_deg)
        back = np.array([sin(turn), 0.0, side * cos(turn)])
    else:
        back = np.array([-1.0 if plan.view == "rear" else 1.0, 0.0, 0.0])
    moving = plan.camera_along or plan.site == "treadmill"
    looked_at = _looked_at(plan, hips, back, moving)
    ahead = -back
    right = np.cross(ahead, [0.0, 1.0, 0.0])
    return Camera(looked_at + back * plan.distance_m + [0.0, STANDS_M, 0.0], ahead, right, plan.image_size)


def _looked_at(plan: Plan, hips: np.ndarray, back: np.ndarray, moving: bool) -> np.ndarray:
    """The point on the ground that the camera keeps its distance from."""
    if plan.camera_along:
        return hips * [1.0, 0.0, 0.0]
    if moving:
        return np.zeros((1, 3))
    if plan.view == "side":
        return (hips.min(0) + hips.max(0))[None] / 2 * [1.0, 0.0, 0.0]
    return np.array([[(hips[:, 0] * back[0]).max() * back[0], 0.0, 0.0]])  # the nearest the runner comes


def belt_for(plan: Plan, camera: Camera) -> BeltCalibration | None:
    """The belt's middle line under the runner, console end (where backward and forward travel lead) first."""
    if plan.site != "treadmill" or plan.view != "side" or not plan.calibrated:
        return None
    ends = np.array([[[plan.way * BELT_M / 2, 0, 0], [-plan.way * BELT_M / 2, 0, 0]]])
    console, rear = _px(camera, ends)
    return BeltCalibration((console, rear), BELT_M, plan.image_size)


def lane_for(plan: Plan, camera: Camera, hips: np.ndarray) -> LaneCalibration | None:
    """Two points on each line: across counts to the left of who travels backward there, along is backward travel."""
    if plan.site != "track" or plan.camera_along or not plan.calibrated:
        return None
    first, last = hips[:, 0].max(), hips[:, 0].min()
    if plan.view == "side":
        first, last = 0.6 * first + 0.4 * last, 0.4 * first + 0.6 * last  # well within the picture
    long_m = max(first - last, 3.0)
    ground = ((0.0, 0.0), (LANE_M, 0.0), (LANE_M, long_m), (0.0, long_m))
    corners = np.array([[[first - along, 0.0, LANE_M / 2 - across] for across, along in ground]])
    return LaneCalibration(tuple(_px(camera, corners)), ground, LANE_M, (0.0, 1.0), plan.image_size)


def _px(camera: Camera, points: np.ndarray) -> list[tuple[float, float]]:
    at, _ = Camera(camera.at[:1], camera.ahead, camera.right, camera.image_size).sees(points)
    return [(float(x), float(y)) for x, y in at[0] * camera.image_size[1]]
