"""Where somebody's name stands among the clips, and how it is taken out of them: folders of every kind are looked at,
deleted ones, the originals of trimmed ones and what could not be mended.

Files are read as text, not as what they should be: a damaged one holds a name all the same.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from .clips import BadLibrary
from .mending import JOURNAL, UNMENDABLE, is_running
from .notes import FILE as NOTES
from .retention import DELETED
from .trimming import UNTRIMMED

SOMEBODY = "somebody"  # what a text says in the name's place
SMALL = ("about.toml", NOTES, f"{NOTES}.damaged", f"{NOTES}.new", JOURNAL)
NO_TEXT = {".mp4", ".part", ".npz", ".jpg", ".jpeg", ".png", ".csv"}
RUNNER = re.compile(r'^runner = (".*")$', re.MULTILINE)


@dataclass
class Group:
    """One clip with what else there is of it under other names: deleted, or whole before it was trimmed."""

    name: str
    folders: list[Path] = field(default_factory=list)
    is_theirs: bool = False
    names_them: bool = False


def groups(clips: Path, name: str) -> tuple[Group, ...]:
    """The clips that are this runner's, or that name them in what people wrote; in order of their folders' names."""
    found: dict[str, Group] = {}
    for folder in _folders(clips):
        base = folder.name.removeprefix(DELETED).removesuffix(UNTRIMMED)
        group = found.setdefault(base, Group(base))
        group.folders.append(folder)
        texts = [text for file in SMALL if (text := _text(folder / file)) and stands_in(name, text)]
        group.names_them |= bool(texts)
        unfinished = bool(texts) and (folder / JOURNAL).exists()
        group.is_theirs |= unfinished or any(_is_runner(name, text) for text in texts)
    return tuple(found[base] for base in sorted(found) if found[base].names_them)


def _folders(clips: Path) -> Iterator[Path]:
    for place in (clips, clips / UNMENDABLE):
        if place.is_dir():
            yield from sorted(f for f in place.iterdir() if f.is_dir() and f.name not in (UNMENDABLE, ".index"))


def erase(clips: Path, name: str, clips_too: bool) -> tuple[str, ...]:
    """Deletes this runner's clips for good, or only the name in them, and the name in the notes of others' clips.

    Gives the names of the clips that were theirs. Raises BadLibrary while one of them is being recorded.
    """
    found = groups(clips, name)
    for group in found:
        if any(is_running(folder) for folder in group.folders):
            raise BadLibrary(f"{group.name}: is being recorded and bears the name; stop the session first")
    for group in found:
        for folder in group.folders:
            if group.is_theirs and (clips_too or folder.parent.name == UNMENDABLE or (folder / JOURNAL).exists()):
                shutil.rmtree(folder)
                (clips / UNMENDABLE / f"{group.name}.tail").unlink(missing_ok=True)
            else:
                _take_out(folder, name, group.is_theirs)
    return tuple(group.name for group in found if group.is_theirs)


def _take_out(folder: Path, name: str, is_theirs: bool) -> None:
    """Writes the files of one folder without the name. What people noted of the runner's own clips goes altogether."""
    for file in sorted(folder.iterdir()):
        if file.name.startswith(NOTES) and is_theirs:
            file.unlink()
        elif file.is_file() and file.suffix not in NO_TEXT and (is_theirs or file.name in SMALL):
            _rewrite(file, name)
    if (folder / "about.toml").exists():
        os.utime(folder / "about.toml")  # by its time the index knows that the clip was changed


def _rewrite(file: Path, name: str) -> None:
    text = _text(file)
    without = without_name(text, name)
    if without == text:
        return
    part = file.with_name(f"{file.name}.scrubbed")
    with part.open("w", encoding="utf-8", errors="surrogateescape", newline="") as out:
        out.write(without)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)


# ---- the name in a text


def stands_in(name: str, text: str) -> bool:
    return bool(_pattern(name).search(text))


def without_name(text: str, name: str) -> str:
    """The text with nobody as the runner, and somebody in the name's place wherever else it stands by itself."""
    return _pattern(name).sub(SOMEBODY, RUNNER.sub(lambda m: 'runner = ""' if _is(name, m[1]) else m[0], text))


@lru_cache(maxsize=8)
def _pattern(name: str) -> re.Pattern:
    """The name by itself, not within a longer word, whatever its capitals; also as JSON and TOML escape it."""
    ways = {name, *(json.dumps(name, ensure_ascii=ascii_)[1:-1] for ascii_ in (True, False))}
    spelt = "|".join(r"\s+".join(map(re.escape, way.split())) for way in sorted(ways, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{spelt})(?!\w)", re.IGNORECASE)


def _is_runner(name: str, text: str) -> bool:
    return any(_is(name, quoted) for quoted in RUNNER.findall(text))


def _is(name: str, quoted: str) -> bool:
    try:
        return json.loads(quoted).casefold() == name.casefold()
    except ValueError:
        return False


def _text(file: Path) -> str:
    if file.is_symlink() or not file.is_file():
        return ""
    return file.read_bytes().decode("utf-8", "surrogateescape")
