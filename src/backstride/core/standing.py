"""When a foot stands: pure functions on a stretch of one foot's time (``ground.Window``).

A foot stands on its heel or its toe while that part is near its floor and moves little against the ground.
"""

from __future__ import annotations

from itertools import pairwise
from math import nan

import numpy as np

from ..types import First
from .ground import GRID_S, Window

NEAR_FLOOR_LL = 0.1  # a sole within 6 cm of its floor: 25 mm and the jitter of the points
SLOW_WALK = (0.85, 0.2)  # leg lengths a second, and share of the speed of travel added to it
SLOW_RUN = (0.25, 0.4)  # a runner's foot comes down and leaves with less difference to the ground
LANDING_RUN = (0.1, 0.33)  # once it is known that a foot stands, this tells since when
LEAVING_RUN = (0.1, 0.43)  # and this, until when
NARROWED = 6  # grid steps that the narrower bounds may take off a runner's stance
TIPPED_DEG = 8.0  # the sole's angle at contact is good to 7 degrees on the near side
BRIDGE_S = 0.1  # a stance is not broken by less


def half_width_s(frame_s: float) -> float:
    """Three frames at 30 a second and slower, 80 ms at faster rates."""
    return max(0.035, 1.0 * frame_s)


def ground_vx_of(seen: Window, from_s: float, to_s: float) -> float:
    """The foot's speed in the middle of its sweep, where toe and heel move with the ground."""
    quarter = (to_s - from_s) / 4
    middle = (seen.t_s > from_s + quarter) & (seen.t_s < to_s - quarter)
    if not middle.any():
        middle = slice(None)
    return float(np.median(np.concatenate((seen.heel_vx[middle], seen.toe_vx[middle]))))


def floors_of(seen: Window, from_s: float, to_s: float) -> tuple[float, float]:
    """How low heel and toe come between two times (y, image heights)."""
    stance = (seen.t_s >= from_s) & (seen.t_s <= to_s)
    if stance.sum() < 3:
        stance = slice(None)
    return tuple(float(np.percentile(y[stance], 85)) for y in (seen.heel_y, seen.toe_y))


def offness(
    seen: Window, ground_vx: float, floors: tuple[float, float], leg: float, slow: tuple[float, float]
) -> np.ndarray:
    """How far the foot is from standing: under 1 it stands on its toe or its heel. ``slow``: one of SLOW_..."""
    travel = abs(ground_vx - float(np.mean(seen.hip_vx)))
    least, share = slow
    slow = least * leg + share * travel
    near = NEAR_FLOOR_LL * leg
    heel = (
        ((seen.heel_vx - ground_vx) / slow) ** 2
        + (seen.heel_vy / slow) ** 2
        + (np.maximum(floors[0] - seen.heel_y, 0) / near) ** 2
    )
    toe = (
        ((seen.toe_vx - ground_vx) / slow) ** 2
        + (seen.toe_vy / slow) ** 2
        + (np.maximum(floors[1] - seen.toe_y, 0) / near) ** 2
    )
    return np.sqrt(np.minimum(heel, toe))


def bridged(down: np.ndarray) -> np.ndarray:
    """The same with short breaks closed."""
    edges = np.flatnonzero(np.diff(down.astype(np.int8)))
    out = down.copy()
    for a, b in pairwise(edges):
        if not down[a + 1] and (b - a) * GRID_S < BRIDGE_S:
            out[a + 1 : b + 1] = True
    return out


def last_fall(times: np.ndarray, off: np.ndarray, tight: np.ndarray) -> float:
    """When the foot that stands at the end of the window came down; NaN if it does not stand, or stood all along.

    ``off`` says that it stands, forgivingly, so that jitter breaks no stance; ``tight`` then says since when.
    """
    down = bridged(off < 1)
    if len(down) < 5 or not down[-4:].all():
        return nan
    up = np.flatnonzero(~down)
    if not len(up):
        return nan
    i = int(up[-1])
    settled = np.flatnonzero(tight[i + 1 : i + 1 + NARROWED] < 1)
    return _crossing_s(times, tight, i + int(settled[0])) if len(settled) else _crossing_s(times, off, i)


def last_rise(times: np.ndarray, off: np.ndarray, tight: np.ndarray) -> float:
    """When the foot that is up at the end of the window left; NaN if it still stands, or never stood."""
    down = bridged(off < 1)
    if len(down) < 5 or down[-4:].any():
        return nan
    on = np.flatnonzero(down)
    if not len(on):
        return nan
    i = int(on[-1])
    first = max(0, i + 1 - NARROWED)
    settled = np.flatnonzero(tight[first : i + 1] < 1)
    return _crossing_s(times, tight, first + int(settled[-1])) if len(settled) else _crossing_s(times, off, i)


def _crossing_s(times: np.ndarray, off: np.ndarray, i: int) -> float:
    """Where ``off`` passes 1 between ``i`` and the next; at the grid's own time where it does not."""
    rise = float(off[i + 1] - off[i])
    share = (1 - float(off[i])) / rise if abs(rise) > 1e-9 else 0.0
    return float(times[i] + GRID_S * min(max(share, 0.0), 1.0))


def sole_angle_deg(seen: Window, contact_s: float, floors: tuple[float, float] | None, leg: float) -> float:
    """The sole against the floor at contact, toe up +, from how far heel and toe are over their own floors."""
    if floors is None:
        return nan
    at = int(np.clip(np.searchsorted(seen.t_s, contact_s), 1, len(seen.t_s) - 2))
    near = slice(max(0, at - 1), at + 2)
    heel = floors[0] - float(np.mean(seen.heel_y[near]))
    toe = floors[1] - float(np.mean(seen.toe_y[near]))
    return float(np.degrees(np.arcsin(np.clip((toe - heel) / (0.25 * leg), -1, 1))))


def first_part(sole_deg: float) -> First:
    """Toe or heel where the sole is tipped by more than its error; a flat sole cannot be told from a little tip."""
    if not abs(sole_deg) > TIPPED_DEG:
        return "unknown"
    return "heel" if sole_deg > 0 else "toe"
