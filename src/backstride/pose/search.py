"""Looks for bodies in windows of the picture: the detector sees small people only when they are brought near."""

from __future__ import annotations

import numpy as np

from .runner_choice import Body
from .window import Window, tiles, window_around

PEOPLE = 3  # most people asked for in one window
NEAR_SIDE = 0.56  # of the picture's short side: finds bodies from about 0.15 of the picture's height on
NEAR_A_LOOK = 2
BEYOND = 0.15  # of a window's side
CLOSE_SIZES = 2.2  # side of a window around a body over the body's size


class Search:
    """Looks over the whole picture in a few large windows, and over a part of it in smaller ones, by turns."""

    def __init__(self, detector):
        self._detector = detector
        self._turn = 0

    def bodies(self, image: np.ndarray, seen_before: list[Body]) -> list[Body]:
        """Everybody found on this picture. Who was seen before and is missed now is looked at closely."""
        far, near = _windows(image)
        self._turn += NEAR_A_LOOK
        found = self._in(far, image)
        missed = [body for body in seen_before if not any(_same(body, other) for other in found)]
        close = [window_around(body.middle, CLOSE_SIZES * body.size, image.shape[0]) for body in missed[:PEOPLE]]
        return self._in([*close, *(near[(self._turn + i) % len(near)] for i in range(NEAR_A_LOOK))], image, found)

    def glance(self, image: np.ndarray) -> list[Body]:
        """Whoever is found in one of the large windows, another at each call."""
        far, _ = _windows(image)
        self._turn += 1
        return self._in([far[self._turn % len(far)]], image)

    def close(self) -> None:
        self._detector.close()

    def _in(self, windows: list[Window], image: np.ndarray, known: list[Body] | None = None) -> list[Body]:
        found = list(known or [])
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
        if _same(body, other):
            if body.visibility.mean() > other.visibility.mean():
                found[i] = body
            return
    found.append(body)


def _same(a: Body, b: Body) -> bool:
    return float(np.hypot(*(a.middle - b.middle))) < 0.25 * max(a.size, b.size)
