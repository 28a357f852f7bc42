"""The scout of a place whose path nobody watches. It says so, and never anything better."""

from __future__ import annotations

from ..types import Frame, PathView, Pose, Site


class NoScout:
    """On a track the path is then unknown; on a treadmill there is no path and the watch is off."""

    def __init__(self, site: Site, why: str = "no lane is calibrated"):
        self._state = "off" if site == "treadmill" else "unknown"
        self._why = "a treadmill has no path" if site == "treadmill" else why

    def look(self, frame: Frame, pose: Pose) -> PathView:
        return PathView(frame.t_s, self._state, self._why)

    def ease(self, eased: bool) -> None:
        """Nothing is done here that could be done less often."""

    def close(self) -> None:
        pass
