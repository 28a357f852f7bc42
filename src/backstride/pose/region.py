"""A turned square on the picture: where the pose networks look, and how what they tell is put back in its place.

Lengths are in picture heights. Knows geometry and pixels, nothing of networks.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, cos, hypot, pi, sin

import cv2
import numpy as np

MARGIN = 1.25  # the landmark network was trained on squares that much larger than the body's circle
BITS = 5
PARTS = 1 << BITS  # into which OpenCV divides a pixel when it looks a picture's points up in a table


@dataclass(frozen=True)
class Region:
    """A square about (x, y), turned by ``turn`` (radians, clockwise as one sees it)."""

    x: float
    y: float
    side: float
    turn: float = 0.0

    @classmethod
    def around(cls, middle: np.ndarray, rim: np.ndarray) -> Region:
        """The square about a body whose hips' middle and a point on its circle, above the head, are given."""
        across, down = float(rim[0] - middle[0]), float(rim[1] - middle[1])
        return cls(float(middle[0]), float(middle[1]), 2 * MARGIN * hypot(across, down), pi / 2 - atan2(-down, across))

    @classmethod
    def whole(cls, width: int, height: int) -> Region:
        """The upright square about a whole picture."""
        return cls(width / height / 2, 0.5, max(width, height) / height)

    def cut(self, image: np.ndarray, pixels: int, beyond: int = cv2.BORDER_REPLICATE) -> np.ndarray:
        """The square as a picture of ``pixels`` by ``pixels``; ``beyond`` the image it goes on as this OpenCV border.

        Corner goes to corner with pixels taken as points, and places are rounded to 32nds of a pixel: so does
        MediaPipe, and only with its very picture do the networks give its very points. OpenCV's own warps no longer
        round like that.
        """
        height = image.shape[0]
        step = PARTS * self.side * height / pixels
        across, down = step * cos(self.turn), step * sin(self.turn)
        n = np.arange(pixels) - pixels / 2
        x = np.rint(np.add.outer(PARTS * self.x * height - down * n, across * n)).astype(np.int32)
        y = np.rint(np.add.outer(PARTS * self.y * height + across * n, down * n)).astype(np.int32)
        whole = np.empty((pixels, pixels, 2), np.int16)
        np.right_shift(x, BITS, out=whole[:, :, 0], casting="unsafe")
        np.right_shift(y, BITS, out=whole[:, :, 1], casting="unsafe")
        part = ((y & PARTS - 1) << BITS | x & PARTS - 1).astype(np.uint16)
        return cv2.remap(image, whole, part, cv2.INTER_LINEAR, borderMode=beyond)

    def placed(self, shares: np.ndarray) -> np.ndarray:
        """Points given as shares of the square, (n, 2) or (n, 3) with depth, in picture heights."""
        x, y = shares[:, 0] - 0.5, shares[:, 1] - 0.5
        c, s = cos(self.turn), sin(self.turn)
        placed = np.array(shares, np.float64) * self.side
        placed[:, 0] = self.x + self.side * (c * x - s * y)
        placed[:, 1] = self.y + self.side * (s * x + c * y)
        return placed
