"""Notices that no more moments come: the pose model, the coach or the loop itself hangs.

The one part that speaks up when all others are silent. Silence is measured by the wall clock, from the first moment on.
A camera that is away is told of by its source, sooner; ``excuse`` says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Condition, Thread

from ..types import Frame, Moment

SILENCE_S = 1.5  # a runner at 3 m/s has gone on for 4.5 m by then


class Alive:
    """Calls ``silent()`` once when moments stop coming, and is ready again when they come back."""

    def __init__(self, silent: Callable[[], None], silence_s: float = SILENCE_S):
        self._silent, self.silence_s = silent, silence_s
        self._news = Condition()
        self._last_s: float | None = None  # None before the first moment, and after silence was told
        self._over = False
        self._thread = Thread(target=self._watch, name="alive", daemon=True)
        self._thread.start()

    def take(self, frame: Frame, moment: Moment) -> None:
        with self._news:
            waits_for_the_first = self._last_s is None
            self._last_s = time.monotonic()
            if waits_for_the_first:
                self._news.notify()

    def excuse(self) -> None:
        """Somebody else has told of the silence that comes now; the next moment ends it."""
        with self._news:
            self._last_s = None

    def close(self) -> None:
        with self._news:
            self._over = True
            self._news.notify()
        self._thread.join()

    def _watch(self) -> None:
        while self._silence_came():
            self._silent()

    def _silence_came(self) -> bool:
        """Waits for the next silence; False when this sink was closed."""
        with self._news:
            while not self._over:
                if self._last_s is None:
                    self._news.wait()
                    continue
                left_s = self._last_s + self.silence_s - time.monotonic()
                if left_s <= 0:
                    self._last_s = None
                    return True
                self._news.wait(left_s)
            return False
