"""What stands on thin legs and was named, put together before it is followed: of it often only upper parts differ.

A part stands where its whole does, between two looks of the detector too; ``feet`` tells where that is. ``whole``
serves whatever is named, later on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..core.boxes import Box, area, held, overlap
from .detector import LEAST_SCORE, ON_LEGS
from .feet import FEWEST, Low, Naming, foot_by, lows_with, trend
from .others import Others
from .sighting import Sighting
from .spots import GONE_S

PART_HELD = 0.7  # of a part's box within the whole's
OTHERS_HELD = 0.5  # of a change within somebody else's box: somebody's legs before a bicycle are no part of it
CYCLES = frozenset({"bicycle", "motorcycle"})
FEET = 0.08  # of the whole's height: a part that ends so near its foot tells it more exactly than the detector's box
UNDER_SEAT = 0.3  # the same where nothing but legs is below half of the height; names take in their shadow
WIDE = 0.8  # of the whole's width: so nothing of it stands beside
BELOW = 0.1  # what ends so far below the whole's foot is no part of it
SAME = 0.3  # overlap of what was named twice
SIDES = 0.1  # of the width: two names whose sides differ by less are of one thing
CUT = 0.01  # image heights from the end of what is looked at: a foot there may be below
FAINT_SHARE = 0.15  # below the detector's usual score so much of what the box says of head and foot is taken
REMEMBERED_S = 3.0  # since it was named: while parts of it are seen, the detector may miss it for a while
GOES_ON_S, PACED_S = 1.0, 1.3  # so long it goes on as it went; two namings farther apart tell no pace


def once(named: Sequence[Sighting]) -> list[Sighting]:
    """What was named, the surest first, without what is named a second time.

    Faintly: a bench by its boards alone, or with the lines of the ground before it. Or surely, and exactly as wide:
    that by its boards is the same bench, which stands where the lower one ends.
    """
    kept: list[Sighting] = []
    for one in named:
        surer = [other for other in kept if other.label == one.label]
        if one.score < LEAST_SCORE and any(_are_one(one.box, other.box) for other in surer):
            continue
        boards = next((other for other in surer if one.label in ON_LEGS and _as_wide(one.box, other.box)), None)
        if boards is None:
            kept.append(one)
        elif one.box[3] > boards.box[3]:
            kept[kept.index(boards)] = replace(one, score=boards.score)
    return kept


def _as_wide(box: Box, other: Box) -> bool:
    """Whether two boxes, one over the other, have the same left and right sides."""
    slack = SIDES * (box[2] - box[0])
    sides = abs(box[0] - other[0]) < slack and abs(box[2] - other[2]) < slack
    return sides and overlap(box, other) > 0


def _are_one(box: Box, other: Box) -> bool:
    return overlap(box, other) > SAME or max(held(box, other), held(other, box)) > PART_HELD


@dataclass(frozen=True)
class Legged:
    """One such thing. Boxes in image heights, paces in image heights a second."""

    box: Box
    at_s: float  # when it was there
    namings: tuple[Naming, ...]  # the last ones, the newest last
    pace: tuple[float, float] = (0.0, 0.0)  # of its middle to the right, and of its foot down
    lows: tuple[Low, ...] = ()  # where its parts ended

    @property
    def named_s(self) -> float:
        return self.namings[-1].t_s

    def expected(self, t_s: float) -> Box:
        """Where it is by now."""
        on_s = min(max(t_s - self.at_s, 0.0), GOES_ON_S)
        right, down = self.pace[0] * on_s, self.pace[1] * on_s
        x0, y0, x1, y1 = self.box
        return x0 + right, y0 + down, x1 + right, y1 + down

    def on_parts(self, parts: Sequence[Box], t_s: float) -> Legged:
        """The same where its parts are seen: they tell how it went on, where they were seen when it was named."""
        x0, y0, x1, y1 = box = _around(self.expected(t_s), parts)
        lows = lows_with(self.lows, Low(t_s, max(part[3] for part in parts)), y1 - y0)
        foot = foot_by(self.namings, lows)
        if foot is not None:
            box = x0, y0 + foot - y1, x1, foot
        return replace(self, box=box, at_s=t_s, lows=lows)

    def is_nearly(self, part: Box) -> bool:
        """Whether a part is nearly all of it, down to the foot: then it tells its place better than the detector."""
        return self._meets_foot(part[3]) and part[2] - part[0] >= WIDE * (self.box[2] - self.box[0])

    def on_foot(self, parts: Sequence[Box]) -> Box:
        """Its box down to its foot: where the lowest part ends, if that is near."""
        lowest = max(part[3] for part in parts)
        return (*self.box[:3], lowest) if self._meets_foot(lowest) else self.box

    def _meets_foot(self, low: float) -> bool:
        """Whether a part that ends there stands there too; what ends well below is joined to something else."""
        suddenly = len(self.lows) < 2  # a glimpse of a leg, perhaps not all of it
        above = FEET if suddenly or self.namings[-1].label in CYCLES else UNDER_SEAT
        return -above <= (low - self.box[3]) / (self.box[3] - self.box[1]) <= FEET


class OnLegs:
    """All of them, as last named."""

    def __init__(self, lowest: float = 1.0) -> None:
        """``lowest`` is where the picture ends that is looked at, in image heights: a foot there is cut off."""
        self._lowest = lowest
        self._wholes: list[Legged] = []
        self._others = Others()  # one of them may stand before it

    def name(self, named: Sequence[Sighting], t_s: float) -> list[Box]:
        """Takes in what was named on a picture of ``t_s``; gives all its boxes, steadied where a name is faint."""
        self._others.name((one.box for one in named if one.label not in ON_LEGS), t_s)
        return [self._taken(one, t_s).box if one.label in ON_LEGS else one.box for one in named]

    def _taken(self, one: Sighting, t_s: float) -> Legged:
        before = self._same(one.box, t_s)
        if before is not None:
            self._wholes.remove(before)
        tells_foot = not one.by_runner and one.box[3] < self._lowest - CUT
        now = Naming(t_s, one.label, one.box, one.score, tells_foot)
        self._wholes.append(Legged(one.box, t_s, (now,)) if before is None else _again(before, now))
        return self._wholes[-1]

    def _same(self, box: Box, t_s: float) -> Legged | None:
        """The whole that was expected at about a box."""
        nearest = max(self._wholes, key=lambda whole: overlap(whole.expected(t_s), box), default=None)
        return None if nearest is None or overlap(nearest.expected(t_s), box) < SAME else nearest

    def parted(self, changes: Sequence[Sighting], t_s: float) -> tuple[list[Sighting], list[Box]]:
        """The changes that are no parts, and the boxes of the wholes whose parts are seen."""
        self._wholes = [whole for whole in self._wholes if t_s - whole.named_s <= REMEMBERED_S]
        others, taken, found = self._others.at(t_s), [], []
        mine = [one.box for one in changes if not any(held(one.box, other) > OTHERS_HELD for other in others)]
        for i, parts in enumerate(self._parts(mine, t_s)):
            if not parts:
                continue
            whole = self._wholes[i] = self._wholes[i].on_parts(parts, t_s)
            crowded = any(overlap(whole.box, other) > 0 for other in others)
            if wholly := [part for part in parts if whole.is_nearly(part)]:
                taken += wholly
                found.append(max(wholly, key=area))  # by its whole width: of two legs one may not show
            elif not crowded:
                taken += parts
                found.append(whole.on_foot(parts))
            elif t_s - whole.named_s <= GONE_S:  # its place would be taken for theirs; later they alone tell of it
                taken += parts
        return [one for one in changes if one.box not in taken], found

    def _parts(self, boxes: Sequence[Box], t_s: float) -> list[list[Box]]:
        """The parts of each whole; of two that may have one, it is of the one that holds clearly more, or the first."""
        wholes = [whole.expected(t_s) for whole in self._wholes]
        parts: list[list[Box]] = [[] for _ in wholes]
        for box in boxes:
            may = [i for i, whole in enumerate(wholes) if _is_part(box, whole)]
            if may:
                parts[max(may, key=lambda i: round(held(box, wholes[i]), 1))].append(box)
        return parts


def _again(before: Legged, now: Naming) -> Legged:
    namings = (*(one for one in before.namings if now.t_s - one.t_s <= REMEMBERED_S), now)
    x0, top, x1, foot = now.box
    going = trend(namings)
    if going is not None:
        foot, down = going
    else:
        down = _step(before.namings[-1], now) if len(namings) < FEWEST else 0.0
        if now.score < LEAST_SCORE:
            _, then_top, _, then_foot = before.expected(now.t_s)
            top, foot = then_top + FAINT_SHARE * (top - then_top), then_foot + FAINT_SHARE * (foot - then_foot)
    return Legged((x0, top, x1, foot), now.t_s, namings, (_aside(before.namings[-1], now), down), before.lows)


def _aside(then: Naming, now: Naming) -> float:
    """The pace of its middle to the right, by the last two namings."""
    gap_s = now.t_s - then.t_s
    return (now.box[0] + now.box[2] - then.box[0] - then.box[2]) / 2 / gap_s if 0 < gap_s <= PACED_S else 0.0


def _step(then: Naming, now: Naming) -> float:
    """The foot's pace by two namings alone; a foot that is half hidden, or named faintly, only seems to go."""
    gap_s = now.t_s - then.t_s
    clear = all(one.score >= LEAST_SCORE and one.tells_foot for one in (then, now))
    return (now.box[3] - then.box[3]) / gap_s if clear and 0 < gap_s <= PACED_S else 0.0


def _is_part(box: Box, whole: Box) -> bool:
    return held(box, whole) > PART_HELD and box[3] < whole[3] + BELOW * (whole[3] - whole[1])


def _around(box: Box, parts: Sequence[Box]) -> Box:
    """The whole's box, moved aside until its parts do not stick out, or as far on both sides."""
    out = min(min(part[0] for part in parts) - box[0], 0.0), max(max(part[2] for part in parts) - box[2], 0.0)
    aside = sum(out) / 2 if all(out) else sum(out)
    return box[0] + aside, box[1], box[2] + aside, box[3]
