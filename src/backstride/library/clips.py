"""The words of the library: what is known of a kept clip, a session, and a page of the list.

Times within a clip are its own ``t_s``: seconds since its first frame. ``started_at`` is the wall clock's word when the
clip was recorded, as ISO 8601 text with its offset: good for people and for order, never for measuring.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..errors import BadInput
from ..types import Setup

FORMATS = {"mp4": ".mp4", "csv": ".csv", "poses": ".npz", "events": ".jsonl", "trc": ".trc", "mot": ".mot"}
"""What a clip can be exported as, and how such a file's name ends."""


class NoSuchClip(BadInput):
    """No clip has this id, or it was deleted and cleaned up."""


class BadLibrary(BadInput):
    """The library's folder cannot be used, or what was asked of a clip cannot be done."""


@dataclass(frozen=True)
class ClipRow:
    """One line of the list."""

    id: str  # ten small letters and digits made from the folder's name: the same after every rebuild
    name: str  # the folder's name
    started_at: str  # ISO 8601, "" where nobody told
    title: str
    runner: str  # "" where nobody was named
    site: str  # track, treadmill
    view: str  # side, rear, front
    length_s: float
    cues: tuple[tuple[str, int], ...]  # rule and how often it was cued, most often first
    tags: tuple[str, ...]
    pinned: bool  # kept: no clean-up takes it
    has_picture: bool  # Library.picture gives one
    session: str  # the session's id; a clip recorded alone is its own session
    notes: str


@dataclass(frozen=True)
class Page:
    """Some rows of the list, newest first. ``next_key`` goes into the next call; None on the last page."""

    rows: tuple[ClipRow, ...]
    next_key: str | None


@dataclass(frozen=True)
class Filters:
    """What the list shall show. Empty fields let everything pass; the filled ones must all hold."""

    runner: str = ""
    rule: str = ""  # a rule that was cued in the clip
    since: str = ""  # first day, "2026-11-22", as the clips' own clocks had it
    until: str = ""  # last day, itself included
    tag: str = ""
    text: str = ""  # every word of it occurs in title, runner, notes or tags
    pinned: bool = False  # only what is kept


@dataclass(frozen=True)
class Choices:
    """What can be filtered by: each name with the number of clips, most first."""

    runners: tuple[tuple[str, int], ...]
    rules: tuple[tuple[str, int], ...]
    tags: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class ClipCue:
    """One cue that was spoken in a clip."""

    t_s: float
    rule: str
    class_: str  # safety, balance, form, praise
    words: str
    why: str


@dataclass(frozen=True)
class Measured:
    """One measure over a clip or a session, on the frames of backward travel: how many had it, how it was spread.

    One that was never measured is left out.
    """

    name: str  # a column of measures.csv
    n: int
    median: float
    p10: float
    p90: float


@dataclass(frozen=True)
class Clip:
    """All that is known of one clip. The files in ``folder`` may each be absent; the paths tell."""

    row: ClipRow
    folder: Path
    setup: Setup
    fps: float
    shows: str
    size_bytes: int
    cues: tuple[ClipCue, ...]
    measures: tuple[Measured, ...]
    trimmed: bool = False  # the longer original is still there until the next clean-up

    def file(self, name: str) -> Path | None:
        """The path of clip.mp4, poses.npz, path.npz, events.jsonl or measures.csv; None where it is absent."""
        path = self.folder / name
        return path if path.is_file() else None


@dataclass(frozen=True)
class SessionRow:
    """One session: the clips recorded between one start and its stop."""

    id: str
    started_at: str
    runner: str
    site: str
    length_s: float  # of its clips together
    backward_s: float  # of that, how long the runner travelled backward
    clips: tuple[str, ...]  # ids, oldest first
    cues: tuple[tuple[str, int], ...]  # rule and how often it was cued, most often first
    bands: tuple[tuple[str, str, float], ...]  # rule, band (green, amber, red), for how many seconds
    head_checks: int
    measures: tuple[Measured, ...]
    view: str = "side"  # of its newest clip


@dataclass(frozen=True)
class Rebuilt:
    """What a scan of the folders found. ``skipped`` names folders that are no clip, with the reason in one sentence."""

    clips: int
    skipped: tuple[tuple[str, str], ...] = ()
