"""Two pose models of which one is at work: the usual one, or a smaller one while the machine cannot keep up."""

from __future__ import annotations

from collections.abc import Callable

from ..types import Frame, Pose
from .landmarker import Landmarker


class Switched:
    """An estimator. ``ease`` may come from any thread; the change is made between two frames."""

    def __init__(self, usual: Landmarker, small: Callable[[], Landmarker]):
        """``small`` makes the smaller one, when it is first needed; it is then kept."""
        self._usual, self._make_small, self._small = usual, small, None
        self._now = self._wanted = usual

    @property
    def model(self) -> str:
        return self._wanted.model

    @property
    def model_sha256(self) -> str:
        return self._wanted.model_sha256

    def ease(self, eased: bool) -> None:
        if eased and self._small is None:
            self._small = self._make_small()  # half a second, in the caller's time and not in a frame's
        self._wanted = self._small if eased else self._usual

    def estimate(self, frame: Frame) -> Pose:
        wanted = self._wanted
        if wanted is not self._now:
            wanted.go_on_from(self._now)
            self._now = wanted
        return self._now.estimate(frame)

    def close(self) -> None:
        self._usual.close()
        if self._small is not None:
            self._small.close()
