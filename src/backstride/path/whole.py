"""A box that the detector drew, carried on until it looks again: what changes within it is a piece of what was named.

A piece stands elsewhere than its whole: a shirt alone seems to hang far down the lane, and a shadow at the feet seems
to lie nearer. ``on_legs`` puts the parts of what stands on thin legs together before; this holds for whatever is named.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..core.boxes import Box, held, overlap

KEPT_S = 1.0  # two looks of the detector and a half, or one while it is eased; an older box tells nothing
GROWN = 0.12  # of the box's sides: limbs reach out of it between two looks
PIECE = 0.7  # of a change within a whole
ALIKE = 0.55  # overlap of a change with as much of a whole as it reaches up
JOINED = 0.6  # of the lower part of a whole within a change: both are one
FOOT_SHARE, FOOT_H = 0.08, 0.006  # of its height, and image heights: feet that so near meet the ground at one place
AS_LARGE, STEP_H = 0.75, 0.02  # of each other's sides; and so far at most it is by now, in image heights
UNMOVED: Box = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Whole:
    """A box in image heights, as it was drawn at ``t_s``, and how its sides move in a second."""

    box: Box
    t_s: float
    drift: Box = UNMOVED
    before: Whole | None = None  # as it was drawn the time before

    def at(self, t_s: float) -> Box:
        """Where it is by now, if it went on."""
        on = t_s - self.t_s
        return tuple(side + on * drift for side, drift in zip(self.box, self.drift, strict=True))

    def knows(self, t_s: float) -> bool:
        """Whether it still tells something."""
        return t_s - self.t_s <= KEPT_S


def drawn_anew(before: Whole | None, box: Box, t_s: float) -> Whole:
    """The whole by the detector's newest box.

    How it goes aside is told by the last two boxes. Up and down two that follow one another may differ for they were
    drawn in pictures of two sizes (``region.Ahead``): that is told by the newest and the last but one.
    """
    aside, down = _drift(before, box, t_s), _drift(before and before.before, box, t_s)
    last = None if before is None else replace(before, before=None)
    return Whole(box, t_s, (aside[0], down[1], aside[2], down[3]), last)


def _drift(before: Whole | None, box: Box, t_s: float) -> Box:
    if before is None or not 0 < t_s - before.t_s <= KEPT_S:
        return UNMOVED
    return tuple((new - old) / (t_s - before.t_s) for new, old in zip(box, before.box, strict=True))


def belongs(change: Box, whole: Box) -> bool:
    """Whether a change is a piece of a whole, all of it, or it and something joined to it."""
    return held(change, _grown(whole)) > PIECE or held(_lower(whole), change) > JOINED


def tells_place(change: Box, whole: Box) -> bool:
    """Whether a change meets the ground where its whole does, and is about as wide; or is as large, but has gone on."""
    if _is_as_large(change, whole):
        return True
    from_there = (whole[0], max(whole[1], change[1]), whole[2], whole[3])
    return abs(change[3] - whole[3]) <= _foot(whole) and overlap(change, from_there) > ALIKE


def _is_as_large(change: Box, whole: Box) -> bool:
    if abs(change[3] - whole[3]) > STEP_H:
        return False
    sides = [(box[2] - box[0], box[3] - box[1]) for box in (change, whole)]
    return all(min(a, b) > AS_LARGE * max(a, b) for a, b in zip(*sides, strict=True))


def reaches_below(change: Box, whole: Box) -> bool:
    """Whether a change goes on below the foot of its whole, where something else may lie."""
    return change[3] > whole[3] + _foot(whole)


def _foot(whole: Box) -> float:
    return FOOT_SHARE * (whole[3] - whole[1]) + FOOT_H


def _lower(whole: Box) -> Box:
    x0, y0, x1, y1 = whole
    return x0, (y0 + y1) / 2, x1, y1


def _grown(whole: Box) -> Box:
    x0, y0, x1, y1 = whole
    wide, tall = GROWN * (x1 - x0), GROWN * (y1 - y0)
    return x0 - wide, y0 - tall, x1 + wide, y1 + tall
