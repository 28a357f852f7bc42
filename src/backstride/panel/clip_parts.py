"""What the clip pages ask of the library and of the others that main hands over; without a library there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ..errors import BadInput
from ..types import Pose

CHARTS = Path("/usr/share/javascript/dygraphs")  # where Debian's libjs-dygraphs puts it


@dataclass(frozen=True)
class Wanted:
    """What the list shall show; the fields of the library's own filters, and a test holds them together."""

    runner: str = ""
    rule: str = ""
    since: str = ""
    until: str = ""
    tag: str = ""
    text: str = ""
    pinned: bool = False


class Library(Protocol):
    """The library as the pages use it. Rows, pages and clips are its own frozen words. Refusals are BadInput."""

    @property
    def notice(self) -> str: ...
    def page(self, filters: Any, after: str | None = None, size: int = 24) -> Any: ...
    def choices(self) -> Any: ...
    def runners(self) -> tuple[str, ...]: ...
    def clip(self, id: str) -> Any: ...
    def picture(self, id: str) -> Path | None: ...
    def deleted(self) -> tuple[Any, ...]: ...
    def sessions(self, runner: str | None = None, limit: int = 50) -> tuple[Any, ...]: ...
    def session(self, id: str) -> Any: ...
    def write_notes(self, id: str, notes: str) -> None: ...
    def set_tags(self, id: str, tags: Iterable[str]) -> None: ...
    def set_runner(self, id: str, runner: str) -> None: ...
    def keep(self, id: str, pinned: bool = True) -> None: ...
    def delete(self, id: str) -> None: ...
    def undo(self, id: str) -> None: ...
    def trim(self, id: str, from_s: float, to_s: float) -> None: ...


@dataclass(frozen=True)
class NoPage:
    """The page of a library that is not there."""

    rows: tuple = ()
    next_key: None = None


@dataclass(frozen=True)
class NoChoices:
    runners: tuple = ()
    rules: tuple = ()
    tags: tuple = ()


class NoLibrary:
    """The library of a machine that keeps no clips: empty, and no clip has any id."""

    notice = ""

    def page(self, filters: Any, after: str | None = None, size: int = 24) -> NoPage:
        return NoPage()

    def choices(self) -> NoChoices:
        return NoChoices()

    def runners(self) -> tuple[str, ...]:
        return ()

    def deleted(self) -> tuple:
        return ()

    def sessions(self, runner: str | None = None, limit: int = 50) -> tuple:
        return ()

    def session(self, id: str) -> Any:
        return self.clip(id)

    def clip(self, id: str) -> Any:
        raise BadInput("No clips are kept on this machine.")

    picture = clip

    def _refuse(self, id: str, *what: Any) -> None:
        self.clip(id)

    write_notes = set_tags = set_runner = keep = delete = undo = trim = _refuse


@dataclass(frozen=True)
class Export:
    """One way to take a clip along. ``write`` gets the library's clip and the new file's path."""

    key: str  # letters only; part of the address
    title: str
    suffix: str  # ".trc"
    write: Callable[[Any, Path], None]
    slow: bool = False  # made beside the requests, while a page says so


@dataclass(frozen=True)
class Regressions:
    """Makes recordings for the tests, as ``regression`` does. ``wish`` takes consent, name, licence and film."""

    wish: Callable[..., Any]
    check: Callable[[Any], None]  # BadInput where a wish lacks consent
    make: Callable[[Any, Any], str]  # a clip and a wish; gives what was made, in words; BadInput where it cannot be
    suggested: Callable[[Any], str]  # a name for the recording of a clip
    licences: tuple[str, ...]


@dataclass(frozen=True)
class ClipParts:
    """The collaborators of the clip pages. ``explain`` gives what stands behind a rule, as ``coach.explained`` does.

    ``report`` makes a session's report from its row and those of the same runner, as ``library.report`` does.
    """

    library: Library
    poses: Callable[[Path], Iterable[Pose]]  # reads a poses.npz; BadInput where it is damaged
    explain: Callable[[str], Any] = lambda rule: None
    report: Callable[[Any, Sequence[Any]], Any] = lambda session, others: None
    exports: tuple[Export, ...] = ()
    charts: Path = CHARTS
    notice: str = ""  # why the list is empty, where no clip can be there
    report_pdf: Callable[[Any], bytes] | None = None  # a report as PDF; BadInput where that cannot be made
    regressions: Regressions | None = None
    # Reads a path.npz: each look as [from when it was known, [[label, x0, y0, x1, y1], …]] in image heights.
    looks: Callable[[Path], list] = lambda path: []


def no_clips(notice: str = "No clips are kept on this machine.") -> ClipParts:
    """The parts of a panel without a library; ``notice`` says why."""
    return ClipParts(NoLibrary(), lambda path: (), notice=notice)
