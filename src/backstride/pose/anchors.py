"""What the pose detector's numbers mean: its grid of anchors, its boxes, and one person out of many overlapping ones.

Pure arithmetic. Everything is in shares of the detector's square picture.
"""

from __future__ import annotations

import numpy as np

PICTURE = 224  # pixels
GRIDS = ((28, 2), (14, 2), (7, 6))  # cells along each side, anchors in each cell
LEAST_SCORE = 0.5
SAME_PERSON = 0.5  # boxes that share more of their union show one person


def _anchors() -> np.ndarray:
    """The middles of all cells, row by row, once for each anchor: (2254, 2)."""
    grids = []
    for cells, in_each in GRIDS:
        middles = (np.arange(cells) + 0.5) / cells
        rows, columns = np.meshgrid(middles, middles, indexing="ij")
        grids.append(np.repeat(np.stack((columns.ravel(), rows.ravel()), 1), in_each, 0))
    return np.concatenate(grids)


ANCHORS = _anchors()
ANCHORS.setflags(write=False)


def people(raw: np.ndarray, logits: np.ndarray) -> list[np.ndarray]:
    """Alignment points (4, 2) of everybody found, the surest first.

    ``raw`` (2254, 12) are box middle, box size and four points in pixels, relative to the anchor; ``logits`` (2254,).
    Of the points the first is the middle of the hips, the second on the circle around the body.
    """
    scores = _sigmoid(logits)
    kept = np.flatnonzero(scores >= LEAST_SCORE)
    kept = kept[np.argsort(-scores[kept], kind="stable")]
    pairs = raw[kept].astype(np.float64).reshape(-1, 6, 2) / PICTURE
    pairs[:, (0, 2, 3, 4, 5)] += ANCHORS[kept, None]
    middles, sizes = pairs[:, 0], pairs[:, 1]
    return _merged(np.concatenate((middles - sizes / 2, middles + sizes / 2), 1), pairs[:, 2:], scores[kept])


def _merged(boxes: np.ndarray, points: np.ndarray, scores: np.ndarray) -> list[np.ndarray]:
    """The mean points, weighted by score, of each group of boxes that overlap the surest one of them."""
    found = []
    left = np.arange(len(scores))
    while len(left):
        same = _overlap(boxes[left], boxes[left[0]]) > SAME_PERSON
        same[0] = True  # even a box without area
        found.append(np.average(points[left[same]], axis=0, weights=scores[left[same]]))
        left = left[~same]
    return found


def _overlap(boxes: np.ndarray, box: np.ndarray) -> np.ndarray:
    """Intersection over union of each box (x0, y0, x1, y1) with one."""
    common = np.clip(np.minimum(boxes[:, 2:], box[2:]) - np.maximum(boxes[:, :2], box[:2]), 0, None).prod(1)
    union = (boxes[:, 2:] - boxes[:, :2]).prod(1) + (box[2:] - box[:2]).prod() - common
    return common / np.maximum(union, 1e-12)


def _sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(logits.astype(np.float64), -100, 100)))
