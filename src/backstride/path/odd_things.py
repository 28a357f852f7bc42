"""Which regions of odd pixels are things that stand on the ground; marks, leaves and scattered noise are none."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from ..core.boxes import Box, overlap
from .bare import Part
from .plot import Plot

LOWEST_M, LOWEST_PX = 0.14, 5  # what stands lower is a mark, a leaf or noise
SMALLEST_M, WORN_PX, COMPACT = 0.12, 2, 2.0  # but a ball: so many rows are lost to its blurred edges; width in heights
NARROWEST_M = 0.08
FILLED = 0.12  # of its box: a thing that fills less is scattered noise
KNOWN_SHARE, WELL_BELOW = 0.4, 0.3  # of a region; of a thing's height
FRINGE_PX, FRINGE = 2, 0.18  # so wide is the body's fringe at most, or by the region's width; a leg is wider
CLEAR_SHARE = 0.4  # of a region clear of the runner's body: enough to tell what it is
DENSE = 128  # mean of odd pixels (255) and others: five of nine
JOIN = np.ones((13, 5), np.uint8)  # things come apart in bands, the lane's lines behind them part them too


@dataclass(frozen=True)
class Change:
    """One thing that was not there before, in pixels of the working picture."""

    box: Box
    foot: tuple[float, float]  # where it meets the ground
    base_px: float  # how wide it is there
    by_runner: bool  # it adjoins the runner's body, and may belong to it


@dataclass(frozen=True, eq=False)
class Found:
    """The odd pixels of one look, and what their regions are."""

    odd: np.ndarray  # uint8, 255
    labels: np.ndarray  # int32: each pixel's region
    things: list[tuple[Change, int]]  # with their labels
    dropped: list[int]  # the labels of what is no thing
    added: list[int] = field(default_factory=list)  # the labels of things in the ground's own colour

    def things_where(self) -> np.ndarray:
        """The pixels (bool) of all things; of one in the ground's own colour all that lies between its odd pixels."""
        where = np.isin(self.labels, [label for _, label in self.things]).astype(np.uint8)
        for label in self.added:
            points = cv2.findNonZero((self.labels == label).astype(np.uint8))
            if points is not None:  # another one may lie over all of it
                cv2.fillConvexPoly(where, cv2.convexHull(points), 1)
        return where > 0

    def has_stain(self, change: Change, part: Part, region: np.ndarray) -> bool:
        """Whether a region (bool) of a part is a thing that is known, and a stain of the ground well below its foot."""
        if np.mean(self.odd[part][region] > 0) < KNOWN_SHARE:
            return False
        known = [one.box for one, _ in self.things if overlap(one.box, change.box) > 0]
        return any(change.box[3] - box[3] > WELL_BELOW * (box[3] - box[1]) for box in known)

    def add(self, change: Change, part: Part, region: np.ndarray) -> None:
        """Adds a thing whose pixels are a region (bool) of a part, or joins it to the one that shares its box."""
        self.odd[part][region] = 255
        index = next((i for i, (one, _) in enumerate(self.things) if overlap(one.box, change.box) > 0), None)
        if index is None:
            label = int(self.labels.max()) + 1
            self.things.append((change, label))
            self.added.append(label)
        else:
            one, label = self.things[index]
            self.things[index] = _joined(one, change), label
        self.labels[part][region] = label


