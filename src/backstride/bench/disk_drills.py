"""Disks and clocks that fail while a clip is recorded: what is told, what is lost, whether anything else is touched.

A small disk of memory is filled, made read-only and pulled from under the recorder; the clock leaps. Pictures of noise
come as fast as the disk takes them, thirty to a second of their own time. Mounting needs root, or a kernel that lets
anybody have disks of their own (``unshare``); what cannot be drilled here is said, and counts as missed.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from math import inf, isfinite, nan
from pathlib import Path

import av
import numpy as np

from ..journal import Origin
from ..library.mending import CLIP, finish, mend, unfinished
from ..library.recording import read_recording
from ..library.retention import Policy, tidy
from ..library.storage import clip_folders, order_of
from ..pose.recorded import write_poses
from ..sinks.cutter import RecorderSettings
from ..sinks.recorder import Recorder
from ..types import Cue, Frame, Measures, Moment, PathView, Pose, Setup

FPS, SIZE, DISK_BYTES = 30, (320, 180), 64_000_000
MAY_LOSE_S, MAY_TELL_S = 1.5, 2.0
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
NAMES = ("full disk", "reserve reached", "read-only disk", "yanked disk", "wrong clock")


@dataclass(frozen=True)
class Drill:
    """One drill. Seconds are the frames' own time; ``lost_s`` is of the clip that ran, NaN where its disk is gone."""

    name: str
    told: str  # what people read
    told_after_s: float = nan  # from the fault to the sentence
    lost_s: float = nan
    playable: bool = False  # every clip that is there, decoded to its last picture by another hand
    untouched: bool = False  # every earlier clip, byte for byte
    goes_on: bool = False  # the coaching all the time, and the recording once the fault is gone
    drilled: bool = True

    @property
    def met(self) -> bool:
        """Whether it cost no more than it may."""
        fits = not self.lost_s > MAY_LOSE_S and not self.told_after_s > MAY_TELL_S
        return self.drilled and fits and self.playable and self.untouched and self.goes_on

    @property
    def words(self) -> str:
        if not self.drilled:
            return f"{self.name:16} MISSED not drilled: {self.told}"
        facts = [f"told after {self.told_after_s:.1f} s" if isfinite(self.told_after_s) else "",
                 f"lost {self.lost_s:.2f} s" if isfinite(self.lost_s) else "",
                 f"clips {'play' if self.playable else 'DO NOT PLAY'}",
                 f"earlier ones {'untouched' if self.untouched else 'TOUCHED'}",
                 "goes on" if self.goes_on else "DOES NOT GO ON", f"“{self.told}”" if self.told else ""]  # fmt: skip
        return f"{self.name:16} {'ok' if self.met else 'MISSED':6} {', '.join(fact for fact in facts if fact)}"


def run() -> tuple[Drill, ...]:
    """All drills, each on a disk of its own, in a process that may mount one where there is such a way."""
    source = str(Path(__file__).parents[2])
    ways = ([], ["unshare", "--user", "--map-root-user", "--mount"])
    why = "no disk can be mounted here: run it as root"
    for way in ways if os.geteuid() == 0 else ways[1:]:
        try:
            done = subprocess.run([*way, sys.executable, "-m", __name__], capture_output=True, text=True,
                                  env={**os.environ, "PYTHONPATH": source})  # fmt: skip
        except FileNotFoundError:  # no unshare
            continue
        if done.returncode == 0:
            return tuple(Drill(**json.loads(line)) for line in done.stdout.splitlines())
        why = done.stderr.strip().splitlines()[-1] if done.stderr.strip() else why
    return tuple(Drill(name, why, drilled=False) for name in NAMES)


class Take:
    """A recorder with made-up frames. ``fault`` is what people would read; the frames never wait for the disk."""

    def __init__(self, clips: Path, free: Callable[[Path], int] = lambda folder: 10**12,
                 clock: Callable[[], datetime] = lambda: NOON, **settings):  # fmt: skip
        self.clips, self.number = clips, 0
        self._noise = np.random.default_rng(1)
        wanted = RecorderSettings(**{"mailbox": 10_000, "pre_s": 1.0, "post_s": 2.0, **settings})
        self.recorder = Recorder(clips, wanted, Setup(), Origin("drill", float(FPS)), clock,
                                 partial(finish, write_poses=write_poses), free=free)  # fmt: skip

    @property
    def t_s(self) -> float:
        return self.number / FPS

    @property
    def fault(self) -> str:
        return self.recorder.fault

    def until(self, t_s: float, *cues_s: float, stop: Callable[[], bool] = lambda: False) -> float:
        """Frames up to ``t_s``, cued at these times, or until ``stop``; the time of the last one."""
        due = {round(cue_s * FPS) for cue_s in cues_s}
        while self.t_s < t_s and not stop():
            image = self._noise.integers(0, 255, (SIZE[1], SIZE[0], 3), dtype=np.uint8)
            self.recorder.take(Frame(image, self.t_s, self.number), _moment(self.t_s, self.number, self.number in due))
            self.recorder.wait_until_written(self.t_s, 60)
            self.number += 1
        return (self.number - 1) / FPS

    def end(self) -> None:
        self.recorder.close()

    @property
    def folders(self) -> list[Path]:
        return sorted(clip_folders(self.clips), key=order_of)

    def end_of(self, folder: Path) -> float:
        """The session's time of the last picture that is left in a clip; NaN where nothing of it is."""
        if not (folder / "about.toml").is_file():
            return nan
        recorded = read_recording(folder).about.recorded
        return recorded.started_s + recorded.duration_s


