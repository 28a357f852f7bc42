"""Things of the ground's own colour: what differs from the bare lane in brightness alone and yet is no shadow.

A shadow darkens all it falls on by one share, and a patch of sun brightens it so. A thing has sides in different
light, so its brightness over the bare lane's takes several values within one small region.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .plot import Plot

SHARE, STEPS = 0.10, 6.0  # brighter or darker than the bare lane: by this share and so many steps of 255
SIDES = 1.25  # the brightest side over the darkest one
AT_FIRST_SIDES, OF_GRAIN = 1.38, 6.0  # where only the strip's colour is known; in spreads of the ground's own grain
TWO_WAYS, PART = 1.13, 0.15  # or: a good part so much brighter and a good part so much darker than the bare lane
FEWEST_PX = 10  # of them: fewer tell no sides
LOWEST_PX, NARROWEST_PX = 5, 3
FILLED, FLATTEST = 0.4, 3.2  # of its box; width in heights
MOST = 2  # at once: more is sun through leaves
JOIN = np.ones((5, 3), np.uint8)
INNER = np.ones((5, 5), np.uint8)
NECK = np.ones((7, 5), np.uint8)  # what is thinner only ties: the runner's shadow far off
DENSE = 128  # mean of pixels off (255) and others: five of nine


@dataclass(frozen=True, eq=False)
class Lights:
    """Brightnesses (float32) in the same light."""

    now: np.ndarray
    bare: np.ndarray  # of the bare lane
    strip: np.ndarray  # of the strip along the lane that each pixel belongs to
    plain: np.ndarray  # 255 where the bare lane has no edges: along a line a shake alone makes sides


class Shades:
    """Looks for such things on one plot. What the plot's edge cuts off is not judged: shadows reach in from there."""

    def __init__(self, plot: Plot):
        whole = cv2.copyMakeBorder(plot.mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
        self._rim = cv2.bitwise_and(plot.mask, cv2.bitwise_not(cv2.erode(whole, np.ones((5, 5), np.uint8))[1:-1, 1:-1]))
        self._plot = plot

    def regions(self, lights: Lights, hidden: np.ndarray, steps: float, share: float = SHARE, sides: float = SIDES):
        """Labels (int32, the plot's shape) and the (label, stat) pairs of the regions that have sides.

        ``hidden`` is 255 where nothing is sought; ``steps`` (of 255) and ``share`` tell what is brighter or darker.
        What has sides against the bare lane but none against its strip is bare ground that something stood on, or
        threw its shadow on, before.
        """
        now, bare = lights.now, lights.bare
        off = cv2.absdiff(now, bare)
        mask = cv2.compare(off, cv2.max(cv2.multiply(bare, share), steps), cv2.CMP_GT)
        mask = cv2.bitwise_and(mask, self._plot.mask)
        mask = cv2.bitwise_and(mask, cv2.bitwise_not(hidden))
        dense = cv2.compare(cv2.blur(mask, (3, 3)), DENSE, cv2.CMP_GT)
        labels = np.zeros(mask.shape, np.int32)
        x, y, w, h = cv2.boundingRect(dense)
        if w == 0:
            return labels, []
        part = np.s_[y : y + h, x : x + w]
        joined = cv2.morphologyEx(np.ascontiguousarray(dense[part]), cv2.MORPH_CLOSE, JOIN)
        labels[part], stats = _pieces(joined, cv2.dilate(hidden, NECK)[part])
        stats[:, :2] += (x, y)
        return labels, [(label, stats[label]) for label in np.flatnonzero(_compact(stats)[1:]) + 1
                        if self._is_thing(labels, label, stats[label], lights, sides)]  # fmt: skip

    def _is_thing(self, labels: np.ndarray, label: int, stat, lights: Lights, sides: float) -> bool:
        x, y, w, h, _ = stat.tolist()
        part = np.s_[y : y + h, x : x + w]
        region = (labels[part] == label).astype(np.uint8)
        if cv2.countNonZero(cv2.bitwise_and(self._rim[part], self._rim[part], mask=region)):
            return False
        level, now = lights.plain[part] > 0, lights.now[part]
        inner = cv2.erode(region, INNER, borderType=cv2.BORDER_CONSTANT, borderValue=0)
        whole, inner = (region > 0) & level, (inner > 0) & level
        return all(_has_sides((now + 1) / (bare[part] + 1), whole, inner, sides)
                   for bare in (lights.bare, lights.strip))  # fmt: skip


def _pieces(mask: np.ndarray, by_runner: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Labels and stats of the pieces of a mask; where the runner's shadow ties one to the runner, it is cut off.

    Nobody else's shadow is cut: its pieces would be things.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    beside = np.bincount(labels[by_runner > 0], minlength=len(stats)) > 0
    for label in np.flatnonzero((beside & ~_compact(stats))[1:]) + 1:  # 0 is what is no piece
        labels, stats = _cut_off(labels, stats, label)
    return labels, stats


def _cut_off(labels: np.ndarray, stats: np.ndarray, label: int) -> tuple[np.ndarray, np.ndarray]:
    """The same with a piece parted at what is thin: its thick parts get labels of their own, itself no area."""
    x, y, w, h, _ = stats[label].tolist()
    part = np.s_[y : y + h, x : x + w]
    own = (labels[part] == label).astype(np.uint8)
    thick = cv2.morphologyEx(own, cv2.MORPH_OPEN, NECK, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    _, parts, more, _ = cv2.connectedComponentsWithStats(thick)
    labels[part][own > 0] = 0
    labels[part][parts > 0] = parts[parts > 0] + len(stats) - 1
    stats[label, cv2.CC_STAT_AREA] = 0
    return labels, np.concatenate([stats, more[1:] + np.array([x, y, 0, 0, 0], np.int32)])


def _compact(stats: np.ndarray) -> np.ndarray:
    w, h, area = stats[:, 2], stats[:, 3], stats[:, 4]
    return (h >= LOWEST_PX) & (w >= NARROWEST_PX) & (area >= FILLED * w * h) & (w <= FLATTEST * h)


def _has_sides(ratio: np.ndarray, whole: np.ndarray, inner: np.ndarray, sides: float) -> bool:
    """Whether the brightness over the bare lane's goes both ways, or varies well within the outline.

    At the outline it always varies: pictures are soft.
    """
    of_whole, of_inner = ratio[whole], ratio[inner]
    ways = (np.count_nonzero(of_whole > TWO_WAYS), np.count_nonzero(of_whole * TWO_WAYS < 1))
    if len(of_whole) >= FEWEST_PX and min(ways) > PART * len(of_whole):
        return True
    if len(of_inner) < FEWEST_PX:
        return False
    tenth = len(of_inner) // 10
    ordered = np.partition(of_inner, (tenth, -1 - tenth))
    return bool(ordered[-1 - tenth] > sides * ordered[tenth])
