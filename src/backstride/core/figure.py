"""One frame's body as plain numbers: what every measure reads, worked out once."""

from __future__ import annotations

from math import inf, isfinite, nan
from typing import NamedTuple

from .geometry import NOWHERE, Point, distance, middle
from .skeleton import (
    EARS,
    HIPS,
    LEFT_ANKLE,
    LEFT_HIP,
    LEFT_KNEE,
    RIGHT_ANKLE,
    RIGHT_HIP,
    RIGHT_KNEE,
    SHOULDERS,
)


class Figure(NamedTuple):
    """The runner on one frame, in image heights; NaN where nobody was found."""

    t_s: float
    at: tuple[Point, ...]  # the 33 points
    visibility: tuple[float, ...]
    hip: Point  # middle of the hips
    shoulder: Point
    ear: Point
    torso: float  # hip to shoulder
    leg: float  # thigh and shank, mean of both legs
    tracked: bool
    inside: bool  # hips and shoulders lie within the picture


def nobody(t_s: float) -> Figure:
    """A frame without the runner."""
    return Figure(t_s, (NOWHERE,) * 33, (0.0,) * 33, NOWHERE, NOWHERE, NOWHERE, nan, nan, False, False)


def figure_of(t_s: float, rows, visibility, wide: float) -> Figure:
    """A figure from 33 rows (x, y, …) of a picture ``wide`` image heights across."""
    at = tuple((row[0], row[1]) for row in rows)
    if not isfinite(at[0][0]):
        return nobody(t_s)
    hip = middle(at[HIPS[0]], at[HIPS[1]])
    shoulder = middle(at[SHOULDERS[0]], at[SHOULDERS[1]])
    torso = distance(hip, shoulder)
    left = distance(at[LEFT_HIP], at[LEFT_KNEE]) + distance(at[LEFT_KNEE], at[LEFT_ANKLE])
    right = distance(at[RIGHT_HIP], at[RIGHT_KNEE]) + distance(at[RIGHT_KNEE], at[RIGHT_ANKLE])
    leg = (left + right) / 2
    if not (0 < torso < inf and 0 < leg < inf):
        return nobody(t_s)  # points without a body: some programs write zeros where they found nobody
    return Figure(
        t_s, at, tuple(visibility), hip, shoulder,
        middle(at[EARS[0]], at[EARS[1]]), torso, leg, True,
        all(0 < x < wide and 0 < y < 1 for x, y in (hip, shoulder)),
    )  # fmt: skip
