"""``backstride bench watching``: what the watch takes of the loop's pose rate, on a track's lane and about a treadmill.

Unpaced, everything else off. Frames bear the clock's own time, so that a second holds as many looks as it does live:
ten, as the appliance ships, and three, by which it is judged.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ..config import CHECKOUT
from ..path.live import LOOK_S
from ..pose.models import model_file
from ..types import Frame
from . import arms
from .busy import Watch
from .footage import Footage, read_footage
from .loop import RECORDING
from .ours import Parts, ours
from .speed import Result, Takes, ratio, rounds, tell

ON_TREADMILL = CHECKOUT / "recordings" / "good-form-treadmill-side"
COUNT, TIMES = 240, 4
PLACES = ("track", "treadmill")
LOOKS = {"unwatched": None, "10 looks/s": LOOK_S, "3 looks/s": 1 / 3}  # seconds between two


@dataclass(frozen=True, eq=False)
class ByClock(Footage):
    """Footage whose frames are as old as the clock says, however fast they are taken."""

    clock: Callable[[], float] = time.perf_counter

    def frame(self, number: int) -> Frame:
        return replace(super().frame(number), t_s=self.clock())


def watching(json_file: Path | None, count: int = COUNT, times: int = TIMES) -> int:
    """Runs and tells it all; 1 where a target is missed."""
    watch, takes = Watch(), {}
    for site, recording in zip(PLACES, (RECORDING, ON_TREADMILL), strict=True):
        takes |= rounds(arms_on(site), footage_of(recording, site), count, times)
    about = "from one frame done to the next"
    return tell(Result(takes, {}, shares(takes), lambda take: take.frame_ms, about, watch.busy()), json_file)


def footage_of(recording: Path, site: str) -> Footage:
    """A recording's pictures by the clock; on a treadmill nothing is calibrated and the runner tells the scale."""
    found = read_footage(recording)
    setup = found.setup if site == "track" else replace(found.setup, site="treadmill", lane=None)
    return ByClock(found.name, found.images, setup)


def arms_on(site: str) -> dict[str, arms.Arm]:
    model = model_file(arms.MODEL)
    return {f"{site}, {name}": partial(ours, model=model, parts=_parts(look_s)) for name, look_s in LOOKS.items()}


def _parts(look_s: float | None) -> Parts:
    return Parts(path=look_s is not None, records=False, look_s=look_s or LOOK_S)


def shares(takes: Takes) -> dict[str, float]:
    """What is left of the pose rate, at three looks a second and as it ships."""
    return {
        f"{site}_{looks}_looks_over_unwatched": ratio(
            takes, {}, f"{site}, {looks} looks/s", f"{site}, unwatched", lambda take: take.fps)
        for site in PLACES for looks in (3, 10)
    }  # fmt: skip
