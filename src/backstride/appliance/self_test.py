"""The first words after a start: what works, from facts, a few moments after the first coached frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..types import Frame, Moment, Site

SETTLED_S = 2.0  # of coached frames: so long until the path's watch has looked, too


@dataclass(frozen=True)
class Facts:
    """What is known at that time. That there are coached frames at all proves camera and model."""

    site: Site
    audible: bool
    path_watched: bool
    disk_full: bool


def findings(facts: Facts) -> tuple[str, ...]:
    """The keys of what is to be said, in order. What does not work is said as well as what does."""
    path = () if facts.site == "treadmill" else ("path_watched" if facts.path_watched else "path_not_watched",)
    sound = ("sound_works",) if facts.audible else ()  # otherwise nobody would hear it: the panel shows it
    return ("ready", "camera_works", *sound, *path, *(("disk_full",) if facts.disk_full else ()))


class SelfTest:
    """A sink that calls ``told(facts)`` once, ``SETTLED_S`` after the first coached frame."""

    def __init__(self, site: Site, audible: Callable[[], bool], disk_full: Callable[[], bool],
                 told: Callable[[Facts], None]):  # fmt: skip
        self._site, self._audible, self._disk_full, self._told = site, audible, disk_full, told
        self._first_s: float | None = None
        self._done = False

    def take(self, frame: Frame, moment: Moment) -> None:
        if self._done:
            return
        if self._first_s is None:
            self._first_s = moment.t_s
        if moment.t_s - self._first_s < SETTLED_S:
            return
        self._done = True
        watched = moment.path.state in {"watching", "slow", "stop"}
        self._told(Facts(self._site, self._audible(), watched, self._disk_full()))
