"""Sightings into things that stay themselves: ids, ground position, velocity, label; standing still is no reason to go.

Small on purpose: on one lane there are few things, far apart, and what matters is to be sure before anybody is warned.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol

import numpy as np

from ..core.boxes import Box, area, held, overlap
from .spots import FEWEST, GONE_S, KEPT_S, Spot, lately, motion
from .whole import PIECE, Whole, belongs, drawn_anew, reaches_below, tells_place

OBSTACLE, PERSON = "obstacle", "person"
GATE_M, GATE_MPS = 0.6, 4.0  # how far from where it was expected a thing may be seen, plus its growth with time
OVERLAP = 0.3  # of two boxes: enough to be one thing wherever its foot seems to be
HELD = 0.7  # of a thing's box within the detector's: what is seen of it beside the runner, and all of it
SURE_HITS, SURE_S = 3, 0.15  # sightings on their own ground before a thing is believed
STEADILY, LATELY = 0.6, 6  # of the last looks, at least as many as it needs to be sure
NAMED_HITS = 2  # a thing that the detector named so often is no trick of the light
NAMED_BY_BODY, SURELY_NAMED = 3, 0.4  # and somebody beside the runner's body, named so surely, no second name of it
# Beside the runner: it stays while the runner goes on. A hand or a shirt would go farther than its wearer, as far as
# the ground that it hides.
RUNNER_HITS, RUNNER_MOVED_M, STEADY_M = 6, 0.5, 0.3
MOVING_HITS, SMOOTH_M = 10, 0.1  # beside the runner: it goes its own way, evenly
SHADOW_M = 1.0  # what goes along so near the runner, seen nowhere else before, is the runner's shadow
DOUBT_S, BEHIND_S = 0.45, 8.0  # unseen: doubtful things, and those behind the runner at most
SAME_M = 0.3  # two of a kind that are so near are one
ANSWER_OFF_S = 0.05  # what an answer of the detector may come later than usual


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
    by_other: bool = False  # it adjoins somebody who was named, and may belong to the body
    stands: bool = False  # whatever it was named before, it is known to be seen down to where it stands
    shown_s: float | None = None  # when the detector was shown what it named; a detector beside may answer later

    @property
    def by_body(self) -> bool:
        return self.by_runner or self.by_other


class Scene(Protocol):
    """What a picture tells of boxes on it, in image heights."""

    def hidden(self, box: Box) -> bool:
        """Whether the runner's body covers it."""

    def standing(self, box: Box, label: str) -> Sighting | None:
        """What has such a box, on the ground; None where there is none."""

    def moved(self, box: Box, along_m: float, across_m: float) -> Box:
        """The box of what stands there instead."""

    def px_per_m(self, along_m: float) -> float:
        """How large a metre is there."""


class Covered(NamedTuple):
    """A place where something may stand that the runner's body covers."""

    along_m: float
    across_m: float
    box: Box


@dataclass(eq=False)
class Track:
    """One thing over time."""

    number: int
    seen: deque[Spot] = field(default_factory=deque)
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    half_width_m: float = 0.0
    labels: Counter[str] = field(default_factory=Counter)
    hits: int = 0
    alone: int = 0  # of the hits: adjoining nobody who was named
    named: int = 0
    named_s: float = -np.inf
    lately: deque[bool] = field(default_factory=lambda: deque(maxlen=LATELY))
    first_s: float = 0.0
    last_s: float = 0.0
    believed: bool = False
    runner_began_m: float = np.nan  # where both were when it was first seen
    began_m: float = np.nan
    began_by_runner: bool = False
    whole: Whole | None = None
    covered: list[Covered] = field(default_factory=list)  # where it may be since it went behind the runner
    covered_s: float = -np.inf
    stood: Covered | None = None  # it did not come out again: about there
    tall: float = 0.0  # as the detector drew it with its feet in sight, or at its tallest; in image heights

    @property
    def label(self) -> str:
        return self.labels.most_common(1)[0][0] if self.labels else OBSTACLE

    def motion(self, t_s: float) -> tuple[float, float, float, float]:
        """Along, across and their speeds at ``t_s``; a thing that hardly moves stands where it was seen most."""
        if self.stood is not None:
            return self.stood.along_m, self.stood.across_m, 0.0, 0.0
        return motion(self.seen, t_s)


