"""One thing over time: where it was seen, what it was named, and where it may be while the runner hides it."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field, replace

import numpy as np

from ..core.boxes import Box, overlap
from .behind import Behind, Covered
from .sighting import OBSTACLE, PERSON, Scene, Sighting
from .spots import GONE_S, KEPT_S, LEAST_S, STRIDE_S, Spot, motion
from .whole import Whole, drawn_anew

LOOKS = 6  # the last ones tell whether it is seen steadily
NAMED_AGAIN_S = 3.0  # a name that was given longer ago bears out none
DOUBT_S, BEHIND_S = 0.45, 8.0  # unseen: doubtful things, and those behind the runner at most
ALIKE_S = 10.0  # so long after its last name its look alone tells that it is there


@dataclass(eq=False)
class Track:
    """One thing over time."""

    number: int
    seen: deque[Spot] = field(default_factory=deque)
    box: Box = (0.0, 0.0, 0.0, 0.0)
    half_width_m: float = 0.0
    labels: Counter[str] = field(default_factory=Counter)
    hits: int = 0
    alone: int = 0  # of the hits: adjoining nobody who was named, and close to the one before
    named: int = 0  # so often of late
    named_s: float = -np.inf
    seen_at_looks: deque[bool] = field(default_factory=lambda: deque(maxlen=LOOKS))  # the last ones
    first_s: float = 0.0
    last_s: float = 0.0
    believed: bool = False
    runner_began_m: float = np.nan  # where both were when it was first seen
    began_m: float = np.nan
    began_by_runner: bool = False
    whole: Whole | None = None
    look: np.ndarray | None = None  # as it was named last, within that box
    behind: Behind = field(default_factory=Behind)  # the runner
    tall: float = 0.0  # as the detector drew it with its feet in sight, or at its tallest; in image heights

    @property
    def label(self) -> str:
        return self.labels.most_common(1)[0][0] if self.labels else OBSTACLE

    def boxes(self, t_s: float) -> tuple[Box, ...]:
        """What was seen of it last, and all of it, if that was named."""
        return (self.box,) if self.whole is None else (self.box, self.whole.at(t_s))

    def motion(self, t_s: float) -> tuple[float, float, float, float]:
        """Along, across and their speeds at ``t_s``; a thing that hardly moves stands where it was seen most."""
        if (stood := self.behind.stood) is not None:
            return stood.along_m, stood.across_m, 0.0, 0.0
        return motion(self.seen, t_s, STRIDE_S if self.label == PERSON else LEAST_S)

    def place(self, t_s: float) -> tuple[float, float]:
        """Along and across at ``t_s``; where that has gone by, it was where it was seen about then."""
        if not self.seen[0].t_s <= t_s < self.seen[-1].t_s:
            return self.motion(t_s)[:2]
        times, along, across = np.array([spot[:3] for spot in self.seen]).T
        return float(np.interp(t_s, times, along)), float(np.interp(t_s, times, across))


def see(track: Track, sighting: Sighting, t_s: float) -> None:
    """Takes in a sighting of all of it, which tells where it stands."""
    seen_now = track.hits > 0 and track.last_s == t_s
    if sighting.score > 0:
        _name(track, sighting, t_s)
    if not (track.seen and track.seen[-1].t_s >= sighting.at_s(t_s)):
        _place(track, sighting, sighting.at_s(t_s))
    if not seen_now:  # a change told how wide it is, and more exactly than the detector's box
        share = 0.3 if track.hits else 1.0
        track.half_width_m += share * (sighting.half_width_m - track.half_width_m)
        _hit(track, sighting, t_s)


def see_piece(track: Track, piece: Sighting, t_s: float) -> None:
    """Takes in a piece of it, which tells that it is there, and not where it stands."""
    if track.last_s < t_s:
        _hit(track, piece, t_s)


def _hit(track: Track, sighting: Sighting, t_s: float) -> None:
    track.alone += not sighting.by_other and (not track.hits or _goes_on(track.box, sighting.box))
    track.box = sighting.box
    track.hits += 1
    track.seen_at_looks[-1] = True
    track.last_s = t_s


def _goes_on(before: Box, now: Box) -> bool:
    """Whether what was there may be here now: it went no farther than it is large. Two drops lie anywhere."""
    wide, tall = before[2] - before[0], before[3] - before[1]
    return overlap((before[0] - wide, before[1] - tall, before[2] + wide, before[3] + tall), now) > 0


def _name(track: Track, sighting: Sighting, t_s: float) -> None:
    track.labels[sighting.label] += sighting.score
    track.look = sighting.look
    track.named = track.named + 1 if t_s - track.named_s <= NAMED_AGAIN_S else 1
    track.whole, track.named_s = drawn_anew(track.whole, sighting.box, sighting.at_s(t_s)), t_s
    tall = sighting.box[3] - sighting.box[1]
    track.tall = max(track.tall, tall) if sighting.by_runner else tall


def _place(track: Track, sighting: Sighting, t_s: float) -> None:
    if sighting.cut:
        track.seen.clear()
    if not track.hits:
        track.began_m, track.began_by_runner = sighting.along_m, sighting.by_runner
    by_changes = sighting.score == 0 and not sighting.by_body
    track.seen.append(Spot(t_s, sighting.along_m, sighting.across_m, sighting.half_width_m, by_changes))
    while track.seen[0].t_s < t_s - KEPT_S:
        track.seen.popleft()


def as_tall_as_before(named: Sighting, track: Track, scene: Scene) -> Sighting:
    """Somebody whose feet the runner hides stands where they would be: the box ends where the runner begins."""
    x0, y0, x1, y1 = named.box
    if named.label != PERSON or not named.by_runner or y0 + track.tall <= y1:
        return named
    whole = scene.standing((x0, y0, x1, y0 + track.tall), PERSON)
    return named if whole is None else replace(whole, score=named.score, by_runner=True, shown_s=named.shown_s)


def on_its_feet(change: Sighting, track: Track, whole: Box, scene: Scene) -> Sighting:
    """A change down to where its whole stands: shoes of the ground's own colour are seen by the detector alone."""
    if track.label != PERSON or change.box[3] >= whole[3]:
        return change
    on_feet = scene.standing((*change.box[:3], whole[3]), track.label)
    return change if on_feet is None else replace(change, along_m=on_feet.along_m, across_m=on_feet.across_m)


