"""What the calibration page asks of each camera: its still, its file, and the look at the empty lane beside it."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock

import cv2
import numpy as np

from .calibration import Calibration, read_calibration, write_calibration
from .config import Config
from .core.boxes import Box
from .core.place import same_shape
from .errors import BackstrideError, BadInput
from .panel.calibrate_parts import Blank, CalibrateParts, Unsure
from .path.blind import SIGHTLESS
from .path.detector import NanoDet
from .path.empty import read_empty
from .path.lane import Lane, lane_of
from .path.room_lookout import runners_box
from .path.taking import Seen, reaches_in, same_place, seen_on, why_unfit
from .path_camera import PathParts, path_file
from .pose.models import model_file
from .sinks.latest import Latest
from .sinks.stream import Stream
from .types import BeltCalibration, Frame, LaneCalibration, Moment

log = logging.getLogger(__name__)
CALIBRATION = "calibration.toml"  # in the data folder: what was calibrated in the panel
OTHER_FILE = "The settings name another calibration file: what is saved here is not used while they do."
A_RECORDING = "A recording plays, with what it says of its own place: what is saved here holds for a camera."
SAME_POINT_H = 0.001  # of the picture's height: figures on the page are rounded
VOID = "The look at the empty lane showed another view and is removed: please look again."
SOMEBODY = "Somebody is on the lane or near it: the look was not taken. Please look again when nobody is there."
NO_LANE = "Please save the lane first: the look at the empty lane is kept with it."
NOBODY_LOOKED = "Nobody could look whether somebody is on the lane. Take the look only if nobody is on it or near it."


def runner_camera(config: Config, brings_calibration: bool, stream: Stream, latest: Latest) -> CalibrateParts:
    """Of the camera that sees the runner; it says so where its file is not the one that counts."""
    notice = OTHER_FILE if config.run.calibration else A_RECORDING if brings_calibration else ""
    alone = not config.path.source  # else what is told of the path is told by the other camera
    kept = KeptLane(config.data / CALIBRATION, stream, lambda: _trouble(latest.moment, alone),
                    lambda: _body(latest.moment))  # fmt: skip
    return CalibrateParts(stream.still, lane_of, kept.saved, kept.save, notice, looks=kept)


def _body(moment: Moment | None) -> Box | None:
    """Where the coach sees a runner, in image heights."""
    return runners_box(moment.pose) if moment and moment.pose.tracked else None


def path_camera(config: Config, path: PathParts, latest: Latest) -> CalibrateParts | None:
    """Of the camera that sees only the path, where there is one."""
    if path.stream is None:
        return None
    kept = KeptLane(path_file(config), path.stream, lambda: _trouble(latest.moment, True))
    used = Blank(lane=path.setup.path.lane) if path.setup.path else Blank()
    return CalibrateParts(path.stream.still, lane_of, kept.saved, kept.save,
                          OTHER_FILE if config.path.calibration else "", size=lambda: path.stream.size, used=used,
                          looks=kept)  # fmt: skip


def _trouble(moment: Moment | None, watches: bool) -> str:
    """Why the watch, which knows the pictures before this one, cannot see; empty where it can or nobody watches."""
    why = moment.path.why if moment and watches else ""
    return why if why in SIGHTLESS else ""


class KeptLane:
    """One camera's calibration file and the look beside it. A path camera's lane may stand under [path] there."""

    def __init__(self, file: Path, stream: Stream, trouble: Callable[[], str],
                 runner: Callable[[], Box | None] = lambda: None):  # fmt: skip
        """``runner`` tells where the coach sees one on this camera's pictures, in image heights."""
        self._file, self._stream, self._trouble, self._runner = file, stream, trouble, runner
        self._one = Lock()  # two requests must not each write what the other does not know

    # ---- the file

    def saved(self) -> Calibration:
        """With the lane that this camera uses. Raises BadInput where the file cannot be read."""
        known = self._known()
        return replace(known, lane=known.path.lane) if self._is_path(known) else known

    def save(self, height_m: float, lane: LaneCalibration | None, belt: BeltCalibration | None) -> str:
        """Writes what was measured and leaves the rest of the file as it is; gives what else is to be told.

        Raises OSError where the disk does not take it.
        """
        with self._one:
            try:
                known, before = self._known(), self.saved().lane
            except BadInput:  # the page told that saving replaces it
                known, before = Calibration(), None
            look = before.empty if before else None
            keeps = look is not None and lane is not None and self._still_shows(before, lane)
            lane = replace(lane, empty=look if keeps else None) if lane else None
            self._write(replace(known, height_m=height_m, belt=belt), lane)
            if look is None or keeps:
                return ""
            _forget(look)
            return VOID

    def _known(self) -> Calibration:
        return read_calibration(self._file) if self._file.exists() else Calibration()

    def _is_path(self, known: Calibration) -> bool:
        return known.path is not None and self._file.name.startswith("path-")

    def _write(self, known: Calibration, lane: LaneCalibration | None) -> None:
        if self._is_path(known) and lane is not None:
            known = replace(known, path=replace(known.path, lane=lane))
        else:
            known = replace(known, lane=lane)
        try:
            write_calibration(self._file, known)
        except BadInput as fault:  # everything in it was checked before: it is the disk
            raise OSError(str(fault)) from fault

    def _still_shows(self, before: LaneCalibration, lane: LaneCalibration) -> bool:
        """A look of before the camera was moved would have the watch believe that it is moved for ever."""
        if not same_shape(before.image_size, lane.image_size):
            return False
        if np.abs(_points(before) - _points(lane)).max() < SAME_POINT_H:
            return True
        frame = self._stream.frame
        try:
            if frame is None:
                return False
            return same_place(read_empty(before), frame.image, lane_of(lane, frame.size))
        except BadInput:
            return False

    # ---- the look at the empty lane

    @property
    def taken_s(self) -> float | None:
        """When the look was taken (seconds since 1970); None where there is none."""
        look = self._look()
        try:
            return look.stat().st_mtime if look else None
        except OSError:
            return None

    def picture(self) -> bytes | None:
        """The look as JPEG; None where there is none that can be read."""
        look = self._look()
        picture = cv2.imread(str(look), cv2.IMREAD_COLOR) if look and look.is_file() else None
        return None if picture is None else cv2.imencode(".jpg", picture)[1].tobytes()

    def take(self, sure: bool) -> None:
        """Keeps the newest picture. Raises BadInput where it cannot be it, Unsure where somebody must say so first,
        OSError where the disk does not take it."""
        with self._one:
            lane, frame = self._lane(), self._stream.frame
            if lane is None:
                raise BadInput(NO_LANE)
            if frame is None:
                raise BadInput("No picture comes from the camera now.")
            on_ground = _lane_on(lane, frame)
            if why := why_unfit(frame.image, on_ground) or self._trouble():
                raise BadInput(f"The look was not taken: {why}.")
            self._refuse_people(frame, on_ground, sure)
            self._keep(lane, frame)

    def remove(self) -> None:
        """Forgets the look. Raises OSError where the disk does not take that."""
        with self._one:
            lane = self._lane()
            if lane is None or lane.empty is None:
                return
            self._write(self._known(), replace(lane, empty=None))
            _forget(lane.empty)

    def _lane(self) -> LaneCalibration | None:
        try:
            return self.saved().lane
        except BadInput:  # the page says that it can't be read
            return None

    def _look(self) -> Path | None:
        lane = self._lane()
        return lane.empty if lane else None

    def _refuse_people(self, frame: Frame, lane: Lane, sure: bool) -> None:
        seen, runner = _named(frame, lane), self._runner()
        followed = runner is not None and reaches_in(lane, tuple(value * frame.size[1] for value in runner))
        if followed or (seen and seen.somebody):
            raise BadInput(SOMEBODY)
        if sure:
            return
        if seen is None:
            raise Unsure(NOBODY_LOOKED)
        if seen.things:
            raise Unsure(f"This looks like a {' and a '.join(seen.things)} on the lane. "
                         "Take the look only if you see that nothing is there.")  # fmt: skip

    def _keep(self, lane: LaneCalibration, frame: Frame) -> None:
        """First the picture, under a name of its own, then the file that names it: no look is ever half another."""
        look = self._file.with_name(f"{self._stem}-{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}.png")
        _write_whole(look, cv2.imencode(".png", frame.image)[1].tobytes())
        try:
            self._write(self._known(), replace(lane, empty=look))
        except OSError:
            if look != lane.empty:
                _forget(look)
            raise
        for old in self._file.parent.glob(f"{self._stem}-*.png"):  # also one that a power cut left behind
            if old != look:
                _forget(old)

    @property
    def _stem(self) -> str:
        return self._file.stem.replace("calibration", "lane-empty")


def _points(lane: LaneCalibration) -> np.ndarray:
    return np.array(lane.image_px, float) / lane.image_size[1]


def _lane_on(lane: LaneCalibration, frame: Frame) -> Lane:
    try:
        return lane_of(lane, frame.size)
    except BadInput as misfit:
        raise BadInput("The saved lane does not fit the camera's picture: please mark and save it anew first."
                       ) from misfit  # fmt: skip


def _named(frame: Frame, lane: Lane) -> Seen | None:
    """What the detector names; None where it cannot look."""
    try:
        return seen_on(frame.image, lane, NanoDet(model_file("obstacles").path))
    except (BackstrideError, cv2.error) as fault:
        log.warning("nobody looked who is in the picture: %s", fault)
        return None


def _write_whole(file: Path, content: bytes) -> None:
    new = file.with_name(f".{file.name}.new")
    try:
        with new.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        new.replace(file)
    except OSError:
        with suppress(OSError):
            new.unlink()
        raise


def _forget(look: Path) -> None:
    """A picture that somebody laid there by hand has another name, and stays."""
    if "lane-empty-" in look.name:
        with suppress(OSError):
            look.unlink()
