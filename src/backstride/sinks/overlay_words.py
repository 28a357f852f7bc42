"""What the picture says in letters: short words for each fact of a moment. Pure.

An unknown is always said as one. No word here ever tells that the path is clear.
"""

from __future__ import annotations

from functools import cache
from math import isfinite

from ..core.things import LEAST_MPS, UNNAMED, is_aside, warned_of
from ..types import Band, Measures, Moment, PathView, Site, Thing

SHOWN_AS = {"lean": "lean", "lean_back": "lean", "elbow": "elbow"}
"""A rule's key -> the value on the picture that carries its band. The knee's rule judges it at contact, not now."""
ON_PICTURE = ("trunk_lean", "knee_flexion", "elbow", "cadence")
"""Where the names of the measures begin that the picture shows: what else is missing there is noise."""
WORSE = ("unknown", "green", "amber", "red")
DIRECTIONS = {
    "backward": "BACKWARD", "forward": "FORWARD", "still": "STANDING STILL", "unknown": "DIRECTION UNKNOWN",
}  # fmt: skip
FACINGS = {
    "left": "faces left", "right": "faces right", "toward": "faces the camera", "away": "faces away",
    "unknown": "facing unknown",
}  # fmt: skip
PATHS = {
    "watching": "Path: watching", "slow": "Path: SLOW", "stop": "Path: STOP", "unknown": "Path: UNKNOWN",
    "off": "Path: not watched",
}  # fmt: skip
BELTS = {  # who runs on one has no path behind, and cannot slow down at once
    "watching": "Around the belt: watching", "slow": "SOMEONE CLOSE", "stop": "DANGER: HOLD THE RAILS",
    "unknown": "NOBODY WATCHES NOW", "off": "Around the belt: not watched",
}  # fmt: skip
AT_BELT_M = 0.5
UNITS = ("_deg", "_spm", "_mps", "_m", "_s", "_ll", "_bh", "_percent", "_left", "_right", "_flexion", "trunk_")
TRAVEL = {  # (facing, direction) -> the way of travel on the picture: x right, y down; depth is drawn up and down
    ("left", "backward"): (1, 0), ("right", "backward"): (-1, 0),
    ("toward", "backward"): (0, -1), ("away", "backward"): (0, 1),
    ("left", "forward"): (-1, 0), ("right", "forward"): (1, 0),
    ("toward", "forward"): (0, 1), ("away", "forward"): (0, -1),
}  # fmt: skip


def bands(moment: Moment) -> dict[str, Band]:
    """Band of each value on the picture: the worst that its rules give; a value without a rule's word is missing."""
    found: dict[str, Band] = {}
    for observation in moment.observations:
        name = SHOWN_AS.get(observation.rule)
        if name is not None:
            found[name] = max(found.get(name, "unknown"), observation.band, key=WORSE.index)
    return found


def travel(measures: Measures) -> tuple[int, int] | None:
    """The way the runner travels on the picture; None where standing or where a half of it is unknown."""
    return TRAVEL.get((measures.facing, measures.direction))


def degrees(name: str, value: float, signed: bool = False) -> str:
    number = round(value)
    sign = "−" if number < 0 else "+" if signed and number > 0 else ""
    return f"{name} {sign}{abs(number)}°"


def rhythm(measures: Measures) -> str:
    cadence = f"{measures.cadence_spm:.0f} steps/min" if isfinite(measures.cadence_spm) else "cadence unknown"
    speed = f" · {measures.speed_mps:.1f} m/s" if isfinite(measures.speed_mps) else ""
    return cadence + speed


def thing(found: Thing) -> str:
    """Label, metres and seconds, as far as they are known. About a belt metres are estimated."""
    seconds = [f"{found.ttc_s:.1f} s"] if isfinite(found.ttc_s) else []
    return " · ".join([found.label, *_away(found), *seconds])


def aside(found: Thing) -> str:
    """What is no threat: without seconds, for nobody runs into it; without words where it has no name of its own."""
    return "" if found.label == UNNAMED else " · ".join([found.label, *_away(found)])


def _away(found: Thing) -> list[str]:
    if not isfinite(found.distance_m):
        return []
    about_belt = not isfinite(found.lateral_m)
    return [from_belt(found.distance_m) if about_belt else f"{max(found.distance_m, 0.0):.1f} m"]


def from_belt(distance_m: float) -> str:
    return "at the belt" if distance_m < AT_BELT_M else f"about {distance_m:.0f} m away"


def path(view: PathView, site: Site = "track") -> str:
    reach = f" {view.range_m:.0f} m" if view.state == "watching" and isfinite(view.range_m) else ""
    return (BELTS if site == "treadmill" else PATHS)[view.state] + reach


def path_reason(view: PathView, site: Site = "track") -> str:
    """What the warning is about; else why the path is unknown, the nearest in the way, or what speed is allowed."""
    warned = warned_of(view)
    if warned is not None:
        return f"hold the rails · {thing(warned)}" if site == "treadmill" and view.state == "slow" else thing(warned)
    there = [found for found in view.things if not is_aside(found)]
    if not there:
        return view.why or _enough_for(view)
    return thing(min(there, key=lambda found: found.distance_m if isfinite(found.distance_m) else 1e9))


def _enough_for(view: PathView) -> str:
    """The speed that the watched range allows."""
    if not isfinite(view.speed_mps):
        return ""
    return f"far enough for {view.speed_mps:.1f} m/s" if view.speed_mps >= LEAST_MPS else "too little to run on"


def not_measured(measures: Measures) -> str:
    """The first reason that takes a value from the picture, with the values it takes away."""
    missed = [(field, why) for field, why in measures.not_measured if field.startswith(ON_PICTURE)]
    if not missed:
        return ""
    reason = missed[0][1]
    names = dict.fromkeys(_plain(field) for field, why in missed if why == reason)
    return f"not measured: {', '.join(names)} ({reason})"


@cache  # there are as many as measures; asked for at every picture
def _plain(field: str) -> str:
    """A measure's name without unit and side: "knee_flexion_left_deg" is the knee."""
    for part in UNITS:
        field = field.removeprefix(part).removesuffix(part)
    return field.replace("_", " ")
