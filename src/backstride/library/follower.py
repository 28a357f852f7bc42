"""Keeps the index equal to the clip folders: what came, went, was finished or changed since it was last looked at."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import TypeVar

from ..errors import BadRecording
from . import retention, rows, trimming
from .catalog import Columns, Facts, id_of, read_facts, read_table, selected
from .clips import BadLibrary, Rebuilt
from .index import DamagedIndex, Index, empty
from .mending import JOURNAL, PART, UNMENDABLE
from .storage import order_of

log = logging.getLogger(__name__)

AT_ONCE = 200  # clips that are taken up in one go
Answer = TypeVar("Answer")


@dataclass
class _Seen:
    """What the folder looked like when it was last gone through."""

    stamp: int = -1
    unfinished: tuple[Path, ...] = ()


@dataclass
class _Known:
    """The clips that the index knows: by name, whether as deleted, and their stamps."""

    deleted: dict[str, bool] = field(default_factory=dict)
    stamps: dict[str, str] = field(default_factory=dict)


class Follower:
    """The index of one folder, with what is needed to keep it up. ``lock`` is held while files are changed.

    ``notice`` is one sentence for people where the index had to be mended, or empty.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self.notice = ""
        self.lock = RLock()
        self._index = Index(folder)
        self._seen = _Seen()
        try:
            self._index.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise BadLibrary(f"{folder}: cannot be used for clips ({fault.strerror})") from fault
        try:
            fresh = self._index.prepare()
        except DamagedIndex as fault:
            self._heal(fault)
            return
        self.rebuild() if fresh else self.go_through(looks_into_known=True)

    def keep_up(self) -> None:
        """Goes through the folders' names again where one came, went or was finished."""
        finished = any(not _is_unfinished(folder) for folder in self._seen.unfinished)
        if finished or self._stamp() != self._seen.stamp:
            self.go_through(looks_into_known=False)

    def go_through(self, looks_into_known: bool) -> Rebuilt:
        with self.lock:
            stamp = self._stamp()
            trimming.bring_back(self.folder)
            known = self.read(_known)
            alive, gone, unfinished = self._present(known.stamps.keys())
            there = alive | gone
            moved = {n: n in gone for n, was in known.deleted.items() if n in there and (n in gone) != was}
            self._mark(moved, known.deleted.keys() - there)
            asked = there if looks_into_known else there - known.stamps.keys()
            folders = ((name, self.folder_of(name, name in gone)) for name in asked)
            new = [folder for name, folder in folders if known.stamps.get(name) != _about_stamp(folder)]
            skipped = self._take_up(new)
            self._seen = _Seen(stamp, unfinished)
            return Rebuilt(len(alive) - len({name for name, _ in skipped} - self._names()), skipped)

    def _names(self) -> set[str]:
        return set(self.read(_known).stamps)

    def _stamp(self) -> int:
        """Changes whenever a folder comes, goes or gets another name."""
        try:
            return os.stat(self.folder).st_mtime_ns
        except OSError as fault:
            raise BadLibrary(f"{self.folder}: cannot be read ({fault.strerror})") from fault

    def _present(self, known: Set[str]) -> tuple[set[str], set[str], tuple[Path, ...]]:
        """The names of the finished clips, those of the deleted ones, and the folders of those still running.

        By names alone: ten thousand folders are gone through whenever one comes.
        """
        with os.scandir(self.folder) as found:
            names = {entry.name for entry in found if entry.is_dir()}
        gone = {name.removeprefix(retention.DELETED) for name in names
                if name.startswith(retention.DELETED) and not name.endswith(trimming.UNTRIMMED)}  # fmt: skip
        alive = {name for name in names if not name.startswith(".") and name != UNMENDABLE}
        unfinished = tuple(f for name in alive - known if _is_unfinished(f := self.folder / name))
        alive -= {folder.name for folder in unfinished}
        return alive, gone - alive, unfinished

    def _take_up(self, folders: Iterable[Path]) -> tuple[tuple[str, str], ...]:
        """Reads folders and puts them in, some at a time; gives those that are no clip, with the reason."""
        skipped: list[tuple[str, str]] = []
        facts = _readable(sorted(folders, key=lambda folder: (order_of(folder), folder.name)), skipped)
        while some := tuple(islice(facts, AT_ONCE)):
            self.put(some)
        return tuple(skipped)

    def put(self, clips: tuple[Facts, ...]) -> None:
        """Puts clips in, and makes their sessions' own rows anew."""
        stamped = [(facts, _about_stamp(facts.recording.folder)) for facts in clips]

        def change(db: sqlite3.Connection) -> None:
            sessions = set()
            for facts, stamp in stamped:
                deleted = facts.recording.name.startswith(retention.DELETED)
                id = rows.put(db, facts, stamp, deleted)
                sessions.add(rows.found_row(db, id)["session"])
            for session in sessions:
                rows.settle_session(db, session, self._tables(db, session))

        self.write(change)

    def _tables(self, db: sqlite3.Connection, session: str) -> Iterator[Columns]:
        asked = "SELECT name FROM clips WHERE session = ? AND deleted = 0"
        for (name,) in db.execute(asked, (session,)).fetchall():
            try:
                table = read_table(self.folder / name / "measures.csv")
            except (BadRecording, OSError):
                continue  # said when the clip was read
            if table is not None:
                yield selected(table)

    def settle(self, session: str) -> None:
        self.write(lambda db: rows.settle_session(db, session, self._tables(db, session)))

    def _mark(self, deleted: Mapping[str, bool], forgotten: Iterable[str]) -> None:
        """Notes which clips were deleted or came back by name, and forgets others; their sessions change with them."""
        forgotten = tuple(forgotten)
        if not deleted and not forgotten:
            return

        def change(db: sqlite3.Connection) -> None:
            sessions = {rows.found_row(db, id_of(name))["session"] for name in (*deleted, *forgotten)}
            db.executemany("UPDATE clips SET deleted = ? WHERE name = ?", [(gone, n) for n, gone in deleted.items()])
            db.executemany("DELETE FROM clips WHERE name = ?", [(name,) for name in forgotten])
            for session in sessions:
                rows.settle_session(db, session, self._tables(db, session))

        self.write(change)

    def rebuild(self) -> Rebuilt:
        """Makes the index anew from the folders."""
        with self.lock:
            self.write(empty)
            return self.go_through(looks_into_known=True)

    def scrub(self) -> None:
        """Leaves nothing in the index of clips and names that are gone."""
        self.write(rows.drop_unused_names)
        self._index.scrub()

    def folder_of(self, name: str, deleted: bool) -> Path:
        return self.folder / (f"{retention.DELETED}{name}" if deleted else name)

    def read(self, ask: Callable[[sqlite3.Connection], Answer]) -> Answer:
        try:
            return self._index.read(ask)
        except DamagedIndex as fault:
            self._heal(fault)
            return self._index.read(ask)

    def write(self, change: Callable[[sqlite3.Connection], Answer]) -> Answer:
        try:
            return self._index.write(change)
        except DamagedIndex as fault:
            self._heal(fault)
            return self._index.write(change)

    def _heal(self, fault: DamagedIndex) -> None:
        """Puts a damaged index aside and makes it anew. Said once: the next question finds a sound one."""
        with self.lock:
            aside = self._index.put_aside()
            self._index.prepare()
            self.notice = f"The clips' index was damaged and was made anew; the old one is {aside.name}"
            log.warning("%s (%s)", self.notice, fault)
            self.rebuild()


def _known(db: sqlite3.Connection) -> _Known:
    found = db.execute("SELECT name, deleted, stamp FROM clips").fetchall()
    return _Known({r["name"]: bool(r["deleted"]) for r in found}, {r["name"]: r["stamp"] for r in found})


def _is_unfinished(folder: Path) -> bool:
    return (folder / JOURNAL).exists() or (folder / PART).exists()


def _about_stamp(folder: Path) -> str:
    """Changes when the clip is described anew, as mending and trimming do."""
    try:
        return str(os.stat(folder / "about.toml").st_mtime_ns)
    except OSError:
        return ""


def _readable(folders: Iterable[Path], skipped: list[tuple[str, str]]) -> Iterator[Facts]:
    for folder in folders:
        try:
            facts = read_facts(folder)
        except (BadRecording, OSError) as fault:
            log.warning("%s is not in the library: %s", folder.name, fault)
            skipped.append((folder.name, str(fault)))
            continue
        skipped.extend((folder.name, why) for why in facts.faults)
        yield facts
