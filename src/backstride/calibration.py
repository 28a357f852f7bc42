"""Reads and writes what was calibrated: the runner's height, a lane's four ground points, a treadmill's belt.

The same three tables stand in a calibration file and in a recording's ``about.toml``.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from math import hypot, isfinite, nan
from pathlib import Path

from .errors import BadInput
from .toml_reader import Section, read_toml
from .types import BeltCalibration, LaneCalibration, PathCamera, Setup, View

HERE = Path()


@dataclass(frozen=True)
class Calibration:
    """What was measured at the place. Absent parts are None or NaN."""

    height_m: float = nan
    lane: LaneCalibration | None = None
    belt: BeltCalibration | None = None
    path: PathCamera | None = None


def read_calibration(path: Path) -> Calibration:
    """The calibration in a TOML file. Raises BadInput with one sentence where it is wrong."""
    file = read_toml(path)
    calibration = calibration_in(file, path.parent)
    file.done()
    return calibration


def write_calibration(path: Path, calibration: Calibration) -> None:
    """Writes the file whole or not at all. Raises BadInput, before writing, for what could not be read again."""
    text = "\n".join(_lines(calibration)) + "\n"
    calibration_in(Section("calibration", tomllib.loads(text)), path.parent)
    new = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with new.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())  # the camera's power may be pulled right after somebody pressed "Save"
        new.replace(path)
    except OSError as fault:
        with suppress(OSError):
            new.unlink()
        raise BadInput(f"{path}: cannot be written ({fault.strerror})") from fault


def calibration_in(file: Section, folder: Path = HERE) -> Calibration:
    """The tables [runner], [lane], [treadmill] and [path] of an open file; ``folder`` is where it lies."""
    runner = file.section("runner")
    height_m = runner.number("height_m", nan, 0.8, 2.6)
    runner.done()
    return Calibration(
        height_m,
        _lane(file.section("lane"), folder) if "lane" in file else None,
        _belt(file.section("treadmill")) if "treadmill" in file else None,
        _path(file.section("path"), folder) if "path" in file else None,
    )


def calibrated(setup: Setup, file: Path | None, height_m: float) -> Setup:
    """The setup with what the file says on top of it, and the height (unless NaN) on top of that.

    A file may hold a lane and a belt, both seen from the same camera: on a track the lane counts then.
    """
    if file is not None:
        told = read_calibration(file)
        known_m = told.height_m if isfinite(told.height_m) else setup.height_m
        belt = None if told.lane and setup.site == "track" else told.belt
        setup = replace(setup, height_m=known_m, lane=told.lane or setup.lane, belt=belt or setup.belt,
                        path=told.path or setup.path)  # fmt: skip
    return replace(setup, height_m=height_m) if isfinite(height_m) else setup


def path_camera_in(file: Path, view: View | None = None) -> PathCamera:
    """A path camera by its calibration file. Raises BadInput where the file holds no lane."""
    told = read_calibration(file)
    if told.path is None and told.lane is None:
        raise BadInput(f"{file}: holds no [lane]; accepted: the calibration of the camera that looks at the path")
    camera = told.path or PathCamera(told.lane)
    return replace(camera, view=view or camera.view)


def _path(table: Section, folder: Path) -> PathCamera:
    view = table.text("view", None, ("side", "rear", "front"))
    starts_s = table.number("starts_s", 0.0, -3600, 3600)
    return PathCamera(_lane(table, folder), view, starts_s)


def _lane(table: Section, folder: Path) -> LaneCalibration:
    travel = table.numbers("travel", 2, (0.0, 1.0))
    length = hypot(*travel)
    if not 0.99 < length < 1.01:
        raise table.wrong("travel", list(travel), "a direction of length 1, such as [0, 1]")
    lane = LaneCalibration(
        table.points("image_px", 4),
        table.points("ground_m", 4),
        table.number("width_m", 1.22, 0.3, 20),
        (travel[0] / length, travel[1] / length),
        _size(table),
        table.number("margin_m", 0.0, 0, 2),
        _beside(table, "empty", folder),
    )
    table.done()
    return lane


def _beside(table: Section, key: str, folder: Path) -> Path | None:
    """A file that lies in the same folder."""
    name = table.text(key, "")
    if name and (Path(name).name != name or name.startswith(".")):
        raise table.wrong(key, name, "the name of a picture beside this file")
    return folder / name if name else None


def _belt(table: Section) -> BeltCalibration:
    console, rear = table.points("belt_px", 2)
    belt = BeltCalibration(
        (console, rear),
        table.number("belt_length_m", low=0.5, high=6),
        _size(table),
        table.number("speed_mps", nan, 0, 8),
    )
    if hypot(rear[0] - console[0], rear[1] - console[1]) < 10:
        raise BadInput(f'{table.where}: the two points of "belt_px" are less than 10 pixels apart')
    table.done()
    return belt


def _size(table: Section) -> tuple[int, int]:
    width, height = table.numbers("image_size", 2)
    if min(width, height) < 96 or width != int(width) or height != int(height):
        raise table.wrong("image_size", [width, height], "[width, height] in whole pixels, at least 96 each")
    return int(width), int(height)


def _lines(calibration: Calibration) -> Iterator[str]:
    if isfinite(calibration.height_m):
        yield from ("[runner]", f"height_m = {calibration.height_m!r}")
    if lane := calibration.lane:
        yield "[lane]"
        yield from _lane_lines(lane)
    if belt := calibration.belt:
        yield from ("[treadmill]", f"belt_px = {_list(belt.belt_px)}", f"belt_length_m = {belt.belt_length_m!r}")
        if isfinite(belt.speed_mps):
            yield f"speed_mps = {belt.speed_mps!r}"
        yield f"image_size = {_list(belt.image_size)}"
    if path := calibration.path:
        yield "[path]"
        if path.view:
            yield f'view = "{path.view}"'
        if path.starts_s:
            yield f"starts_s = {path.starts_s!r}"
        yield from _lane_lines(path.lane)


def _lane_lines(lane: LaneCalibration) -> Iterator[str]:
    yield from (f"image_px = {_list(lane.image_px)}", f"ground_m = {_list(lane.ground_m)}",
                f"width_m = {lane.width_m!r}", f"travel = {_list(lane.travel)}",
                f"image_size = {_list(lane.image_size)}")  # fmt: skip
    if lane.margin_m:
        yield f"margin_m = {lane.margin_m!r}"
    if lane.empty:
        yield f"empty = {json.dumps(lane.empty.name)}"


def _list(values: tuple) -> str:
    return "[" + ", ".join(_list(value) if isinstance(value, tuple) else repr(value) for value in values) + "]"
