"""The estimator for pictures: finds the runner, follows the runner through a window, and says when it is somebody else.

MediaPipe's tracker looks through a square window that goes along with the runner: so it sees a small runner large
enough, and no bystander who stands elsewhere. Where it has lost the runner, the whole picture is searched.
"""

from __future__ import annotations

from types import ModuleType

import numpy as np

from ..core import skeleton
from ..types import Frame, Pose, Setup
from . import litert
from .models import ModelFile
from .quiet import without_chatter
from .runner_choice import Body, RunnerChoice
from .search import PEOPLE, Search
from .window import Window, window_around

WINDOW_SIZES = 2.2  # the window's side over the body's size: room for the model's own margin and a step between frames
SIZE_FOLLOWS = 0.15  # share by which the window's side follows the body's size at each frame

GLANCE_EVERY = 3  # frames


class Landmarker:
    """Finds and follows one runner from frame to frame."""

    def __init__(self, model: ModelFile, setup: Setup, engine: ModuleType = litert):
        """``engine`` is what runs the networks: ``litert``, or ``mediapipe_pose``, its reference."""
        self.model, self.model_sha256 = model.name, model.sha256
        self._choice = RunnerChoice(setup)
        self._window: Window | None = None
        self._size = 0.0
        with without_chatter():
            self._tracker, self._search = engine.Tracker(model), Search(engine.Detector(model, PEOPLE))
            engine.warm_up(model)

    def estimate(self, frame: Frame) -> Pose:
        """The runner's pose on this frame; NaN where the runner was not found, or only somebody else."""
        body = self._followed(frame) if self._window is not None else None
        if body is not None and self._is_a_bystander(frame):
            self._choice.forget()
            self._lose(frame)
            body = None  # a frame without anybody parts the two people
        elif body is None:
            body = self._found(frame)
        if body is None:
            return Pose(NOWHERE, HIDDEN, frame.size, frame.t_s, frame.number)
        self._look_at(body, frame)
        return Pose(body.points, body.visibility, frame.size, frame.t_s, frame.number)

    def go_on_from(self, other: Landmarker) -> None:
        """Follows whom the other one followed, from where it saw them last."""
        self._choice, self._window, self._size = other._choice, other._window, other._size

    def close(self) -> None:
        self._tracker.close()
        self._search.close()

    def _followed(self, frame: Frame) -> Body | None:
        """The runner where the window expects them."""
        body = self._tracked(frame)
        if body is None or not self._choice.is_still(body, frame.t_s):
            self._lose(frame)
            return None
        return body

    def _is_a_bystander(self, frame: Frame) -> bool:
        """While the one followed has not moved yet, a glance elsewhere every third frame may show who does."""
        if self._choice.settled or frame.number % GLANCE_EVERY:
            return False
        return self._choice.rival(self._search.glance(frame.image), frame.t_s) is not None

    def _tracked(self, frame: Frame) -> Body | None:
        """What the tracker sees; where it has just lost the body, it looks once more: then it searches its window."""
        for _ in range(2):
            body = self._tracker.body(frame.image, self._window, frame.t_s)
            if body is not None and _inside(body, frame):
                return body
        return None

    def _found(self, frame: Frame) -> Body | None:
        """The runner somewhere else on the picture, if it is known who that is."""
        bodies = self._search.bodies(frame.image, self._choice.watched)
        chosen = self._choice.choose(bodies, frame.t_s, frame.size[0] / frame.size[1])
        if chosen is None:
            return None
        self._window = window_around(chosen.middle, WINDOW_SIZES * chosen.size, frame.size[1])
        self._size = chosen.size
        body = self._tracked(frame)
        if body is None or not _same(body, chosen):
            self._choice.doubt(chosen)
            self._lose(frame)
            return None
        self._choice.follow(body, frame.t_s)
        return body

    def _look_at(self, body: Body, frame: Frame) -> None:
        """Puts the window around the body for the next frame."""
        self._size += SIZE_FOLLOWS * (body.size - self._size)
        self._window = window_around(body.middle, WINDOW_SIZES * self._size, frame.size[1])

    def _lose(self, frame: Frame) -> None:
        self._window = None
        self._tracker.forget(frame.t_s)


NOWHERE = np.full((skeleton.COUNT, 3), np.nan, np.float32)
HIDDEN = np.zeros(skeleton.COUNT, np.float32)
for _array in (NOWHERE, HIDDEN):
    _array.setflags(write=False)


def _inside(body: Body, frame: Frame) -> bool:
    """The hips are on the picture: beyond its edge the model only guesses."""
    x, y = body.middle
    return 0 <= x <= frame.size[0] / frame.size[1] and 0 <= y <= 1


def _same(a: Body, b: Body) -> bool:
    return float(np.hypot(*(a.middle - b.middle))) < 0.12 * max(a.size, b.size)
