"""Sightings into things that stay themselves: ids, ground position, velocity, label; standing still is no reason to go.

Small on purpose: on one lane there are few things, far apart, and what matters is to be sure before anybody is warned.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace

import numpy as np

from ..core.boxes import Box, area, held, overlap
from .asked import ANSWER_S
from .belief import RESTLESS_HITS, SURE_HITS, is_sure
from .sighting import OBSTACLE, Scene, Sighting
from .track import LOOKS, Track, as_tall_as_before, hide, look_again, on_its_feet, patience_s, see, see_piece
from .whole import PIECE, belongs, reaches_below, tells_place

GATE_M, GATE_MPS = 0.6, 4.0  # how far from where it was expected a thing may be seen, plus its growth with time
OVERLAP = 0.3  # of two boxes: enough to be one thing wherever its foot seems to be
HELD = 0.7  # of a thing's box within the detector's: what is seen of it beside the runner, and all of it
TELLING = 0.1  # of a whole's area: a smaller piece does not bear out that it is there
SAME_M = 0.3  # two of a kind that are so near are one
RESTLESS = 1.0  # new things a look: so many show where it rains
ANSWER_OFF_S = 0.05  # what an answer of the detector may come later than usual


class Tracks:
    """All things near the lane, with one verb: ``look``."""

    def __init__(self) -> None:
        self._tracks: list[Track] = []
        self._next = 1
        self._runner: deque[tuple[float, float]] = deque()  # lately: when, and how far along
        self._new_at_looks: deque[int] = deque(maxlen=LOOKS)  # what was seen first, and not named

    @property
    def believed(self) -> tuple[Track, ...]:
        return tuple(track for track in self._tracks if track.believed)

    def look(self, sightings: list[Sighting], t_s: float, runner_m: float, scene: Scene,
             answers_s: float = 0.0) -> None:  # fmt: skip
        """Takes in one look; ``answers_s`` is how long the detector's answers lie apart."""
        self._follow(t_s, runner_m)
        self._new_at_looks.append(0)
        for track in self._tracks:
            track.seen_at_looks.append(False)
        changes = [one for one in sightings if one.score == 0]
        named = [one for one in sightings if one.score > 0]  # after the changes: they may be names of those
        for kind in (self._without_pieces(changes, t_s, runner_m, scene), named):
            for sighting, track in self._pairs(kind, t_s):
                if track is None and self._is_another_name(sighting, t_s):
                    continue
                one = sighting if track is None else as_tall_as_before(sighting, track, scene)
                known = track or self._new(sighting, t_s)
                (see_piece if _may_be_others(known, one) else see)(known, one, t_s)
                self._judge(known, one, runner_m, scene)
        for track in self._tracks:
            look_again(track, t_s, scene)
            hide(track, t_s, scene)
        patient = [track for track in self._tracks if t_s - track.last_s <= patience_s(track)
                   or t_s - track.named_s <= _naming_s(track, answers_s)]  # fmt: skip
        self._tracks = [track for track in patient if not any(
            _is_again(track, other, t_s) or _stood_there(track, other, t_s) or _is_piece(track, other, t_s)
            for other in patient)]  # fmt: skip

    def _without_pieces(self, changes: list[Sighting], t_s: float, runner_m: float,
                        scene: Scene) -> list[Sighting]:  # fmt: skip
        """Gives the changes that belong to a named thing to its track; gives back what is, or may be, something else.

        A change that tells where its whole stands is that; any other may be a piece of it and something more.
        """
        left = []
        for change in sorted(changes, key=lambda one: -area(one.box)):
            track = self._whole_of(change, t_s)
            if track is None:
                left.append(change)
                continue
            whole = track.whole.at(t_s)
            if change.stands or tells_place(change.box, whole):
                see(track, on_its_feet(change, track, whole, scene), t_s)
                self._judge(track, change, runner_m, scene)
                continue
            if track.believed or area(change.box) > TELLING * area(whole):
                see_piece(track, change, t_s)
                self._judge(track, change, runner_m, scene)
            left.append(_more_than_piece(change, whole))
        return left

    def _whole_of(self, change: Sighting, t_s: float) -> Track | None:
        """The named thing that a change belongs to."""
        known = [track for track in self._tracks if track.whole is not None and track.whole.knows(t_s)]
        known = [track for track in known if belongs(change.box, track.whole.at(t_s))]
        return max(known, key=lambda track: overlap(change.box, track.whole.at(t_s)), default=None)

    def _pairs(self, sightings: list[Sighting], t_s: float) -> list[tuple[Sighting, Track | None]]:
        """Each sighting with its track, the likeliest pairs first, each track once."""
        times = {sighting.at_s(t_s) for sighting in sightings}
        expected = {(track.number, at_s): track.place(at_s) for track in self._tracks for at_s in times}
        offers = [
            (cost, i, track)
            for i, sighting in enumerate(sightings)
            for track in self._tracks
            if not (sighting.score == 0 and track.last_s == t_s and track.hits)
            if (cost := _unlikeness(track, sighting, expected[track.number, sighting.at_s(t_s)], t_s)) < 1.0
        ]
        taken: dict[int, Track] = {}
        for _, i, track in sorted(offers, key=lambda offer: (offer[0], offer[1], offer[2].number)):
            if i not in taken and track not in taken.values():
                taken[i] = track
        return [(sighting, taken.get(i)) for i, sighting in enumerate(sightings)]

    def _is_another_name(self, sighting: Sighting, t_s: float) -> bool:
        """Whether something that is known stands where this was named: a dog before the runner's legs as a person."""
        return sighting.score > 0 and any(
            track.believed and overlap(track.box, sighting.box) > OVERLAP and _apart_m(track, sighting, t_s) < SAME_M
            for track in self._tracks)  # fmt: skip

    def _follow(self, t_s: float, runner_m: float) -> None:
        self._runner.append((t_s, runner_m))
        while self._runner[0][0] < t_s - ANSWER_S:
            self._runner.popleft()

    def _judge(self, track: Track, sighting: Sighting, runner_m: float, scene: Scene) -> None:
        """Believes a track from now on, if what was just seen of it makes it sure."""
        enough = RESTLESS_HITS if sum(self._new_at_looks) >= RESTLESS * LOOKS else SURE_HITS
        track.believed = track.believed or is_sure(track, sighting, runner_m, scene, enough)

    def _new(self, sighting: Sighting, t_s: float) -> Track:
        runner_m = float(np.interp(sighting.at_s(t_s), *np.array(self._runner).T))
        track = Track(self._next, first_s=t_s, runner_began_m=runner_m)
        track.seen_at_looks.append(False)
        self._next += 1
        self._new_at_looks[-1] += sighting.score == 0
        self._tracks.append(track)
        return track


