"""The scout for files: looks in line at the frames' own times, so that two replays of a clip see the same."""

from __future__ import annotations

from math import inf

from ..types import Frame, PathView, Pose, Report, Setup
from . import threat
from .asked import AtOnce, Names
from .who import lookout_of, warden_of

LOOK_S = 0.1  # the least time between two looks


class InlineScout:
    """Looks at a frame when the last look is old enough, and answers every frame."""

    def __init__(self, setup: Setup, image_size: tuple[int, int], names: Names, who: threat.Runner = threat.ADULT,
                 spotters: int = 0):  # fmt: skip
        """BadInput where the setup's lane cannot be used on pictures of this size."""
        self._lookout = lookout_of(setup, image_size, AtOnce(names), spotters)
        self._warden = warden_of(setup, image_size, who)
        self._report: Report | None = None
        self._looked_s = -inf

    def look(self, frame: Frame, pose: Pose) -> PathView:
        """What is known of the path at this frame."""
        place = self._warden.follow(pose, frame.t_s)
        if frame.t_s - self._looked_s >= LOOK_S - 1e-6:
            self._looked_s = frame.t_s
            self._report = self._lookout.look(frame, pose, place)
        return self._warden.view(self._report, place, frame.t_s)

    def close(self) -> None:
        pass
