"""What deserves a closer look: shown little else, the detector names small things that it hardly sees otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..core.boxes import Box, held, overlap

IN_VAIN_S = 2.0  # what a closer look did not find is not looked at again for so long
SAME, PART = 0.2, 0.7  # overlap of boxes around one thing; and how much of a piece is within its whole

Find = tuple[float, Box]  # how sure the detector is, and where, in image heights


class Closer:
    """Chooses it: what was seen best of what is not known yet."""

    def __init__(self) -> None:
        self._worth: Sequence[Find] = ()
        self._in_vain: list[tuple[float, Box]] = []

    def answered(self, finds: Sequence[Find], close: Box | None, t_s: float) -> None:
        """Takes in what the detector saw, however faintly, on a picture of ``t_s``, or ``close`` about a box on it."""
        if close is not None and not any(overlap(box, close) > SAME for _, box in finds):
            self._in_vain.append((t_s, close))
        self._worth = finds

    def next(self, known: Iterable[Box], t_s: float) -> Box | None:
        """Where to look closely now, once after an answer; None where nothing is worth it."""
        self._in_vain = [(then, box) for then, box in self._in_vain if t_s - then <= IN_VAIN_S]
        apart = [*known, *(box for _, box in self._in_vain)]
        worth = [find for find in self._worth if not any(_are_one(find[1], box) for box in apart)]
        self._worth = ()
        return max(worth, default=(0.0, None))[1]


def _are_one(box: Box, other: Box) -> bool:
    return overlap(box, other) > SAME or max(held(box, other), held(other, box)) > PART
