"""What a pose model adds to the truth: jitter that hangs together, a bias of its own per point, sudden wrong points,
lost frames, exchanged legs, and doubt about what is hidden. All from one seed.

Sizes follow what was measured on rendered people: a joint lies about 0.6 % of the body's height off, more at the far
side and at the ends of the limbs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core import skeleton as sk
from .plan import Plan


@dataclass(frozen=True)
class Amount:
    """Lengths in body heights, rates in events a second."""

    jitter: float
    bias: float
    outliers: float
    dropouts: float
    losses: float
    swaps: float


AMOUNTS = {
    "none": Amount(0, 0, 0, 0, 0, 0),
    "usual": Amount(0.0055, 0.005, 0.15, 0.06, 0.025, 0.12),
    "hard": Amount(0.009, 0.008, 0.4, 0.15, 0.05, 0.25),
}
CORRELATED_S = 0.06
ENDS = {**dict.fromkeys((*sk.ANKLES, *sk.WRISTS), 1.25), **dict.fromkeys((*sk.HEELS, *sk.TOES), 1.5)}
ENDS |= dict.fromkeys(range(17, 23), 1.8)
LEGS = (sk.KNEES, sk.ANKLES, sk.HEELS, sk.TOES)
FAR, FAR_SEEN, HIDDEN_SEEN, NEAR_SEEN = 1.7, 0.6, 0.3, 0.95


@dataclass(frozen=True, eq=False)
class Seen:
    """What the model would say: points (n, 33, 3), visibility (n, 33), on which frames legs were exchanged, and where
    somebody was found."""

    points: np.ndarray
    visibility: np.ndarray
    swapped: np.ndarray
    found: np.ndarray


def add_noise(plan: Plan, points: np.ndarray, size_ih: np.ndarray, present: np.ndarray, far: np.ndarray) -> Seen:
    """``far`` (n, 33): points on the side away from the camera; ``size_ih``: the body's height in the picture."""
    dice = np.random.default_rng(plan.seed)
    amount = AMOUNTS[plan.noise]
    n = len(points)
    swapped = _exchange(plan, amount, points, present, dice)
    spread = _spread(points, size_ih, far, plan.fps)
    shaken = points.copy()
    shaken[..., :2] += amount.jitter * spread * _jitter(n, 1 / plan.fps, dice)
    shaken[..., :2] += amount.bias * size_ih[:, None, None] * dice.normal(0, 1, (1, sk.COUNT, 2))
    shaken[..., 2] += 3 * amount.jitter * size_ih[:, None] * dice.normal(0, 1, (n, sk.COUNT))
    _outliers(shaken, size_ih, amount, plan.fps, dice)
    found = present & ~_lost(n, amount, plan, dice)
    shaken[~found] = np.nan
    visibility = np.where(found[:, None], _sight(far, dice), 0.0)
    return Seen(shaken.astype(np.float32), visibility.astype(np.float32), swapped & found, found)


def _spread(points, size_ih, far, fps: float) -> np.ndarray:
    """How much each point shakes, body heights times this: more at the ends, far away, and where it moves fast."""
    ends = np.array([ENDS.get(k, 1.0) for k in range(sk.COUNT)])
    speed = np.zeros(points.shape[:2])
    speed[1:] = np.linalg.norm(np.diff(points[..., :2], axis=0), axis=-1) * fps / size_ih[1:, None]
    return (size_ih[:, None] * ends * np.where(far, FAR, 1.0) * (1 + 0.2 * np.minimum(speed, 4.0)))[..., None]


def _jitter(n: int, frame_s: float, dice) -> np.ndarray:
    """Half of it new on every frame, half slowly wandering."""
    fresh = dice.normal(0, np.sqrt(0.5), (n, sk.COUNT, 2))
    push = dice.normal(0, np.sqrt(0.5), (n, sk.COUNT, 2))
    keep = float(np.exp(-frame_s / CORRELATED_S))
    rest = np.sqrt(1 - keep * keep)
    wander = push[0]
    for k in range(n):
        wander = keep * wander + rest * push[k]
        fresh[k] += wander
    return fresh


def _outliers(points, size_ih, amount: Amount, fps: float, dice) -> None:
    n = len(points)
    for at in dice.integers(0, n, dice.poisson(amount.outliers * n / fps)):
        frames = slice(at, at + dice.integers(1, 4))
        point = dice.integers(13, sk.COUNT)
        points[frames, point, :2] += dice.normal(0, 0.08, 2) * size_ih[at]


def _lost(n: int, amount: Amount, plan: Plan, dice) -> np.ndarray:
    """Single frames, and now and then a longer loss."""
    lost, seconds = np.zeros(n, bool), n / plan.fps
    for at in dice.integers(0, n, dice.poisson(amount.dropouts * seconds)):
        lost[at : at + dice.integers(1, 3)] = True
    for at in dice.integers(0, n, dice.poisson(amount.losses * seconds)):
        lost[at : at + int(dice.uniform(0.25, 1.2) * plan.fps)] = True
    return lost


def _exchange(plan: Plan, amount: Amount, points, present, dice) -> np.ndarray:
    """Exchanges the legs for two to six frames where the ankles cross in the picture, in place."""
    swapped = np.zeros(len(points), bool)
    apart = points[:, sk.LEFT_ANKLE, 0] - points[:, sk.RIGHT_ANKLE, 0]
    crossings = np.flatnonzero((np.sign(apart[1:]) != np.sign(apart[:-1])) & present[1:]) + 1
    moving = crossings[crossings > (plan.stand_s + 1) * plan.fps]
    if plan.view != "side" or not len(moving):
        return swapped
    count = min(len(moving), dice.poisson(amount.swaps * len(points) / plan.fps))
    for at in dice.choice(moving, count, replace=False):
        frames = slice(int(at) - int(dice.integers(0, 2)), int(at) + int(dice.integers(2, 6)))
        swapped[frames] = True
    for left, right in LEGS:
        points[np.ix_(swapped, [left, right])] = points[np.ix_(swapped, [right, left])]
    return swapped


def _sight(far: np.ndarray, dice) -> np.ndarray:
    level = np.where(far, FAR_SEEN, NEAR_SEEN)
    arms = np.zeros(sk.COUNT, bool)
    arms[13:23] = True
    level = np.where(far & arms, HIDDEN_SEEN, level)
    return np.clip(level + dice.normal(0, 0.03, far.shape), 0.02, 1.0)


