"""The library: every clip that was kept, to be listed, filtered, noted, pinned, deleted and brought back.

The clip folders are the truth; the database beside them is only their index and can be made anew at any time. What
people add (runner, notes, tags, pin) is written into the clip's folder as ``notes.toml`` as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from .clips import Choices, Clip, ClipRow, Filters, Page, Rebuilt, SessionRow

ALL = Filters()


class Library:
    """One folder of clips with its index. Every method may be called from any thread.

    An id that is not known raises NoSuchClip; a folder that can't be written raises BadLibrary.
    """

    def __init__(self, folder: Path):
        """Opens the library in ``folder``, making both where they are absent, and takes up what lies there."""
        raise NotImplementedError

    # ---- looking

    def page(self, filters: Filters = ALL, after: str | None = None, size: int = 24) -> Page:
        """The newest ``size`` clips that pass, or those after a page's ``next_key``. A strange key gives page one."""
        raise NotImplementedError

    def choices(self) -> Choices:
        """What the list can be filtered by."""
        raise NotImplementedError

    def clip(self, id: str) -> Clip:
        """One clip with all that is known of it."""
        raise NotImplementedError

    def picture(self, id: str) -> Path | None:
        """A small JPEG of the clip, made on first use; None where there is no picture in it."""
        raise NotImplementedError

    def deleted(self) -> tuple[ClipRow, ...]:
        """The clips that wait for the next clean-up and can be brought back, newest first."""
        raise NotImplementedError

    def sessions(self, runner: str | None = None, limit: int = 50) -> tuple[SessionRow, ...]:
        """The newest sessions, of one runner where named."""
        raise NotImplementedError

    def session(self, id: str) -> SessionRow:
        """One session."""
        raise NotImplementedError

    # ---- what people add; each is kept in the folder's notes.toml as well

    def write_notes(self, id: str, notes: str) -> None:
        raise NotImplementedError

    def set_tags(self, id: str, tags: Iterable[str]) -> None:
        """The clip's tags from now on, instead of those before."""
        raise NotImplementedError

    def set_runner(self, id: str, runner: str) -> None:
        """Who runs in the clip; "" takes the name away."""
        raise NotImplementedError

    def keep(self, id: str, pinned: bool = True) -> None:
        """Pins the clip, so that no clean-up takes it, or lets it go again."""
        raise NotImplementedError

    # ---- what changes a clip

    def delete(self, id: str) -> None:
        """Takes the clip out of the list; ``undo`` brings it back until the next clean-up."""
        raise NotImplementedError

    def undo(self, id: str) -> None:
        """Brings a deleted clip back, or a trimmed one to its full length."""
        raise NotImplementedError

    def trim(self, id: str, from_s: float, to_s: float) -> None:
        """Keeps only ``from_s`` to ``to_s``, cut in all files alike; the original stays until the next clean-up."""
        raise NotImplementedError

    # ---- the index

    def add(self, folder: Path) -> str:
        """Takes up one finished clip folder and gives its id; again for one that is known: reads it anew."""
        raise NotImplementedError

    def refresh(self) -> Rebuilt:
        """Takes up folders that came and forgets those that went, without reading the known ones again."""
        raise NotImplementedError

    def rebuild(self) -> Rebuilt:
        """Makes the index anew from the folders."""
        raise NotImplementedError
