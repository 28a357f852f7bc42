"""The scout for live sources: looks at the newest frame in a thread of its own and answers every frame at once.

An answer rests on the last finished look; one that is too old is no answer, and the path is then unknown.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from math import inf
from threading import Condition, Thread

from ..types import Frame, PathView, Pose, Report, Setup
from . import threat
from .asked import Names, NamesBeside
from .whereabouts import Place
from .who import lookout_of, warden_of

LOOK_S = 0.1  # the least time between two looks

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
                 spotters: int = 0, look_s: float = LOOK_S):  # fmt: skip
        """BadInput where the setup's lane cannot be used on pictures of this size."""
        self._warden = warden_of(setup, image_size, who)
        self._names = NamesBeside(names)
        try:
            self._lookout = lookout_of(setup, image_size, self._names, spotters)
        except BaseException:
            self._names.close()
            raise
        self._changed = Condition()
        self._newest: Errand | None = None
        self._report: Report | None = None
        self._over = False
        self._look_s, self._looked_s = look_s, -inf
        self._thread = Thread(target=self._work, name="scout", daemon=True)
        self._thread.start()

    def look(self, frame: Frame, pose: Pose) -> PathView:
        """What is known of the path at this frame; never waits for a look."""
        place = self._warden.follow(pose, frame.t_s)
        with self._changed:
            self._newest = Errand(frame, pose, place)
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
            self._report = self._looked(errand)

    def _next(self) -> Errand | None:
        """Waits for a frame that is to be looked at; None at the end."""
        with self._changed:
            while (errand := self._due()) is None and not self._over:
                self._changed.wait()
            return errand

    def _due(self) -> Errand | None:
        """The newest frame, where the last look is old enough; however long that took, no older frame is taken."""
        if self._newest is None or self._newest.frame.t_s - self._looked_s < self._look_s - 1e-6:
            return None
        errand, self._newest = self._newest, None
        self._looked_s = errand.frame.t_s
        return errand

    def _looked(self, errand: Errand) -> Report:
        try:
            return self._lookout.look(errand.frame, errand.pose, errand.place)
        except Exception:  # a look that fails must not end the watch unseen: it says so, and the next one is tried
            log.exception("a look at the path failed")
            return Report(errand.frame.t_s, "the look at the path failed")
