"""The pictures that every arm of a speed benchmark sees: a recording that ships, decoded beforehand, at 640×480.

Played there and back, so that it can be of any length without a jump on which a tracker would lose the runner.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from ..errors import BadInput
from ..library.recording import read_recording
from ..sources.video import Video
from ..types import Frame, LaneCalibration, Setup

SIZE = (640, 480)
PICTURES = 120  # kept in memory: 110 MB
FPS = 30.0
STAND_IN = LaneCalibration(((200, 220), (440, 220), (600, 460), (40, 460)), ((0, 10), (1.22, 10), (1.22, 0), (0, 0)),
                           1.22, (0, 1), SIZE)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Footage:
    """Pictures without an end, and what is known of the place on them."""

    name: str
    images: tuple[np.ndarray, ...]
    setup: Setup

    def frame(self, number: int) -> Frame:
        turn = 2 * max(1, len(self.images) - 1)
        there = number % turn
        return Frame(self.images[min(there, turn - there)], number / FPS, number)


def read_footage(path: Path, pictures: int = PICTURES) -> Footage:
    """The middle of the pictures of a recording or video, scaled to 640×480, with a calibrated lane moved along.

    Where no lane is calibrated, one before the runner stands in, so that the path's watch has its work to do.
    """
    clip, setup = _clip_of(path)
    source = Video(clip)
    images = tuple(scaled(frame.image) for frame in islice(source, pictures))
    size = source.size
    source.close()
    lane = _moved(setup.lane, size) if setup.lane is not None else STAND_IN
    return Footage(path.name, images, replace(setup, site="track", lane=lane, belt=None))


def _clip_of(path: Path) -> tuple[Path, Setup]:
    if not path.is_dir():
        return path, Setup()
    recording = read_recording(path)
    if recording.clip is None:
        raise BadInput(f"{path}: has no clip.mp4; the benchmark needs pictures")
    return recording.clip, recording.setup


def scaled(image: np.ndarray) -> np.ndarray:
    """The widest part in the picture's middle that has 640×480's shape, at that size; nobody may draw on it."""
    left, top, width, height = _middle(image.shape[1], image.shape[0])
    small = cv2.resize(image[top : top + height, left : left + width], SIZE, interpolation=cv2.INTER_AREA)
    small.setflags(write=False)
    return small


def _middle(width: int, height: int) -> tuple[int, int, int, int]:
    wide, high = min(width, height * SIZE[0] // SIZE[1]), min(height, width * SIZE[1] // SIZE[0])
    return (width - wide) // 2, (height - high) // 2, wide, high


def _moved(lane: LaneCalibration, size: tuple[int, int]) -> LaneCalibration:
    """A lane whose points lie on the pictures' middle part; those cut off are outside, where a lane may well begin."""
    left, top, width, _ = _middle(*size)
    to_size, to_small = size[0] / lane.image_size[0], SIZE[0] / width
    points = tuple(((x * to_size - left) * to_small, (y * to_size - top) * to_small) for x, y in lane.image_px)
    return replace(lane, image_px=points, image_size=SIZE)
