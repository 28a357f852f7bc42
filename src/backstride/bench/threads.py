"""``backstride bench threads``: how many threads the pose networks and OpenCV should have on this machine.

The whole appliance with one viewer, unpaced, in every way that fits the cores; also with the model on cores of its own.
What `pose.litert.fit_threads` and `cores` choose is marked: it should not be slower than the best way by more than a
tenth.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from types import SimpleNamespace

import numpy as np

from ..cores import ALL
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

COUNT, TIMES = 120, 3
SLACK = 1.1


@dataclass(frozen=True)
class Way:
    """How many threads whom, and whether the model keeps its cores to itself."""

    model: int
    opencv: int
    own_cores: bool = False

    @property
    def words(self) -> str:
        own = ", the model on cores of its own" if self.own_cores else ""
        return f"model {self.model}, OpenCV {self.opencv}{own}"


def ways(cores: int) -> list[Way]:
    counts = sorted({1, 2, cores} & set(range(1, cores + 1)))
    shared = [Way(model, opencv) for model in counts for opencv in counts]
    return shared + ([Way(litert.fit_threads(cores), 1, own_cores=True)] if cores > 1 else [])


def chosen(cores: int) -> Way:
    """What the appliance does."""
    return Way(litert.fit_threads(cores), litert.OPENCV_THREADS, own_cores=cores > 1)


def threads(json_file: Path | None, recording: Path = RECORDING, count: int = COUNT, times: int = TIMES) -> int:
    """Runs and tells it all; 1 where the chosen way is slower than the best by more than a tenth."""
    cores, footage, watch, model = len(ALL), read_footage(recording), Watch(), model_file(arms.MODEL)
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


def _run(take: Take, model: ModelFile, way: Way) -> None:
    engine = SimpleNamespace(
        Tracker=partial(litert.Tracker, threads=way.model),
        Detector=partial(litert.Detector, threads=way.model),
        warm_up=litert.warm_up,
    )
    ours(take, model, Parts(1, engine=engine, opencv_threads=way.opencv, own_cores=way.own_cores))
