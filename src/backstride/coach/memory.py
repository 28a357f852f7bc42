"""What the coach remembers from frame to frame: the stretch of backward travel, the looks, who was seen, the path."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan

from ..types import NO_WISHES, Direction, Event, HeadCheck, Measures, Obstacle, PathView, Side, Site, Wishes
from .now import Now, PathDoubt

REP_ENDS_S = 1.0  # of standing or running forward
REP_LOST_S = 3.0  # of not knowing
SEEN_S = 1.0  # how long somebody must have been seen well before losing them is worth a word
SEEN_WELL = 0.5  # share of the last frames on which the points that matter were seen
SENIOR_STOP_TTC_S = 3.0  # a senior is stopped by what is this near in time, even where the path asks only for slowing
UNWATCHED_S = 2.0  # how long a runner is in view before an unwatched path is spoken of
LOST_S, BLIND_S = 0.5, 1.5  # a watched path out of sight
_STEP_MAX_S = 0.5


def in_sight(t_s: float, path: PathView) -> PathView:
    """The view as it may be believed now: one that is half a second old is not in sight any more, whatever it said."""
    if path.state in ("unknown", "off") or t_s - path.t_s <= LOST_S:
        return path
    return replace(path, state="unknown", why=f"not seen for {t_s - path.t_s:.1f} s", things=())


class Memory:
    """Makes one ``Now`` a frame. ``path_events`` are the path's news at the last frame."""

    def __init__(self, site: Site, speed_cap_mps: float, rails_wanted: bool, stop_ttc_s: float):
        self._site, self._set = site, (speed_cap_mps, rails_wanted, stop_ttc_s)
        self.hurt = False
        self.path_events: tuple[Event, ...] = ()
        self._t_s = nan
        self._present_s = 0.0  # in view, altogether
        self._seen_s = 0.0  # seen well, altogether
        self._last_seen_s = nan
        self._rep_from_s = nan
        self._backward_s = nan  # when travel was last known to be backward
        self._other_s = nan  # since when it is known to be something else
        self._last_look: Side = "unknown"
        self._same_looks = 0
        self._watched_s = nan  # when the path was last in sight
        self._watched_cap_mps = nan
        self._levels: dict[int, str] = {}
        self._path_was = ""

    def now(self, t_s: float, measures: Measures, path: PathView, wishes: Wishes = NO_WISHES) -> Now:
        """The frame as the rules see it. ``wishes`` are what a training asks for at this frame."""
        elapsed_s = t_s - self._t_s if t_s - self._t_s <= _STEP_MAX_S else 0.0
        self._t_s = t_s
        if measures.tracked:
            self._present_s += elapsed_s
            self._last_seen_s = t_s
            if measures.quality.visible_share >= SEEN_WELL:
                self._seen_s += elapsed_s
        self._follow_rep(t_s, measures.direction)
        for event in measures.events:
            if isinstance(event, HeadCheck):
                self._count_look(event.side)
        doubt = self._path_doubt(t_s, path)
        self.path_events = self._path_news(t_s, path)
        return Now(
            measures, path, doubt, t_s - self._last_seen_s if self._seen_s >= SEEN_S else nan, t_s - self._rep_from_s,
            self._same_looks, self.hurt, *self._wished(wishes), self._follow_cap(path),
            wishes.forward, wishes.end_planned, wishes.looks, self._site == "treadmill",
        )  # fmt: skip

    def _wished(self, wishes: Wishes) -> tuple[float, bool, float]:
        """The lower of two caps, rails where either wants them, and the longer time to react."""
        cap_mps, rails, stop_ttc_s = self._set
        caps = [cap for cap in (cap_mps, wishes.speed_cap_mps) if cap == cap]
        return min(caps, default=nan), rails or wishes.rails, SENIOR_STOP_TTC_S if wishes.senior else stop_ttc_s

    def _follow_rep(self, t_s: float, direction: Direction) -> None:
        """A stretch of backward travel ends by standing or turning, not by a moment of not knowing."""
        if direction == "backward":
            if self._rep_from_s != self._rep_from_s:
                self._rep_from_s = t_s
            self._backward_s, self._other_s = t_s, nan
            return
        if direction != "unknown" and self._other_s != self._other_s:
            self._other_s = t_s
        if t_s - self._other_s >= REP_ENDS_S or t_s - self._backward_s >= REP_LOST_S:
            self._rep_from_s = nan

    def _follow_cap(self, path: PathView) -> float:
        """What the watched range allowed at best in this stretch.

        The range gets shorter with every step toward the lane's end; a cap that went along would ask every runner to
        slow down at the end of every lane, where the path becomes unknown and is spoken of as that.
        """
        if self._rep_from_s != self._rep_from_s:
            self._watched_cap_mps = nan
        elif path.speed_mps == path.speed_mps and not path.speed_mps <= self._watched_cap_mps:
            self._watched_cap_mps = path.speed_mps
        return self._watched_cap_mps

    def _count_look(self, side: Side) -> None:
        same = side == self._last_look and side != "unknown"
        self._same_looks = self._same_looks + 1 if same else int(side != "unknown")
        self._last_look = side

    def _path_doubt(self, t_s: float, path: PathView) -> PathDoubt:
        if self._site == "treadmill":
            return "none"
        if path.state not in ("unknown", "off"):
            self._watched_s = path.t_s
            return "none"
        if self._watched_s != self._watched_s:
            return "unwatched" if self._present_s >= UNWATCHED_S else "none"
        lost_s = t_s - self._watched_s
        return "blind" if lost_s > BLIND_S else "lost" if lost_s > LOST_S else "none"

    def _path_news(self, t_s: float, path: PathView) -> tuple[Event, ...]:
        """Things that became a warning at this frame, and the moment from which the path is not seen."""
        if not path.things and not self._levels and path.state == self._path_was:
            return ()
        news: list[Event] = []
        was_watched = self._path_was in ("watching", "slow", "stop")
        if path.state == "unknown" != self._path_was and (self._site == "track" or was_watched):
            news.append(Obstacle(t_s, "unknown", "path", nan, nan, -1))
        for thing in path.things:
            if thing.level != "watching" and self._levels.get(thing.track) != thing.level:
                ttc_s = thing.ttc_s if thing.ttc_s < inf else nan
                news.append(Obstacle(t_s, thing.level, thing.label, thing.distance_m, ttc_s, thing.track))
        self._levels = {thing.track: thing.level for thing in path.things}
        self._path_was = path.state
        return tuple(news)
