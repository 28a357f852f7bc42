"""LiteRT leads, and MediaPipe is shown the same windows: what the two engines read of the same pictures, and how long.

Each by itself would soon look through other windows: a window follows the points, so that the last bit of a pixel moves
it by a whole one, and a small network sees that.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..core import skeleton
from ..pose import litert, mediapipe_pose
from ..pose.models import ModelFile
from ..pose.quiet import without_chatter
from ..pose.runner_choice import Body
from ..pose.window import Window

NOWHERE = np.full((skeleton.COUNT, 2), np.nan)


@dataclass(frozen=True, eq=False)
class Look:
    """One window as one engine read it: points (33, 2) in pixels, NaN where it saw nobody, and processor seconds."""

    points_px: np.ndarray
    cpu_s: float


class SideBySide:
    """An engine to be handed to the landmarker. ``looks`` are LiteRT's and MediaPipe's by the frame's time."""

    Detector = litert.Detector
    warm_up = staticmethod(litert.warm_up)

    def __init__(self, model: ModelFile):
        with without_chatter():
            self._trackers = litert.Tracker(model), mediapipe_pose.Tracker(model)
        self.looks: dict[float, tuple[Look, Look]] = {}

    def Tracker(self, model: ModelFile) -> SideBySide:
        """Itself: the landmarker opens one tracker."""
        return self

    def body(self, image: np.ndarray, window: Window, t_s: float) -> Body | None:
        bodies, looks = [], []
        for tracker in self._trackers:
            began_s = time.process_time()
            bodies.append(tracker.body(image, window, t_s))
            looks.append(Look(_points_px(bodies[-1], image), time.process_time() - began_s))
        self.looks[t_s] = tuple(looks)
        return bodies[0]

    def forget(self, t_s: float) -> None:
        self._each(lambda tracker: tracker.forget(t_s))

    def close(self) -> None:
        self._each(lambda tracker: tracker.close())

    def _each(self, do: Callable) -> None:
        for tracker in self._trackers:
            do(tracker)


def _points_px(body: Body | None, image: np.ndarray) -> np.ndarray:
    return NOWHERE if body is None else body.points[:, :2] * image.shape[0]
