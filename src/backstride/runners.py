"""The people who run here: names that were said before anything was recorded of them, kept in one small file.

Who runs *now* is the session's to know, and is forgotten at the end: a clip under another's name is worse than one
without a name.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Lock

from .errors import BadInput

log = logging.getLogger(__name__)

LONGEST = 60  # letters, as a clip's own notes take a name
MOST = 200


class Runners:
    """Names in order of the alphabet, from the file and from ``elsewhere``, such as the library. Any thread may ask."""

    def __init__(self, file: Path, elsewhere: Callable[[], Iterable[str]] = tuple):
        self._file, self._elsewhere, self._lock = file, elsewhere, Lock()

    def names(self) -> tuple[str, ...]:
        """Everybody who is known; a damaged file counts as an empty one."""
        once = {name.casefold(): name for name in (*self._from_elsewhere(), *self._kept())}
        return tuple(once[key] for key in sorted(once))

    def add(self, name: str) -> str:
        """Keeps a name and gives it as it is spelled here: one that is known keeps its capitals. "" stays nobody."""
        name = tidy_name(name)
        known = {one.casefold(): one for one in self.names()}
        if not name or name.casefold() in known:
            return known.get(name.casefold(), "")
        with self._lock:
            self._write([*self._kept(), name][-MOST:])
        return name

    def remove(self, name: str) -> None:
        """Forgets a name; clips that carry it are another's matter."""
        with self._lock:
            self._write([one for one in self._kept() if one.casefold() != name.casefold()])

    def _from_elsewhere(self) -> tuple[str, ...]:
        try:
            return tuple(self._elsewhere())
        except BadInput as fault:  # a disk that went away is no reason to show no live page
            log.warning("The runners of the clips are not known now: %s", fault)
            return ()

    def _kept(self) -> list[str]:
        try:
            names = json.loads(self._file.read_text(encoding="utf-8"))["runners"]
            return [tidy_name(name) for name in names if isinstance(name, str) and tidy_name(name)]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as fault:
            log.warning("%s: is no list of runners (%s)", self._file, fault)
            return []

    def _write(self, names: list[str]) -> None:
        """Replaces the file at once. Raises OSError where the disk does not take it."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        part = self._file.with_name(self._file.name + ".new")
        with part.open("w", encoding="utf-8") as file:
            json.dump({"runners": names}, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._file)


def tidy_name(name: str) -> str:
    """A name as it is kept: printable letters, single spaces, no longer than allowed."""
    seen = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(seen.split())[:LONGEST].rstrip()
