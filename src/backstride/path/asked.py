"""How a detector is asked what things are: in line, or in a thread of its own that no look waits for."""

from __future__ import annotations

from concurrent.futures import Future, wait
from queue import SimpleQueue
from threading import Thread
from typing import Protocol

import numpy as np

from .detector import Detection

# A question that waits longer for its answer is told of. The slowest machine that is kept up with answers within a
# second, eased too: that one is only asked less often. What was shown longer ago says nothing about now.
ANSWER_S = 2.5
FAILED, SILENT = "the detector failed", "the detector has not answered"
PATIENCE_S = 0.06  # so long a look waits for the answer to its own question: together they take no longer than 0.1 s
JOIN_S = 5.0  # a detector that hangs must not hold up the end

Region = tuple[int, int, int, int]  # x0, y0, x1, y1 in pixels


class Names(Protocol):
    """What names things: ``detector.NanoDet`` or ``detector.NoDetector``."""

    def look(self, picture: np.ndarray, region: Region) -> tuple[Detection, ...]: ...


class Asked(Protocol):
    """A detector that is asked now and answers when it can: ``AtOnce`` in line, ``NamesBeside`` live."""

    def ask(self, picture: np.ndarray, region: Region) -> bool:
        """Shows it a picture; False while it is at another one, or that one's answer was not taken yet."""

    def finished(self) -> tuple[Detection, ...] | None:
        """What it named on the picture asked about, once it has; what made it fail is raised here, or by ``ask``."""


class AtOnce:
    """A detector in line: what it was asked, it has answered."""

    def __init__(self, names: Names):
        self._names, self._told = names, None

    def ask(self, picture: np.ndarray, region: Region) -> bool:
        self._told = self._names.look(picture, region)
        return True

    def finished(self) -> tuple[Detection, ...] | None:
        told, self._told = self._told, None
        return told


class NamesBeside:
    """A detector in a thread of its own. Who asks waits a moment for a quick answer, once, and then goes on."""

    def __init__(self, names: Names, patience_s: float = PATIENCE_S):
        self._names, self._patience_s = names, patience_s
        self._asked: Future | None = None
        self._waits_s = 0.0  # what is left of the patience with the question asked
        self._questions: SimpleQueue = SimpleQueue()
        self._thread = Thread(target=self._work, name="names", daemon=True)
        self._thread.start()

    def ask(self, picture: np.ndarray, region: Region) -> bool:
        if self._asked is not None:
            return False
        self._asked, self._waits_s = Future(), self._patience_s
        self._questions.put((self._asked, picture, region))
        return True

    def finished(self) -> tuple[Detection, ...] | None:
        if self._asked is None:
            return None
        waits_s, self._waits_s = self._waits_s, 0.0
        if not wait([self._asked], waits_s).done:
            return None
        answer, self._asked = self._asked, None
        return answer.result()

    def close(self) -> None:
        """Ends the thread, unless the detector hangs; then the process's end does."""
        self._questions.put(None)
        self._thread.join(JOIN_S)

    def _work(self) -> None:
        while (question := self._questions.get()) is not None:
            answer, picture, region = question
            try:
                answer.set_result(self._names.look(picture, region))
            except Exception as fault:  # noqa: BLE001 (raised where the answer is taken)
                answer.set_exception(fault)
