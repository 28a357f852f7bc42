"""The one who looks about a treadmill: who stands or comes near the belt besides the runner.

Only people, dogs and cats are looked for, and only where the runner is seen: without the runner nobody could tell who
is the other one.
"""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np

from ..core.boxes import Box, area, held, overlap
from ..types import Frame, Pose, Report, Setup
from .aim import MOVED
from .asked import ANSWER_S, FAILED, SILENT, Asked
from .blind import Eye
from .body import body_height, sole
from .detector import Detection
from .plot import working_size
from .room import Room, room_of_belt, room_of_runner
from .visitors import Find, Visitors

LIVING = ("person", "dog", "cat")
DETECT_S, EASED_DETECT_S, AGAIN_S = 0.5, 1.0, 0.2  # between two looks of the detector; where somebody is doubtful
RUNNER_S = 1.0  # so long the runner may be out of sight
SCALE_S = 3.0  # window of the runner's own height
AROUND_BH = 0.06  # hands, shoes and hair reach beyond the body's points
SAME, PART, WHOLE, NO_LARGER = 0.4, 0.7, 0.8, 2.5  # overlap; share within the runner; of the runner; times the runner

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Question:
    """What the detector was shown: when, and where the runner and the belt were."""

    t_s: float
    runner: Box
    room: Room


class RoomLookout:
    """Looks at pictures of one treadmill, one after the other."""

    def __init__(self, setup: Setup, image_size: tuple[int, int], names: Asked, spotters: int = 0):
        """``spotters``: so many people belong beside the belt and are not warned of."""
        self._setup, self._names = setup, names
        self._size, self._aspect = image_size, image_size[0] / image_size[1]
        self._work = working_size(image_size)
        self._eye = Eye()
        self._visitors = Visitors(spotters)
        self._pose: Pose | None = None  # the last one with the runner
        self._scale: deque[tuple[float, float, float, float]] = deque()  # t_s, x, sole, height on the picture
        self._question: Question | None = None
        self._asked_s, self._answered_s, self.detect_s = -np.inf, -np.inf, DETECT_S

    def ease(self, eased: bool) -> None:
        """Looks for people half as often, or as often as usual."""
        self.detect_s = EASED_DETECT_S if eased else DETECT_S

    def look(self, frame: Frame, pose: Pose, place: None = None) -> Report:
        """Looks once."""
        picture = frame.image
        if frame.size != self._work:
            picture = cv2.resize(picture, self._work, interpolation=cv2.INTER_AREA)
        why, room = self._eye.look(picture, frame.t_s).why, None
        self._follow(pose)
        if not why or why == MOVED:  # a belt that is not where it was leaves the runner to tell the scale
            room, why = self._room(why == MOVED), ""
        if not why and (room is None or frame.t_s - self._pose.t_s > RUNNER_S):
            why = "the runner is not seen"
        if not why:
            try:
                self._ask(frame, room)
                why = self._hear(frame.t_s)
            except cv2.error:
                log.exception(FAILED)
                self._question, why = None, FAILED
        return Report(frame.t_s, why, self._visitors.found())

    def _follow(self, pose: Pose) -> None:
        if not pose.tracked:
            return
        self._pose = pose
        points = pose.points[:, :2].astype(float)
        self._scale.append((pose.t_s, *sole(pose).tolist(), body_height(points)))
        while self._scale[0][0] < pose.t_s - SCALE_S:
            self._scale.popleft()

    def _room(self, moved: bool) -> Room | None:
        if self._setup.belt is not None and self._setup.view == "side" and not moved:
            return None if self._pose is None else room_of_belt(self._setup.belt, self._aspect)
        if not self._scale:
            return None
        x, low, tall = np.array(self._scale)[:, 1:].T
        return room_of_runner(float(np.median(x)), float(np.quantile(low, 0.8)), float(np.quantile(tall, 0.8)),
                              self._setup.height_m, self._setup.view, self._aspect)  # fmt: skip

    def _ask(self, frame: Frame, room: Room) -> None:
        wait_s = min(AGAIN_S, self.detect_s) if self._visitors.doubtful else self.detect_s
        if frame.t_s - self._asked_s < wait_s - 1e-6 or self._question is not None:
            return
        if self._names.ask(frame.image, (0, 0, *self._size)):
            self._asked_s = frame.t_s
            self._question = Question(frame.t_s, runners_box(self._pose), room)

    def _hear(self, t_s: float) -> str:
        """Takes the detector's answer where there is one; why nobody knows who is near where the last is too old."""
        asked, self._question = self._question, None  # whatever makes it fail, it can be asked again
        told = None if asked is None else self._names.finished()
        if told is None:
            self._question = asked
        else:
            self._take(told, asked)
        return "" if t_s - self._answered_s <= ANSWER_S else SILENT

    def _take(self, told: tuple[Detection, ...], asked: Question) -> None:
        self._answered_s = asked.t_s
        finds = [self._find(one, asked) for one in told if one.label in LIVING]
        self._visitors.look([find for find in finds if not is_runner(find.box, asked.runner)], asked.t_s,
                            lambda box: held(box, asked.runner) > 0.5)  # fmt: skip

    def _find(self, detection: Detection, asked: Question) -> Find:
        box = tuple(value / self._size[1] for value in detection.box)
        grown = detection.label == "person"
        return Find("person" if grown else "dog", box, *asked.room.beyond(box, grown))


def runners_box(pose: Pose) -> Box:
    """The rectangle round the runner's body."""
    points = pose.points[:, :2].astype(float)
    beyond = AROUND_BH * body_height(points)
    return (*(points.min(axis=0) - beyond).tolist(), *(points.max(axis=0) + beyond).tolist())


def is_runner(box: Box, runner: Box) -> bool:
    """Whether a box is the runner's, a limb's, or the runner's with something more."""
    return (overlap(box, runner) > SAME or held(box, runner) > PART
            or (held(runner, box) > WHOLE and area(box) < NO_LARGER * area(runner)))  # fmt: skip
