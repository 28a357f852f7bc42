"""A camera that is opened again after it was lost, as one source whose time and numbers go on."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, repeat
from threading import Event

from ..errors import BadInput, SourceLost, SourceStuck
from ..types import Frame

PAUSES_S = (1.0, 2.0, 4.0)  # before each try to open it again; the last one repeats
_log = logging.getLogger(__name__)


def _silent(_: str = "") -> None:
    pass


class Persistent:
    """Frames of ``open_source()``, over losses. Calls ``lost(why)`` once a loss and ``back()`` when a frame came again.

    The first opening is not forgiven: BadInput passes through. SourceStuck always does: only a new process helps then.
    ``t_s`` counts the time without a camera. ``wait`` waits that many seconds, less once closed.
    """

    def __init__(
        self,
        open_source: Callable[[], object],
        *,
        lost: Callable[[str], None] = _silent,
        back: Callable[[], None] = _silent,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self._open_source, self._lost, self._back, self._clock = open_source, lost, back, clock
        self._closed = Event()
        self._wait = wait or self._closed.wait
        self._source = open_source()
        self.title: str = self._source.title
        self.live: bool = self._source.live

    @property
    def fps(self) -> float:
        return self._source.fps

    def __iter__(self) -> Iterator[Frame]:
        number, away = -1, False
        last_s = seen_s = 0.0  # the last frame's own time, and the clock's when it was handed on
        while True:
            shift_s, shift = None, number + 1
            try:
                for frame in self._source:
                    if shift_s is None:
                        shift_s = last_s + (self._clock() - seen_s) - frame.t_s if number >= 0 else 0.0
                    last_s, number, seen_s = frame.t_s + shift_s, shift + frame.number, self._clock()
                    if away:
                        away = False
                        self._back()
                    yield replace(frame, t_s=last_s, number=number)
                return
            except SourceStuck:
                raise
            except SourceLost as loss:
                if not away:
                    away = True
                    self._lost(str(loss))
            self._source.close()
            if not self._reopened():
                return

    def close(self) -> None:
        self._closed.set()
        self._source.close()

    def _reopened(self) -> bool:
        """Tries until the camera opens; False when this source was closed meanwhile."""
        for pause_s in chain(PAUSES_S, repeat(PAUSES_S[-1])):
            self._wait(pause_s)
            if self._closed.is_set():
                return False
            try:
                self._source = self._open_source()
            except (BadInput, SourceLost) as reason:
                if isinstance(reason, SourceStuck):
                    raise
                _log.info("%s is still away: %s", self.title, reason)
            else:
                return True
        return False
