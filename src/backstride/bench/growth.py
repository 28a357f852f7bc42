"""``backstride bench growth``: what an hour more costs. Frames must not get dearer, nothing may pile up.

Recorded poses are coached over and over, there and back, as one session of many hours in the data's own time. Told for
each part of it: processor time a frame and lines of the event log a minute; and what the coach holds more an hour.
"""

from __future__ import annotations

import gc
import json
import time
import tracemalloc
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from ..coach.coach import Coach
from ..config import CHECKOUT
from ..library.recording import read_recording
from ..pose.recorded import RecordedPoses
from ..sinks.event_log import rows_of
from ..types import Moment, PathView, Pose
from .machine import machine
from .tables import cells_table, figure

RECORDING = CHECKOUT / "recordings" / "good-form-treadmill-side"
FPS, HOURS, PARTS = 30, 2.0, 6
HELD_FROM_MIN, HELD_TO_MIN = 5, 15  # memory is watched for as long only: Python's own watch of it is slow
DEARER, MORE_LINES, HELD_MB_A_HOUR = 1.1, 1.1, 0.5  # at most: the last part over the first, and memory


@dataclass(frozen=True)
class Part:
    """One part of the long session."""

    from_h: float
    cpu_ms: float  # a frame, the median of its minutes
    lines_a_minute: float


def growth(json_file: Path | None, hours: float = HOURS) -> int:
    """Runs and tells it all; 1 where something grows."""
    parts = coached(hours)
    print(cells_table([("from", "CPU ms a frame", "log lines a minute"), *map(_line, parts)], texts=()))
    ratios = {
        "cpu_last_over_first": parts[-1].cpu_ms / parts[0].cpu_ms,
        "lines_last_over_first": parts[-1].lines_a_minute / parts[0].lines_a_minute,
        "held_mb_an_hour": held_mb_an_hour(),
    }
    bounds = dict(zip(ratios, (DEARER, MORE_LINES, HELD_MB_A_HOUR), strict=True))
    for name, value in ratios.items():
        print(f"{name}: {figure(value)}, at most {bounds[name]:g}: {'ok' if value <= bounds[name] else 'MISSED'}")
    if json_file is not None:
        told = {"machine": machine(), "growth": [asdict(part) for part in parts], "ratios": ratios}
        json_file.write_text(json.dumps(told, indent=1) + "\n")
    return int(any(value > bounds[name] for name, value in ratios.items()))


class LongSession:
    """One coach, and a runner who goes on there and back for ever, so that nobody jumps."""

    def __init__(self, folder: Path = RECORDING):
        recording = read_recording(folder)
        recorded = RecordedPoses.read(recording.poses)
        self._poses = [recorded.estimate(frame) for frame in recorded.source()]
        self._coach, self._number = Coach(recording.setup), 0

    def minute(self) -> int:
        """One more minute; how many lines of the event log it gave."""
        return sum(sum(1 for _ in rows_of(self._step())) for _ in range(60 * FPS))

    def _step(self) -> Moment:
        turn = 2 * (len(self._poses) - 1)
        there = self._number % turn
        seen, t_s = self._poses[min(there, turn - there)], self._number / FPS
        pose = Pose(seen.points, seen.visibility, seen.image_size, t_s, self._number)
        self._number += 1
        return self._coach.step(pose, PathView(t_s, "off"))


def coached(hours: float, parts: int = PARTS) -> list[Part]:
    """One session of so many hours, told in parts."""
    session, minutes = LongSession(), max(1, round(60 * hours / parts))
    return [_part(session, part, minutes) for part in range(parts)]


def _part(session: LongSession, part: int, minutes: int) -> Part:
    costs_ms, lines = [], 0
    for _ in range(minutes):
        began_s = time.process_time()
        lines += session.minute()
        costs_ms.append(1000 * (time.process_time() - began_s) / (60 * FPS))
    return Part(part * minutes / 60, median(costs_ms), lines / minutes)


def held_mb_an_hour(from_min: int = HELD_FROM_MIN, to_min: int = HELD_TO_MIN) -> float:
    """By how much what the coach holds grows in an hour, after its first minutes."""
    session = LongSession()
    tracemalloc.start()
    try:
        held = [_held_after(session, minutes) for minutes in (from_min, to_min - from_min)]
    finally:
        tracemalloc.stop()
    return (held[1] - held[0]) * 60 / (to_min - from_min) / 1e6


def _held_after(session: LongSession, minutes: int) -> int:
    for _ in range(minutes):
        session.minute()
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def _line(part: Part) -> tuple[str, ...]:
    return f"{part.from_h:.1f} h", *(figure(value) for value in (part.cpu_ms, part.lines_a_minute))
