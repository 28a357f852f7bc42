"""Reads one clip folder: all that the library's index is made from. Nothing is written here."""

from __future__ import annotations

import csv
import hashlib
import json
import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isfinite, nan
from pathlib import Path

import numpy as np

from ..errors import BadRecording
from .clips import ClipCue, Measured
from .notes import Notes, read_notes
from .plain import refuse_links
from .recording import Recording, read_recording
from .storage import order_of

log = logging.getLogger(__name__)

ID_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # without i, l, o, u: nobody mistakes one for another
ID_LENGTH = 10  # fifty bits: among 10,000 clips two are alike once in 20 million libraries
NO_MEASURES = {
    "frame", "t_s", "tracked", "swapped", "facing", "direction", "gait", "contact_left", "contact_right",
    "obstacle_distance_m", "obstacle_ttc_s", "path_state",
}  # fmt: skip
Columns = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Table:
    """``measures.csv`` read back: numbers by column (NaN where a cell is empty) and the words of ``direction``."""

    numbers: Columns
    direction: np.ndarray
    t_s: np.ndarray

    @property
    def backward(self) -> np.ndarray:
        return self.direction == "backward"


@dataclass(frozen=True)
class Happened:
    """``events.jsonl`` in short."""

    cues: tuple[ClipCue, ...] = ()
    bands: tuple[tuple[str, str, float], ...] = ()  # rule, band, for how many seconds it stood there
    head_checks: int = 0
    end_s: float = 0.0


@dataclass(frozen=True)
class Facts:
    """One clip as its folder tells it."""

    recording: Recording
    notes: Notes
    happened: Happened
    measures: tuple[Measured, ...]
    length_s: float
    backward_s: float
    size_bytes: int
    pinned: bool
    faults: tuple[str, ...] = field(default=())  # what could not be read, each in one sentence

    @property
    def order(self) -> int:
        recorded = self.recording.about.recorded
        return order_of(self.recording.folder) if recorded is None else recorded.order

    @property
    def session(self) -> str:
        recorded = self.recording.about.recorded
        return self.recording.name if recorded is None else recorded.session

    @property
    def started_at(self) -> str:
        recorded = self.recording.about.recorded
        return "" if recorded is None else recorded.started_at

    @property
    def started_s(self) -> float:
        """Seconds since 1970, for order alone; 0 where unknown."""
        return seconds_of(self.started_at)

    @property
    def runner(self) -> str:
        recorded = self.recording.about.recorded
        known = "" if recorded is None else recorded.runner
        return known if self.notes.runner is None else self.notes.runner


def id_of(name: str) -> str:
    """The id of the clip in the folder of that name: the same in every rebuild and on every machine."""
    number = int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest()[:8], "big")
    return "".join(ID_LETTERS[(number >> 5 * n) & 31] for n in range(ID_LENGTH))


def seconds_of(started_at: str) -> float:
    try:
        told = datetime.fromisoformat(started_at)
    except ValueError:
        return 0.0
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()


def read_facts(folder: Path) -> Facts:
    """Reads a finished clip's folder. Raises BadRecording where it is none; lesser damage is among the faults."""
    refuse_links(folder)
    recording = read_recording(folder)
    faults: list[str] = []
    notes = _or(faults, Notes(), read_notes, folder)
    happened = _or(faults, Happened(), read_events, folder / "events.jsonl")
    table = _or(faults, None, read_table, folder / "measures.csv")
    length_s = _length_s(recording, table, happened)
    return Facts(
        recording, notes, happened,
        measures=() if table is None else measured(selected(table)),
        length_s=length_s,
        backward_s=0.0 if table is None else _backward_s(table),
        size_bytes=sum(file.stat().st_size for file in folder.iterdir() if file.is_file()),
        pinned=(folder / "keep").exists(),
        faults=tuple(faults),
    )  # fmt: skip


def _or(faults: list[str], instead, read, path: Path):
    """What was read, or something instead with the reason noted."""
    try:
        return read(path)
    except BadRecording as fault:
        faults.append(str(fault))
    except OSError as fault:
        faults.append(f"{path}: cannot be read ({fault.strerror})")
    return instead


