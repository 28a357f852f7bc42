"""The index of the library: an SQLite file that may be thrown away at any time, since it is made from the folders.

Connections are short: one per question, so that every thread and every program may ask. A file that is damaged is put
aside, never repaired.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import TypeVar

from .clips import BadLibrary
from .schema import MIGRATIONS, TABLES, VERSION

log = logging.getLogger(__name__)

FOLDER = ".index"  # of its own: what SQLite does beside its file must not look like a clip that comes or goes
FILE = "library.sqlite"
PATIENCE_S = 10.0  # for another writer
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
NOT_WRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
Answer = TypeVar("Answer")


class DamagedIndex(Exception):
    """The file is no database, or a page of it is broken."""


class Index:
    """One database file. ``read`` and ``write`` hand a connection to a function and give its answer."""

    def __init__(self, folder: Path):
        self.path = folder / FOLDER / FILE

    def prepare(self) -> bool:
        """Brings the tables to today's version. True where the folders must be read anew to fill them."""
        with self._open() as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if not 0 <= version <= VERSION:
                raise DamagedIndex(f"it is of version {version}; known are 0 to {VERSION}")
            if _schema(db) != _schema_of(version):
                raise DamagedIndex("its tables are not those of its version")
            if version == VERSION:
                return False
            db.execute("PRAGMA journal_mode = WAL")
            for number in range(version, VERSION):
                db.executescript(f"BEGIN IMMEDIATE; {MIGRATIONS[number]} PRAGMA user_version = {number + 1}; COMMIT;")
        return True

    def read(self, ask: Callable[[sqlite3.Connection], Answer]) -> Answer:
        with self._open() as db:
            return ask(db)

    def write(self, change: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """All of the change or nothing of it."""
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                answer = change(db)
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")
            return answer

    def put_aside(self) -> Path:
        """Moves the file and what SQLite keeps beside it out of the way."""
        aside = next(p for n in range(1, 1000) if not (p := self.path.with_name(f"{FILE}.damaged-{n}")).exists())
        self.path.rename(aside)
        for end in ("-wal", "-shm"):
            self.path.with_name(FILE + end).unlink(missing_ok=True)
        return aside

    def scrub(self) -> None:
        """Leaves nothing of what was deleted: not in free pages, not in the log beside the file, not in old files."""
        for aside in self.path.parent.glob(f"{FILE}.damaged-*"):
            aside.unlink()
        with self._open() as db:
            db.execute("VACUUM")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.path, timeout=PATIENCE_S, isolation_level=None)) as db:
                db.row_factory = sqlite3.Row
                db.execute("PRAGMA foreign_keys = ON")
                db.execute("PRAGMA synchronous = NORMAL")
                yield db
        except sqlite3.Error as fault:
            raise self._named(fault) from fault

    def _named(self, fault: sqlite3.Error) -> Exception:
        code = getattr(fault, "sqlite_errorcode", 0) & 0xFF  # the low byte is the kind, the rest a detail
        if code in DAMAGED:
            return DamagedIndex(str(fault))
        if code in NOT_WRITABLE:
            return BadLibrary(f"{self.path}: cannot be written ({fault}); accepted: a folder on a disk with room")
        if code == sqlite3.SQLITE_BUSY:
            return BadLibrary(f"{self.path}: another program is writing to it; try again")
        return fault


@cache
def _schema_of(version: int) -> frozenset:
    """Everything that a database of that version is made of."""
    with closing(sqlite3.connect(":memory:")) as db:
        for step in MIGRATIONS[:version]:
            db.executescript(step)
        return _schema(db)


def _schema(db: sqlite3.Connection) -> frozenset:
    asked = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite#_%' ESCAPE '#'"
    return frozenset(tuple(row) for row in db.execute(asked))


def empty(db: sqlite3.Connection) -> None:
    for table in TABLES:
        db.execute(f"DELETE FROM {table}")
