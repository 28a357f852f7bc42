"""The small pure functions of the rules: the number that a rule judges, and which of its sentences fits now.

A number is NaN where it cannot be known or where the rule has nothing to say; nothing here knows a band or a time.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf, nan

from ..types import Band, Thing
from . import things
from .now import Now

CONVERGES_S = 1.5
Value = Callable[[Now], float]
Chooser = Callable[[Now, Band, float], str]


def plain(now: Now, band: Band, value: float) -> str:
    """The rule has one thing to say."""
    return ""


# ---- the small functions


def lean_deg(now: Now) -> float:
    """Trunk lean against the runner's own standing.

    A "standing" beyond 5 degrees was none and is not subtracted; beyond 45 degrees nobody leans: that is the fall's.
    """
    lean, neutral = now.measures.trunk_lean_deg, now.measures.lean_neutral_deg
    return nan if abs(lean) > 45.0 else lean - neutral if abs(neutral) <= 5.0 else lean


def head_pitch_deg(now: Now) -> float:
    return nan if now.measures.looking else now.measures.head_pitch_deg


def arms_with_legs(now: Now) -> float:
    """Same-side arm and leg; arms that hardly swing have no phase."""
    measures = now.measures
    return measures.arm_leg_correlation if measures.arm_swing_ll >= 0.15 else nan


def elbow_deg(now: Now) -> float:
    """The near elbow; hands on rails are not carried arms."""
    return nan if now.measures.hands_on_rails else now.measures.elbow_near_deg


def cadence_spm(now: Now) -> float:
    """Cadence of a run; under 125 it is a walk that was taken for a run, over 250 nobody's: nothing is said."""
    cadence = now.measures.cadence_spm
    return cadence if 125.0 <= cadence <= 250.0 else nan


def path_doubt(now: Now) -> float:
    """0 in sight, 1 unwatched or just lost, 2 blind; NaN in the first moments of not seeing, judged by nobody."""
    if now.path_doubt == "none" and now.path.state in ("unknown", "off"):
        return nan
    return {"none": 0.0, "unwatched": 1.0, "lost": 1.0, "blind": 2.0}[now.path_doubt]


def nearest_threat(now: Now) -> Thing | None:
    """The thing on the path that asks for most: stop before slow, then the nearer one."""
    threats = [thing for thing in now.path.things if thing.level != "watching"]
    return min(threats, key=lambda thing: (not must_stop(now, thing), thing.distance_m), default=None)


def must_stop(now: Now, threat: Thing) -> bool:
    """True for a stop, and for what is so near in time, told or not, that this runner cannot do less."""
    return threat.level == "stop" or threat.ttc_s < now.stop_ttc_s or _soon(threat, now)


def _soon(threat: Thing, now: Now) -> bool:
    """Whether both meet so soon at the speeds as they seem; about a belt nobody closes in along it."""
    return not now.on_treadmill and threat.distance_m < now.stop_ttc_s * threat.closing_mps


def obstacle_level(now: Now) -> float:
    """0 nothing in the way, 1 slow, 2 stop; NaN while the path is not seen."""
    if now.path.state in ("unknown", "off"):
        return nan
    threat = nearest_threat(now)
    if threat is None:
        return 0.0
    return 1.0 + must_stop(now, threat)


def company_m(now: Now) -> float:
    """How near a living thing beside the corridor is; infinite when there is none. On the path it is an obstacle."""
    if now.path.state in ("unknown", "off"):
        return nan
    if now.on_treadmill:  # whom the scout calls news: one who stays is told of at its slow repeat
        return min((_soon_m(thing) for thing in now.path.things if thing.level != "watching"), default=inf)
    beside = (
        thing.distance_m
        for thing in now.path.things
        if thing.level == "watching" and thing.label in ("person", "dog") and abs(thing.lateral_m) < 1.5
        and thing.distance_m > 0.0
    )  # fmt: skip
    return min(beside, default=inf)


def _soon_m(thing: Thing) -> float:
    """Metres from the belt in a moment: who is coming is as near as where they will be."""
    return max(thing.distance_m - CONVERGES_S * max(thing.closing_mps, 0.0), 0.0)


