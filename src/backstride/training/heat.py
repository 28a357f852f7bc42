"""What heat allows. The wet-bulb globe temperature is entered by a person; no camera knows it. Source: ACSM 2007."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from .plan import LEVELS_IN_ORDER, Level

UNTRAINED_BELOW: Level = "L3"


@dataclass(frozen=True)
class Heat:
    """What changes on such a day. ``work_rest`` 1 asks for a rest as long as the work."""

    cancelled: bool = False
    fewer_sets: int = 0
    more_rest_s: float = 0.0
    work_rest: float = inf
    levels_down: int = 0


def heat(wbgt_c: float, level: Level) -> Heat:
    """What ``wbgt_c`` asks for; NaN (not entered) asks for nothing, and nothing is then known of the heat."""
    trained = LEVELS_IN_ORDER.index(level) >= LEVELS_IN_ORDER.index(UNTRAINED_BELOW)
    if wbgt_c >= 32.3 or (wbgt_c >= 30.1 and not trained):
        return Heat(cancelled=True)
    if wbgt_c >= 27.9:
        return Heat(more_rest_s=30.0, work_rest=1.0, levels_down=1)
    if wbgt_c >= 25.7:
        return Heat(fewer_sets=1, more_rest_s=30.0)
    return Heat()
