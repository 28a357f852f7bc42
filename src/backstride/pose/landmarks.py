"""What the landmark network's numbers mean: points in shares of its square picture, made finer by its heat maps.

Pure arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..core import skeleton
from .region import Region

PICTURE = 256  # pixels
MIDDLE, RIM = 33, 34  # after the body's own points: the hips' middle, and a point on the circle around the body
USED = 35
REACH = 3  # cells of the heat map around a point that are asked where it is
SURE = 0.5  # a heat map that is nowhere as sure there leaves the point where it was


@dataclass(frozen=True, eq=False)
class Reading:
    """A body as the network sees it: points (33, 3), visibility and presence (33,), and where to look for it next.

    Points are in picture heights, x and y from the top left corner.
    """

    points: np.ndarray
    visibility: np.ndarray
    presence: np.ndarray
    region: Region

    def steadied(self, points: np.ndarray, visibility: np.ndarray) -> Reading:
        return replace(self, points=points, visibility=visibility)


def reading(raw: np.ndarray, heat: np.ndarray, region: Region) -> Reading:
    """What ``raw`` (195,), five numbers a point, and the heat maps' logits (64, 64, 39) tell of a body in a region."""
    rows = raw.reshape(-1, 5)[:USED].astype(np.float64)
    shares = rows[:, :3] / PICTURE
    shares[:, :2] = refined(shares[:, :2], heat)
    points, body = region.placed(shares), slice(skeleton.COUNT)
    seen = _sigmoid(rows[body, 3:])
    return Reading(points[body], seen[:, 0], seen[:, 1], Region.around(points[MIDDLE], points[RIM]))


def refined(points: np.ndarray, heat: np.ndarray) -> np.ndarray:
    """Each point (n, 2) moved to the middle of the warmth about it, where its heat map is sure and reaches.

    Shares of the square; map number i of ``heat`` (rows, columns, maps) belongs to point i.
    """
    size = np.array((heat.shape[1], heat.shape[0]))
    cells = np.trunc(points * size).astype(int)
    around = np.arange(-REACH, REACH + 1)
    columns, rows = cells[:, :1] + around, cells[:, 1:] + around
    on_map = ((rows >= 0) & (rows < size[1]))[:, :, None] & ((columns >= 0) & (columns < size[0]))[:, None, :]
    maps = np.arange(len(points))[:, None, None]
    there = heat[np.clip(rows, 0, size[1] - 1)[:, :, None], np.clip(columns, 0, size[0] - 1)[:, None, :], maps]
    warmth = np.where(on_map, _sigmoid(there.astype(np.float64)), 0.0)
    total = np.maximum(warmth.sum((1, 2)), 1e-12)
    middles = np.stack(((warmth.sum(1) * columns).sum(1), (warmth.sum(2) * rows).sum(1)), 1) / total[:, None] / size
    sure = ((cells >= 0) & (cells < size)).all(1) & (warmth.max((1, 2)) >= SURE)
    return np.where(sure[:, None], middles, points)


def _sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(logits, -100, 100)))
