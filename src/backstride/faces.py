"""Makes the faces of other people in a film unrecognisable before it leaves the machine.

People are looked for beforehand, ten times a second, by the detector that ships, and followed through the pictures
between and those on which it missed them. The person whose box holds the runner's points is the runner; of every other
one the upper part of the box is blurred. It cannot promise that it finds everybody: who shares a film should look at it
first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import hypot, isfinite
from typing import Protocol

import cv2
import numpy as np

from .core import skeleton
from .core.boxes import Box, overlap
from .types import Frame, Moment, Pose

LEAST_SCORE = 0.25  # lower than for warnings: to blur a bush costs nothing, to show a face does
HEAD_SHARE = 0.28  # of a person's box from above: a head is a seventh of a standing body, more of a bent or cut-off one
AROUND = 0.15  # of the box's width, added on both sides and above
BLOCKS = 5  # what is left of a face: so many patches across
RUNNER_SHARE = 0.6  # of the runner's visible points that lie in the box of a person who is the runner
LEAST_LIKELY = 0.3
HEAD_POINTS = range(skeleton.LEFT_SHOULDER)  # nose, eyes, ears and mouth come before the shoulders
LOOK_S = 0.09  # from one look to the next
LONGEST_GAP_S = 3.0  # for which somebody who was found again was there all the time
BEFORE_AND_AFTER_S = 1.0  # for which somebody is taken to have been there before the first find and after the last
REACH = 0.6  # body heights from one find to the next, and as much again for each second between
ALIKE = 0.6  # the smaller of two heights over the larger, for one person
SAME = 0.45  # overlap of two boxes of one person
EDGE_PX = 4

Region = tuple[int, int, int, int]


class Detector(Protocol):
    """Finds things on a part of a picture, the surest first."""

    def look(self, picture: np.ndarray, region: Region) -> tuple: ...


# ---- who is where

@dataclass
class Person:
    """One person followed through a film: where they were found, in the order of time."""

    t_s: list[float] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    def likeness(self, t_s: float, box: Box) -> float:
        """How well a find at ``t_s`` fits, 0 best; infinite where it is somebody else."""
        gap_s, last = t_s - self.t_s[-1], self.boxes[-1]
        heights = sorted((last[3] - last[1], box[3] - box[1]))
        away = hypot(*(a - b for a, b in zip(_middle(last), _middle(box), strict=True))) / max(1.0, heights[1])
        fits = 0 < gap_s <= LONGEST_GAP_S and heights[0] >= ALIKE * heights[1] and away <= REACH * (1 + gap_s)
        return away if fits else float("inf")

    def at(self, t_s: float) -> Box | None:
        """Where the person is at ``t_s``: between two finds on the line from one to the other."""
        if not self.t_s[0] - BEFORE_AND_AFTER_S <= t_s <= self.t_s[-1] + BEFORE_AND_AFTER_S:
            return None
        return tuple(float(np.interp(t_s, self.t_s, side)) for side in zip(*self.boxes, strict=True))


def people_in(frames: Iterable[Frame], detector: Detector) -> tuple[Person, ...]:
    """Everybody whom the detector finds in a film, followed."""
    people: list[Person] = []
    due_s = float("-inf")
    for frame in frames:
        if frame.t_s < due_s:
            continue
        due_s = frame.t_s + LOOK_S
        for box in found_on(frame, detector):
            fit = min(people, key=lambda person: person.likeness(frame.t_s, box), default=None)
            if fit is None or fit.likeness(frame.t_s, box) == float("inf"):
                people.append(fit := Person())
            fit.t_s.append(frame.t_s)
            fit.boxes.append(box)
    return tuple(people)


def found_on(frame: Frame, detector: Detector) -> list[Box]:
    """The boxes of all people on a picture: looked for on the whole of it and, for the small ones, on squares of it."""
    kept: list[Box] = []
    for region in regions(frame.size):
        for thing in detector.look(frame.image, region):
            whole = thing.label == "person" and not _is_cut(thing.box, region, frame.size)
            if whole and all(overlap(thing.box, box) < SAME for box in kept):
                kept.append(thing.box)
    return kept


def regions(size: tuple[int, int]) -> Iterator[Region]:
    """The whole picture, and overlapping squares over its longer side."""
    width, height = size
    yield 0, 0, width, height
    side, long = min(size), max(size)
    if long < 1.2 * side:
        return
    count = int(np.ceil((long - side) / (0.75 * side))) + 1
    for at in np.linspace(0, long - side, count).astype(int).tolist():
        yield (at, 0, at + side, height) if width > height else (0, at, width, at + side)


def _is_cut(box: Box, region: Region, size: tuple[int, int]) -> bool:
    """Whether a box ends at a region's edge within the picture: there another region sees more of the person."""
    limits = (region[0], region[1], region[2], region[3])
    within = (region[0] > 0, region[1] > 0, region[2] < size[0], region[3] < size[1])
    return any(inner and abs(a - b) < EDGE_PX for inner, a, b in zip(within, box, limits, strict=True))


