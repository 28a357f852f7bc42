"""How long a camera has given nothing, and what that is called: quiet first, then lost.

Quiet is told at once, because a runner is blind from then on; but only what is lost is opened anew, which takes long.
"""

from __future__ import annotations

from collections.abc import Callable

from ..errors import SourceLost, SourceQuiet

QUIET_S = 0.6  # with the loop's and the player's own time, a loss is heard and seen within a second
LEAST_WAIT_S = 0.2  # for a loop that comes late: the picture may lie ready and only needs to be handed over


class Silence:
    """The time since a camera's last picture. Before the first one only ``patience_s`` counts: cameras start slowly."""

    def __init__(self, title: str, quiet_s: float, patience_s: float, clock: Callable[[], float]):
        self._title, self._quiet_s, self._patience_s, self._clock = title, quiet_s, patience_s, clock
        self._since_s = clock()
        self._may_be_quiet = False

    def left_s(self) -> float:
        """How long to wait for the next picture before asking ``told`` what to say."""
        return max(self._since_s + self._bound_s - self._clock(), LEAST_WAIT_S)

    def told(self) -> SourceLost:
        """What to raise when nothing came: SourceQuiet once a silence, then SourceLost."""
        kind = SourceQuiet if self._bound_s < self._patience_s else SourceLost
        words = f"{self._title} was lost: no picture for {self._bound_s:g} s"
        self._may_be_quiet = False
        return kind(words)

    def ends(self) -> None:
        """A picture came."""
        self._since_s, self._may_be_quiet = self._clock(), True

    @property
    def _bound_s(self) -> float:
        return min(self._quiet_s, self._patience_s) if self._may_be_quiet else self._patience_s
