"""Who is about a treadmill besides its runner: finds into people and dogs that stay themselves from look to look."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import hypot, isfinite

from ..core.boxes import Box
from ..types import Found, Motion

SURE_FINDS = 2
DOUBT_S, GONE_S, HIDDEN_S = 1.2, 2.5, 5.0  # unseen: doubtful ones, believed ones, and those behind the runner
REACH, REACH_PER_S = 0.35, 0.9  # body heights from one find to the next, and as much more for each second
ALIKE = 0.5  # the smaller of two heights over the larger, for one body
SPEED_S, LEAST_S = 1.5, 0.3
HALF_WIDTH_M = 0.25
FARTHEST_M = 8.0  # nobody farther is anybody's business
SPOTTER = "spotter"


@dataclass(frozen=True)
class Find:
    """One body on one look: how far beyond the belt it stands (along the picture, away from the camera)."""

    label: str
    box: Box
    across_m: float
    deep_m: float


@dataclass(eq=False)
class Visitor:
    """One of them over time."""

    number: int
    first_s: float
    finds: int = 0
    last_s: float = 0.0
    box: Box = (0.0, 0.0, 0.0, 0.0)
    labels: Counter[str] = field(default_factory=Counter)
    seen: deque[tuple[float, float, float]] = field(default_factory=deque)  # t_s, across, deep
    spotter: bool = False

    @property
    def believed(self) -> bool:
        return self.finds >= SURE_FINDS

    def see(self, find: Find, t_s: float) -> None:
        self.finds, self.last_s, self.box = self.finds + 1, t_s, find.box
        self.labels[find.label] += 1
        self.seen.append((t_s, find.across_m, find.deep_m))
        while self.seen[0][0] < t_s - SPEED_S:
            self.seen.popleft()

    def found(self) -> Found:
        first_s, *began = self.seen[0]
        last_s, *now = self.seen[-1]
        lasts_s = last_s - first_s
        speed = [(b - a) / lasts_s if lasts_s >= LEAST_S else 0.0 for a, b in zip(began, now, strict=True)]
        label = SPOTTER if self.spotter else self.labels.most_common(1)[0][0]
        return Found(self.number, label, Motion(*now, *speed, HALF_WIDTH_M), self.box)


class Visitors:
    """All of them. The first ``spotters`` people who are there belong there."""

    def __init__(self, spotters: int = 0) -> None:
        self._spotters = spotters
        self._all: list[Visitor] = []
        self._next = 1

    @property
    def doubtful(self) -> bool:
        """Whether somebody was found who was not found again yet."""
        return any(not one.believed for one in self._all)

    def found(self) -> tuple[Found, ...]:
        return tuple(one.found() for one in self._all if one.believed)

    def look(self, finds: Iterable[Find], t_s: float, hidden) -> None:
        """Takes in one look of the detector. ``hidden(box)`` tells whether the runner's body is before a box."""
        pairs = [(unlike, i, one, find) for i, find in enumerate(f for f in finds if _is_near(f))
                 for one in [*self._all, None] if (unlike := _unlikeness(one, find, t_s)) <= 1.0]  # fmt: skip
        matched: set[int] = set()
        for _, i, one, find in sorted(pairs, key=lambda pair: pair[0]):
            if i in matched or (one is not None and one.last_s == t_s):
                continue
            matched.add(i)
            (one or self._new(t_s)).see(find, t_s)
        self._all = [one for one in self._all if t_s - one.last_s <= _patience_s(one, hidden)]
        self._choose_spotters()

    def _new(self, t_s: float) -> Visitor:
        self._all.append(Visitor(self._next, t_s))
        self._next += 1
        return self._all[-1]

    def _choose_spotters(self) -> None:
        """One who was taken for a spotter stays one."""
        free = self._spotters - sum(one.spotter for one in self._all)
        for one in self._all:
            if free > 0 and one.believed and not one.spotter and one.labels.most_common(1)[0][0] == "person":
                one.spotter, free = True, free - 1


def _is_near(find: Find) -> bool:
    return isfinite(find.across_m) and hypot(find.across_m, find.deep_m) < FARTHEST_M


def _unlikeness(one: Visitor | None, find: Find, t_s: float) -> float:
    """0 the same place; over 1 somebody else. Nobody known is worse than anybody who may be it."""
    if one is None:
        return 1.0
    heights = sorted((one.box[3] - one.box[1], find.box[3] - find.box[1]))
    apart = hypot(*(_middle(a, find.box, i) for i, a in ((0, one.box), (1, one.box)))) / max(heights[1], 1e-6)
    fits = heights[0] >= ALIKE * heights[1]
    return 0.99 * apart / (REACH + REACH_PER_S * (t_s - one.last_s)) if fits else 2.0


def _middle(a: Box, b: Box, axis: int) -> float:
    return (a[axis] + a[axis + 2] - b[axis] - b[axis + 2]) / 2


def _patience_s(one: Visitor, hidden) -> float:
    if not one.believed:
        return DOUBT_S
    return HIDDEN_S if hidden(one.box) else GONE_S
