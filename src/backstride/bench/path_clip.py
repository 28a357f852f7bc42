"""A recording shown to the real scout: as it is, spoiled, or to and fro for as long as wanted, with its own poses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from time import perf_counter, thread_time

import cv2
import numpy as np

from ..library.recording import Recording, read_recording
from ..path import threat
from ..path.asked import Names
from ..path.changes import Change, Changes
from ..path.plot import working_size
from ..path.scout import InlineScout
from ..pose.recorded import RecordedPoses
from ..sources.video import Video
from ..types import Frame, PathView, Pose, Setup
from .play import Play
from .spoiled import Spoil, unspoiled

Look = tuple[float, PathView, float]  # the frame's time, what was told, milliseconds


@contextmanager
def changes_timed() -> Iterator[list[float]]:
    """Notes the processor milliseconds of every look for changes; the first one sets up and is left out."""
    look, noted = Changes.look, []

    def timed(self: Changes, *seen: np.ndarray) -> tuple[Change, ...]:
        began_s = thread_time()
        found = look(self, *seen)
        noted.append(1000 * (thread_time() - began_s))
        return found

    Changes.look = timed
    try:
        yield noted
    finally:
        Changes.look = look
        del noted[:1]


class Shown:
    """A frame whose picture is spoiled only where somebody looks at it."""

    def __init__(self, frame: Frame, spoil: Spoil):
        self._frame, self._spoil = frame, spoil
        self.t_s, self.number, self.size = frame.t_s, frame.number, frame.size

    @cached_property
    def image(self) -> np.ndarray:
        return self._spoil(self._frame.image, self.t_s)


class Clip:
    """A recording folder with pictures, poses and a lane."""

    def __init__(self, folder: Path):
        self.recording: Recording = read_recording(folder)
        recorded = RecordedPoses.read(self.recording.poses)
        self.poses: tuple[Pose, ...] = tuple(recorded.estimate(frame) for frame in recorded.source())

    def as_recorded(self) -> Iterator[tuple[Frame, Pose]]:
        """The recording's frames with their poses."""
        source = Video(self.recording.clip)
        try:
            yield from zip(source, self.poses, strict=True)
        finally:
            source.close()

    def small(self, seconds: float) -> Iterator[tuple[Frame, Pose]]:
        """The recording at the scout's working size, played to and fro for so many seconds."""
        size, last = working_size(self.poses[0].image_size), len(self.poses) - 1
        step_s = (self.poses[-1].t_s - self.poses[0].t_s) / last
        for number in range(int(seconds / step_s)):
            at, t_s = last - abs(last - number % (2 * last)), number * step_s
            yield (Frame(self._small_pictures[at], t_s, number),
                   replace(self.poses[at], image_size=size, t_s=t_s, number=number))  # fmt: skip

    @cached_property
    def _small_pictures(self) -> list[np.ndarray]:
        size = working_size(self.poses[0].image_size)
        return [cv2.resize(frame.image, size, interpolation=cv2.INTER_AREA) for frame, _ in self.as_recorded()]

    def looks(self, frames: Iterator[tuple[Frame, Pose]], names: Names, spoil: Spoil = unspoiled,
              from_s: float = 0.0) -> list[Look]:  # fmt: skip
        """What the scout tells at each frame, with the pictures spoiled from a time on."""
        spoiled = ((frame if spoil is unspoiled or frame.t_s < from_s else Shown(frame, spoil), pose)
                   for frame, pose in frames)  # fmt: skip
        return _looks(self.recording.setup, spoiled, names)


def play_looks(play: Play, names: Names) -> list[Look]:
    """What the scout tells at each frame of a play."""
    return _looks(play.stage.setup(), play.frames(), names, play.who)


def _looks(setup: Setup, frames: Iterable[tuple[Frame, Pose]], names: Names,
           who: threat.Runner = threat.ADULT) -> list[Look]:  # fmt: skip
    scout, looks = None, []
    for frame, pose in frames:
        scout = scout or InlineScout(setup, frame.size, names, who)
        began = perf_counter()
        view = scout.look(frame, pose)
        looks.append((frame.t_s, view, 1000 * (perf_counter() - began)))
    return looks


def looked(looks: Sequence[Look]) -> list[Look]:
    """Those frames at which the scout looked anew."""
    return [look for before, look in zip([None, *looks], looks, strict=False)
            if before is None or look[1].t_s != before[1].t_s]  # fmt: skip
