"""Which of the bodies in view is the runner, and whether the body followed is still the same one.

Knows bodies, their places and the time; no pictures. Lengths are in image heights, those that end in ``_bh`` in heights
of the body in question.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, isnan, nan

import numpy as np

from ..core import skeleton
from ..core.geometry import homography, on_ground
from ..types import Setup

FRAME_POINTS = [*skeleton.SHOULDERS, *skeleton.HIPS, *skeleton.KNEES, *skeleton.ANKLES, skeleton.NOSE]
TRUNK = [skeleton.NOSE, *skeleton.SHOULDERS, *skeleton.HIPS]
LIMBS = [*skeleton.KNEES, *skeleton.ANKLES, *skeleton.WRISTS, *skeleton.HIPS]
FEET = [*skeleton.ANKLES, *skeleton.HEELS, *skeleton.TOES]

MOVES_BHPS = 0.15  # rendered runners: 0.2 from the front, 0.6 from the side; someone standing: 0.03 to 0.12
TRAVELS_BHPS = 0.3  # hips along the picture: half a metre a second, less than any walk; arms and squats do not count
CLEARLY = 2.0  # times the least movement: beyond doubt, and more counts no more
LOOKS = 3  # so often a body must have been seen for its speed to count, and not to be taken for a phantom
WATCH_S = 0.35  # how long several people are watched before the largest in the middle is taken
WATCH_LASTS_S = 1.0  # one not seen for that long is watched no more
SETTLED_S = 0.5  # one who has moved that long is the runner; until then someone else may still prove to be
FRESH_AFTER_S = 2.0  # after that long a lost runner may come back anywhere
BACK_BH, BACK_BHPS = 0.5, 1.0  # how far from the expected place a lost runner may come back, growing with time
LEAP_BH, LEAP_BHPS = 0.2, 5.0  # how far the hips get from one frame to the next, their speed unknown: a sprinter's
SLIP_BH, SLIP_BHPS = 0.075, 0.3  # how far the trunk gets from where it was heading
"""Runners: up to 0.06 at 30 frames a second, 0.05 at 10. Where a runner passes close by somebody the points slip
over to that one and, with luck, back: 0.10 to 0.13 on the first such frame."""
SIZE_RATIO = 1.6  # how much a body seems to grow or shrink from one frame to the next: arms and legs spread and fold
LANE_MARGIN_M = 0.4
FOOT_ABOVE_GROUND_BH = (0.0, 0.05)  # how high a runner's lower foot may hang above the ground in flight


STANDING = np.zeros(2)


@dataclass(frozen=True, eq=False)
class Body:
    """One body that the pose model saw on a picture: points (33, 3) in image heights."""

    points: np.ndarray
    visibility: np.ndarray

    @property
    def middle(self) -> np.ndarray:
        """Between the hips."""
        return self.points[list(skeleton.HIPS), :2].mean(0)

    @property
    def size(self) -> float:
        """About the body's height, whichever way it lies: the diagonal of head, trunk and legs."""
        extent = np.ptp(self.points[FRAME_POINTS, :2], axis=0)
        return max(float(np.hypot(*extent)), 1e-6)


@dataclass
class _Seen:
    """A body over the last few looks."""

    body: Body
    first_s: float
    last_s: float
    looks: int = 1
    limbs_bhps: float = nan
    travel_bhps: float = nan

    def see(self, body: Body, t_s: float, share: float) -> None:
        """Takes the body in and moves the speeds by ``share`` toward what it did since the last look."""
        elapsed_s = t_s - self.last_s
        self.limbs_bhps = _toward(self.limbs_bhps, _limbs_bhps(self.body, body, elapsed_s), share)
        self.travel_bhps = _toward(self.travel_bhps, _travel_bhps(self.body, body, elapsed_s), share)
        self.body, self.last_s, self.looks = body, t_s, self.looks + 1


