"""Chooses who watches the path: nobody, the looks of a recording, or a scout on the pictures."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from . import cores
from .errors import BadInput
from .path import threat
from .path.asked import AtOnce, NamesBeside
from .path.beside import FilmScout, PathEye, runner_seen_by
from .path.camera import CameraScout
from .path.detector import NanoDet, on_lane
from .path.empty import read_empty
from .path.live import LiveScout
from .path.nowhere import NoScout
from .path.recorded import RecordedBeside, RecordedScout, read_path
from .path.scout import InlineScout
from .pose.models import model_file
from .types import Frame, LaneCalibration, PathCamera, PathView, Pose, Setup

log = logging.getLogger(__name__)
LEAST_SCORE_NEAR_BELT = 0.3
BuildScout = Callable[[tuple[int, int]], object]


class FromFirstFrame:
    """A scout that is made when the first frame tells the picture's size."""

    def __init__(self, build: BuildScout):
        self._build, self._scout = build, None

    def look(self, frame: Frame, pose: Pose) -> PathView:
        if self._scout is None:
            with cores.on(cores.others()):  # it is the loop that asks: the scout's threads are not to stay with it
                self._scout = self._build(frame.size)
        return self._scout.look(frame, pose)

    def ease(self, eased: bool) -> None:
        """Looks at less, or as much as usual, from the first frame on."""
        if self._scout is not None:
            self._scout.ease(eased)

    def close(self) -> None:
        if self._scout is not None:
            self._scout.close()


@dataclass(frozen=True)
class SecondCamera:
    """A path camera at work: its frames, and who is shown them. ``camera`` None: nobody calibrated it yet."""

    source: Iterable[Frame]
    camera: PathCamera | None
    show: Callable[[Frame, PathView], None]


def scout_of_pictures(setup: Setup, senior: bool = False, path_film: Iterable[Frame] | None = None):
    """Who watches the path of a clip, in line: two replays see the same. BadInput where the lane doesn't fit.

    ``path_film`` is what the path camera saw, where the setup has one.
    """
    if setup.path is not None and setup.site == "track":
        if path_film is None:
            return NoScout(setup.site, "what the path camera saw is not here")
        return FilmScout(path_film, setup.path, lambda size: _eye(setup.path, size), _who(senior))
    if not _watchable(setup):
        return NoScout(setup.site)
    return FromFirstFrame(lambda size: InlineScout(setup, size, _names(setup), _who(senior)))


def scout_of_looks(setup: Setup, image_size: tuple[int, int], path_file: Path | None, senior: bool = False):
    """Who watches the path of recorded poses: the looks recorded beside them, or nobody."""
    second = setup.path if setup.site == "track" else None
    if second is None and not _watchable(setup):
        return NoScout(setup.site)
    if path_file is None:
        return NoScout(setup.site, "nobody looked at the path when these poses were made")
    looks = read_path(path_file)
    if second is not None:
        return RecordedBeside(second, looks, _who(senior))
    if setup.site == "treadmill" and not looks:
        return NoScout(setup.site)
    return RecordedScout(setup, image_size, looks, _who(senior))


def live_scout(setup: Setup, senior: bool = False, second: SecondCamera | None = None, *, belt: bool = True,
               spotters: int = 0):  # fmt: skip
    """Who watches the path live. A lane that doesn't fit the camera's picture leaves it unknown, and says why.

    On a treadmill it is the belt that is watched, where ``belt`` asks for it; so many ``spotters`` belong beside it.
    """
    if second is not None:
        return CameraScout(second.source, second.camera, lambda size: _live_eye(second.camera, size), _who(senior),
                           second.show)  # fmt: skip
    if not _watchable(setup) or (setup.site == "treadmill" and not belt):
        return NoScout(setup.site)
    return FromFirstFrame(lambda size: _live(setup, size, senior, spotters))


def _live(setup: Setup, image_size: tuple[int, int], senior: bool, spotters: int):
    if setup.site == "track":
        setup = replace(setup, lane=_with_empty_that_reads(setup.lane))
    try:
        return LiveScout(setup, image_size, _names(setup), _who(senior), spotters)
    except BadInput as misfit:
        log.warning("the path is not watched: %s", misfit)
        return NoScout(setup.site, "the calibration does not fit this picture")


def _with_empty_that_reads(lane: LaneCalibration) -> LaneCalibration:
    """A look at the empty lane that is lost does not end the watch of the lane."""
    try:
        read_empty(lane)
    except BadInput as lost:
        log.warning("%s", lost)
        return replace(lane, empty=None)
    return lane


def _eye(camera: PathCamera, image_size: tuple[int, int]) -> PathEye:
    return PathEye(camera, image_size, AtOnce(_names()), _path_estimator(camera))


def _live_eye(camera: PathCamera, image_size: tuple[int, int]) -> PathEye:
    camera = replace(camera, lane=_with_empty_that_reads(camera.lane))
    with ExitStack() as opened:  # where the lane misfits the picture, neither thread nor model is left behind
        names, estimator = NamesBeside(_names()), _path_estimator(camera)
        opened.callback(names.close)
        opened.callback(estimator.close)
        eye = PathEye(camera, image_size, names, estimator, names.close)
        opened.pop_all()
        return eye


def _path_estimator(camera: PathCamera):
    """The small model, whatever the other camera has: where the feet stand is all that is asked of it."""
    from .pose.landmarker import Landmarker  # loading takes a moment: only where a picture is looked at

    return Landmarker(model_file("lite"), runner_seen_by(camera))


def _watchable(setup: Setup) -> bool:
    return setup.lane is not None or setup.site == "treadmill"


def _names(setup: Setup | None = None) -> NanoDet:
    """The detector. It need not be very sure: nobody is believed who is not found again."""
    near_belt = setup is not None and setup.site == "treadmill"
    model = model_file("obstacles").path
    return NanoDet(model, LEAST_SCORE_NEAR_BELT) if near_belt else on_lane(model)


def _who(senior: bool) -> threat.Runner:
    return threat.SENIOR if senior else threat.ADULT
