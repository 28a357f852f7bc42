"""Strokes, letters and marks on a picture, in place. Colours are B G R and tell apart for the colour-blind too.

Letters come from OpenCV 5's own TrueType face: accents and umlauts are real ones.
"""

from __future__ import annotations

from functools import lru_cache
from math import atan2, hypot, pi

import cv2
import numpy as np

from ..types import Band
from .overlay_layout import Rect

WHITE, BLACK, DARK, GREY, DIM = (255, 255, 255), (0, 0, 0), (28, 24, 22), (178, 178, 178), (120, 120, 120)
TEAL, SKY, ORANGE, VERMILION, BLUE = (160, 205, 70), (240, 190, 100), (20, 170, 245), (40, 70, 225), (165, 90, 10)
PURPLE = (150, 40, 130)
BANDS: dict[Band, tuple[int, int, int]] = {"green": TEAL, "amber": ORANGE, "red": VERMILION, "unknown": GREY}
BOLD, HEAVY = 600, 800
SUBPIXEL = 3  # bits: lines move smoothly with the body
ARC_STEPS = np.linspace(0, 1, 9)


@lru_cache(maxsize=512)  # a caption stands for seconds and is wrapped at every frame
def text_width(words: str, size: int, weight: int = BOLD) -> int:
    return cv2.getTextSize((0, 0), words, (0, 0), cv2.FontFace("sans"), size, weight)[2]


def text(image: np.ndarray, words: str, x: int, baseline: int, size: int, colour=WHITE, weight: int = BOLD) -> None:
    # A face per call: it keeps the weight it was last used with, and two threads draw.
    cv2.putText(image, words, (x, baseline), colour, cv2.FontFace("sans"), size, weight)


def pill(image: np.ndarray, place: Rect, colour=DARK, edge=None, edge_px: int = 1) -> None:
    """A plain ground that makes letters readable on any picture."""
    corners = (place.x, place.y), (place.right - 1, place.bottom - 1)
    cv2.rectangle(image, *corners, colour, -1)
    if edge is not None:
        cv2.rectangle(image, *corners, edge, edge_px)


def lines(image: np.ndarray, paths: np.ndarray, colour, thickness: int, smooth: bool = True) -> None:
    """Paths of the same number of points: (paths, points, 2)."""
    if len(paths):
        fixed = (paths * (1 << SUBPIXEL)).astype(np.int32)
        cv2.polylines(image, list(fixed), False, colour, thickness, cv2.LINE_AA if smooth else cv2.LINE_8, SUBPIXEL)


def outlined(image: np.ndarray, paths: np.ndarray, colour, thickness: int) -> None:
    lines(image, paths, BLACK, thickness + 2, smooth=False)
    lines(image, paths, colour, thickness)


def dashes(start: np.ndarray, end: np.ndarray, dash_px: float) -> np.ndarray:
    """Every other piece of the way from start to end."""
    way = end - start
    count = max(1, int(hypot(*way) / dash_px / 2))
    cuts = np.arange(2 * count) / (2 * count - 1)
    return (start + cuts[:, None] * way).reshape(count, 2, 2)


def arc(middle: np.ndarray, first: np.ndarray, second: np.ndarray, radius: float) -> np.ndarray:
    """The shorter arc round ``middle`` from the way to ``first`` to the way to ``second``, as one path."""
    start, end = (atan2(y, x) for x, y in (first - middle, second - middle))
    turn = (end - start + pi) % (2 * pi) - pi
    angles = start + ARC_STEPS * turn
    return (middle + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1))[None]


def arrow(image: np.ndarray, place: Rect, way: tuple[int, int], colour) -> None:
    """A broad arrow that fills ``place`` and points along ``way``."""
    shape = np.array([(-1, -0.28), (0.1, -0.28), (0.1, -0.8), (1, 0), (0.1, 0.8), (0.1, 0.28), (-1, 0.28)])
    along, across = np.array(way, float), np.array((-way[1], way[0]), float)
    fill(image, place, shape[:, :1] * along + shape[:, 1:] * across, colour)


def mark(image: np.ndarray, place: Rect, band: Band, colour) -> None:
    """A band's own shape: disc in the band, triangle near its end, diamond outside, ring where unknown."""
    if band in ("green", "unknown"):
        centre = place.x + place.width // 2, place.y + place.height // 2
        radius, stroke = (place.width // 2, -1) if band == "green" else (place.width * 2 // 5, max(2, place.width // 7))
        cv2.circle(image, centre, radius, colour, stroke, cv2.LINE_AA)
    elif band == "amber":
        fill(image, place, np.array([(0, -1), (1, 0.9), (-1, 0.9)]), colour)
    else:
        fill(image, place, np.array([(0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)]), colour)


def fill(image: np.ndarray, place: Rect, shape: np.ndarray, colour) -> None:
    """A convex or arrow-like shape, given from -1 to 1 on both axes, in ``place``."""
    half = min(place.width, place.height) / 2
    centre = np.array((place.x + place.width / 2, place.y + place.height / 2))
    points = ((centre + half * shape) * (1 << SUBPIXEL)).astype(np.int32)
    cv2.fillPoly(image, [points], colour, cv2.LINE_AA, SUBPIXEL)
