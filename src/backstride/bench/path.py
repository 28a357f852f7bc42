"""How well the path is watched, on recordings whose truth is known: warnings, metres, seconds, false alarms, blindness.

A recording takes part if it has a calibrated lane. With ``path_truth.csv`` beside its clip (t_s, thing, distance_m,
half_along_m, ttc_s, due, allowed: the thing's level by the adult stop model, and whether a warning is right) its
warnings are judged; without, its lane is empty. Poses come from the recording where it has them, else from the model.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import nan
from pathlib import Path
from time import perf_counter

import numpy as np

from ..library.recording import Recording, read_recording
from ..path.detector import NanoDet
from ..path.scout import InlineScout
from ..pose.landmarker import Landmarker
from ..pose.models import chosen_model, model_file
from ..sources.video import VideoFile
from ..types import Frame, PathView, Pose
from .spoiled import HARMLESS, Spoil, blinding

LATE_S = 0.4  # after the stop model's demand
BLIND_FROM_S, BLIND_S = 3.0, 1.0
RANK = {"watching": 0, "slow": 1, "stop": 2}


@dataclass(frozen=True)
class Row:
    """One line of the table. ``given`` is the share of cases (or frames) for which there was an answer in time."""

    measure: str
    condition: str
    bias: float = nan
    mae: float = nan
    p95: float = nan
    given: float = nan
    n: int = 0


@dataclass(frozen=True)
class Truth:
    """One thing at one frame."""

    thing: str
    distance_m: float
    half_along_m: float
    ttc_s: float
    due: str
    allowed: bool


def rows(recordings: Path, tell=print) -> list[Row]:
    """The table over all recordings in a folder that have a calibrated lane."""
    names = NanoDet(model_file("obstacles").path)
    found = [read_recording(folder.parent) for folder in sorted(recordings.glob("*/about.toml"))]
    table: list[Row] = []
    for recording in (one for one in found if one.setup.lane is not None and one.clip is not None):
        tell(recording.name)
        frames = list(_posed(recording))
        table += _warnings(recording, frames, names)
        table += _blindness(recording, frames, names)
        table += _false_alarms(recording, frames, names)
    return table


def _posed(recording: Recording) -> Iterator[tuple[Frame, Pose]]:
    source, estimator = VideoFile(recording.clip), Landmarker(model_file(chosen_model()), recording.setup)
    try:
        for frame in source:
            yield frame, estimator.estimate(frame)
    finally:
        source.close()
        estimator.close()


def _looks(recording: Recording, frames, names, spoil: Spoil = lambda picture, t_s: picture,
           from_s: float = 0.0) -> Iterator[tuple[float, PathView, float]]:  # fmt: skip
    """Each frame's time, view and the milliseconds it took, with pictures spoiled from a time on."""
    scout = InlineScout(recording.setup, frames[0][0].size, names)
    for frame, pose in frames:
        if frame.t_s >= from_s:
            frame = Frame(spoil(frame.image, frame.t_s), frame.t_s, frame.number)
        began = perf_counter()
        view = scout.look(frame, pose)
        yield frame.t_s, view, 1000 * (perf_counter() - began)


def _warnings(recording: Recording, frames, names) -> list[Row]:
    """Recall, lead and error of the warnings, and the cost of a look."""
    looks = list(_looks(recording, frames, names))
    took = np.array([ms for _, view, ms in looks])
    cost = Row("ms a frame", recording.name, mae=float(took.mean()), p95=float(np.quantile(took, 0.95)), n=len(took))
    truth = _truth(recording.folder / "path_truth.csv")
    if not truth:
        return [cost]
    leads = [lead for thing in _things(truth) for lead in _leads(thing, truth, looks)]
    in_time = [lead >= -LATE_S for lead in leads]
    known = np.array([lead for lead in leads if np.isfinite(lead)])
    recall = Row("warning in time (lead_s)", recording.name, float(known.mean()) if len(known) else nan,
                 given=float(np.mean(in_time)) if in_time else nan, n=len(in_time))  # fmt: skip
    return [cost, recall, *_errors(recording.name, truth, looks)]