def _moment(t_s: float, number: int, cued: bool) -> Moment:
    nobody = Pose(np.full((33, 3), nan, np.float32), np.zeros(33, np.float32), SIZE, t_s, number)
    moment = Moment(t_s, number, nobody, Measures(t_s), PathView(t_s, "off"), (), None, None)
    cue = Cue(t_s, "lean_back", "balance", "Chest over your toes", "a drill", 1.5)
    return replace(moment, cue=cue) if cued else moment


# ---- the drills


def full_disk(disk: Path) -> Drill:
    """Written to until the kernel says no; then somebody makes room."""
    take, earlier = _with_an_earlier_clip(disk)
    filler = disk / "somebody-else"
    filler.write_bytes(bytes(max(0, _free(disk) - 1_500_000)))
    failed_s = take.until(40, *range(6, 40), stop=lambda: bool(take.fault))
    told = take.fault
    take.until(failed_s + 3)
    filler.unlink()
    mend(take.clips, write_poses)
    lost_s = failed_s - take.end_of(take.folders[1])
    take.until(60, 56)
    take.end()
    goes_on = not take.fault and len(take.folders) >= 3
    return Drill("full disk", told, 0.0 if told else inf, lost_s, _play(take.folders), _same(earlier), goes_on)


def reserve_reached(disk: Path) -> Drill:
    """The recording ends before the rest of the machine lacks room, and goes on when there is some."""
    left = {"bytes": 3_000_000_000}
    take, earlier = _with_an_earlier_clip(disk, lambda folder: left["bytes"], reserve_bytes=2_000_000_000)
    take.until(8, 7)
    left["bytes"] = 1_999_999_999
    told_s = take.until(20, stop=lambda: bool(take.fault))
    told, lost_s = take.fault, told_s - take.end_of(take.folders[1])
    left["bytes"] = 3_000_000_000
    take.until(30, 28)
    take.end()
    goes_on = not take.fault and len(take.folders) == 3
    return Drill("reserve reached", told, told_s - 8, lost_s, _play(take.folders), _same(earlier), goes_on)


def read_only_disk(disk: Path) -> Drill:
    """As it is after a fault of its card. The kernel refuses that while a file is open: so between two clips."""
    take, earlier = _with_an_earlier_clip(disk)
    _mount("-o", "remount,ro", disk)
    told_s = take.until(14, 8, stop=lambda: bool(take.fault))
    told = take.fault
    _mount("-o", "remount,rw", disk)
    take.until(30, 27)
    take.end()
    goes_on = not take.fault and len(take.folders) == 2
    return Drill("read-only disk", told, told_s - 8, nan, _play(take.folders), _same(earlier), goes_on)


def yanked_disk(disk: Path) -> Drill:
    """Its mount point goes with all that was on it: nothing may be written to the disk that lies below."""
    take, _ = _with_an_earlier_clip(disk)
    take.until(8, 7)
    subprocess.run(["umount", "-l", disk], check=True)
    told_s = take.until(14, stop=lambda: bool(take.fault))
    told = take.fault
    take.until(30, 27)
    take.end()
    return Drill("yanked disk", told, told_s - 8, nan, True, list(disk.iterdir()) == [], take.number == 30 * FPS)


def wrong_clock(disk: Path) -> Drill:
    """Clips by clocks of 2026, 1970 and 2099: in order, true to their own time, none deleted for its age."""
    clocks = [NOON, NOON + timedelta(minutes=9), NOON.replace(year=1970), NOON.replace(year=2099), NOON]
    policy, made = Policy(max_days=30, reserve_bytes=0), []
    for clock in clocks:
        take = Take(disk / "clips", clock=lambda clock=clock: clock)
        take.until(4, 1)
        take.end()
        tidy(disk / "clips", policy, clock)
        made.append(take)
    folders = made[0].folders
    recorded = [read_recording(folder).about.recorded for folder in folders]
    in_order = [one.order for one in recorded] == list(range(1, len(clocks) + 1))
    true = all(abs(one.duration_s - 3) < 0.1 for one in recorded)
    told = f"{len(folders)} of {len(clocks)} clips kept"
    return Drill("wrong clock", told, 0.0, 0.0, _play(folders), in_order and true, len(folders) == len(clocks))


def _with_an_earlier_clip(disk: Path, free=lambda folder: 10**12, **settings) -> tuple[Take, dict[Path, str]]:
    take = Take(disk / "clips", free, **settings)
    take.until(5, 1)
    return take, {file: _hash(file) for folder in take.folders for file in folder.iterdir()}


def _play(folders: list[Path]) -> bool:
    """Whether no fault is forgiven, and as many pictures are decoded as the description says."""
    return all(_pictures(folder) == read_recording(folder).about.recorded.frames > 0 for folder in folders)


def _pictures(folder: Path) -> int:
    if unfinished(folder.parent):
        return -1
    with av.open(str(folder / CLIP), options={"err_detect": "explode"}) as file:
        return sum(1 for _ in file.decode(video=0))


def _same(earlier: dict[Path, str]) -> bool:
    return bool(earlier) and all(file.is_file() and _hash(file) == was for file, was in earlier.items())


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _free(disk: Path) -> int:
    told = os.statvfs(disk)
    return told.f_bavail * told.f_frsize


def _mount(*words: object) -> None:
    subprocess.run(["mount", *map(str, words)], check=True, capture_output=True)


@contextmanager
def _small_disk() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="drills-") as made:
        disk = Path(made) / "disk"
        disk.mkdir()
        _mount("-t", "tmpfs", "-o", f"size={DISK_BYTES}", "none", disk)
        try:
            yield disk
        finally:
            subprocess.run(["umount", "-l", disk], capture_output=True)


if __name__ == "__main__":  # the child that may mount; its parent is ``run``
    for drill in (full_disk, reserve_reached, read_only_disk, yanked_disk, wrong_clock):
        with _small_disk() as place:
            print(json.dumps(asdict(drill(place))), flush=True)