class Tracks:
    """All things near the lane, with one verb: ``look``."""

    def __init__(self) -> None:
        self._tracks: list[Track] = []
        self._next = 1

    @property
    def believed(self) -> tuple[Track, ...]:
        return tuple(track for track in self._tracks if track.believed)

    def look(self, sightings: list[Sighting], t_s: float, runner_m: float, scene: Scene,
             answers_s: float = 0.0) -> None:  # fmt: skip
        """Takes in one look; ``answers_s`` is how long the detector's answers lie apart."""
        for track in self._tracks:
            track.lately.append(False)
        changes = [one for one in sightings if one.score == 0]
        named = [one for one in sightings if one.score > 0]  # after the changes: they may be names of those
        for kind in (self._without_pieces(changes, t_s, runner_m, scene), named):
            for sighting, track in self._pairs(kind, t_s):
                whole = sighting if track is None else _as_tall_as_before(sighting, track, scene)
                _see(track or self._new(t_s, runner_m), whole, t_s, runner_m, scene)
        for track in self._tracks:
            _hide(track, t_s, scene)
        patient = [track for track in self._tracks if t_s - track.last_s <= _patience_s(track)
                   or t_s - track.named_s <= _naming_s(track, answers_s)]  # fmt: skip
        self._tracks = [track for track in patient if not any(
            _is_again(track, other, t_s) or _stood_there(track, other, t_s) for other in patient)]  # fmt: skip

    def _without_pieces(self, changes: list[Sighting], t_s: float, runner_m: float,
                        scene: Scene) -> list[Sighting]:  # fmt: skip
        """Gives the changes that belong to a named thing to its track; the rest, and what may be more than a piece."""
        rest = []
        for change in sorted(changes, key=lambda one: -area(one.box)):
            track = self._whole_of(change, t_s)
            if track is None:
                rest.append(change)
                continue
            whole = track.whole.at(t_s)
            told = change.stands or tells_place(change.box, whole)
            _see(track, _on_its_feet(change, track, whole, scene) if told else change, t_s, runner_m, scene, told)
            if not told:
                top = whole[3] if reaches_below(change.box, whole) else change.box[1]
                rest.append(replace(change, box=(change.box[0], top, *change.box[2:]), by_other=True))
        return rest

    def _whole_of(self, change: Sighting, t_s: float) -> Track | None:
        """The named thing that a change belongs to."""
        known = [track for track in self._tracks if track.whole is not None and track.whole.knows(t_s)]
        known = [track for track in known if belongs(change.box, track.whole.at(t_s))]
        return max(known, key=lambda track: overlap(change.box, track.whole.at(t_s)), default=None)

    def _pairs(self, sightings: list[Sighting], t_s: float) -> list[tuple[Sighting, Track | None]]:
        """Each sighting with its track, the likeliest pairs first, each track once."""
        expected = {track.number: track.motion(t_s)[:2] for track in self._tracks}
        offers = [
            (cost, i, track)
            for i, sighting in enumerate(sightings)
            for track in self._tracks
            if not (sighting.score == 0 and track.last_s == t_s and track.hits)
            if (cost := _unlikeness(track, sighting, expected[track.number], t_s)) < 1.0
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


def _unlikeness(track: Track, sighting: Sighting, expected: tuple[float, float], t_s: float) -> float:
    """0 the same place, 1 and more another thing."""
    along, across = expected
    apart = np.hypot(sighting.along_m - along, sighting.across_m - across)
    gate = GATE_M + GATE_MPS * min(t_s - track.last_s, 0.3)
    by_place = apart / gate
    if sighting.score > 0 and track.whole is not None and track.whole.knows(t_s):
        known = overlap(track.whole.at(t_s), sighting.box)
        if known > OVERLAP:
            return -known  # before any that is only near
    if sighting.by_body and track.believed:
        return float(by_place)  # a piece of the runner that overlaps it must not lead it away
    one = overlap(track.box, sighting.box) > OVERLAP
    one |= sighting.score > 0 and track.believed and held(track.box, sighting.box) > HELD
    return float(min(by_place, 0.9 if one else np.inf))


def _on_its_feet(change: Sighting, track: Track, whole: Box, scene: Scene) -> Sighting:
    """A change down to where its whole stands: shoes of the ground's own colour are seen by the detector alone."""
    if track.label != PERSON or change.box[3] >= whole[3]:
        return change
    on_feet = scene.standing((*change.box[:3], whole[3]), track.label)
    return change if on_feet is None else replace(change, along_m=on_feet.along_m, across_m=on_feet.across_m)


def _as_tall_as_before(named: Sighting, track: Track, scene: Scene) -> Sighting:
    """Somebody whose feet the runner hides stands where they would be: the box ends where the runner begins."""
    x0, y0, x1, y1 = named.box
    if named.label != PERSON or not named.by_runner or y0 + track.tall <= y1:
        return named
    whole = scene.standing((x0, y0, x1, y0 + track.tall), PERSON)
    return named if whole is None else replace(whole, score=named.score, by_runner=True, shown_s=named.shown_s)


def _see(track: Track, sighting: Sighting, t_s: float, runner_m: float, scene: Scene, told: bool = True) -> None:
    """Takes in a sighting; ``told`` is whether it tells where the thing stands."""
    seen_now = track.hits > 0 and track.last_s == t_s
    if sighting.score > 0:
        _name(track, sighting, t_s)
    if told and not (track.seen and track.seen[-1].t_s >= _shown_s(sighting, t_s)):
        _place(track, sighting, _shown_s(sighting, t_s))
    if not seen_now:  # a change told how wide it is, and more exactly than the detector's box
        share = 1.0 if track.hits == 0 else 0.3 if told else 0.0
        track.half_width_m += share * (sighting.half_width_m - track.half_width_m)
        track.box = sighting.box
        track.hits += 1
        track.alone += not sighting.by_other
        track.lately[-1] = True
        track.last_s = t_s
    track.believed = track.believed or _sure(track, sighting, runner_m, scene)


def _name(track: Track, sighting: Sighting, t_s: float) -> None:
    track.labels[sighting.label] += sighting.score
    track.named += 1
    track.whole, track.named_s = drawn_anew(track.whole, sighting.box, _shown_s(sighting, t_s)), t_s
    tall = sighting.box[3] - sighting.box[1]
    track.tall = max(track.tall, tall) if sighting.by_runner else tall


def _shown_s(sighting: Sighting, t_s: float) -> float:
    return t_s if sighting.shown_s is None else sighting.shown_s


def _place(track: Track, sighting: Sighting, t_s: float) -> None:
    if sighting.cut:
        track.seen.clear()
    if not track.hits:
        track.began_m, track.began_by_runner = sighting.along_m, sighting.by_runner
    track.seen.append(Spot(t_s, sighting.along_m, sighting.across_m, sighting.half_width_m,
                           not sighting.by_body))  # fmt: skip
    while track.seen[0].t_s < t_s - KEPT_S:
        track.seen.popleft()


def _is_smooth(track: Track) -> bool:
    """Whether it goes along evenly, as no piece of somebody's body does."""
    late = lately(track.seen)
    if len(late) < FEWEST:
        return False
    times, along = np.array([(spot.t_s, spot.along_m) for spot in late]).T
    return bool(np.std(along - np.polyval(np.polyfit(times - times[0], along, 1), times - times[0])) < SMOOTH_M)


def _sure(track: Track, sighting: Sighting, runner_m: float, scene: Scene) -> bool:
    if track.named >= NAMED_HITS and not sighting.by_body:
        return True
    if track.named >= NAMED_BY_BODY and track.label == PERSON and sighting.score >= SURELY_NAMED:
        return True
    if sum(track.lately) < STEADILY * len(track.lately):
        return False
    places = [spot.along_m for spot in lately(track.seen)]
    if abs(places[-1] - runner_m) < SHADOW_M and (np.ptp(places) > STEADY_M or _came_off(track, runner_m)):
        return False
    if not sighting.by_body:
        return track.alone >= SURE_HITS and track.last_s - track.first_s >= SURE_S
    parted_m = abs(runner_m - track.runner_began_m - (places[-1] - track.began_m))
    if not sighting.by_other and track.hits >= MOVING_HITS and parted_m > RUNNER_MOVED_M and _is_smooth(track):
        return True
    began = [track.began_m] if sighting.cut else []  # what the picture's edge cuts was seen at no place but its last
    steady = np.ptp(places + began) < STEADY_M
    moved_m = abs(runner_m - track.runner_began_m) * max(scene.px_per_m(runner_m) / scene.px_per_m(places[-1]), 1.0)
    return bool(track.hits >= RUNNER_HITS and steady and moved_m > RUNNER_MOVED_M)


def _came_off(track: Track, runner_m: float) -> bool:
    """Whether it may be a piece of the runner's shadow, parted from the body since."""
    return track.began_by_runner and abs(runner_m - track.runner_began_m) < RUNNER_MOVED_M


def _is_again(track: Track, other: Track, t_s: float) -> bool:
    """Whether a track is but a piece of what the detector just named as another one."""
    if track is other or other.named_s < t_s or track.named_s == t_s:
        return False
    return track.label == other.label and held(track.box, other.whole.box) > PIECE


def _stood_there(track: Track, other: Track, t_s: float) -> bool:
    """Whether a thing that is not seen is another of its kind, seen now at its place: no two stand at one place."""
    if not (track.believed and other.believed) or track.label != other.label or not track.last_s < t_s == other.last_s:
        return False
    (along, across, *_), (other_along, other_across, *_) = track.motion(t_s), other.motion(t_s)
    return bool(np.hypot(other_along - along, other_across - across) < SAME_M)


def _naming_s(track: Track, answers_s: float) -> float:
    """How long a thing waits for the detector, which may be all that sees it, to name it again; a known one twice."""
    return 2 * (answers_s + ANSWER_OFF_S) if track.believed else answers_s + ANSWER_OFF_S


def _hide(track: Track, t_s: float, scene: Scene) -> None:
    """Follows what is not seen behind the runner's body: what does not come out again stands where it still may."""
    if track.last_s == t_s:
        track.covered, track.stood = [], None
    if track.last_s == t_s or not track.believed:
        return
    track.covered = [place for place in track.covered if scene.hidden(place.box)]  # elsewhere it would be seen
    if track.stood is None:
        along, across, *_ = track.motion(t_s)
        here = Covered(along, across, scene.moved(track.box, along, across))
        goes_on = t_s - track.last_s <= GONE_S and scene.hidden(here.box)
        track.covered += [here] if goes_on else []
    if track.covered:
        track.covered_s = t_s
        track.stood = None if track.stood is None and goes_on else track.covered[len(track.covered) // 2]


def _patience_s(track: Track) -> float:
    if not track.believed:
        return DOUBT_S
    return min(max(track.covered_s - track.last_s, 0.0) + GONE_S, BEHIND_S)
