"""Makes the faces of other people in a film unrecognisable before it leaves the machine.

People are found by the detector that ships; a person whose box holds the runner's points is the runner. The upper part
of every other person's box is blurred on the frames before and after as well, since a detector misses now and then. It
cannot promise that it finds everybody: who shares a film should look at it first.
"""

from __future__ import annotations

from collections import deque
from math import isfinite
from typing import Protocol

import cv2
import numpy as np

from .core import skeleton
from .types import Frame, Moment, Pose

HEAD_SHARE = 0.28  # of a person's box from above: a head is a seventh of a standing body, more of a bent or cut-off one
AROUND = 0.1  # of the box's width, added on both sides
BEFORE_AND_AFTER = 6  # frames
BLOCKS = 5  # what is left of a face: so many patches across
RUNNER_SHARE = 0.6  # of the runner's visible points that lie in the box of a person who is the runner
LEAST_LIKELY = 0.3
HEAD_POINTS = range(skeleton.LEFT_SHOULDER)  # nose, eyes, ears and mouth come before the shoulders

Box = tuple[int, int, int, int]


class Detector(Protocol):
    """Finds things on a part of a picture."""

    def look(self, picture: np.ndarray, region: Box) -> tuple: ...


class BlurredFaces:
    """A sink before another one: hands on each frame with the faces blurred, some frames later."""

    def __init__(self, inner, detector: Detector, runner_too: bool = False):
        self._inner, self._detector, self._runner_too = inner, detector, runner_too
        self._held: deque[tuple[Frame, Moment, tuple[Box, ...]]] = deque()
        self._seen: deque[tuple[Box, ...]] = deque(maxlen=2 * BEFORE_AND_AFTER + 1)
        self.blurred = 0  # frames on which at least one face was

    def take(self, frame: Frame, moment: Moment) -> None:
        people = [one.box for one in self._detector.look(frame.image, (0, 0, *frame.size)) if one.label == "person"]
        self._seen.append(heads(people, moment.pose, frame.size))
        self._held.append((frame, moment, runners_head(moment.pose) if self._runner_too else ()))
        if len(self._held) > BEFORE_AND_AFTER:
            self._hand_on()

    def close(self) -> None:
        while self._held:
            self._seen.append(())
            self._hand_on()
        self._inner.close()

    def _hand_on(self) -> None:
        frame, moment, own = self._held.popleft()
        boxes = {box for seen in self._seen for box in seen} | set(own)
        self.blurred += bool(boxes)
        self._inner.take(Frame(blurred(frame.image, boxes), frame.t_s, frame.number) if boxes else frame, moment)


def heads(people: list[tuple[float, float, float, float]], pose: Pose, size: tuple[int, int]) -> tuple[Box, ...]:
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


def runners_box(people: list[tuple[float, float, float, float]], pose: Pose):
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


def runners_head(pose: Pose) -> tuple[Box, ...]:
    """The runner's head as the pose tells it: about the face's points, as far as nose and shoulders are apart."""
    face = pose.points[HEAD_POINTS, :2] * pose.image_size[1]
    shoulders = pose.points[list(skeleton.SHOULDERS), :2].mean(axis=0) * pose.image_size[1]
    middle = face.mean(axis=0)
    reach = float(np.hypot(*(middle - shoulders))) * 0.75
    if not isfinite(reach):
        return ()
    box = _whole((middle[0] - reach, middle[1] - reach, middle[0] + reach, middle[1] + reach), pose.image_size)
    return (box,) if box[0] < box[2] and box[1] < box[3] else ()


def blurred(image: np.ndarray, boxes) -> np.ndarray:
    """A copy of the picture with nothing left within the boxes but a few patches of colour."""
    image = image.copy()
    for x0, y0, x1, y1 in boxes:
        part = image[y0:y1, x0:x1]
        few = cv2.resize(part, (BLOCKS, BLOCKS), interpolation=cv2.INTER_AREA)
        image[y0:y1, x0:x1] = cv2.resize(few, (x1 - x0, y1 - y0), interpolation=cv2.INTER_LINEAR)
    return image


def _whole(box, size: tuple[int, int]) -> Box:
    x0, y0, x1, y1 = box
    return max(0, int(x0)), max(0, int(y0)), min(size[0], int(np.ceil(x1))), min(size[1], int(np.ceil(y1)))
