"""The accuracy ledger: made-up runners and the recordings that ship, through the real loop, against their truth.

Prints Markdown: first each target with the row that comes nearest to breaking it, then every row. Fails when one is
broken.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from ..config import CHECKOUT
from ..errors import BadRecording
from ..library.recording import Recording, read_recording
from ..path.recorded import RecordedScout, read_path
from ..pose.recorded import RecordedPoses
from .compare import compare
from .conditions import Condition, conditions
from .machine import machine
from .made_up import make
from .plan import Plan
from .tables import Found, Rate, Row, as_json, cells_table, figure, markdown, rows_of
from .targets import Verdict, verdicts, worst
from .told import told_of
from .truth import read_truth

RECORDINGS = CHECKOUT / "recordings"


def accuracy(json_file: Path | None) -> int:
    """Runs the whole ledger; 1 where a target is broken."""
    rows, held = [], []
    for condition, found in _measured(conditions()):
        rows += found
        held += verdicts(found, condition.held)
    for name, results in _recorded(RECORDINGS):
        found = rows_of(f"recording {name}", results)
        rows += found
        held += verdicts(found, "rest")
    return told_ledger("accuracy", rows, held, json_file)


def plan_results(plan: Plan) -> list[Found | Rate]:
    """One made-up runner, measured and compared."""
    made = make(plan)
    return compare(told_of(made.poses, made.setup), made.truth)


def _measured(wanted: Sequence[Condition]) -> Iterator[tuple[Condition, list[Row]]]:
    """Each condition with its rows; the clips are shared out among the cores."""
    plans = [plan for condition in wanted for plan in condition.plans]
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as workers:  # a fork would copy others' threads
        results = workers.map(plan_results, plans)
        done = 0
        for condition in wanted:
            found = [result for _ in condition.plans for result in next(results)]
            done += len(condition.plans)
            _progress(done, len(plans))
            yield condition, rows_of(condition.name, found)


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {of} clips", end="\n" if done == of else "", file=sys.stderr, flush=True)


def _recorded(folder: Path) -> Iterator[tuple[str, list[Found | Rate]]]:
    """The recordings that carry both poses and a truth."""
    for described in sorted(folder.glob("*/about.toml")):
        recording = read_recording(described.parent)
        truth_file = recording.folder / "truth.json.gz"
        if recording.poses is not None and truth_file.is_file():
            yield recording.name, recording_results(recording, truth_file)


def recording_results(recording: Recording, truth_file: Path) -> list[Found | Rate]:
    """One recording's poses, measured and compared with what is true of it."""
    truth, recorded = read_truth(truth_file), RecordedPoses.read(recording.poses)
    poses = [recorded.estimate(frame) for frame in recorded.source()]
    if len(poses) != len(truth.t_s):
        raise BadRecording(f"{recording.folder}: {len(poses)} poses, but a truth of {len(truth.t_s)} frames")
    return compare(told_of(poses, recording.setup, _scout_of(recording, recorded.image_size)), truth)


def _scout_of(recording: Recording, image_size: tuple[int, int]) -> RecordedScout | None:
    """The recorded looks at the path; None where no lane was watched."""
    if recording.path is None or recording.setup.lane is None:
        return None
    return RecordedScout(recording.setup, image_size, read_path(recording.path))


def told_ledger(key: str, rows: Sequence[Row], held: Sequence[Verdict], json_file: Path | None) -> int:
    """Prints a ledger, targets first, and writes its rows as ``key``; 1 where a target is broken."""
    print(told_verdicts(held))
    print()
    print(markdown(rows))
    if json_file is not None:
        told = {"machine": machine(), key: [as_json(row) for row in rows]}
        json_file.write_text(json.dumps(told, indent=1) + "\n")
    return 0 if all(verdict.met for verdict in held) else 1


def told_verdicts(held: Sequence[Verdict]) -> str:
    """Each target and the row that comes nearest to breaking it (or breaks it most)."""
    lines = [("measure", "target", "worst", "given", "in", "")]
    for verdict in worst(held):
        row = verdict.row
        error = row.p95 if verdict.target.p95_at_most < float("inf") else row.mae
        given = f"{100 * row.given:.0f} %" if row.given == row.given else ""
        met = "ok" if verdict.met else "OVER"
        lines.append((row.measure, verdict.target.words, figure(error), given, row.condition, met))
    return cells_table(lines, texts=(0, 1, 4, 5))
