"""Puts a second camera together that looks only at the path: its source, its lane, its picture for the panel."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .calibration import path_camera_in
from .config import Config
from .errors import BadInput
from .library.recording import read_recording
from .sinks.overlay import draw_path
from .sinks.stream import Stream
from .sources.camera import PiCamera
from .sources.persistent import Persistent
from .sources.playback import Playback
from .sources.usb import UsbCamera
from .types import PathCamera, Setup
from .watch import SecondCamera

log = logging.getLogger(__name__)
CALIBRATION = "path-calibration.toml"  # in the data folder: what was calibrated of it in the panel
SMALL_PX = 640  # its picture is a small one beside the runner's
ACCEPTED = "accepted: usb:N such as usb:1, camera:N such as camera:1, or the path of a video"
LOST = "Path camera lost"


@dataclass(frozen=True)
class PathParts:
    """A path camera at work, or none: then ``second`` and ``stream`` are None. ``setup`` knows its lane."""

    setup: Setup
    second: SecondCamera | None = None
    stream: Stream | None = None
    title: str = ""
    notice: str = ""


def open_path_camera(config: Config, setup: Setup, keep: Callable[[Any], Any]) -> PathParts:
    """The path camera that the settings name. Raises BadInput where it cannot be used as they say.

    Where a recording brings a path camera of its own, what the settings say comes first.
    """
    if not config.path.source:
        return PathParts(replace(setup, path=None))  # a recording may know of one; nobody plays it
    if setup.site == "treadmill":
        return PathParts(setup, notice="A treadmill has no path: the path camera is not used")
    camera = _calibrated(config)
    setup = replace(setup, path=camera)
    stream = keep(Stream(setup, max_width=SMALL_PX, quality=70, drawing=draw_path))
    source = Persistent(  # closed by the scout that reads it
        _opener(config), lost=lambda why: stream.say(LOST), missing=lambda why: stream.say(LOST),
        patient=config.run.patient, title="path camera", fps=config.camera.fps,
    )  # fmt: skip
    return PathParts(setup, SecondCamera(source, camera, stream.take), stream, source.title)


def path_file(config: Config) -> Path:
    """Where the panel saves its calibration."""
    return config.data / CALIBRATION


def _calibrated(config: Config) -> PathCamera | None:
    file = config.path.calibration or path_file(config)
    if not config.path.calibration and not file.exists():
        return None
    try:
        return path_camera_in(file, config.path.view)
    except BadInput as fault:
        if config.path.calibration:
            raise
        log.warning("the saved calibration of the path camera is not used: %s", fault)
        return None


def _opener(config: Config) -> Callable[[], Any]:
    """Opens what ``[path] source`` names. Raises BadInput for what names nothing."""
    asked, camera = config.path.source, config.camera
    kind, _, number = asked.partition(":")
    if kind in ("usb", "camera") and number:
        if not number.isdecimal():
            raise BadInput(f"[path] source is {asked}; {ACCEPTED}")
        if asked == config.run.source or (asked == f"camera:{config.camera.index}" and config.run.source == "camera"):
            raise BadInput(f"[path] source is {asked}, the camera that sees the runner; accepted: another one, or none")
        if kind == "usb":
            return lambda: UsbCamera(int(number), camera.size, camera.fps, camera.rotation_deg)
        return lambda: PiCamera(camera, int(number))
    path = Path(asked)
    if not path.exists():
        raise BadInput(f"[path] source is {asked}, which does not exist; {ACCEPTED}")
    clip = read_recording(path).clip if path.is_dir() else path
    if clip is None:
        raise BadInput(f"[path] source: {path} has no clip.mp4 to play")
    return lambda: Playback(clip, title=f"recording {path.name}")
