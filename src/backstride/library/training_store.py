"""People, their sessions and mornings, and programmes of one's own, as files in one folder; nothing is kept elsewhere.

A person has a folder with ``person.json``, ``sessions.jsonl`` and ``soreness.jsonl``; programmes lie in
``programmes/``. A file is replaced at once or not at all; a line that is damaged is told of and left out, the others
count. Capitals make no other person.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

from ..errors import BadInput
from ..training.notation import plain, revived
from ..training.person import Person
from ..training.plan import Programme
from ..training.record import SessionRecord, Soreness

log = logging.getLogger(__name__)

PERSON, SESSIONS, SORENESS, PROGRAMMES = "person.json", "sessions.jsonl", "soreness.jsonl", "programmes"
NEW, GONE = ".new", ".gone-"
KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")
Kind = TypeVar("Kind")


class TrainingStore:
    """One folder. Every method may be called from any thread; OSError where the disk does not take it."""

    def __init__(self, folder: Path):
        """Opens the folder, making it where it is absent, and ends a deletion that was broken off."""
        self.folder = folder
        self._lock = RLock()
        self._read: dict[Path, tuple[tuple[int, int], Any]] = {}
        self._faults: dict[Path, tuple[str, ...]] = {}
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{GONE}*"):
            shutil.rmtree(left)

    @property
    def faults(self) -> tuple[str, ...]:
        """What could not be read when it was last asked for, each in one sentence."""
        with self._lock:
            return tuple(fault for faults in self._faults.values() for fault in faults)

    # ---- people

    def people(self) -> tuple[Person, ...]:
        """Everybody, in order of the alphabet."""
        with self._lock:
            found = [self._person_in(folder) for folder in self._folders()]
        return tuple(sorted((one for one in found if one), key=lambda one: one.name.casefold()))

    def person(self, name: str) -> Person | None:
        with self._lock:
            return self._person_in(self.folder_of(name))

    def keep_person(self, person: Person) -> None:
        path = self.folder_of(person.name) / PERSON
        with self._lock:
            self._put_damaged_aside(path, Person)
            self._replace(path, person)

    def _person_in(self, folder: Path) -> Person | None:
        """A damaged description leaves the name and no answers: everything is asked again."""
        person = self._whole(folder / PERSON, Person)
        if person is None and (sessions := self._lines(folder / SESSIONS, SessionRecord)):
            return Person(sessions[-1].runner)
        return person

    def folder_of(self, name: str) -> Path:
        """Where everything of a person lies. Raises BadInput for no name at all."""
        told = unicodedata.normalize("NFC", name).strip().casefold()
        if not told:
            raise BadInput("a training belongs to somebody: the name is empty")
        letters = unicodedata.normalize("NFKD", told).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:24].strip("-") or "runner"
        return self.folder / f"{slug}-{sha256(told.encode()).hexdigest()[:10]}"

    def _folders(self) -> Iterator[Path]:
        for folder in sorted(self.folder.iterdir()):
            if folder.is_dir() and folder.name != PROGRAMMES and not folder.name.startswith("."):
                yield folder

    # ---- what was done, and how it felt

    def sessions(self, name: str) -> tuple[SessionRecord, ...]:
        """Oldest first."""
        with self._lock:
            return self._lines(self.folder_of(name) / SESSIONS, SessionRecord)

    def add_session(self, record: SessionRecord) -> None:
        self._add(self.folder_of(record.runner) / SESSIONS, record)

    def soreness(self, name: str) -> tuple[Soreness, ...]:
        """Oldest first."""
        with self._lock:
            return self._lines(self.folder_of(name) / SORENESS, Soreness)

    def add_soreness(self, name: str, soreness: Soreness) -> None:
        self._add(self.folder_of(name) / SORENESS, soreness)

    # ---- programmes of one's own

    def own_programmes(self) -> tuple[Programme, ...]:
        """In order of their names."""
        with self._lock:
            files = sorted((self.folder / PROGRAMMES).glob("*.json"))
            found = [self._whole(file, Programme) for file in files]
        return tuple(sorted((one for one in found if one), key=lambda one: one.name.casefold()))

    def keep_programme(self, programme: Programme) -> None:
        path = self._programme(programme.key)
        with self._lock:
            self._put_damaged_aside(path, Programme)
            self._replace(path, programme)

    def drop_programme(self, key: str) -> None:
        with self._lock:
            self._programme(key).unlink(missing_ok=True)

    def _programme(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise BadInput(f"{key!r} is no key of a programme; accepted: small letters, digits, - and _")
        return self.folder / PROGRAMMES / f"{key}.json"

    # ---- deleting

    def forget(self, name: str) -> None:
        """Deletes everything of a person: it is gone by one renaming, whatever breaks off."""
        with self._lock:
            folder = self.folder_of(name)
            gone = self.folder / f"{GONE}{folder.name[-10:]}"
            shutil.rmtree(gone, ignore_errors=True)
            if folder.is_dir():
                folder.rename(gone)
                shutil.rmtree(gone)
            for known in (self._read, self._faults):
                for path in [path for path in known if path.parent == folder]:
                    del known[path]

    # ---- files

    def _whole(self, path: Path, kind: type[Kind]) -> Kind | None:
        """A file that is one object; None where there is none, or where it is damaged, which is told."""

        def read(content: bytes) -> tuple[Kind | None, tuple[str, ...]]:
            try:
                return revived(kind, json.loads(content.decode())), ()
            except (ValueError, BadInput) as fault:
                return None, (f"{_place(path)} is damaged and is left out ({fault})",)

        return self._cached(path, read, None)

    def _lines(self, path: Path, kind: type[Kind]) -> tuple[Kind, ...]:
        """A file of one object a line; damaged lines are told of and left out."""

        def read(content: bytes) -> tuple[tuple[Kind, ...], tuple[str, ...]]:
            found, faults = [], []
            for number, line in enumerate(content.split(b"\n"), start=1):
                if not line.strip():
                    continue
                try:
                    found.append(revived(kind, json.loads(line.decode())))
                except (ValueError, BadInput) as fault:
                    faults.append(f"Line {number} of {_place(path)} is damaged and is left out ({fault})")
            return tuple(found), tuple(faults)

        return self._cached(path, read, ())

    def _cached(self, path: Path, read: Callable[[bytes], tuple[Any, tuple[str, ...]]], without: Any) -> Any:
        try:
            seen = path.stat()
        except FileNotFoundError:
            self._faults.pop(path, None)
            return without
        stamp = (seen.st_mtime_ns, seen.st_size)
        if path not in self._read or self._read[path][0] != stamp:
            value, faults = read(path.read_bytes())
            for fault in faults:
                log.warning("%s", fault)
            self._read[path] = (stamp, value)
            self._faults[path] = faults
        return self._read[path][1]

    def _replace(self, path: Path, value: Any) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + NEW)
        with part.open("w", encoding="utf-8") as file:
            json.dump(plain(value), file, ensure_ascii=False, allow_nan=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        self._read.pop(path, None)
        _sync(path.parent)

    def _add(self, path: Path, value: Any) -> None:
        """Adds a line. A line that the disk took only in part is taken back; one that a kill cut off is left behind."""
        line = json.dumps(plain(value), ensure_ascii=False, allow_nan=False).encode() + b"\n"
        with self._lock:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a+b", buffering=0) as file:
                before = file.seek(0, os.SEEK_END)
                torn = before > 0 and os.pread(file.fileno(), 1, before - 1) != b"\n"
                try:
                    _write_all(file.fileno(), b"\n" + line if torn else line)
                    os.fsync(file.fileno())
                except OSError:
                    os.ftruncate(file.fileno(), before)
                    raise
            self._read.pop(path, None)
            _sync(path.parent)

    def _put_damaged_aside(self, path: Path, kind: type) -> None:
        """What is not understood is never overwritten."""
        if path.is_file() and self._whole(path, kind) is None:
            path.replace(path.with_name(path.name + ".damaged"))


def _place(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _write_all(descriptor: int, content: bytes) -> None:
    """A disk that is nearly full takes a part and gives no error."""
    while content:
        content = content[os.write(descriptor, content) :]


def _sync(folder: Path) -> None:
    """A name is on the disk once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
