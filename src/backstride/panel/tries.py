"""Counts wrong tries and says how long to wait."""

from __future__ import annotations

from collections.abc import Callable


class Tries:
    """At most ``limit`` wrong tries by one key within ``window_s``; the oldest must have aged before the next."""

    def __init__(self, limit: int, window_s: float, clock: Callable[[], float]):
        self._limit, self._window_s, self._clock = limit, window_s, clock
        self._times_s: dict[str, list[float]] = {}

    def wait_s(self, key: str) -> float:
        """Seconds until this key may try again, 0 when it may now."""
        recent = self._recent(key)
        return recent[-self._limit] + self._window_s - self._clock() if len(recent) >= self._limit else 0.0

    def note(self, key: str) -> None:
        """One more wrong try of this key."""
        self._times_s = {k: self._recent(k) for k in self._times_s if self._recent(k)}
        self._times_s.setdefault(key, []).append(self._clock())

    def forget(self, key: str) -> None:
        self._times_s.pop(key, None)

    def _recent(self, key: str) -> list[float]:
        since_s = self._clock() - self._window_s
        return [t for t in self._times_s.get(key, []) if t > since_s]