class RunnerChoice:
    """Chooses the runner and tells when the body followed is no longer that one."""

    def __init__(self, setup: Setup):
        self._place = _place(setup)
        self._travels = setup.site == "track" and setup.view == "side"
        self._watched: list[_Seen] = []
        self._runner: _Seen | None = None
        self._velocity = STANDING  # image heights a second, of the one followed
        self._moved_s = 0.0
        self._has_run = False

    @property
    def settled(self) -> bool:
        """The one followed was seen to move: nobody else can be the runner now."""
        return self._moved_s >= SETTLED_S

    @property
    def watched(self) -> list[Body]:
        """Those seen of late, where they were seen last."""
        return [seen.body for seen in self._watched]

    def choose(self, bodies: list[Body], t_s: float, aspect: float) -> Body | None:
        """The runner among the bodies found on a picture, or None while it is not known which one it is."""
        self._watch(bodies, t_s)
        seen = [w for w in self._watched if w.last_s == t_s]
        if self._runner is not None and t_s - self._runner.last_s < FRESH_AFTER_S:
            seen = [w for w in seen if self._may_be_back(w, t_s)]
            return min(seen, key=lambda w: self._leap_bh(w.body, t_s)).body if seen else None
        seen = [w for w in seen if self._place.holds(w.body)]
        if self._has_run:
            seen = [w for w in seen if w.limbs_bhps >= MOVES_BHPS]
        return self._best(seen, t_s, aspect)

    def doubt(self, body: Body) -> None:
        """The body chosen could not be followed: it has to be seen anew before it is chosen again."""
        for seen in self._watched:
            if seen.body is body:
                seen.looks = 0

    def follow(self, body: Body, t_s: float) -> None:
        """From now on this body is the runner's."""
        came_back = self._runner is not None and t_s - self._runner.last_s < FRESH_AFTER_S
        self._watched = []
        if not came_back:
            self._moved_s, self._velocity = 0.0, STANDING
        self._runner = _Seen(body, t_s, t_s, looks=LOOKS if came_back else 1)

    def is_still(self, body: Body, t_s: float) -> bool:
        """Whether the body followed is the runner's as before: a leap, slip or other size tells of somebody else."""
        last = self._runner
        elapsed_s = max(t_s - last.last_s, 1e-3)
        if not _similar(body, last.body, SIZE_RATIO) or not self._is_where_expected(body, t_s, elapsed_s):
            return False
        velocity = (body.middle - last.body.middle) / elapsed_s
        self._velocity = self._velocity + (1.0 if last.looks == 1 else 0.3) * (velocity - self._velocity)
        last.see(body, t_s, 0.2)
        if self._activity(last) >= 1:
            self._moved_s += min(elapsed_s, 0.2)
        self._has_run = self._has_run or self.settled
        return True

    def rival(self, bodies: list[Body], t_s: float) -> Body | None:
        """Someone else who moves while the one followed stands still: the runner after all."""
        others = [b for b in bodies if _apart_bh(b, self._runner.body) > 0.4 and self._place.holds(b)]
        self._watch(others, t_s)
        if self._activity(self._runner) >= 1:
            return None
        moving = [w for w in self._watched if w.last_s == t_s and w.looks >= LOOKS and self._activity(w) >= CLEARLY]
        return max(moving, key=self._activity).body if moving else None

    def forget(self) -> None:
        """The one followed was not the runner."""
        self._runner, self._moved_s = None, 0.0

    def _best(self, seen: list[_Seen], t_s: float, aspect: float) -> Body | None:
        if not seen:
            return None
        if len(seen) == 1 and self._place.known:
            return seen[0].body
        known = [w for w in seen if w.looks >= LOOKS]
        if len(seen) == len(known) == 1 and known[0].limbs_bhps >= MOVES_BHPS:
            return known[0].body
        movers = [w for w in known if self._activity(w) >= 1]
        if movers:
            return max(movers, key=lambda w: _prominence(w.body, aspect) * min(self._activity(w), CLEARLY)).body
        if t_s - min(w.first_s for w in seen) < WATCH_S:
            return None
        return max(seen, key=lambda w: _prominence(w.body, aspect)).body

    def _activity(self, seen: _Seen) -> float:
        """How much a body does what a runner does: on a track seen from the side pass by, else move the limbs.

        From 1 on it counts; 0 while nothing is known yet.
        """
        share = abs(seen.travel_bhps) / TRAVELS_BHPS if self._travels else seen.limbs_bhps / MOVES_BHPS
        return 0.0 if isnan(share) else share

    def _watch(self, bodies: list[Body], t_s: float) -> None:
        """Matches the bodies to those watched so far, nearest first, and notes how fast each moves."""
        self._watched = [w for w in self._watched if t_s - w.last_s < WATCH_LASTS_S]
        for body in bodies:
            near = [w for w in self._watched if _similar(body, w.body, SIZE_RATIO)]
            near = [w for w in near if _apart_bh(body, w.body) < 0.3 + 2.0 * (t_s - w.last_s)]
            if not near:
                self._watched.append(_Seen(body, t_s, t_s))
                continue
            old = min(near, key=lambda w: _apart_bh(body, w.body))
            if old.last_s == t_s:  # seen twice on one picture
                continue
            old.see(body, t_s, 0.4)

    def _may_be_back(self, seen: _Seen, t_s: float) -> bool:
        """About as large, where the runner was lost; or where the runner was heading, and not just standing there."""
        if not _similar(seen.body, self._runner.body, SIZE_RATIO):
            return False
        if _apart_bh(seen.body, self._runner.body) < BACK_BH:
            return True
        lost_s = t_s - self._runner.last_s
        return self._leap_bh(seen.body, t_s) < BACK_BH + BACK_BHPS * lost_s and seen.limbs_bhps >= MOVES_BHPS

    def _is_where_expected(self, body: Body, t_s: float, elapsed_s: float) -> bool:
        last = self._runner
        if last.looks == 1:  # nothing is known yet of where the runner is heading
            return self._leap_bh(body, t_s) <= LEAP_BH + LEAP_BHPS * elapsed_s
        ahead = last.body.points[TRUNK, :2] + self._velocity * elapsed_s
        slip = float(np.median(np.hypot(*(body.points[TRUNK, :2] - ahead).T))) / last.body.size
        return slip <= SLIP_BH + SLIP_BHPS * elapsed_s

    def _leap_bh(self, body: Body, t_s: float) -> float:
        """How far the body is from where the runner was, or was heading, whichever is nearer."""
        last = self._runner
        ahead = last.body.middle + self._velocity * (t_s - last.last_s)
        return min(_distance(body.middle, ahead), _distance(body.middle, last.body.middle)) / last.body.size


