"""Which way the body travels relative to where it faces: backward, forward, still or unknown.

From the side: the lower foot stands on the ground, so the ground's way is the foot's way relative to the hip,
``q = (v_stance_foot - v_hip) . facing``; positive is backward, on a belt, on the ground and before a camera that moves
along. From front or back the body's size in the picture tells it: it shrinks when the runner goes away.
"""

from __future__ import annotations

from math import exp, isfinite, log, nan, sqrt

import numpy as np

from ..types import Direction, Facing
from .figure import Figure
from .geometry import slope_doubt
from .skeleton import (
    LEFT_ANKLE,
    LEFT_HEEL,
    LEFT_TOE,
    NOSE,
    RIGHT_ANKLE,
    RIGHT_HEEL,
    RIGHT_TOE,
)
from .smoothing import History, Lowpass, Settled
from .view import ahead

STILL_LL = 0.13  # feet that stay within this of one another for STILL_S stand
STILL_S = 0.4
SURE = 0.3  # correlation of "which foot is lower" with "which foot goes which way" that names a direction
HOLD_S = 0.25
KEPT_S = 3.0  # how long a direction is believed while nothing tells it: out of sight, or feet that say nothing
STILL_LIFT_LL = 0.11  # seen along the way: feet that rise and fall less against one another for LIFT_S stand
LIFT_S = 0.8
GROWTH_PER_S = 0.025  # change of size that counts as coming or going
SURE_GROWTH = 2.0  # times its own standard error
LEAST_MPS = 0.25


class Trend:
    """Running correlation of two signals about their running means, forgetting over ``tau_s``."""

    def __init__(self, tau_s: float):
        self._tau_s = tau_s
        self.clear()

    def clear(self) -> None:
        self._mean = [0.0, 0.0]
        self._xx = self._yy = self._xy = 0.0
        self._weight = 0.0

    def step(self, gap_s: float, x: float, y: float) -> None:
        keep = exp(-gap_s / self._tau_s)
        self._weight = self._weight * keep + gap_s
        share = gap_s / self._weight
        dx, dy = x - self._mean[0], y - self._mean[1]
        self._mean[0] += share * dx
        self._mean[1] += share * dy
        rest = 1 - share
        self._xx = rest * (self._xx + share * dx * dx)
        self._yy = rest * (self._yy + share * dy * dy)
        self._xy = rest * (self._xy + share * dx * dy)

    @property
    def correlation(self) -> float:
        both = self._xx * self._yy
        return self._xy / sqrt(both) if both > 0 else 0.0


class Travel:
    """Settles the direction frame by frame. Known about 0.5 s after the first foot moves; not for ever."""

    def __init__(self):
        self._settled = Settled()
        self._feet = History(3)  # left minus right foot: along, down; and log of the body's size
        self._trend = Trend(0.6)
        self._leg = Lowpass(0.5)
        self._last: tuple[float, float, float] | None = None
        self._facing: Facing = "unknown"
        self._told_s = nan

    @property
    def direction(self) -> Direction:
        return self._settled.word

    @property
    def since_s(self) -> float:
        """When the present direction began to show."""
        return self._settled.since_s

    def step(self, figure: Figure, facing: Facing, coming_mps: float = nan) -> bool:
        """True on the frame on which the settled direction changes.

        ``coming_mps``: speed toward the camera where a calibrated lane tells it, NaN elsewhere.
        """
        word = self._heard(figure, facing, coming_mps) if figure.tracked and facing != "unknown" else "unknown"
        if word != "unknown":
            self._told_s = figure.t_s
            return self._settled.step(figure.t_s, word, HOLD_S)
        return figure.t_s - self._told_s > KEPT_S and self._settled.step(figure.t_s, "unknown", 0.0)

    def _heard(self, figure: Figure, facing: Facing, coming_mps: float) -> Direction:
        """What the feet, or the body's size, say at this frame."""
        leg = self._leg.step(figure.t_s, figure.leg)
        along, down = _feet_apart(figure, leg)
        gap_s = figure.t_s - self._last[0] if self._last else 1.0
        if gap_s > 0.3 or facing != self._facing:
            self._forget(facing)
        self._feet.append(figure.t_s, (along, down, _log_size(figure)))
        if self._last and 0 < gap_s <= 0.3:
            self._trend.step(gap_s, down, (along - self._last[1]) / gap_s)
        self._last = (figure.t_s, along, down)
        return self._word(figure.t_s, facing, coming_mps)

    def _forget(self, facing: Facing) -> None:
        self._facing = facing
        self._feet.clear()
        self._trend.clear()
        self._last = None

    def _word(self, t_s: float, facing: Facing, coming_mps: float) -> Direction:
        times, rows = self._feet.since(t_s - STILL_S)
        if len(times) < 3 or times[-1] - times[0] < 0.7 * STILL_S:
            return "unknown"
        if isfinite(ahead(facing)):
            if rows[:, 0].max() - rows[:, 0].min() < STILL_LL:
                return "still"
            correlation = self._trend.correlation * ahead(facing)
            return "unknown" if abs(correlation) < SURE else "backward" if correlation > 0 else "forward"
        if self._feet_rest(t_s):  # whatever the body's place and size seem to do: nobody travels without steps
            return "still"
        if abs(coming_mps) > LEAST_MPS:
            return "forward" if (coming_mps > 0) == (facing == "toward") else "backward"
        return self._word_by_size(t_s, facing)

    def _word_by_size(self, t_s: float, facing: Facing) -> Direction:
        times, rows = self._feet.since(t_s - 1.0)
        if times[-1] - times[0] < 0.35:
            return "unknown"
        centred = times - times.mean()
        growth = float(centred @ rows[:, 2]) / float(centred @ centred)
        rest = rows[:, 2] - rows[:, 2].mean() - growth * centred
        doubt = slope_doubt(centred, rest)
        if abs(growth) > GROWTH_PER_S and abs(growth) > SURE_GROWTH * doubt:
            return "forward" if (growth > 0) == (facing == "toward") else "backward"
        return "unknown"

    def _feet_rest(self, t_s: float) -> bool:
        times, rows = self._feet.since(t_s - LIFT_S)
        if times[-1] - times[0] < 0.7 * LIFT_S:
            return False
        ordered = np.sort(rows[:, 1])
        tail = len(ordered) // 20
        return bool(ordered[-1 - tail] - ordered[tail] < STILL_LIFT_LL)


def _feet_apart(figure: Figure, leg: float) -> tuple[float, float]:
    """Left foot minus right foot in leg lengths: along the picture, and down it (+ the left is lower)."""
    at = figure.at
    along = (at[LEFT_ANKLE][0] - at[RIGHT_ANKLE][0]) / leg
    left = at[LEFT_ANKLE][1] + at[LEFT_HEEL][1] + at[LEFT_TOE][1]
    right = at[RIGHT_ANKLE][1] + at[RIGHT_HEEL][1] + at[RIGHT_TOE][1]
    return along, (left - right) / (3 * leg)


def _log_size(figure: Figure) -> float:
    """Logarithm of nose to mid-ankle: its slope is closing speed over distance."""
    size = (figure.at[LEFT_ANKLE][1] + figure.at[RIGHT_ANKLE][1]) / 2 - figure.at[NOSE][1]
    return log(size) if size > 0 else nan
