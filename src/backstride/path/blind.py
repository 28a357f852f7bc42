"""Can the camera see at all, and is it where it was: covered, dark, over-exposed, fogged, frozen, moved.

A shake is not a move: it is measured and handed on, so that the rest of the scout looks at a picture that stands still.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np

from .aim import Aim
from .cover import Cover, Region, blocks_of, piece_of

HEIGHT = 180  # of the small picture judged here; about the working picture's half
BACK_S = 0.35  # so long the picture must be good again before it is used again
DARK_STEPS, DARK_SHARE = 20.0, 0.16  # mean brightness, and its share of the first picture's
DIM_STEPS, BRIGHT_PIXELS = 44.0, 0.01  # a camera that has light enough shows so many pixels brighter than that
GLARE_STEPS, GLARE_SHARE = 250.0, 0.5
FLAT_STEPS = 3.0  # a picture with less contrast shows nothing
# Fog and a near hand take the sharp edges. How many pixels have an edge so strong, as a share of the brightness:
EDGY_PIXELS, FAINTEST_EDGE, FOG_SHARE = 0.02, 0.4, 0.5  # at least; at all; of the strength that the first picture had
# What no first picture is needed for: a lens in focus shows steep edges, whatever the light, and something dark.
UNSHARP, SHARPEST, NEAR_PX, EVERY_PX = 0.46, 0.8, 9, 4  # steepest step over the span around it; of which quantile
SPAN_SHARE, LEAST_SPAN, FEWEST_PLACES = 0.4, 10, 20  # of the widest span: narrower ones tell little
VEILED, THIN_VEIL, PALE_STEPS = 0.6, 0.48, 48  # darkest over brightest; the latter where the two are so near
CLARITY_S = 0.25  # focus and veil are looked at so often: neither comes and goes faster
FROZEN_BLOCK, FROZEN_PIXEL, FROZEN_S = 0.8, 5, 0.5  # largest change of a small block's mean and of one pixel
LATEST = 2  # pictures that a new one is compared with: a stuck buffer may show two by turns
ALIVE_LOOKS = 3  # changed pictures in a row that end a freeze: a film's key frame changes a little, once
RENEW_S, RENEWED = 4.0, 0.1  # shadows wander, and what the first picture held may leave
DARK, GLARE, FLAT = "the picture is dark", "the picture is over-exposed", "the lens is covered"
FOGGED, HIDDEN, FROZEN = "the lens is covered or fogged", "something covers the lens", "the picture stands still"
SIGHTLESS = frozenset({DARK, GLARE, FLAT, FOGGED, HIDDEN, FROZEN})

WHOLE: Region = (0.0, 0.0, np.inf, np.inf)


@dataclass(frozen=True)
class Sight:
    """``why`` is empty where the picture can be used; ``shift`` is how far it lies off the first, in image heights."""

    why: str
    shift: tuple[float, float] = (0.0, 0.0)


class Eye:
    """Judges picture after picture against the first good one."""

    def __init__(self, lane: Region = WHOLE) -> None:
        """``lane`` is the part that matters, x0, y0, x1, y1 in image heights: a white sky is no glare."""
        self._lane = lane
        self._aim: Aim | None = None
        self._stillness = Stillness()
        self._why, self._bad_s = "", -np.inf
        self._renewed_s = 0.0
        self._unclear, self._clarity_s = "", -np.inf

    def look(self, picture: np.ndarray, t_s: float) -> Sight:
        """Whether this picture (any size, B G R) can be used, and how far the camera shook."""
        size = (max(32, round(picture.shape[1] * HEIGHT / picture.shape[0])), HEIGHT)
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
        still = self._stillness.of(grey, t_s)
        why, shift = self._doubt(small, grey, t_s, still)
        if why:
            self._why, self._bad_s = why, t_s
        elif t_s - self._bad_s < BACK_S:
            why = self._why
        return Sight(why, shift)

    def _doubt(self, small: np.ndarray, grey: np.ndarray, t_s: float, still: bool) -> tuple[str, tuple[float, float]]:
        lane = grey[piece_of(self._lane, grey.shape[0], grey.shape)]
        usual = np.inf if self._aim is None else self._brightness
        if why := _unlit(grey, lane, 0.0 if self._aim is None else DARK_SHARE * usual):
            return why, (0.0, 0.0)
        edges = edges_of(grey)
        brightness = cv2.mean(grey)[0]
        if _share(edges, FAINTEST_EDGE * brightness) < EDGY_PIXELS:
            return FOGGED, (0.0, 0.0)
        if t_s - self._clarity_s >= CLARITY_S:
            self._unclear, self._clarity_s = _unclear(grey), t_s
        if self._unclear:
            return self._unclear, (0.0, 0.0)
        if self._aim is None:
            self._begin(small, grey, edges, t_s)
        if _share(edges, FOG_SHARE * self._sharp * brightness) < EDGY_PIXELS:
            return FOGGED, (0.0, 0.0)
        if still:
            return FROZEN, (0.0, 0.0)
        why, shift = self._aim.look(edges, t_s)
        blocks = blocks_of(grey, edges)
        if not why and self._cover.hides(small, blocks):
            why = HIDDEN
        if not why and t_s - self._renewed_s >= RENEW_S:
            self._renewed_s = t_s
            self._cover.renew(small, blocks, RENEWED)
            self._aim.renew(edges, RENEWED)
        return why, shift

    def _begin(self, small: np.ndarray, grey: np.ndarray, edges: np.ndarray, t_s: float) -> None:
        self._brightness, self._renewed_s = cv2.mean(grey)[0], t_s
        self._sharp = float(np.quantile(edges, 1 - EDGY_PIXELS)) / self._brightness
        self._cover = Cover(small, blocks_of(grey, edges), self._lane)
        self._aim = Aim(edges, self._lane)


class Stillness:
    """Whether nothing at all changed for a while: a living camera's picture always does."""

    def __init__(self) -> None:
        self._latest: deque[np.ndarray] = deque(maxlen=LATEST)
        self._changed_s, self._alive, self._frozen = 0.0, 0, False

    def of(self, grey: np.ndarray, t_s: float) -> bool:
        if not self._latest:
            self._latest.append(grey)
            self._changed_s = t_s
        changed = all(_differ(grey, one) for one in self._latest)
        self._alive = self._alive + 1 if changed else 0
        if self._alive >= (ALIVE_LOOKS if self._frozen else 1):
            self._changed_s = t_s
        self._latest.append(grey)
        self._frozen = t_s - self._changed_s >= FROZEN_S
        return self._frozen


