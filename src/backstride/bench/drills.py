"""``kill -9`` while a clip is recorded, over and over, beside disks and clocks that fail (``disk_drills``).

What is lost of the running clip, and whether anything else is.

A child records; the parent kills it at a frame drawn by lot, mends, and reads the clip back. All goes as fast as the
machine can: the child hands in frames until a whole mailbox waits, which is the most that a slow encoder can be behind.

    backstride bench drills
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from math import nan
from pathlib import Path

import av
import cv2
import numpy as np

from ..config import CHECKOUT
from ..journal import Origin
from ..library.mending import CLIP, PART, finish, mend
from ..library.recording import read_recording
from ..library.storage import clip_folders, order_of
from ..pose.recorded import RecordedPoses, write_poses
from ..sinks.cutter import RecorderSettings
from ..sinks.recorder import Recorder
from ..types import Cue, Frame, Measures, Moment, PathView, Pose, Setup
from . import disk_drills
from .machine import machine

SCENE = CHECKOUT / "recordings" / "garden-walk-backward" / "clip.mp4"
FPS = 30
MAY_LOSE_S = 1.5
PICTURES = 45  # of the scene, over and over: decoding more would be most of a drill
FIRST_CUE, CUE_EVERY, EARLIEST_KILL, LATEST_KILL = 30, 60, 60, 240  # frames


@dataclass(frozen=True)
class Kill:
    """One kill, mended. ``lost_s`` is from the clip's last picture to the last frame that the recorder was given."""

    at_frame: int
    lost_s: float
    torn_bytes: int  # at the end of the picture file, cut off by mending
    mending_s: float
    playable: bool  # every picture decoded, in number and time as the poses and the description say
    others_untouched: bool


@dataclass(frozen=True)
class Killed:
    """All kills together."""

    kills: tuple[Kill, ...]

    @property
    def met(self) -> bool:
        """Whether none cost more of the running clip than it may, nor anything else."""
        return all(k.playable and k.others_untouched and k.lost_s <= MAY_LOSE_S for k in self.kills)

    @property
    def words(self) -> str:
        lost, torn, mending = ([getattr(k, name) for k in self.kills] for name in ("lost_s", "torn_bytes", "mending_s"))
        return (
            f"{len(self.kills)} kills: {sum(k.playable for k in self.kills)} clips playable to the end,"
            f" {sum(k.others_untouched for k in self.kills)} times every earlier clip untouched;"
            f" lost of the running clip: median {statistics.median(lost):.2f} s, at most {max(lost):.2f} s"
            f" (torn bytes cut: median {statistics.median(torn):.0f}, at most {max(torn)});"
            f" mending: median {1000 * statistics.median(mending):.0f} ms, at most {1000 * max(mending):.0f} ms"
        )


def run(kills: int = 100, width: int = 640, folder: Path | None = None, seed: int = 1) -> Killed:
    """Kills ``kills`` times in one folder of clips, which grows by a clip each time."""
    lot = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="drills-", dir=folder) as made:
        clips = Path(made) / "clips"
        return Killed(tuple(_kill(clips, width, lot.randint(EARLIEST_KILL, LATEST_KILL)) for _ in range(kills)))


def _kill(clips: Path, width: int, at_frame: int) -> Kill:
    given = _record_and_die(clips, width, at_frame)
    running = [folder for folder in clip_folders(clips) if (folder / PART).exists()]
    before_bytes = sum((folder / PART).stat().st_size for folder in running)
    earlier = _hashes(clips, running)
    began_s = time.perf_counter()
    mended = mend(clips, write_poses)
    mending_s = time.perf_counter() - began_s
    newest = max(clip_folders(clips), key=order_of)
    recorded = read_recording(newest).about.recorded
    return Kill(
        at_frame,
        (given - 1) / FPS - recorded.started_s - recorded.duration_s,
        before_bytes - (newest / CLIP).stat().st_size,
        mending_s,
        mended.mended == (newest.name,) and _is_playable(newest),
        earlier.items() <= _hashes(clips, running).items(),
    )


