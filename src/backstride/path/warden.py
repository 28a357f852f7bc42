"""The one who judges: the newest report and the runner's own way give what the runner is told of the path.

Works at every frame, with looks or without: between two looks things go on as they went.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, isfinite, nan

import numpy as np

from ..types import Found, Motion, PathView, Pose, Report, Thing, View
from . import threat
from .body import sole
from .lane import Lane
from .plot import working_size
from .ways import Ways
from .whereabouts import Place, Whereabouts

LATE_S = 0.5  # an older look says nothing about now
HELD_S = 0.4  # a level stays this long after it was last deserved
BESIDE_M = 3.0  # farther from the corridor's middle nobody needs to know
BEHIND_M, PAST_M = 0.3, 0.3  # things that far past the runner, or past the range's end, are left out
LEAD_S = 0.2  # between two looks, and until a thing is believed: added to the stop model's times
SURE_S, PLACE_M = 0.3, 0.15  # seconds to contact are told where they err by less; what a distance errs by at best
UNSURE_PX, UNSURE_M = 1.5, 0.5  # of the picture looked at, by which a foot is seen too high; and so much at most
RANK = {"watching": 0, "slow": 1, "stop": 2}


@dataclass(frozen=True)
class Held:
    """A level that was deserved until ``t_s``."""

    level: threat.Level
    t_s: float


class Warden:
    """Follows the runner along the lane and says what is in the way."""

    def __init__(self, lane: Lane, view: View, who: threat.Runner = threat.ADULT):
        self._lane, self._who = lane, who
        self._whereabouts = Whereabouts(lane, view)
        self._px = lane.image_size[1] / working_size(lane.image_size)[1]
        self._held: dict[int, Held] = {}
        self._ways = Ways()

    def follow(self, pose: Pose, t_s: float) -> Place | None:
        """Where the runner is at this frame; once a frame, before ``view``."""
        return self.follow_sole(sole(pose) if pose.tracked else None, t_s)

    def follow_sole(self, at: np.ndarray | None, t_s: float) -> Place | None:
        """The same, told where the runner's sole is on the picture, in image heights; None where it is not seen."""
        return self._whereabouts.step(None if at is None else at * self._lane.image_size[1], t_s)

    def view(self, report: Report | None, place: Place | None, t_s: float) -> PathView:
        """What the path is like at ``t_s``."""
        why = self._doubt(report, place, t_s)
        if why:
            return PathView(t_s if report is None else report.t_s, "unknown", why, report=report)
        self._forget({found.track for found in report.found})
        things = [self._thing(found, place, report.t_s) for found in report.found]
        things = sorted((one for one in things if one is not None), key=lambda one: (one.distance_m, one.track))
        state = max((one.level for one in things), key=RANK.get, default="watching")
        range_m = max(self._lane.range_m - max(place.along_m, 0.0), 0.0)
        return PathView(report.t_s, state, "", tuple(things), range_m,
                        threat.watched_speed_mps(range_m, self._who), report)  # fmt: skip

    def _doubt(self, report: Report | None, place: Place | None, t_s: float) -> str:
        if report is None:
            return "the path was not looked at yet"
        if t_s - report.t_s > LATE_S:
            return "the last look is too old"
        if report.why:
            return report.why
        if place is None:
            return "the runner is not seen on the lane"
        if place.along_m > self._lane.range_m + PAST_M:
            return "the watched part of the lane ends here"
        return "" if isfinite(place.along_mps) else "the runner's speed is not known yet"

    def _thing(self, found: Found, place: Place, seen_s: float) -> Thing | None:
        """A found thing as the runner meets it; None where it is behind, too far along or too far beside."""
        on = (place.t_s - seen_s) if place.t_s > seen_s else 0.0
        motion = Motion(found.motion.along_m + found.motion.along_mps * on,
                        found.motion.across_m + found.motion.across_mps * on,
                        found.motion.along_mps, found.motion.across_mps, found.motion.half_width_m)  # fmt: skip
        distance_m = motion.along_m - place.along_m
        if distance_m < -BEHIND_M or motion.along_m > self._lane.range_m + PAST_M or abs(motion.across_m) > BESIDE_M:
            return None
        half = self._lane.width_m / 2
        closing = threat.closing_mps(place.along_mps, motion)
        in_way = threat.in_corridor(motion, half) or threat.crosses(motion, distance_m, closing, half)
        unsure_m = self._unsure_m(motion)
        near_m = distance_m - LEAD_S * max(closing, 0.0) - unsure_m
        deserved = threat.level(max(near_m, 1e-3), closing, self._who) if distance_m > 0 and in_way else "watching"
        level = self._held_level(found.track, deserved, place.t_s)
        error_mps = hypot(place.error_mps, self._ways.error_mps(found, seen_s))
        return Thing(found.track, found.label, distance_m, motion.across_m, closing,
                     _sure_seconds(distance_m, closing, error_mps, unsure_m), level, found.box, in_way)  # fmt: skip

    def _unsure_m(self, motion: Motion) -> float:
        """How much nearer a thing may stand than it seems to: seen from low and far, a metre is few pixels."""
        here = np.array([(motion.along_m, motion.across_m), (motion.along_m + 0.5, motion.across_m)])
        px_per_m = float(np.linalg.norm(np.diff(self._lane.pixels(here), axis=0))) / 0.5
        return min(UNSURE_PX * self._px / max(px_per_m, 1e-6), UNSURE_M)

    def _forget(self, there: set[int]) -> None:
        """Whatever is not reported any more is gone: its number comes never again."""
        self._ways.forget(there)
        for track in self._held.keys() - there:
            del self._held[track]

    def _held_level(self, track: int, deserved: threat.Level, t_s: float) -> threat.Level:
        """A level goes up at once and comes down only after a while: it must not chatter with the gait."""
        held = self._held.get(track)
        if held is not None and RANK[held.level] > RANK[deserved] and t_s - held.t_s < HELD_S:
            return held.level
        self._held[track] = Held(deserved, t_s)
        return deserved


def _sure_seconds(distance_m: float, closing: float, error_mps: float, unsure_m: float) -> float:
    """Seconds to contact; NaN where nobody closes in, or where speeds and distance are known too badly to tell."""
    seconds = threat.ttc_s(distance_m, closing)
    return seconds if hypot(seconds * error_mps, PLACE_M, unsure_m) < SURE_S * closing else nan