def _differ(grey: np.ndarray, before: np.ndarray) -> bool:
    change = cv2.absdiff(grey, before)
    return cv2.minMaxLoc(change)[1] > FROZEN_PIXEL or _largest_block(change) > FROZEN_BLOCK


def _largest_block(change: np.ndarray) -> float:
    size = change.shape[1] // 8, change.shape[0] // 8
    return cv2.minMaxLoc(cv2.resize(change.astype(np.float32), size, interpolation=cv2.INTER_AREA))[1]


def _unlit(grey: np.ndarray, lane: np.ndarray, dark_steps: float) -> str:
    if min(cv2.mean(grey)[0], 1.5 * cv2.mean(lane)[0]) < max(DARK_STEPS, dark_steps):
        return DARK
    if _quantile(grey[::2, ::2], 1 - BRIGHT_PIXELS) < DIM_STEPS:
        return DARK
    if cv2.countNonZero(cv2.compare(lane, GLARE_STEPS, cv2.CMP_GE)) > GLARE_SHARE * lane.size:
        return GLARE
    if cv2.meanStdDev(grey)[1][0, 0] < FLAT_STEPS:
        return FLAT
    return ""


def _unclear(grey: np.ndarray) -> str:
    """What a single picture tells of the lens: out of focus, or everything behind a pale veil."""
    coarse = grey[::2, ::2]
    darkest, brightest = _quantile(coarse, 0.01), _quantile(coarse, 0.99)
    if darkest > VEILED * brightest or (darkest > THIN_VEIL * brightest and brightest - darkest < PALE_STEPS):
        return FOGGED
    near, places = np.ones((NEAR_PX, NEAR_PX), np.uint8), np.s_[3:-5:EVERY_PX, 3:-5:EVERY_PX]
    span = cv2.subtract(cv2.dilate(grey, near), cv2.erode(grey, near))[:-1, :-1][places].astype(np.float32)
    here = grey[:-1, :-1]
    step = cv2.max(cv2.absdiff(grey[:-1, 1:], here), cv2.absdiff(grey[1:, :-1], here))
    step = cv2.dilate(step, near)[places].astype(np.float32)
    wide = span >= max(LEAST_SPAN, SPAN_SHARE * _quantile(span, 0.98))
    if np.count_nonzero(wide) < FEWEST_PLACES or _quantile(step[wide] / span[wide], SHARPEST) < UNSHARP:
        return FOGGED
    return ""


def _quantile(values: np.ndarray, share: float) -> float:
    at = int(share * (values.size - 1))
    return float(np.partition(values, at, axis=None)[at])


def edges_of(grey: np.ndarray) -> np.ndarray:
    """How strong the picture's edges are: what stays when the light changes. float32."""
    soft = cv2.GaussianBlur(grey, (3, 3), 0)
    across, down = (cv2.convertScaleAbs(cv2.Sobel(soft, cv2.CV_16S, *way), alpha=0.25) for way in ((1, 0), (0, 1)))
    return cv2.addWeighted(across, 4.0, down, 4.0, 0.0, dtype=cv2.CV_32F)


def _share(edges: np.ndarray, strength: float) -> float:
    return cv2.countNonZero(cv2.compare(edges, float(strength), cv2.CMP_GT)) / edges.size
