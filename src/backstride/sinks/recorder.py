"""Records clips around what matters, so that a kill, a full disk or a pulled plug costs a second and nothing else.

What lies on the disk (the folders are the truth; a library is made from them, never the other way round)
---------------------------------------------------------------------------------------------------------
``<clips>/<YYYYmmdd-HHMMSS>-<reason>-<order>/``, one folder a clip. The time is the wall clock's at the clip's first
picture and may be wrong; ``order`` counts the clips of this folder and never is. ``reason`` is a rule's key,
``obstacle``, ``fall``, ``pain``, ``keep`` (somebody pressed it) or ``session``: the event the clip was begun for.
A clip ends some seconds after its last event, or at its longest; the next one then holds what was still to come.
A session that is recorded whole comes in parts, which overlap by at most a second and have ``session`` in common.

A *finished* clip is a recording of format 1 that ``backstride replay`` takes as it is:

* ``clip.mp4``     the untouched picture: H.264, fragmented MP4, a keyframe each second, the first picture at 0 s;
* ``poses.npz``    as many poses as the clip has pictures, n-th to n-th, in the clip's time (NaN where none was kept);
* ``path.npz``     the looks at the path that the clip's moments rest on, so that a replay warns as the coach did;
* ``measures.csv`` as a replay writes it, frames counted from 0 in the clip's time;
* ``events.jsonl`` what was seen, judged and said live, in the clip's time: ``t_s`` + ``started_s`` is the session's;
* ``about.toml``   as any recording has it, with a table ``[recorded]`` (``library.recording.Recorded``);
* ``keep``         an empty file, there only where somebody wants the clip kept: nothing deletes it by itself.

A *running* clip, or one that was cut off, holds ``clip.mp4.part`` and ``journal.part`` (``backstride.journal``) and
nothing else but perhaps ``keep``; while it runs, its journal is locked (flock). Finishing and mending are the same
function, ``library.mending.finish``: it derives all of the above and removes the journal last, so a folder with a
``.part`` in it is one that still has to be finished. Names beginning with a dot and ``unmendable/`` are no clips:
``.deleted-<name>`` can be undone until the next clean-up; ``unmendable/`` holds what nobody could explain.

Inside: ``take`` puts a frame into a bounded mailbox, one thread codes, another writes. Where the encoder cannot follow,
frames are missing from the recording (and counted), never from the coaching; a slow disk holds up only its own thread.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ..journal import Origin
from ..types import Frame, Moment, Setup
from .cutter import RETRY_S, Cutter, RecorderSettings, free_bytes
from .encoder import TICKS, Coded, Encoder
from .running_clip import Shot

log = logging.getLogger(__name__)

SHOTS_WAITING = 900  # coded pictures are small: a disk may take its time for half a minute
MISSED_KEPT = 900
LONGEST_CLOSE_S = 20.0  # for a disk that answers; one that does not would hold up the end for ever


@dataclass(frozen=True)
class Counts:
    """What the recorder did since its start."""

    coded: int
    lost: int  # frames that the encoder or the disk could not take in time
    clips: int  # finished ones


class Unrecorded:
    """Stands where nothing is recorded: because nobody wants it, or because of ``fault``."""

    recording, counts = "", Counts(0, 0, 0)

    def __init__(self, fault: str = ""):
        self.fault = fault

    def take(self, frame: Frame, moment: Moment) -> None:
        """Keeps nothing."""

    def ease(self, eased: bool) -> None:
        """There is nothing to ease."""

    def models(self, name: str, sha256: str) -> None:
        """Nobody is told."""

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True)
class _Inside:
    """A frame that is being coded, without its picture."""

    size: tuple[int, int]
    t_s: float
    moment: Moment
    missed: tuple[Moment, ...]
    runner: str


class Recorder:
    """The sink. ``fault`` tells people why nothing is recorded at present, or is empty.

    ``who`` gives the runner's name; it is asked at each frame.
    """

    def __init__(self, folder: Path, settings: RecorderSettings, setup: Setup, origin: Origin,
                 wall_clock: Callable[[], datetime], finish: Callable[[Path], None], *,
                 who: Callable[[], str] = str, free: Callable[[Path], int] = free_bytes,
                 encoder: Callable[[tuple[int, int], float], Encoder] = Encoder):  # fmt: skip
        self._cutter = Cutter(folder, settings, setup, origin, wall_clock, finish, free)
        self._new_encoder, self._fps, self._who = encoder, origin.fps, who
        self._frames: queue.Queue = queue.Queue(settings.mailbox)
        self._shots: queue.Queue = queue.Queue(SHOTS_WAITING)
        self._missed: deque[Moment] = deque(maxlen=MISSED_KEPT)  # by the loop's thread
        self._encoder: Encoder | None = None
        self._size, self._last_ticks = (0, 0), -1
        self._inside: dict[int, _Inside] = {}  # what the encoder holds, by its ticks
        self._unsent: list[Moment] = []
        self._skips, self._retry_s, self._coded, self._lost = False, float("-inf"), 0, 0
        self._coding_fault, self._closed, self._eased, self._given = "", False, False, 0
        self._dealt = threading.Condition()
        self._threads = [
            threading.Thread(target=self._code, name="recorder-coding", daemon=True),
            threading.Thread(target=self._write, name="recorder-disk", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def fault(self) -> str:
        return self._coding_fault or self._cutter.fault

    @property
    def recording(self) -> str:
        """The name of the clip that is being recorded, or nothing."""
        return self._cutter.recording

    @property
    def counts(self) -> Counts:
        return Counts(self._coded, self._lost, self._cutter.clips)

    def take(self, frame: Frame, moment: Moment) -> None:
        if self._closed:
            return
        self._given += 1
        if self._eased and self._given % 2:
            self._missed.append(moment)
            return
        try:
            self._frames.put_nowait((frame, moment, tuple(self._missed), self._who()))
            self._missed.clear()
        except queue.Full:
            self._missed.append(moment)
            self._lost += 1

    def ease(self, eased: bool) -> None:
        """Records every second picture only, with all that was measured and said; or every one again."""
        self._eased = eased

    def models(self, name: str, sha256: str) -> None:
        """Another pose model measures from now on: the next clip says so."""
        self._cutter.origin = replace(self._cutter.origin, model=name, model_sha256=sha256)

    def wait_until_written(self, t_s: float, timeout_s: float) -> bool:
        """Waits until the frame of ``t_s`` was dealt with: for drills that go as fast as the disk does."""
        with self._dealt:
            return self._dealt.wait_for(lambda: self._cutter.written_s >= t_s, timeout_s)

    def close(self) -> None:
        """Ends the running clip; what waits is recorded first."""
        if self._closed:
            return
        self._closed = True
        with contextlib.suppress(queue.Full):
            self._frames.put(None, timeout=LONGEST_CLOSE_S)
        for thread in self._threads:
            thread.join(LONGEST_CLOSE_S)
            if thread.is_alive():
                log.error("The recorder's disk does not answer: the clip is left for mending")

    # ---- the coding thread

    def _code(self) -> None:
        while (taken := self._frames.get()) is not None:
            frame, moment, missed, runner = taken
            try:
                if frame.t_s >= self._retry_s:
                    self._code_one(frame, moment, missed, runner)
            except Exception as fault:  # whatever an encoder does, the runner is still coached
                log.exception("The encoder failed")
                self._encoder, self._retry_s = None, frame.t_s + RETRY_S
                self._coding_fault = f"Recording stopped (the encoder failed: {fault}); the coaching goes on without it"
        self._flush()
        self._shots.put(None)

    def _code_one(self, frame: Frame, moment: Moment, missed: tuple[Moment, ...], runner: str) -> None:
        ticks = round(frame.t_s * TICKS)
        if self._encoder is None or frame.size != self._size or ticks <= self._last_ticks:
            self._flush()
            self._encoder, self._size = self._new_encoder(frame.size, self._fps), frame.size
        self._inside[ticks] = _Inside(frame.size, frame.t_s, moment, missed, runner)
        self._last_ticks = ticks
        for coded in self._encoder.code(frame.image, ticks):
            self._send(coded)
        self._coding_fault = ""

    def _flush(self) -> None:
        for coded in self._encoder.flush() if self._encoder is not None else ():
            self._send(coded)
        self._inside.clear()

    def _send(self, coded: Coded) -> None:
        """Hands a coded picture on. Where the disk is far behind, all up to a keyframe are left out."""
        inside = self._inside.pop(coded.ticks)
        self._skips = (self._skips and not coded.is_key) or self._shots.full()
        if self._skips:
            self._lost += 1
            self._unsent += [*inside.missed, inside.moment]
            del self._unsent[:-MISSED_KEPT]
            return
        missed = (*self._unsent, *inside.missed)
        shot = Shot(coded, inside.size, inside.t_s, inside.moment, missed, inside.runner)
        self._unsent = []
        self._shots.put(shot)
        self._coded += 1

    # ---- the disk's thread

    def _write(self) -> None:
        while (shot := self._shots.get()) is not None:
            self._cutter.take(shot)
            with self._dealt:
                self._dealt.notify_all()
        self._cutter.close()
