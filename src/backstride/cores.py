"""The processor's cores, shared out: the pose model keeps some to itself, everything else stays off them.

By ``bench threads`` the whole appliance gets through a seventh more frames so on two cores. A thread inherits the cores
of the one that starts it: what is started under ``on(others())`` stays there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from .pose.litert import fit_threads
from .types import Frame, Pose

ALL = frozenset(os.sched_getaffinity(0))


def models(cores: frozenset[int] = ALL) -> frozenset[int]:
    """The model's cores: one for each of its threads. A single core is everybody's."""
    return frozenset(sorted(cores)[: fit_threads(len(cores))])


def others(cores: frozenset[int] = ALL) -> frozenset[int]:
    """Everybody else's."""
    return cores - models(cores) or cores


@contextmanager
def on(cores: frozenset[int]) -> Iterator[None]:
    """Keeps this thread, and those that it starts meanwhile, on these cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


class OnOwnCores:
    """An estimator whose work is done on the model's cores. In between, the loop's thread may be anywhere."""

    def __init__(self, estimator):
        self._estimator = estimator

    def estimate(self, frame: Frame) -> Pose:
        os.sched_setaffinity(0, models())
        try:
            return self._estimator.estimate(frame)
        finally:
            os.sched_setaffinity(0, ALL)