def read_table(path: Path) -> Table | None:
    """``measures.csv``; None where there is none. Raises BadRecording where it is damaged."""
    if not path.is_file():
        return None
    try:
        with path.open(newline="", encoding="utf-8") as file:
            head, *rows = csv.reader(file)
        columns = dict(zip(head, zip(*rows, strict=True), strict=True)) if rows else {name: () for name in head}
        numbers = {name: _numbers(columns[name]) for name in head if name not in NO_MEASURES}
        return Table(numbers, np.array(columns["direction"], dtype=object), _numbers(columns["t_s"]))
    except (ValueError, KeyError, TypeError, csv.Error) as fault:
        raise BadRecording(f"{path}: is no table of measures ({fault})") from fault


def _numbers(cells: Iterable[str]) -> np.ndarray:
    return np.array([float(cell) if cell else nan for cell in cells], dtype=float)


def selected(table: Table) -> Columns:
    """The numbers on the frames on which the runner travelled backward: the rest is no backward running."""
    return {name: values[table.backward] for name, values in table.numbers.items()}


def measured(columns: Columns) -> tuple[Measured, ...]:
    """How each measure was spread; those that were never measured are left out."""
    return tuple(_spread(name, values[np.isfinite(values)]) for name, values in columns.items()
                 if np.isfinite(values).any())  # fmt: skip


def _spread(name: str, values: np.ndarray) -> Measured:
    low, middle, high = (round(float(v), 4) for v in np.percentile(values, (10, 50, 90)))
    return Measured(name, len(values), middle, low, high)


def pooled(tables: Iterable[Columns]) -> Columns:
    """The numbers of several clips as those of one."""
    parts: dict[str, list[np.ndarray]] = {}
    for columns in tables:
        for name, values in columns.items():
            parts.setdefault(name, []).append(values)
    return {name: np.concatenate(arrays) for name, arrays in parts.items()}


def read_events(path: Path) -> Happened:
    """``events.jsonl`` in short; empty where there is none. Raises BadRecording where a line is none of ours."""
    if not path.is_file():
        return Happened()
    try:
        with path.open(encoding="utf-8") as file:
            rows = [json.loads(line) for line in file if line.strip()]
        end_s = float(rows[-1]["t_s"]) if rows else 0.0
        cues = tuple(ClipCue(float(r["t_s"]), r["rule"], r["class"], r["words"], r["why"])
                     for r in rows if r["kind"] == "cue")  # fmt: skip
        checks = sum(row["kind"] == "head_check" for row in rows)
        return Happened(cues, bands_of(rows, end_s), checks, end_s)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as fault:
        raise BadRecording(f"{path}: is no list of events ({type(fault).__name__}: {fault})") from fault


def bands_of(rows: Iterable[Mapping], end_s: float) -> tuple[tuple[str, str, float], ...]:
    """How long each rule stood in each band, from the rows that say when it changed."""
    seconds: Counter[tuple[str, str]] = Counter()
    stands: dict[str, tuple[str, float]] = {}
    for row in rows:
        if row["kind"] != "observation":
            continue
        if row["rule"] in stands:
            band, since_s = stands[row["rule"]]
            seconds[row["rule"], band] += row["t_s"] - since_s
        stands[row["rule"]] = (row["band"], row["t_s"])
    for rule, (band, since_s) in stands.items():
        seconds[rule, band] += max(0.0, end_s - since_s)
    return tuple((rule, band, round(s, 3)) for (rule, band), s in sorted(seconds.items()))


def _length_s(recording: Recording, table: Table | None, happened: Happened) -> float:
    recorded = recording.about.recorded
    if recorded is not None:
        return recorded.duration_s
    if table is not None and len(table.t_s):
        return float(table.t_s[-1] - table.t_s[0])
    return happened.end_s


def _backward_s(table: Table) -> float:
    if len(table.t_s) < 2:
        return 0.0
    step_s = float(np.median(np.diff(table.t_s)))
    return round(float(table.backward.sum()) * step_s, 3) if isfinite(step_s) else 0.0
