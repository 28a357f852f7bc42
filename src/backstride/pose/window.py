"""A square window on the picture, in pixels. The pose model looks through it and its points are put back in place."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import cv2
import numpy as np


@dataclass(frozen=True)
class Window:
    """May reach beyond the picture: what lies outside is black."""

    left: int
    top: int
    side: int

    def cut(self, image: np.ndarray) -> np.ndarray:
        height, width = image.shape[:2]
        left, top = max(self.left, 0), max(self.top, 0)
        right, bottom = min(self.left + self.side, width), min(self.top + self.side, height)
        if right - left == self.side and bottom - top == self.side:
            return image[top:bottom, left:right]
        square = np.zeros((self.side, self.side, 3), np.uint8)
        if right > left and bottom > top:
            square[top - self.top : bottom - self.top, left - self.left : right - self.left] = image[
                top:bottom, left:right
            ]
        return square

    def rgb(self, image: np.ndarray) -> np.ndarray:
        """What is seen through the window, in the order of colours that MediaPipe wants."""
        return cv2.cvtColor(self.cut(image), cv2.COLOR_BGR2RGB)

    def in_image_heights(self, shares: np.ndarray, image_height: int) -> np.ndarray:
        """Points (n, 3) given as shares of the window, as image heights of the whole picture."""
        origin = np.array((self.left, self.top, 0), np.float64)
        return ((shares * self.side + origin) / image_height).astype(np.float32)


def window_around(middle: np.ndarray, side: float, image_height: int) -> Window:
    """The window around a point; both in image heights."""
    pixels = max(64, round(side * image_height))
    left, top = (round(float(c) * image_height - pixels / 2) for c in middle[:2])
    return Window(left, top, pixels)


def tiles(width: int, height: int, side: int, overlap: float, beyond: float) -> list[Window]:
    """Windows that cover the picture, neighbours sharing at least ``overlap`` of their side.

    They reach ``beyond`` (a share of their side) over its left and right edge, so that who just comes in is not at the
    window's very edge, where the detector is weak.
    """
    over = round(beyond * side)
    columns = [x - over for x in _starts(width + 2 * over, side, overlap)]
    return [Window(x, y, side) for y in _starts(height, side, overlap) for x in columns]


def _starts(length: int, side: int, overlap: float) -> list[int]:
    if length <= side:
        return [(length - side) // 2]
    steps = ceil((length - side) / (side * (1 - overlap)))
    return [round(i * (length - side) / steps) for i in range(steps + 1)]
