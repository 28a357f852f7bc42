"""When a thing is believed: nobody is warned of a trick of the light, of the runner's own shadow or of a hand."""

from __future__ import annotations

import numpy as np

from .sighting import PERSON, Scene, Sighting
from .spots import FEWEST, lately
from .track import Track

SURE_HITS, SURE_S = 4, 0.15  # sightings on their own ground before a thing is believed
RESTLESS_HITS = 6  # the same where something else shows at every look, and goes: rain
STEADILY = 0.6  # of the last looks, at least as many as it needs to be sure
NAMED_HITS = 2  # a thing that the detector named so often is no trick of the light
NAMED_BY_BODY, SURELY_NAMED = 3, 0.4  # beside the runner's body: so often at one place, or somebody, named so surely
# Beside the runner: it stays while the runner goes on. A hand or a shirt would go farther than its wearer, as far as
# the ground that it hides.
RUNNER_HITS, RUNNER_MOVED_M, STEADY_M, STEADY_SHARE = 6, 0.5, 0.3, 0.25
MOVING_HITS, SMOOTH_M = 10, 0.1  # beside the runner: it goes its own way, evenly
SHADOW_M = 1.3  # what goes along so near the runner, seen nowhere else before, is the runner's shadow


def is_sure(track: Track, sighting: Sighting, runner_m: float, scene: Scene, enough_hits: int) -> bool:
    """Whether a track that was just seen is surely a thing."""
    if _is_named_apart(track, sighting) or _is_surely_somebody(track, sighting):
        return True
    if _is_named_at_one_place(track, sighting, runner_m, scene):
        return True
    if not _is_seen_steadily(track) or _may_be_shadow(track, runner_m):
        return False
    if not sighting.by_body:
        return _is_seen_alone(track, enough_hits)
    return _goes_its_own_way(track, sighting, runner_m) or _stays_behind(track, sighting, runner_m, scene)


def _is_named_apart(track: Track, sighting: Sighting) -> bool:
    return track.named >= NAMED_HITS and not sighting.by_body


def _is_surely_somebody(track: Track, sighting: Sighting) -> bool:
    return track.named >= NAMED_BY_BODY and track.label == PERSON and sighting.score >= SURELY_NAMED


def _is_named_at_one_place(track: Track, sighting: Sighting, runner_m: float, scene: Scene) -> bool:
    return track.named >= NAMED_BY_BODY and _keeps_its_place(track, sighting, runner_m, scene)


def _is_seen_steadily(track: Track) -> bool:
    return sum(track.seen_at_looks) >= STEADILY * len(track.seen_at_looks)


def _may_be_shadow(track: Track, runner_m: float) -> bool:
    """Whether it may be the runner's: it is near, and moved, or came off the body."""
    places = _places(track)
    near = abs(places[-1] - runner_m) < SHADOW_M
    return bool(near and (np.ptp(places) > STEADY_M or _came_off(track, runner_m)))


def _is_seen_alone(track: Track, enough_hits: int) -> bool:
    return track.alone >= enough_hits and track.last_s - track.first_s >= SURE_S


def _goes_its_own_way(track: Track, sighting: Sighting, runner_m: float) -> bool:
    """Whether it parted from the runner, evenly, as no hand does."""
    parted_m = abs(runner_m - track.runner_began_m - (_places(track)[-1] - track.began_m))
    often = not sighting.by_other and track.hits >= MOVING_HITS
    return often and parted_m > RUNNER_MOVED_M and is_smooth(track)


def _stays_behind(track: Track, sighting: Sighting, runner_m: float, scene: Scene) -> bool:
    return track.hits >= RUNNER_HITS and _keeps_its_place(track, sighting, runner_m, scene)


def _keeps_its_place(track: Track, sighting: Sighting, runner_m: float, scene: Scene) -> bool:
    """Whether it stayed where it is while the runner went on."""
    places = _places(track)
    began = [track.began_m] if sighting.cut else []  # what the picture's edge cuts was seen at no place but its last
    moved_m = abs(runner_m - track.runner_began_m) * max(scene.px_per_m(runner_m) / scene.px_per_m(places[-1]), 1.0)
    steady = np.ptp(places + began) < STEADY_M or np.ptp([*places, track.began_m]) < STEADY_SHARE * moved_m
    return bool(steady and moved_m > RUNNER_MOVED_M)


def _places(track: Track) -> list[float]:
    """How far along it was lately."""
    return [spot.along_m for spot in lately(track.seen)]


def is_smooth(track: Track) -> bool:
    """Whether it goes along evenly, as no piece of somebody's body does."""
    late = lately(track.seen)
    if len(late) < FEWEST:
        return False
    times, along = np.array([(spot.t_s, spot.along_m) for spot in late]).T
    return bool(np.std(along - np.polyval(np.polyfit(times - times[0], along, 1), times - times[0])) < SMOOTH_M)


def _came_off(track: Track, runner_m: float) -> bool:
    """Whether it may be a piece of the runner's shadow: first seen close to the body, which has not gone on yet."""
    close = track.began_by_runner or abs(track.began_m - track.runner_began_m) < SHADOW_M
    return close and abs(runner_m - track.runner_began_m) < RUNNER_MOVED_M
