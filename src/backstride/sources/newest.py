"""A place for one frame between the thread that reads a camera and the loop: the newest one wins."""

from __future__ import annotations

from threading import Condition

from ..errors import SourceLost
from ..types import Frame


class Newest:
    """Put by the reading thread, taken by the loop. What was never taken shows as a jump in ``Frame.number``."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._frame: Frame | None = None
        self._failure: SourceLost | None = None

    def put(self, frame: Frame) -> None:
        with self._changed:
            self._frame = frame
            self._changed.notify_all()

    def fail(self, failure: SourceLost) -> None:
        """Nothing more will come; a frame that still lies here is taken first."""
        with self._changed:
            self._failure = failure
            self._changed.notify_all()

    def take(self, patience_s: float) -> Frame:
        """The newest frame nobody took yet; waits for one. Raises TimeoutError, or SourceLost as the reader did."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._frame or self._failure, patience_s):
                raise TimeoutError
            if self._frame is None:
                raise self._failure
            frame, self._frame = self._frame, None
            return frame
