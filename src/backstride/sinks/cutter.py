"""Cuts clips out of the run of coded pictures: some seconds before an event, some after, longer when more happens.

The seconds before cost nothing: the last coded pictures are always held, from a keyframe on. It works in one thread
and asks no clock but for a clip's name.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from ..journal import Heading, Origin, Trigger
from ..types import CueClass, Setup
from .running_clip import RunningClip, Shot
from .triggers import triggers_in

log = logging.getLogger(__name__)

LATE_S = 2.0  # an event may become known so long after it happened
GAP_S = 2.0  # a picture that comes later than this after the last one is not of the same clip
RETRY_S = 10.0
LOOK_S = 1.0  # how often the free space is asked for
GIGABYTE = 1_000_000_000


@dataclass(frozen=True)
class RecorderSettings:
    """What is kept."""

    pre_s: float = 5.0
    post_s: float = 5.0
    cue_classes: tuple[CueClass, ...] = ("safety", "balance")
    whole_sessions: bool = False
    longest_s: float = 120.0  # where events follow one another for ever, another clip begins
    longest_session_s: float = 1800.0  # a session recorded whole comes in parts that are finished in a few seconds
    reserve_bytes: int = GIGABYTE  # never used: the rest of the machine needs a disk too
    mailbox: int = 15  # frames that wait for the encoder: half a second of 720p is 40 MB


def free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


class Cutter:
    """Takes shots in order. ``fault`` says why nothing is recorded at present; empty while all is well.

    ``finish(folder)`` makes a recording of what a clip left in its folder.
    """

    def __init__(self, folder: Path, settings: RecorderSettings, setup: Setup, origin: Origin,
                 wall_clock: Callable[[], datetime], finish: Callable[[Path], None],
                 free: Callable[[Path], int] = free_bytes):  # fmt: skip
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._device = folder, folder.stat().st_dev
        self._settings, self._setup, self.origin = settings, setup, origin
        self._wall_clock, self._finish, self._free = wall_clock, finish, free
        self._session = ""  # is named when its first clip begins
        self._runner, self._coached = "", True
        self._roll: deque[Shot] = deque()
        self._clip: RunningClip | None = None
        self._newest, self._owed = Trigger(0.0, ""), ()
        self._until_s = self._latest_s = self._retry_s = self._looked_s = float("-inf")
        self.written_s = float("-inf")  # the time of the newest shot that was dealt with
        self.clips = 0
        self.fault = ""

    @property
    def recording(self) -> str:
        """The name of the clip that is being recorded, or nothing."""
        return "" if self._clip is None else self._clip.folder.name

    def take(self, shot: Shot) -> None:
        if self._roll and self._is_torn(shot):
            self._end()
            self._roll.clear()
        self._follow_session(shot)
        if not self._roll and not shot.coded.is_key:
            return  # nothing can be shown before the first keyframe
        self._hold(shot)
        try:
            self._record(shot, self._triggers(shot))
        except Exception as fault:  # a disk, or a picture that the file does not take: the clip ends, the run goes on
            log.warning("The recording ends", exc_info=True)
            self._fail(fault, shot.t_s)
        self.written_s = shot.t_s

    def close(self) -> None:
        """Ends the running clip."""
        self._end()

    def _follow_session(self, shot: Shot) -> None:
        """Another runner, or coaching that was stopped and is started again, is another session.

        What was recorded of one runner stays out of the next one's clip; a name that is said late holds for the clip
        that runs.
        """
        before, self._runner = self._runner, shot.runner
        restarts = shot.moment.coaching and not self._coached
        self._coached = shot.moment.coaching
        another = before not in ("", shot.runner)
        if another:
            self._end()
            self._roll.clear()
            self._owed = ()
        elif self._clip is not None and before != shot.runner:
            self._clip.name(shot.runner)
        if another or restarts:
            self._session = ""

    def _record(self, shot: Shot, triggers: tuple[Trigger, ...]) -> None:
        begins = self._clip is None and bool(triggers) and shot.t_s >= self._retry_s
        if begins:
            self._begin(triggers[0])
        if self._clip is None:
            return
        for trigger in triggers:
            self._newest = trigger
            self._clip.keep_for(trigger)
            self._until_s = max(self._until_s, trigger.t_s + self._settings.post_s)
        if not begins:
            self._clip.write(shot)
            if shot.t_s >= self._looked_s + LOOK_S:
                self._check_room(shot.t_s)
        if shot.t_s >= self._until_s:
            self._end()
        elif shot.t_s >= self._latest_s:
            self._end()
            if not self._settings.whole_sessions:
                self._owed = (self._newest,)  # its seconds after are still to come: in the next clip

    def _triggers(self, shot: Shot) -> tuple[Trigger, ...]:
        found = [t for m in (*shot.missed, shot.moment) for t in triggers_in(m, self._settings.cue_classes)]
        found[:0], self._owed = self._owed, ()
        if self._settings.whole_sessions:
            self._until_s = float("inf")
            if self._clip is None:
                found.insert(0, Trigger(shot.t_s, "session"))
        return tuple(found)

    def _begin(self, trigger: Trigger) -> None:
        """Opens a clip and writes what is held from before the event."""
        if self._folder.stat().st_dev != self._device:
            raise OSError(errno.ENODEV, "another disk is in its place")
        self._check_room(self._roll[-1].t_s)
        whole = trigger.reason == "session"
        shots = self._from(trigger.t_s if whole else trigger.t_s - self._settings.pre_s)
        first, last = shots[0], shots[-1]
        began = self._wall_clock() - timedelta(seconds=last.t_s - first.t_s)
        order = _next_order(self._folder)
        self._session = self._session or f"{began:%Y%m%d-%H%M%S}-{order}"
        heading = Heading(replace(self.origin, runner=last.runner), self._setup, first.size, self._session, order,
                          trigger.reason, began.isoformat(timespec="milliseconds"), first.t_s)  # fmt: skip
        self._latest_s = first.t_s + (self._settings.longest_session_s if whole else self._settings.longest_s)
        self._clip = RunningClip(self._folder / f"{began:%Y%m%d-%H%M%S}-{trigger.reason}-{order}", heading)
        for shot in shots:
            self._clip.write(shot, syncs=shot is last)
        self.fault = ""

    def _from(self, start_s: float) -> list[Shot]:
        """What is held from the last keyframe at or before ``start_s`` on."""
        keys = [n for n, shot in enumerate(self._roll) if shot.coded.is_key]
        early = [n for n in keys if self._roll[n].t_s <= start_s]
        return list(self._roll)[early[-1] if early else keys[0] :]

    def _hold(self, shot: Shot) -> None:
        """Adds a shot and lets go of what is older than any clip could begin."""
        self._roll.append(shot)
        oldest_s = shot.t_s - self._settings.pre_s - LATE_S
        keys = [n for n, held in enumerate(self._roll) if held.coded.is_key and held.t_s <= oldest_s]
        for _ in range(keys[-1] if keys else 0):
            self._roll.popleft()

    def _is_torn(self, shot: Shot) -> bool:
        last = self._roll[-1]
        return not 0 < shot.t_s - last.t_s <= GAP_S or shot.size != last.size

    def _check_room(self, t_s: float) -> None:
        self._looked_s = t_s
        if self._free(self._folder) < self._settings.reserve_bytes:
            size = self._settings.reserve_bytes / GIGABYTE
            raise OSError(errno.ENOSPC, f"the disk is full up to the {size:g} GB kept free; delete clips to go on")

    def _end(self) -> None:
        """Closes the running clip and makes a recording of it."""
        if self._clip is None:
            return
        clip, self._clip, self._until_s = self._clip, None, float("-inf")
        try:
            clip.close()
        except Exception as fault:  # as above: what is on the disk is finished all the same
            log.warning("The clip was not closed", exc_info=True)
            clip.abandon()
            self._tell(fault)
        self._finished(clip.folder)

    def _fail(self, fault: Exception, t_s: float) -> None:
        """The recording ends and is tried again with the first event after a while; what is on the disk is kept."""
        self._retry_s = t_s + RETRY_S
        clip, self._clip, self._until_s = self._clip, None, float("-inf")
        self._tell(fault)
        if clip is not None:
            clip.abandon()
            self._finished(clip.folder)

    def _finished(self, folder: Path) -> None:
        try:
            self._finish(folder)
            self.clips += 1
        except Exception as fault:  # whatever is wrong with one clip: it is left for mending, the next one is recorded
            log.warning("%s could not be finished", folder, exc_info=True)
            reason = getattr(fault, "strerror", None) or fault
            self.fault = self.fault or f"A clip could not be finished ({reason}); it is mended at the next start"

    def _tell(self, fault: Exception) -> None:
        reason = getattr(fault, "strerror", None) or fault
        self.fault = f"Recording stopped ({reason}); the coaching goes on without it"


def _next_order(folder: Path) -> int:
    """One more than any clip here has: the number at the end of each folder's name, deleted ones too."""
    ends = (name.rpartition("-")[2] for name in os.listdir(folder))
    return 1 + max((int(end) for end in ends if end.isdecimal()), default=0)
