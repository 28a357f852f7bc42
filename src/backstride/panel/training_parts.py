"""What the training pages ask of the files, of the clock and of who deletes; by default nothing is kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from ..errors import BadInput
from ..training.store import NothingKept, Store


class Personal(Protocol):
    """All that is kept of one person, wherever it lies. Refusals are BadInput, a disk's are OSError."""

    def export(self, name: str, path: Path, films: bool = False) -> None: ...

    def forget(self, name: str, clips_too: bool = True) -> Any:
        """Deletes it all; gives counts ``clips`` and ``sessions``, and ``left``: the files that still hold the name."""


class NothingPersonal:
    """Stands where no data folder is."""

    def export(self, name: str, path: Path, films: bool = False) -> None:
        raise BadInput("Nothing is kept on this machine.")

    def forget(self, name: str, clips_too: bool = True) -> Any:
        raise BadInput("Nothing is kept on this machine.")


@dataclass(frozen=True)
class TrainingParts:
    """The collaborators of the training pages. ``now`` gives the day and time in Unix seconds."""

    store: Store
    now: Callable[[], float] = time.time
    personal: Personal = field(default_factory=NothingPersonal)
    notice: Callable[[], str] = str  # what of the history could not be read, in one sentence


def no_training(notice: str = "No training is kept on this machine: what is done here is forgotten at its end.",
                ) -> TrainingParts:  # fmt: skip
    """The parts of a panel that keeps everything in memory."""
    return TrainingParts(NothingKept(), notice=lambda: notice)
