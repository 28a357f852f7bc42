"""How well the path is watched: the recordings with a lane, as they are and spoiled, and plays, through the real scout.

Rows: warnings in time (wrong is later than 0.4 s after the stop model asks) and by how much they came first, metres and
seconds to the nearest thing, false alarms an hour in harmless light and weather, blindness told within a second and
from then on, milliseconds a look: the whole one, and change detection's processor time. Fails where a target is broken.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Literal

import cv2
import numpy as np

from ..config import CHECKOUT
from ..library.recording import read_recording
from ..path.detector import NanoDet, NoDetector, on_lane
from ..pose.models import model_file
from .accuracy import told_ledger
from .path_clip import Clip, Look, changes_timed, looked, play_looks
from .path_scores import BLIND_FROM_S, blindness, errors, undisturbed, untimely, warnings
from .path_truth import read_path_truth
from .play_truth import truth_of
from .random_play import random_bystanders
from .spoiled import FROM_THE_START, HARMLESS, blinding, unspoiled
from .staged import BESIDE, BLINDED, CONDITIONS, RANDOM, blinded, bystanders, play
from .tables import Found, Rate, Row, rows_of
from .targets import Target, Verdict

RECORDINGS = CHECKOUT / "recordings"
BLIND_TO_S = 6.5
UNDISTURBED_S = 60.0  # for each recording with nothing to warn of, in each light and weather
HELD_TOGETHER = "undisturbed, all"
BESIDE_BY_LOT = range(27)  # three in each light and weather
MOST_WORKERS = 4  # each holds a clip's pictures
CHANGES = "ms a look, change detection"  # processor time at the working size, 640×360
TARGETS = (
    Target("warning too late", 0.02),
    Target("distance out of bounds", 0.1),
    Target("seconds out of bounds", 0.1),
    Target("false slow an hour", 2.0),
    Target("false stop an hour", 0.0),
    Target("blindness told too late", 0.0),
    Target("blind yet watching", 0.0),
    Target("second run differs", 0.0),
    Target(CHANGES, 4.0),
)


@dataclass(frozen=True)
class Job:
    """One recording shown in one way, or one play."""

    folder: Path | None  # none: a play
    how: Literal["path", "undisturbed", "blind", "cost", "staged", "bystanders", "beside by lot", "blinded"]
    condition: str
    number: int = 0  # of the play


def path(json_file: Path | None, plays: range | None = None) -> int:
    """Runs the whole bench, or some plays by lot alone, with and without a thing in the way; 1: a target is broken."""
    if plays is None:
        rows = path_rows([*path_jobs(RECORDINGS), *staged_jobs()])
        return told_ledger("path", rows, path_verdicts(rows), json_file)
    rows = path_rows([Job(None, "staged", RANDOM, number) for number in plays] + list(_beside_by_lot(plays)))
    return told_ledger("path", rows, path_verdicts(rows, (RANDOM, HELD_TOGETHER)), json_file)


def path_verdicts(rows: Sequence[Row], undisturbed: Sequence[str] = (HELD_TOGETHER,)) -> list[Verdict]:
    """Every target with its rows; undisturbed running is held all together, for one alarm is allowed in all of it."""
    return [
        Verdict(target, row, target.met(row))
        for row in rows
        for target in TARGETS
        if target.measure == row.measure and not (row.measure.startswith("false") and row.condition not in undisturbed)
    ]


def path_rows(jobs: Sequence[Job]) -> list[Row]:
    """The rows over all jobs; one row a measure and condition."""
    first = [job for job in jobs if job.how == "cost"]  # alone, so that others do not slow the looks that are timed
    results = [measured(job) for job in first]
    rest = [job for job in jobs if job.how != "cost"]
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        for done, found in enumerate(pool.map(measured, rest), start=1):
            results.append(found)
            _progress(done, len(rest))
    return _rows([*first, *rest], results)


def _rows(jobs: Sequence[Job], results: Sequence[Sequence[Found | Rate]]) -> list[Row]:
    by_condition: dict[str, list[Found | Rate]] = {}
    for job, found in zip(jobs, results, strict=True):
        by_condition.setdefault(job.condition, []).extend(found)
        if job.how in ("undisturbed", "bystanders", "beside by lot"):
            by_condition.setdefault(HELD_TOGETHER, []).extend(found)
    return [row for condition, found in by_condition.items() for row in rows_of(condition, found)]


def path_jobs(recordings: Path) -> Iterator[Job]:
    """What there is to do; the jobs of one recording stand together."""
    for folder in sorted(about.parent for about in recordings.glob("*/about.toml")):
        recording = read_recording(folder)
        if recording.setup.lane is None or recording.poses is None or recording.clip is None:
            continue
        if "obstacle" in recording.about.faults and (folder / "truth.json.gz").is_file():
            yield Job(folder, "cost", "as it is")
            yield from (Job(folder, "path", kind) for kind in HARMLESS)
            yield from (Job(folder, "blind", kind) for kind in blinding())
        elif "obstacle" not in recording.about.faults:
            yield from (Job(folder, "undisturbed", f"undisturbed, {kind}") for kind in ("as it is", *HARMLESS))


def staged_jobs() -> Iterator[Job]:
    """The plays; those of one condition stand together."""
    for condition, plays in CONDITIONS.items():
        yield from (Job(None, "staged", condition, number) for number in range(len(plays)))
    yield from (Job(None, "blinded", "staged, blinded", number) for number in BLINDED)
    for kind in ("as it is", *HARMLESS):
        yield from (Job(None, "bystanders", f"staged, bystanders, {kind}", number) for number in range(len(BESIDE)))
    yield from _beside_by_lot(BESIDE_BY_LOT)


def _beside_by_lot(numbers: range) -> Iterator[Job]:
    yield from (Job(None, "beside by lot", "staged, bystanders by lot", number) for number in numbers)


def measured(job: Job) -> list[Found | Rate]:
    """One job's results."""
    cv2.setNumThreads(1)  # as in the appliance; and the workers share the cores out among themselves
    return _measured_play(job) if job.folder is None else _measured_clip(job)