def _middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


# ---- what is blurred

class BlurredFaces:
    """A sink before another one: hands on each frame with the faces of ``people`` blurred, but not the runner's."""

    def __init__(self, inner, people: tuple[Person, ...], runner_too: bool = False):
        self._inner, self._people, self._runner_too = inner, people, runner_too
        self.blurred = 0  # frames on which at least one face was

    def take(self, frame: Frame, moment: Moment) -> None:
        there = [box for person in self._people if (box := person.at(frame.t_s)) is not None]
        boxes = heads(there, moment.pose, frame.size)
        if self._runner_too:
            boxes += runners_head(moment.pose)
        self.blurred += bool(boxes)
        self._inner.take(Frame(blurred(frame.image, boxes), frame.t_s, frame.number) if boxes else frame, moment)

    def close(self) -> None:
        self._inner.close()


def heads(people: list[Box], pose: Pose, size: tuple[int, int]) -> tuple[Region, ...]:
    """Where the heads of all people are who are not the runner, in pixels."""
    runner = runners_box(people, pose)
    found = []
    for box in people:
        if box is runner:
            continue
        x0, y0, x1, y1 = box
        around = AROUND * (x1 - x0)
        found.append(_whole((x0 - around, y0 - around, x1 + around, y0 + HEAD_SHARE * (y1 - y0)), size))
    return tuple(box for box in found if box[0] < box[2] and box[1] < box[3])


def runners_box(people: list[Box], pose: Pose):
    """The box that holds most of the runner's points and is the tightest about them; None where none does."""
    points = pose.points[:, :2][pose.visibility >= LEAST_LIKELY] * pose.image_size[1]
    if not pose.tracked or not len(points):
        return None

    def share(box) -> float:
        x0, y0, x1, y1 = box
        inside = (points[:, 0] >= x0) & (points[:, 0] <= x1) & (points[:, 1] >= y0) & (points[:, 1] <= y1)
        return float(inside.mean())

    holding = [box for box in people if share(box) >= RUNNER_SHARE]
    return min(holding, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]), default=None)


def runners_head(pose: Pose) -> tuple[Region, ...]:
    """The runner's head as the pose tells it: about the face's points, as far as nose and shoulders are apart."""
    face = pose.points[HEAD_POINTS, :2] * pose.image_size[1]
    shoulders = pose.points[list(skeleton.SHOULDERS), :2].mean(axis=0) * pose.image_size[1]
    middle = face.mean(axis=0)
    reach = float(np.hypot(*(middle - shoulders))) * 0.75
    if not isfinite(reach):
        return ()
    box = _whole((middle[0] - reach, middle[1] - reach, middle[0] + reach, middle[1] + reach), pose.image_size)
    return (box,) if box[0] < box[2] and box[1] < box[3] else ()


def blurred(image: np.ndarray, boxes: Iterable[Region]) -> np.ndarray:
    """A copy of the picture with nothing left within the boxes but a few patches of colour."""
    image = image.copy()
    for x0, y0, x1, y1 in boxes:
        part = image[y0:y1, x0:x1]
        few = cv2.resize(part, (BLOCKS, BLOCKS), interpolation=cv2.INTER_AREA)
        image[y0:y1, x0:x1] = cv2.resize(few, (x1 - x0, y1 - y0), interpolation=cv2.INTER_LINEAR)
    return image


def _whole(box, size: tuple[int, int]) -> Region:
    x0, y0, x1, y1 = box
    return max(0, int(x0)), max(0, int(y0)), min(size[0], int(np.ceil(x1))), min(size[1], int(np.ceil(y1)))
