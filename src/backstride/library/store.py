"""The library: every clip that was kept, to be listed, filtered, noted, pinned, deleted and brought back.

The clip folders are the truth; the database beside them (``.index``) is only their index and can be made anew at any
time. What people add (runner, notes, tags) is written into the clip's folder as ``notes.toml`` as well, a pin as
``keep``. Folders that come, go or are finished while the library is open are noticed at the next question.
"""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import TypeVar

from ..errors import BadRecording
from . import retention, rows, trimming
from .catalog import Columns, Facts, id_of, read_facts, read_table, selected
from .clips import BadLibrary, Choices, Clip, ClipRow, Filters, NoSuchClip, Page, Rebuilt, SessionRow
from .index import DamagedIndex, Index, empty
from .mending import JOURNAL, PART, UNMENDABLE
from .notes import LONGEST_NAME, Notes, many_lines, one_line, read_notes, tidy_tags, write_notes
from .picture import picture_of
from .recording import read_recording
from .storage import order_of

log = logging.getLogger(__name__)

ALL = Filters()
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


class Library:
    """One folder of clips with its index. Every method may be called from any thread.

    An id that is not known raises NoSuchClip; a folder that can't be written raises BadLibrary. ``notice`` is one
    sentence for people where something had to be mended, or empty.
    """

    def __init__(self, folder: Path):
        """Opens the library in ``folder``, making both where they are absent, and takes up what lies there."""
        self.folder = folder
        self.notice = ""
        self._index = Index(folder)
        self._lock = RLock()
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
        self.rebuild() if fresh else self.refresh()

    # ---- looking

    def page(self, filters: Filters = ALL, after: str | None = None, size: int = 24) -> Page:
        """The newest ``size`` clips that pass, or those after a page's ``next_key``. A strange key gives page one."""
        self._keep_up()
        where, values = rows.condition(filters)
        if after is not None and (key := rows.key_from(after)) is not None:
            where, values = f"{where} AND ({rows.KEY}) < (?, ?, ?)", [*values, *key]

        def ask(db: sqlite3.Connection) -> Page:
            found = rows.rows_where(db, where, values, size + 1)
            more = len(found) > size
            return Page(found[:size], rows.key_of(db, found[size - 1]) if more else None)

        return self._read(ask)

    def choices(self) -> Choices:
        """What the list can be filtered by."""
        self._keep_up()
        return self._read(rows.choices)

    def clip(self, id: str) -> Clip:
        """One clip with all that is known of it; also a deleted one that can still be brought back."""
        self._keep_up()

        def ask(db: sqlite3.Connection):
            found = rows.found_row(db, id)
            (row,) = rows.rows_where(db, "id = ?", (id,))
            return found, row, rows.cues_of(db, id), rows.measures_of(db, "clip_measures", id)

        found, row, cues, measures = self._read(ask)
        folder = self._folder_of(row.name, bool(found["deleted"]))
        setup = read_recording(folder).setup
        trimmed = trimming.original_of(self.folder / row.name).is_dir()
        return Clip(row, folder, setup, found["fps"], found["shows"], found["size_bytes"], cues, measures, trimmed)

    def find(self, start: str) -> str:
        """The one id that begins so, or the id of the folder of that name. Raises NoSuchClip, also for several."""
        self._keep_up()
        told = start.removesuffix("/").rpartition("/")[2]
        asked = "SELECT id FROM clips WHERE id = ? OR name = ? OR substr(id, 1, length(?)) = ? LIMIT 3"
        found = self._read(lambda db: [r[0] for r in db.execute(asked, (told, told, told, told))]) if told else []
        if told in found:
            return told
        if len(found) != 1:
            why = "begins the ids of several clips" if found else "is no clip"
            raise NoSuchClip(f"{start!r} {why}; accepted: an id from the list of clips, or enough of its beginning")
        return found[0]

    def picture(self, id: str) -> Path | None:
        """A small JPEG of the clip, made on first use; None where there is no picture in it."""
        return picture_of(self.clip(id).folder)

    def deleted(self) -> tuple[ClipRow, ...]:
        """The clips that wait for the next clean-up and can be brought back, newest first."""
        self._keep_up()
        return self._read(lambda db: rows.rows_where(db, "deleted = 1", ()))

    def sessions(self, runner: str | None = None, limit: int = 50) -> tuple[SessionRow, ...]:
        """The newest sessions, of one runner where named."""
        self._keep_up()
        where = "EXISTS (SELECT 1 FROM clips WHERE session = sessions.id AND deleted = 0)"
        named = (f"{where} AND runner = ?", (runner,)) if runner is not None else (where, ())
        return self._read(lambda db: rows.sessions_where(db, *named, limit))

    def session(self, id: str) -> SessionRow:
        """One session."""
        self._keep_up()
        found = self._read(lambda db: rows.sessions_where(db, "id = ?", (id,)))
        if not found or not found[0].clips:
            raise NoSuchClip(f"{id!r} is no session; accepted: an id as a clip names its session")
        return found[0]

    # ---- what people add; each is kept in the clip's folder as well

    def write_notes(self, id: str, notes: str) -> None:
        self._renote(id, lambda old: replace(old, notes=many_lines(notes)))

    def set_tags(self, id: str, tags: Iterable[str]) -> None:
        """The clip's tags from now on, instead of those before."""
        told = tidy_tags(tags)
        self._renote(id, lambda old: replace(old, tags=told))

    def set_runner(self, id: str, runner: str) -> None:
        """Who runs in the clip; "" takes the name away."""
        self._renote(id, lambda old: replace(old, runner=one_line(runner, LONGEST_NAME)))
        self._settle(self.clip(id).row.session)

    def keep(self, id: str, pinned: bool = True) -> None:
        """Pins the clip, so that no clean-up takes it, or lets it go again."""
        with self._changing():
            retention.pin(self._alive(id), pinned)
            self._write(lambda db: db.execute("UPDATE clips SET pinned = ? WHERE id = ?", (pinned, id)))

    def _renote(self, id: str, change: Callable[[Notes], Notes]) -> None:
        with self._changing():
            folder = self._alive(id)
            try:
                old = read_notes(folder)
            except BadRecording:
                old = Notes()  # write_notes puts the damaged file aside
            write_notes(folder, new := change(old))
            known = self._read(lambda db: rows.found_row(db, id)["runner"]) or ""
            runner = known if new.runner is None else new.runner
            self._write(lambda db: rows.renote(db, id, runner, new.notes, new.tags))

    # ---- what changes a clip

    def delete(self, id: str) -> None:
        """Takes the clip out of the list; ``undo`` brings it back until the next clean-up."""
        with self._changing():
            folder = self._alive(id)
            shutil.rmtree(folder.with_name(retention.DELETED + folder.name), ignore_errors=True)  # an earlier namesake
            retention.delete(folder)
            self._go_through(looks_into_known=False)

    def undo(self, id: str) -> None:
        """Brings a deleted clip back, or a trimmed one to its full length. Raises BadLibrary where neither can be."""
        with self._changing():
            row = self._read(lambda db: rows.found_row(db, id))
            if row["deleted"]:
                retention.undo_delete(self.folder, row["name"])
                self._go_through(looks_into_known=False)
            elif trimming.original_of(self.folder / row["name"]).is_dir():
                trimming.untrim(self.folder / row["name"])
                self.add(self.folder / row["name"])
            else:
                raise BadLibrary(f"{row['title']!r} was neither deleted nor trimmed: there is nothing to undo")

    def trim(self, id: str, from_s: float, to_s: float) -> None:
        """Keeps only ``from_s`` to ``to_s``, cut in all files alike; the original stays until the next clean-up.

        The cut begins at the keyframe at or before ``from_s``: a picture cannot be shown without it.
        """
        with self._changing():
            folder = self._alive(id)
            trimming.trim(folder, from_s, to_s)
            self.add(folder)

    # ---- the index

    def add(self, folder: Path) -> str:
        """Takes up one finished clip folder and gives its id; again for one that is known: reads it anew."""
        facts = read_facts(folder)
        with self._lock:
            self._put((facts,))
        return id_of(folder.name)

    def refresh(self) -> Rebuilt:
        """Takes up folders that came or were changed and forgets those that went; reads no other one again."""
        return self._go_through(looks_into_known=True)

    def rebuild(self) -> Rebuilt:
        """Makes the index anew from the folders."""
        with self._lock:
            self._write(empty)
            return self.refresh()

    # ---- inside

    def _keep_up(self) -> None:
        """Goes through the folders' names again where one came, went or was finished."""
        finished = any(not _is_unfinished(folder) for folder in self._seen.unfinished)
        if finished or self._stamp() != self._seen.stamp:
            self._go_through(looks_into_known=False)

    def _go_through(self, looks_into_known: bool) -> Rebuilt:
        with self._lock:
            stamp = self._stamp()
            trimming.bring_back(self.folder)
            known = self._read(_known)
            alive, gone, unfinished = self._present(known.stamps.keys())
            there = alive | gone
            moved = {n: n in gone for n, was in known.deleted.items() if n in there and (n in gone) != was}
            self._mark(moved, known.deleted.keys() - there)
            asked = there if looks_into_known else there - known.stamps.keys()
            folders = ((name, self._folder_of(name, name in gone)) for name in asked)
            new = [folder for name, folder in folders if known.stamps.get(name) != _about_stamp(folder)]
            skipped = self._take_up(new)
            self._seen = _Seen(stamp, unfinished)
            return Rebuilt(len(alive) - len({name for name, _ in skipped} - self._names()), skipped)

    def _names(self) -> set[str]:
        return set(self._read(_known).stamps)

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
            self._put(some)
        return tuple(skipped)

    def _put(self, clips: tuple[Facts, ...]) -> None:
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

        self._write(change)

    def _tables(self, db: sqlite3.Connection, session: str) -> Iterator[Columns]:
        asked = "SELECT name FROM clips WHERE session = ? AND deleted = 0"
        for (name,) in db.execute(asked, (session,)).fetchall():
            try:
                table = read_table(self.folder / name / "measures.csv")
            except (BadRecording, OSError):
                continue  # said when the clip was read
            if table is not None:
                yield selected(table)

    def _settle(self, session: str) -> None:
        self._write(lambda db: rows.settle_session(db, session, self._tables(db, session)))

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

        self._write(change)

    def _alive(self, id: str) -> Path:
        """The folder of a clip that is not deleted."""
        row = self._read(lambda db: rows.found_row(db, id))
        if row["deleted"]:
            raise NoSuchClip(f"{row['title']!r} was deleted; undo that first")
        return self.folder / row["name"]

    def _folder_of(self, name: str, deleted: bool) -> Path:
        return self.folder / (f"{retention.DELETED}{name}" if deleted else name)

    def _changing(self) -> _Changing:
        return _Changing(self._lock)

    def _read(self, ask: Callable[[sqlite3.Connection], Answer]) -> Answer:
        try:
            return self._index.read(ask)
        except DamagedIndex as fault:
            self._heal(fault)
            return self._index.read(ask)

    def _write(self, change: Callable[[sqlite3.Connection], Answer]) -> Answer:
        try:
            return self._index.write(change)
        except DamagedIndex as fault:
            self._heal(fault)
            return self._index.write(change)

    def _heal(self, fault: DamagedIndex) -> None:
        """Puts a damaged index aside and makes it anew. Said once: the next question finds a sound one."""
        with self._lock:
            aside = self._index.put_aside()
            self._index.prepare()
            self.notice = f"The clips' index was damaged and was made anew; the old one is {aside.name}"
            log.warning("%s (%s)", self.notice, fault)
            self.rebuild()


class _Changing:
    """Holds the lock while files are changed, and gives a disk's fault as one sentence."""

    def __init__(self, lock: RLock):
        self._lock = lock

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, kind: object, fault: BaseException | None, trace: object) -> None:
        self._lock.release()
        if isinstance(fault, OSError):
            raise BadLibrary(f"{fault.filename}: cannot be changed ({fault.strerror})") from fault


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
