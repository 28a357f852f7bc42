"""Hands a clip out: as film with what was said on it, as tables, points and angles. Nothing leaves by itself.

Everything is written beside the target and gets its name when it is whole; nothing that exists is overwritten.
"""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

import numpy as np

from .coach.coach import CAPTION_S, Coach
from .errors import BadInput
from .faces import LEAST_SCORE, BlurredFaces, Person, people_in
from .library.catalog import read_events
from .library.clips import FORMATS, Clip
from .library.motion import mot_text, read_points, trc_text
from .loop import run
from .material import Wanted, open_material
from .path.detector import NanoDet
from .pose.models import model_file
from .session import Session
from .sinks.clip import AnnotatedClip
from .sinks.overlay import draw
from .sources.video import Video
from .types import Ask, Cue, Moment, PathState, PathView, Pose, Setup

Progress = Callable[[int, int | None], None]
COPIES = {"csv": "measures.csv", "poses": "poses.npz", "events": "events.jsonl"}
LETTERS_PER_S = 14.0  # of speech: how long a cue that was spoken took is not in its clip


@dataclass(frozen=True)
class Film:
    """What a film shows."""

    overlay: bool = True
    blurs_others: bool = True
    blurs_runner: bool = False


def export(clip: Clip, format: str, target: Path, film: Film | None = None,
           progress: Progress = lambda done, of: None) -> Path:  # fmt: skip
    """Writes the clip as ``format`` (a key of FORMATS) to the file ``target``, or into it where it is a folder.

    Raises BadInput where the clip has not what is asked for, or the target cannot be written.
    """
    if format not in FORMATS:
        raise BadInput(f"{format!r} is no format for a clip; accepted: {', '.join(FORMATS)}")
    path = target / f"{clip.row.name}{FORMATS[format]}" if target.is_dir() else target
    if path.exists():
        raise BadInput(f"{path}: exists already; accepted: a new file's name")
    if not path.absolute().parent.is_dir():
        raise BadInput(f"{path}: its parent folder does not exist")
    try:
        _write_whole(path, lambda part: _write(clip, format, part, path.name, film or Film(), progress))
    except OSError as fault:
        raise BadInput(f"{path}: cannot be written ({fault.strerror})") from fault
    return path


def _write(clip: Clip, format: str, part: Path, name: str, film: Film, progress: Progress) -> None:
    if format == "mp4":
        _write_film(clip, part, film, progress)
    elif format == "trc":
        part.write_text(trc_text(read_points(_needed(clip, "poses.npz")), clip.setup, name), encoding="utf-8")
    elif format == "mot":
        part.write_text(mot_text(_needed(clip, "measures.csv"), "Coordinates"), encoding="utf-8")
    else:
        shutil.copyfile(_needed(clip, COPIES[format]), part)


def _write_whole(path: Path, write: Callable[[Path], None]) -> None:
    with tempfile.TemporaryDirectory(prefix=".export-", dir=path.absolute().parent) as workshop:
        part = Path(workshop) / path.name
        write(part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.rename(path)


def _needed(clip: Clip, name: str) -> Path:
    path = clip.file(name)
    if path is None:
        raise BadInput(f"{clip.row.name}: has no {name}")
    return path


# ---- film

def _write_film(clip: Clip, path: Path, film: Film, progress: Progress) -> None:
    _needed(clip, "clip.mp4")
    material = open_material(Wanted(clip.folder))
    setup = material.setup
    sink = AnnotatedClip(path, material.source.fps, setup, draw if film.overlay else _untouched)
    if film.blurs_others or film.blurs_runner:
        sink = BlurredFaces(sink, _people(clip, progress) if film.blurs_others else (), film.blurs_runner)
    try:
        run(_counted(material.source, progress), material.estimator, material.scout,
            AsSpoken(Coach(setup), *_spoken(clip)), Session(), [sink])  # fmt: skip
    finally:
        sink.close()
        for part in (material.source, material.estimator, material.scout):
            part.close()
    if not path.is_file():
        raise BadInput(f"{clip.row.name}: holds no pictures")


def _untouched(image: np.ndarray, moment: Moment, setup: Setup) -> np.ndarray:
    return image


def _people(clip: Clip, progress: Progress) -> tuple[Person, ...]:
    """Everybody in the film, looked for before anything is written."""
    source = Video(_needed(clip, "clip.mp4"))
    try:
        return people_in(_counted(source, progress), NanoDet(model_file("obstacles").path, LEAST_SCORE))
    finally:
        source.close()


def _counted(source, progress: Progress):
    for done, frame in enumerate(source, start=1):
        yield frame
        progress(done, getattr(source, "frames", None))


class AsSpoken:
    """A coach of whom one sees what was said and known of the path then, not what would be said today.

    The body's measures are taken anew from the same poses: at a clip's first seconds fewer are known than were then.
    """

    def __init__(self, coach: Coach, cues: Sequence[Cue] | None, path_states: Sequence[str] | None):
        self._coach, self._cues, self._path_states = coach, cues, dict(enumerate(path_states or ()))
        self._before_s = float("-inf")

    def step(self, pose: Pose, path_view: PathView, presses: Sequence[Ask] = ()) -> Moment:
        moment = self._coach.step(pose, path_view, presses)
        state = self._path_states.get(moment.number)
        if state in get_args(PathState) and state != moment.path.state:
            moment = replace(moment, path=PathView(moment.t_s, state))
        if self._cues is not None:
            began = [cue for cue in self._cues if cue.t_s <= moment.t_s]
            now = began[-1] if began and began[-1].t_s > self._before_s else None
            shown = began[-1] if began and moment.t_s <= began[-1].t_s + began[-1].duration_s + CAPTION_S else None
            moment = replace(moment, cue=now, caption=shown)
        self._before_s = moment.t_s
        return moment


def _spoken(clip: Clip) -> tuple[list[Cue] | None, list[str] | None]:
    """The cues and the states of the path that were recorded; None where that was not recorded."""
    cues = states = None
    if (events := clip.file("events.jsonl")) is not None:
        cues = [Cue(cue.t_s, cue.rule, cue.class_, cue.words, cue.why, len(cue.words) / LETTERS_PER_S)
                for cue in read_events(events).cues]  # fmt: skip
    if (table := clip.file("measures.csv")) is not None:
        with table.open(newline="", encoding="utf-8") as file:
            states = [row.get("path_state") for row in csv.DictReader(file)]
    return cues, states
