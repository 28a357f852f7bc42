"""Who comes on the stage: a person, a bicycle and a ball cut out of the recordings, the runner with its recorded poses,
and the drawn things."""

from __future__ import annotations

import gzip
import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from ..config import CHECKOUT
from ..core import skeleton as sk
from ..library.recording import read_recording
from ..path.body import drawn
from ..path.lane import Lane, lane_of
from ..pose.recorded import RecordedPoses
from ..sources.video import Video
from ..types import Pose, View
from .drawn import DRAWN, Figure, drawing, spread

RECORDINGS = CHECKOUT / "recordings"
APART = 26.0  # steps of 255 from the empty place: what was cut out
SHADED, ALIKE = (0.3, 2.5), 16.0  # the track in a shadow, or out of it: so much of its light, so near in colour
CORE = 0.8  # of the runner's limbs, whose skin may pass for track in a shadow
ROOM_PX = 4


@dataclass(frozen=True)
class Cut:
    """What of which recording is cut out: frames, those that show the empty place, the thing's height, and by how much
    of its width the box in the recording's truth is too narrow."""

    recording: str
    thing: str
    frames: range
    empty: range
    tall_m: float
    aside: float = 0.0


WALKER, BALLS = "person-enters-lane-track-front", "ball-then-bicycle-track-rear"
CUT = {
    "person": Cut(WALKER, "walker", range(12, 96), range(0, 110, 4), 1.78),
    "standing person": Cut(WALKER, "walker", range(175, 176), range(0, 100, 4), 1.78),
    "bicycle": Cut(BALLS, "bicycle", range(190, 191), range(122, 140, 2), 1.05, 0.38),
    "ball": Cut(BALLS, "ball", range(38, 54), range(0, 30, 2), 0.24),
}
RUNNERS: dict[View, tuple[str, range]] = {  # each view's recording, and the frames with nobody near the runner
    "side": ("bystander-track-side", range(20, 118)),
    "front": (WALKER, range(30, 170)),
    "rear": (BALLS, range(10, 160)),
}  # fmt: skip
KINDS = (*CUT, *DRAWN)


@dataclass(frozen=True, eq=False)
class RunnerFigure:
    """The runner on one recorded frame, and the pose that belongs to it with the foot at its origin, in metres."""

    figure: Figure
    points_m: np.ndarray  # (33, 3)
    visibility: np.ndarray


@lru_cache(maxsize=len(KINDS))
def things(kind: str) -> tuple[Figure, ...]:
    """The pictures of one kind of thing, one after the other as it moves."""
    if kind in DRAWN:
        return drawing(kind)
    cut = CUT[kind]
    frames = _frames(cut.recording, {*cut.frames, *cut.empty})
    place, boxes = _median([frames[i] for i in cut.empty]), _truth(cut.recording)["things"][cut.thing]["box_px"]
    return tuple(_cut(frames[i], place, boxes[i], cut) for i in cut.frames)


def _cut(picture: np.ndarray, place: np.ndarray, box: list[float], cut: Cut) -> Figure:
    (x0, y0, x1, y1), (height, width) = box, picture.shape[:2]
    aside = cut.aside * (x1 - x0) + ROOM_PX
    left, top = max(0, int(x0 - aside)), max(0, int(y0 - ROOM_PX))
    part = np.s_[top : min(height, int(y1 + ROOM_PX)), left : min(width, int(x1 + aside))]
    outline = _outline(picture[part], place[part])
    rows, columns = (np.flatnonzero((outline > 0.5).any(axis=axis)) for axis in (1, 0))  # tighter than the truth's box
    foot = (columns[0] + columns[-1] + 1) / 2, float(rows[-1] + 1)
    return Figure(spread(picture[part], outline), outline, (foot[1] - rows[0]) / cut.tall_m, foot)


def _outline(now: np.ndarray, empty: np.ndarray, sure: np.ndarray | None = None) -> np.ndarray:
    """What differs from the empty place and is not the red track in shadow; without its mixed edge, smoothed.

    Of that the largest piece, or all that reach where the thing is for sure: a foot may come apart from the leg.
    """
    shadow = _shadow(now.astype(np.float32), empty.astype(np.float32))
    shadow = shadow if sure is None else shadow & ~sure
    odd = (cv2.absdiff(now, empty).max(axis=2) > APART) & ~shadow
    tight = cv2.morphologyEx(odd.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(tight)
    if count < 2:
        return tight.astype(np.float32)
    own = 1 + stats[1:, cv2.CC_STAT_AREA].argmax() if sure is None else np.setdiff1d(labels[sure], 0)
    return np.clip(2 * cv2.GaussianBlur(np.isin(labels, own).astype(np.float32), (0, 0), 0.9) - 1, 0, 1)


def _shadow(now: np.ndarray, empty: np.ndarray) -> np.ndarray:
    track = (empty[..., 2] > 1.2 * empty[..., 1]).astype(np.uint8)
    track = cv2.morphologyEx(track, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)) > 0  # with its lines
    light = (now.sum(axis=2) / np.maximum(empty.sum(axis=2), 1.0))[..., None]
    alike = np.abs(now - light * empty).max(axis=2) < ALIKE
    return track & alike & (light[..., 0] > SHADED[0]) & (light[..., 0] < SHADED[1])


def _frames(recording: str, wanted: Collection[int]) -> dict[int, np.ndarray]:
    source = Video(RECORDINGS / recording / "clip.mp4")
    try:
        return {number: frame.image for number, frame in enumerate(source) if number in wanted}
    finally:
        source.close()


@lru_cache(maxsize=4)
def _truth(recording: str) -> dict:
    with gzip.open(RECORDINGS / recording / "truth.json.gz", "rt", encoding="utf-8") as file:
        return json.load(file)["path"]


def _median(pictures: list[np.ndarray]) -> np.ndarray:
    return np.median(np.stack(pictures), axis=0).astype(np.uint8)


@lru_cache(maxsize=3)
def runner(view: View) -> tuple[RunnerFigure, ...]:
    """The runner of a view, frame after frame."""
    name, seen = RUNNERS[view]
    recording = read_recording(RECORDINGS / name)
    recorded = RecordedPoses.read(recording.poses)
    poses = [recorded.estimate(frame) for frame in recorded.source()]
    frames, along_m = _frames(name, {*seen, *range(0, len(poses), 10)}), _truth(name)["runner_along_m"]
    lane = lane_of(recording.setup.lane, poses[0].image_size)
    place = _median([frames[i] for i in frames if i % 10 == 0])
    return tuple(_runner(frames[i], place, poses[i], lane, along_m[i]) for i in seen if poses[i].tracked)


def _runner(picture: np.ndarray, place: np.ndarray, pose: Pose, lane: Lane, along_m: float) -> RunnerFigure:
    here = np.array([[along_m, 0.0]])
    (x, y), px_m, tall = lane.pixels(here)[0], float(lane.px_per_m(here)[0]), picture.shape[0]
    near, core = (drawn(pose, tall, (0, 0), pose.image_size, grow) > 0 for grow in (1.15, CORE))
    core[int(pose.points[list(sk.TOES), 1].max() * tall) :] = False  # there the shadow begins
    rows, columns = np.flatnonzero(near.any(axis=1)), np.flatnonzero(near.any(axis=0))
    part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    outline = (_outline(picture[part], place[part], core[part]) * near[part]).astype(np.float32)
    origin = np.array([x / tall, y / tall, 0.0])
    figure = Figure(spread(picture[part], outline), outline, px_m, (x - columns[0], y - rows[0]))
    return RunnerFigure(figure, (pose.points.astype(float) - origin) * tall / px_m, pose.visibility)