def _record_and_die(clips: Path, width: int, at_frame: int) -> int:
    """How many frames the recorder was given when it was killed."""
    command = [sys.executable, "-m", "backstride.bench.drills", str(clips), str(width)]
    source = str(Path(__file__).parents[2])
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": source}) as child:
        given = b"\n"
        while int(given.strip() or b"0") < at_frame:
            given = child.stdout.readline()
            if not given:
                raise RuntimeError("the child ended by itself")
        child.kill()
        rest = [line for line in child.stdout.read().split(b"\n") if line]
    return int(rest[-1] if rest else given)


def _is_playable(folder: Path) -> bool:
    """Another hand decodes every picture, forgiving no fault, and finds as many as there are poses."""
    with av.open(str(folder / CLIP), options={"err_detect": "explode"}) as file:
        times_s = [float(picture.pts * picture.time_base) for picture in file.decode(video=0)]
    poses = [frame.t_s for frame in RecordedPoses.read(folder / "poses.npz").source()]
    count = read_recording(folder).about.recorded.frames
    return len(times_s) == len(poses) == count and bool(np.allclose(times_s, poses, atol=1e-4))


def _hashes(clips: Path, without: list[Path]) -> dict[str, str]:
    """Of every file of every other clip."""
    files = (file for folder in clip_folders(clips) if folder not in without for file in folder.iterdir())
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def drills(json_file: Path | None) -> int:
    """Disks, clocks and a hundred kills; 1 where one of them cost more than it may."""
    failing = disk_drills.run()
    for drill in failing:
        print(drill.words, flush=True)
    killed = run()
    print(f"{'kill -9':16} {'ok' if killed.met else 'MISSED':6} {killed.words}")
    if json_file is not None:
        told = {"machine": machine(), "drills": [asdict(kill) for kill in killed.kills],
                "disks": [asdict(drill) | {"met": drill.met} for drill in failing]}  # fmt: skip
        json_file.write_text(json.dumps(told, indent=1).replace("NaN", "null") + "\n")
    return 0 if killed.met and all(drill.met for drill in failing) else 1


# ---- the child


def record(clips: Path, width: int) -> None:
    """Records until it is killed, and tells of each frame that it gave the recorder."""
    settings = RecorderSettings(reserve_bytes=0)
    recorder = Recorder(clips, settings, Setup(), Origin("drill", float(FPS)), lambda: datetime.now().astimezone(),
                        partial(finish, write_poses=write_poses))  # fmt: skip
    for frame in scene(width):
        recorder.take(frame, _moment(frame))
        print(frame.number + 1, flush=True)
        recorder.wait_until_written((frame.number - settings.mailbox + 1) / FPS, 60)


def scene(width: int) -> Iterator[Frame]:
    """A garden in the wind, over and over, at 30 frames per second of its own time."""
    pictures = []
    with av.open(str(SCENE)) as file:
        for n, picture in enumerate(islice(file.decode(video=0), PICTURES)):
            image = picture.to_ndarray(format="bgr24")
            size = (width, round(width * image.shape[0] / image.shape[1]))
            pictures.append(image if width == image.shape[1] else cv2.resize(image, size))
            yield Frame(pictures[-1], n / FPS, n)
    number = len(pictures)
    while True:
        yield Frame(pictures[number % len(pictures)], number / FPS, number)
        number += 1


def _moment(frame: Frame) -> Moment:
    """Nobody is seen, and every two seconds something is said, so that a clip runs all the time."""
    pose = Pose(np.full((33, 3), nan, np.float32), np.zeros(33, np.float32), frame.size, frame.t_s, frame.number)
    moment = Moment(frame.t_s, frame.number, pose, Measures(frame.t_s), PathView(frame.t_s, "off"), (), None, None)
    if frame.number < FIRST_CUE or frame.number % CUE_EVERY != FIRST_CUE:
        return moment
    return replace(moment, cue=Cue(frame.t_s, "lean_back", "balance", "Chest over your toes", "a drill", 1.5))


if __name__ == "__main__":  # the child; its parent is ``run``
    record(Path(sys.argv[1]), int(sys.argv[2]))
