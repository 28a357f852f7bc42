"""Where a thing stands and how fast it goes, from where it was seen: what only seems to move has no speed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

KEPT_S = 2.0  # who goes slowly is farther than its outline wavers only after so long
LATELY_S = 1.0  # window of what tells place and velocity, where the sightings of it are enough
GONE_S = 1.0  # so far ahead it is thought to go on
MOVES_M, MOVES_MPS = 0.25, 0.15  # below either a thing stands still
PLACE_S = 0.45  # what does not move stands where it was seen most, lately: it may have made a step
FEWEST, LEAST_S = 4, 0.3  # sightings, and how long they take, that may tell a speed
STRIDE_S = 0.6  # the same of somebody: within a step the foot that is lower changes, and nobody went anywhere
ALONE_S = 0.4  # so long ago it was seen alone at most, for its sides to count as known
LONGER_S = 0.6  # and so long where a body may hide a side of it
BOTH = 0.5  # of a thing's speed: each of its sides moves at least so fast
SURELY = 4.0  # standard errors of a speed that is one
CONTRARY, CONTRARY_MPS = 2.0, 0.1  # standard errors, and speed, by which the last second denies the longer line
STILL = 0.5  # of its speed: so fast at least goes lately who still goes away


class Spot(NamedTuple):
    """Where a thing was seen to stand.

    ``alone``: its sides are known. Nobody's body adjoined it, which might have hidden one, and it differed from the
    ground there: the detector's box wavers, and may be of a part.
    """

    t_s: float
    along_m: float
    across_m: float
    half_width_m: float = 0.0
    alone: bool = True


class Line(NamedTuple):
    """An even way on one axis: where its middle was and when, how fast, and whether that is more than wavering."""

    middle_s: float
    middle_m: float
    mps: float
    error_mps: float
    is_real: bool

    def at(self, t_s: float | np.ndarray) -> float | np.ndarray:
        return self.middle_m + self.mps * (t_s - self.middle_s)


def lately(seen: Sequence[Spot]) -> list[Spot]:
    """The last second's spots, or so many that they tell a speed: what the detector alone sees is seen seldom."""
    newest = list(seen)
    since_s = newest[-1].t_s - LATELY_S if newest else 0.0
    return newest[-max(FEWEST, sum(spot.t_s >= since_s for spot in newest)) :]


def motion(seen: Sequence[Spot], t_s: float, least_s: float = LEAST_S) -> tuple[float, float, float, float]:
    """Along, across (metres) and their speeds (m/s) at ``t_s``; what hardly moves stands where it was seen most.

    Seen for less than ``least_s``, it has no speed.
    """
    late = lately(seen)
    along, along_mps = _way([(spot.t_s, spot.along_m) for spot in seen], t_s, len(late), least_s)
    alone = sum(spot.alone for spot in late)
    sides = [(spot.t_s, spot.across_m) for spot in seen if spot.alone]
    if alone >= FEWEST and sides[-1][0] >= seen[-1].t_s - ALONE_S:
        across, across_mps = _way(sides, t_s, alone, least_s)
    else:
        across, across_mps = _way_of_both_sides(late, t_s)
    return along, across, along_mps, across_mps


def _way_of_both_sides(seen: Sequence[Spot], t_s: float) -> tuple[float, float]:
    """Across and its speed where a body may hide a side: what then comes out on one side only has not moved."""
    across, mps = _way([(spot.t_s, spot.across_m) for spot in seen], t_s)
    if mps:
        times = np.array([spot.t_s for spot in seen])
        sides = [[spot.across_m + side * spot.half_width_m for spot in seen] for side in (-1, 1)]
        right, left = (np.polyfit(times - times.mean(), side, 1)[0] for side in sides)
        if times[-1] - times[0] < LONGER_S or min(right * mps, left * mps) < BOTH * mps * mps:
            return _lately(times, np.array([spot.across_m for spot in seen])), 0.0
    return across, mps


def _way(places: Sequence[tuple[float, float]], t_s: float, late: int | None = None,
         least_s: float = LEAST_S) -> tuple[float, float]:  # fmt: skip
    """Where something is at ``t_s`` on one axis and how fast, from times and places; standing: where it was lately.

    The last ``late`` of them tell it, or all where those don't deny that it went evenly for as long.
    """
    times, seen = np.array(places).T
    last = slice(-(late or len(times)), None)
    if len(times[last]) < FEWEST or times[-1] - times[last][0] < least_s:
        return float(seen[-1]), 0.0
    line, longer = line_of(times[last], seen[last]), line_of(times, seen)
    if longer.is_real and not _denies(line, longer):
        line = longer
    if not line.is_real:
        return _lately(times, seen), 0.0
    return float(line.at(min(t_s, times[-1] + GONE_S))), line.mps


def _denies(line: Line, longer: Line) -> bool:
    """Whether the last second says that it did not go evenly for longer; soon where it went away: it may stop."""
    if line.mps < STILL * longer.mps and longer.mps > 0:
        return True
    return abs(longer.mps - line.mps) >= max(CONTRARY * line.error_mps, CONTRARY_MPS)


def _lately(times: np.ndarray, places: np.ndarray) -> float:
    """Where it was seen most in the last looks: of three at least, for one may be off. Never between two places."""
    last = places[-max(3, np.count_nonzero(times >= times[-1] - PLACE_S)) :]
    return float(np.percentile(last, 50, method="nearest"))


def line_of(times: np.ndarray, places: np.ndarray) -> Line:
    """The median of the speeds between any two sightings: one that is off, the newest even, counts for nothing.

    A speed is real where it is more than the wavering of a thing's outline, which may jump once.
    """
    one, other = np.triu_indices(len(times), 1)
    speed = float(np.median((places[other] - places[one]) / (times[other] - times[one])))
    after = times - times.mean()
    off = places - places.mean() - speed * after
    error = float(np.sqrt((off @ off) / (len(off) - 2) * 2 / (after @ after)))  # neighbouring looks err alike
    real = abs(speed) > max(MOVES_MPS, SURELY * error) and abs(speed) * (times[-1] - times[0]) > MOVES_M
    return Line(float(times.mean()), float(places.mean()), speed, error, real)
