"""Clips, cues and rules in words and figures for people. Words of training alone: nothing here is about health."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

RULES = {
    "lean": "Leaning forward", "lean_back": "Leaning back", "head_down": "Head down",
    "shoulder_check": "Looking behind",
    "elbow": "Elbows", "arm_leg": "Arms with legs", "foot_strike": "Heel first", "knee_contact": "Knees at landing",
    "clearance": "Lifting the feet", "stride": "Reach", "cadence": "Cadence", "bounce": "Bounce",
    "asymmetry": "Left and right", "belt_drift": "Place on the belt", "lane_drift": "Place in the lane",
    "obstacle": "Obstacle behind", "path_unknown": "Path not seen", "stumble": "Stumble", "fall": "Fall",
    "sudden_stop": "Sudden stop", "intruder": "Somebody close", "fatigue": "Form fading", "speed_cap": "Speed limit",
    "heat": "Heat", "pain": "Pain", "effort": "Effort", "rails": "Hands on the rails",
    "turned_forward": "Turned forward", "turnaround": "Turning round", "step_width": "Step width", "praise": "Praise",
    "visibility": "Runner in sight",
}  # fmt: skip
CLASSES = {"safety": "Safety", "balance": "Balance", "form": "Form", "praise": "Well done"}
UNITS = {"deg": "°", "%": " %", "m": " m", "s": " s"}
COUNTED = ("state", "level", "signs", "in a minute")  # units whose bands are steps, not limits for people


def rule_words(rule: str) -> str:
    """A rule's key as people call it."""
    return RULES.get(rule, rule.replace("_", " ").capitalize())


def day_words(started_at: str) -> str:
    """The day and time of a clip as its own clock had it, or that nobody told."""
    try:
        began = datetime.fromisoformat(started_at)
    except ValueError:
        return "Date not known"
    return f"{began:%a} {began.day} {began:%b %Y, %H:%M}"


def choice_words(row: Any) -> str:
    """A clip among others, told apart to the second: when, who, how long and for what."""
    when = f"{day_words(row.started_at)}:{row.started_at[17:19]}" if row.started_at else row.title
    told = [when, row.runner, length_words(row.length_s), *(rule_words(rule) for rule, _ in row.cues[:1])]
    return " · ".join(part for part in told if part)


def title_words(row: Any) -> str:
    """The clip's title without its time, which stands beside it."""
    return row.title.removesuffix(f", {row.started_at[:16].replace('T', ' ')}")


def length_words(length_s: float) -> str:
    if not isfinite(length_s):
        return "length not known"
    return f"{length_s:.1f} s" if length_s < 60 else f"{int(length_s) // 60}:{int(length_s) % 60:02d} min"


def time_words(t_s: float) -> str:
    """A time within a clip: "0:05.27"."""
    return f"{int(t_s) // 60}:{t_s % 60:05.2f}"


def size_words(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes >= 1e5 else f"{size_bytes / 1e3:.0f} kB"


@dataclass(frozen=True)
class Why:
    """Why a cue was said: what stood at that time, and what stands behind its rule."""

    said: str  # the coach's own words at that frame: value, band, error, source
    asked: tuple[tuple[str, str], ...]  # what the rule asks for: a name and its figures
    note: str
    sources: tuple[Any, ...]
    before_s: float  # how long before the cue its frames begin


def why(said: str, explained: Any | None) -> Why:
    """The answer to "why did you say that?"; where nothing is known of the rule the coach's own words remain."""
    if explained is None:
        return Why(said, (), "", (), 1.0)
    before_s = max(explained.hold_s) + explained.window_s
    return Why(said, tuple(_asked(explained)), explained.note, explained.sources, min(max(before_s, 0.5), 6.0))


def _asked(explained: Any) -> Any:
    if explained.unit not in COUNTED:
        yield "Good", band_words(explained.ok, explained.unit)
        if explained.run_ok != explained.ok:
            yield "Good while running", band_words(explained.run_ok, explained.unit)
        if explained.slack != explained.ok and any(isfinite(limit) for limit in explained.slack):
            yield "Far off", f"outside {band_words(explained.slack, explained.unit)}"
    if explained.margin:
        yield "Error allowed for", f"± {figure(explained.margin, explained.unit)}"
    if max(explained.hold_s):
        amber_s, red_s = explained.hold_s
        yield "Must last", f"{amber_s:g} s, " + (f"{red_s:g} s when far off" if red_s else "at once when far off")
    if explained.window_s:
        yield "Judged on", f"the median of {explained.window_s:g} s"
    if explained.gaits:
        yield "Holds for", " and ".join({"run": "running", "walk": "walking"}.get(g, g) for g in explained.gaits)
    yield "Evidence", explained.evidence


def band_words(band: tuple[float, float], unit: str) -> str:
    low, high = band
    if isfinite(low) and isfinite(high):
        return f"{low:g} to {figure(high, unit)}"
    if isfinite(low):
        return f"{figure(low, unit)} or more"
    return f"{figure(high, unit)} or less" if isfinite(high) else "any"


def figure(value: float, unit: str) -> str:
    return f"{value:g}" + UNITS.get(unit, f" {unit}")
