"""How well the path is watched: the recordings with a lane, as they are and spoiled, through the real scout.

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
from ..path.detector import NanoDet, NoDetector
from ..pose.models import model_file
from .accuracy import told_ledger
from .path_clip import Clip, Look, changes_timed, looked
from .path_truth import Intrusion, PathTruth, read_path_truth
from .spoiled import FROM_THE_START, HARMLESS, blinding, unspoiled
from .tables import Found, Rate, Row, rows_of
from .targets import Target, Verdict

RECORDINGS = CHECKOUT / "recordings"
LATE_S = 0.4  # after the stop model asks
HELD_S = 2.0  # a warning counts this long after the thing has left
BLIND_FROM_S, BLIND_S, BLIND_TO_S = 3.0, 1.0, 6.5
UNDISTURBED_S = 40.0  # for each recording with nothing to warn of, in each light and weather
DISTANCE_M, DISTANCE_SHARE, TTC_S = 0.4, 0.1, 0.4  # bounds of an answer
FARTHEST_TTC_S = 10.0  # later contacts are nobody's concern yet
RANK = {"slow": 1, "stop": 2}
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
HELD_TOGETHER = "undisturbed, all"


@dataclass(frozen=True)
class Job:
    """One recording shown in one way."""

    folder: Path
    how: Literal["path", "undisturbed", "blind", "cost"]
    condition: str


def path(json_file: Path | None) -> int:
    """Runs the whole bench; 1 where a target is broken."""
    rows = path_rows(RECORDINGS)
    held = path_verdicts(rows)
    return told_ledger("path", rows, held, json_file)


def path_verdicts(rows: Sequence[Row]) -> list[Verdict]:
    """Every target with its rows; undisturbed running is held all together, for one alarm is allowed in all of it."""
    return [
        Verdict(target, row, target.met(row))
        for row in rows
        for target in TARGETS
        if target.measure == row.measure and not (row.measure.startswith("false") and row.condition != HELD_TOGETHER)
    ]


def path_rows(recordings: Path) -> list[Row]:
    """The rows over all recordings in a folder that have a lane; one row a measure and condition."""
    jobs = list(path_jobs(recordings))
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
        if job.how == "undisturbed":
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


def measured(job: Job) -> list[Found | Rate]:
    """One job's results."""
    cv2.setNumThreads(1)  # as in the appliance; and the workers share the cores out among themselves
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
    return NanoDet(model_file("obstacles").path)


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {of} clips", end="\n" if done == of else "", file=sys.stderr, flush=True)


def warnings(looks: Sequence[Look], truth: PathTruth) -> Iterator[Found]:
    """Whether each warning that was due came in time, and how long before (positive) it came."""
    leads = [lead for one in truth.intrusions for lead in _leads(one, looks)]
    if leads:
        known = np.array([lead for lead in leads if np.isfinite(lead)])
        yield Found("warning too late", ~(np.array(leads) >= -LATE_S), len(leads))
        yield Found("warning before due, s", known, len(leads))


def _leads(one: Intrusion, looks: Sequence[Look]) -> Iterator[float]:
    for level, due_s in (("slow", one.due_slow_s), ("stop", one.due_stop_s)):
        if np.isfinite(due_s):
            counts = [look for look in looks if one.allowed_from_s <= look[0] <= one.to_s + HELD_S]
            given = [t_s for t_s, view, _ in counts if RANK.get(view.state, 0) >= RANK[level]]
            yield due_s - given[0] if given else -np.inf


def errors(looks: Sequence[Look], truth: PathTruth) -> Iterator[Found]:
    """Metres and seconds of the nearest thing on the lane; a distance down to its near edge is no error."""
    metres, far, seconds, due = [], [], [], [0, 0]
    for i, (_, view, _) in enumerate(looks[: len(truth.t_s)]):
        there = [one for one in truth.things if one.in_corridor[i] and one.distance_m[i] > 0]
        if not there or view.state == "unknown":
            continue
        true = min(there, key=lambda one: one.distance_m[i])
        told = min((one for one in view.things if one.in_way), key=lambda one: one.distance_m, default=None)
        soon = bool(true.ttc_s[i] < FARTHEST_TTC_S)
        due[0] += 1
        due[1] += soon
        if told is not None:
            off = told.distance_m - true.distance_m[i]
            metres.append(off if off > 0 else min(off + true.half_along_m, 0.0))
            far.append(true.distance_m[i])
            if soon and np.isfinite(told.ttc_s):
                seconds.append(told.ttc_s - true.ttc_s[i])
    if due[0]:
        off_m, off_s = np.array(metres, float), np.array(seconds, float)
        bounds_m = np.maximum(DISTANCE_M, DISTANCE_SHARE * np.array(far, float))
        yield Found("distance, m", off_m, due[0])
        yield Found("distance out of bounds", np.abs(off_m) > bounds_m, due[0])
        yield Found("seconds to contact, s", off_s, due[1])
        yield Found("seconds out of bounds", np.abs(off_s) > TTC_S, due[1])


def _repeated(looks: Sequence[Look], again: Sequence[Look]) -> Found:
    return Found("second run differs", np.array([a[1] != b[1] for a, b in zip(looks, again, strict=True)]), len(looks))


def _cost(clip: Clip, looks: Sequence[Look]) -> Iterator[Found]:
    with changes_timed() as changes_ms:
        plain = looked(clip.looks(clip.small(BLIND_TO_S), NoDetector()))[1:]  # the first one sets up
    yield Found(CHANGES, np.array(changes_ms), len(changes_ms))
    yield Found("ms a look, without names", np.array([ms for _, _, ms in plain]), len(plain))
    whole = looked(looks)[1:]
    yield Found("ms a look, with names", np.array([ms for _, _, ms in whole]), len(whole))


def undisturbed(looks: Sequence[Look]) -> list[Rate]:
    """Warnings that begin while nothing is in the way, by the time that was watched."""
    states = [view.state for _, view, _ in looks]
    step_s = (looks[-1][0] - looks[0][0]) / (len(looks) - 1)
    watched_s = step_s * sum(state != "unknown" for state in states)
    return [Rate(f"false {level} an hour", _begun([state == level for state in states]), watched_s) for level in RANK]


def _begun(given: Sequence[bool]) -> int:
    return sum(now and not before for before, now in zip([False, *given], given, strict=False))


def blindness(looks: Sequence[Look], from_s: float = BLIND_FROM_S) -> list[Found | Rate]:
    """Whether blindness is told within a second, and whether all frames after that say so."""
    told = [t_s for t_s, view, _ in looks if t_s >= from_s and view.state == "unknown"]
    later = np.array([view.state != "unknown" for t_s, view, _ in looks if t_s > from_s + BLIND_S])
    late = not told or told[0] > from_s + BLIND_S
    return [Found("blindness told too late", np.array([late]), 1), Found("blind yet watching", later, len(later))]
