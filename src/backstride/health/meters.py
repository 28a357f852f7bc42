"""Counts what the loop does: frames, how long each stage takes, how old a picture is when something is known or said.

Each meter is written by one thread and read by any: a reader may be a frame behind, and nobody waits for a lock.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite, nan
from typing import Any

from ..types import Frame, Moment, PathView, Pose

STAGE_BOUNDS_S = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5)
LATENCY_BOUNDS_S = (0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1.0, 2.0, 5.0)
RATE_OVER = 60  # of the last so many
STALE_S = 2.0  # without anything new for so long, nothing comes at any rate


@dataclass(frozen=True)
class Spread:
    """How figures are spread: ``counts[i]`` of them lie at or under ``bounds_s[i]`` and above the bound before."""

    bounds_s: tuple[float, ...]
    counts: tuple[int, ...]  # one more than bounds: the last are those above all
    sum_s: float

    @property
    def count(self) -> int:
        return sum(self.counts)

    def quantile_s(self, share: float) -> float:
        """The bound under which that share of the figures lies; NaN without any or where it lies above all bounds."""
        due, seen = share * self.count, 0
        for bound_s, count in zip(self.bounds_s, self.counts, strict=False):
            seen += count
            if seen and seen >= due:
                return bound_s
        return nan


class Histogram:
    """Figures in seconds, sorted into buckets as they come."""

    def __init__(self, bounds_s: tuple[float, ...]):
        self._bounds_s, self._counts, self._sum_s = bounds_s, [0] * (len(bounds_s) + 1), 0.0

    def note(self, seconds: float) -> None:
        """One more figure. What is not known is none, nor is a time before the picture was taken."""
        if isfinite(seconds) and seconds >= 0:
            self._counts[bisect_left(self._bounds_s, seconds)] += 1
            self._sum_s += seconds

    @property
    def spread(self) -> Spread:
        return Spread(self._bounds_s, tuple(self._counts), self._sum_s)


class Pulse:
    """Something that happens again and again: how often in all, how often a second, and how long ago."""

    def __init__(self, clock: Callable[[], float]):
        self._clock, self.count = clock, 0
        self._times_s: deque[float] = deque(maxlen=RATE_OVER)

    def beat(self) -> None:
        self.count += 1
        self._times_s.append(self._clock())

    @property
    def age_s(self) -> float:
        """Seconds since the last one; NaN before the first."""
        return self._clock() - self._times_s[-1] if self._times_s else nan

    @property
    def rate_hz(self) -> float:
        """How many a second lately; 0 when nothing came for long, NaN before the second one."""
        times_s = tuple(self._times_s)
        if len(times_s) < 2:
            return nan
        if self._clock() - times_s[-1] > STALE_S:
            return 0.0
        return (len(times_s) - 1) / max(1e-9, times_s[-1] - times_s[0])


class Meters:
    """A sink, the first one, that counts; and what measures the stages before it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self.clock, self.started_s = clock, clock()
        self.pose_s, self.path_s, self.coach_s = (Histogram(STAGE_BOUNDS_S) for _ in range(3))
        self.to_decision_s, self.to_cue_s, self.to_sound_s = (Histogram(LATENCY_BOUNDS_S) for _ in range(3))
        self.cue_to_sound_s = Histogram(LATENCY_BOUNDS_S)
        self.coached, self.tracked, self.looks = Pulse(clock), Pulse(clock), Pulse(clock)
        self.seen = self.dropped = 0  # frames: seen by the camera; of them those that no one coached
        self.cues: dict[tuple[str, str], int] = {}  # by rule and class
        self.moment: Moment | None = None
        self._last_number, self._report = -1, None
        self._seen_at: deque[tuple[float, int]] = deque(maxlen=RATE_OVER)
        self._cue_words, self._cue_captured_s = "", nan

    def take(self, frame: Frame, moment: Moment) -> None:
        now_s = self.clock()
        self._count(frame.number)
        self.to_decision_s.note(now_s - frame.captured_s)
        if moment.cue is not None:
            self.to_cue_s.note(now_s - frame.captured_s)
            self._cue_words, self._cue_captured_s = moment.cue.words, frame.captured_s
            key = (moment.cue.rule, moment.cue.class_)
            self.cues = self.cues | {key: self.cues.get(key, 0) + 1}  # a new one: a reader goes through the old
        if moment.measures.tracked:
            self.tracked.beat()
        if moment.path.report is not None and moment.path.report is not self._report:
            self._report = moment.path.report
            self.looks.beat()
        self.moment = moment

    def close(self) -> None:
        """Nothing is open."""

    def sounded(self, words: str, waited_s: float) -> None:
        """A sentence begins to sound, so long after it was decided on. Called by the voice's own thread."""
        self.cue_to_sound_s.note(waited_s)
        if words == self._cue_words:
            self.to_sound_s.note(self.clock() - self._cue_captured_s)
            self._cue_words = ""

    def _count(self, number: int) -> None:
        """Numbers count what the camera saw: what lies between two was dropped. One that falls begins anew."""
        missed = number - self._last_number - 1 if number > self._last_number else number
        self.dropped += missed
        self.seen += missed + 1
        self._last_number = number
        self.coached.beat()
        self._seen_at.append((self.clock(), self.seen))

    @property
    def seen_rate_hz(self) -> float:
        """How many frames a second the camera gives lately, dropped ones included."""
        seen = tuple(self._seen_at)
        if len(seen) < 2:
            return nan
        (from_s, before), (to_s, now) = seen[0], seen[-1]
        return 0.0 if self.clock() - to_s > STALE_S else (now - before) / max(1e-9, to_s - from_s)


# ---- the stages before the sinks: each is the part itself, with its time taken

class _Timed:
    def __init__(self, part: Any, spread: Histogram, clock: Callable[[], float]):
        self._part, self._spread, self._clock = part, spread, clock

    def _took(self, call: Callable[..., Any], *what: Any) -> Any:
        began_s = self._clock()
        result = call(*what)
        self._spread.note(self._clock() - began_s)
        return result


class TimedEstimator(_Timed):
    def estimate(self, frame: Frame) -> Pose:
        return self._took(self._part.estimate, frame)


class TimedScout(_Timed):
    def look(self, frame: Frame, pose: Pose) -> PathView:
        return self._took(self._part.look, frame, pose)


class TimedCoach(_Timed):
    def step(self, pose: Pose, path: PathView, presses: tuple = ()) -> Moment:
        return self._took(self._part.step, pose, path, presses)
