"""The programmes, as data. Goals and amounts a week come from the articles; the steps from week to week are our own
starting values, and every week is held by the table of ``checks.py``.

From week to week at most one of speed, amount, incline and support asks for more; a new gait takes the amount down.
"""

from __future__ import annotations

from math import nan

from .plan import Block, Bout, Pace, Programme, Support, Way, Week

WARM_UP = (
    Block((Bout("forward", "walk", seconds=180),), kind="warm_up"),
    Block(
        (Bout("backward", "walk", metres=20, cap_mps=1.0),), sets=2, rest_s=30, kind="warm_up",
        on_belt=Block((Bout("backward", "walk", seconds=60, cap_mps=0.45),), kind="warm_up", support="within_reach"),
    ),
)  # fmt: skip
COOL_DOWN = (
    Block((Bout("forward", "walk", seconds=180),), kind="cool_down"),
    Block((Bout("backward", "walk", seconds=60, cap_mps=1.0),), kind="cool_down"),
)
MIN_GAP_H = 48.0


def _metres(metres: float, sets: int, rest_s: float, cap_mps: float, pace: Pace = "walk", way: Way = "backward",
            focus: str = "", **more) -> Block:  # fmt: skip
    return Block((Bout(way, pace, metres=metres, cap_mps=cap_mps),), sets, rest_s, focus=focus, **more)


def _seconds(seconds: float, sets: int, rest_s: float, cap_mps: float, focus: str, pace: Pace = "walk",
             support: Support = "within_reach", **more) -> Block:  # fmt: skip
    bout = Bout("backward", pace, seconds=seconds, cap_mps=cap_mps)
    return Block((bout,), sets, rest_s, focus=focus, support=support, **more)


def _forward(seconds: float, pace: Pace) -> Block:
    return Block((Bout("forward", pace, seconds=seconds),))


def _alternating(forward_s: float, backward_s: float, sets: int, cap_mps: float, focus: str, pace: Pace = "walk",
                 forward_pace: Pace = "run", turn_s: float = 10.0, click_spm: float = nan) -> Block:  # fmt: skip
    there = Bout("forward", forward_pace, seconds=forward_s)
    back = Bout("backward", pace, seconds=backward_s, cap_mps=cap_mps)
    return Block((there, back), sets, turn_pause_s=turn_s, focus=focus, click_spm=click_spm)


def _drill(key: str, metres: float, sets: int, rest_s: float, pace: Pace, cap_mps: float) -> Block:
    return _metres(metres, sets, rest_s, cap_mps, pace, kind="drill", drill=key)


SHUFFLES = _drill("D1", 15, 3, 45, "walk", 1.2)
HIGH_KNEES = _drill("D2", 15, 3, 60, "jog", 1.6)
BUTT_KICKS = _drill("D3", 15, 3, 60, "jog", 1.6)
CRAB_WALK = _drill("D4", 8, 2, 60, "walk", 0.6)
RETREAT_STOP_TURN = _drill("D5", 10, 4, 75, "run", 2.2)


def _weeks(*weeks: tuple[Block, ...]) -> tuple[Week, ...]:
    return tuple(Week(number, blocks) for number, blocks in enumerate(weeks, start=1))


def _first_belt(seconds: float) -> Block:
    return _seconds(seconds, 6, 60, 0.45, "head_down", support="both_hands")


FIRST_STEPS = Programme(
    "first_steps", "P0", "First steps", "Everyone begins here: short backward walks with long rests.", (2, 2),
    _weeks(
        (_metres(20, 4, 60, 0.8, focus="head_down", on_belt=_first_belt(30)),),
        (_metres(30, 5, 60, 0.8, focus="stride", on_belt=_first_belt(60)),),
    ),
    at_least="L0", walking_only=True, source="articles: begin with walks of 20 to 30 m, or 30 to 60 s, rails held",
)  # fmt: skip

REHAB_KNEE = Programme(
    "rehab_knee", "P1", "Knee and rehabilitation", "Backward walking, agreed with a clinician.", (2, 3),
    _weeks(
        (_seconds(60, 6, 60, 0.45, "head_down"),),
        (_seconds(75, 6, 60, 0.45, "head_down"),),
        (_seconds(75, 7, 60, 0.45, "stride"),),
        (_seconds(75, 7, 60, 0.6, "stride"),),
        (_seconds(75, 8, 60, 0.6, "lean"),),
        (_seconds(165, 4, 60, 0.6, "lean"),),
        (_seconds(165, 4, 60, 0.67, "stride"),),
        (_seconds(195, 4, 60, 0.67, "stride"),),
    ),
    needs=("first_steps", "clinician"), walking_only=True,
    source="articles: 10 to 15 minutes of walking, two to three times a week, only with a clinician",
    later="15 minutes (5 × 3 min), then 2 % incline; 5 % only where the clinician sets it; more is not offered.",
)  # fmt: skip

FITNESS = Programme(
    "fitness", "P2", "Fitness", "From backward walking to easy backward jogging.", (2, 2),
    _weeks(
        (_metres(30, 5, 60, 1.0, focus="head_down"),),
        (_metres(50, 3, 60, 1.2, focus="stride"),),
        (_metres(35, 3, 60, 1.2, focus="lean"), _metres(20, 2, 75, 1.8, "jog", focus="elbow")),
        (_metres(40, 2, 60, 1.2, focus="lean"), _metres(25, 4, 75, 1.8, "jog", focus="elbow")),
        (_metres(35, 5, 75, 1.8, "jog", focus="cadence", click_spm=165),),
        (_metres(50, 4, 90, 1.8, "jog", focus="cadence", click_spm=165),),
        (_metres(45, 5, 90, 1.8, "jog", focus="foot_strike"),),
        (_metres(50, 5, 90, 1.8, "jog", focus="foot_strike"),),
    ),
    needs=("first_steps",), source="articles: twice a week, four to six sets of 50 m of jogging",
    later="6 × 50 m when the volume gate is met, then a speed cap of 2.0 m/s.",
)  # fmt: skip

