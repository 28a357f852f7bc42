"""What the backup page asks for; by default there is nothing to take along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..errors import BadInput


@dataclass(frozen=True)
class BackupParts:
    """``make`` writes a new file, ``restore`` reads one of at most so many bytes unpacked and says what came back.

    Both refuse with BadInput; the sentences of ``restore`` are for people.
    """

    make: Callable[[Path], object]
    restore: Callable[[Path, int], str]


def no_backups() -> BackupParts:
    def refuse(*what: object) -> str:
        raise BadInput("Nothing can be taken along here.")

    return BackupParts(refuse, refuse)
