"""Programmes, blocks and sessions in words for the pages."""

from __future__ import annotations

from datetime import datetime
from math import isfinite

from ..training.drills import drill
from ..training.levels import LEVELS
from ..training.plan import Block, Bout, Programme, Week, backward_metres
from ..training.programmes import programme
from ..training.record import SessionRecord
from .clip_words import rule_words
from .guided_shown import PLACES

KINDS = {"warm_up": "Warm-up", "main": "Main part", "drill": "Drill", "cool_down": "Cool-down"}
SUPPORTS = {
    "both_hands": "both hands on a rail", "one_hand": "one hand on a rail",
    "within_reach": "rail, wall or helper within reach", "none": "",
}  # fmt: skip
ENDED = {
    "amount": "done", "runner": "ended by the runner", "time_limit": "took too long", "skipped": "left out",
    "pain": "ended for pain", "fall": "ended by a fall", "stumbles": "ended after two stumbles",
    "fatigue": "ended as form faded", "effort": "ended as it was too hard", "not_seen": "the runner was not seen",
    "heat": "ended for heat", "refused": "not begun",
}  # fmt: skip
TICKS = {  # what is confirmed before each session: on the page what is true is ticked
    "well": "I slept, and I feel well",
    "sober": "No alcohol, no medicine that makes me drowsy",
    "shoes": "Shoes are tied, and they grip",
    "clip": "The treadmill's clip is on me, and I tried it",
    "room": "2 m are free behind the treadmill, half a metre beside it",
    "path_walked": "I walked the way: flat, dry, and nothing lies on it",
    "support": "A rail, a wall or my helper is within reach",
    "spotter": "My spotter is in place",
    "adult": "An adult is with me",
}  # fmt: skip
LOOKS = {
    "solo": "I look over my shoulder myself",
    "spotter": "Somebody beside me watches the way",
    "mirror": "A mirror shows me the way",
}  # fmt: skip
MEASURES = {
    "trunk_lean_deg": ("Trunk lean", "\u00b0"), "cadence_spm": ("Cadence", "steps/min"),
    "speed_mps": ("Speed", "m/s"), "step_length_m": ("Step length", "m"), "elbow_deg": ("Elbow angle", "\u00b0"),
    "knee_at_contact_deg": ("Knee bend at contact", "\u00b0"), "contact_time_s": ("Contact time", "s"),
    "flight_time_s": ("Flight time", "s"), "bounce_bh": ("Bounce", "body heights"),
    "step_time_cv": ("Variation of step time", ""), "asymmetry_percent": ("Left and right apart", "%"),
    "heel_first_share": ("Steps that land heel first", ""), "lane_offset_m": ("Place in the lane", "m"),
    "belt_position": ("Place on the belt", ""), "head_pitch_deg": ("Head up or down", "\u00b0"),
    "step_width_m": ("Step width", "m"), "reach_ll": ("Reach", "leg lengths"),
    "clearance_ll": ("Foot clearance", "leg lengths"),
}  # fmt: skip


def measure_words(name: str) -> tuple[str, str]:
    return MEASURES.get(name, (name.replace("_", " ").capitalize(), ""))


def level_words(level: str) -> str:
    return next(one.name for one in LEVELS if one.level == level)


def programme_words(key: str, own: tuple[Programme, ...] = ()) -> str:
    found = programme(key, own)
    return found.name if found else "a programme of one's own that was deleted"


def focus_words(rule: str) -> str:
    return rule_words(rule)


def place_words(where: str) -> str:
    return PLACES.get(where, where).lower()


# ---- amounts


def seconds_words(seconds: float) -> str:
    whole = round(seconds)
    if whole < 120 and whole % 60:
        return f"{whole} s"
    return f"{whole // 60} min" if whole % 60 == 0 else f"{whole // 60}:{whole % 60:02d} min"


def bout_words(bout: Bout) -> str:
    """One stretch: "walk backward 20 m"."""
    amount = ""
    if isfinite(bout.metres):
        amount = f" {bout.metres:g} m"
    elif isfinite(bout.seconds):
        amount = f" {seconds_words(bout.seconds)}"
    return f"{bout.pace} {bout.way}{amount}" + (" until you press" if not amount else "")


def block_words(block: Block) -> str:
    """A block in one line: "4 \u00d7 walk backward 20 m"."""
    bouts = ", then ".join(map(bout_words, block.bouts))
    times = f"{block.sets} \u00d7 " if block.sets > 1 else ""
    text = f"{times}{bouts}" if len(block.bouts) == 1 or block.sets == 1 else f"{times}({bouts})"
    if block.drill and (found := drill(block.drill)):
        text = f"{found.name}: {text}"
    return text[0].upper() + text[1:]


def block_notes(block: Block, treadmill: bool) -> tuple[str, ...]:
    """What else holds for a block: cap, rest, support."""
    caps = [bout.cap_mps for bout in block.bouts if bout.way == "backward" and isfinite(bout.cap_mps)]
    notes = [_speed(max(caps), treadmill)] if caps else []
    if block.sets > 1 and block.rest_s:
        notes.append(f"rest {seconds_words(block.rest_s)}")
    if treadmill and block.incline_percent:
        notes.append(f"incline up to {block.incline_percent:g} %")
    if isfinite(block.effort_percent):
        notes.append(f"about {block.effort_percent:g} % of your fastest")
    if isfinite(block.click_spm):
        notes.append(f"metronome {block.click_spm:g} steps a minute")
    if SUPPORTS[block.support]:
        notes.append(SUPPORTS[block.support])
    if block.spotter:
        notes.append("only with a spotter")
    if block.focus:
        notes.append(f"focus: {rule_words(block.focus).lower()}")
    return tuple(notes)


def _speed(cap_mps: float, treadmill: bool) -> str:
    return f"belt at most {3.6 * cap_mps:.1f} km/h" if treadmill else f"at most {cap_mps:g} m/s"


def week_words(week: Week) -> str:
    return "; ".join(map(block_words, week.blocks))


def week_metres(week: Week) -> str:
    return f"{backward_metres(week.blocks):.0f} m"


def per_week_words(programme: Programme) -> str:
    fewest, most = programme.per_week
    return f"{fewest} times a week" if fewest == most else f"{fewest} to {most} times a week"


# ---- days and sessions


def day_words(at_s: float) -> str:
    """The day and time, as the machine's clock has it."""
    try:
        day = datetime.fromtimestamp(at_s).astimezone()
    except (ValueError, OverflowError, OSError):
        return "Day not known"
    return f"{day:%a} {day.day} {day:%b %Y, %H:%M}"


def short_day(at_s: float) -> str:
    return day_words(at_s).partition(",")[0]


def figure(value: float, unit: str = "", digits: int = 0) -> str:
    """A number with its unit, or that it was not measured."""
    return f"{value:.{digits}f}{unit}" if isfinite(value) else "not measured"


def ended_words(ended_by: str) -> str:
    return ENDED.get(ended_by, ended_by)


def effort_words(one: SessionRecord) -> str:
    return f"{max(one.efforts):g} of 10" if one.efforts else "not answered"


def pain_words(one: SessionRecord) -> str:
    """The worst pain that was told, and where."""
    told = [pain for pain in one.pains if isfinite(pain.level)]
    if not told:
        return "not answered"
    worst = max(told, key=lambda pain: pain.level)
    where = f", {place_words(worst.where)}" if worst.where else ""
    return f"{worst.level:g} of 10{where}" + (", sharp" if worst.sharp else "")
