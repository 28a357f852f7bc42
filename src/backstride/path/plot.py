"""The plot of picture that the scout looks at: the lane, what lies beside it and the air just above, at a small size.

Everything here depends on the lane alone and is made once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from ..core.boxes import Box
from .lane import Lane

HEIGHT_PX = 360  # the working picture; larger ones are made smaller
BESIDE_M = 1.8  # so that a thing that crosses is seen about a second before it enters
BEYOND_M = (2.0, 1.0, 0.5, 0.0)  # past the lane's ends, as far as the camera sees it: tall things reach over there
AIR_M = 0.6


@dataclass(frozen=True, eq=False)
class Plot:
    """A rectangle of the working picture. ``corner`` is its upper left pixel; maps below have the rectangle's shape."""

    lane: Lane  # in pixels of the working picture
    corner: tuple[int, int]
    size: tuple[int, int]  # width, height
    mask: np.ndarray  # uint8, 255 where the scout looks
    soil: np.ndarray  # bool: ground that belongs to the lane or its sides
    corridor: np.ndarray  # bool
    along_m: np.ndarray  # float32, NaN above the horizon
    across_m: np.ndarray
    across_per_px: np.ndarray  # float32: metres that one pixel spans across the lane

    @property
    def in_heights(self) -> Box:
        """The rectangle in image heights."""
        (x, y), (w, h), tall_px = self.corner, self.size, self.lane.image_size[1]
        return x / tall_px, y / tall_px, (x + w) / tall_px, (y + h) / tall_px

    def cut(self, picture: np.ndarray, shift_px: tuple[float, float] = (0.0, 0.0)) -> np.ndarray:
        """The plot's rectangle of a working picture, moved back by ``shift_px`` that the camera shook."""
        (x, y), (w, h) = self.corner, self.size
        if max(abs(shift_px[0]), abs(shift_px[1])) < 0.2:
            return picture[y : y + h, x : x + w]
        back = np.array([[1, 0, x + shift_px[0]], [0, 1, y + shift_px[1]]], np.float32)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return cv2.warpAffine(picture, back, (w, h), flags=flags, borderMode=cv2.BORDER_REPLICATE)


def working_size(image_size: tuple[int, int]) -> tuple[int, int]:
    """Width and height of the picture the scout works on."""
    width, height = image_size
    return (width, height) if height <= HEIGHT_PX else (round(width * HEIGHT_PX / height), HEIGHT_PX)


def small_lane(lane: Lane) -> Lane:
    """The lane in pixels of the working picture."""
    work = working_size(lane.image_size)
    small = work[1] / lane.image_size[1]
    scaled = np.diag([1 / small, 1 / small, 1.0])
    to_picture = np.diag([small, small, 1.0]) @ lane.to_picture
    return replace(lane, to_ground=lane.to_ground @ scaled, to_picture=to_picture, image_size=work)


def plot_of(lane: Lane) -> Plot:
    """The plot of a lane that is given in working pixels."""
    width, height = lane.image_size
    beyond_m = next(m for m in BEYOND_M if m == 0 or np.isfinite(lane.outline(BESIDE_M, m)).all())
    wide = _within(lane.outline(BESIDE_M, beyond_m), lane.image_size)
    air = wide - np.stack([np.zeros(len(wide)), AIR_M * lane.px_per_m(lane.ground(wide))], 1)
    whole = np.zeros((height, width), np.uint8)
    for ring in (wide, air, *_skirts(wide, air)):
        cv2.fillConvexPoly(whole, cv2.convexHull(np.round(ring).astype(np.int32)), 255)
    x, y, w, h = cv2.boundingRect(whole)
    along, across = _ground_maps(lane, (x, y, w, h))
    half = lane.width_m / 2
    on_range = (along > -beyond_m) & (along < lane.range_m + beyond_m)
    return Plot(lane, (x, y), (w, h), whole[y : y + h, x : x + w].copy(),
                on_range & (np.abs(across) < half + BESIDE_M),
                (along > 0) & (along < lane.range_m) & (np.abs(across) < half),
                along, across, np.hypot(*np.gradient(across)).astype(np.float32))  # fmt: skip


def _within(corners: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """A quadrilateral cut to the picture; corners behind the camera are left out."""
    width, height = size
    frame = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    corners = np.clip(corners[np.isfinite(corners).all(axis=1)], -20 * width, 20 * width)
    area, common = cv2.intersectConvexConvex(cv2.convexHull(corners.astype(np.float32)), frame)
    return common[:, 0].astype(float) if area > 0 else frame.astype(float)


def _skirts(low: np.ndarray, high: np.ndarray):
    """The upright faces between the ground's edges and the same edges in the air."""
    for i in range(len(low)):
        j = (i + 1) % len(low)
        yield np.array([low[i], low[j], high[j], high[i]])


def _ground_maps(lane: Lane, box: tuple[int, int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    x, y, w, h = box
    columns, rows = np.meshgrid(np.arange(x, x + w), np.arange(y, y + h))
    ground = lane.ground(np.stack([columns.ravel(), rows.ravel()], 1))
    return ground[:, 0].reshape(h, w).astype(np.float32), ground[:, 1].reshape(h, w).astype(np.float32)