def speed_over_cap(now: Now) -> float:
    """Speed over the smaller of two caps: the training's, and what the watched range of the path allows."""
    known = [cap for cap in (now.speed_cap_mps, now.watched_cap_mps) if cap == cap]
    return now.measures.speed_mps / min(known) if known else nan


def view_caps(now: Now) -> bool:
    """Whether it is the watched range that sets the cap."""
    return now.watched_cap_mps < (now.speed_cap_mps if now.speed_cap_mps == now.speed_cap_mps else inf)


def rails_let_go(now: Now) -> float:
    hands = now.measures.hands_on_rails
    return nan if hands is None or not now.rails_wanted else float(not hands)


def turned_forward(now: Now) -> float:
    if not now.measures.tracked:
        return nan  # the direction is kept for a while after the runner left the picture
    if now.forward_planned:
        return 0.0
    return {"forward": 1.0, "backward": 0.0, "still": 0.0, "unknown": nan}[now.measures.direction]


def share_seen(now: Now) -> float:
    """Share of the last frames on which the runner was seen well; NaN before anybody was."""
    if now.unseen_s != now.unseen_s:
        return nan
    return 0.0 if now.unseen_s > 0.5 else now.measures.quality.visible_share


def fall(now: Now) -> float:
    return _of_somebody(now, {"none": 0.0, "candidate": 1.0, "confirmed": 2.0}[now.measures.fall])


def stumbles(now: Now) -> float:
    return _of_somebody(now, float(now.measures.stumbles_in_minute))


def since_look_s(now: Now) -> float:
    """Since the last look over a shoulder; NaN where none is asked for: a spotter, a mirror, a sore neck."""
    return now.measures.since_check_s if now.looks_wanted else nan


def of(name: str) -> Value:
    """The measure of this name as it is."""
    return lambda now: float(getattr(now.measures, name))


# ---- which of its sentences a rule says


def red_or_plain(now: Now, band: Band, value: float) -> str:
    return "red" if band == "red" else ""


def belt_cue(now: Now, band: Band, value: float) -> str:
    return "red" if band == "red" else "console" if value < 0.5 else "rear"


def lane_cue(now: Now, band: Band, value: float) -> str:
    """A runner left of the middle is asked to the right, in the runner's own frame."""
    return ("right" if value > 0 else "left") + ("_red" if band == "red" else "")


def obstacle_cue(now: Now, band: Band, value: float) -> str:
    threat = nearest_threat(now)
    if threat is None:  # it is not seen at this very frame
        return "stop" if band == "red" else "slow"
    return things.situation(threat, band == "red")


def path_cue(now: Now, band: Band, value: float) -> str:
    return "" if now.path_doubt in ("unwatched", "none") else now.path_doubt


def look_cue(now: Now, band: Band, value: float) -> str:
    """The shoulder opposite to the last look; after three looks over the same one that is what is said first."""
    if now.same_side_looks >= 3:
        return "other"
    return {"left": "right", "right": "left", "unknown": ""}[now.measures.last_check_side]


def elbow_cue(now: Now, band: Band, value: float) -> str:
    return "straight" if value > 90.0 else "bent"


def cadence_cue(now: Now, band: Band, value: float) -> str:
    return "slow" if value < 175.0 else "fast"


def width_cue(now: Now, band: Band, value: float) -> str:
    return "crossed" if value < 0.1 else "wide"


def cap_cue(now: Now, band: Band, value: float) -> str:
    return "view" if view_caps(now) else ""


def fall_cue(now: Now, band: Band, value: float) -> str:
    return "confirmed" if band == "red" else "candidate"


def hurt(now: Now) -> float:
    return 2.0 * now.hurt


def turning(now: Now) -> float:
    """1 while the runner turns round out of two seconds or more of backward travel."""
    return _of_somebody(now, float(now.measures.turning_round and now.rep_s >= 2.0))


def halted(now: Now) -> float:
    return 0.0 if now.end_planned else _of_somebody(now, float(now.measures.stopped_suddenly))


def _of_somebody(now: Now, alarm: float) -> float:
    """An alarm as it is, but none is not known of a runner who is out of sight."""
    return alarm if alarm or now.measures.tracked else nan
