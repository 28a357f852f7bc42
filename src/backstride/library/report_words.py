"""What a session report says about each rule, and the drills it proposes, in English. Coaching words, nothing medical.

Drills with a source are from coaching articles; the others are our own judgement of what practises the point.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..types import Site

BOTH: tuple[Site, ...] = ("track", "treadmill")


@dataclass(frozen=True)
class Drill:
    """One exercise. ``source`` is empty where nobody but this program proposes it."""

    key: str
    title: str
    how: str
    dose: str
    sites: tuple[Site, ...] = BOTH
    source: str = ""


@dataclass(frozen=True)
class Topic:
    """A rule in a report: its title, what is said where it went well and where not, and the drills that practise it."""

    rule: str
    title: str
    well: str
    work: str
    drills: tuple[str, ...]


DRILLS = {
    drill.key: drill
    for drill in (
        Drill(
            "tall_walk",
            "Tall backward walk",
            "Walk backward slowly, grow tall, chest over the toes, eyes on the horizon.",
            "3 times 15 m, 45 s rest",
        ),
        Drill(
            "shuffles",
            "Backward shuffles",
            "Small quick steps backward, low and level, weight on the balls of the feet.",
            "3 times 15 m, 45 s rest",
            ("track",),
            "coaching articles",
        ),
        Drill(
            "butt_kicks",
            "Backward butt kicks",
            "Walk, later jog backward and bring each heel up toward the seat.",
            "3 times 15 m, 60 s rest",
            ("track",),
            "coaching articles",
        ),
        Drill(
            "high_knees",
            "Backward high knees",
            "Walk, later jog backward with knees to hip height, arms against the legs.",
            "3 times 15 m, 60 s rest",
            ("track",),
            "coaching articles",
        ),
        Drill(
            "arm_swing",
            "Arm swing on the spot",
            "Stand tall, elbows near ninety degrees, swing from the shoulder.",
            "3 times 30 s",
        ),
        Drill(
            "toe_walk",
            "Toes first",
            "Walk backward, reach with the toes, let the heel follow softly and without a sound.",
            "3 times 15 m, 45 s rest",
        ),
        Drill(
            "beat",
            "Steps to a beat",
            "Set a metronome a little above your rhythm and keep your steps short and on it.",
            "4 times 30 s, 60 s rest",
        ),
        Drill(
            "checks",
            "Count and look",
            "Walk backward, look over a shoulder at every fifth step, left and right in turn.",
            "4 times 20 m, 30 s rest",
            ("track",),
        ),
        Drill(
            "line",
            "Along a line",
            "Walk backward with a line between your feet, at hip width, somebody with you.",
            "4 times 15 m, 30 s rest",
            ("track",),
        ),
        Drill(
            "middle",
            "Middle of the belt",
            "Slow the belt until you stay in its middle for a minute, hands near the rails.",
            "3 times 60 s",
            ("treadmill",),
        ),
    )
}

TOPICS = {
    topic.rule: topic
    for topic in (
        Topic(
            "lean_back",
            "Weight over the toes",
            "You kept your weight over your toes.",
            "You leaned back at times. Bring the chest over the toes.",
            ("tall_walk", "shuffles"),
        ),
        Topic(
            "lean", "Upright trunk", "You ran upright.", "You bent forward at times. Ribs over hips.", ("tall_walk",)
        ),
        Topic(
            "head_down",
            "Eyes up",
            "You kept your eyes up.",
            "You looked down at times. Eyes to the horizon.",
            ("tall_walk",),
        ),
        Topic(
            "elbow",
            "Elbows",
            "You carried your arms well.",
            "Your elbows were often too straight or too bent.",
            ("arm_swing",),
        ),
        Topic(
            "arm_leg",
            "Arms against legs",
            "Your arms answered your legs.",
            "Arm and leg of one side went together.",
            ("high_knees", "arm_swing"),
        ),
        Topic(
            "foot_strike",
            "Toes first",
            "You landed on your toes first.",
            "You often landed on the heel first.",
            ("toe_walk",),
        ),
        Topic(
            "knee_contact",
            "Soft landing",
            "Your knees were soft and not too bent.",
            "You landed with deeply bent knees.",
            ("tall_walk", "toe_walk"),
        ),
        Topic(
            "stride",
            "Short steps",
            "Your steps were short and under you.",
            "Your steps reached far. Shorter and quicker.",
            ("shuffles", "beat"),
        ),
        Topic(
            "cadence",
            "Rhythm",
            "Your rhythm stayed where it should.",
            "Your rhythm was off. Keep a light, even beat.",
            ("beat",),
        ),
        Topic("bounce", "Level run", "You stayed low and level.", "You bounced. Glide, stay low.", ("shuffles",)),
        Topic(
            "asymmetry",
            "Even steps",
            "Left and right were alike.",
            "Left and right differed from one another.",
            ("beat",),
        ),
        Topic(
            "clearance",
            "Heels up",
            "You lifted your feet well.",
            "Your feet stayed low in the swing. Lift the heels.",
            ("butt_kicks",),
        ),
        Topic(
            "shoulder_check",
            "Looks behind",
            "You looked behind often enough.",
            "You went long without a look behind.",
            ("checks",),
        ),
        Topic(
            "lane_drift", "Straight line", "You kept your line.", "You drifted from the middle of your lane.", ("line",)
        ),
        Topic(
            "step_width",
            "Feet at hip width",
            "Your feet kept hip width.",
            "Your feet crossed or went too wide.",
            ("line",),
        ),
        Topic(
            "belt_drift",
            "Place on the belt",
            "You kept your place on the belt.",
            "You came near an end of the belt.",
            ("middle",),
        ),
        Topic(
            "rails",
            "Hands off the rails",
            "You ran with free hands.",
            "You held the rails while they should be free.",
            ("middle", "arm_swing"),
        ),
        Topic(
            "fatigue",
            "Lasting form",
            "Your form lasted to the end.",
            "Your form faded toward the end. End a set sooner.",
            ("tall_walk",),
        ),
    )
}
"""Rules that tell of the place, the camera or an alarm (obstacle, fall, visibility …) are nobody's form: not here."""

TOO_LITTLE = "Too little backward running was seen in this session to say much about it."
PAINED = "You pressed “pain” in this session. Rest, and begin gently or not at all next time."
UNSEEN = "The camera did not see you well for a part of the session: less could be judged."
NO_HISTORY = "This is the first session that is kept: a trend needs another one."
NOTHING_WELL = "There was not enough to praise one point above the others."
NOTHING_TO_WORK_ON = "Nothing stood out that needs work. Keep at it."
FREE_WAY = "Drills on free, even ground, somebody with you who watches the way."
AT_THE_BELT = "Drills at walking speed, the safety clip on, hands near the rails."
DRAWN = "Drawn: earlier sessions from the left, this one filled, each with its error. Their middle is compared with."
