"""Makes recordings of what a recorder left: the same way at a clip's end as after a kill.

Each step replaces one whole file and may be done again; the journal goes last, so that whatever breaks off is found and
done anew. What cannot be explained is moved to ``unmendable/``, never thrown away.
"""

from __future__ import annotations

import errno
import fcntl
import json
import logging
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from math import isfinite, nan
from pathlib import Path

import numpy as np

from ..core import skeleton
from ..journal import NAME as JOURNAL
from ..journal import BadJournal, Heading, Journaled, read_journal
from ..types import Pose, Report
from .fragments import whole_part
from .plain import open_film
from .recording import About, Recorded, about_text

log = logging.getLogger(__name__)

PART, CLIP = "clip.mp4.part", "clip.mp4"
UNMENDABLE = "unmendable"
SCRATCH = ".trim-"  # how a trim's folders begin; never the only copy of anything
WritePoses = Callable[[Path, Sequence[Pose], str, str], None]
WriteLooks = Callable[[Path, Sequence[tuple[float, Report]]], None]
"""Writes a ``path.npz`` from looks, each with the time from when it was known."""


def keeps_no_looks(path: Path, looks: Sequence[tuple[float, Report]]) -> None:
    """For clips whose looks at the path nobody wants."""


@dataclass(frozen=True)
class Mended:
    """What was done at a start."""

    mended: tuple[str, ...] = ()
    unmendable: tuple[str, ...] = ()
    put_off: tuple[str, ...] = ()  # still running elsewhere, or the disk did not take it: tried again at the next start

    @property
    def notice(self) -> str:
        """One sentence for people, or nothing."""
        said = [f"{len(self.mended)} cut-off clips were mended"] if self.mended else []
        said += [f"{len(self.unmendable)} could not be and lie in {UNMENDABLE}"] if self.unmendable else []
        return "; ".join(said)


def mend(clips: Path, write_poses: WritePoses, write_looks: WriteLooks = keeps_no_looks) -> Mended:
    """Finishes every clip that was cut off, and clears away a trim that was. Doing it again does nothing."""
    for scratch in clips.glob(f"{SCRATCH}*"):
        shutil.rmtree(scratch, ignore_errors=True)
    done: dict[str, list[str]] = {"mended": [], "unmendable": [], "put_off": []}
    for folder in unfinished(clips):
        if is_running(folder):
            done["put_off"].append(folder.name)
            continue
        try:
            finish(folder, write_poses, write_looks)
            done["mended"].append(folder.name)
        except OSError as fault:
            log.warning("%s cannot be mended now: %s", folder, fault)
            done["put_off"].append(folder.name)
        except (BadJournal, ValueError, KeyError, TypeError) as fault:  # the three: an entry that is not ours
            log.warning("%s is put aside: %s", folder, fault)
            _put_aside(folder)
            done["unmendable"].append(folder.name)
    return Mended(**{key: tuple(names) for key, names in done.items()})


def unfinished(clips: Path) -> tuple[Path, ...]:
    """The clips' folders in which something is still to be finished, in order of their names."""
    if not clips.is_dir():
        return ()
    folders = (f for f in clips.iterdir() if f.is_dir() and not f.name.startswith(".") and f.name != UNMENDABLE)
    return tuple(sorted(f for f in folders if (f / JOURNAL).exists() or (f / PART).exists()))


