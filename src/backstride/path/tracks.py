"""Sightings into things that stay themselves: ids, ground position, velocity, label; standing still is no reason to go.

Small on purpose: on one lane there are few things, far apart, and what matters is to be sure before anybody is warned.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field

import numpy as np

from ..core.boxes import held, overlap

OBSTACLE = "obstacle"
KEPT_S = 1.0  # window of the fit that gives place and velocity
GATE_M, GATE_MPS = 0.6, 4.0  # how far from where it was expected a thing may be seen, plus its growth with time
OVERLAP = 0.3  # of two boxes: enough to be one thing wherever its foot seems to be
HELD = 0.7  # of a thing's box within the detector's: what is seen of it beside the runner, and all of it
SURE_HITS, SURE_S = 3, 0.15  # sightings on their own ground before a thing is believed
STEADILY, LATELY = 0.6, 6  # of the last looks, at least as many as it needs to be sure
NAMED_HITS = 2  # a thing that the detector named so often is no trick of the light
RUNNER_HITS, RUNNER_MOVED_M, STEADY_M = 6, 0.5, 0.3  # beside the runner: it stays while the runner goes on
DOUBT_S, GONE_S, HIDDEN_S = 0.45, 1.0, 3.0  # unseen: doubtful things, believed ones, and those behind the runner
MOVES_M, MOVES_MPS = 0.25, 0.15  # below either a thing stands still
SURELY = 4.0  # standard errors of a speed that is one


@dataclass(frozen=True)
class Sighting:
    """One thing on one look."""

    along_m: float
    across_m: float
    half_width_m: float  # across the lane
    box: tuple[float, float, float, float]  # x0, y0, x1, y1 in image heights
    label: str = OBSTACLE
    score: float = 0.0  # of the label
    by_runner: bool = False
    cut: bool = False  # the picture's edge hides a part of it: where its middle is and how it moves is not known


@dataclass(eq=False)
class Track:
    """One thing over time."""

    number: int
    seen: deque[tuple[float, float, float]] = field(default_factory=deque)  # t_s, along, across
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    half_width_m: float = 0.0
    labels: Counter[str] = field(default_factory=Counter)
    hits: int = 0
    named: int = 0
    lately: deque[bool] = field(default_factory=lambda: deque(maxlen=LATELY))
    first_s: float = 0.0
    last_s: float = 0.0
    believed: bool = False
    beside_runner: bool = False
    runner_began_m: float = np.nan

    @property
    def label(self) -> str:
        return self.labels.most_common(1)[0][0] if self.labels else OBSTACLE

    def motion(self, t_s: float) -> tuple[float, float, float, float]:
        """Along, across and their speeds at ``t_s``; a thing that hardly moves stands where it was seen most."""
        times, along, across = np.array(self.seen).T
        out, aside = float(np.median(along)), float(np.median(across))
        if len(times) < 4 or times[-1] - times[0] < 0.3:
            return float(along[-1]), float(across[-1]), 0.0, 0.0
        middle = times.mean()
        v_along, v_across = _speed(times - middle, along), _speed(times - middle, across)
        if v_along == v_across == 0.0:
            return out, aside, 0.0, 0.0
        ahead = min(t_s - middle, times[-1] - middle + GONE_S)
        here = out if v_along == 0.0 else float(along.mean()) + v_along * ahead
        there = aside if v_across == 0.0 else float(across.mean()) + v_across * ahead
        return here, there, v_along, v_across


def _speed(times: np.ndarray, places: np.ndarray) -> float:
    """Metres a second where that is more than the wavering of a thing's outline, which may jump once; else 0."""
    spread = float(times @ times)
    speed = float(times @ places / spread)
    off = places - places.mean() - speed * times
    error = float(np.sqrt((off @ off) / len(off) * 2 / spread))  # neighbouring looks err alike
    real = abs(speed) > max(MOVES_MPS, SURELY * error) and abs(speed) * (times[-1] - times[0]) > MOVES_M
    return speed if real else 0.0


