"""Strokes, letters and marks on a picture, in place. Colours are B G R and tell apart for the colour-blind too.

Letters come from OpenCV 5's own TrueType face: accents and umlauts are real ones.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from backstride.sinks.overlay_layout import Rect
from backstride.types import Band

WHITE, BLACK, DARK, GREY, DIM = (255, 255, 255), (0, 0, 0), (28, 24, 22), (178, 178, 178), (120, 120, 120)
TEAL, SKY, ORANGE, VERMILION, BLUE = (160, 205, 70), (240, 190, 100), (20, 170, 245), (40, 70, 225), (165, 90, 10)
BANDS: dict[Band, tuple[int, int, int]] = {"green": TEAL, "amber": ORANGE, "red": VERMILION, "unknown": GREY}
BOLD, HEAVY = 600, 800
SUBPIXEL = 3  # bits: lines move smoothly with the body
CAP_SHARE = 0.70  # height of a capital letter in this face, as a share of the size


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


def lines(image: np.ndarray, paths: Sequence[np.ndarray], colour, thickness: int, smooth: bool = True) -> None:
    if len(paths):
        fixed = [np.round(np.asarray(path) * (1 << SUBPIXEL)).astype(np.int32) for path in paths]
        cv2.polylines(image, fixed, False, colour, thickness, cv2.LINE_AA if smooth else cv2.LINE_8, SUBPIXEL)


def outlined(image: np.ndarray, paths: Sequence[np.ndarray], colour, thickness: int) -> None:
    lines(image, paths, BLACK, thickness + 2, smooth=False)
    lines(image, paths, colour, thickness)


def dashes(start: np.ndarray, end: np.ndarray, dash_px: float) -> list[np.ndarray]:
    """Every other piece of the way from start to end."""
    count = max(1, int(np.linalg.norm(end - start) / dash_px / 2))
    cuts = np.linspace(0, 1, 2 * count)[:, None] * (end - start) + start
    return list(cuts.reshape(count, 2, 2))


def arc(middle: np.ndarray, first: np.ndarray, second: np.ndarray, radius: float) -> np.ndarray | None:
    """The shorter arc round ``middle`` from the way to ``first`` to the way to ``second``; None without two ways."""
    ways = np.stack([first - middle, second - middle])
    if np.linalg.norm(ways, axis=1).min() < 1:
        return None
    start, end = np.arctan2(ways[:, 1], ways[:, 0])
    turn = (end - start + np.pi) % (2 * np.pi) - np.pi
    angles = start + np.linspace(0, 1, 9) * turn
    return middle + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)


def arrow(image: np.ndarray, place: Rect, way: tuple[int, int], colour) -> None:
    """A broad arrow that fills ``place`` and points along ``way``."""
    shape = np.array([(-1, -0.28), (0.1, -0.28), (0.1, -0.8), (1, 0), (0.1, 0.8), (0.1, 0.28), (-1, 0.28)])
    along, across = np.array(way, float), np.array((-way[1], way[0]), float)
    fill(image, place, shape[:, :1] * along + shape[:, 1:] * across, colour)


def mark(image: np.ndarray, place: Rect, band: Band, colour) -> None:
    """A band's own shape: disc in the band, triangle near its end, diamond outside, ring where unknown."""
    if band in ("green", "unknown"):
        centre = place.x + place.width // 2, place.y + place.height // 2
        cv2.circle(image, centre, place.width // 2, colour, -1 if band == "green" else 2, cv2.LINE_AA)
    elif band == "amber":
        fill(image, place, np.array([(0, -1), (1, 0.9), (-1, 0.9)]), colour)
    else:
        fill(image, place, np.array([(0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)]), colour)


def fill(image: np.ndarray, place: Rect, shape: np.ndarray, colour) -> None:
    """A convex or arrow-like shape, given from -1 to 1 on both axes, in ``place``."""
    half = min(place.width, place.height) / 2
    centre = np.array((place.x + place.width / 2, place.y + place.height / 2))
    points = np.round((centre + half * shape) * (1 << SUBPIXEL)).astype(np.int32)
    cv2.fillPoly(image, [points], colour, cv2.LINE_AA, SUBPIXEL)
