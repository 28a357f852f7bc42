"""The library: every clip that was kept, to be listed, filtered, noted, pinned, deleted and brought back.

The clip folders are the truth; the database beside them (``.index``) is only their index and can be made anew at any
time. What people add (runner, notes, tags) is written into the clip's folder as ``notes.toml`` as well, a pin as
``keep``. Folders that come, go or are finished while the library is open are noticed at the next question.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from threading import RLock

from ..errors import BadRecording
from . import retention, rows, traces, trimming
from .catalog import id_of, read_facts
from .clips import BadLibrary, Choices, Clip, ClipRow, Filters, NoSuchClip, Page, Rebuilt, SessionRow
from .follower import Follower
from .notes import LONGEST_NAME, Notes, many_lines, one_line, read_notes, tidy_tags, write_notes
from .picture import picture_of
from .plain import refuse_links
from .recording import read_recording

ALL = Filters()


class Library:
    """One folder of clips with its index. Every method may be called from any thread.

    An id that is not known raises NoSuchClip; a folder that can't be written raises BadLibrary. ``notice`` is one
    sentence for people where something had to be mended, or empty.
    """

    def __init__(self, folder: Path):
        """Opens the library in ``folder``, making both where they are absent, and takes up what lies there."""
        self.folder = folder
        self._follower = Follower(folder)
        self._read, self._write = self._follower.read, self._follower.write
        self._keep_up, self._lock = self._follower.keep_up, self._follower.lock

    @property
    def notice(self) -> str:
        return self._follower.notice

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

    def runners(self) -> tuple[str, ...]:
        """The names that clips carry, in order of the alphabet."""
        self._keep_up()
        return self._read(lambda db: tuple(name for (name,) in db.execute("SELECT name FROM runners ORDER BY name")))

    def clip(self, id: str) -> Clip:
        """One clip with all that is known of it; also a deleted one that can still be brought back."""
        self._keep_up()

        def ask(db: sqlite3.Connection):
            found = rows.found_row(db, id)
            (row,) = rows.rows_where(db, "id = ?", (id,))
            return found, row, rows.cues_of(db, id), rows.measures_of(db, "clip_measures", id)

        found, row, cues, measures = self._read(ask)
        folder = self._follower.folder_of(row.name, bool(found["deleted"]))
        refuse_links(folder)
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
        self._follower.settle(self.clip(id).row.session)

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
            self._follower.go_through(looks_into_known=False)

    def undo(self, id: str) -> None:
        """Brings a deleted clip back, or a trimmed one to its full length. Raises BadLibrary where neither can be."""
        with self._changing():
            row = self._read(lambda db: rows.found_row(db, id))
            if row["deleted"]:
                retention.undo_delete(self.folder, row["name"])
                self._follower.go_through(looks_into_known=False)
            elif trimming.original_of(self.folder / row["name"]).is_dir():
                trimming.untrim(self.folder / row["name"])
                self.add(self.folder / row["name"])
            else:
                raise BadLibrary(f"{row['title']!r} was neither deleted nor trimmed: there is nothing to undo")

    def forget(self, runner: str, clips_too: bool = True) -> tuple[str, ...]:
        """Deletes a runner's clips for good, or only their name and notes; the name goes from others' notes too.

        Gives the names of the clips. Raises BadLibrary while one of them is being recorded.
        """
        with self._changing():
            gone = traces.erase(self.folder, runner, clips_too)
            self._follower.go_through(looks_into_known=True)
            self._follower.scrub()
            return gone

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
        self._follower.put((read_facts(folder),))
        return id_of(folder.name)

    def refresh(self) -> Rebuilt:
        """Takes up folders that came or were changed and forgets those that went; reads no other one again."""
        return self._follower.go_through(looks_into_known=True)

    def rebuild(self) -> Rebuilt:
        """Makes the index anew from the folders."""
        return self._follower.rebuild()

    # ---- inside

    def _alive(self, id: str) -> Path:
        """The folder of a clip that is not deleted."""
        row = self._read(lambda db: rows.found_row(db, id))
        if row["deleted"]:
            raise NoSuchClip(f"{row['title']!r} was deleted; undo that first")
        return self.folder / row["name"]

    def _changing(self) -> _Changing:
        return _Changing(self._lock)


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
