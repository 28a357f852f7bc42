"""Angles, distances and the ground plane: plain numbers in, plain numbers out. NaN in gives NaN out.

Points are ``(x, y)`` in image heights, x to the right, y down. Plain floats are used because a frame has some twenty
angles, and numpy on scalars would cost more than all the rest.
"""

from __future__ import annotations

from math import atan2, degrees, hypot, nan, sqrt

import numpy as np

Point = tuple[float, float]
NOWHERE: Point = (nan, nan)


def middle(a: Point, b: Point) -> Point:
    """The point halfway."""
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def distance(a: Point, b: Point) -> float:
    return hypot(a[0] - b[0], a[1] - b[1])


def interior_angle_deg(a: Point, joint: Point, b: Point) -> float:
    """The angle at ``joint`` between the ways to ``a`` and ``b``, 0..180."""
    ux, uy, vx, vy = a[0] - joint[0], a[1] - joint[1], b[0] - joint[0], b[1] - joint[1]
    return degrees(abs(atan2(ux * vy - uy * vx, ux * vx + uy * vy)))


def lean_deg(low: Point, high: Point, ahead: float) -> float:
    """How far the line from ``low`` to ``high`` tips from the vertical toward ``ahead`` (+1 right, -1 left)."""
    return degrees(atan2((high[0] - low[0]) * ahead, low[1] - high[1]))


def slope_doubt(centred: np.ndarray, rest: np.ndarray) -> float:
    """Standard error of a slope over ``centred`` times that leaves ``rest``, where neighbours err alike.

    A pose model's jitter wanders: ten frames that err together are worth one.
    """
    power = float(rest @ rest)
    spread = float(centred @ centred)
    if not power > 0 or not spread > 0:
        return 0.0
    alike = min(max(float(rest[1:] @ rest[:-1]) / power, 0.0), 0.95)
    return sqrt(power / len(rest) / spread * (1 + alike) / (1 - alike))


def homography(image: tuple[Point, ...], ground: tuple[Point, ...]) -> np.ndarray:
    """The 3x3 matrix that takes four picture points to their four ground points."""
    rows = []
    for (x, y), (u, v) in zip(image, ground, strict=True):
        rows.append((x, y, 1, 0, 0, 0, -u * x, -u * y, -u))
        rows.append((0, 0, 0, x, y, 1, -v * x, -v * y, -v))
    return np.linalg.svd(np.array(rows, float))[2][-1].reshape(3, 3)


def on_ground(matrix: np.ndarray, point: Point) -> Point:
    """Where a picture point lies on the ground; NaN on or beyond the horizon is the caller's to notice."""
    x, y = point
    (a, b, c), (d, e, f), (g, h, i) = matrix.tolist()
    w = g * x + h * y + i
    return (NOWHERE if w == 0 else ((a * x + b * y + c) / w, (d * x + e * y + f) / w))