def _limbs_bhps(before: Body, after: Body, elapsed_s: float) -> float:
    """How fast the limbs move: the median over knees, ankles, wrists and hips."""
    moved = after.points[LIMBS, :2] - before.points[LIMBS, :2]
    return float(np.median(np.hypot(*moved.T))) / after.size / max(elapsed_s, 1e-3)


def _travel_bhps(before: Body, after: Body, elapsed_s: float) -> float:
    """How fast the hips go along the picture; leftward is negative, so that swaying to and fro cancels out."""
    return float(after.middle[0] - before.middle[0]) / after.size / max(elapsed_s, 1e-3)


def _toward(old: float, new: float, share: float) -> float:
    return new if isnan(old) else old + share * (new - old)


def _prominence(body: Body, aspect: float) -> float:
    """Larger is more, and nearer to the middle of the picture."""
    off_middle = abs(float(body.middle[0]) / aspect - 0.5) * 2
    return body.size * (1 - 0.5 * min(off_middle, 1.0))


def _apart_bh(a: Body, b: Body) -> float:
    return _distance(a.middle, b.middle) / max(a.size, b.size)


def _similar(a: Body, b: Body, ratio: float) -> bool:
    return 1 / ratio < a.size / b.size < ratio


def _distance(a: np.ndarray, b: np.ndarray) -> float:
    return hypot(float(a[0] - b[0]), float(a[1] - b[1]))


# ---- where a runner can be


class _Anywhere:
    known = False

    def holds(self, body: Body) -> bool:
        return True


class _InLane:
    """On the calibrated lane, however far along it."""

    known = True

    def __init__(self, lane):
        height = lane.image_size[1]
        image = tuple((x / height, y / height) for x, y in lane.image_px)
        self._to_ground = homography(image, lane.ground_m)
        # across the lane: at right angles to the way of travel, from the lane's middle
        self._across = np.array((-lane.travel[1], lane.travel[0]))
        self._middle = float(np.mean(np.array(lane.ground_m) @ self._across))
        self._reach_m = lane.width_m / 2 + LANE_MARGIN_M

    def holds(self, body: Body) -> bool:
        x, low = body.middle[0], body.points[FEET, 1].max()
        grounds = [on_ground(self._to_ground, (float(x), float(low + up * body.size))) for up in FOOT_ABOVE_GROUND_BH]
        return any(abs(float(np.dot(point, self._across)) - self._middle) <= self._reach_m for point in grounds)


class _OnBelt:
    """Above the calibrated belt, or just off its ends."""

    known = True

    def __init__(self, belt):
        height = belt.image_size[1]
        (x0, y0), (x1, y1) = belt.belt_px
        self._ends = sorted(((x0 / height, y0 / height), (x1 / height, y1 / height)))

    def holds(self, body: Body) -> bool:
        (x0, y0), (x1, y1) = self._ends
        share = (float(body.middle[0]) - x0) / max(x1 - x0, 1e-6)
        belt_y = y0 + min(max(share, 0.0), 1.0) * (y1 - y0)
        off_belt_bh = abs(float(body.points[FEET, 1].max()) - belt_y) / body.size
        return -0.3 <= share <= 1.3 and off_belt_bh < 0.25


def _place(setup: Setup):
    if setup.belt is not None:
        return _OnBelt(setup.belt)
    return _InLane(setup.lane) if setup.lane is not None else _Anywhere()
