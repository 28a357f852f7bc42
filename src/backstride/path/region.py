"""The part of the camera's picture that the detector is shown: the plot and the air above it, from the runner on."""

from __future__ import annotations

import cv2
import numpy as np

from .asked import Region
from .lane import Lane
from .plot import Plot

HEADROOM_M = 2.0  # what the detector sees above the ground: a person
BACK_M = 1.0  # what lies so far behind the runner was passed and is no danger
LEAST_PX = 208  # half of what the detector takes in: enlarged more, nothing new is seen


def region_of(lane: Lane, plot: Plot, scale: float) -> Region:
    """The whole of it, in pixels of the camera's picture; ``scale`` times those of the plot."""
    (x, y), (w, h) = plot.corner, plot.size
    x0, y0, x1, y1 = x * scale, y * scale, (x + w) * scale, (y + h) * scale
    foot = lane.outline()
    heads = foot[:, 1] - HEADROOM_M * lane.px_per_m(lane.ground(foot))
    top = np.nanmin(heads) if np.isfinite(heads).any() else 0.0
    width, height = lane.image_size
    return int(max(0, x0)), int(max(0, min(y0, top))), int(min(width, x1)), int(min(height, y1))


class Ahead:
    """The same from where the runner is: the less the detector is shown, the larger it sees what is there."""

    def __init__(self, lane: Lane, plot: Plot, scale: float):
        """``lane`` in pixels of the camera's picture."""
        self._lane, self._plot, self._scale = lane, plot, scale
        self._whole = region_of(lane, plot, scale)

    def of(self, along_m: float) -> Region:
        """For a runner so far along."""
        ground = (self._plot.soil & (self._plot.along_m > along_m - BACK_M)).astype(np.uint8)
        x, y, w, h = cv2.boundingRect(ground)
        if not (w and h):
            return self._whole
        left, top = self._plot.corner
        low = np.array([left + x, top + y]) * self._scale
        high = np.array([left + x + w, top + y + h]) * self._scale
        return _grown(np.array([low[0], min(low[1], self._heads(along_m))]), high, self._whole)

    def _heads(self, along_m: float) -> float:
        """How high on the picture somebody reaches who stands by the runner or at the lane's end."""
        middle = np.array([(np.clip(along_m, 0.0, self._lane.range_m), 0.0), (self._lane.range_m, 0.0)])
        return float((self._lane.pixels(middle)[:, 1] - HEADROOM_M * self._lane.px_per_m(middle)).min())


def _grown(low: np.ndarray, high: np.ndarray, whole: Region) -> Region:
    """A box in whole pixels, at least so wide and high as is of use, within the whole region."""
    short = np.maximum(LEAST_PX - (high - low), 0) / 2
    low, high = np.maximum(low - short, whole[:2]), np.minimum(high + short, whole[2:])
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])
