"""A quiet tick now and then: as long as it is heard, the coach watches. Silence is then a sign of its own."""

from __future__ import annotations

from collections.abc import Callable

from ..types import Frame, Moment


class Tick:
    """A sink that calls ``tick()`` every ``every_s`` of coached frames' own time; never where that is 0."""

    def __init__(self, every_s: float, tick: Callable[[], None]):
        self._every_s, self._tick = every_s, tick
        self._last_s = float("-inf")

    def take(self, frame: Frame, moment: Moment) -> None:
        if not self._every_s or not moment.coaching:
            return
        if not 0 <= moment.t_s - self._last_s < self._every_s:
            self._last_s = moment.t_s
            self._tick()
