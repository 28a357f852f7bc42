"""What stands on thin legs and was named, put together before it is followed: of it often only upper parts differ.

A part stands where its whole does, between two looks of the detector too. ``whole`` serves whatever is named, later on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..core.boxes import Box, held, overlap
from .detector import LEAST_SCORE, ON_LEGS, Detection
from .spots import GONE_S
from .tracks import Sighting

PART_HELD = 0.7  # of a part's box within the whole's
OTHERS_HELD = 0.5  # of a change within somebody else's box: somebody's legs before a bicycle are no part of it
FEET = 0.08  # of the whole's height: a part that ends so near its foot tells it more exactly than the detector's box
WIDE = 0.5  # of the whole's width
BELOW = 0.1  # what ends so far below the whole's foot is no part of it
SAME = 0.3  # overlap of what was named twice
FAINT_SHARE = 0.15  # below the detector's usual score so much of what the box says of head and foot is taken
REMEMBERED_S = 3.0  # since it was named: while parts of it are seen, the detector may miss it for a while
GOES_ON_S, PACED_S = 1.0, 1.3  # so long it goes on as it went; two namings farther apart tell no pace


def counts(detection: Detection) -> bool:
    """Whether it is sure enough: what has thin legs is told by little else, other things are seen to differ."""
    return detection.score >= LEAST_SCORE or detection.label in ON_LEGS


@dataclass(frozen=True)
class Whole:
    """One such thing. Boxes in image heights, paces in image heights a second."""

    box: Box
    at_s: float  # when it was there
    named: Sighting
    named_s: float
    pace: tuple[float, float] = (0.0, 0.0)  # of its middle to the right, and of its foot down

    def expected(self, t_s: float) -> Box:
        """Where it is by now."""
        on_s = min(max(t_s - self.at_s, 0.0), GOES_ON_S)
        right, down = self.pace[0] * on_s, self.pace[1] * on_s
        x0, y0, x1, y1 = self.box
        return x0 + right, y0 + down, x1 + right, y1 + down


class OnLegs:
    """All of them, as last named."""

    def __init__(self) -> None:
        self._wholes: list[Whole] = []
        self._others: list[Box] = []

    def name(self, named: Sequence[Sighting], t_s: float) -> list[Box]:
        """Takes in what was named on a picture of ``t_s``; gives all its boxes, steadied where a name is faint."""
        self._others = [one.box for one in named if one.label not in ON_LEGS]
        return [self._taken(one, t_s).box if one.label in ON_LEGS else one.box for one in named]

    def _taken(self, one: Sighting, t_s: float) -> Whole:
        before = self._same(one.box, t_s)
        if before is not None:
            self._wholes.remove(before)
        self._wholes.append(Whole(one.box, t_s, one, t_s) if before is None else _again(before, one, t_s))
        return self._wholes[-1]

    def _same(self, box: Box, t_s: float) -> Whole | None:
        """The whole that was expected at about a box."""
        nearest = max(self._wholes, key=lambda whole: overlap(whole.expected(t_s), box), default=None)
        return None if nearest is None or overlap(nearest.expected(t_s), box) < SAME else nearest

    def parted(self, changes: Sequence[Sighting], t_s: float) -> tuple[list[Sighting], list[Box]]:
        """The changes that are no parts, and the boxes of the wholes whose parts are seen."""
        rest, found = list(changes), []
        self._wholes = [whole for whole in self._wholes if t_s - whole.named_s <= REMEMBERED_S]
        for i, whole in enumerate(self._wholes):
            box = whole.expected(t_s)
            parts = [one.box for one in rest if _is_part(one.box, box) and not self._is_anothers(one.box)]
            if not parts or any(_stands(part, box) for part in parts):
                continue
            box = _around(box, parts)
            crowded = any(overlap(box, other) > 0 for other in self._others)  # its place would be taken for theirs
            if crowded and t_s - whole.named_s > GONE_S:
                continue  # nothing but its parts tells that something is there
            self._wholes[i] = replace(whole, box=box, at_s=t_s)
            rest = [one for one in rest if one.box not in parts]
            if not crowded:
                found.append(_on_foot(box, parts))
        return rest, found

    def _is_anothers(self, box: Box) -> bool:
        return any(held(box, other) > OTHERS_HELD for other in self._others)


def _again(before: Whole, now: Sighting, t_s: float) -> Whole:
    x0, y0, x1, y1 = now.box
    if now.score < LEAST_SCORE:
        _, top, _, foot = before.expected(t_s)
        y0, y1 = top + FAINT_SHARE * (y0 - top), foot + FAINT_SHARE * (y1 - foot)
    return Whole((x0, y0, x1, y1), t_s, now, t_s, _pace(before, now, t_s))


def _pace(before: Whole, now: Sighting, t_s: float) -> tuple[float, float]:
    """What goes by between two namings; a foot that is half hidden, or named faintly, only seems to go up or down."""
    then, gap_s = before.named, t_s - before.named_s
    if not 0 < gap_s <= PACED_S:
        return 0.0, 0.0
    right = (now.box[0] + now.box[2] - then.box[0] - then.box[2]) / 2
    clear = all(one.score >= LEAST_SCORE and not one.by_runner for one in (then, now))
    return right / gap_s, (now.box[3] - then.box[3]) / gap_s if clear else 0.0


def _is_part(box: Box, whole: Box) -> bool:
    return held(box, whole) > PART_HELD and box[3] < whole[3] + BELOW * (whole[3] - whole[1])


def _stands(part: Box, whole: Box) -> bool:
    """Whether it is nearly all of it, down to the foot: then it tells its place better than the detector."""
    low = part[3] >= whole[3] - FEET * (whole[3] - whole[1])
    return low and part[2] - part[0] >= WIDE * (whole[2] - whole[0])


def _around(box: Box, parts: Sequence[Box]) -> Box:
    """The whole's box, moved aside until its parts do not stick out."""
    left, right = min(part[0] for part in parts), max(part[2] for part in parts)
    aside = min(left - box[0], 0.0) or max(right - box[2], 0.0)
    return box[0] + aside, box[1], box[2] + aside, box[3]


def _on_foot(box: Box, parts: Sequence[Box]) -> Box:
    """The whole's box down to its foot: where the lowest part ends, if that is near."""
    lowest = max(part[3] for part in parts)
    return box if lowest < box[3] - FEET * (box[3] - box[1]) else (*box[:3], lowest)
