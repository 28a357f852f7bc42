"""How fast the runner goes along the lane, from place after place: a line's slope, or its last piece's where it breaks.

While the pace holds, a long line averages the swinging feet out; whoever stops breaks it. A break is believed where the
places fit so much better with it that the gait does not explain them; before that it is a doubt, told as an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, inf, nan

import numpy as np

from ..types import View

# How far back a line may reach, and how long ago it may have broken. Down the lane the standing foot's depth swings
# with the gait: less than most of a step tells nothing. From the side the hips tell the place, and hardly swing.
LONGEST_S = {"side": 1.5, "rear": 3.0, "front": 3.0}
_DOWN_S = (0.3, 0.41, 0.56, 0.77, 1.05, 1.44, 1.97, 2.7)
AGES_S = {"side": (0.15, 0.2, 0.27, 0.37, 0.49, 0.66, 0.89, 1.2), "rear": _DOWN_S, "front": _DOWN_S}
SHORTEST_S = 0.3  # of what may give a speed, and of a line before it breaks
ALIKE_S = 0.2  # places nearer in time err alike
LEAST_OFF_M = 0.01
DOUBTED, BELIEVED = 2.0, 6.0  # breaks: by how many squared errors the places fit better
CHANGING = 0.3  # after a break: the share of the change that the new speed may err by
NONE = 0.0  # an age: no break


@dataclass(frozen=True)
class Pace:
    """Metres a second with their standard error, NaN where unknown, and since when; -inf: for as long as was asked."""

    mps: float
    error_mps: float
    since_s: float = -inf


UNKNOWN = Pace(nan, nan)


@dataclass(frozen=True, eq=False)
class Fits:
    """Lines through the same places, each broken at an age of its own; rows are lines."""

    ages_s: np.ndarray
    speed_mps: np.ndarray  # at the end
    error_mps: np.ndarray
    off_m: np.ndarray  # of each place
    spread_m: np.ndarray


def pace(times: np.ndarray, along: np.ndarray, view: View) -> Pace:
    """The pace at the last of the times."""
    lately = times >= times[-1] - LONGEST_S[view]
    t = times[lately] - times[-1]
    if -t[0] < SHORTEST_S:
        return UNKNOWN
    ages = [NONE, *(age for age in AGES_S[view] if -t[0] - age >= SHORTEST_S and np.sum(t > -age) >= 3)]
    fits = _fits(t, along[lately], np.array(ages))
    better = _better(fits, -t[0])
    return _judged(fits, better, int(np.argmax(better)), float(times[-1]))


def _judged(fits: Fits, better: np.ndarray, best: int, now_s: float) -> Pace:
    whole, error = float(fits.speed_mps[0]), float(fits.error_mps[0])
    apart = abs(float(fits.speed_mps[best]) - whole)
    if better[best] < BELIEVED:
        doubt = max(0.0, float(better[best]) - DOUBTED) / (BELIEVED - DOUBTED)
        return Pace(whole, hypot(error, doubt * apart))
    return Pace(float(fits.speed_mps[best]), hypot(float(fits.error_mps[best]), CHANGING * apart),
                now_s - float(fits.ages_s[best]))  # fmt: skip


def _fits(t: np.ndarray, along: np.ndarray, ages: np.ndarray) -> Fits:
    """Lines that a swinging foot which passes for the standing one hardly bends; all at once, for it is every frame."""
    bend = np.maximum(t + ages[:, None], 0.0)
    columns = np.stack([np.ones_like(bend), np.broadcast_to(t, bend.shape), bend], axis=-1)
    ridge = 1e-9 * np.eye(3)  # without a break nothing tells the bend: it is 0
    weight = np.ones_like(bend)
    for _ in range(3):
        weighed = np.swapaxes(columns * weight[..., None], 1, 2)
        square = weighed @ columns + ridge
        ends = np.linalg.solve(square, (weighed @ along)[..., None])
        off = along - (columns @ ends)[..., 0]
        spread = 1.48 * np.median(np.abs(off), axis=1) + LEAST_OFF_M
        weight = 1 / (1 + (off / (2 * spread[:, None])) ** 2)
    at_end = np.stack([np.zeros_like(ages), np.ones_like(ages), ages > NONE], axis=-1)[..., None]
    reach = (np.swapaxes(at_end, 1, 2) @ np.linalg.solve(square, at_end))[:, 0, 0]
    scatter = (weight * off * off).sum(axis=1)
    return Fits(ages, (ends * at_end).sum(axis=(1, 2)), np.sqrt(reach * scatter / _sightings(-t[0])), off, spread)


def _better(fits: Fits, lasts_s: float) -> np.ndarray:
    """By how many squared errors the places fit each broken line better than the whole one."""
    scale = 2 * fits.spread_m[:, None]
    whole, broken = (4 * np.log1p((off / scale) ** 2).mean(axis=1) for off in (fits.off_m[:1], fits.off_m))
    return _sightings(lasts_s) * (whole - broken)


def _sightings(lasts_s: float) -> float:
    """How many places that err on their own there are in such a time."""
    return max(lasts_s / ALIKE_S, 1.5)
