"""What people add to a clip: who runs, what they noted, its tags. Kept beside the clip in ``notes.toml``."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..errors import BadRecording
from ..toml_reader import read_toml

log = logging.getLogger(__name__)

FILE = "notes.toml"
LONGEST_NAME, LONGEST_TAG, LONGEST_NOTES, MOST_TAGS = 60, 30, 4000, 20


@dataclass(frozen=True)
class Notes:
    """``runner`` is None where nobody said; "" takes away the name that the recorder knew."""

    runner: str | None = None
    tags: tuple[str, ...] = ()
    notes: str = ""


def read_notes(folder: Path) -> Notes:
    """The notes in a clip's folder, empty ones where there are none. Raises BadRecording where they are damaged."""
    path = folder / FILE
    if not path.is_file():
        return Notes()
    file = read_toml(path, BadRecording)
    notes = Notes(file.text("runner", None), file.texts("tags", ()), file.text("notes", ""))
    file.done()
    return notes


def write_notes(folder: Path, notes: Notes) -> None:
    """Replaces the notes at once; damaged ones are put aside, never overwritten."""
    path = folder / FILE
    try:
        read_notes(folder)
    except BadRecording as fault:
        log.warning("%s; it is kept as %s.damaged", fault, FILE)
        path.replace(folder / f"{FILE}.damaged")
    part = folder / f"{FILE}.new"
    with part.open("w", encoding="utf-8") as file:
        file.write(notes_text(notes))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def notes_text(notes: Notes) -> str:
    """The file's text. JSON's texts and lists are TOML's too, but for the letter DEL."""
    said = {"runner": notes.runner, "tags": list(notes.tags), "notes": notes.notes}
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in said.items() if value is not None)
    return "".join(lines).replace("\x7f", "\\u007f")


def one_line(text: str, longest: int) -> str:
    """A name or tag as it is kept: printable, single spaces, no longer than allowed."""
    seen = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(seen.split())[:longest].rstrip()


def many_lines(text: str) -> str:
    """Notes as they are kept: printable letters and line ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    shown = ("".join(letter if letter.isprintable() else " " for letter in line).rstrip() for line in lines)
    return "\n".join(shown).strip()[:LONGEST_NOTES]


def tidy_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags in order of the alphabet, each once, whatever its capitals."""
    tidy = (one_line(tag.replace(",", " "), LONGEST_TAG) for tag in tags)
    once = {tag.casefold(): tag for tag in tidy if tag}
    return tuple(once[key] for key in sorted(once))[:MOST_TAGS]
