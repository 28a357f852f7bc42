"""A library that opens beside the start: an archive that must be gone through anew would hold the coaching up.

While it opens it is empty, and ``notice`` says why; where it cannot be opened it stays so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Thread
from typing import Any

from .errors import BadInput

log = logging.getLogger(__name__)

PATIENCE_S = 1.0  # an index that is up to date opens in a few milliseconds
OPENING = "The clips are being gone through; they appear here in a while."
FAILED = "The clips cannot be read just now: the log says why."


class LateLibrary:
    """Asks the library that ``open_library`` gives, or ``empty`` until it is there."""

    def __init__(self, open_library: Callable[[], Any], empty: Any, patience_s: float = PATIENCE_S):
        self._open, self._empty = open_library, empty
        self._opened: Any = None
        self._notice = OPENING
        self._thread = Thread(target=self._work, name="library", daemon=True)
        self._thread.start()
        self._thread.join(patience_s)

    @property
    def notice(self) -> str:
        return self._notice if self._opened is None else self._opened.notice

    def wait(self, timeout_s: float) -> None:
        """Waits until it is open or cannot be: for drills."""
        self._thread.join(timeout_s)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._empty if self._opened is None else self._opened, name)

    def _work(self) -> None:
        try:
            self._opened = self._open()
        except (BadInput, OSError) as fault:
            log.warning("No library: %s", fault)
            self._notice = FAILED
