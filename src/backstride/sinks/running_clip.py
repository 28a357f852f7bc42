"""A clip that is being recorded: a folder with the picture and the journal, each written through to the disk."""

from __future__ import annotations

import errno
import fcntl
import io
import json
import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from ..journal import NAME as JOURNAL
from ..journal import Heading, Journal, Trigger
from ..types import Frame, Moment, Report
from .encoder import Coded
from .event_log import rows_of
from .measures_table import MeasuresTable
from .segment import Segment

PICTURE = "clip.mp4.part"
KEPT = "keep"
"""An empty file of this name in a clip's folder: somebody wants it kept, and nothing deletes it by itself."""
SYNC_S = 1.0
A_TICK_S = 2e-5  # a picture's time in its file may be that much less than the frame's


@dataclass(frozen=True)
class Shot:
    """A coded picture with its moment, and the moments before it whose pictures were lost."""

    coded: Coded
    size: tuple[int, int]
    t_s: float
    moment: Moment
    missed: tuple[Moment, ...] = ()
    runner: str = ""  # who runs, as far as anybody said


class RunningClip:
    """Appends shots. Raises OSError where the disk takes no more; then only ``abandon`` is left."""

    def __init__(self, folder: Path, heading: Heading):
        self.folder = folder
        self._start_s, self._number, self._synced_s = heading.started_s, 0, 0.0
        self._looked_s = float("-inf")  # the time of the newest look that was kept
        self._lines = io.StringIO()
        self._table = MeasuresTable(self._lines)
        folder.mkdir()
        try:
            self._open(heading)
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)  # nothing is in it yet
            raise

    def _open(self, heading: Heading) -> None:
        self._journal = Journal(self.folder / JOURNAL, heading)
        fcntl.flock(self._journal, fcntl.LOCK_EX)  # whoever mends sees that this clip still runs
        self._segment = Segment(self.folder / PICTURE, heading.image_size, heading.origin.fps)
        self._journal.measures(self._new_lines())
        for place in (self.folder, self.folder.parent):
            _sync_folder(place)

    @property
    def bytes(self) -> int:
        return self._segment.bytes

    def write(self, shot: Shot, syncs: bool = True) -> None:
        """The journal first: a picture on the disk always has its pose there. Each second all of it is synced."""
        t_s = shot.t_s - self._start_s
        for missed in shot.missed:
            self._add_events(missed)
        self._add_events(shot.moment)
        self._add_look(t_s, shot.moment.path.report)
        if shot.missed:
            self._journal.lost(len(shot.missed))
        moment = _moved(shot.moment, -self._start_s, self._number)
        self._table.take(Frame(None, t_s, self._number), moment)
        self._journal.measures(self._new_lines())
        self._journal.pose(t_s, shot.moment.pose)
        self._journal.write()
        self._segment.write(shot.coded)
        self._number += 1
        if syncs and t_s >= self._synced_s + SYNC_S:
            self._synced_s = t_s
            self._sync()

    def keep_for(self, trigger: Trigger) -> None:
        """Notes why this clip is kept; a press on "keep" keeps it from being deleted by itself."""
        self._journal.trigger(replace(trigger, t_s=trigger.t_s - self._start_s))
        if trigger.reason == "keep":
            (self.folder / KEPT).touch()

    def name(self, runner: str) -> None:
        """Notes who runs, said only now."""
        self._journal.runner(runner)

    def close(self) -> None:
        try:
            self._journal.write()
            self._journal.sync()
            self._segment.close()
        finally:
            self._journal.close()

    def abandon(self) -> None:
        """Lets go of files that the disk no longer takes; what is on it stays as it is."""
        self._segment.abandon()
        self._journal.close()

    def _sync(self) -> None:
        self._journal.sync()
        self._segment.sync()
        if not (self.folder / PICTURE).exists():  # a file without a name takes bytes for ever and keeps none
            raise OSError(errno.ENODEV, "the folder or its disk is gone")

    def _add_events(self, moment: Moment) -> None:
        """What became known now. What happened before the clip's first picture stays out."""
        for row in rows_of(_moved(moment, -self._start_s, moment.number)):
            if row["t_s"] is not None and row["t_s"] >= 0:
                self._journal.event(json.dumps(row, ensure_ascii=False))

    def _add_look(self, t_s: float, report: Report | None) -> None:
        """What the path's watcher found, once for each look, with the time from when moments rest on it."""
        if report is None or report.t_s <= self._looked_s:
            return
        self._looked_s = report.t_s
        self._journal.look(max(t_s - A_TICK_S, 0.0), replace(report, t_s=report.t_s - self._start_s))

    def _new_lines(self) -> str:
        text = self._lines.getvalue()
        self._lines.seek(0)
        self._lines.truncate()
        return text


def _moved(moment: Moment, by_s: float, number: int) -> Moment:
    """The moment in the clip's own time and count."""
    return replace(
        moment,
        t_s=moment.t_s + by_s,
        number=number,
        events=tuple(replace(event, t_s=event.t_s + by_s) for event in moment.events),
        cue=None if moment.cue is None else replace(moment.cue, t_s=moment.cue.t_s + by_s),
    )


def _sync_folder(folder: Path) -> None:
    """A new name is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
