"""One step of one rule over time: the sliding median, hold, hysteresis, and what to do with unknown. All by data time.

Unknown neither starts nor clears a judgement; the band stays without a number, and after a while unknown is named.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from math import nan

from ..types import Band, Observation
from .rules import Bands, Rule

UNKNOWN_AFTER_S = 3.0  # how long a number may be missing before the rule says that it does not know
_STEP_MAX_S = 0.25  # a longer silence between two numbers holds nothing
_ROUNDING_S = 1e-6  # what summing frame times may lose
_FILLED = 1 / 3  # share of the window that must be spanned before its median counts
_RESTLESS = (nan, None)


class Window:
    """The median of the numbers of the last ``length_s`` seconds; a length of 0 passes each number through."""

    def __init__(self, length_s: float):
        self._length_s = length_s
        self._stamped: deque[tuple[float, float]] = deque()
        self._sorted: list[float] = []

    def median(self, t_s: float, value: float) -> float:
        """Takes one known number and gives the median, NaN while too little of the window is spanned."""
        if self._length_s == 0.0:
            return value
        stamped, ordered = self._stamped, self._sorted
        stamped.append((t_s, value))
        insort(ordered, value)
        while stamped[0][0] < t_s - self._length_s:
            del ordered[bisect_left(ordered, stamped.popleft()[1])]
        if t_s - stamped[0][0] < _FILLED * self._length_s:
            return nan
        middle = len(ordered) // 2
        return ordered[middle] if len(ordered) % 2 else 0.5 * (ordered[middle - 1] + ordered[middle])

    def empty(self) -> None:
        self._stamped.clear()
        self._sorted.clear()


class Judge:
    """Follows one rule through time.

    ``outside`` tells whether the number is out of its band at this very frame; ``margin`` is the error allowed for.
    """

    def __init__(self, rule: Rule):
        self.rule = rule
        self.margin = rule.margin
        self.outside = False
        self._window = Window(rule.window_s)
        self._known_s = nan  # when the number was last known
        self._calm: tuple[float, Bands | None] = (nan, None)  # a number found inside these bands: no need to look again
        self._amber_s = self._red_s = 0.0  # how long the number has been beyond amber, beyond red
        self._observation = Observation(rule.key, "unknown", nan, rule.unit, 0.0, False)

    def step(self, t_s: float, value: float, bands: Bands) -> Observation:
        """Where the rule stands after this frame's number (NaN: not measured)."""
        if value == self._calm[0] and bands is self._calm[1]:
            self._known_s = t_s
            return self._observation
        if value == value:
            value = self._window.median(t_s, value)
        if value != value:
            return self._not_known(t_s)
        elapsed = t_s - self._known_s
        self._known_s = t_s
        standing = self._stand(t_s, self._level(value, bands, elapsed if elapsed <= _STEP_MAX_S else 0.0), value)
        calm = standing.band == "green" and not standing.changed and not self.outside and self.rule.window_s == 0.0
        self._calm = (value, bands) if calm else _RESTLESS
        return standing

    def allow(self, error: float) -> None:
        """From now on the number may be wrong by ``error``."""
        self.margin = error
        self._calm = _RESTLESS

    def forget(self, t_s: float) -> Observation:
        """The rule has nothing more to judge: what was held so far is void."""
        if self._known_s == self._known_s or self._observation.changed:
            self.outside = False
            self._known_s, self._calm = nan, _RESTLESS
            self._amber_s = self._red_s = 0.0
            self._window.empty()
            self._stand(t_s, "unknown", nan)
        return self._observation

    def _not_known(self, t_s: float) -> Observation:
        self.outside = False
        self._calm = _RESTLESS
        if self._known_s == self._known_s and t_s - self._known_s > UNKNOWN_AFTER_S:
            return self.forget(t_s)
        return self._stand(t_s, self._observation.band, nan)

    def _level(self, value: float, bands: Bands, elapsed_s: float) -> Band:
        """The band that this number, its duration and the band so far make together."""
        now = self._observation.band
        margin, (hold_amber_s, hold_red_s) = self.margin, self.rule.hold_s
        stays_amber = bands.release if now in ("amber", "red") else 0.0
        stays_red = bands.release if now == "red" else 0.0
        over_amber = _beyond(value, bands.ok, margin - stays_amber)
        over_red = _beyond(value, bands.slack, margin - stays_red)
        self.outside = over_amber
        self._amber_s = self._amber_s + elapsed_s if over_amber else 0.0
        self._red_s = self._red_s + elapsed_s if over_red else 0.0
        if self.rule.silent:
            return "unknown"
        if over_red and self._red_s >= hold_red_s - _ROUNDING_S:
            return "red"
        if over_amber and (now in ("amber", "red") or self._amber_s >= hold_amber_s - _ROUNDING_S):
            return "amber"
        return now if over_amber else "green"

    def _stand(self, t_s: float, band: Band, value: float) -> Observation:
        """The observation of this frame; the same object as long as nothing in it changed."""
        last = self._observation
        if band != last.band:
            self._observation = Observation(self.rule.key, band, value, self.rule.unit, t_s, True)
        elif last.changed or (value != last.value and not (value != value and last.value != last.value)):
            self._observation = Observation(self.rule.key, band, value, self.rule.unit, last.since_s, False)
        return self._observation


def _beyond(value: float, band: tuple[float, float], margin: float) -> bool:
    return value < band[0] - margin or value > band[1] + margin
