"""The one who judges who is about a treadmill: newcomers near the belt are told of, those who stay only now and then.

In a clinic somebody often stands by the belt for the whole session: said once, then at a slow repeat.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, inf, nan

from ..types import Found, PathView, Pose, Report, Thing
from .visitors import SPOTTER
from .warden import LATE_S

NEAR_M, RELEASE_M = 3.0, 0.3  # from the belt's nearest point (R21)
NEWS_S = 5.0  # so long a newcomer is news
NEARER_M = 0.75  # who comes so much nearer is news again
REPEAT_S = 60.0  # and who stays so long
LOST_S, LOST_M = 8.0, 1.0  # who is found again so soon and so near to where one was lost sight of is no newcomer


@dataclass
class Company:
    """One who is near the belt."""

    news_s: float = -inf  # since when they are (again) news
    told_m: float = inf  # how near they were then
    last_s: float = -inf  # when they were last near, and where
    at: tuple[float, float] = (inf, inf)

    def meet(self, found: Found, t_s: float) -> None:
        away_m = _away_m(found)
        if away_m < self.told_m - NEARER_M or t_s - self.news_s >= REPEAT_S:
            self.news_s, self.told_m = t_s, away_m
        self.last_s, self.at = t_s, (found.motion.along_m, found.motion.across_m)


class RoomWarden:
    """Says who is near the belt, and who of them is news."""

    def __init__(self) -> None:
        self._near: dict[int, Company] = {}
        self._judged_s = -inf

    def follow(self, pose: Pose, t_s: float) -> None:
        """Where the runner is does not matter: the looks tell how far others are from the belt."""

    def view(self, report: Report | None, place: None, t_s: float) -> PathView:
        """What is known at ``t_s`` of who is near."""
        if why := _doubt(report, t_s):
            return PathView(t_s if report is None else report.t_s, "unknown", why, report=report)
        if report.t_s > self._judged_s:
            self._judge(report)
        things = tuple(sorted((self._thing(found, report.t_s) for found in report.found), key=_nearest_first))
        state = "slow" if any(thing.level == "slow" for thing in things) else "watching"
        return PathView(report.t_s, state, "", things, report=report)

    def _judge(self, report: Report) -> None:
        self._judged_s = t_s = report.t_s
        near = {track: one for track, one in self._near.items() if t_s - one.last_s <= LOST_S}
        for found in report.found:
            known = near.pop(found.track, None)
            if found.label != SPOTTER and _away_m(found) <= NEAR_M + (RELEASE_M if known else 0.0):
                one = near[found.track] = known or _lost(near, report, found) or Company()
                one.meet(found, t_s)
        self._near = near

    def _thing(self, found: Found, t_s: float) -> Thing:
        one, motion, away_m = self._near.get(found.track), found.motion, _away_m(found)
        near = one is not None and one.last_s == t_s
        level = "slow" if near and t_s - one.news_s < NEWS_S else "watching"
        apart = max(away_m, 1e-6)
        closing = -(motion.along_m * motion.along_mps + motion.across_m * motion.across_mps) / apart
        return Thing(found.track, found.label, away_m, nan, closing, nan, level, found.box, near)


def _doubt(report: Report | None, t_s: float) -> str:
    if report is None:
        return "nobody looked about the belt yet"
    if t_s - report.t_s > LATE_S:
        return "the last look is too old"
    return report.why


def _lost(near: dict[int, Company], report: Report, found: Found) -> Company | None:
    """One of whom sight was lost a moment ago, about where this one is found now."""
    there = {one.track for one in report.found}
    for track, one in near.items():
        if track not in there and hypot(found.motion.along_m - one.at[0], found.motion.across_m - one.at[1]) < LOST_M:
            return near.pop(track)
    return None


def _away_m(found: Found) -> float:
    return hypot(found.motion.along_m, found.motion.across_m)


def _nearest_first(thing: Thing) -> tuple[float, int]:
    return thing.distance_m, thing.track
