"""The scout for live sources: looks at the newest frame in a thread of its own and answers every frame at once.

An answer rests on the last finished look; one that is too old is no answer, and the path is then unknown.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Condition, Thread

import numpy as np

from ..types import Frame, PathView, Pose, Report, Setup
from . import threat
from .detector import Detection
from .lookout import Names
from .whereabouts import Place
from .who import lookout_of, warden_of

LOOK_S = 0.1

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Errand:
    """What the lookout is to look at next."""

    frame: Frame
    pose: Pose
    place: Place | None


class LiveScout:
    """A mailbox with one place, and a thread that empties it."""

    def __init__(self, setup: Setup, image_size: tuple[int, int], names: Names, who: threat.Runner = threat.ADULT,
                 spotters: int = 0):  # fmt: skip
        """BadInput where the setup's lane cannot be used on pictures of this size."""
        self._warden = warden_of(setup, image_size, who)
        self._names = NamesBeside(names)
        self._lookout = lookout_of(setup, image_size, self._names, spotters)
        self._changed = Condition()
        self._errand: Errand | None = None
        self._report: Report | None = None
        self._over = False
        self._sent_s = -LOOK_S
        self._thread = Thread(target=self._work, name="scout", daemon=True)
        self._thread.start()

    def look(self, frame: Frame, pose: Pose) -> PathView:
        """What is known of the path at this frame; never waits for a look."""
        place = self._warden.follow(pose, frame.t_s)
        if frame.t_s - self._sent_s >= LOOK_S - 1e-6:
            self._sent_s = frame.t_s
            with self._changed:
                self._errand = Errand(frame, pose, place)
                self._changed.notify()
        return self._warden.view(self._report, place, frame.t_s)

    def ease(self, eased: bool) -> None:
        """Names what lies there half as often, or as often as usual."""
        self._lookout.ease(eased)

    def close(self) -> None:
        """Ends the threads; what they have in hand is finished first."""
        with self._changed:
            self._over = True
            self._changed.notify()
        self._thread.join()
        self._names.close()

    def _work(self) -> None:
        while (errand := self._next()) is not None:
            try:
                self._report = self._lookout.look(errand.frame, errand.pose, errand.place)
            except Exception:  # a look that fails must not end the watch unseen: it says so, and the next one is tried
                log.exception("a look at the path failed")
                self._report = Report(errand.frame.t_s, "the look at the path failed")

    def _next(self) -> Errand | None:
        with self._changed:
            while self._errand is None and not self._over:
                self._changed.wait()
            errand, self._errand = self._errand, None
            return errand


class NamesBeside:
    """A detector in a thread of its own: it names what it saw a moment ago, and no look waits for it."""

    def __init__(self, names: Names):
        self._names = names
        self._one = ThreadPoolExecutor(max_workers=1, thread_name_prefix="names")
        self._asked: Future | None = None

    def look(self, picture: np.ndarray, region: tuple[int, int, int, int]) -> tuple[Detection, ...]:
        """What the last finished look named, once; what made it fail is raised here."""
        if self._asked is not None and not self._asked.done():
            return ()
        finished, self._asked = self._asked, self._one.submit(self._names.look, picture, region)
        return () if finished is None else finished.result()

    def ask(self, picture: np.ndarray, region: tuple[int, int, int, int]) -> bool:
        """Shows it a picture; False while it is at another one, or that one's answer was not taken yet."""
        if self._asked is not None:
            return False
        self._asked = self._one.submit(self._names.look, picture, region)
        return True

    def finished(self) -> tuple[Detection, ...] | None:
        """What it named on the picture asked about, once it has; what made it fail is raised here."""
        if self._asked is None or not self._asked.done():
            return None
        finished, self._asked = self._asked, None
        return finished.result()

    def close(self) -> None:
        self._one.shutdown()