def _measured_play(job: Job) -> list[Found | Rate]:
    if job.how == "bystanders":
        weather = HARMLESS.get(job.condition.removeprefix("staged, bystanders, "), unspoiled)
        return undisturbed(play_looks(bystanders(job.number, weather), _names()))
    if job.how == "beside by lot":
        return undisturbed(play_looks(random_bystanders(job.number), _names()))
    if job.how == "blinded":
        unseen, from_s = blinded(job.number)
        return blindness(play_looks(unseen, _names()), from_s)
    staged = play(job.condition, job.number)
    looks, truth = play_looks(staged, _names()), truth_of(staged)
    return [*warnings(looks, truth), *errors(looks, truth), *untimely(looks, truth)]


def _measured_clip(job: Job) -> list[Found | Rate]:
    clip = _clip(job.folder)
    if job.how == "undisturbed":
        spoil = HARMLESS.get(job.condition.removeprefix("undisturbed, "), unspoiled)
        return undisturbed(clip.looks(clip.small(UNDISTURBED_S), _names(), spoil))
    if job.how == "blind":
        from_s = 0.0 if job.condition.endswith(FROM_THE_START) else BLIND_FROM_S
        return blindness(clip.looks(clip.small(BLIND_TO_S), _names(), blinding()[job.condition], from_s), from_s)
    truth = read_path_truth(job.folder / "truth.json.gz")
    looks = clip.looks(clip.as_recorded(), _names(), HARMLESS.get(job.condition, unspoiled))
    found = [*warnings(looks, truth)]
    if job.how == "cost":
        again = clip.looks(clip.as_recorded(), _names())
        found += [*errors(looks, truth), _repeated(looks, again), *_cost(clip, looks)]
    return found


@lru_cache(maxsize=1)
def _clip(folder: Path) -> Clip:
    return Clip(folder)


@lru_cache(maxsize=1)
def _names() -> NanoDet:
    return on_lane(model_file("obstacles").path)


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {of} clips", end="\n" if done == of else "", file=sys.stderr, flush=True)


def _repeated(looks: Sequence[Look], again: Sequence[Look]) -> Found:
    return Found("second run differs", np.array([a[1] != b[1] for a, b in zip(looks, again, strict=True)]), len(looks))


def _cost(clip: Clip, looks: Sequence[Look]) -> Iterator[Found]:
    with changes_timed() as changes_ms:
        plain = looked(clip.looks(clip.small(BLIND_TO_S), NoDetector()))[1:]  # the first one sets up
    yield Found(CHANGES, np.array(changes_ms), len(changes_ms))
    yield Found("ms a look, without names", np.array([ms for _, _, ms in plain]), len(plain))
    whole = looked(looks)[1:]
    yield Found("ms a look, with names", np.array([ms for _, _, ms in whole]), len(whole))
