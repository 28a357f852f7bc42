"""All that is kept of one person, wherever it lies: taken along as one file, and deleted without a trace."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import Any

from ..training.readiness import ALL_QUESTIONS
from ..training.record import SessionRecord
from .notes import FILE as NOTES
from .store import Library
from .traces import Group, groups, stands_in, without_name
from .training_store import TrainingStore

FILMS = (".mp4", ".npz", ".jpg")  # large: only where asked for
LARGEST_SEARCHED = 20_000_000  # bytes; nothing but films and models is larger
NOT_SEARCHED = {".mp4", ".npz", ".npy", ".wav", ".jpg", ".jpeg", ".png", ".onnx", ".tflite", ".task"}
README = """All that Backstride kept of {name} on {day}.

answers.csv     the questions about health, and what was answered
sessions.csv    one line a guided session; sessions.jsonl has everything of each, exactly as it is kept
soreness.csv    how it felt the mornings after; soreness.jsonl as it is kept
person.json     level, programme, agreements and pauses, as they are kept
clips/          one folder a clip in which {name} runs: what it is, notes, measures frame by frame, events{films}
mentioned.csv   what people noted of other clips in which {name} is named

Times are those of the machine's own clock. Figures are for training and say nothing of health.
"""
WITH_FILMS, WITHOUT_FILMS = ", the film and the body points", "; the films were left out"


@dataclass(frozen=True)
class Forgotten:
    """What was deleted. ``left`` names files in which the name still stands, and which others must look after."""

    clips: int = 0
    sessions: int = 0
    left: tuple[str, ...] = ()


class PersonalData:
    """``forget_name`` takes a name from the list of people who run here."""

    def __init__(self, store: TrainingStore, library: Library | None, data: Path,
                 forget_name: Callable[[str], None] = lambda name: None):  # fmt: skip
        self._store, self._library, self._data, self._forget_name = store, library, data, forget_name

    # ---- taken along

    def export(self, name: str, path: Path, films: bool = False) -> None:
        """Writes everything of a person as a zip."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            day = datetime.now().astimezone().isoformat(timespec="minutes")
            out.writestr("readme.txt", README.format(name=name, day=day, films=WITH_FILMS if films else WITHOUT_FILMS))
            self._training(out, name)
            found = () if self._library is None else groups(self._library.folder, name)
            for group in found:
                if group.is_theirs:
                    _clip(out, group, films)
            out.writestr("mentioned.csv", _table(("clip", "notes"), _mentions(found)))

    def _training(self, out: zipfile.ZipFile, name: str) -> None:
        folder = self._store.folder_of(name)
        for file in sorted(folder.iterdir()) if folder.is_dir() else ():
            out.write(file, file.name)
        person = self._store.person(name)
        answers = dict(person.answers) if person else {}
        said = {True: "yes", False: "no", None: "not answered"}
        rows = ((q.text, said[answers.get(q.key)]) for q in ALL_QUESTIONS)
        out.writestr("answers.csv", _table(("question", "answer"), rows))
        out.writestr("sessions.csv", _table(SESSION_COLUMNS, map(_session, self._store.sessions(name))))
        mornings = self._store.soreness(name)
        rows = ((_day(m.at_s), ", ".join(f"{where} {level:g}" for where, level in m.levels), said[m.worse], m.note)
                for m in mornings)  # fmt: skip
        out.writestr("soreness.csv", _table(("told at", "where, 0 to 10", "worse than right after", "note"), rows))

    # ---- deleted

    def forget(self, name: str, clips_too: bool = True) -> Forgotten:
        """Deletes everything of a person; may be done again where it was broken off. The training's own folder goes
        last, so that until then the person is still listed.

        Raises BadLibrary, before anything is deleted, while a clip of theirs is being recorded.
        """
        clips = () if self._library is None else self._library.forget(name, clips_too)
        for own in self._store.own_programmes():
            if stands_in(name, f"{own.name}\n{own.goal}"):
                self._store.keep_programme(
                    replace(own, name=without_name(own.name, name), goal=without_name(own.goal, name))
                )
        sessions = len(self._store.sessions(name))
        self._forget_name(name)
        self._store.forget(name)
        return Forgotten(len(clips), sessions, self.left(name))

    def left(self, name: str) -> tuple[str, ...]:
        """Files of the data folder in which the name still stands, such as a viewer's account of that name."""
        files = (file for file in sorted(self._data.rglob("*")) if file.is_file() and not file.is_symlink())
        return tuple(str(file.relative_to(self._data)) for file in files if _holds(file, name))


def _holds(file: Path, name: str) -> bool:
    if stands_in(name, file.name):
        return True
    if file.suffix in NOT_SEARCHED or file.stat().st_size > LARGEST_SEARCHED:
        return False
    return stands_in(name, file.read_bytes().decode("utf-8", "replace"))


def _clip(out: zipfile.ZipFile, group: Group, films: bool) -> None:
    for folder in group.folders:
        for file in sorted(folder.iterdir()):
            if file.is_file() and not file.is_symlink() and (films or file.suffix not in FILMS):
                kind = zipfile.ZIP_STORED if file.suffix in FILMS else zipfile.ZIP_DEFLATED
                out.write(file, f"clips/{folder.name.lstrip('.')}/{file.name}", kind)


def _mentions(found: Iterable[Group]) -> Iterable[tuple[str, str]]:
    for group in found:
        for folder in group.folders if not group.is_theirs else ():
            if (folder / NOTES).is_file():
                yield folder.name, (folder / NOTES).read_text(encoding="utf-8", errors="replace")


SESSION_COLUMNS = (
    "began", "programme", "week", "level", "site", "minutes", "whole", "ended by", "backward m", "most effort",
    "most pain", "stumbles", "falls", "kcal (+- 20 %)",
)  # fmt: skip


def _session(one: SessionRecord) -> tuple[Any, ...]:
    return (
        _day(one.began_at_s), one.programme, one.week, one.level, one.site, f"{one.seconds / 60:.1f}",
        "yes" if one.completed else "no", one.ended_by, _figure(one.backward_m),
        _figure(max(one.efforts, default=float("nan"))), _figure(one.worst_pain), one.stumbles, one.falls,
        _figure(one.kcal),
    )  # fmt: skip


def _day(at_s: float) -> str:
    try:
        return datetime.fromtimestamp(at_s).astimezone().isoformat(timespec="minutes")
    except (ValueError, OverflowError, OSError):
        return "not known"


def _figure(value: float) -> str:
    return f"{value:.4g}" if isfinite(value) else "not measured"


def _table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def _harmless(cell: Any) -> Any:
    """A text that a spreadsheet would take for a formula is kept a text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t") else cell