ATHLETIC = Programme(
    "athletic", "P3", "Athletic", "Backward speed and drills for sport. From 16 years; with a spotter when fast.",
    (2, 3),
    _weeks(
        (_metres(15, 6, 60, 2.0, "jog", focus="elbow", effort_percent=50), SHUFFLES),
        (_metres(15, 7, 60, 2.0, "jog", focus="elbow", effort_percent=50), SHUFFLES),
        (_metres(20, 8, 60, 2.0, "jog", focus="cadence", effort_percent=55, click_spm=170), HIGH_KNEES),
        (_metres(20, 6, 75, 2.6, "run", focus="cadence", effort_percent=65), BUTT_KICKS),
        (_metres(20, 7, 75, 2.6, "run", focus="foot_strike", effort_percent=65), RETREAT_STOP_TURN),
        (_metres(20, 7, 90, 3.0, "run", focus="foot_strike", effort_percent=75), RETREAT_STOP_TURN),
        (_metres(15, 8, 120, 3.5, "run", focus="arm_leg", effort_percent=85, spotter=True), RETREAT_STOP_TURN),
        (
            _metres(20, 6, 150, 4.0, "run", focus="arm_leg", effort_percent=90, spotter=True),
            _metres(20, 4, 120, nan, "run", "forward", effort_percent=85),
        ),
    ),
    at_least="L2", needs=("first_steps", "over_16"),
    source="articles: two to three times a week with agility drills; efforts after Uthoff 2018, 8 weeks Uthoff 2020",
    later="Repeat week 8; more speed only with a coach.",
)  # fmt: skip

SENIOR = Programme(
    "senior", "P4", "Senior mobility", "Slow backward walking with a rail, a wall or a helper within reach.", (3, 3),
    _weeks(
        (_seconds(20, 4, 60, 0.4, "head_down", support="both_hands"),),
        (_seconds(25, 4, 60, 0.4, "head_down", support="both_hands"),),
        (_seconds(30, 4, 60, 0.4, "head_down", support="both_hands"),),
        (_seconds(30, 4, 60, 0.4, "head_down", support="one_hand"),),
        (_seconds(40, 4, 60, 0.4, "stride", support="one_hand"),),
        (_seconds(50, 4, 60, 0.4, "stride", support="one_hand"),),
        (_seconds(75, 4, 60, 0.4, "lean", support="one_hand"),),
        (_seconds(75, 4, 60, 0.4, "lean", support="within_reach"),),
    ),
    at_least="L0", needs=("first_steps",), walking_only=True,
    source="articles: three times a week; five minutes of walking daily",
    daily="From week 7 on, five minutes of backward walking with a hand on the rail on the other days, if you like.",
)  # fmt: skip

RUNNER = Programme(
    "runner", "P5", "Runner's intervals", "Short backward stretches within an easy forward run.", (2, 2),
    _weeks(
        (_forward(900, "run"), _seconds(60, 1, 0, 1.2, "head_down", support="none")),
        (_forward(600, "run"), _alternating(60, 30, 4, 1.2, "head_down")),
        (_forward(600, "run"), _alternating(60, 30, 5, 1.2, "stride")),
        (_forward(600, "run"), _alternating(60, 30, 6, 1.2, "stride")),
        (_forward(600, "run"), _alternating(60, 30, 4, 1.6, "elbow", "jog", click_spm=165)),
        (_forward(600, "run"), _alternating(60, 30, 5, 1.6, "elbow", "jog", click_spm=165)),
        (_forward(600, "run"), _alternating(60, 30, 6, 1.6, "cadence", "jog", turn_s=8.0)),
        (_forward(600, "run"), _alternating(60, 30, 7, 1.6, "cadence", "jog", turn_s=8.0)),
    ),
    needs=("first_steps",), source="articles: a minute forward, 30 seconds backward, at the end of a run",
    later="Repeat week 8.",
)  # fmt: skip

CARDIO_BLOCK = Programme(
    "cardio_block", "P7", "Six-week cardio block", "Forward jogging and backward walking in turns, 15 to 27 minutes.",
    (3, 3),
    _weeks(
        (_alternating(90, 60, 6, 0.9, "head_down", forward_pace="jog"),),  # 15 min, 40 % backward
        (_alternating(88, 58, 7, 0.9, "head_down", forward_pace="jog"),),  # 17 min
        (_alternating(85, 57, 8, 0.9, "stride", forward_pace="jog"),),  # 19 min
        (_alternating(81, 59, 9, 0.9, "stride", forward_pace="jog"),),  # 21 min, 42 %
        (_alternating(83, 60, 10, 0.9, "lean", forward_pace="jog"),),  # 24 min
        (_alternating(78, 57, 12, 0.9, "lean", forward_pace="jog"),),  # 27 min
    ),
    at_least="L2", needs=("first_steps", "fitness"),
    source="shaped on a six-week walk and run study (Terblanche 2005); its weekly table was not found, this is ours",
    later="Repeat week 6, or go on with the runner's intervals.",
)  # fmt: skip

PROGRAMMES: tuple[Programme, ...] = (
    FIRST_STEPS, REHAB_KNEE, FITNESS, ATHLETIC, SENIOR, RUNNER, CARDIO_BLOCK,
)  # fmt: skip


def programme(key: str, own: tuple[Programme, ...] = ()) -> Programme | None:
    """The programme of this key, among ours and ``own`` ones; None where there is none."""
    return next((one for one in (*PROGRAMMES, *own) if key in (one.key, one.code or one.key)), None)
