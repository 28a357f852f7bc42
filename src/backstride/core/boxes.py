"""Boxes on a picture, x0, y0, x1, y1 in any one unit: how much two of them share."""

from __future__ import annotations

Box = tuple[float, float, float, float]


def overlap(a: Box, b: Box) -> float:
    """What two boxes share of all that they cover together: 0 apart, 1 the same."""
    common = _common(a, b)
    return common / (area(a) + area(b) - common) if common > 0 else 0.0


def held(inner: Box, outer: Box) -> float:
    """The share of one box that lies within another."""
    return _common(inner, outer) / max(area(inner), 1e-9)


def area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _common(a: Box, b: Box) -> float:
    return max(min(a[2], b[2]) - max(a[0], b[0]), 0.0) * max(min(a[3], b[3]) - max(a[1], b[1]), 0.0)
