"""Pose estimation on LiteRT, opened on a window of the picture: does what MediaPipe's pose landmarker does.

Runs where MediaPipe does not (Pi 4), and leaves out what nobody reads of its networks. MediaPipe is the reference: from
the same pictures come its points, but for what the last bit of a pixel changes.
"""

from __future__ import annotations

import os

import numpy as np

from .landmarks import Reading
from .litert_networks import BodyReader, PersonFinder
from .mediapipe_pose import BLACK, SOMEBODY
from .models import ModelFile
from .region import Region
from .runner_choice import Body
from .steadying import Steadying
from .window import Window


def fit_threads(cores: int) -> int:
    """How many threads a network runs on: two take a quarter less time than one for half as much work again, more only
    cost; and half of the cores are for camera, picture and voice."""
    return 2 if cores >= 4 else 1


THREADS = fit_threads(len(os.sched_getaffinity(0)))
OPENCV_THREADS = 1  # its own would run on the model's core; whoever runs the loop sets it


class Detector:
    """Finds bodies on single pictures, without memory."""

    def __init__(self, model: ModelFile, people: int, threads: int = THREADS):
        self._people = people
        self._finder, self._reader = PersonFinder(model, threads), BodyReader(model, threads)

    def bodies(self, image: np.ndarray, window: Window) -> list[Body]:
        picture = window.cut(image)
        readings = [self._reader.read(picture, region) for region in self._finder.regions(picture)[: self._people]]
        return [_body(seen, window, image.shape[0]) for seen in readings if seen is not None and _is_somebody(seen)]

    def close(self) -> None:
        """Nothing to give back: the networks go with the object."""


class Tracker:
    """Follows one body from picture to picture; looks for it anew where it was lost, as MediaPipe's VIDEO mode does."""

    def __init__(self, model: ModelFile, threads: int = THREADS):
        self._finder, self._reader = PersonFinder(model, threads), BodyReader(model, threads)
        self.forget()

    def body(self, image: np.ndarray, window: Window, t_s: float) -> Body | None:
        seen = self.follow(window.cut(image), t_s)
        return _body(seen, window, image.shape[0]) if seen is not None and _is_somebody(seen) else None

    def follow(self, picture: np.ndarray, t_s: float) -> Reading | None:
        """The body on a whole picture (B G R, of any shape), steadied; None where it is lost."""
        region = self._region or next(iter(self._finder.regions(picture)), None)
        seen = None if region is None else self._reader.read(picture, region)
        if seen is None:
            self.forget()
            return None
        self._region = seen.region
        if picture.shape[:2] != self._size:  # as MediaPipe does, which steadies pixels
            self._steadying.begin_points_anew()
            self._size = picture.shape[:2]
        return seen.steadied(*self._steadying.step(seen.points, seen.visibility, seen.region.side, t_s))

    def forget(self, t_s: float = 0.0) -> None:
        """Makes the tracker lose whom it follows."""
        self._region: Region | None = None
        self._steadying, self._size = Steadying(), (0, 0)

    def close(self) -> None:
        """Nothing to give back: the networks go with the object."""


def warm_up(model: ModelFile) -> None:
    """Has both networks run once, so that all is loaded before the first frame."""
    region = Region.whole(BLACK.shape[1], BLACK.shape[0])
    PersonFinder(model, THREADS).regions(BLACK)
    BodyReader(model, THREADS).read(BLACK, region)


def _is_somebody(seen: Reading) -> bool:
    return float(seen.presence.mean()) >= SOMEBODY


def _body(seen: Reading, window: Window, image_height: int) -> Body:
    """The window is square: its heights are shares of its side."""
    return Body(window.in_image_heights(seen.points, image_height), seen.visibility.astype(np.float32))