def _may_be_others(track: Track, sighting: Sighting) -> bool:
    """Whether a thing that nobody named seems to be where it adjoins somebody: a leg is no place of it."""
    return track.believed and not track.named and sighting.by_other and sighting.score == 0


def _more_than_piece(change: Sighting, whole: Box) -> Sighting:
    """What may lie there besides a piece of a whole: below its foot, where the change reaches there."""
    x0, y0, x1, y1 = change.box
    return replace(change, box=(x0, whole[3] if reaches_below(change.box, whole) else y0, x1, y1), by_other=True)


def _unlikeness(track: Track, sighting: Sighting, expected: tuple[float, float], t_s: float) -> float:
    """0 the same place, 1 and more another thing."""
    along, across = expected
    apart = np.hypot(sighting.along_m - along, sighting.across_m - across)
    gate = GATE_M + GATE_MPS * min(t_s - track.last_s, 0.3)
    by_place = apart / gate
    at_s = sighting.at_s(t_s)
    if sighting.score > 0 and track.whole is not None and track.whole.knows(at_s):
        known = overlap(track.whole.at(at_s), sighting.box)
        if known > OVERLAP and (track.believed or by_place < 1.0):
            return -known  # before any that is only near
    if sighting.by_body and track.believed:
        return float(by_place)  # a piece of the runner that overlaps it must not lead it away
    one = overlap(track.box, sighting.box) > OVERLAP
    one |= sighting.score > 0 and track.believed and held(track.box, sighting.box) > HELD
    return float(min(by_place, 0.9 if one else np.inf))


def _apart_m(track: Track, sighting: Sighting, t_s: float) -> float:
    along, across = track.place(sighting.at_s(t_s))
    return float(np.hypot(sighting.along_m - along, sighting.across_m - across))


def _is_again(track: Track, other: Track, t_s: float) -> bool:
    """Whether a track is but a piece of what the detector just named as another one, which is believed as it was."""
    if track is other or other.named_s < t_s or track.named_s == t_s or track.believed > other.believed:
        return False
    return track.label == other.label and held(track.box, other.whole.at(t_s)) > PIECE


def _stood_there(track: Track, other: Track, t_s: float) -> bool:
    """Whether a thing that is not seen is another one, seen now at its place: no two of a kind stand at one place.

    What was never named is of any kind.
    """
    alike = track.label in (other.label, OBSTACLE)
    if not (track.believed and other.believed and alike and track.last_s < t_s == other.last_s):
        return False
    return _stand_together(track, other, t_s)


def _is_piece(track: Track, other: Track, t_s: float) -> bool:
    """Whether what was never named is but a piece of one that was, whose whole is known: its legs, at its place."""
    if track.named or not other.believed or other.whole is None or not other.whole.knows(t_s):
        return False
    together = track is not other and _stand_together(track, other, t_s)
    return together and held(track.box, other.whole.at(t_s)) > PIECE


def _stand_together(track: Track, other: Track, t_s: float) -> bool:
    (along, across, *_), (other_along, other_across, *_) = track.motion(t_s), other.motion(t_s)
    return bool(np.hypot(other_along - along, other_across - across) < SAME_M)


def _naming_s(track: Track, answers_s: float) -> float:
    """How long a thing waits for the detector, which may be all that sees it, to name it again; a known one twice."""
    return 2 * (answers_s + ANSWER_OFF_S) if track.believed else answers_s + ANSWER_OFF_S
