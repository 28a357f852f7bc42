"""What people ask of a running session, kept until the loop reads it at the next frame.

The panel, buttons and the terminal write; the loop and the speaker read. It calls nobody.
"""

from __future__ import annotations

from threading import Lock

from .types import Ask


class Session:
    """The wishes of the people around one session. Safe to use from several threads."""

    def __init__(self, muted: bool = False):
        self._lock = Lock()
        self._asks: list[Ask] = []
        self.muted = muted  # silences form, balance and praise; a safety cue is always spoken
        self.runner = ""  # who runs now; empty: nobody said. Clips and histories carry the name as it is at each frame
        self.over = False  # the loop ends after the frame in hand
        self.again = False  # and then all starts anew, with the settings as they are then

    def press(self, press: Ask) -> None:
        """Notes a button press, an answer or the wish to begin a training, for the next frame."""
        with self._lock:
            self._asks.append(press)

    def presses(self) -> tuple[Ask, ...]:
        """The presses and answers since the last call, in order."""
        with self._lock:
            asks, self._asks = tuple(self._asks), []
        return asks

    def end(self, again: bool = False) -> None:
        """Asks the loop to end after the frame in hand."""
        self.again = again
        self.over = True
