"""Brings a backup back: checked as a whole before anything is replaced, and then replaced whatever breaks off.

What was checked waits in folders named ``.restore``; a file there says that all of it is sound. From then on every step
is a renaming that can be done again, and the next start does what a cut of power left undone.
"""

from __future__ import annotations

import os
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import BadInput
from ..library.catalog import read_facts
from ..settings import save
from .parts import CLIPS, SETTINGS, TRAINING, Part, Places, part_of

WAITING = ".restore"
SOUND = "sound"
MOST_FILES = 200_000
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OverflowError, ValueError)
PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ROOM_LEFT = 200 << 20  # bytes of the disk that stay free


@dataclass(frozen=True)
class Restored:
    """What came back."""

    titles: tuple[str, ...]  # kinds of files
    clips: int  # that were new here
    known_clips: int  # that were here already and were left as they are

    @property
    def words(self) -> str:
        what = ", ".join(title for title in self.titles if title != "clips") or "nothing but clips"
        left = f" ({self.known_clips} were here already and were left as they are)" if self.known_clips else ""
        clips = f" {self.clips} clips came back{left}." if self.clips or self.known_clips else ""
        return f"Restored: {what}.{clips} Owner and viewers are this machine's own, as before."


def restore_backup(archive: Path, places: Places, most_bytes: int | None = None) -> Restored:
    """Raises BadInput, with nothing changed, where anything in the archive is not as it should be."""
    forget_unfinished(places)
    try:
        with zipfile.ZipFile(archive) as file:
            members = _members(file, min(_room(places), most_bytes or _room(places)))
            for member, part in members:
                _unpack(file, member, part, places)
        _check_clips(places)
        titles = tuple(dict.fromkeys(part.title for _, part in members))
        names = {member.filename.split("/")[1] for member, part in members if part.title == CLIPS}
        known = sum((places.clips / name).exists() for name in names)
        (places.data / WAITING / SOUND).touch()
    except UNREADABLE as fault:
        forget_unfinished(places)
        raise BadInput(f"{archive.name}: is no backup that can be read ({fault})") from fault
    except OSError as fault:
        forget_unfinished(places)
        raise BadInput(f"{archive.name}: cannot be restored ({fault.strerror})") from fault
    except BadInput:
        forget_unfinished(places)
        raise
    finish_restore(places)
    return Restored(titles, len(names) - known, known)


# ---- looking and unpacking


def _members(file: zipfile.ZipFile, most_bytes: int) -> list[tuple[zipfile.ZipInfo, Part]]:
    """Every file of the archive with its kind; BadInput where one is none of them, or all are too much."""
    members, names = [], set()
    for member in file.infolist():
        part = part_of(member.filename)
        if part is None or member.orig_filename != member.filename:
            raise BadInput(f"It holds {member.filename[:80]!r}, which belongs to no backup. Nothing was changed.")
        kind = stat.S_IFMT(member.external_attr >> 16)
        if kind not in (0, stat.S_IFREG) or member.flag_bits & 1 or member.compress_type not in PACKED:
            raise BadInput(f"{member.filename} is a link, locked or packed strangely. Nothing was changed.")
        if member.filename in names or member.file_size > part.most_bytes:
            raise BadInput(f"{member.filename} is there twice or is too large. Nothing was changed.")
        names.add(member.filename)
        members.append((member, part))
    if not members:
        raise BadInput("It is empty. Nothing was changed.")
    if len(members) > MOST_FILES or sum(member.file_size for member, _ in members) > most_bytes:
        raise BadInput("It holds more than there is room for here. Nothing was changed.")
    return members


def _room(places: Places) -> int:
    places.data.mkdir(parents=True, exist_ok=True)
    return max(0, shutil.disk_usage(places.data).free - ROOM_LEFT)


def _waiting(places: Places, name: str) -> Path:
    """Where a file waits: beside its place, so that a renaming brings it there."""
    if name.startswith(f"{CLIPS}/"):
        return places.clips / WAITING / name.removeprefix(f"{CLIPS}/")
    return places.data / WAITING / name


def _unpack(file: zipfile.ZipFile, member: zipfile.ZipInfo, part: Part, places: Places) -> None:
    path = _waiting(places, member.filename)
    path.parent.mkdir(parents=True, exist_ok=True)
    with file.open(member) as source, path.open("xb") as out:
        shutil.copyfileobj(source, out, 1 << 20)  # zipfile gives no more than the size that was looked at
        out.flush()
        os.fsync(out.fileno())
    try:
        part.check(path)
    except BadInput as fault:
        sentence = str(fault).replace(str(path), member.filename)
        raise BadInput(f"{member.filename} is damaged: {sentence}. Nothing was changed.") from fault


def _check_clips(places: Places) -> None:
    for folder in _folders(places.clips / WAITING):
        try:
            read_facts(folder)
        except BadInput as fault:
            raise BadInput(f"clips/{folder.name} is no clip. Nothing was changed.") from fault


# ---- putting in place


def finish_restore(places: Places) -> None:
    """Puts what was found sound in its place. Does nothing where nothing waits; may be done again and again."""
    waiting = places.data / WAITING
    if not (waiting / SOUND).exists():
        forget_unfinished(places)
        return
    if (waiting / SETTINGS).exists():
        save(places.settings, (waiting / SETTINGS).read_text(encoding="utf-8"))
    for path in sorted(waiting.glob("*.*")):
        if path.name != SETTINGS:
            path.replace(places.data / path.name)
    if (waiting / TRAINING).is_dir():
        if (places.data / TRAINING).exists():
            (places.data / TRAINING).rename(waiting / f"old-{TRAINING}")
        (waiting / TRAINING).rename(places.data / TRAINING)
    for folder in _folders(places.clips / WAITING):
        if not (places.clips / folder.name).exists():
            folder.rename(places.clips / folder.name)
    (waiting / SOUND).unlink()
    forget_unfinished(places)


def forget_unfinished(places: Places) -> None:
    """Clears what a restore left that came to nothing; one that was found sound is finished instead."""
    if (places.data / WAITING / SOUND).exists():
        finish_restore(places)
        return
    for folder in (places.data / WAITING, places.clips / WAITING):
        shutil.rmtree(folder, ignore_errors=True)


def _folders(folder: Path) -> Iterator[Path]:
    yield from (sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else ())
