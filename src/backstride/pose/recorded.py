"""Poses kept in a file, ``poses.npz``: written once, read back as an estimator and its source of frames.

A file is taken only if every array has its shape and kind; pickled content is never opened.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from math import nan
from pathlib import Path

import numpy as np

from ..arrays import Header, read_arrays
from ..core import skeleton
from ..errors import BadRecording
from ..types import Frame, Pose

ARRAYS = ("t_s", "points", "visibility", "image_size", "model", "model_sha256")
ACCEPTED = f"a poses.npz as 'backstride replay' writes it has {', '.join(ARRAYS)}"
LONGEST_FRAMES = 2_000_000  # nine hours at 60 frames per second
SMALLEST_PX, LARGEST_PX = 32, 16384
LARGEST_ITEM = 1024  # bytes: 256 letters of a model's name
KINDS = {"f": "numbers", "iu": "whole numbers", "U": "text"}
EPOCH = (1980, 1, 1, 0, 0, 0)  # the zip's own zero: the same poses give the same bytes


def write_poses(path: Path, poses: Sequence[Pose], model: str, model_sha256: str) -> None:
    """Writes the poses of one session. The same poses give the same bytes."""
    arrays = {
        "t_s": np.array([pose.t_s for pose in poses], np.float64),
        "points": np.array([pose.points for pose in poses], np.float32).reshape(-1, skeleton.COUNT, 3),
        "visibility": np.array([pose.visibility for pose in poses], np.float32).reshape(-1, skeleton.COUNT),
        "image_size": np.array(poses[0].image_size if poses else (0, 0), np.int64),
        "model": np.array(model, np.str_),
        "model_sha256": np.array(model_sha256, np.str_),
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            member = zipfile.ZipInfo(f"{name}.npy", EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(member, "w", force_zip64=True) as content:
                np.lib.format.write_array(content, array, version=(1, 0), allow_pickle=False)


class RecordedPoses:
    """The estimator of a recording: it gives each frame the pose that was written for its number."""

    def __init__(self, arrays: dict[str, np.ndarray], title: str):
        self._t_s, self._points, self._visibility = (arrays[name] for name in ("t_s", "points", "visibility"))
        self.image_size: tuple[int, int] = tuple(arrays["image_size"].tolist())
        self.model, self.model_sha256 = str(arrays["model"]), str(arrays["model_sha256"])
        self._title = title

    @classmethod
    def read(cls, path: Path, longest: int = LONGEST_FRAMES) -> RecordedPoses:
        """Reads a ``poses.npz`` of at most ``longest`` frames; BadRecording says in one sentence what is wrong."""
        arrays = read_arrays(path, ARRAYS, ACCEPTED, lambda headers: _check_headers(path, headers, longest))
        _check_values(path, arrays)
        return cls(arrays, path.name)

    def source(self) -> RecordedFrames:
        """The frames of the recording, without their pictures."""
        return RecordedFrames(self._t_s, self.image_size, self._title)

    def estimate(self, frame: Frame) -> Pose:
        n = frame.number
        if n >= len(self._t_s):
            raise BadRecording(f"{self._title} holds {len(self._t_s)} poses, but the clip beside it has more frames")
        return Pose(self._points[n], self._visibility[n], self.image_size, float(self._t_s[n]), n)

    def close(self) -> None:
        """Nothing is held open."""


class RecordedFrames:
    """A source of black, read-only pictures that have the recording's size, times and numbers."""

    live = False

    def __init__(self, t_s: np.ndarray, image_size: tuple[int, int], title: str):
        self._t_s, self.title, self.frames = t_s, title, len(t_s)
        self._black = np.broadcast_to(np.zeros(3, np.uint8), (image_size[1], image_size[0], 3))
        self.fps = float(1 / np.median(np.diff(t_s))) if len(t_s) > 1 else nan

    def __iter__(self) -> Iterator[Frame]:
        for number, t_s in enumerate(self._t_s.tolist()):
            yield Frame(self._black, t_s, number)

    def close(self) -> None:
        """Nothing is held open."""


def _check_headers(path: Path, headers: Mapping[str, Header], longest: int) -> None:
    """Every array in its shape and kind, and no more frames than anybody records."""
    n = (headers["t_s"][0] or (0,))[0]
    if not 0 < n <= longest:
        raise BadRecording(f"{path} has {n} frames; accepted: 1 to {longest}.")
    wanted = {
        "t_s": ((n,), "f"),
        "points": ((n, skeleton.COUNT, 3), "f"),
        "visibility": ((n, skeleton.COUNT), "f"),
        "image_size": ((2,), "iu"),
        "model": ((), "U"),
        "model_sha256": ((), "U"),
    }
    for name, (shape, kind) in wanted.items():
        found, dtype = headers[name]
        if found != shape or dtype.kind not in kind or dtype.itemsize > LARGEST_ITEM:
            was = f"{dtype} of shape {found}"
            raise BadRecording(f"{path} has {name} as {was}; accepted: {KINDS[kind]} of shape {shape}.")


def _check_values(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Every number in its range; floats as the program keeps them."""
    t_s = arrays["t_s"] = arrays["t_s"].astype(np.float64)
    if not np.isfinite(t_s).all() or not (np.diff(t_s) > 0).all():
        raise BadRecording(f"{path} has times t_s that do not grow from frame to frame; accepted: increasing seconds.")
    for name in ("points", "visibility"):
        arrays[name] = arrays[name].astype(np.float32, copy=False)
        arrays[name].setflags(write=False)  # one recording may be replayed many times
    if np.isinf(arrays["points"]).any():
        raise BadRecording(f"{path} has infinite points: image heights, or NaN where nobody was found, are accepted.")
    visibility = arrays["visibility"]
    if not ((visibility >= 0) & (visibility <= 1)).all():
        raise BadRecording(f"{path} has visibilities outside 0 to 1: 0 is accepted where nobody was found.")
    size = arrays["image_size"].tolist()
    if not all(SMALLEST_PX <= side <= LARGEST_PX for side in size):
        raise BadRecording(
            f"{path} has the picture size {size[0]}x{size[1]}: accepted: {SMALLEST_PX} to {LARGEST_PX} pixels a side."
        )
