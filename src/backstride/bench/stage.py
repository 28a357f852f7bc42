"""A made-up place: a camera above a lane, its ground of some kind and what stands behind it. Cast and weather come on.

Across grows to the runner's left, along in the way of backward travel, up is up; metres.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from ..types import LaneCalibration, Setup, View

TEXTURE_PX_M = 40  # of the ground's drawing
GROUNDS = {  # B G R of the ground and of its lines; how strong its grain is
    "red track": ((72, 96, 190), (225, 228, 230), 0.05),
    "blue track": ((150, 105, 60), (225, 228, 230), 0.05),
    "asphalt": ((98, 100, 102), (205, 208, 210), 0.09),
    "pale paving": ((176, 182, 186), (120, 124, 128), 0.05),
    "lawn": ((62, 128, 84), (215, 222, 222), 0.13),
    "earth": ((98, 128, 158), (200, 205, 205), 0.10),
}
BESIDE = (66, 122, 80)  # grass


@dataclass(frozen=True)
class Camera:
    """Where a camera stands and looks: metres, degrees to the side and down from the way it faces; pixels."""

    view: View
    size: tuple[int, int]
    back_m: float  # from the lane's nearer end, or from its middle for a side view
    aside_m: float  # to the runner's left
    up_m: float
    wide_deg: float = 62.0
    turn_deg: float = 0.0
    down_deg: float = 8.0

    @cached_property
    def axes(self) -> np.ndarray:
        """Rows: right, down, ahead."""
        along = {"front": 90.0, "rear": -90.0, "side": 180.0 if self.aside_m > 0 else 0.0}[self.view]
        way, down = np.radians(along + self.turn_deg), np.radians(self.down_deg)
        ahead = np.array([np.cos(way) * np.cos(down), np.sin(way) * np.cos(down), -np.sin(down)])
        right = np.array([np.sin(way), -np.cos(way), 0.0])
        return np.stack([right, np.cross(ahead, right), ahead])

    def place(self, length_m: float) -> np.ndarray:
        """Across, along, up of the camera above a lane so long."""
        along = {"front": -self.back_m, "rear": length_m + self.back_m, "side": length_m / 2 + self.back_m}[self.view]
        return np.array([self.aside_m, along, self.up_m])

    @property
    def focal_px(self) -> float:
        return self.size[0] / 2 / np.tan(np.radians(self.wide_deg) / 2)


@dataclass(frozen=True, eq=False)
class Stage:
    """One lane before one camera."""

    camera: Camera
    length_m: float
    ground: str = "red track"
    seed: int = 0
    width_m: float = 1.22
    sun: tuple[float, float] = (0.7, 0.5)  # how far one metre's shadow reaches, across and along

    def pixels(self, across, along, up=0.0) -> np.ndarray:
        """(..., 2) pixels of points; NaN behind the camera."""
        points = np.stack(np.broadcast_arrays(across, along, np.asarray(up, float)), -1)
        x, y, depth = np.moveaxis((points - self.camera.place(self.length_m)) @ self.camera.axes.T, -1, 0)
        depth = np.where(depth > 0.1, depth, np.nan)
        (width, height), focal = self.camera.size, self.camera.focal_px
        return np.stack([width / 2 + focal * x / depth, height / 2 + focal * y / depth], -1)

    def depth_m(self, across: float, along: float) -> float:
        away = np.array([across, along, 0.0]) - self.camera.place(self.length_m)
        return float(away @ self.camera.axes[2])

    def setup(self) -> Setup:
        half, long = self.width_m / 2, self.length_m
        ground = ((0.0, 0.0), (self.width_m, 0.0), (self.width_m, long), (0.0, long))
        image = self.pixels(np.array([half, -half, -half, half]), np.array([0.0, 0.0, long, long]))
        lane = LaneCalibration(tuple(map(tuple, image.tolist())), ground, self.width_m, (0.0, 1.0), self.camera.size)
        return Setup("track", self.camera.view, 1.75, lane)

    @cached_property
    def bare(self) -> np.ndarray:
        """The empty place, uint8 B G R."""
        return np.clip(self._far() * (1 - self._on_ground[..., None]) + self._near(), 0, 255).astype(np.uint8)

    @cached_property
    def _rows(self) -> np.ndarray:
        """Across and along at every pixel; NaN above the horizon."""
        (width, height), focal = self.camera.size, self.camera.focal_px
        x, y = np.meshgrid(np.arange(width), np.arange(height))
        rays = np.stack([(x - width / 2) / focal, (y - height / 2) / focal, np.ones_like(x, float)], -1)
        rays = rays @ self.camera.axes
        place = self.camera.place(self.length_m)
        far = np.where(rays[..., 2] < -1e-3, place[2] / -np.minimum(rays[..., 2], -1e-3), np.nan)
        return (place + rays * far[..., None])[..., :2].astype(np.float32)

    @cached_property
    def _on_ground(self) -> np.ndarray:
        across, along = self._rows[..., 0], self._rows[..., 1]
        near = np.hypot(across, along - self.length_m / 2) < 90
        return cv2.GaussianBlur((np.isfinite(across) & near).astype(np.float32), (0, 0), 0.7)

    def _near(self) -> np.ndarray:
        colour, line, grain = GROUNDS[self.ground]
        across, along = np.nan_to_num(self._rows[..., 0], nan=1e4), np.nan_to_num(self._rows[..., 1], nan=1e4)
        blur = np.maximum(sum(np.abs(np.gradient(across, axis=axis)) for axis in (0, 1)), 1e-3)
        picture = np.empty((*across.shape, 3), np.float32)
        picture[:] = colour
        for edge in (np.arange(-3, 4) + 0.5) * self.width_m:
            share = np.clip((0.025 - np.abs(across - edge)) / blur + 0.5, 0, 1) * np.clip(0.05 / blur, 0, 1)
            picture += share[..., None] * (np.array(line, np.float32) - picture)
        share = np.clip((np.abs(across) - 4.6 * self.width_m) / blur, 0, 1)[..., None]
        picture += share * (np.array(BESIDE, np.float32) - picture)
        picture *= (1 + (grain + 0.06 * share[..., 0]) * self._grain(across, along))[..., None]
        return picture * self._on_ground[..., None]

    def _grain(self, across: np.ndarray, along: np.ndarray) -> np.ndarray:
        dice = np.random.default_rng(self.seed)
        total = np.zeros(across.shape, np.float32)
        for size_m in (0.06, 0.3, 1.7):
            tile = cv2.GaussianBlur(dice.normal(0, 1, (256, 256)).astype(np.float32), (0, 0), 1.2)
            x, y = ((value / size_m) % 256 for value in (across, along))
            fine = cv2.remap(tile / tile.std(), x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR,
                             borderMode=cv2.BORDER_WRAP)  # fmt: skip
            px_m = self.camera.focal_px / np.maximum(np.hypot(across, along - self.camera.place(self.length_m)[1]), 1.0)
            total += fine * np.clip(size_m * px_m / 2, 0, 1)
        return total / 2

    def _far(self) -> np.ndarray:
        """Sky, trees and houses."""
        dice = np.random.default_rng(self.seed + 1)
        width, height = self.camera.size
        horizon = height / 2 - self.camera.focal_px * np.tan(np.radians(self.camera.down_deg))
        rows = np.arange(height)[:, None, None] / height
        picture = (np.array([235, 205, 170]) - 40 * rows * np.ones((1, width, 1))).astype(np.float32)
        for _ in range(14):
            x, w = dice.integers(0, width), dice.integers(width // 30, width // 9)
            top = horizon - dice.integers(height // 30, height // 8)
            shade = np.array([1.0, 1.02, 1.05]) * float(dice.integers(60, 190))
            cv2.rectangle(picture, (int(x), int(top)), (int(x + w), int(horizon + 9)), shade.tolist(), -1)
            for wx in range(int(x) + 3, int(x + w) - 3, max(5, width // 120)):
                cv2.line(picture, (wx, int(top) + 4), (wx, int(horizon)), (shade * 0.7).tolist(), 1)
        leaves = cv2.GaussianBlur(dice.normal(0, 1, (height, width)).astype(np.float32), (0, 0), height / 120)
        edge = horizon - height / 25 - height / 50 * np.sin(np.arange(width) / width * 23 + self.seed)
        trees = (np.arange(height)[:, None] > edge[None]) & (np.arange(width)[None] % (width // 3) > width // 9)
        picture[trees] = np.array([48, 84, 62]) + 14 * leaves[trees][:, None] / leaves.std()
        return picture
