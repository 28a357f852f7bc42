"""The arms of the speed benchmarks by name: each is one way to do the work on a take's frames."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from functools import partial

import numpy as np

from ..errors import UnsupportedMachine
from ..path.detector import on_lane
from ..pose import litert
from ..pose.machine import check_mediapipe_runs
from ..pose.models import ModelFile, model_file
from ..pose.quiet import without_chatter
from .footage import FPS
from .onlookers import Doorstep
from .ours import Parts, ours
from .side_by_side import SideBySide
from .take import Take

Arm = Callable[[Take], None]
MODEL = "lite"  # every arm's: what a Pi runs
MEDIAPIPE, LITERT = "bare MediaPipe", "bare LiteRT"
NAIVE_1, NAIVE_3, SEQUENTIAL = "naive, 1 viewer", "naive, 3 viewers", "sequential, 1 viewer"
LOOP_ONLY, SCOUT_ONLY, RECORDING_ONLY = "ours, loop only", "ours, path watched", "ours, recording"
ALONE, ONE, THREE, TEN, STALLED = (
    f"ours, all on, {who}" for who in ("nobody watching", "1 viewer", "3 viewers", "10 viewers", "10 and one stalled")
)


def all_arms() -> dict[str, Arm]:
    """Everything that ``bench loop`` compares, in the order of the table."""
    model = model_file(MODEL)
    return {**by_mediapipe(model), LITERT: partial(bare_litert, model=model), **partly_on(model), **watched(model)}


def by_mediapipe(model: ModelFile) -> dict[str, Arm]:
    """What MediaPipe is needed for; nothing on a processor that it would end the process on."""
    try:
        check_mediapipe_runs()
    except UnsupportedMachine:
        return {}
    return {MEDIAPIPE: partial(bare_mediapipe, model=model), **scripts(model)}


def scripts(model: ModelFile) -> dict[str, Arm]:
    return {
        NAIVE_1: partial(scripted, model=model, name="naive", viewers=1),
        NAIVE_3: partial(scripted, model=model, name="naive", viewers=3),
        SEQUENTIAL: partial(scripted, model=model, name="sequential", viewers=1),
    }


def partly_on(model: ModelFile) -> dict[str, Arm]:
    return {
        LOOP_ONLY: partial(ours, model=model, parts=Parts(path=False, records=False)),
        SCOUT_ONLY: partial(ours, model=model, parts=Parts(records=False)),
        RECORDING_ONLY: partial(ours, model=model, parts=Parts(path=False)),
    }


def watched(model: ModelFile) -> dict[str, Arm]:
    """The appliance as it ships, by who looks at it."""
    return {
        ALONE: partial(ours, model=model, parts=Parts()),
        ONE: partial(ours, model=model, parts=Parts(1)),
        THREE: partial(ours, model=model, parts=Parts(3)),
        TEN: partial(ours, model=model, parts=Parts(10)),
        STALLED: partial(ours, model=model, parts=Parts(10, 1)),
    }


def bare_mediapipe(take: Take, model: ModelFile) -> None:
    """MediaPipe's VIDEO mode on the pictures, nothing else."""
    from .naive import points_of

    with closing(_landmarker(model)) as pose:
        for frame in take.frames():
            took_from_s = time.perf_counter()
            points = points_of(pose, frame)
            take.inference_ms[frame.number] = 1000 * (time.perf_counter() - took_from_s)
            take.decided(frame, points)


def bare_litert(take: Take, model: ModelFile) -> None:
    """Our own engine on the pictures, nothing else: the detector once, then the landmark network."""
    with without_chatter():
        tracker = litert.Tracker(model)
    for frame in take.frames():
        took_from_s = time.perf_counter()
        seen = tracker.follow(frame.image, frame.t_s)
        take.inference_ms[frame.number] = 1000 * (time.perf_counter() - took_from_s)
        points = np.full((33, 2), np.nan) if seen is None else seen.points[:, :2] * frame.image.shape[0]
        take.decided(frame, points)


def scripted(take: Take, model: ModelFile, name: str, viewers: int) -> None:
    """One of the two scripts, its pictures sent to as many viewers."""
    from .naive import HEAD, naive
    from .sequential import sequential

    script = {"naive": naive, "sequential": sequential}[name]
    detector = on_lane(model_file("obstacles").path)
    with closing(_landmarker(model)) as pose, closing(Doorstep(viewers)) as door:
        for viewer in door.viewers:
            viewer.sendall(HEAD)
        script(take.frames(), pose, detector, door.viewers, take.decided)
        take.notes["pictures"] = door.pictures()


def reference(take: Take, model: ModelFile) -> None:
    """What ours must equal: the very windows that ours looks through, read by MediaPipe."""
    both = SideBySide(model)
    ours(take, model, Parts(path=False, records=False, engine=both))
    for t_s, (_, shown) in both.looks.items():
        number = round(t_s * FPS)
        if np.isfinite(take.points_px[number]).any():  # a window on somebody else gives no pose
            take.points_px[number] = shown.points_px


def _landmarker(model: ModelFile):
    from mediapipe.tasks import python as tasks
    from mediapipe.tasks.python import vision

    options = vision.PoseLandmarkerOptions(
        tasks.BaseOptions(model_asset_path=str(model.path)), running_mode=vision.RunningMode.VIDEO
    )
    with without_chatter():
        return vision.PoseLandmarker.create_from_options(options)
