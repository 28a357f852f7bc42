"""The part of the camera's picture that the detector is shown: the plot and the air above it, from the runner on."""

from __future__ import annotations

import cv2
import numpy as np

from ..core.boxes import Box
from .asked import Region
from .lane import Lane
from .plot import Plot

HEADROOM_M = 2.0  # what the detector sees above the ground: a person
BACK_M = 1.0  # what lies so far behind the runner was passed and is no danger
LEAST_PX = 208  # half of what the detector takes in: enlarged more, nothing new is seen
FAR_FROM, FAR_BESIDE_M, FAR_LEAST_PX = 0.5, 1.0, 104  # of the way ahead; beside the corridor; thin legs gain by more
MUCH_LARGER = 0.7  # of the sides of what is shown else: from there on the far half is worth a look of its own
CLOSE_TALL, CLOSE_WIDE = 4.0, 2.5  # a close look's side in its thing's height and width
CUT_PX = 3.0


def region_of(lane: Lane, plot: Plot, scale: float) -> Region:
    """The whole of it, in pixels of the camera's picture; ``scale`` times those of the plot."""
    (x, y), (w, h) = plot.corner, plot.size
    x0, y0, x1, y1 = x * scale, y * scale, (x + w) * scale, (y + h) * scale
    foot = lane.outline()
    heads = foot[:, 1] - HEADROOM_M * lane.px_per_m(lane.ground(foot))
    top = np.nanmin(heads) if np.isfinite(heads).any() else 0.0
    width, height = lane.image_size
    return int(max(0, x0)), int(max(0, min(y0, top))), int(min(width, x1)), int(min(height, y1))


def cuts(region: Region, box: Box, whole: Region) -> bool:
    """Whether a side of the region, where the whole goes on, cuts what has such a box."""
    inner = [abs(a - b) > CUT_PX for a, b in zip(region, whole, strict=True)]
    return any(inside and abs(side - edge) < CUT_PX for inside, side, edge in zip(inner, box, region, strict=True))


class Ahead:
    """The same from where the runner is: the less the detector is shown, the larger it sees what is there."""

    def __init__(self, lane: Lane, plot: Plot, scale: float):
        """``lane`` in pixels of the camera's picture."""
        self._lane, self._plot, self._scale = lane, plot, scale
        self._whole = region_of(lane, plot, scale)

    def of(self, along_m: float) -> Region:
        """For a runner so far along."""
        return self._shown(self._plot.soil & (self._plot.along_m > along_m - BACK_M), along_m, LEAST_PX)

    def far(self, along_m: float) -> Region | None:
        """The far half of the way ahead, close about the corridor; None where that shows nothing much larger."""
        lane, half_m = self._plot.lane, self._plot.lane.width_m / 2
        from_m = along_m + FAR_FROM * (lane.range_m - along_m)
        near = self._plot.soil & (self._plot.along_m > from_m) & (np.abs(self._plot.across_m) < half_m + FAR_BESIDE_M)
        far, all_of_it = self._shown(near, from_m, FAR_LEAST_PX), self.of(along_m)
        larger = [far[i + 2] - far[i] < MUCH_LARGER * (all_of_it[i + 2] - all_of_it[i]) for i in (0, 1)]
        return far if all(larger) else None

    def about(self, box: Box) -> Region:
        """Close about a box in pixels of the camera's picture."""
        x0, y0, x1, y1 = box
        half = max(CLOSE_TALL * (y1 - y0), CLOSE_WIDE * (x1 - x0), FAR_LEAST_PX) / 2
        middle = np.array([x0 + x1, y0 + y1]) / 2
        return _grown(middle - half, middle + half, self._whole, 1)

    def _shown(self, ground: np.ndarray, along_m: float, least_px: int) -> Region:
        x, y, w, h = cv2.boundingRect(ground.astype(np.uint8))
        if not (w and h):
            return self._whole
        left, top = self._plot.corner
        low = np.array([left + x, top + y]) * self._scale
        high = np.array([left + x + w, top + y + h]) * self._scale
        return _grown(np.array([low[0], min(low[1], self._heads(along_m))]), high, self._whole, least_px)

    def _heads(self, along_m: float) -> float:
        """How high on the picture somebody reaches who stands by the runner or at the lane's end."""
        middle = np.array([(np.clip(along_m, 0.0, self._lane.range_m), 0.0), (self._lane.range_m, 0.0)])
        return float((self._lane.pixels(middle)[:, 1] - HEADROOM_M * self._lane.px_per_m(middle)).min())


def _grown(low: np.ndarray, high: np.ndarray, whole: Region, least_px: int) -> Region:
    """A box in whole pixels, at least so wide and high as is of use, within the whole region."""
    short = np.maximum(least_px - (high - low), 0) / 2
    low, high = np.maximum(low - short, whole[:2]), np.minimum(high + short, whole[2:])
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])
