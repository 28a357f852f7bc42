"""Things drawn for the stage: cone, bag, bench, dog, boxes and balls, with smooth edges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

PX_M = 160  # of the drawn things
FINER = 4  # they are drawn so much larger first, which makes their edges smooth
BEYOND_PX = 4  # a figure's own colours go on so far outside its outline, or else edges would take on what was there

Colour = tuple[float, float, float]
Shape = tuple[object, Colour]  # a polygon, or an ellipse's middle and halves, in shares of the box; and its colour


@dataclass(frozen=True, eq=False)
class Figure:
    """A picture with its outline: uint8 B G R, float32 0…1, pixels a metre, and the ground's pixel under it."""

    picture: np.ndarray
    outline: np.ndarray
    px_m: float
    foot: tuple[float, float]


def spread(picture: np.ndarray, outline: np.ndarray) -> np.ndarray:
    """The picture with the colours within the outline carried on beyond it."""
    sure = (outline > 0.95).astype(np.float32)
    shares, colours = (cv2.GaussianBlur(one, (0, 0), BEYOND_PX / 2) for one in (sure, picture * sure[..., None]))
    known = shares > 1e-3
    beyond = picture.astype(np.float32)
    beyond[known] = (colours[known] / shares[known][:, None]) * (1 - sure[known][:, None]) + (
        picture[known] * sure[known][:, None]
    )
    return np.clip(beyond, 0, 255).astype(np.uint8)


def _filled(wide_m: float, tall_m: float, shapes: Iterable[Shape]) -> tuple[Figure]:
    size = round(wide_m * PX_M), round(tall_m * PX_M)
    large = np.array(size) * FINER
    picture, mask = np.zeros((large[1], large[0], 3), np.uint8), np.zeros((large[1], large[0]), np.uint8)
    for shape, colour in shapes:
        points = _polygon(np.array(shape, float), large)
        cv2.fillPoly(picture, [points], colour)
        cv2.fillPoly(mask, [points], 255)
    shade = np.linspace(1.12, 0.78, large[0])[None, :, None] * np.linspace(1.08, 0.85, large[1])[:, None, None]
    lit = spread(np.clip(picture * shade, 0, 255).astype(np.uint8), mask / 255)
    lit, outline = (np.pad(cv2.resize(one, size, interpolation=cv2.INTER_AREA), ((1, 1), (1, 1), (0, 0))[: one.ndim],
                           how) for one, how in ((lit, "edge"), (mask, "constant")))  # fmt: skip
    return (Figure(lit, outline.astype(np.float32) / 255, PX_M, (size[0] / 2 + 1, size[1] + 1)),)


def _polygon(shape: np.ndarray, size: np.ndarray) -> np.ndarray:
    if shape.shape != (4,):
        return np.round(shape * size).astype(np.int32)
    angles = np.linspace(0, 2 * np.pi, 60)[:, None]
    return np.round((shape[:2] + shape[2:] * np.hstack([np.cos(angles), np.sin(angles)])) * size).astype(np.int32)


def _bar(x: float, y: float, wide: float, tall: float) -> tuple[tuple[float, float], ...]:
    return (x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall)


def cone() -> tuple[Figure, ...]:
    orange, white = (20, 95, 245), (235, 235, 235)
    bands = [((0.44, 0), (0.56, 0), (0.63, 0.3), (0.37, 0.3)), ((0.37, 0.3), (0.63, 0.3), (0.68, 0.5), (0.32, 0.5)),
             ((0.32, 0.5), (0.68, 0.5), (0.77, 0.92), (0.23, 0.92)), _bar(0, 0.92, 1, 0.08)]  # fmt: skip
    return _filled(0.3, 0.45, zip(bands, (orange, white, orange, (30, 60, 120)), strict=True))


def bag() -> tuple[Figure, ...]:
    dark = (42, 40, 44)
    strap = ((0.3, 0.3), (0.35, 0.02), (0.65, 0.02), (0.7, 0.3), (0.62, 0.3), (0.6, 0.1), (0.4, 0.1), (0.38, 0.3))
    ends = [((x, 0.63, 0.1, 0.36), dark) for x in (0.1, 0.9)]
    return _filled(0.5, 0.34, [(strap, (70, 70, 75)), ((0.5, 0.62, 0.45, 0.38), dark), *ends,
                               (_bar(0.1, 0.5, 0.8, 0.5), dark),
                               (_bar(0.1, 0.5, 0.8, 0.04), (120, 120, 125))])  # fmt: skip


