"""One pass of one arm over the footage, and what was noted of it: unpaced for throughput, paced for latency."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from ..types import Frame
from .footage import FPS, Footage


@dataclass
class Take:
    """Hands out frames and notes when each was taken, decided upon and done with.

    Paced, a frame is captured when it is due; what an arm has no time for is dropped, as a camera drops it. The first
    ``warm`` frames count for nothing: in them models load and a runner is found.
    """

    footage: Footage
    count: int
    warm: int = 30
    paced: bool = False
    captured_s: dict[int, float] = field(default_factory=dict)
    decided_s: dict[int, float] = field(default_factory=dict)
    points_px: dict[int, np.ndarray] = field(default_factory=dict)
    inference_ms: dict[int, float] = field(default_factory=dict)
    done_s: list[float] = field(default_factory=list)
    cpu_s: float = 0.0
    notes: dict[str, float] = field(default_factory=dict)  # pictures that its viewers got, frames not recorded
    clock: Callable[[], float] = time.perf_counter
    wait: Callable[[float], object] = time.sleep

    def frames(self) -> Iterator[Frame]:
        numbers = self._due_numbers() if self.paced else iter(range(self.warm + self.count))
        cpu_began_s = None
        for number in numbers:
            if number >= self.warm and cpu_began_s is None:
                cpu_began_s = time.process_time()
                self.done_s.append(self.clock())
            self.captured_s.setdefault(number, self.clock())
            yield self.footage.frame(number)
            if cpu_began_s is not None:
                self.done_s.append(self.clock())
        self.cpu_s = time.process_time() - (cpu_began_s or 0.0)

    def decided(self, frame: Frame, points_px: np.ndarray) -> None:
        """What the arm found on a frame, told as soon as it knows what to say to the runner."""
        self.decided_s[frame.number] = self.clock()
        self.points_px[frame.number] = points_px

    def _due_numbers(self) -> Iterator[int]:
        began_s, number, end = self.clock(), 0, self.warm + self.count
        while number < end:
            early_s = began_s + number / FPS - self.clock()
            if early_s > 0:
                self.wait(early_s)
            number = max(number, int((self.clock() - began_s) * FPS))
            if number < end:
                self.captured_s[number] = began_s + number / FPS
                yield number
                number += 1

    # ---- what came of it

    @property
    def taken(self) -> int:
        return len(self.done_s) - 1

    @property
    def wall_s(self) -> float:
        return self.done_s[-1] - self.done_s[0]

    @property
    def whole_s(self) -> float:
        """With the first frames."""
        return self.done_s[-1] - min(self.captured_s.values())

    @property
    def fps(self) -> float:
        return self.taken / self.wall_s

    @property
    def cpu_s_per_frame(self) -> float:
        return self.cpu_s / self.taken

    @property
    def frame_ms(self) -> np.ndarray:
        """From one frame done to the next."""
        return 1000 * np.array([b - a for a, b in pairwise(self.done_s)])

    @property
    def decision_ms(self) -> np.ndarray:
        """From a frame's capture to what is to be said about it."""
        numbers = [n for n in self.decided_s if n >= self.warm]
        return 1000 * np.array([self.decided_s[n] - self.captured_s[n] for n in numbers])

    @property
    def pose_ms(self) -> np.ndarray:
        """The estimator's own time."""
        return np.array([ms for n, ms in self.inference_ms.items() if n >= self.warm])


def apart_px(a: Take, b: Take) -> np.ndarray:
    """Distances between the points that two takes found on the same frames; infinite where only one found somebody."""
    off = []
    for number in sorted(set(a.points_px) & set(b.points_px)):
        one, other = a.points_px[number], b.points_px[number]
        if number >= a.warm and (np.isfinite(one).all() or np.isfinite(other).all()):
            apart = np.hypot(*(one - other).T)
            off.append(np.where(np.isfinite(apart), apart, np.inf))
    return np.concatenate(off) if off else np.array([np.inf])
