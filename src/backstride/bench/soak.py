"""``backstride bench soak [--minutes N]``: hours of running in minutes. Memory is flat, every frame accounted for.

The appliance's own parts (pose model, path, coach, recorder, panel with a viewer) take a film over and over as fast as
they can, with frames left out as a late loop leaves them. Memory is taken at every window's lowest, from after the warm
start on, and its trend reckoned up to six hours at 30 frames a second. Bad: more than 20 MB, or a frame that nobody
counted. Short runs say little about slow leaks: the trend's own uncertainty is told, and counts as growth.
"""

from __future__ import annotations

import gc
import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from ..appliance.easing import Pulse
from ..coach.coach import Coach
from ..config import CHECKOUT
from ..heaps import share_one_heap
from ..journal import Origin
from ..library.mending import finish
from ..library.recording import read_recording
from ..library.retention import Policy, tidy
from ..loop import run
from ..panel.accounts import Accounts
from ..panel.app import PanelParts, create_app
from ..panel.guard import SESSION_COOKIE
from ..panel.server import PanelServer
from ..path.detector import on_lane
from ..path.live import LiveScout
from ..pose.landmarker import Landmarker
from ..pose.models import model_file
from ..pose.recorded import write_poses
from ..session import Session
from ..sinks.cutter import RecorderSettings
from ..sinks.latest import Latest
from ..sinks.recorder import Recorder
from ..sinks.stream import Stream
from ..sources.video import Video
from ..types import Frame, Moment
from .machine import machine
from .onlookers import HOST, Onlookers

RECORDING = CHECKOUT / "recordings" / "ball-then-bicycle-track-rear"
MINUTES, HOURS, FPS = 20.0, 6.0, 30
MOST_MB = 20.0
WARM_SHARE = 0.25  # of the run: caches, arenas and the first clips fill up
SIZE, PICTURES = (640, 360), 150
WINDOWS = 40  # over the rest
LEFT_OUT_EVERY = 7  # frames: the loop was late for this one
MOST_CLIPS_MB = 200  # on the disk, so that deleting the oldest is part of it


@dataclass(frozen=True)
class Soaked:
    """What one run showed."""

    minutes: float
    seen: int  # frames that the source counted
    coached: int
    dropped: int
    coded: int  # pictures that the recorder kept or lost, of those coached
    lost: int
    rss_mb: float  # after the warm start
    growth_mb: float  # in six hours, by the trend
    doubt_mb: float  # its standard error
    curve: tuple[tuple[int, float], ...]  # frame, MB

    @property
    def faults(self) -> tuple[str, ...]:
        found = []
        if self.seen != self.coached + self.dropped:
            found.append(f"{self.seen - self.coached - self.dropped} frames are unaccounted for")
        if self.coded + self.lost != self.coached:
            found.append(f"the recorder counted {self.coded + self.lost} of {self.coached} frames")
        if not self.growth_mb + self.doubt_mb <= MOST_MB:
            growth = f"{self.growth_mb:.0f} ± {self.doubt_mb:.0f} MB"
            found.append(f"memory grows by {growth} in {HOURS:g} h, at most {MOST_MB:g}")
        return tuple(found)


def soak(json_file: Path | None, minutes: float = MINUTES) -> int:
    """Runs and tells it; 1 where something is at fault."""
    soaked = run_for(minutes)
    hours = soaked.seen / FPS / 3600
    print(f"{soaked.seen} frames ({hours:.2f} h at {FPS} a second) in {soaked.minutes:.1f} minutes:")
    print(f"frames: {soaked.seen} seen = {soaked.coached} coached + {soaked.dropped} dropped")
    print(f"recorder: {soaked.coached} coached = {soaked.coded} recorded + {soaked.lost} lost")
    print(
        f"memory: {soaked.rss_mb:.0f} MB, by its trend {soaked.growth_mb:+.1f} ± {soaked.doubt_mb:.1f} MB"
        f" in {HOURS:g} h (at most {MOST_MB:g})"
    )
    for fault in soaked.faults:
        print(f"MISSED: {fault}")
    if json_file is not None:
        json_file.write_text(json.dumps({"machine": machine(), "soak": asdict(soaked)}, indent=1) + "\n")
    return int(bool(soaked.faults))


