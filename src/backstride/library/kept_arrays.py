"""The arrays of a clip, ``poses.npz`` and ``path.npz``, as far as the library must know them to cut and export them.

Their own readers (``pose.recorded``, ``path.recorded``) hold each number against its meaning; here: shape and kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from ..arrays import Header, read_arrays
from ..core import skeleton
from ..errors import BadRecording

POSES = ("t_s", "points", "visibility", "image_size", "model", "model_sha256")
LOOKS = ("t_s", "why", "reasons", "look", "track", "label", "labels", "motion", "box")
SINCE_THEN = ("known_s", "runner")  # files from before these were kept have none
MOST_FRAMES, MOST_LOOKS = 2_000_000, 500_000
LARGEST_ITEM = 1024  # bytes: 256 letters


def read_poses(path: Path, most: int = MOST_FRAMES) -> dict[str, np.ndarray]:
    """Raises BadRecording where they are no poses."""

    def check(headers: Mapping[str, Header]) -> None:
        n = _length(path, headers, "t_s", most)
        shapes = {"t_s": (n,), "points": (n, skeleton.COUNT, 3), "visibility": (n, skeleton.COUNT), "image_size": (2,)}
        shapes |= {"model": (), "model_sha256": ()}
        _hold(path, headers, shapes, {name: "f" for name in POSES[:3]} | {"image_size": "iu"})

    arrays = read_arrays(path, POSES, "poses as Backstride records them", check)
    sides = arrays["image_size"].tolist()
    if not np.isfinite(arrays["t_s"]).all() or not all(32 <= side <= 16384 for side in sides):
        raise BadRecording(f"{path}: has times or a picture size that cannot be")
    return arrays


def read_looks(path: Path) -> dict[str, np.ndarray]:
    """Raises BadRecording where they are no looks at the path."""

    def check(headers: Mapping[str, Header]) -> None:
        n = _length(path, headers, "t_s", MOST_LOOKS)
        things, reasons, labels = (_length(path, headers, name, MOST_LOOKS) for name in ("look", "reasons", "labels"))
        shapes = dict.fromkeys(("t_s", "why", "known_s"), (n,)) | {"runner": (n, 2)}
        shapes |= {"reasons": (reasons,), "labels": (labels,)}
        shapes |= dict.fromkeys(("look", "track", "label"), (things,)) | {"motion": (things, 5), "box": (things, 4)}
        _hold(path, headers, shapes, dict.fromkeys(("t_s", "known_s", "runner", "motion", "box"), "f"))

    return read_arrays(path, LOOKS, "looks at the path as Backstride records them", check, SINCE_THEN)


def _length(path: Path, headers: Mapping[str, Header], name: str, most: int) -> int:
    n = (headers[name][0] or (0,))[0]
    if not 0 <= n <= most:
        raise BadRecording(f"{path}: has {n} of {name}; accepted: at most {most}")
    return n


def _hold(path: Path, headers: Mapping[str, Header], shapes: Mapping[str, tuple], kinds: Mapping[str, str]) -> None:
    for name, (shape, dtype) in headers.items():
        if shape != shapes.get(name, shape) or dtype.kind not in kinds.get(name, "iuU"):
            raise BadRecording(f"{path}: has {name} as {dtype} of shape {shape}, which is not accepted")
        if dtype.itemsize > LARGEST_ITEM:
            raise BadRecording(f"{path}: has {name} with items of {dtype.itemsize} bytes, which is not accepted")
