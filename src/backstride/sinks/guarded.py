"""Keeps the loop running when a part that is not needed for coaching fails."""

from __future__ import annotations

import logging

from ..types import Frame, Moment

log = logging.getLogger(__name__)


class Guarded:
    """A sink that is left out after its first fault; ``fault`` tells people which part is missing and why."""

    def __init__(self, name: str, sink):
        self._name, self._sink = name, sink
        self.fault = ""

    def take(self, frame: Frame, moment: Moment) -> None:
        if self.fault:
            return
        try:
            self._sink.take(frame, moment)
        except Exception as fault:  # whatever broke in there, the runner is still coached
            log.exception("%s failed and is left out", self._name)
            self.fault = f"{self._name} failed ({fault}); the coaching goes on without it"

    def close(self) -> None:
        self._sink.close()
