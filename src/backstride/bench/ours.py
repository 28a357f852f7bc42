"""The appliance as an arm: the real loop with the parts that main gives it, fed with a take's frames."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2

from .. import cores
from ..coach.coach import Coach
from ..journal import Origin
from ..library.mending import finish
from ..loop import run
from ..panel.accounts import Accounts
from ..panel.app import PanelParts, create_app
from ..panel.guard import SESSION_COOKIE
from ..panel.server import PanelServer
from ..path.detector import on_lane
from ..path.live import LOOK_S, LiveScout
from ..path.nowhere import NoScout
from ..pose import litert
from ..pose.landmarker import Landmarker
from ..pose.models import ModelFile, model_file
from ..pose.recorded import write_poses
from ..session import Session
from ..sinks.cutter import RecorderSettings
from ..sinks.guarded import Guarded
from ..sinks.latest import Latest
from ..sinks.recorder import Recorder, Unrecorded
from ..sinks.stream import Stream
from ..types import Frame, Moment, Pose, Setup
from .footage import FPS, SIZE
from .onlookers import HOST, Onlookers
from .take import Take


@dataclass(frozen=True)
class Parts:
    """What is switched on."""

    viewers: int = 0
    stalled: int = 0
    path: bool = True
    records: bool = True
    engine: Any = litert  # a module with a Tracker and a Detector, or what stands in for one
    opencv_threads: int = litert.OPENCV_THREADS
    own_cores: bool = True  # the model's
    look_s: float = LOOK_S  # the least time between two looks at the path


class Silence:
    """The sink where the voice would be."""

    def take(self, frame: Frame, moment: Moment) -> None:
        """Says nothing."""


@dataclass(frozen=True)
class Timed:
    """An estimator with its own time noted."""

    estimator: Landmarker | cores.OnOwnCores
    note: Take

    def estimate(self, frame: Frame) -> Pose:
        began_s = time.perf_counter()
        pose = self.estimator.estimate(frame)
        self.note.inference_ms[frame.number] = 1000 * (time.perf_counter() - began_s)
        return pose


@dataclass(frozen=True)
class Told:
    """The first sink: when a moment comes here, what is to be said is decided."""

    note: Take

    def take(self, frame: Frame, moment: Moment) -> None:
        self.note.decided(frame, moment.pose.points[:, :2] * SIZE[1])


def ours(take: Take, model: ModelFile, parts: Parts, voice=None, coach: Callable = lambda coach: coach) -> None:
    """One pass of the appliance. ``voice`` is another sink than silence, ``coach`` wraps the coach."""
    with ExitStack() as opened:
        opened.callback(cv2.setNumThreads, cv2.getNumThreads())
        cv2.setNumThreads(parts.opencv_threads)
        opened.enter_context(cores.on(cores.others() if parts.own_cores else cores.ALL))
        _run(take, model, parts, voice or Silence(), coach, lambda part: opened.enter_context(closing(part)),
             Path(opened.enter_context(TemporaryDirectory(prefix="backstride-"))))  # fmt: skip


def _run(take: Take, model: ModelFile, parts: Parts, voice, coach: Callable, keep: Callable, folder: Path) -> None:
    setup, session = take.footage.setup, Session()
    latest, stream = keep(Latest()), keep(Stream(setup))
    recorder = keep(_recorder(folder, take, model) if parts.records else Unrecorded())
    with cores.on(cores.models() if parts.own_cores else cores.ALL):
        estimator = keep(Landmarker(model, setup, parts.engine))
    scout = keep(_scout(setup, parts))
    accounts = Accounts(folder / "accounts.json")
    server = keep(PanelServer(create_app(PanelParts(session, latest, stream, accounts, setup, "bench", "")), HOST, 0))
    server.start()
    cookie = f"{SESSION_COOKIE}={accounts.open_session()}"
    onlookers = keep(Onlookers(server.port, parts.viewers, parts.stalled, cookie=cookie))
    guarded = [Guarded("Stream", stream), Guarded("Voice", voice), Guarded("Recorder", recorder)]
    timed = Timed(cores.OnOwnCores(estimator) if parts.own_cores else estimator, take)
    run(take.frames(), timed, scout, coach(Coach(setup)), session, [Told(take), latest, *guarded])
    take.notes["pictures"] = onlookers.pictures()
    take.notes["lost"] = recorder.counts.lost


def _scout(setup: Setup, parts: Parts) -> LiveScout | NoScout:
    if not parts.path or (setup.lane is None and setup.site == "track"):
        return NoScout(setup.site)
    return LiveScout(setup, SIZE, on_lane(model_file("obstacles").path), look_s=parts.look_s)


def _recorder(folder: Path, take: Take, model: ModelFile) -> Recorder:
    origin = Origin(take.footage.name, FPS, model.name, model.sha256, "en", "bench")
    finished = partial(finish, write_poses=write_poses)
    settings = RecorderSettings(reserve_bytes=0)
    return Recorder(folder / "clips", settings, take.footage.setup, origin, lambda: datetime.now(UTC), finished)
