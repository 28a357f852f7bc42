"""The path in the words and figures that the live page shows; they never promise that it is free."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

from ..core.things import LEAST_MPS, UNNAMED, is_aside, told_of, warned_of
from ..types import PathView, Site, Thing, known

NOT_SEEN = {  # who runs on a belt has no path behind, and should not turn the head for one
    "track": "PATH NOT SEEN: LOOK BEHIND YOU", "treadmill": "NOBODY WATCHES YOU NOW",
}  # fmt: skip
NOTHING_FOUND = "Nothing found so far. Keep checking yourself."
MOST_THINGS = 4
STEADY_MPS = 0.3  # slower, the seconds to the range's end are many and jump
AT_BELT_M = 0.5


@dataclass(frozen=True)
class ThingShown:
    """Something on or beside the path."""

    label: str
    level: str
    in_way: bool
    distance_m: float | None
    ttc_s: float | None
    words: str  # "person · 6.3 m · 5.2 s · left of the lane"
    headline: bool  # it is the one that the path's words and detail speak of


@dataclass(frozen=True)
class PathShown:
    """The path in words. An alarm is shown as large as can be: not knowing is one."""

    state: str
    words: str
    detail: str
    alarm: bool
    things: tuple[ThingShown, ...] = ()
    range_m: float | None = None  # how far the lane is watched
    speed_mps: float | None = None  # the speed that this range allows
    reach: str = ""  # both in words


def path_shown(path: PathView, site: Site, too_fast: bool = False, runner_mps: float = nan) -> PathShown:
    """The path in words that never promise that it is free."""
    words, detail, alarm = _path_words(path, site)
    warned = warned_of(path)
    things = tuple(_thing(thing, thing is warned) for thing in told_of(path)[:MOST_THINGS])
    reach = _reach(path, too_fast, runner_mps)
    return PathShown(path.state, words, detail, alarm, things, _number(path.range_m), _number(path.speed_mps), reach)


def _path_words(path: PathView, site: Site) -> tuple[str, str, bool]:
    """The state, what more there is to say, and whether it is an alarm."""
    if path.state == "off" and site == "treadmill":
        return "Treadmill: no path to watch", "", False
    if site == "treadmill" and path.state in ("watching", "slow"):
        return _belt_words(path)
    words, alarm = {
        "watching": (f"Watching {_metres(path.range_m)}behind you", False),
        "slow": ("SLOW DOWN", True),
        "stop": ("STOP" if site == "track" else "DANGER: HOLD THE RAILS", True),
        "unknown": (NOT_SEEN[site], True),
        "off": ("PATH NOT WATCHED: LOOK BEHIND YOU", True),
    }[path.state]
    nearest = warned_of(path)
    if nearest:
        return f"{words}: {nearest.label.upper()} BEHIND", _distance(nearest), alarm
    if path.state == "watching":
        return words, "" if told_of(path) else NOTHING_FOUND, alarm
    return words, path.why, alarm


def _belt_words(path: PathView) -> tuple[str, str, bool]:
    """Who is near a treadmill's belt."""
    if path.state == "slow":
        told = warned_of(path)
        return "SOMEONE CLOSE: HOLD THE RAILS", _from_belt(told.distance_m) if told else "", True
    near = min((thing.distance_m for thing in path.things if thing.in_way), default=None)
    if near is not None:
        return "Watching around the belt", f"Somebody stays {_from_belt(near)}", False
    return "Watching around the belt", "Nobody seen close so far. Keep checking yourself.", False


def _from_belt(distance_m: float) -> str:
    """An estimate, good to about a third."""
    if not known(distance_m):
        return "distance not known"
    return "at the belt" if distance_m < AT_BELT_M else f"about {distance_m:.0f} m from the belt"


def _reach(path: PathView, too_fast: bool, runner_mps: float) -> str:
    """How far is watched, in metres and in seconds of the runner's own way, and for what speed that is far enough."""
    if not (known(path.range_m) and known(path.speed_mps)):
        return ""
    seconds = f" ({path.range_m / runner_mps:.0f} s)" if runner_mps >= STEADY_MPS else ""
    watched = f"{path.range_m:.0f} m{seconds} watched"
    if path.speed_mps < LEAST_MPS:
        return f"{watched}: too little to run on"
    if too_fast:
        return f"Too fast for {watched}: {path.speed_mps:.1f} m/s at most"
    return f"{watched}: far enough for {path.speed_mps:.1f} m/s"


def _thing(thing: Thing, headline: bool) -> ThingShown:
    about_belt = not known(thing.lateral_m)  # there is no left and right
    parts = [thing.label, _from_belt(thing.distance_m)] if about_belt else _about_lane(thing)
    return ThingShown(thing.label, thing.level, thing.in_way, _number(thing.distance_m), _number(thing.ttc_s),
                      " · ".join(parts), headline)  # fmt: skip


def _about_lane(thing: Thing) -> list[str]:
    """What is no threat is told without seconds, for nobody runs into it, and is no obstacle where it has no name."""
    side = "in the way" if thing.in_way else "left of the lane" if thing.lateral_m > 0 else "right of the lane"
    if not is_aside(thing):
        return [thing.label, *_figures(thing), side]
    label = "something" if thing.label == UNNAMED else thing.label
    return [label, *_metres_of(thing), "passed" if thing.in_way else side]


def _number(value: float) -> float | None:
    return round(value, 2) if known(value) else None


def _metres(distance_m: float) -> str:
    return f"{distance_m:.0f} m " if known(distance_m) else ""


def _distance(thing: Thing) -> str:
    if not known(thing.distance_m):
        return "distance not known"
    metres, *seconds = _figures(thing)
    return ", ".join((f"{metres} away", *seconds))


def _metres_of(thing: Thing) -> list[str]:
    return [f"{max(thing.distance_m, 0.0):.1f} m"] if known(thing.distance_m) else []


def _figures(thing: Thing) -> list[str]:
    return _metres_of(thing) + ([f"{thing.ttc_s:.1f} s"] if known(thing.ttc_s) else [])
