"""Does the camera still look where it looked: small windows of the first picture, found again in each later one.

Places and offsets are complex numbers (x + iy, pixels): a camera that turns, zooms or shifts moves them by one
``turn * place + shift``, and what walks through a window moves that window alone.
"""

from __future__ import annotations

from collections import deque
from math import hypot

import cv2
import numpy as np

ROWS, COLUMNS, WINDOWS, WINDOW = 3, 4, 10, 48
MOVED_H = 0.005  # of the picture's height: how far the lane may lie off before the calibration is void
BACK_SHARE = 0.6  # of that, and the lane is back at its place: at the edge of moved the answer does not flicker
MOVED_S = 0.7  # a shake swings about its place within this time
FAINTEST = 0.08  # peak of a window's correlation below which it tells nothing
SWING, LEAST_S = 1.5, 0.3  # of a shake's swing is no move; no shorter while tells a shake from a move
HOME_H = 0.015  # the first picture may lie so far off the middle of a shake
AGREED_PX, FEWEST_AGREED = 0.8, 3  # windows that tell of one move
FEWEST_OFF, OFF_PX = 4, 1.2  # windows that stand still off their places tell of one too, if of none in common
HOME_PX, CLEARLY = 0.6, 3  # windows that tell of none, and by how many a move must outnumber them: shadows move too
STRANGE, STRANGE_S = 0.25, 0.35  # likeness of the edges below which it is another picture, and for how long
HOME_LIKENESS = 0.15  # enough where it is found at its place: moving shadows bring edges of their own
ELSEWHERE = 0.25  # so much likelier at another place: the view was panned, however alike its rows of houses are
SHAKE_PX = 3  # a shake is no farther: a move must not be taken out
FLAT_SHARE = 0.1  # of the best window's corners: a window with less holds lines of one direction only

MOVED = "the camera was moved: the calibration no longer fits"
OTHER = "the camera was moved, or something hides the view"

Offset = tuple[float, float]


