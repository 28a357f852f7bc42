"""Feet read on an even time grid: how high each part of a foot is over its floor, how fast it moves against the ground.

Contacts are sought here, in short windows that lie wholly in the past, so that smoothing needs no delay of its own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .figure import Figure
from .geometry import interior_angle_deg
from .skeleton import ANKLES, HEELS, HIPS, KNEES, SHOULDERS, TOES, WRISTS

GRID_S = 0.01
HIP_X, HIP_Y = 0, 1
FOOT = (2, 8)  # first column of the left and of the right foot
ANKLE_X, ANKLE_Y, HEEL_X, HEEL_Y, TOE_X, TOE_Y = range(6)  # columns within a foot
KNEE = (14, 15)  # knee flexion, degrees
ARM = (16, 17)  # wrist ahead of the shoulder
KNEE_Y = (18, 19)
COLUMNS = 20


def body_row(figure: Figure) -> list[float]:
    """One frame's row for the history that steps are cut from."""
    at = figure.at
    row = [*figure.hip]
    for side in (0, 1):
        for pair in (ANKLES, HEELS, TOES):
            row += at[pair[side]]
    row += [180 - interior_angle_deg(at[HIPS[k]], at[KNEES[k]], at[ANKLES[k]]) for k in (0, 1)]
    row += [at[WRISTS[k]][0] - at[SHOULDERS[k]][0] for k in (0, 1)]
    row += [at[KNEES[k]][1] for k in (0, 1)]
    return row


class Window(NamedTuple):
    """A stretch of time on the grid; each array has one value a grid step."""

    t_s: np.ndarray
    heel_y: np.ndarray
    toe_y: np.ndarray
    heel_vx: np.ndarray
    toe_vx: np.ndarray
    heel_vy: np.ndarray
    toe_vy: np.ndarray
    hip_vx: np.ndarray


def window(times: np.ndarray, rows: np.ndarray, side: int, half_width_s: float) -> Window | None:
    """The stretch smoothed and differentiated over ``+-half_width_s``; None where frames lack for long."""
    known = np.isfinite(rows[:, 0])
    times, rows = times[known], rows[known]
    if len(times) < 4 or np.diff(times).max() > max(0.14, 2.5 * half_width_s):
        return None
    grid = np.arange(times[0], times[-1], GRID_S)
    heel, toe = FOOT[side] + HEEL_X, FOOT[side] + TOE_X
    columns = (heel, heel + 1, toe, toe + 1, HIP_X)
    n = max(1, round(half_width_s / GRID_S))
    if len(grid) < 2 * n + 2:
        return None
    on_grid = np.empty((len(columns), len(grid)))
    for k, column in enumerate(columns):
        on_grid[k] = np.interp(grid, times, _without_spikes(rows[:, column]))
    place, speed = _smooth(on_grid, n)
    return Window(grid, place[1], place[3], speed[0], speed[2], speed[1], speed[3], speed[4])


def _without_spikes(values: np.ndarray) -> np.ndarray:
    """Median of three: a single wrong frame vanishes, an edge stays."""
    if len(values) < 3:
        return values
    a, b, c = values[:-2], values[1:-1], values[2:]
    out = values.copy()
    out[1:-1] = np.maximum(np.minimum(a, b), np.minimum(np.maximum(a, b), c))
    return out


def _smooth(rows: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Local straight lines over 2n+1 grid steps: their middle and their slope. The ends repeat the first and last."""
    padded = np.pad(rows, ((0, 0), (n, n)), mode="edge")
    steps = np.arange(-n, n + 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * n + 1, axis=1)
    slope = windows @ (steps / (steps @ steps)) / GRID_S
    return windows.mean(axis=2), slope
