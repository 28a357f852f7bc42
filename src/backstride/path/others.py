"""Who else is about: where what was named lately is by now, as far as anybody can tell."""

from __future__ import annotations

from collections.abc import Iterable

from ..core.boxes import Box, overlap
from .whole import Whole, drawn_anew

SAME = 0.3  # overlap of a box with where one of them was expected


class Others:
    """All of them; one that a look of the detector leaves out is about for a while still."""

    def __init__(self) -> None:
        self._all: list[Whole] = []

    def name(self, boxes: Iterable[Box], t_s: float) -> None:
        """Takes in what was named on a picture of ``t_s``."""
        now = []
        for box in boxes:
            same = self._same(box, t_s)
            self._all = [other for other in self._all if other is not same]
            now.append(drawn_anew(same, box, t_s))
        self._all += now

    def at(self, t_s: float) -> list[Box]:
        """Their boxes by now."""
        self._all = [other for other in self._all if other.knows(t_s)]
        return [other.at(t_s) for other in self._all]

    def _same(self, box: Box, t_s: float) -> Whole | None:
        """The one that was expected at about a box."""
        alike = [other for other in self._all if overlap(other.at(t_s), box) >= SAME]
        return max(alike, key=lambda other: overlap(other.at(t_s), box), default=None)