class Aim:
    """The first picture's edges, and one verb: ``look``."""

    def __init__(self, edges: np.ndarray, lane: tuple[float, float, float, float]):
        """``edges`` (float32) of the first picture; ``lane`` is the part whose place matters, in image heights."""
        self._first, self._tall = edges.copy(), edges.shape[0]
        self._windows = _windows(edges)
        rows, columns = self._windows[0]
        self._soft = cv2.createHanningWindow((columns.stop - columns.start, rows.stop - rows.start), cv2.CV_32F)
        self._places = np.array([(c.start + c.stop) / 2 + 1j * (r.start + r.stop) / 2 for r, c in self._windows])
        self._corners = _corners(lane, edges.shape)
        self._offsets: deque[tuple[float, np.ndarray]] = deque()
        self._shift, self._home, self._began_s = 0j, 0j, None
        self._moved, self._was_off, self._alike_s = False, False, -np.inf

    def look(self, edges: np.ndarray, t_s: float) -> tuple[str, Offset]:
        """Why the lane is not where it was (empty: it is), and how far this picture lies off, in image heights."""
        now = np.array([self._offset(edges, window) for window in self._windows])
        self._offsets.append((t_s, now))
        while self._offsets[0][0] < t_s - MOVED_S:
            self._offsets.popleft()
        if why := self._judge(edges, t_s):
            return why, (0.0, 0.0)
        agreed = _agreed(self._places, now, 0j)
        if len(agreed):
            self._shift = complex(np.median(now[agreed].real), np.median(now[agreed].imag))
        return "", (self._shift.real / self._tall, self._shift.imag / self._tall)

    def _judge(self, edges: np.ndarray, t_s: float) -> str:
        """Why the lane lies off its place: by what the windows say together over a while, which no shake can."""
        if self._is_alike(edges):
            self._alike_s = t_s
        strange = t_s - self._alike_s > STRANGE_S
        mean = _means(self._offsets)
        agreed = _agreed(self._places, mean, self._home)
        if len(agreed):
            self._settle(mean, t_s)
            off = self._off(agreed, mean[agreed])
            swing = _swing(self._offsets, mean, agreed)
            limit = BACK_SHARE * MOVED_H * self._tall if self._moved else MOVED_H * self._tall + SWING * swing
            off_place = bool(t_s - self._offsets[0][0] >= LEAST_S and off > limit)
            self._moved, self._was_off = off_place and (self._was_off or self._moved), off_place
        elif strange:
            self._moved = True
            return OTHER
        elif _stands_off(self._offsets, mean, self._home):
            self._moved = True
        if self._moved:
            return MOVED
        return OTHER if strange else ""  # lines that lead along the move stay at their place: the windows see none

    def _off(self, agreed: np.ndarray, offsets: np.ndarray) -> float:
        """How far the lane's corners lie off; no turn begins with what a few windows waver by at their place."""
        if not self._moved and (np.abs(offsets - self._home) < HOME_PX).all():
            return float(np.abs(offsets.mean() - self._home))
        turn, shift = _fit(self._places[agreed], offsets)
        return float(np.sqrt(np.mean(np.abs(turn * self._corners + shift - self._home) ** 2)))

    def _is_alike(self, edges: np.ndarray) -> bool:
        """Whether this is the first picture, at its place: neither another one nor found again far off."""
        laid = _whole(self._shift)
        now, first = (_upright(one) for one in _overlap(edges, self._first, *laid))
        likeness = _likeness(now, first)
        if likeness > 1 - ELSEWHERE or likeness < HOME_LIKENESS:
            return likeness > HOME_LIKENESS
        (x, y), _ = cv2.phaseCorrelate(first, now, cv2.createHanningWindow(now.shape[::-1], cv2.CV_32F))
        if hypot(laid[0] + 2 * x, laid[1] + 2 * y) < SHAKE_PX + 1:
            return True
        return likeness >= STRANGE and _likeness(*_overlap(now, first, round(x), round(y))) < likeness + ELSEWHERE

    def _settle(self, mean: np.ndarray, t_s: float) -> None:
        """The first picture may be one end of a shake: the place is where the first looks lie on average."""
        if self._began_s is None:
            self._began_s = t_s
        offsets = mean[_agreed(self._places, mean, 0j)]
        shift = complex(np.median(offsets.real), np.median(offsets.imag)) if len(offsets) else np.inf
        if t_s - self._began_s <= MOVED_S and abs(shift) < HOME_H * self._tall:
            self._home = shift

    def renew(self, edges: np.ndarray, share: float) -> None:
        """Takes in what changed for good, at the place where it was at first."""
        back = np.array([[1, 0, self._shift.real], [0, 1, self._shift.imag]], np.float32)
        moved = cv2.warpAffine(edges, back, edges.shape[::-1], flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                               borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
        cv2.accumulateWeighted(moved, self._first, share)

    def _offset(self, edges: np.ndarray, window) -> complex:
        (x, y), peak = cv2.phaseCorrelate(self._first[window], edges[window], self._soft)
        return complex(x, y) if peak > FAINTEST else complex(np.nan, np.nan)


def _agreed(places: np.ndarray, offsets: np.ndarray, home: complex) -> np.ndarray:
    """The windows (indices) that tell of one turn, growth and shift together, at best of none off ``home``."""
    found = np.flatnonzero(np.isfinite(offsets))
    z, w = places[found], offsets[found]
    if len(z) < FEWEST_AGREED:
        return found[:0]
    one, other = np.triu_indices(len(z), 1)
    turns = np.r_[(w[one] - w[other]) / (z[one] - z[other]), np.zeros(len(z))]  # each pair, and each one as a shift
    shifts = np.r_[w[one] - turns[: len(one)] * z[one], w]
    agreed = np.abs(turns[:, None] * z + shifts[:, None] - w) < AGREED_PX
    best = agreed[agreed.sum(axis=1).argmax()]
    at_home = np.abs(w - home) < HOME_PX
    if at_home.sum() >= FEWEST_AGREED and best.sum() < at_home.sum() + CLEARLY:
        return found[at_home]
    return found[best] if best.sum() >= max(FEWEST_AGREED, len(z) / 2) else found[:0]


def _fit(places: np.ndarray, offsets: np.ndarray) -> tuple[complex, complex]:
    """The turn (with growth) and shift through all offsets, least squares."""
    away = places - places.mean()
    turn = np.vdot(away, offsets) / np.vdot(away, away)
    return complex(turn), complex(offsets.mean() - turn * places.mean())


def _means(offsets: deque[tuple[float, np.ndarray]]) -> np.ndarray:
    """The mean place of each window over a while; NaN unless it was found in most looks."""
    all_of_them = np.array([offset for _, offset in offsets])
    found = np.isfinite(all_of_them)
    often = found.sum(axis=0)
    mean = np.where(found, all_of_them, 0).sum(axis=0) / np.maximum(often, 1)
    return np.where(often > len(offsets) / 2, mean, complex(np.nan))


def _stands_off(offsets: deque[tuple[float, np.ndarray]], mean: np.ndarray, home: complex) -> bool:
    """Whether the windows came to stand off their places, if not as one turn moves them; shadows never stand."""
    away = np.abs(np.array([offset for _, offset in offsets]) - mean)
    still = np.isfinite(mean) & (np.where(np.isfinite(away), away, 0).max(axis=0) < HOME_PX)
    far = np.abs(mean - home)
    off, at_home = int((still & (far > OFF_PX)).sum()), int((still & (far < HOME_PX)).sum())
    return offsets[-1][0] - offsets[0][0] >= LEAST_S and off >= max(FEWEST_OFF, 2 * at_home)


def _swing(offsets: deque[tuple[float, np.ndarray]], mean: np.ndarray, agreed: np.ndarray) -> float:
    """How far the windows swing together about their places: each one's own noise is no shake."""
    away = np.array([offset[agreed] for _, offset in offsets]) - mean[agreed]
    found = np.isfinite(away)
    together = away[found.any(axis=1)]
    x, y = np.nanmedian(together.real, axis=1), np.nanmedian(together.imag, axis=1)
    return float(np.sqrt(np.mean(x**2 + y**2)))


def _windows(edges: np.ndarray):
    """One window in each part of the picture, where the most corners are; parts with none are left out."""
    h, w = edges.shape[0] // ROWS, edges.shape[1] // COLUMNS
    tall, wide = min(WINDOW, h // 2 * 2), min(WINDOW, w // 2 * 2)
    corners = cv2.sqrt(cv2.max(cv2.cornerMinEigenVal(cv2.min(edges, 200.0), 5), 0.0))
    strength = cv2.boxFilter(corners, -1, (wide, tall), anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
    found = []
    for row in range(ROWS):
        for column in range(COLUMNS):
            part = strength[row * h : (row + 1) * h - tall + 1, column * w : (column + 1) * w - wide + 1]
            _, most, _, (x, y) = cv2.minMaxLoc(part)
            y0, x0 = row * h + y, column * w + x
            found.append((most, np.s_[y0 : y0 + tall], np.s_[x0 : x0 + wide]))
    found.sort(key=lambda one: -one[0])
    return [(rows, columns) for most, rows, columns in found[:WINDOWS] if most >= FLAT_SHARE * found[0][0]]


def _corners(lane: tuple[float, float, float, float], shape: tuple[int, int]) -> np.ndarray:
    x0, y0, x1, y1 = (value * shape[0] for value in lane)
    left, high, right, low = max(0.0, x0), max(0.0, y0), min(x1, shape[1]), min(y1, shape[0])
    return np.array([left + 1j * high, right + 1j * high, right + 1j * low, left + 1j * low])


def _whole(shift: complex) -> tuple[int, int]:
    """A shake to whole pixels; none where it is too far for one."""
    return (round(shift.real), round(shift.imag)) if abs(shift) <= SHAKE_PX else (0, 0)


def _overlap(now: np.ndarray, first: np.ndarray, x: int, y: int) -> tuple[np.ndarray, np.ndarray]:
    """What both show where the newer one lies so many pixels off."""
    tall, wide = now.shape
    return (now[max(0, y) : tall + min(0, y), max(0, x) : wide + min(0, x)],
            first[max(0, -y) : tall + min(0, -y), max(0, -x) : wide + min(0, -x)])  # fmt: skip


def _upright(edges: np.ndarray) -> np.ndarray:
    """At half the size, without what goes on along a row: all horizons look alike."""
    half = cv2.resize(edges, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return half - half.mean(axis=1, keepdims=True)


def _likeness(a: np.ndarray, b: np.ndarray) -> float:
    return float((a * b).sum() / (np.sqrt((a * a).sum() * (b * b).sum()) + 1e-9))
