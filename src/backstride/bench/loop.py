"""``backstride bench loop``: how much of the pose model's own rate is left when everything else runs beside it.

Unpaced, every arm on the same pictures with the same model. Ours watches the path ten times and names what it sees two
and a half times in a second of the footage; the sequential script does so five times, the naive one thirty.
"""

from __future__ import annotations

import time
from functools import partial
from math import nan
from pathlib import Path
from statistics import median

from ..coach.coach import Coach
from ..config import CHECKOUT
from ..library.recording import read_recording
from ..pose.models import model_file
from ..pose.recorded import RecordedPoses
from ..types import PathView
from . import arms, pi_estimate
from .busy import Watch
from .cold_start import start_cold
from .footage import Footage, read_footage
from .machine import machine
from .speed import Result, Takes, ratio, rounds, tell, unlike
from .tables import cells_table, figure
from .take import Take

RECORDING = CHECKOUT / "recordings" / "shoulder-checks-track-rear"
COUNT, TIMES = 120, 3
REFERENCE = "ours by MediaPipe"
LIKE = {  # whose output an arm's must equal: ours looks through windows, so its reference does too
    arms.LITERT: arms.MEDIAPIPE, arms.NAIVE_1: arms.MEDIAPIPE, arms.NAIVE_3: arms.MEDIAPIPE,
    arms.SEQUENTIAL: arms.MEDIAPIPE, arms.LOOP_ONLY: REFERENCE, arms.SCOUT_ONLY: REFERENCE,
    arms.RECORDING_ONLY: REFERENCE, arms.ALONE: REFERENCE, arms.ONE: REFERENCE, arms.THREE: REFERENCE,
    arms.TEN: REFERENCE, arms.STALLED: REFERENCE,
}  # fmt: skip


def loop(json_file: Path | None, recording: Path = RECORDING, count: int = COUNT, times: int = TIMES) -> int:
    """Runs and tells it all; 1 where a target is missed."""
    footage, watch = read_footage(recording), Watch()
    takes = rounds(arms.all_arms(), footage, count, times)
    references = {REFERENCE: [_reference(footage, count)]} if arms.MEDIAPIPE in takes else {}
    void = unlike({**takes, **references}, LIKE)
    started = start_cold(recording)
    outside = {"rss_mb": started.rss_mb, "cold_start_s": started.picture_s}
    ratios = {**speed_ratios(takes, void), **outside, **pure(RECORDING)}
    about = "from one frame done to the next"
    result = Result(takes, void, ratios, lambda take: take.frame_ms, about, watch.busy())
    notes = (f"Memory is the real appliance's, {started.watched_s:.0f} s after its start.", readme_rows(result),
             pi_estimate.told(pi_estimate.estimates()))  # fmt: skip
    return tell(result, json_file, notes)


def readme_rows(result: Result) -> str:
    """The rows that a README's table of machines takes: one a machine, with what it was measured on."""
    here, board = machine(), result.busy.board[1]
    shown = (arms.MEDIAPIPE, arms.LITERT, arms.ONE)
    rates = [median([take.fps for take in result.takes.get(name, ())] or [nan]) for name in shown]
    cells = (f"{here['processor']}, {here['cores']} cores", arms.MODEL, *map(figure, rates), board.words)
    head = ("machine", "model", "bare MediaPipe frames/s", "bare LiteRT", "everything on, 1 viewer", "at the end")
    return cells_table([head, cells], texts=(0, 1, 5))


def speed_ratios(takes: Takes, void: dict[str, str]) -> dict[str, float]:
    fps = partial(ratio, takes, void, what=lambda take: take.fps)
    frames_a_cpu_s = partial(ratio, takes, void, what=lambda take: 1 / take.cpu_s_per_frame)
    return {
        "ours_over_bare": fps(arms.ONE, arms.MEDIAPIPE),
        "ours_over_naive_3_viewers": fps(arms.THREE, arms.NAIVE_3),
        "ours_over_sequential": fps(arms.ONE, arms.SEQUENTIAL),
        "litert_over_mediapipe": fps(arms.LITERT, arms.MEDIAPIPE),
        "cpu_ours_over_bare": frames_a_cpu_s(arms.ONE, arms.MEDIAPIPE),
        "cpu_ours_over_naive_3_viewers": frames_a_cpu_s(arms.THREE, arms.NAIVE_3),
        "cpu_ours_over_sequential": frames_a_cpu_s(arms.ONE, arms.SEQUENTIAL),
        "cpu_litert_over_mediapipe": frames_a_cpu_s(arms.LITERT, arms.MEDIAPIPE),
    }


def pure(folder: Path, times: int = 5) -> dict[str, float]:
    """What measuring and coaching cost without pictures: recorded poses through the coach, CPU time."""
    recording = read_recording(folder)
    recorded = RecordedPoses.read(recording.poses)
    poses = [recorded.estimate(frame) for frame in recorded.source()]
    costs_s = []
    for _ in range(times):
        coach, began_s = Coach(recording.setup), time.process_time()
        for pose in poses:
            coach.step(pose, PathView(pose.t_s, "off"))
        costs_s.append(time.process_time() - began_s)
    cost_s = median(costs_s)
    seconds = poses[-1].t_s - poses[0].t_s
    return {"pose_replay_times_realtime": seconds / cost_s, "pure_ms_per_frame": 1000 * cost_s / len(poses)}


def _reference(footage: Footage, count: int) -> Take:
    take = Take(footage, count)
    arms.reference(take, model_file(arms.MODEL))
    return take
