"""Pose estimation on LiteRT, opened on a window of the picture: does what MediaPipe's pose landmarker does.

Runs where MediaPipe does not (Pi 4), and leaves out what nobody reads of its networks. MediaPipe is the reference.
"""

from __future__ import annotations

import numpy as np

from .landmarks import MIDDLE, RIM
from .litert_networks import BodyReader, PersonFinder
from .models import ModelFile
from .region import Region
from .runner_choice import Body
from .steadying import Steadying
from .window import Window

THREADS = 2  # measured: more threads wait for one another longer than they help
BODY = slice(0, MIDDLE)


class Detector:
    """Finds bodies on single pictures, without memory."""

    def __init__(self, model: ModelFile, people: int, threads: int = THREADS):
        self._people = people
        self._finder, self._reader = PersonFinder(model, threads), BodyReader(model, threads)

    def bodies(self, image: np.ndarray, window: Window) -> list[Body]:
        picture = window.cut(image)
        read = (self._reader.body(picture, region) for region in self._finder.regions(picture)[: self._people])
        return [_body(*seen, window, image.shape[0]) for seen in read if seen is not None]

    def close(self) -> None:
        """Nothing to give back: memory goes with the object."""


class Tracker:
    """Follows one body from picture to picture; looks for it anew where it was lost, as MediaPipe's VIDEO mode does."""

    def __init__(self, model: ModelFile, threads: int = THREADS):
        self._finder, self._reader = PersonFinder(model, threads), BodyReader(model, threads)
        self._region: Region | None = None
        self._steadying = Steadying()

    def body(self, image: np.ndarray, window: Window, t_s: float) -> Body | None:
        seen = self.follow(window.cut(image), t_s)
        return None if seen is None else _body(*seen, window, image.shape[0])

    def follow(self, picture: np.ndarray, t_s: float) -> tuple[np.ndarray, np.ndarray] | None:
        """The body's points (33, 3) in heights of this picture and their visibility, or None where it is lost."""
        region = self._region or next(iter(self._finder.regions(picture)), None)
        seen = None if region is None else self._reader.body(picture, region)
        if seen is None:
            self.forget(t_s)
            return None
        points, visibility = seen
        self._region = Region.around(points[MIDDLE], points[RIM])
        return self._steadying.step(points[BODY], visibility[BODY], self._region.side, t_s)

    def forget(self, t_s: float) -> None:
        """Makes the tracker lose whom it follows."""
        self._region, self._steadying = None, Steadying()

    def close(self) -> None:
        """Nothing to give back: memory goes with the object."""


def warm_up(model: ModelFile) -> None:
    """Has all code loaded before the first frame."""
    black = np.zeros((64, 64, 3), np.uint8)
    Detector(model, 1).bodies(black, Window(0, 0, 64))


def _body(points: np.ndarray, visibility: np.ndarray, window: Window, image_height: int) -> Body:
    """The window is square: its heights are shares of its side."""
    return Body(window.in_image_heights(points[BODY], image_height), visibility[BODY].astype(np.float32))
