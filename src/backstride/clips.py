"""Puts the recording together: mends and makes room before, and hands each finished clip to the library's folders."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf
from pathlib import Path

from .config import Config, RecordingConfig
from .journal import Origin
from .library.mending import finish, mend
from .library.retention import Policy, clean_up, tidy
from .library.storage import GIGABYTE, Rate, rate, room
from .path.recorded import Kept, write_path
from .pose.recorded import write_poses
from .sinks.cutter import RecorderSettings, free_bytes
from .sinks.recorder import Recorder, Unrecorded
from .types import Report, Setup

log = logging.getLogger(__name__)

TIDY_EVERY = 10  # clips


def now() -> datetime:
    """The wall clock with its zone; only names and dates of clips come from it."""
    return datetime.now().astimezone()


def clips_folder(config: Config) -> Path:
    return config.recording.folder or config.data / "clips"


@dataclass(frozen=True)
class Opened:
    """The sink, and what people should know of it: ``words`` at the start, ``room`` at any time."""

    recorder: Recorder | Unrecorded
    words: str
    room: Callable[[], str]


def open_recorder(config: Config, setup: Setup, origin: Origin, clock: Callable[[], datetime] = now,
                  who: Callable[[], str] = str) -> Opened:  # fmt: skip
    """The recorder, with everything that an earlier run left cut off made whole. Never raises for a disk's sake."""
    asked, clips = config.recording, clips_folder(config)
    if not asked.on:
        return Opened(Unrecorded(), "off, as the settings say", lambda: "Recording is off, as the settings say")
    try:
        clips.mkdir(parents=True, exist_ok=True)
        mended = mend(clips, write_poses, write_looks)
        clean_up(clips)
        tidy(clips, policy(asked), clock())
        promise = Promise(clips, policy(asked).reserve_bytes)
        finished = _Finished(clips, policy(asked), clock, promise)
        recorder = Recorder(clips, recorder_settings(asked), setup, origin, clock, finished, who=who)
    except OSError as fault:
        log.warning("Nothing is recorded: %s", fault)
        reason = f"Recording is off: {clips} cannot be used ({fault.strerror})"
        return Opened(Unrecorded(reason), reason, lambda: reason)
    return Opened(recorder, "; ".join(text for text in (promise.words(), mended.notice) if text), promise.words)


def write_looks(path: Path, looks: Sequence[tuple[float, Report]]) -> None:
    """A clip's looks at the path as its ``path.npz``."""
    write_path(path, [Kept(known_s, report) for known_s, report in looks])


def recorder_settings(asked: RecordingConfig) -> RecorderSettings:
    return RecorderSettings(
        asked.pre_s,
        asked.post_s,
        asked.cues,
        asked.whole_sessions,
        reserve_bytes=round(asked.reserve_gb * GIGABYTE),
    )


def policy(asked: RecordingConfig) -> Policy:
    """Zero days or gigabytes stand for no limit."""
    return Policy(asked.max_days or inf, asked.max_gb * GIGABYTE or inf, round(asked.reserve_gb * GIGABYTE))


class Promise:
    """How long can still be recorded, in words, asked again and again: only the free space is looked at each time."""

    def __init__(self, clips: Path, reserve_bytes: int):
        self._clips, self._reserve_bytes = clips, reserve_bytes
        self._rate = rate(clips)

    def words(self) -> str:
        try:
            return room(self._clips, self._reserve_bytes, taken=self._rate).words
        except OSError as fault:
            return f"Room to record is not known ({fault.strerror})"

    def measure(self) -> Rate:
        """Asks the clips anew what they took: light and place change."""
        self._rate = rate(self._clips)
        return self._rate


class _Finished:
    """Finishes a clip, and now and then, or when the disk gets full, makes room for the next ones."""

    def __init__(self, clips: Path, policy: Policy, clock: Callable[[], datetime], promise: Promise):
        self._clips, self._policy, self._clock, self._count = clips, policy, clock, 0
        self._promise = promise

    def __call__(self, folder: Path) -> None:
        finish(folder, write_poses, write_looks)
        self._promise.measure()
        self._count += 1
        if self._count % TIDY_EVERY == 0 or free_bytes(self._clips) < 2 * self._policy.reserve_bytes:
            tidy(self._clips, self._policy, self._clock())
