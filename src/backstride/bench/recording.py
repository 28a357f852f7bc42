"""What recording costs beside the coach: processor time a frame, bits a second, and what it does to the coach's pace.

The coach runs the same frames with and without the recorder in turns, so that whatever else the machine does falls on
both. The frames come as fast as the coach takes them.

    backstride bench recording
"""

from __future__ import annotations

import json
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path

from ..coach.coach import Coach
from ..journal import Origin
from ..library.mending import finish
from ..library.recording import read_recording
from ..library.storage import bytes_in, clip_folders
from ..pose.landmarker import Landmarker
from ..pose.models import model_file
from ..pose.recorded import write_poses
from ..sinks.cutter import RecorderSettings
from ..sinks.recorder import Recorder
from ..types import Frame, Moment, PathView, Setup
from .drills import scene
from .machine import machine

TURN = 45  # frames: less than the gap that would end a clip
TURNS = 6


@dataclass(frozen=True)
class Cost:
    """Processor and wall milliseconds a frame, with and without the recorder; what it wrote, and frames it missed."""

    coach_cpu_ms: float
    both_cpu_ms: float
    coach_wall_ms: float
    both_wall_ms: float
    bps: float
    lost: int

    @property
    def words(self) -> str:
        return (
            f"processor a frame: coach {self.coach_cpu_ms:.1f} ms, with the recorder {self.both_cpu_ms:.1f} ms"
            f" ({self.both_cpu_ms - self.coach_cpu_ms:+.1f}); wall: {self.coach_wall_ms:.1f} and"
            f" {self.both_wall_ms:.1f} ms; {self.bps / 1e6:.2f} Mb/s; {self.lost} frames lost"
        )


class _Nobody:
    """The other arm: nothing is recorded."""

    def take(self, frame: Frame, moment: Moment) -> None:
        pass


def run(model: str = "lite", width: int = 1280) -> Cost:
    """Records whole: each frame is coded and written."""
    setup, frames = Setup(), scene(width)
    estimator, coach = Landmarker(model_file(model), setup), Coach(Setup())
    with tempfile.TemporaryDirectory() as folder:
        clips = Path(folder)
        settings = RecorderSettings(whole_sessions=True, reserve_bytes=0)
        recorder = Recorder(clips, settings, setup, Origin("bench", 30.0), lambda: datetime.now().astimezone(),
                            partial(finish, write_poses=write_poses))  # fmt: skip
        cpu, wall = {"coach": [], "both": []}, {"coach": [], "both": []}
        for turn in range(2 * TURNS + 2):
            name, sink = ("both", recorder) if turn % 2 else ("coach", _Nobody())
            began_cpu_s, began_s = time.process_time(), time.perf_counter()
            last_s = _coached(islice(frames, TURN), estimator, coach, sink)
            if turn % 2:
                recorder.wait_until_written(last_s, 60)
            cpu[name].append(time.process_time() - began_cpu_s)
            wall[name].append(time.perf_counter() - began_s)
        recorder.close()
        estimator.close()
        per_frame = {key: [1000 * sorted(v[1:])[len(v[1:]) // 2] / TURN for v in (cpu[key], wall[key])] for key in cpu}
        return Cost(per_frame["coach"][0], per_frame["both"][0], per_frame["coach"][1], per_frame["both"][1],
                    _bps(clips), recorder.counts.lost)  # fmt: skip


def _coached(frames, estimator: Landmarker, coach: Coach, sink) -> float:
    for frame in frames:
        moment = coach.step(estimator.estimate(frame), PathView(frame.t_s, "off"))
        sink.take(frame, moment)
    return frame.t_s


def _bps(clips: Path) -> float:
    """Bits for a second of 30 frames."""
    told = [(bytes_in(folder), read_recording(folder).about.recorded.frames) for folder in clip_folders(clips)]
    return 8 * 30 * sum(size for size, _ in told) / sum(frames for _, frames in told)


def recording(json_file: Path | None) -> int:
    """What recording costs here."""
    cost = run()
    print(cost.words)
    if json_file is not None:
        json_file.write_text(json.dumps({"machine": machine(), "recording": asdict(cost)}, indent=1) + "\n")
    return 0
