"""Can the camera see at all, and is it where it was: covered, dark, over-exposed, fogged, frozen, moved.

A shake is not a move: it is measured and handed on, so that the rest of the scout looks at a picture that stands still.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np

WIDTH, HEIGHT = 320, 180  # about: the working picture's half
ROWS, COLUMNS = 2, 3
MOVED_H = 0.012  # of the picture's height: how far the tiles' middle place may lie off before the calibration is void
MOVED_S = 0.6  # a shake swings about its place within this time
FAINTEST = 0.08  # peak of a tile's correlation below which it tells nothing
DARK_STEPS, GLARE_STEPS, GLARE_SHARE = 18.0, 250.0, 0.5
FLAT_STEPS = 3.0  # a picture with less contrast shows nothing
FOG_SHARE = 0.3  # of the edges' strength that the lane had in this light
STRANGE = 0.25  # likeness of the edges below which it is another picture
FROZEN_BLOCK, FROZEN_PIXEL, FROZEN_S = 0.5, 5, 0.5  # largest change of a small block's mean and of one pixel
ALIVE_LOOKS = 3  # changed pictures in a row that end a freeze: a film's key frame changes a little, once


@dataclass(frozen=True)
class Sight:
    """``why`` is empty where the picture can be used; ``shift`` is how far it lies off the first, in image heights."""

    why: str
    shift: tuple[float, float] = (0.0, 0.0)


class Eye:
    """Judges picture after picture against the first good one."""

    def __init__(self) -> None:
        self._first: np.ndarray | None = None  # edges
        self._first_strength = 0.0
        self._window = None
        self._last: np.ndarray | None = None
        self._changed_s, self._alive, self._frozen = 0.0, 0, False
        self._offsets: deque[tuple[float, np.ndarray]] = deque()

    def look(self, picture: np.ndarray, t_s: float) -> Sight:
        """Whether this picture (any size, B G R) can be used, and how far the camera shook."""
        size = (max(32, round(picture.shape[1] * HEIGHT / picture.shape[0])), HEIGHT)
        grey = cv2.cvtColor(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
        still = self._still(grey, t_s)
        if why := _unlit(grey):
            return Sight(why)
        edges = _edges(grey)
        strength = float(edges.mean()) / (float(grey.mean()) + 1.0)
        if self._first is None:
            self._first, self._first_strength = edges, strength
            self._tiles = _tiles(edges.shape)
            self._window = cv2.createHanningWindow(_size(self._tiles[0]), cv2.CV_32F)
        if strength < FOG_SHARE * self._first_strength:
            return Sight("the lens is covered or fogged")
        if still:
            return Sight("the picture stands still")
        return self._moved(edges, t_s)

    def _still(self, grey: np.ndarray, t_s: float) -> bool:
        """Whether nothing at all changed for a while: a living camera's picture always does."""
        if self._last is None:
            self._last, self._changed_s = grey, t_s
        change = cv2.absdiff(grey, self._last)
        blocks = cv2.resize(change.astype(np.float32), None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
        changed = int(change.max()) > FROZEN_PIXEL or float(blocks.max()) > FROZEN_BLOCK
        self._alive = self._alive + 1 if changed else 0
        if self._alive >= (ALIVE_LOOKS if self._frozen else 1):
            self._changed_s = t_s
        self._last = grey
        self._frozen = t_s - self._changed_s >= FROZEN_S
        return self._frozen

    def _moved(self, edges: np.ndarray, t_s: float) -> Sight:
        """Where the picture's tiles lie against the first picture's."""
        found = [self._offset(edges, tile) for tile in self._tiles]
        offsets = np.array([offset if peak > FAINTEST else (np.nan, np.nan) for offset, peak in found])
        self._offsets.append((t_s, offsets / HEIGHT))
        while self._offsets[0][0] < t_s - MOVED_S:
            self._offsets.popleft()
        usable = np.isfinite(offsets[:, 0])
        if usable.sum() < 2 and _likeness(edges, self._first) < STRANGE:
            return Sight("the camera was moved, or something hides the view")
        middle = np.array([_middle([o[i] for _, o in self._offsets]) for i in range(len(self._tiles))])
        off = np.linalg.norm(middle, axis=1)
        if np.isfinite(off).sum() >= 2 and np.nanmedian(off) > MOVED_H:
            return Sight("the camera was moved: the calibration no longer fits")
        shift = np.nanmedian(offsets[usable], axis=0) / HEIGHT if usable.any() else np.zeros(2)
        return Sight("", (float(shift[0]), float(shift[1])))

    def _offset(self, edges: np.ndarray, tile) -> tuple[tuple[float, float], float]:
        return cv2.phaseCorrelate(self._first[tile], edges[tile], self._window)


def _unlit(grey: np.ndarray) -> str:
    if float(grey.mean()) < DARK_STEPS:
        return "the picture is dark"
    if float((grey >= GLARE_STEPS).mean()) > GLARE_SHARE:
        return "the picture is over-exposed"
    if float(grey.std()) < FLAT_STEPS:
        return "the lens is covered"
    return ""


def _edges(grey: np.ndarray) -> np.ndarray:
    """How strong the picture's edges are: what stays when the light changes."""
    soft = cv2.GaussianBlur(grey, (3, 3), 0)
    return cv2.magnitude(cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1))


def _tiles(shape: tuple[int, int]):
    h, w = shape[0] // ROWS, shape[1] // COLUMNS
    return [np.s_[r * h : (r + 1) * h, c * w : (c + 1) * w] for r in range(ROWS) for c in range(COLUMNS)]


def _size(tile) -> tuple[int, int]:
    return tile[1].stop - tile[1].start, tile[0].stop - tile[0].start


def _middle(offsets: list[np.ndarray]) -> np.ndarray:
    """The mean place of a tile over a while; NaN unless it was found in most looks."""
    found = np.array([offset for offset in offsets if np.isfinite(offset[0])])
    return found.mean(axis=0) if len(found) > len(offsets) / 2 else np.full(2, np.nan)


def _likeness(a: np.ndarray, b: np.ndarray) -> float:
    a, b = a - a.mean(), b - b.mean()
    return float((a * b).sum() / (np.sqrt((a * a).sum() * (b * b).sum()) + 1e-9))
