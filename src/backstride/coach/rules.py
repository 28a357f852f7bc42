"""The table of rules: what is judged, by which bands, how long, where, and on whose word.

Each entry is data plus one small pure function. The bands were compared with real backward walkers and runners (motion
capture): a rule speaks only outside its band widened by the error that its number carries. A band that would blame
them was widened, and the reason stands in ``note``; a number that cannot tell good from bad is shown and never spoken.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Any, Literal

from ..types import CueClass, Direction, Gait, Measures, Site, View
from . import things, values
from .values import Chooser, Value, of

Evidence = Literal["measured backward", "borrowed from forward", "coach's judgement"]
PRAISE_AFTER_S = 20.0  # of form and balance measured good without a break
PRAISE_SURE_S = 1.5  # the medians look back up to 3 s: what goes wrong now shows half of that later
PRAISE_APART_S = 45.0
PRAISE_SILENCE_S = 6.0
PRAISE_SOURCES = ("coaching_articles",)
_BACKWARD: tuple[Direction, ...] = ("backward",)
_ALONG: tuple[View, ...] = ("rear", "front")
_ANY: tuple[View, ...] = ("side", "rear", "front")
_TRACK: tuple[Site, ...] = ("track",)
_BELT: tuple[Site, ...] = ("treadmill",)
_RUNNING: tuple[Gait, ...] = ("run",)


@dataclass(frozen=True)
class Bands:
    """Green within ``ok``, amber beyond it, red beyond ``slack``; ``release`` is how far inside a limit clears it."""

    ok: tuple[float, float]
    slack: tuple[float, float] = (-inf, inf)
    release: float = 0.0


@dataclass(frozen=True)
class Rule:
    """One rule. ``cues`` are its cue ids after the key (``""`` is the key alone); ``cue`` says which one fits now."""

    key: str
    value: Value
    unit: str
    bands: Bands
    class_: CueClass
    hold_s: tuple[float, float]  # how long amber, how long red must last
    sources: tuple[str, ...]
    evidence: Evidence = "coach's judgement"
    run_bands: Bands | None = None  # where running asks for other bands than walking
    window_s: float = 0.0  # the median over this long is judged; 0: each number as it comes
    margin: float = 0.0  # the error of the number itself, added outside every band
    measure: str = ""  # its name in core.claims: a claimed error larger than the margin counts instead
    cues: tuple[str, ...] = ("",)
    cue: Chooser = values.plain
    cooldown_s: tuple[float, float] = (20.0, 20.0)  # pause before it is said again, amber and red
    once: bool = False  # said once while it lasts, again only when it gets worse
    views: tuple[View, ...] = ("side",)
    sites: tuple[Site, ...] = ("track", "treadmill")
    gaits: tuple[Gait, ...] = ()  # empty: whatever the gait, also where it cannot be told
    directions: tuple[Direction, ...] = _BACKWARD
    min_fps: float = 8.0
    of_runner: bool = True  # judged only while the runner is tracked, with legs that were not swapped
    silent: bool = False  # shown, never judged aloud
    note: str = ""

    @property
    def in_rep(self) -> bool:
        """True for a rule that judges a stretch of backward travel and nothing else."""
        return self.directions == _BACKWARD

    @property
    def lasting_alarm(self) -> bool:
        """True for an alarm beside which nothing else is spoken of while it lasts; an unwatched path is no alarm."""
        return self.class_ == "safety" and not self.once and self.key != "path_unknown"


_STATE = Bands(ok=(-inf, 0.5), slack=(-inf, 1.5))  # 0 nothing, 1 amber, 2 red
_AT_ONCE = (0.0, 0.0)
_RATE_MET = 0.95  # a camera's nominal rate is met within 5 %
_WHATEVER: dict[str, Any] = {
    "views": _ANY, "directions": ("backward", "forward", "still", "unknown"), "min_fps": 0.0,
    "of_runner": False,
}  # fmt: skip

RULES: tuple[Rule, ...] = (
    # ---- safety, the most urgent first
    Rule(
        "fall", values.fall, "state", _STATE, "safety", _AT_ONCE, ("coaching_articles", "own_judgement"),
        cues=("candidate", "confirmed"), cue=values.fall_cue, cooldown_s=(3.0, 4.0), **_WHATEVER,
        note="A candidate silences everything on a track; on a treadmill the clip is asked for at once.",
    ),
    Rule(
        "pain", values.hurt, "state", _STATE, "safety", _AT_ONCE, ("coaching_articles",), once=True, **_WHATEVER,
    ),
    Rule(
        "obstacle", values.obstacle_level, "level", _STATE, "safety", (0.2, 0.0), ("woods_2015", "own_judgement"),
        cues=("over", *things.situations()), cue=values.obstacle_cue, cooldown_s=(4.0, 1.0),
        sites=_TRACK, **_WHATEVER,
        note="The levels come from the path's own stop model; a stop waits for nothing, since the scout confirmed it.",
    ),
    Rule(
        "belt_drift", of("belt_position"), "belt", Bands((0.30, 0.65), (0.15, 0.80), 0.03), "safety", (0.8, 0.2),
        ("en_957_6", "own_judgement"),
        window_s=0.3, cues=("rear", "console", "red"), cue=values.belt_cue, cooldown_s=(5.0, 1.5), sites=_BELT,
        min_fps=10.0,
        note="No margin: near an edge an early warning costs less than a late one, and the error is 0.02 of the belt.",
    ),
    Rule(
        "turnaround", values.turning, "state", _STATE, "safety", _AT_ONCE, ("coaching_articles",),
        once=True, cooldown_s=(5.0, 5.0), **_WHATEVER | {"min_fps": 10.0},
        note="Only out of a backward stretch: before one, a body that seems to turn is as likely another body.",
    ),
    Rule(
        "stumble", values.stumbles, "in a minute", _STATE, "safety", _AT_ONCE, ("own_judgement",),
        once=True, cooldown_s=(3.0, 3.0), **_WHATEVER,
    ),
    Rule(
        "path_unknown", values.path_doubt, "state", _STATE, "safety", _AT_ONCE, ("coaching_articles",),
        cues=("", "lost", "blind"), cue=values.path_cue, cooldown_s=(60.0, 5.0), views=_ANY, sites=_TRACK,
        directions=("backward", "still", "unknown"), min_fps=0.0,
        note="Where no lane is watched it is said once and slowly repeated; nothing ever says that a path is free.",
    ),
    Rule(
        "intruder", values.company_m, "m", Bands((3.0, inf), (2.0, inf), 0.3), "safety", (0.3, 0.3),
        ("coaching_articles",),
        cooldown_s=(10.0, 5.0), views=_ANY, min_fps=5.0,
        note="Only people and animals beside the corridor or near the belt; who stays there is told of once a minute.",
    ),
    Rule(
        "sudden_stop", values.halted, "state", _STATE, "safety", _AT_ONCE, ("own_judgement",),
        once=True, cooldown_s=(10.0, 10.0), sites=_TRACK, **_WHATEVER,
    ),
    Rule(
        "speed_cap", values.speed_over_cap, "of the cap", Bands((-inf, 1.05), (-inf, 1.15), 0.05), "safety", (2.0, 1.5),
        ("coaching_articles",),
        window_s=1.0, margin=0.08, cues=("", "view"), cue=values.cap_cue, cooldown_s=(6.0, 6.0), views=_ANY,
        note="The smaller of what a training set and of what the watched range of the path allows (the speed at which a"
        " thing at its far end still leaves room to slow down). The margin is the error of a measured speed.",
    ),
    Rule(
        "rails", values.rails_let_go, "state", _STATE, "safety", (2.0, 1.0), ("coaching_articles",),
        cooldown_s=(8.0, 8.0), sites=_BELT, gaits=("walk",),
        note="Only where the first level asks for hands on the rails.",
    ),
    # ---- balance
    Rule(
        "lean_back", values.lean_deg, "deg", Bands((-6.0, inf), (-10.0, inf), 2.0), "balance", (1.0, 0.5),
        ("coaching_articles", "mocap_walks"),
        window_s=0.5, margin=5.0, measure="trunk_lean_deg", cues=("", "red"), cue=values.red_or_plain,
        cooldown_s=(8.0, 8.0), min_fps=10.0,
        note="Real backward walkers stand at -4 degrees at ease, one was read at -8 to -10; the warning begins at -11.",
    ),
    Rule(
        "lane_drift", of("lane_offset_m"), "m", Bands((-0.25, 0.25), (-0.45, 0.45), 0.05), "balance", (1.0, 0.3),
        ("coaching_articles", "own_judgement"),
        window_s=0.7, margin=0.05, measure="lane_offset_m", cues=("left", "right", "left_red", "right_red"),
        cue=values.lane_cue, cooldown_s=(5.0, 3.0), views=_ALONG, sites=_TRACK, min_fps=10.0,
    ),
    Rule(
        "shoulder_check", values.since_look_s, "s", Bands((-inf, 6.0), (-inf, 12.0)), "balance", _AT_ONCE,
        ("coaching_articles", "grolle_2007"),
        run_bands=Bands((-inf, 5.0), (-inf, 10.0)), cues=("", "left", "right", "other"), cue=values.look_cue,
        cooldown_s=(6.0, 6.0), views=_ANY, sites=_TRACK, min_fps=10.0,
    ),
    Rule(
        "clearance", of("knee_swing_peak_deg"), "deg", Bands((35.0, inf), (25.0, inf), 3.0), "balance", (2.0, 1.0),
        ("coaching_articles", "mocap_walks"),
        margin=8.0, measure="knee_swing_peak_deg", cooldown_s=(25.0, 25.0), min_fps=20.0,
        note="Judged by the knee's bend in swing: good backward walkers show 48 to 77 degrees. The foot's height over"
        " the ground carries an error (0.025 leg lengths) as large as its band (0.03): it is shown and never spoken.",
    ),
    Rule(
        "fatigue", of("fatigue_flags"), "signs", Bands((-inf, 1.5), (-inf, 2.5)), "balance", (10.0, 10.0),
        ("hanley_2014", "own_judgement"), "borrowed from forward",
        cues=("", "red"), cue=values.red_or_plain, cooldown_s=(60.0, 60.0), views=_ANY, min_fps=15.0,
    ),
    Rule(
        "step_width", of("step_width_m"), "m", Bands((0.0, 0.30), (-0.05, 0.40), 0.02), "balance", (1.0, 1.0),
        ("own_judgement",),
        margin=0.05, measure="step_width_m", cues=("crossed", "wide"), cue=values.width_cue, cooldown_s=(20.0, 20.0),
        views=_ALONG, min_fps=15.0,
        note="Only crossed feet and a straddle: what lies between cannot be told apart within 5 cm.",
    ),
    Rule(
        "visibility", values.share_seen, "share", Bands((0.4, inf), (0.2, inf), 0.1), "balance", (3.0, 3.0),
        ("own_judgement",), cooldown_s=(30.0, 30.0), **_WHATEVER,
        note="Said only of a runner who was seen well before: in an empty place a voice helps nobody, and who stands"
        " at the picture's edge has not begun.",
    ),
    # ---- form
    Rule(
        "turned_forward", values.turned_forward, "state", _STATE, "form", (2.0, 2.0), ("coaching_articles",),
        once=True, cooldown_s=(60.0, 60.0), **_WHATEVER | {"min_fps": 10.0},
        note="A direction told from fewer than ten frames a second is not worth a sentence.",
    ),
    Rule(
        "lean", values.lean_deg, "deg", Bands((-inf, 8.0), (-inf, 15.0), 2.0), "form", (3.0, 3.0),
        ("coaching_articles", "mocap_walks"),
        window_s=2.0, margin=3.0, measure="trunk_lean_deg",
        note="Only the side toward the toes. From -2 to -6 degrees, where a little more lean would be nicer, lie both"
        " the camera's error and the ease of real backward walkers (-4): beyond that lean_back speaks.",
    ),
    Rule(
        "head_down", values.head_pitch_deg, "deg", Bands((-15.0, inf), (-30.0, inf), 4.0), "form", (2.5, 2.5),
        ("coaching_articles",), window_s=1.0, margin=15.0, measure="head_pitch_deg",
        note="The line from ear to nose differs by ten degrees between people, and nobody's own level is known: a real"
        " runner who looks ahead was read at -20.",
    ),
    Rule(
        "elbow", values.elbow_deg, "deg", Bands((70.0, 110.0), (55.0, 130.0), 5.0), "form", (5.0, 5.0),
        ("coaching_articles", "yegian_2019"), "borrowed from forward",
        window_s=3.0, margin=18.0, measure="elbow_deg", cues=("straight", "bent"), cue=values.elbow_cue,
        cooldown_s=(30.0, 30.0), gaits=_RUNNING,
        note="Never while walking: bent arms cost walkers more. Pose models read up to 12 degrees too straight; a real"
        " runner with well-carried arms was read at 117.",
    ),
    Rule(
        "arm_leg", values.arms_with_legs, "correlation", Bands((-inf, 0.2), (-inf, 0.5), 0.1), "form", (6.0, 6.0),
        ("coaching_articles",), margin=0.3, measure="arm_leg_correlation", cooldown_s=(30.0, 30.0), gaits=_RUNNING,
        min_fps=15.0,
        note="Opposed limbs should read -0.5 and less, but the near wrist's path is no pendulum: a real runner with a"
        " good swing was read at +0.2. Arms that go with the legs read over 0.8.",
    ),
    Rule(
        "foot_strike", of("heel_first_share"), "share", Bands((-inf, 0.2), (-inf, 0.4), 0.05), "form", (1.0, 1.0),
        ("coaching_articles", "altman_davis_2012"), "borrowed from forward",
        margin=0.15, measure="heel_first_share", cooldown_s=(30.0, 30.0), min_fps=50.0,
        note="Heel FIRST only: a heel that comes down after the toes is right.",
    ),
    Rule(
        "knee_contact", of("knee_at_contact_deg"), "deg", Bands((0.0, 62.0), (0.0, 72.0), 3.0), "form", (2.0, 2.0),
        ("roos_2012", "mocap_walks"), "measured backward",
        margin=8.0, measure="knee_at_contact_deg", cooldown_s=(25.0, 25.0), min_fps=30.0,
        note="Good backward motion lands anywhere from 9 (run) to 59 degrees (heavy walk): only a deep squat stands"
        " out, and a locked knee cannot be told from a light one within the error.",
    ),
    Rule(
        "stride", of("reach_ll"), "leg lengths", Bands((-inf, 0.60), (-inf, 0.75), 0.03), "form", (2.0, 2.0),
        ("coaching_articles", "mocap_walks"),
        margin=0.08, measure="reach_ll", cooldown_s=(25.0, 25.0), min_fps=20.0,
        note="Real backward walkers and runners reach 0.1 to 0.58: a band of 0.30 would blame most of them.",
    ),
    Rule(
        "cadence", values.cadence_spm, "steps/min", Bands((150.0, 205.0), (140.0, 215.0), 3.0), "form", (6.0, 6.0),
        ("cavagna_2012", "mocap_walks"), "measured backward",
        window_s=2.0, margin=5.0, measure="cadence_spm", cues=("slow", "fast"), cue=values.cadence_cue,
        cooldown_s=(30.0, 30.0), views=_ANY, gaits=_RUNNING, min_fps=15.0,
        note="Runs only: a walk's cadence follows the belt or the runner's ease (real ones 90 to 150): no fault.",
    ),
    Rule(
        "bounce", of("bounce_bh"), "body heights", Bands((-inf, 0.060), (-inf, 0.075), 0.004), "form", (2.0, 2.0),
        ("cavagna_2012", "mocap_walks"),
        run_bands=Bands((-inf, 0.075), (-inf, 0.09), 0.004), margin=0.015, measure="bounce_bh",
        cooldown_s=(40.0, 40.0), gaits=("walk", "run"), min_fps=20.0,
    ),
    Rule(
        "asymmetry", of("asymmetry_percent"), "%", Bands((-inf, 12.0), (-inf, 20.0), 2.0), "form", (10.0, 10.0),
        ("malisoux_2024",), "borrowed from forward", cues=(), views=_ANY, min_fps=30.0, silent=True,
        note="Shown, not spoken: a question for a rest, not for a run, and it does not foretell injury.",
    ),
)  # fmt: skip

_BY_KEY = {rule.key: rule for rule in RULES}


def rule(key: str) -> Rule:
    """The entry of ``key``."""
    return _BY_KEY[key]


def cue_ids(rule: Rule) -> tuple[str, ...]:
    """What the rule may say, as the tables of words name it: the key, or key.situation."""
    return tuple(f"{rule.key}.{cue}" if cue else rule.key for cue in rule.cues)


def bands_for(rule: Rule, gait: Gait) -> Bands:
    """The bands that hold in this gait."""
    return rule.run_bands if gait == "run" and rule.run_bands is not None else rule.bands


def applies(rule: Rule, measures: Measures) -> bool:
    """True when the rule may judge this frame: the runner tracked, legs in order, the right way, gait and rate."""
    if rule.of_runner and (not measures.tracked or measures.swapped):
        return False
    if measures.direction not in rule.directions or (rule.gaits and measures.gait not in rule.gaits):
        return False
    return rule.min_fps == 0.0 or measures.quality.fps >= _RATE_MET * rule.min_fps
