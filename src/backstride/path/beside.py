"""A camera that looks only at the path, beside the one that judges the form.

Distances begin at the runner, so it looks for the runner on its own pictures, at the pace of its looks. The place is
not carried over from the other camera: that one need not have a lane, mostly sees only a piece of it, and two grounds
measured by hand differ by more than a warning may be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import inf
from typing import Protocol

import numpy as np

from ..core import skeleton as sk
from ..types import Frame, PathCamera, PathView, Pose, Report, Setup, View
from . import threat
from .asked import Asked
from .body import body_height, sole
from .empty import read_empty
from .lane import Lane, lane_of, runner_view
from .lookout import Lookout
from .warden import Warden
from .whereabouts import Place, Whereabouts

LOOK_S = 0.1  # the least time between two looks
LIMBS = [*sk.KNEES, *sk.ANKLES, *sk.WRISTS, *sk.HIPS]
RUNS_BHPS, SETTLES_S = 0.25, 0.3  # limbs faster than that run; who stands or turns has 0.03 to 0.12
STANDS_MPS = 0.25
ANOTHER_S = 1.0  # how long one may run here and stand there before these are two people
ANOTHER = "the path camera does not see this runner"


class Estimator(Protocol):
    """Who finds the runner on a picture."""

    def estimate(self, frame: Frame) -> Pose: ...

    def close(self) -> None: ...


def runner_seen_by(camera: PathCamera) -> Setup:
    """What an estimator needs to know to find the runner on a path camera's pictures."""
    return Setup("track", _view_of(camera), lane=camera.lane)


def _view_of(camera: PathCamera) -> View:
    return camera.view or runner_view(lane_of(camera.lane, camera.lane.image_size))


class PathEye:
    """Looks at the path camera's pictures, one after the other."""

    def __init__(self, camera: PathCamera, image_size: tuple[int, int], names: Asked, estimator: Estimator,
                 close_names: Callable[[], None] = lambda: None):  # fmt: skip
        """BadInput where the camera's lane cannot be used on pictures of this size."""
        lane = lane_of(camera.lane, image_size)
        self._lookout = Lookout(lane, names, read_empty(camera.lane))
        self._places = Whereabouts(lane, _view_of(camera))
        self._estimator, self._close_names = estimator, close_names

    def look(self, frame: Frame) -> Report:
        """Looks once: what lies there, and where the runner stands."""
        pose = self._estimator.estimate(frame)
        at = sole(pose) if pose.tracked else None
        place = self._places.step(None if at is None else at * frame.size[1], frame.t_s)
        report = self._lookout.look(frame, pose, place)
        return replace(report, runner=None if at is None else tuple(at.tolist()))

    def ease(self, eased: bool) -> None:
        """Names what lies there half as often, or as often as usual."""
        self._lookout.ease(eased)

    def close(self) -> None:
        self._estimator.close()
        self._close_names()


OpenEye = Callable[[tuple[int, int]], PathEye]


class Beside:
    """Judges a path camera's looks at the frames of the other camera, whose time they must have."""

    def __init__(self, camera: PathCamera, who: threat.Runner = threat.ADULT):
        """BadInput where the camera's lane cannot be used."""
        self._lane: Lane = lane_of(camera.lane, camera.lane.image_size)
        self._warden = Warden(self._lane, _view_of(camera), who)
        self._limbs, self._report = Limbs(), None
        self._two_since_s = inf

    def hear(self, report: Report) -> None:
        """Takes in one look; each must be younger than the one before."""
        self._report = report
        self._warden.follow_sole(None if report.runner is None else np.array(report.runner), report.t_s)

    def view(self, pose: Pose, t_s: float) -> PathView:
        """What the path is like at ``t_s``, for the runner whom the other camera sees in this pose."""
        place = self._warden.follow_sole(None, t_s)
        view = self._warden.view(self._report, place, t_s)
        return self._of_another(view, t_s) if self._are_two(pose, place, t_s) else view

    def _are_two(self, pose: Pose, place: Place | None, t_s: float) -> bool:
        """Whether one runs before the other camera while the one on the path stands: somebody in the way, perhaps."""
        runs = self._limbs.bhps(pose) > RUNS_BHPS
        stands = place is not None and place.along_mps + place.error_mps < STANDS_MPS
        self._two_since_s = min(self._two_since_s, t_s) if runs and stands else inf
        return t_s - self._two_since_s >= ANOTHER_S

    def _of_another(self, view: PathView, t_s: float) -> PathView:
        return view if view.state == "unknown" else PathView(view.t_s, "unknown", ANOTHER, report=view.report)


class Limbs:
    """How fast a body moves its limbs, in body heights a second, smoothed; 0 while nobody is seen."""

    def __init__(self) -> None:
        self._last: Pose | None = None
        self._bhps = 0.0

    def bhps(self, pose: Pose) -> float:
        last, self._last = self._last, pose if pose.tracked else None
        if self._last is None or last is None:
            self._bhps = 0.0
            return 0.0
        elapsed_s = max(pose.t_s - last.t_s, 1e-3)
        moved = pose.points[LIMBS, :2] - last.points[LIMBS, :2]
        now = float(np.median(np.hypot(*moved.T))) / body_height(pose.points[:, :2]) / elapsed_s
        self._bhps += min(1.0, elapsed_s / SETTLES_S) * (now - self._bhps)
        return self._bhps


class Film(Protocol):
    """What a path camera saw, picture after picture."""

    def __iter__(self) -> Iterator[Frame]: ...

    def close(self) -> None: ...


class FilmScout:
    """A path camera's film beside another film: looked at in line and by time, so that two replays see the same."""

    def __init__(self, film: Film, camera: PathCamera, open_eye: OpenEye, who: threat.Runner = threat.ADULT):
        self._film, self._frames = film, iter(film)
        self._starts_s, self._open_eye = camera.starts_s, open_eye
        self._judge, self._eye = Beside(camera, who), None
        self._next, self._looked_s = next(self._frames, None), -inf

    def look(self, frame: Frame, pose: Pose) -> PathView:
        """What is known of the path at this frame."""
        newest = self._newest(frame.t_s)
        if newest is not None and newest.t_s - self._looked_s >= LOOK_S - 1e-6:
            self._looked_s = newest.t_s
            self._eye = self._eye or self._open_eye(newest.size)
            report = self._eye.look(newest)
            self._judge.hear(replace(report, t_s=report.t_s + self._starts_s))
        return self._judge.view(pose, frame.t_s)

    def close(self) -> None:
        if self._eye is not None:
            self._eye.close()
        self._film.close()

    def _newest(self, t_s: float) -> Frame | None:
        """The film's last picture until then that was not seen yet."""
        newest = None
        while self._next is not None and self._next.t_s + self._starts_s <= t_s + 1e-6:
            newest, self._next = self._next, next(self._frames, None)
        return newest
