"""Steps a minute, from everything that comes back once a stride: contacts, toe-offs, feet that pass one another.

Each of these has its own place in the stride and its own bias, left and right apart; the stride is what they share. So
every kind of event keeps its own offset and all of them have one slope, the newest counting most. The passing of the
feet is quickest to see and steepest, hence best in time; contacts and toe-offs make up for a hidden one.
"""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from math import exp, isfinite, nan, sqrt

import numpy as np

from .ground import ANKLE_X, FOOT, HIP_Y
from .smoothing import History

# events older than the first are not counted, one older by the second counts a third, of like events so many gaps are
# needed; the first steps from standing are quicker than those that follow, hence more than a stride's worth
SIDE = (2.6, 0.7, 5)
ALONG = (5.0, 3.0, 3)  # seen along the way only the feet's turns are known, and they are less sharp
WILD_S, WILD_SHARE = 0.04, 3.0  # beyond this, and beyond so many usual misses, an event is left out
DOUBT = 0.03  # standard error over value beyond which nothing is said
MOST_LEFT_OUT = 0.34
SLOWEST_SPM, FASTEST_SPM = 40.0, 250.0
PASS_LL = 0.1  # feet must part by so much before they can pass again
AGAINST = -0.2  # the bounce a step ago runs against the bounce now: what was taken for a step is half of one
WITHIN = 0.5  # the bounce half a step ago is like the bounce now: what was taken for a step is two


class Crossings:
    """When the feet pass one another, seen from the side. Known two or three frames later."""

    HALF_S = 0.035

    def __init__(self):
        self.forget()

    def forget(self) -> None:
        self._recent: deque[tuple[float, float]] = deque(maxlen=40)
        self._side = 0
        self._last: tuple[float, float] | None = None
        self._crossed_s = nan

    def step(self, t_s: float, apart_ll: float) -> tuple[float, int] | None:
        """``apart_ll``: left foot ahead of the right along the picture. Gives time and way of a passing."""
        if self._recent and t_s - self._recent[-1][0] > 0.3:
            self.forget()
        self._recent.append((t_s, apart_ll))
        while t_s - self._recent[0][0] > 2.2 * self.HALF_S and len(self._recent) > 3:
            self._recent.popleft()
        n = len(self._recent)
        at_s, apart = sum(t for t, _ in self._recent) / n, sum(a for _, a in self._recent) / n
        last, self._last = self._last, (at_s, apart)
        if last and last[1] * apart < 0:
            self._crossed_s = last[0] + (at_s - last[0]) * last[1] / (last[1] - apart)
        side = 1 if apart > PASS_LL else -1 if apart < -PASS_LL else self._side
        if side == self._side:
            return None
        passed, self._side = self._side, side
        return (self._crossed_s, side) if passed and isfinite(self._crossed_s) else None


class Cadence:
    """Keeps the events and draws the stride from them."""

    def __init__(self):
        self._crossings = Crossings()
        self.forget()

    def forget(self) -> None:
        self._series: dict[tuple[str, int], deque[float]] = {}

    def event(self, kind: str, side: int, t_s: float) -> None:
        series = self._series.setdefault((kind, side), deque(maxlen=16))
        if not series or t_s > series[-1]:
            series.append(t_s)

    def watch(self, t_s: float, row, leg: float) -> bool:
        """Takes in a side-view frame; true when the feet have passed one another."""
        passed = self._crossings.step(t_s, (row[FOOT[0] + ANKLE_X] - row[FOOT[1] + ANKLE_X]) / leg)
        if passed:
            self.event("passed", passed[1], passed[0])
        return passed is not None

    def spm(self, now_s: float, seen: History, along: bool) -> float:
        """NaN until events agree, and where they contradict one another or the body's bounce."""
        began_s = float(seen.t_s[0]) if len(seen.t_s) else now_s  # strides are not counted across a loss
        series = [[t for t in times if t >= began_s] for times in self._series.values()]
        stride_s = _stride_s(now_s, series, *(ALONG if along else SIDE))
        if not SLOWEST_SPM < 120 / stride_s < FASTEST_SPM or _bounce_objects(seen, now_s, stride_s / 2):
            return nan
        return 120 / stride_s


def _stride_s(now_s: float, series, span_s: float, fade_s: float, least: int) -> float:
    """One slope through all series of like events, each about its own middle; NaN where they do not agree."""
    recent = [[t for t in times if now_s - t < span_s] for times in series]
    gaps = [b - a for times in recent for a, b in pairwise(times)]
    if len(gaps) < least:
        return nan
    about_s = sorted(gaps)[len(gaps) // 4]  # a gap over a missed event is two strides long, none is shorter than one
    rows = []
    for which, times in enumerate(recent):
        number = 0
        for k, t in enumerate(times):
            number += round((t - times[k - 1]) / about_s) if k else 0
            rows.append((which, number, t, exp((t - now_s) / fade_s)))
    which, number, times, weight = np.array(rows).T
    alike = which[:, None] == which
    stride_s, doubt_s, off = _slope(alike, number, times, weight)
    good = off <= max(WILD_S, WILD_SHARE * float(np.median(off)))
    if not good.all():
        if (~good).mean() > MOST_LEFT_OUT:
            return nan
        stride_s, doubt_s, _ = _slope(alike, number, times, weight * good)
    return stride_s if doubt_s < DOUBT * stride_s else nan


def _slope(alike: np.ndarray, number: np.ndarray, times: np.ndarray, weight: np.ndarray):
    """Weighted slope about each kind's own middle, its standard error, and how far each event is off."""
    share = alike * weight
    share = share / np.maximum(share.sum(1, keepdims=True), 1e-12)
    x, y = number - share @ number, times - share @ times
    spread = float(weight @ (x * x))
    if not spread > 1e-9:
        return nan, nan, np.abs(y)
    slope = float(weight @ (x * y)) / spread
    off = np.abs(y - slope * x)
    return slope, sqrt(float(weight @ (off * off)) / spread / max(1, len(x) - 2)), off


def _bounce_objects(seen: History, now_s: float, step_s: float) -> bool:
    """Whether the hip rises and falls twice as often, or half as often, as steps are claimed."""
    times, rows = seen.since(now_s - 6 * step_s)
    if len(times) < 12 or times[-1] - times[0] < 4 * step_s:
        return False
    frames = step_s * (len(times) - 1) / (times[-1] - times[0])
    stride = max(3, round(2 * frames))
    if len(times) < 1.6 * stride or frames < 4:
        return False
    y = rows[:, HIP_Y]
    pad = stride // 2
    y = y - np.convolve(np.pad(y, (pad, stride - 1 - pad), mode="edge"), np.full(stride, 1 / stride), "valid")
    return _alike(y, round(frames)) < AGAINST or _alike(y, round(frames / 2)) > WITHIN


def _alike(values: np.ndarray, lag: int) -> float:
    a, b = values[lag:], values[:-lag]
    spread = float(a @ a) * float(b @ b)
    return float(a @ b) / sqrt(spread) if spread > 0 else nan
