"""Looks for bodies in windows of the picture: the detector sees small people only when they are brought near."""

from __future__ import annotations

import numpy as np

from .mediapipe_pose import Detector
from .models import ModelFile
from .runner_choice import Body
from .window import Window, tiles

PEOPLE = 3  # most people asked for in one window
NEAR_SIDE = 0.56  # of the picture's short side: finds bodies from about 0.15 of the picture's height on
NEAR_A_LOOK = 2
BEYOND = 0.15


class Search:
    """Looks over the whole picture in a few large windows, and over a part of it in smaller ones, by turns."""

    def __init__(self, model: ModelFile):
        self._detector = Detector(model, PEOPLE)
        self._turn = 0

    def bodies(self, image: np.ndarray) -> list[Body]:
        """Everybody found on this picture."""
        far, near = _windows(image)
        self._turn += NEAR_A_LOOK
        return self._in([*far, *(near[(self._turn + i) % len(near)] for i in range(NEAR_A_LOOK))], image)

    def glance(self, image: np.ndarray) -> list[Body]:
        """Whoever is found in one of the large windows, another at each call."""
        far, _ = _windows(image)
        self._turn += 1
        return self._in([far[self._turn % len(far)]], image)

    def close(self) -> None:
        self._detector.close()

    def _in(self, windows: list[Window], image: np.ndarray) -> list[Body]:
        found: list[Body] = []
        for window in windows:
            for body in self._detector.bodies(image, window):
                _add(found, body)
        return found


def _windows(image: np.ndarray) -> tuple[list[Window], list[Window]]:
    height, width = image.shape[:2]
    short = min(width, height)
    return tiles(width, height, short, 0.25, BEYOND), tiles(width, height, round(NEAR_SIDE * short), 0.2, BEYOND)


def _add(found: list[Body], body: Body) -> None:
    """Adds a body unless a neighbouring window showed it too; of the two the better seen stays."""
    for i, other in enumerate(found):
        if np.hypot(*(body.middle - other.middle)) < 0.25 * max(body.size, other.size):
            if body.visibility.mean() > other.visibility.mean():
                found[i] = body
            return
    found.append(body)
