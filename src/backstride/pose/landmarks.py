"""What the landmark network's numbers mean: points in shares of its square picture, made finer by its heat maps.

Pure arithmetic.
"""

from __future__ import annotations

import numpy as np

PICTURE = 256  # pixels
MIDDLE, RIM = 33, 34  # after the body's 33 points: hips' middle and a point on the circle around the body
USED = 35
REACH = 3  # cells of the heat map around a point that are asked where it is
SURE = 0.5  # a heat map that is nowhere as sure there leaves the point where it was


def decoded(raw: np.ndarray, heat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points (35, 3) and their visibility (35,), of ``raw`` (195,) and the heat maps' logits (64, 64, 39)."""
    rows = raw.reshape(-1, 5)[:USED].astype(np.float64)
    points = rows[:, :3] / PICTURE
    points[:, :2] = _refined(points[:, :2], heat)
    return points, _sigmoid(rows[:, 3])


def _refined(points: np.ndarray, heat: np.ndarray) -> np.ndarray:
    """Each point moved to the middle of its heat map's warmth about it, where that map is sure and reaches."""
    size = np.array((heat.shape[1], heat.shape[0]))
    cells = np.trunc(points * size).astype(int)
    offsets = np.arange(-REACH, REACH + 1)
    columns, rows = cells[:, :1] + offsets, cells[:, 1:] + offsets
    on_map = ((columns >= 0) & (columns < size[0]))[:, None, :] & ((rows >= 0) & (rows < size[1]))[:, :, None]
    maps = np.arange(len(points))[:, None, None]
    there = heat[np.clip(rows, 0, size[1] - 1)[:, :, None], np.clip(columns, 0, size[0] - 1)[:, None, :], maps]
    warmth = np.where(on_map, _sigmoid(there), 0.0)
    total = np.maximum(warmth.sum((1, 2)), 1e-12)
    middles = np.stack(((warmth.sum(1) * columns).sum(1), (warmth.sum(2) * rows).sum(1)), 1) / total[:, None] / size
    inside = ((cells >= 0) & (cells < size)).all(1)
    return np.where((inside & (warmth.max((1, 2)) >= SURE))[:, None], middles, points)


def _sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(logits.astype(np.float64), -100, 100)))
