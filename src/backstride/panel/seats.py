"""A fixed number of places for connections that stay open, so that the short ones always find a free thread."""

from __future__ import annotations

from threading import Lock


class Seats:
    """``limit`` places; ``take`` answers whether one was free. After ``close`` everyone who sits is asked to go."""

    def __init__(self, limit: int):
        self.limit = limit
        self.closed = False
        self._taken = 0
        self._lock = Lock()

    @property
    def taken(self) -> int:
        return self._taken

    def take(self) -> bool:
        with self._lock:
            free = self._taken < self.limit and not self.closed
            self._taken += free
        return free

    def close(self) -> None:
        self.closed = True

    def leave(self) -> None:
        with self._lock:
            self._taken -= 1