def bench() -> tuple[Figure, ...]:
    wood, iron = (70, 110, 150), (50, 52, 54)
    legs = [(_bar(x, 0.0, 0.04, 1.0), iron) for x in (0.08, 0.87)]
    slats = [(_bar(0, y, 1, 0.13), wood) for y in (0.0, 0.17)]
    seat = [(((0.03, 0.46), (0.97, 0.46), (1, 0.54), (0, 0.54)), (85, 130, 175)), (_bar(0, 0.54, 1, 0.06), wood)]
    return _filled(1.5, 0.85, [*legs, *slats, *seat])


def dog() -> tuple[Figure, ...]:
    """At a walk; it looks the way to the right."""
    return tuple(figure for swing in (-0.07, -0.035, 0.0, 0.035, 0.07, 0.035, 0.0, -0.035) for figure in _dog(swing))


def _dog(swing: float) -> tuple[Figure, ...]:
    fur, far = (60, 95, 140), (48, 76, 112)
    steps = (0.28, -swing, far), (0.7, -swing, far), (0.22, swing, fur), (0.64, swing, fur)
    legs = [(((x, 0.5), (x + 0.08, 0.5), (x + 0.06 + s, 1.0), (x + s, 1.0)), colour) for x, s, colour in steps]
    tail = ((0.17, 0.45), (0.24, 0.34), (0.08, 0.08), (0.03, 0.12))
    neck = ((0.62, 0.4), (0.74, 0.56), (0.86, 0.3), (0.76, 0.14))
    head = [((0.83, 0.2, 0.1, 0.14), fur), ((0.93, 0.25, 0.07, 0.075), fur), ((0.78, 0.22, 0.035, 0.13), far)]
    nose = (0.99, 0.24, 0.012, 0.025), (20, 20, 22)
    body = [((0.45, 0.45, 0.29, 0.165), fur), ((0.63, 0.47, 0.14, 0.2), fur)]
    return _filled(0.85, 0.6, [*legs, (tail, fur), *body, (neck, fur), *head, nose])


def box(colour: Colour, wide_m: float = 0.35, tall_m: float = 0.3) -> tuple[Figure, ...]:
    front, side = _bar(0, 0.15, 0.7, 0.85), ((0.7, 0.15), (1, 0), (1, 0.85), (0.7, 1))
    lid = (0, 0.15), (0.3, 0), (1, 0), (0.7, 0.15)
    return _filled(wide_m, tall_m, [(front, colour), (side, tuple(0.6 * c for c in colour)),
                                    (lid, tuple(min(255, 1.2 * c) for c in colour))])  # fmt: skip


def plain_ball(colour: Colour, wide_m: float = 0.22) -> tuple[Figure, ...]:
    rings = [((0.5 - 0.12 * s, 0.5 - 0.14 * s, 0.5 - 0.4 * s, 0.5 - 0.4 * s),
              tuple(min(255, c * (0.72 + 0.5 * s) + 12 * s) for c in colour))
             for s in np.linspace(0, 1, 12).tolist()]  # fmt: skip
    return _filled(wide_m, wide_m, rings)


DRAWN = {
    "cone": cone, "bag": bag, "dog": dog, "bench": bench, "box": lambda: box((120, 160, 190)),
    "white ball": lambda: plain_ball((225, 228, 230)), "grey ball": lambda: plain_ball((95, 95, 98)),
    "red ball": lambda: plain_ball((60, 70, 200)), "white box": lambda: box((215, 220, 222)),
    "black box": lambda: box((30, 30, 32)), "grey box": lambda: box((118, 120, 122)),
}  # fmt: skip


@lru_cache(maxsize=len(DRAWN))
def drawing(kind: str) -> tuple[Figure, ...]:
    """The pictures of one kind of thing, one after the other as it moves."""
    return DRAWN[kind]()