class Things:
    """Tells things from other regions on one plot."""

    def __init__(self, plot: Plot):
        self._plot = plot

    def part(self, box: Box) -> Part:
        """A box in pixels of the working picture as a part of the plot's rectangle."""
        (x0, y0, x1, y1), (left, top) = (int(value) for value in box), self._plot.corner
        return np.s_[y0 - top : y1 - top, x0 - left : x1 - left]

    def among(self, odd: np.ndarray, ring: np.ndarray, beside_m: float) -> Found:
        """What the regions of odd pixels are. ``ring`` as for ``one``."""
        labels, regions = _regions(odd)
        found = Found(odd, labels, [], [])
        for label, stat in regions:
            change = self.one(labels, label, stat, ring, beside_m)
            if change is None:
                found.dropped.append(label)
            else:
                found.things.append((change, label))
        return found

    def one(self, labels: np.ndarray, label: int, stat: np.ndarray, ring: np.ndarray, beside_m: float) -> Change | None:
        """The thing that a labelled region is; none where it is too low or thin, or farther beside the corridor.

        ``ring`` is 255 on the runner's body and around it.
        """
        x, y, w, h, area = (int(value) for value in stat)
        if h < LOWEST_PX or area < FILLED * w * h or self._runs_out(y + h):
            return None
        region = labels[y : y + h, x : x + w] == label
        near = region & (ring[y : y + h, x : x + w] > 0)
        h = _clear_down_to(region, near)
        region = region[:h]
        base = np.flatnonzero(region[-max(2, h // 4) :].any(axis=0))
        left, top = self._plot.corner
        foot = (left + x + float(base[0] + base[-1] + 1) / 2, top + y + h - 0.5)
        if not self._stands(foot, w, h, beside_m):
            return None
        box = left + x, top + y, left + x + w, top + y + h
        return Change(box, foot, float(base[-1] - base[0] + 1), bool(near.any()))

    def _stands(self, foot: tuple[float, float], wide_px: int, high_px: int, beside_m: float) -> bool:
        """Whether it is large enough for where it stands, and not too far beside the corridor."""
        lane = self._plot.lane
        ground = lane.ground(np.array([foot]))
        px_per_m = float(lane.px_per_m(ground)[0]) if np.isfinite(ground).all() else np.nan
        as_ball = high_px + WORN_PX >= SMALLEST_M * px_per_m and wide_px < COMPACT * high_px
        if not ((high_px >= LOWEST_M * px_per_m or as_ball) and wide_px >= NARROWEST_M * px_per_m):
            return False
        return bool(abs(ground[0, 1]) <= lane.width_m / 2 + beside_m)

    def _runs_out(self, bottom: int) -> bool:
        """A thing cut off by the plot's lower edge stands nearer to the camera than the plot, so not on the lane."""
        below = self._plot.corner[1] + self._plot.size[1] < self._plot.lane.image_size[1]
        return below and bottom >= self._plot.size[1] - 1


def _regions(odd: np.ndarray) -> tuple[np.ndarray, list[tuple[int, np.ndarray]]]:
    """The dense regions: labels (int32), and each label with its left, top, width, height and area."""
    labels = np.zeros(odd.shape, np.int32)
    dense = cv2.compare(cv2.blur(odd, (3, 3)), DENSE, cv2.CMP_GT)
    x, y, w, h = cv2.boundingRect(dense)
    if w == 0:
        return labels, []
    x0, y0 = max(0, x - JOIN.shape[1]), max(0, y - JOIN.shape[0])
    part = np.s_[y0 : y + h + JOIN.shape[0], x0 : x + w + JOIN.shape[1]]
    joined = cv2.morphologyEx(np.ascontiguousarray(dense[part]), cv2.MORPH_CLOSE, JOIN)
    _, labels[part], stats, _ = cv2.connectedComponentsWithStats(joined)
    stats[:, :2] += (x0, y0)
    return labels, list(enumerate(stats[1:], start=1))


def _clear_down_to(region: np.ndarray, near: np.ndarray) -> int:
    """How many rows of a region are not but what is ``near`` the runner's body; all where little else is seen of it.

    The body's fringe, which the drawn body leaves out, would draw the foot of a bag behind a thigh down to the knee.
    """
    clear = region & ~near
    if np.count_nonzero(clear) < CLEAR_SHARE * np.count_nonzero(region):
        return len(region)
    rows = int(np.flatnonzero(clear.any(axis=1))[-1]) + 1
    is_fringe = region[rows:].sum(axis=1).max(initial=0) <= max(FRINGE_PX, FRINGE * region.shape[1])
    return rows if is_fringe and rows >= LOWEST_PX else len(region)


def _joined(one: Change, other: Change) -> Change:
    """Two pieces of one thing: it stands where the lower one does."""
    low = max(one, other, key=lambda piece: piece.foot[1])
    box = (min(one.box[0], other.box[0]), min(one.box[1], other.box[1]),
           max(one.box[2], other.box[2]), max(one.box[3], other.box[3]))  # fmt: skip
    return Change(box, low.foot, low.base_px, one.by_runner or other.by_runner)
