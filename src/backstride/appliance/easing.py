"""Eases the machine's work step by step while it is strained, and takes it back: says which, and why, and logs it.

The coaching itself is never eased. What each step does is handed in; ``ladder`` decides.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import nan
from threading import Event, Thread

from ..types import Frame, Moment
from .ladder import Ladder, Strain
from .strain import Waiting, temperature_c, throttle_bits

log = logging.getLogger(__name__)

LOOK_S = 1.0


@dataclass(frozen=True)
class Step:
    """One thing that can be eased. ``words`` say what is then different."""

    key: str
    words: str
    ease: Callable[[bool], None]


class Pulse:
    """Counts the loop's frames, and tells how the machine fares. A sink, and asked from another thread."""

    def __init__(self, source_fps: Callable[[], float], clock: Callable[[], float] = time.monotonic,
                 heat: Callable[[], float] = temperature_c, throttle: Callable[[], int] = throttle_bits):  # fmt: skip
        self._source_fps, self._clock, self._heat, self._throttle = source_fps, clock, heat, throttle
        self.coached = self.dropped = 0
        self._tracked, self._newest = 0, -1
        self._waiting: Waiting | None = None
        self._before = (clock(), 0, 0, nan)

    def take(self, frame: Frame, moment: Moment) -> None:
        if self._waiting is None:
            self._waiting = Waiting()  # here, because it is about the loop's own thread
        self.coached += 1
        self.dropped += max(0, frame.number - self._newest - 1) if self._newest >= 0 else 0
        self._newest = frame.number
        self._tracked += moment.measures.tracked

    def strain(self) -> Strain:
        """Since the last call. While nobody runs, the search for a runner sets the pace: then it tells of no lack."""
        then_s, coached, tracked, waited_s = self._before
        now = (self._clock(), self.coached, self._tracked, self._waiting.waited_s() if self._waiting else nan)
        self._before = now
        took_s = max(now[0] - then_s, 1e-3)
        runs = now[1] > coached and now[2] - tracked > (now[1] - coached) / 2
        return Strain(
            now[0], (now[1] - coached) / took_s if runs else nan, self._source_fps(), (now[3] - waited_s) / took_s,
            self._heat(), self._throttle(),
        )  # fmt: skip


class Easing:
    """Looks every second. ``notice`` says for people what is eased and why; empty while nothing is."""

    def __init__(self, steps: Sequence[Step], strain: Callable[[], Strain],
                 wait: Callable[[float], object] | None = None):  # fmt: skip
        self._steps, self._strain = {step.key: step for step in steps}, strain
        self._ladder = Ladder(tuple(self._steps))
        self._over = Event()
        self._wait = wait or self._over.wait
        self._eased: tuple[str, ...] = ()
        self.notice = ""
        self._thread = Thread(target=self._work, name="easing", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._over.set()
        if self._thread.ident is not None:
            self._thread.join()

    @property
    def eased(self) -> tuple[str, ...]:
        """The keys of the steps that are taken now, in their order."""
        return self._eased

    @property
    def why(self) -> str:
        """What made the last of them needed."""
        return self._ladder.why

    def look(self) -> None:
        """One look: takes a step, takes one back, or leaves all as it is."""
        level = self._ladder.step(self._strain())
        while len(self._eased) < level:
            self._turn(tuple(self._steps)[len(self._eased)], True)
        while len(self._eased) > level:
            self._turn(self._eased[-1], False)

    def _turn(self, key: str, eased: bool) -> None:
        step = self._steps[key]
        try:
            step.ease(eased)
        except Exception:  # a step that cannot be taken is none: the next one may help
            log.exception("%s could not be eased", key)
        self._eased = (*self._eased, key) if eased else self._eased[:-1]
        if eased:
            log.warning("eased, as %s: %s", self._ladder.why, step.words)
        else:
            log.warning("no longer eased: %s", step.words)
        told = ", ".join(self._steps[one].words for one in self._eased)
        self.notice = f"Eased, as {self._ladder.why}: {told}. The coaching goes on." if told else ""

    def _work(self) -> None:
        while not self._over.is_set():
            self._wait(LOOK_S)
            if not self._over.is_set():
                self.look()