def look_again(track: Track, t_s: float, scene: Scene) -> None:
    """Knows that what stands is there, though no change and no name tells of it now: it looks as it was named.

    That tells nothing new of its place: the detector's box, taken once more, would count for many.
    """
    if track.look is None or not track.believed or track.last_s == t_s or t_s - track.named_s > ALIKE_S:
        return
    if not any(track.motion(t_s)[2:]) and scene.shows(track.whole.box, track.look):
        track.last_s, track.seen_at_looks[-1] = t_s, True


def hide(track: Track, t_s: float, scene: Scene) -> None:
    """Follows what is not seen behind the runner's body."""
    if track.last_s == t_s:
        track.behind.come_out()
    elif track.believed:
        track.behind.wait(_going_on(track, t_s, scene), t_s, scene)


def _going_on(track: Track, t_s: float, scene: Scene) -> Covered | None:
    """Where it is by now if it goes on as it went, behind the runner."""
    if track.behind.stood is not None or t_s - track.last_s > GONE_S:
        return None
    along, across, *_ = track.motion(t_s)
    here = Covered(along, across, scene.moved(track.box, along, across))
    return here if scene.hidden(here.box) else None


def patience_s(track: Track) -> float:
    """How long it is kept in mind without being seen."""
    if not track.believed:
        return DOUBT_S
    return min(max(track.behind.last_s - track.last_s, 0.0) + GONE_S, BEHIND_S)
