"""The sentences of a training that wait to be said, in order, and which of them were heard. The coach says them."""

from __future__ import annotations

from collections import deque
from math import inf

from ..types import Cue


class Mouth:
    """One queue. What safety or balance cut off is said again, except for what is only true at its own moment."""

    def __init__(self) -> None:
        self._queue: deque[str] = deque()
        self._sounding, self._until_s = "", -inf
        self._fleeting: set[str] = set()

    def say(self, *sentences: str) -> None:
        self._queue.extend(words for words in sentences if words)

    def say_once(self, words: str) -> None:
        """A word of a countdown: it is not repeated when it is cut off."""
        self._fleeting.add(words)
        self._queue.append(words)

    def hush(self) -> None:
        """What waits is not said any more."""
        self._queue.clear()

    @property
    def waiting(self) -> str:
        return self._queue[0] if self._queue else ""

    def heard(self, t_s: float, cue: Cue | None) -> None:
        """What the coach began to say at this frame."""
        if cue is None:
            return
        if cue.class_ == "guide":
            if self._queue and self._queue[0] == cue.words:
                self._queue.popleft()
            self._sounding, self._until_s = cue.words, t_s + cue.duration_s
        elif t_s < self._until_s and self._sounding:
            if self._sounding not in self._fleeting:
                self._queue.appendleft(self._sounding)
            self._sounding, self._until_s = "", -inf

    def waits(self, words: str) -> bool:
        """True while this sentence was not begun."""
        return words in self._queue

    def silent(self, t_s: float) -> bool:
        """True when all was said."""
        return not self._queue and t_s >= self._until_s