class Tracks:
    """All things near the lane, with one verb: ``look``."""

    def __init__(self) -> None:
        self._tracks: list[Track] = []
        self._next = 1

    @property
    def believed(self) -> tuple[Track, ...]:
        return tuple(track for track in self._tracks if track.believed)

    def look(self, sightings: list[Sighting], t_s: float, runner_m: float, hidden) -> None:
        """Takes in one look. ``hidden(box)`` tells whether the runner's body covers a box now."""
        for track in self._tracks:
            track.lately.append(False)
        changes = [one for one in sightings if one.score == 0]
        named = [one for one in sightings if one.score > 0]  # after the changes: they may be names of those
        for kind in (changes, named):
            for sighting, track in self._pairs(kind, t_s):
                track = track or self._new(t_s, runner_m)
                _see(track, sighting, t_s)
                track.believed = track.believed or _sure(track, sighting, runner_m)
        self._tracks = [track for track in self._tracks if t_s - track.last_s <= _patience_s(track, hidden)]

    def _pairs(self, sightings: list[Sighting], t_s: float) -> list[tuple[Sighting, Track | None]]:
        """Each sighting with its track, the likeliest pairs first, each track once."""
        offers = [
            (cost, i, track)
            for i, sighting in enumerate(sightings)
            for track in self._tracks
            if (cost := _unlikeness(track, sighting, t_s)) < 1.0
        ]
        taken: dict[int, Track] = {}
        for _, i, track in sorted(offers, key=lambda offer: (offer[0], offer[1], offer[2].number)):
            if i not in taken and track not in taken.values():
                taken[i] = track
        return [(sighting, taken.get(i)) for i, sighting in enumerate(sightings)]

    def _new(self, t_s: float, runner_m: float) -> Track:
        track = Track(self._next, first_s=t_s, runner_began_m=runner_m)
        track.lately.append(False)
        self._next += 1
        self._tracks.append(track)
        return track


def _unlikeness(track: Track, sighting: Sighting, t_s: float) -> float:
    """0 the same place, 1 and more another thing."""
    along, across, _, _ = track.motion(t_s)
    apart = np.hypot(sighting.along_m - along, sighting.across_m - across)
    gate = GATE_M + GATE_MPS * min(t_s - track.last_s, 0.3)
    by_place = apart / gate
    if sighting.by_runner and track.believed:
        return float(by_place)  # a piece of the runner that overlaps it must not lead it away
    one = overlap(track.box, sighting.box) > OVERLAP
    one |= sighting.score > 0 and track.believed and held(track.box, sighting.box) > HELD
    return float(min(by_place, 0.9 if one else np.inf))


def _see(track: Track, sighting: Sighting, t_s: float) -> None:
    if sighting.score > 0:
        track.labels[sighting.label] += sighting.score
        track.named += 1
    if track.last_s == t_s and track.hits:
        return  # the change told the place already, and more exactly than the detector's box
    if sighting.cut:
        track.seen.clear()
    track.seen.append((t_s, sighting.along_m, sighting.across_m))
    while track.seen[0][0] < t_s - KEPT_S:
        track.seen.popleft()
    share = 1.0 if track.hits == 0 else 0.3
    track.half_width_m += share * (sighting.half_width_m - track.half_width_m)
    track.box = sighting.box
    track.hits += 1
    track.lately[-1] = True
    track.last_s = t_s
    track.beside_runner = sighting.by_runner


def _sure(track: Track, sighting: Sighting, runner_m: float) -> bool:
    if track.named >= NAMED_HITS and not sighting.by_runner:
        return True
    if sum(track.lately) < STEADILY * len(track.lately):
        return False
    if not sighting.by_runner:
        return track.hits >= SURE_HITS and track.last_s - track.first_s >= SURE_S
    steady = np.ptp([along for _, along, _ in track.seen]) < STEADY_M
    return bool(track.hits >= RUNNER_HITS and steady and abs(runner_m - track.runner_began_m) > RUNNER_MOVED_M)


def _patience_s(track: Track, hidden) -> float:
    if not track.believed:
        return DOUBT_S
    return HIDDEN_S if hidden(track.box) else GONE_S
