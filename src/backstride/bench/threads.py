"""``backstride bench threads``: how many threads the pose networks and OpenCV should have on this machine.

The whole appliance with one viewer, unpaced, in every way that fits the cores; also with the loop's thread, and with it
the model's, on a core of its own. What `pose.litert.fit_threads` and `main` choose is marked: it should not be slower
than the best way by more than a tenth.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from types import SimpleNamespace

import numpy as np

from ..pose import litert
from ..pose.models import ModelFile, model_file
from . import arms
from .busy import Watch
from .footage import read_footage
from .loop import RECORDING
from .machine import machine
from .ours import Parts, ours
from .speed import LOADED, Takes, rounds
from .tables import cells_table, figure
from .take import Take

CORES = os.sched_getaffinity(0)
COUNT, TIMES = 120, 3
SLACK = 1.1


@dataclass(frozen=True)
class Way:
    """How many threads whom, and whether the loop keeps a core to itself."""

    model: int
    opencv: int
    own_core: bool = False

    @property
    def words(self) -> str:
        own = ", the loop on a core of its own" if self.own_core else ""
        return f"model {self.model}, OpenCV {self.opencv}{own}"


def ways(cores: int) -> list[Way]:
    counts = sorted({1, 2, cores} & set(range(1, cores + 1)))
    shared = [Way(model, opencv) for model in counts for opencv in counts]
    return shared + ([Way(1, 1, own_core=True)] if cores > 1 else [])


def chosen(cores: int) -> Way:
    """What the appliance does."""
    return Way(litert.fit_threads(cores), litert.OPENCV_THREADS)


def threads(json_file: Path | None, recording: Path = RECORDING, count: int = COUNT, times: int = TIMES) -> int:
    """Runs and tells it all; 1 where the chosen way is slower than the best by more than a tenth."""
    cores, footage, watch, model = len(CORES), read_footage(recording), Watch(), model_file(arms.MODEL)
    takes = rounds({way.words: partial(_run, model=model, way=way) for way in ways(cores)}, footage, count, times)
    fps = {name: median(take.fps for take in row) for name, row in takes.items()}
    ours_fps, best = fps[chosen(cores).words], max(fps, key=fps.get)
    busy = watch.busy()
    print(table(takes, chosen(cores).words))
    print(f"\nChosen: {chosen(cores).words}. Best here: {best}, {figure(fps[best] / ours_fps)} times as fast.")
    print(busy.words)
    if busy.others > LOADED:
        print("WARNING: other programs were at work: run it again on a quiet machine")
    if json_file is not None:
        told = {name: {"fps": fps[name], "chosen": name == chosen(cores).words} for name in fps}
        json_file.write_text(json.dumps({"machine": machine(), "threads": told}, indent=1) + "\n")
    return int(fps[best] > SLACK * ours_fps)


def table(takes: Takes, marked: str) -> str:
    lines = [("threads", "frames/s", "p50 ms", "p95 ms", "CPU ms a frame", "")]
    for name, row in takes.items():
        fps, cpu_s = median(t.fps for t in row), median(t.cpu_s_per_frame for t in row)
        p50_ms, p95_ms = (median(np.percentile(t.pose_ms, share) for t in row) for share in (50, 95))
        cells = map(figure, (fps, p50_ms, p95_ms, 1000 * cpu_s))
        lines.append((name, *cells, "chosen" if name == marked else ""))
    return cells_table(lines, texts=(0, 5))


class Pinned(litert.Tracker):
    """Keeps the thread that it runs on, the loop's, on the first core."""

    def body(self, image, window, t_s):
        os.sched_setaffinity(0, {min(CORES)})
        return super().body(image, window, t_s)


def _run(take: Take, model: ModelFile, way: Way) -> None:
    engine = SimpleNamespace(
        Tracker=partial(Pinned if way.own_core else litert.Tracker, threads=way.model),
        Detector=partial(litert.Detector, threads=way.model),
        warm_up=litert.warm_up,
    )
    with _cores(CORES - {min(CORES)} if way.own_core else CORES):
        ours(take, model, Parts(1, engine=engine, opencv_threads=way.opencv))


@contextmanager
def _cores(cores: set[int]) -> Iterator[None]:
    """The cores of all threads that this one starts: they inherit its own."""
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, CORES)
