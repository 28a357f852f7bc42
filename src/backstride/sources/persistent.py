"""A camera that is opened again after it was lost, as one source whose time and numbers go on."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, repeat
from math import inf, nan
from threading import Event

from ..errors import BadInput, SourceLost, SourceQuiet, SourceStuck
from ..types import Frame

PAUSES_S = (1.0, 2.0, 4.0)  # before each try to open it again; the last one repeats
_log = logging.getLogger(__name__)


def _silent(_: str = "") -> None:
    pass


class Persistent:
    """Frames of ``open_source()``, over losses. Calls ``lost(why)`` once a loss and ``back()`` when a frame came again.

    The first opening is not forgiven: BadInput passes through, unless this is ``patient``: then a camera is awaited and
    called ``title`` until it is there, and ``missing(why)`` is called in place of ``lost``. SourceStuck always passes:
    only a new process helps then. A camera that gave pictures and stays away for ``give_up_s`` is taken for stuck, too.
    ``trying(why)`` is called before each new try. ``t_s`` counts the time without a camera. ``wait`` waits that many
    seconds, less once closed.
    """

    def __init__(
        self,
        open_source: Callable[[], object],
        *,
        missing: Callable[[str], None] = _silent,
        lost: Callable[[str], None] = _silent,
        back: Callable[[], None] = _silent,
        trying: Callable[[str], None] = _silent,
        patient: bool = False,
        title: str = "",
        fps: float = nan,
        give_up_s: float = inf,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self._open_source, self._missing, self._lost, self._back = open_source, missing, lost, back
        self._trying = trying
        self._clock, self._give_up_s = clock, give_up_s
        self._closed = Event()
        self._wait = wait or self._closed.wait
        self._title, self._fps, self._why = title, fps, ""
        self._away = False
        self._source = self._awaited() if patient else open_source()
        self.live: bool = True if self._source is None else self._source.live

    @property
    def title(self) -> str:
        return self._title if self._source is None else self._source.title

    @property
    def fps(self) -> float:
        return self._fps if self._source is None else self._source.fps

    @property
    def dim(self) -> str:
        """Why there is too little light to see feet; empty while there is enough, or no picture."""
        return "" if self._source is None else self._source.dim

    def __iter__(self) -> Iterator[Frame]:
        number, last_s, seen_s = -1, 0.0, 0.0  # the last frame's own time, and the clock's when it was handed on
        while self._source is not None or self._reopened(inf):
            shift_s, shift = None, number + 1
            try:
                for frame in self._frames():
                    if shift_s is None:
                        shift_s = last_s + (self._clock() - seen_s) - frame.t_s if number >= 0 else 0.0
                    last_s, number, seen_s = frame.t_s + shift_s, shift + frame.number, self._clock()
                    if self._away:
                        self._away = False
                        self._back()
                    yield replace(frame, t_s=last_s, number=number)
                return
            except SourceStuck:
                raise
            except SourceLost as loss:
                self._tell_lost(str(loss))
            self._source.close()
            if not self._reopened(seen_s + self._give_up_s if number >= 0 else inf):
                return

    def close(self) -> None:
        self._closed.set()
        if self._source is not None:
            self._source.close()

    def _frames(self) -> Iterator[Frame]:
        """The source's frames. One that falls quiet and goes on by itself is told of, and not opened anew."""
        while True:
            try:
                yield from self._source
                return
            except SourceQuiet as quiet:
                self._tell_lost(str(quiet))

    def _tell_lost(self, why: str) -> None:
        self._why = why
        if not self._away:
            self._away = True
            (self._lost if self._source is not None else self._missing)(why)

    def _awaited(self) -> object | None:
        """The source, or None where it is not there yet."""
        try:
            return self._open_source()
        except SourceStuck:
            raise
        except (BadInput, SourceLost) as reason:
            self._why = str(reason)
            return None

    def _reopened(self, until_s: float) -> bool:
        """Tries until the camera opens; False when this source was closed meanwhile. SourceStuck after ``until_s``."""
        self._tell_lost(self._why)
        for pause_s in chain(PAUSES_S, repeat(PAUSES_S[-1])):
            self._trying(self._why)
            self._wait(pause_s)
            if self._closed.is_set():
                return False
            source = self._awaited()
            if source is not None:
                self._source = source
                return True
            if self._clock() > until_s:
                raise SourceStuck(f"{self.title} does not come back ({self._why}): a new process may find it")
            _log.info("%s is still away: %s", self.title, self._why)
        return False
