"""What a session's report says: what went well, at most three things to work on, and how it compares with earlier."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any

from .clip_words import rule_words

MOST_TO_WORK_ON = 3
NOT_TO_TRAIN = ("fall", "pain", "stumble", "sudden_stop", "obstacle", "intruder", "path_unknown", "visibility",
                "praise", "heat", "turnaround")  # fmt: skip
DRILLS = {
    "lean_back": "Walk backward with the chest over the toes for 30 steps, then jog the same way.",
    "lean": "Stand tall against a wall, then walk away from it backward without bending forward.",
    "head_down": "Pick a mark at eye height ahead of you and keep looking at it for ten steps at a time.",
    "shoulder_check": "Walk backward and look over the left and the right shoulder in turn, every eight steps.",
    "elbow": "Run on the spot with elbows at a right angle, then take the same arms along backward.",
    "arm_leg": "March backward slowly, each arm with the opposite leg, then a little faster.",
    "foot_strike": "Backward steps on the toes: toe down first, the heel follows.",
    "knee_contact": "Short light backward steps with soft, not deeply bent knees.",
    "clearance": "Backward walk over a line of flat markers, lifting each foot over its marker.",
    "stride": "Shorten the step: 20 backward steps within ten metres.",
    "cadence": "Run backward to a metronome, a few beats more than usual.",
    "bounce": "Run backward as quietly as you can for 20 steps.",
    "belt_drift": "Hold the same place on the belt for one minute, at a slower speed.",
    "lane_drift": "Run backward along a line and look at where you are every ten steps.",
    "step_width": "Walk backward along a line, one foot at each side of it.",
    "fatigue": "End a repetition sooner, rest, and begin the next one fresh.",
}
GOOD = {  # what it means that a rule stood in its green band
    "lean_back": "No leaning back",
    "lean": "No leaning forward",
    "head_down": "The head stayed up",
    "shoulder_check": "Looks behind came often enough",
    "elbow": "The elbows were carried well",
    "arm_leg": "Arms and legs worked together",
    "foot_strike": "The toes came down first",
    "knee_contact": "The knees were not bent deeply at landing",
    "clearance": "The feet were lifted",
    "stride": "The steps did not reach too far",
    "cadence": "The steps kept a good rhythm",
    "bounce": "Little bounce",
    "belt_drift": "The place on the belt was held",
    "lane_drift": "The lane was held",
    "step_width": "The feet kept a good width",
}
GREEN_SHARE = 0.9  # of the time a rule was judged
LEAST_S = 5.0  # judged for less, nothing is praised
NAMES = {
    "trunk_lean_deg": ("Lean", "°"), "head_pitch_deg": ("Head", "°"), "cadence_spm": ("Cadence", " steps/min"),
    "knee_flexion_left_deg": ("Left knee", "°"), "knee_flexion_right_deg": ("Right knee", "°"),
    "elbow_left_deg": ("Left elbow", "°"), "elbow_right_deg": ("Right elbow", "°"), "speed_mps": ("Speed", " m/s"),
    "step_length_m": ("Step", " m"),
}  # fmt: skip
ENOUGH = 30  # frames without which nothing is said of a measure


@dataclass(frozen=True)
class ToWorkOn:
    rule: str
    title: str
    times: int
    drill: str


@dataclass(frozen=True)
class Figure:
    """A measure of the session beside the median of the earlier ones; "" where there is none."""

    name: str
    median: str
    spread: str
    earlier: str


@dataclass(frozen=True)
class Report:
    went_well: tuple[str, ...]
    to_work_on: tuple[ToWorkOn, ...]
    figures: tuple[Figure, ...]
    earlier: int  # how many sessions the comparison rests on


def report_of(session: Any, others: tuple[Any, ...] = ()) -> Report:
    """The report of a session; ``others`` are sessions of the same runner, from which the earlier ones are taken."""
    earlier = [s for s in others if s.id != session.id and s.started_at < session.started_at]
    return Report(_went_well(session), _to_work_on(session), tuple(_figures(session, earlier)), len(earlier))


def _went_well(session: Any) -> tuple[str, ...]:
    """Only what was judged long enough, was good nearly all the time, and was never spoken about."""
    cued = {rule for rule, _ in session.cues}
    return tuple(words for rule, words in GOOD.items() if rule not in cued and _was_green(session.bands, rule))


def _was_green(bands: tuple[tuple[str, str, float], ...], rule: str) -> bool:
    judged_s = sum(seconds for key, band, seconds in bands if key == rule and band in ("green", "amber", "red"))
    green_s = sum(seconds for key, band, seconds in bands if (key, band) == (rule, "green"))
    return judged_s >= LEAST_S and green_s >= GREEN_SHARE * judged_s


def _to_work_on(session: Any) -> tuple[ToWorkOn, ...]:
    trainable = [(rule, times) for rule, times in session.cues if rule not in NOT_TO_TRAIN]
    most = sorted(trainable, key=lambda cue: -cue[1])[:MOST_TO_WORK_ON]
    return tuple(ToWorkOn(rule, rule_words(rule), times, DRILLS.get(rule, "")) for rule, times in most)


def _figures(session: Any, earlier: list[Any]) -> Any:
    for measure in session.measures:
        if measure.name not in NAMES or measure.n < ENOUGH or not isfinite(measure.median):
            continue
        title, unit = NAMES[measure.name]
        digits = 2 if unit in (" m", " m/s") else 0
        before = sorted(m.median for s in earlier for m in s.measures if m.name == measure.name and m.n >= ENOUGH)
        yield Figure(
            title,
            f"{measure.median:.{digits}f}{unit}",
            f"{measure.p10:.{digits}f} to {measure.p90:.{digits}f}",
            f"{before[len(before) // 2]:.{digits}f}{unit}" if before else "",
        )
