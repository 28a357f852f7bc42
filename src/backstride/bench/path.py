"""How well the path is watched: recordings with a lane and its truth, as they are and spoiled, through the real scout.

Rows: warnings in time (wrong is later than 0.4 s after the stop model asks) and by how much they came first, metres and
seconds to the nearest thing, false alarms an hour in harmless light and weather, blindness told within a second and
from then on, milliseconds a frame.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

import numpy as np

from ..config import CHECKOUT
from ..library.recording import Recording, read_recording
from ..path.detector import NanoDet
from ..path.lookout import Names
from ..path.scout import InlineScout
from ..pose.landmarker import Landmarker
from ..pose.models import chosen_model, model_file
from ..sources.video import Video
from ..types import Frame, PathView, Pose
from .machine import machine
from .path_truth import Intrusion, PathTruth, read_path_truth
from .spoiled import HARMLESS, Spoil, blinding, unspoiled
from .tables import Found, Rate, Row, as_json, markdown, rows_of

RECORDINGS = CHECKOUT / "recordings"
LATE_S = 0.4  # after the stop model asks
HELD_S = 2.0  # a warning counts this long after the thing has left
BLIND_FROM_S, BLIND_S = 3.0, 1.0
RANK = {"slow": 1, "stop": 2}

Look = tuple[float, PathView, float]  # the frame's time, what was told, milliseconds


def path(json_file: Path | None, recordings: Path = RECORDINGS) -> int:
    """Measures and prints all; 0 always: the targets are held by people."""
    rows = path_rows(recordings)
    print(markdown(rows))
    if json_file is not None:
        told = {"machine": machine(), "path": [as_json(row) for row in rows]}
        json_file.write_text(json.dumps(told, indent=1) + "\n")
    return 0


def path_rows(recordings: Path) -> list[Row]:
    """The rows over all recordings in a folder that have a lane and its truth; one row a measure and condition."""
    names = NanoDet(model_file("obstacles").path)
    results: dict[str, list[Found | Rate]] = {}
    for folder in sorted(about.parent for about in recordings.glob("*/about.toml")):
        recording = read_recording(folder)
        if recording.setup.lane is not None and (folder / "truth.json.gz").is_file():
            for condition, found in _measured(recording, read_path_truth(folder / "truth.json.gz"), names):
                results.setdefault(condition, []).extend(found)
    return [row for condition, found in results.items() for row in rows_of(condition, found)]


def _measured(recording: Recording, truth: PathTruth, names: Names) -> Iterator[tuple[str, list[Found | Rate]]]:
    poses = _poses(recording)
    looks = _looks(recording, poses, names)
    yield "as it is", [*_warnings(looks, truth), *_errors(looks, truth), _cost(looks), *_false_alarms(looks, truth)]
    for kind, spoil in HARMLESS.items():
        spoiled = _looks(recording, poses, names, spoil)
        yield kind, [*_warnings(spoiled, truth), *_false_alarms(spoiled, truth)]
    for kind, spoil in blinding().items():
        yield kind, _blindness(_looks(recording, poses, names, spoil, BLIND_FROM_S))


def _poses(recording: Recording) -> tuple[Pose, ...]:
    source, estimator = Video(recording.clip), Landmarker(model_file(chosen_model()), recording.setup)
    try:
        return tuple(estimator.estimate(frame) for frame in source)
    finally:
        source.close()
        estimator.close()


def _looks(recording: Recording, poses: Sequence[Pose], names: Names, spoil: Spoil = unspoiled,
           from_s: float = 0.0) -> list[Look]:  # fmt: skip
    """What the scout tells at each frame, with the pictures spoiled from a time on."""
    scout, source, looks = InlineScout(recording.setup, poses[0].image_size, names), Video(recording.clip), []
    for frame, pose in zip(source, poses, strict=True):
        shown = frame if frame.t_s < from_s else Frame(spoil(frame.image, frame.t_s), frame.t_s, frame.number)
        began = perf_counter()
        view = scout.look(shown, pose)
        looks.append((frame.t_s, view, 1000 * (perf_counter() - began)))
    source.close()
    return looks


def _warnings(looks: Sequence[Look], truth: PathTruth) -> Iterator[Found]:
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


def _errors(looks: Sequence[Look], truth: PathTruth) -> Iterator[Found]:
    """Metres and seconds of the nearest thing on the lane; a distance down to its near edge is no error."""
    metres, seconds, due = [], [], [0, 0]
    for i, (_, view, _) in enumerate(looks[: len(truth.t_s)]):
        there = [one for one in truth.things if one.in_corridor[i] and one.distance_m[i] > 0]
        if not there or view.state == "unknown":
            continue
        true = min(there, key=lambda one: one.distance_m[i])
        told = min((one for one in view.things if one.in_way), key=lambda one: one.distance_m, default=None)
        due[0] += 1
        due[1] += bool(true.ttc_s[i] < 10)
        if told is not None:
            off = told.distance_m - true.distance_m[i]
            metres.append(off if off > 0 else min(off + true.half_along_m, 0.0))
            if true.ttc_s[i] < 10 and np.isfinite(told.ttc_s):
                seconds.append(told.ttc_s - true.ttc_s[i])
    if due[0]:
        yield Found("obstacle_distance_m", np.array(metres, float), due[0])
        yield Found("obstacle_ttc_s", np.array(seconds, float), due[1])


def _cost(looks: Sequence[Look]) -> Found:
    return Found("ms a frame", np.array([ms for _, _, ms in looks]), len(looks))


def _false_alarms(looks: Sequence[Look], truth: PathTruth) -> Iterator[Rate]:
    """Warnings that begin while none is right."""
    seconds = looks[-1][0] - looks[0][0]
    for level, right in (("slow", truth.right_slow), ("stop", truth.right_stop)):
        wrong = [view.state == level and not any(a <= t_s <= b for a, b in right) for t_s, view, _ in looks]
        yield Rate(f"false {level} an hour", int(np.count_nonzero(np.diff([False, *wrong]) & wrong)), seconds)


def _blindness(looks: Sequence[Look]) -> list[Found | Rate]:
    """Whether blindness is told within a second, and whether all frames after that say so."""
    told = [t_s for t_s, view, _ in looks if t_s >= BLIND_FROM_S and view.state == "unknown"]
    later = np.array([view.state != "unknown" for t_s, view, _ in looks if t_s > BLIND_FROM_S + BLIND_S])
    late = not told or told[0] > BLIND_FROM_S + BLIND_S
    return [Found("blindness told too late", np.array([late]), 1), Found("blind yet watching", later, len(later))]
