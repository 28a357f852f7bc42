"""Which of the things about the path people are told of, and how loudly. Pure; what warns is never left out."""

from __future__ import annotations

from ..types import PathView, Thing, known

UNNAMED = "obstacle"
LEAST_MPS = 0.1  # a watched range that allows less than this is too short to run on
AT_FEET_M = 1.0  # what differs there beside the way and has no name may be the runner's own shadow or a limb


def is_aside(thing: Thing) -> bool:
    """Whether it is no threat: nobody is warned of it, and it stands beside the way or was passed."""
    return thing.level == "watching" and (not thing.in_way or _is_passed(thing))


def told_of(path: PathView) -> tuple[Thing, ...]:
    """The things that people are told of: what stands in the way first."""
    told = (thing for thing in path.things if not (is_aside(thing) and _may_be_the_runner(thing)))
    return tuple(sorted(told, key=is_aside))


def warned_of(path: PathView) -> Thing | None:
    """The thing that a warning is about: the nearest that is still to come; a level is held for a while after."""
    if path.state not in ("slow", "stop"):
        return None
    threats = (thing for thing in path.things if thing.level == path.state)
    return min(threats, key=lambda thing: (thing.distance_m <= 0, thing.distance_m), default=None)


def _is_passed(thing: Thing) -> bool:
    return known(thing.lateral_m) and thing.distance_m <= 0  # about a belt nothing is passed: 0 is beside it


def _may_be_the_runner(thing: Thing) -> bool:
    return thing.label == UNNAMED and abs(thing.distance_m) < AT_FEET_M
