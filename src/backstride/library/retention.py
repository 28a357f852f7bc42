"""Which clips are deleted by themselves, and how one is: by a new name at once, for good at a later clean-up.

A clip that somebody keeps, or that still runs, is never chosen. Age is counted by the clock at which clips were
recorded, so it needs a second opinion: while the newest clip too would be old, or the clips of one day stand further
from all others than the longest time to keep, it is the clock that is doubted, and nothing is deleted for its age until
clips were recorded by the new time on two days.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path

from ..errors import BadInput
from .mending import JOURNAL, PART, is_running
from .storage import GIGABYTE, bytes_in, clip_folders, order_of

KEPT = "keep"
DELETED = ".deleted-"
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Policy:
    """How much is kept. Infinity: for ever, or as much as there is."""

    max_days: float = float("inf")
    max_bytes: float = float("inf")
    reserve_bytes: int = GIGABYTE


@dataclass(frozen=True)
class KeptClip:
    """What the decision needs to know of one clip."""

    name: str
    order: int
    bytes: int
    started_at: datetime | None  # None: unknown, never too old
    pinned: bool = False
    running: bool = False

    @property
    def may_go(self) -> bool:
        return not self.pinned and not self.running


@dataclass(frozen=True)
class Choice:
    """What shall go: ``old`` for age or size, can be undone; ``for_room`` at once, since the disk needs its room."""

    old: tuple[str, ...] = ()
    for_room: tuple[str, ...] = ()


def chosen(clips: Sequence[KeptClip], policy: Policy, now: datetime, free_bytes: int) -> Choice:
    """The decision, oldest first by count. Pure: nothing is touched."""
    left = sorted(clips, key=lambda clip: clip.order)
    old = _too_old(left, policy, now)
    left = [clip for clip in left if clip not in old]
    old += _beyond(left, sum(clip.bytes for clip in left) - policy.max_bytes)
    left = [clip for clip in left if clip not in old]
    # What is old frees its room first, if room is needed.
    for_room = _beyond([*old, *left], policy.reserve_bytes - free_bytes)
    return Choice(tuple(c.name for c in old if c not in for_room), tuple(c.name for c in for_room))


def _too_old(clips: Sequence[KeptClip], policy: Policy, now: datetime) -> list[KeptClip]:
    """The first ones, up to one that is young enough, unless the clock is to be doubted.

    A clip that was recorded after a young one is no older, whatever its date says; one of the future says nothing.
    """
    if policy.max_days == float("inf"):
        return []
    since = now - timedelta(days=policy.max_days)
    dated = [clip for clip in clips if clip.started_at is not None and clip.started_at <= now + A_DAY]
    if not dated or dated[-1].started_at < since or _leapt(dated, policy):
        return []
    return [clip for clip in takewhile(lambda clip: clip.started_at < since, dated) if clip.may_go]


def _leapt(clips: Sequence[KeptClip], policy: Policy) -> bool:
    """Whether the newest clips, all of one day, were recorded longer after the ones before than clips are kept."""
    newest = clips[-1].started_at
    before = [clip.started_at for clip in clips if clip.started_at.date() != newest.date()]
    return bool(before) and newest - max(before) > timedelta(days=policy.max_days)


def _beyond(clips: Sequence[KeptClip], too_many_bytes: float) -> list[KeptClip]:
    """As many of the first as bring ``too_many_bytes`` together."""
    gone: list[KeptClip] = []
    for clip in clips:
        if too_many_bytes <= 0:
            break
        if clip.may_go:
            gone.append(clip)
            too_many_bytes -= clip.bytes
    return gone


# ---- on the disk


def tidy(clips: Path, policy: Policy, now: datetime, free_bytes: int | None = None) -> Choice:
    """Deletes what the policy chooses; what makes room is gone for good at once.

    Where the disk is full, or clips and deleted ones together are beyond the size, what was deleted before goes first.
    """
    kept = [kept_clip(folder) for folder in clip_folders(clips)]
    free = shutil.disk_usage(clips).free if free_bytes is None else free_bytes
    gone = sum(bytes_in(clips / f"{DELETED}{name}") for name in deleted_names(clips))
    if free < policy.reserve_bytes or sum(clip.bytes for clip in kept) + gone > policy.max_bytes:
        clean_up(clips)
        free += gone
    choice = chosen(kept, policy, now, free)
    for name in (*choice.for_room, *choice.old):
        delete(clips / name)
    for name in choice.for_room:
        shutil.rmtree(clips / f"{DELETED}{name}")
    return choice


def kept_clip(folder: Path) -> KeptClip:
    running = (folder / JOURNAL).exists() or (folder / PART).exists()
    pinned = (folder / KEPT).exists()
    return KeptClip(folder.name, order_of(folder), bytes_in(folder), _started_at(folder), pinned, running)


def pin(folder: Path, kept: bool = True) -> None:
    """Keeps a clip from being deleted by itself, or no longer."""
    if kept:
        (folder / KEPT).touch()
    else:
        (folder / KEPT).unlink(missing_ok=True)


def delete(folder: Path) -> None:
    """Deletes a clip: it is gone at once and whole, and can be had back until the next clean-up."""
    if is_running(folder):
        raise BadInput(f"{folder.name}: is still being recorded")
    folder.rename(folder.with_name(DELETED + folder.name))


def undo_delete(clips: Path, name: str) -> Path:
    """Brings a deleted clip back. Raises BadInput where it is gone for good."""
    deleted, folder = clips / f"{DELETED}{name}", clips / name
    if not deleted.is_dir() or folder.exists():
        raise BadInput(f"{name}: is not among the deleted clips; accepted: {', '.join(deleted_names(clips)) or 'none'}")
    deleted.rename(folder)
    return folder


def deleted_names(clips: Path) -> tuple[str, ...]:
    """The clips that can still be had back."""
    return tuple(sorted(name.removeprefix(DELETED) for name in os.listdir(clips) if name.startswith(DELETED)))


def clean_up(clips: Path) -> tuple[str, ...]:
    """Makes all deletions final."""
    names = deleted_names(clips)
    for name in names:
        shutil.rmtree(clips / f"{DELETED}{name}")
    return names


def _started_at(folder: Path) -> datetime | None:
    """From the folder's name: opening ten thousand descriptions would take ten seconds."""
    try:
        return datetime.strptime(folder.name[:15], "%Y%m%d-%H%M%S").astimezone()
    except (ValueError, OverflowError):
        return None
