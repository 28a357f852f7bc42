"""How long can still be recorded: a promise in minutes, from the free space and what minutes have cost here so far."""

from __future__ import annotations

import heapq
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..errors import BadRecording
from .mending import CLIP, UNMENDABLE
from .recording import read_recording

USUAL_BPS = 4_000_000
"""Bits per second before anything was recorded here: 720p30 of a garden with leaves takes 3.8 million."""
NEWEST = 20  # clips that are looked at: the light and the place change
GIGABYTE = 1_000_000_000


@dataclass(frozen=True)
class Room:
    """What the disk still takes. ``measured`` tells whether the rate is that of clips recorded here."""

    minutes: float
    free_bytes: int
    bps: float  # bits per second of recorded clip, with all that lies beside the picture
    measured: bool

    @property
    def words(self) -> str:
        """One sentence for people."""
        if self.minutes < 1:
            return f"No room to record: {self.free_bytes / GIGABYTE:.1f} GB are free, and the reserve stays free"
        return f"Room to record {_duration(self.minutes)} ({self.free_bytes / GIGABYTE:.1f} GB are free)"


@dataclass(frozen=True)
class Rate:
    """Bits for a second of recorded clip: what the newest clips took here, or the usual where there are none."""

    bps: float = float(USUAL_BPS)
    measured: bool = False


def rate(clips: Path) -> Rate:
    """What recording into ``clips`` takes, from the newest clips in it."""
    rates = [bps for folder in _newest(clips) for bps in _bps(folder)]
    return Rate(sum(rates) / len(rates), True) if rates else Rate()


def room(clips: Path, reserve_bytes: int, free_bytes: int | None = None, taken: Rate | None = None) -> Room:
    """What can be recorded into ``clips`` before its disk is full up to the reserve.

    ``taken`` is what recording takes, where it was measured already: that is asked of twenty clips.
    """
    free = shutil.disk_usage(clips).free if free_bytes is None else free_bytes
    taken = taken or rate(clips)
    return Room(max(0, free - reserve_bytes) * 8 / taken.bps / 60, free, taken.bps, taken.measured)


def clip_folders(clips: Path) -> Iterable[Path]:
    """The clips' folders, finished or not, in no order: without deleted and unmendable ones."""
    with os.scandir(clips) as found:
        for entry in found:
            if entry.is_dir() and not entry.name.startswith(".") and entry.name != UNMENDABLE:
                yield Path(entry.path)


def order_of(folder: Path) -> int:
    """The count at the end of a clip's name; 0 for a folder of another's making."""
    end = folder.name.rpartition("-")[2]
    return int(end) if end.isdecimal() else 0


def bytes_in(folder: Path) -> int:
    """What a clip takes on the disk."""
    return sum(file.stat().st_size for file in folder.iterdir() if file.is_file())


def _newest(clips: Path) -> list[Path]:
    finished = (folder for folder in clip_folders(clips) if (folder / CLIP).is_file())
    return heapq.nlargest(NEWEST, finished, key=order_of)


def _bps(folder: Path) -> tuple[float, ...]:
    """What a clip took per second; nothing where it is too short to tell, or not one of the recorder's."""
    try:
        recorded = read_recording(folder).about.recorded
    except BadRecording:
        return ()
    if recorded is None or recorded.duration_s < 1:
        return ()
    return (8 * bytes_in(folder) / recorded.duration_s,)


def _duration(minutes: float) -> str:
    return f"{int(minutes)} minutes" if minutes < 120 else f"{int(minutes / 60)} hours"