def is_running(folder: Path) -> bool:
    """Whether a recorder holds this clip open."""
    try:
        with (folder / JOURNAL).open("rb") as journal:
            fcntl.flock(journal, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def finish(folder: Path, write_poses: WritePoses, write_looks: WriteLooks = keeps_no_looks) -> None:
    """Makes a recording of a folder with ``clip.mp4.part`` and ``journal.part``. Raises BadJournal or OSError."""
    _cut_clip(folder)
    if not folder.is_dir():
        raise FileNotFoundError(errno.ENOENT, "the folder is gone", str(folder))
    if not (folder / JOURNAL).exists():
        raise BadJournal(f"{folder}: a clip without a journal")
    told = read_journal(folder / JOURNAL)
    clip = folder / CLIP
    count = whole_part(clip).pictures if clip.is_file() else len(told.poses)
    if count == 0:
        _remove_empty(folder)
        return
    poses = _filled(told, clip, count)
    origin = told.heading.origin
    _write(folder / "poses.npz", lambda path: write_poses(path, poses, origin.model, origin.model_sha256))
    looks = [look for look in told.looks if look[0] <= poses[-1].t_s]
    _write(folder / "path.npz", lambda path: write_looks(path, looks))
    _write_lines(folder / "measures.csv", "".join(told.measures).splitlines(True)[: count + 1])
    _write_lines(folder / "events.jsonl", [f"{line}\n" for line in _sorted_until(told.events, poses[-1].t_s)])
    _write_lines(folder / "about.toml", [about_text(_about(told, poses), told.heading.setup)])
    (folder / JOURNAL).unlink()
    _sync(folder)


def _cut_clip(folder: Path) -> None:
    """Cuts the torn tail off and gives the clip its name."""
    part = folder / PART
    if not part.exists():
        return
    whole = whole_part(part)
    if not whole.tail_known:
        aside = folder.parent / UNMENDABLE / f"{folder.name}.tail"
        aside.parent.mkdir(exist_ok=True)
        aside.write_bytes(_from(part, whole.bytes))
    if whole.pictures == 0:
        part.unlink()
        return
    with part.open("r+b") as file:
        if whole.bytes < file.seek(0, os.SEEK_END):
            file.truncate(whole.bytes)
        os.fsync(file.fileno())
    part.replace(folder / CLIP)
    _sync(folder)


def _filled(told: Journaled, clip: Path, count: int) -> tuple[Pose, ...]:
    """A pose for each picture: where the journal ends early, nobody was found as far as anyone knows."""
    poses = told.poses[:count]
    if len(poses) == count:
        return poses
    size = told.heading.image_size
    points, visibility = np.full((skeleton.COUNT, 3), nan, np.float32), np.zeros(skeleton.COUNT, np.float32)
    times_s = _times(clip)
    rest = range(len(poses), min(count, len(times_s)))
    return (*poses, *(Pose(points, visibility, size, times_s[n], n) for n in rest))


def _times(clip: Path) -> list[float]:
    with open_film(clip) as file:
        packets = file.demux(video=0)
        return [float(p.pts * p.time_base) for p in packets if p.pts is not None and p.size]


def _about(told: Journaled, poses: Sequence[Pose]) -> About:
    heading, origin, setup = told.heading, told.heading.origin, told.heading.setup
    duration_s = poses[-1].t_s - poses[0].t_s
    triggers = tuple(f"{t.t_s:.2f} {t.reason}" for t in told.triggers if t.t_s <= poses[-1].t_s + 1)
    return About(
        title=f"{origin.title}, {heading.started_at[:16].replace('T', ' ')}",
        shows="; ".join(triggers) or heading.reason,
        origin=f"recorded by Backstride from {origin.title}",
        licence="private: nobody may use it but the people it shows and those they allow",
        consent="not asked for: ask everybody it shows before it is shared",
        site=setup.site,
        view=setup.view,
        fps=_fps(heading, len(poses), duration_s),
        faults=(),
        recorded=Recorded(
            heading.session, heading.order, heading.reason, triggers, heading.started_at, heading.started_s,
            round(duration_s, 6), len(poses), told.lost_frames, told.runner, origin.model, origin.model_sha256,
            origin.language, origin.version,
        ),
    )  # fmt: skip


def _fps(heading: Heading, count: int, duration_s: float) -> float:
    """What was recorded in truth; for a single picture what the source promised."""
    if count > 1 and duration_s > 0:
        return min(max(round((count - 1) / duration_s, 3), 1.0), 1000.0)
    promised = heading.origin.fps
    return promised if isfinite(promised) and 1 <= promised <= 1000 else 30.0


def _sorted_until(events: tuple[str, ...], end_s: float) -> list[str]:
    """The lines in time order; what happened after the last picture that is left is not of this clip."""
    timed = ((json.loads(line)["t_s"], line) for line in events)
    return [line for t_s, line in sorted(timed, key=lambda one: one[0]) if t_s <= end_s]


def _remove_empty(folder: Path) -> None:
    """A clip that was cut off before its first half second: a heading, and nothing that it heads."""
    for name in (JOURNAL, "keep"):
        (folder / name).unlink(missing_ok=True)
    try:
        folder.rmdir()
    except OSError as fault:
        raise BadJournal(f"{folder}: no picture, no pose, but other files") from fault


def _put_aside(folder: Path) -> None:
    aside = folder.parent / UNMENDABLE
    aside.mkdir(exist_ok=True)
    names = chain([folder.name], (f"{folder.name}.{n}" for n in range(1, 10_000)))
    folder.rename(next(aside / name for name in names if not (aside / name).exists()))


def _write_lines(path: Path, lines: Sequence[str]) -> None:
    _write(path, lambda part: part.write_text("".join(lines)))


def _write(path: Path, write: Callable[[Path], object]) -> None:
    """Writes a file whole, or leaves the old one."""
    part = path.with_name(path.name + ".new")
    write(part)
    if not part.exists():  # nobody wants it
        return
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(path)


def _from(path: Path, at: int) -> bytes:
    with path.open("rb") as file:
        file.seek(at)
        return file.read()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