def _leads(thing: str, truth, looks) -> Iterator[float]:
    """Seconds by which each level came before it was due; minus infinity where it never came."""
    for level in ("slow", "stop"):
        due = [t_s for t_s, those in truth.items() for one in those if one.thing == thing and one.due == level]
        right = [t_s for t_s, those in truth.items() for one in those if one.thing == thing and one.allowed]
        if due:
            given = [t_s for t_s, view, _ in looks if RANK.get(view.state, 0) >= RANK[level] and t_s >= min(right)]
            yield min(due) - min(given) if given else -np.inf


def _errors(name: str, truth, looks) -> Iterable[Row]:
    """Metres and seconds of the nearest thing in the way; down to its near edge is no error."""
    metres, seconds, asked = [], [], 0
    for t_s, view, _ in looks:
        near = min(truth.get(round(t_s, 3), ()), key=lambda one: one.distance_m, default=None)
        if near is None or not near.allowed or view.state not in RANK:
            continue
        asked += 1
        told = min((one for one in view.things if one.in_way), key=lambda one: one.distance_m, default=None)
        if told is not None:
            off = told.distance_m - near.distance_m
            metres.append(min(off + near.half_along_m, 0.0) if off < 0 else off)
            if near.ttc_s < 10 and np.isfinite(told.ttc_s):
                seconds.append(told.ttc_s - near.ttc_s)
    for measure, errors in (("distance_m", metres), ("ttc_s", seconds)):
        if errors:
            e = np.array(errors)
            yield Row(measure, name, float(e.mean()), float(np.abs(e).mean()), float(np.quantile(np.abs(e), 0.95)),
                      len(e) / asked, len(e))  # fmt: skip


def _blindness(recording: Recording, frames, names) -> Iterator[Row]:
    """Seconds until each kind of blindness is told, and whether it stays told."""
    for kind, spoil in blinding().items():
        told = [(t_s, view.state) for t_s, view, _ in _looks(recording, frames, names, spoil, BLIND_FROM_S)]
        after = [t_s - BLIND_FROM_S for t_s, state in told if t_s >= BLIND_FROM_S and state == "unknown"]
        later = [state == "unknown" for t_s, state in told if t_s > BLIND_FROM_S + BLIND_S]
        yield Row("unknown after_s", f"{recording.name}, {kind}", mae=min(after, default=nan),
                  given=float(np.mean(later)) if later else nan, n=len(later))  # fmt: skip


def _false_alarms(recording: Recording, frames, names) -> Iterator[Row]:
    """Alarms where none is right, with the light and weather that must not alarm; bias holds alarms an hour."""
    truth = _truth(recording.folder / "path_truth.csv")
    for kind, spoil in HARMLESS.items():
        was, alarms = 0, 0
        for t_s, view, _ in _looks(recording, frames, names, spoil):
            wrong = RANK.get(view.state, 0) if not any(one.allowed for one in truth.get(round(t_s, 3), ())) else 0
            alarms += wrong > was
            was = wrong
        hours = (frames[-1][0].t_s - frames[0][0].t_s) / 3600
        yield Row("false alarms an hour", f"{recording.name}, {kind}", alarms / hours, n=alarms)


def _truth(path: Path) -> dict[float, list[Truth]]:
    """What is on the lane by the frame's time, rounded to milliseconds; nothing where there is no such file."""
    truth: dict[float, list[Truth]] = {}
    if path.is_file():
        with path.open(newline="") as file:
            for row in csv.DictReader(file):
                one = Truth(row["thing"], float(row["distance_m"]), float(row["half_along_m"]),
                            float(row["ttc_s"] or "nan"), row["due"], row["allowed"] == "1")  # fmt: skip
                truth.setdefault(round(float(row["t_s"]), 3), []).append(one)
    return truth


def _things(truth: dict[float, list[Truth]]) -> list[str]:
    return sorted({one.thing for those in truth.values() for one in those})
