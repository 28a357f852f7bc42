"""A picture's colours taken apart into brightness and kind: light changes the one and leaves the other as it is."""

from __future__ import annotations

import cv2
import numpy as np

EDGE_SHARE = 0.12  # of its brightness: where neighbours differ by more there is an edge
FAINT_STEPS = 14.0  # of 255: a colour with less of one of its three tells no tint
AROUND = np.ones((5, 5), np.uint8)
TOTAL = np.ones((1, 3), np.float32)
GREENNESS, FAINT = np.array([[-0.5, 1.0, -0.5]], np.float32), (4.0, 4.0, 4.0, 0.0)


class Kinds:
    """What each look at a picture (float32 B G R) is compared with, kept so that it is reckoned once."""

    def __init__(self, picture: np.ndarray):
        shape = picture.shape[:2]
        self.brightness, self.green = np.empty(shape, np.float32), np.empty(shape, np.float32)
        self.kind = np.empty_like(picture)  # the colours at brightness 1
        self.plain = np.empty(shape, np.uint8)  # 255 where no edge is near and the colour is not too dark to judge
        self.keep(picture)

    def keep(self, picture: np.ndarray, rows: slice = slice(None)) -> None:
        """Takes some rows of the picture anew."""
        part = np.ascontiguousarray(picture[rows])
        brightness = cv2.add(cv2.sqrt(squared(part)), 1e-3)
        self.brightness[rows], self.green[rows] = brightness, greenness(part)
        self.kind[rows] = part / brightness[..., None]
        edges = cv2.morphologyEx(brightness, cv2.MORPH_GRADIENT, AROUND)
        self.plain[rows] = cv2.bitwise_and(cv2.compare(edges, EDGE_SHARE * brightness, cv2.CMP_LT),
                                           cv2.compare(faintest(part), FAINT_STEPS, cv2.CMP_GT))  # fmt: skip

    def brightness_of(self, picture: np.ndarray) -> np.ndarray:
        """How bright another picture is in these kinds of colour: what it has of other kinds does not count."""
        return cv2.transform(cv2.multiply(picture, self.kind), TOTAL)


def squared(picture: np.ndarray) -> np.ndarray:
    """The square of each pixel's brightness."""
    return cv2.transform(cv2.multiply(picture, picture), TOTAL)


def greenness(picture: np.ndarray) -> np.ndarray:
    """How much greener than purple a colour is, in any brightness: the logarithm of a ratio."""
    return cv2.transform(cv2.log(cv2.add(picture, FAINT)), GREENNESS)


def faintest(picture: np.ndarray) -> np.ndarray:
    """The least of each pixel's three colours."""
    blue, green, red = cv2.split(picture)
    return cv2.min(cv2.min(blue, green), red)