class Unpaced:
    """A film over and over, without a pause, one frame left out now and then. ``seen`` counts them all."""

    def __init__(self, clip: Path, until_s: float):
        self._pictures = [cv2.resize(frame.image, SIZE) for frame in islice(Video(clip), PICTURES)]
        self._until_s, self.seen = until_s, 0

    def __iter__(self) -> Iterator[Frame]:
        turn = 2 * (len(self._pictures) - 1)  # there and back, so that nobody jumps
        while time.monotonic() < self._until_s or not (self.seen - 1) % LEFT_OUT_EVERY:  # the last one is handed on
            number, self.seen = self.seen, self.seen + 1
            there = number % turn
            if number % LEFT_OUT_EVERY:
                yield Frame(self._pictures[min(there, turn - there)].copy(), number / FPS, number)


class Meter:
    """A sink that notes the memory in use now and then."""

    def __init__(self) -> None:
        self.curve: list[tuple[int, float]] = []

    def take(self, frame: Frame, moment: Moment) -> None:
        if frame.number % 100 == 1:
            self.curve.append((frame.number, rss_mb()))


def run_for(minutes: float) -> Soaked:
    """One run."""
    share_one_heap()
    pulse, meter = Pulse(lambda: FPS), Meter()
    began_s = time.monotonic()
    with TemporaryDirectory(prefix="backstride-") as folder, ExitStack() as opened:
        source = Unpaced(RECORDING / "clip.mp4", began_s + 60 * minutes)
        recorder = _run(source, pulse, meter, Path(folder), lambda part: opened.enter_context(closing(part)))
    took_min = (time.monotonic() - began_s) / 60
    warm_mb, growth_mb, doubt_mb = trend(meter.curve)
    first = 1  # frame 0 was left out before anything could count it
    return Soaked(took_min, source.seen - first, pulse.coached, pulse.dropped, recorder.counts.coded,
                  recorder.counts.lost, warm_mb, growth_mb, doubt_mb, tuple(meter.curve))  # fmt: skip


def _run(source: Unpaced, pulse: Pulse, meter: Meter, folder: Path, keep) -> Recorder:
    setup, session, model = read_recording(RECORDING).setup, Session(), model_file("lite")
    latest, stream = keep(Latest()), keep(Stream(setup))
    recorder = keep(_recorder(folder, setup))
    estimator = keep(Landmarker(model, setup))
    scout = keep(LiveScout(setup, SIZE, on_lane(model_file("obstacles").path)))
    accounts = Accounts(folder / "accounts.json")
    server = keep(PanelServer(create_app(PanelParts(session, latest, stream, accounts, setup, "soak", "")), HOST, 0))
    server.start()
    keep(Onlookers(server.port, 1, 0, cookie=f"{SESSION_COOKIE}={accounts.open_session()}"))
    run(source, estimator, scout, Coach(setup), session, [latest, pulse, stream, recorder, meter])
    return recorder


def _recorder(folder: Path, setup) -> Recorder:
    clips = folder / "clips"
    policy = Policy(np.inf, MOST_CLIPS_MB * 1e6, 0)

    def finished(clip: Path) -> None:
        finish(clip, write_poses)
        tidy(clips, policy, datetime.now(UTC))

    origin = Origin("soak", FPS, "pose_landmarker_lite", "", "en", "bench")
    return Recorder(clips, RecorderSettings(reserve_bytes=0), setup, origin, lambda: datetime.now(UTC), finished)


def trend(curve: list[tuple[int, float]]) -> tuple[float, float, float]:
    """MB after the warm start, growth in six hours by a straight line through each window's lowest, and its error."""
    warm = curve[int(WARM_SHARE * len(curve)) :]
    windows = [window for window in np.array_split(np.array(warm), min(WINDOWS, len(warm))) if len(window)]
    lowest = np.array([window[window[:, 1].argmin()] for window in windows])
    if len(lowest) < 4:
        return float("nan"), float("nan"), float("nan")
    (slope, _), covariance = np.polyfit(lowest[:, 0], lowest[:, 1], 1, cov=True)
    frames = HOURS * 3600 * FPS
    return float(lowest[0, 1]), float(slope * frames), float(np.sqrt(covariance[0, 0]) * frames)


def rss_mb() -> float:
    gc.collect(0)
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
