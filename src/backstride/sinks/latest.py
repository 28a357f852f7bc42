"""The newest Moment, kept for the panel: readers take what is new when they come, and miss no cue."""

from __future__ import annotations

import threading
from collections import deque

from ..types import Cue, Frame, Moment

CUES_KEPT = 32  # at one cue in two seconds a reader may be away for a minute


class Latest:
    """Holds one moment and the last cues. ``take`` only exchanges a reference: it never waits for a reader."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._moment: Moment | None = None
        self._spoken: deque[tuple[int, Cue]] = deque(maxlen=CUES_KEPT)
        self._closed = False

    @property
    def moment(self) -> Moment | None:
        """The newest moment; None before the first frame."""
        return self._moment

    @property
    def closed(self) -> bool:
        return self._closed

    def take(self, frame: Frame, moment: Moment) -> None:
        with self._changed:
            if self._moment is not None and moment.number < self._moment.number:
                self._spoken.clear()  # the source began anew: older numbers no longer order the cues
            self._moment = moment
            if moment.cue is not None:
                self._spoken.append((moment.number, moment.cue))
            self._changed.notify_all()

    def wait(self, after_number: int, timeout_s: float) -> Moment | None:
        """The newest moment as soon as it is another than ``after_number`` (-1: any); None when the time runs out.

        "Another" and not "later": a source that was started again counts from 0.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._is_news(after_number), timeout_s)
            return self._moment if self._is_news(after_number) else None

    def cues_since(self, number: int) -> tuple[Cue, ...]:
        """Cues that began after frame ``number``, oldest first: for a reader that saw only some of the moments."""
        with self._changed:
            if self._moment is None:
                return ()
            after = number if number <= self._moment.number else -1  # the source began anew meanwhile
            return tuple(cue for spoken_at, cue in self._spoken if spoken_at > after)

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _is_news(self, after_number: int) -> bool:
        return self._moment is not None and self._moment.number != after_number
