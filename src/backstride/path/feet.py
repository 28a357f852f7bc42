"""Where the foot of what stands on thin legs is: by what was named of it lately, and by its parts, seen at every look.

A name tells about where it is, and errs by much; its parts tell exactly how it goes, but seldom reach the ground.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..core.boxes import Box

TREND_S, FEWEST, ONE_WAY = 2.0, 4, 0.85  # of so late and so many namings, so many pairs go one way
KEPT_S = 3.0  # so long a name tells of its parts
AT_ONCE_S = 0.06  # a part seen so near a naming in time is of the same picture
FAINTEST, LEAST_WEIGHT = 0.2, 0.01  # a name of this score tells hardly anything
STEP = 0.08  # of the height: less is the wavering of an outline; from look to look, more is another part


class Naming(NamedTuple):
    """What was named, and when."""

    t_s: float
    label: str
    box: Box
    score: float
    tells_foot: bool  # the runner's body does not stand before it


class Low(NamedTuple):
    """Where the parts of something ended at a look."""

    t_s: float
    foot: float


def trend(namings: Sequence[Naming]) -> tuple[float, float] | None:
    """Where the foot is by now and its pace, where it went one way all along: what is noise goes to and fro."""
    told = [one for one in namings if one.tells_foot and namings[-1].t_s - one.t_s <= TREND_S]
    if len(told) < FEWEST or told[-1] is not namings[-1]:
        return None
    times, feet = np.array([(one.t_s, one.box[3]) for one in told]).T
    one, other = np.triu_indices(len(times), 1)
    apart = times[other] > times[one]  # one picture may name it twice
    one, other = one[apart], other[apart]
    if not len(one):
        return None
    paces = (feet[other] - feet[one]) / (times[other] - times[one])
    pace = float(np.median(paces))
    wavers = STEP * (told[-1].box[3] - told[-1].box[1])
    if np.mean(paces * pace > 0) < ONE_WAY or abs(pace) * (times[-1] - times[0]) < wavers:
        return None
    return float(np.median(feet + pace * (times[-1] - times))), pace


def foot_by(namings: Sequence[Naming], lows: Sequence[Low]) -> float | None:
    """Where the foot is now by all names, the surer the more; None where its parts were seen with none of them.

    As far below its parts as it was then, at one place, or on one way: whichever the names keep to most. Those that
    were given while no part was seen tell of place and way all the same.
    """
    told = [one for one in namings if one.tells_foot]
    with_parts = [(one, low) for one in told if (low := _low_at(one.t_s, lows)) is not None]
    if not with_parts:
        return None
    below, below_off = _middle([(one.box[3] - low.foot, _weight(one)) for one, low in with_parts])
    foot, foot_off = _middle([(one.box[3], _weight(one)) for one in told])
    ways = [(below_off, lows[-1].foot + below), (foot_off, foot)]
    if going := trend(namings):
        on_way = [(one.box[3] - going[1] * (one.t_s - lows[-1].t_s), _weight(one)) for one in told]
        now = going[0] + going[1] * (lows[-1].t_s - namings[-1].t_s)
        ways.append((_off(on_way, now), now))
    return min(ways, key=lambda way: way[0])[1]


def _low_at(t_s: float, lows: Sequence[Low]) -> Low | None:
    """Where its parts ended on the picture of that time; several looks may be as good as of it."""
    at_once = [low for low in lows if abs(low.t_s - t_s) <= AT_ONCE_S]
    return min(at_once, key=lambda low: abs(low.t_s - t_s), default=None)


def _weight(one: Naming) -> float:
    return max(one.score - FAINTEST, LEAST_WEIGHT)


def _middle(weighed: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The weighted median of values, and how far they are off it."""
    values, weights = np.array(sorted(weighed)).T
    middle = float(values[np.searchsorted(np.cumsum(weights), weights.sum() / 2)])
    return middle, _off(weighed, middle)


def _off(weighed: Sequence[tuple[float, float]], middle: float) -> float:
    """How far weighed values are off a middle, on average: so few of them compare with many."""
    values, weights = np.array(weighed).T
    return float(np.average(np.abs(values - middle), weights=weights))


def lows_with(lows: Sequence[Low], now: Low, height: float) -> tuple[Low, ...]:
    """The same and what is seen now; from the beginning where another part is the lowest now."""
    same = not lows or abs(now.foot - lows[-1].foot) <= STEP * height
    return (*(low for low in lows if same and now.t_s - low.t_s <= KEPT_S), now)
