"""What may be said about backward running, each with who found it, in whom, and how sure it is; what is misquoted; the
text that everybody reads before they begin; and what the camera measures and how well. Data for pages.

Nothing here promises health. An error of a measure is the one that ``core.claims`` allows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Literal

from ..core.claims import claimed_error
from ..types import View

Confidence = Literal["review of studies", "one study", "several studies", "coaches' advice", "our own starting value"]
CHECKED = "November 2026"


@dataclass(frozen=True)
class Fact:
    """One card. ``population`` tells in whom it was found: what holds for thirteen students may not hold for you."""

    key: str
    title: str
    claim: str
    source: str
    population: str
    confidence: Confidence
    last_checked: str = CHECKED


FACTS: tuple[Fact, ...] = (
    Fact(
        "energy", "More work for each metre",
        "About 30 to 35 % more energy than forward running at the same speed. You will run slower backward, so per"
        " minute it is about the same.",
        "Wright and Weyand 2001, J Exp Biol 204:1805; Rasica 2020",
        "Runners on a treadmill, at 3 m/s in the first study and up to 25 % uphill in the second", "several studies",
    ),
    Fact(
        "energy_fades", "It gets cheaper with practice",
        "After four weeks of backward walking, three times a week for 15 minutes, the same walk took 19 % less oxygen.",
        "Heath 2001", "One group that walked backward for four weeks", "one study",
    ),
    Fact(
        "oxygen", "It is hard work for the heart and lungs",
        "In a 1994 study backward running at 9.6 km/h used 84 % of runners' peak oxygen use; backward walking at"
        " 6.4 km/h used 60 %.",
        "Flynn 1994 (PubMed 8133744)", "Healthy adults on a treadmill", "one study",
    ),
    Fact(
        "kneecap", "Less load on the kneecap, for many",
        "In 20 healthy adults the kneecap joint force was about a quarter lower than forward at the same speed; not in"
        " everyone.",
        "Roos 2012", "Twenty healthy adults", "one study",
    ),
    Fact(
        "calf", "More load on calf and Achilles tendon",
        "You land on the forefoot, so calf and Achilles tendon take more. Soreness there is asked about the next"
        " morning.",
        "Cavagna 2012, J Exp Biol 215:75, on the hard take-off; coaches' pages", "Nine trained men", "one study",
    ),
    Fact(
        "balance", "Walking backward trains balance",
        "A 2019 review of 11 studies found that backward walking training helped balance.",
        "Wang 2019, review", "The people of 11 studies; walking, not running", "review of studies",
    ),
    Fact(
        "sprint", "Young athletes got faster",
        "Eight weeks of backward running twice a week improved 10 and 20 m sprints and jumps more than forward running"
        " did.",
        "Uthoff 2020", "Youths, with a coach", "one study",
    ),
    Fact(
        "six_weeks", "Six weeks of walking and running backward",
        "13 young women, 6 weeks of backward walk and run: body fat -2.4 %, forward shuttle-run VO2max +5.2 %. A small"
        " study, no promise.",
        "Terblanche 2005, Int J Sports Med", "Thirteen young women", "one study",
    ),
    Fact(
        "recoil", "Landing soft, taking off hard",
        "Backward running stores less in the tendons and gives less back: you land softly and take off hard.",
        "Cavagna 2011 and 2012, J Exp Biol 215:75", "Trained men, nine in the second study, 3 to 17 km/h",
        "several studies",
    ),
    Fact(
        "awkward", "It feels odd, and soon less so",
        "Most people are surprised how fast the awkwardness fades: a few sessions.",
        "Trainers' articles", "Coaches' experience", "coaches' advice",
    ),
    Fact(
        "amounts", "The steps from week to week",
        "How often and about how much comes from the articles. The steps between are our own starting plan, and it"
        " adapts to you.",
        "This appliance", "Nobody was tested with it", "our own starting value",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Misquoted:
    """What articles say and the study does not."""

    said: str
    really: str


MISQUOTED: tuple[Misquoted, ...] = (
    Misquoted(
        "84 % of the oxygen running backward against 60 % running forward",
        "The 60 % was backward walking (6.4 km/h), the 84 % backward running (9.6 km/h). Neither is forward running"
        " (Flynn 1994).",
    ),
    Misquoted(
        "30 % more energy, so it takes off more weight",
        "30 to 35 % is for the same speed. You run about 70 % as fast backward, so a minute costs about the same, and"
        " the extra fades with practice (Wright and Weyand 2001, Heath 2001).",
    ),
    Misquoted(
        "2.5 % of body fat lost in six weeks",
        "2.4 %, in 13 young women who walked and ran. The study measured no energy use (Terblanche 2005).",
    ),
    Misquoted(
        "The landing is gentle on every joint",
        "The kneecap is loaded less, but the force from the ground was about the same at that instant (Roos 2012), and"
        " the upward jolt at take-off was higher, 15.7 against 13.2 m/s\u00b2 (Cavagna 2012).",
    ),
    Misquoted(
        "It is driven by hamstrings and seat muscles",
        "Mostly by the front of the thigh, the shin and the calf. In backward walking the ankle drives (Lee 2013).",
    ),
    Misquoted(
        "Bigger bends of hip, knee and ankle",
        "Smaller ones: hip and knee move less in backward walking (Donno 2023), every joint less in fast backward"
        " running (Arata 2000).",
    ),
    Misquoted(
        "Flynn and Soutas-Little 2021, volume 34",
        "It is of 1993: Mechanical Power and Muscle Action during Forward and Backward Running, JOSPT 17(2).",
    ),
    Misquoted(
        "Uthoff 2018 shows better balance",
        "That review is on forces, step rate, strength, power and change of direction. It found nothing on balance.",
    ),
    Misquoted(
        "Little risk, high reward",
        "You do not see where you go, and a fall backward is harder to catch. Backstride reckons with one.",
    ),
    Misquoted(
        "Reaction time and injuries get better",
        "No study was found that shows either. It is not shown here as a fact.",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class BeforeYouBegin:
    """One thing that everybody reads before the first session."""

    title: str
    text: str


SAFETY: tuple[BeforeYouBegin, ...] = (
    BeforeYouBegin(
        "You do not see where you go",
        "A fall backward is harder to catch than one forward. Begin by walking. Walk the whole way forward first, and"
        " choose one that is flat, straight, dry and empty. Look over your shoulder, not always the same one, or have"
        " somebody beside you.",
    ),
    BeforeYouBegin(
        "The camera is a second pair of eyes, no guard",
        "It can miss things: small ones, dark ones, ones that come fast or from the side. When it does not know, it"
        " says so. It never tells you that nothing is there. You, or your helper, decide.",
    ),
    BeforeYouBegin(
        "On a treadmill",
        "You face away from the console, so its stop button is behind you. Wear the clip, keep the rails within reach,"
        " leave 2 m free behind the belt and half a metre on each side. Never stand still on a moving belt: hold the"
        " rails, then pull the clip. Backstride cannot stop the belt.",
    ),
    BeforeYouBegin(
        "Pain ends it",
        "Mild soreness is usual at first, most of all in calf and thigh. Sharp pain, pain of 4 of 10 or more, pain in"
        " the chest or dizziness ends the session: press Pain, or have somebody press it.",
    ),
    BeforeYouBegin(
        "Stop before you are tired",
        "Most mishaps come late. The plan leaves two days between sessions, and it grows slowly. There is nothing to"
        " make up for.",
    ),
    BeforeYouBegin(
        "Who asks first",
        "Ask a doctor or physiotherapist first if you have trouble with heart, balance, sight or joints, if you fell in"
        " the last year, or if you are expecting a child. The questions after this page ask for it.",
    ),
    BeforeYouBegin(
        "No medical device",
        "What is measured is for training. It finds no illness and heals none.",
    ),
)  # fmt: skip


# ---- for health professionals


@dataclass(frozen=True)
class HowWell:
    """One measure and the error it claims: near side and far side at 50 pictures a second or more, and at 30."""

    title: str
    name: str
    unit: str
    view: View
    near: float
    far: float
    slow: float  # near side at 30 pictures a second; NaN: not given


_MEASURED: tuple[tuple[str, str, str, View, float], ...] = (  # the last: from the measure's own unit to the one shown
    ("Trunk lean toward the side faced", "trunk_lean_deg", "\u00b0", "side", 1.0),
    ("Knee flexion", "knee_flexion_deg", "\u00b0", "side", 1.0),
    ("Knee flexion at contact", "knee_at_contact_deg", "\u00b0", "side", 1.0),
    ("Elbow angle", "elbow_deg", "\u00b0", "side", 1.0),
    ("Head pitch", "head_pitch_deg", "\u00b0", "side", 1.0),
    ("Cadence", "cadence_spm", " steps/min", "side", 1.0),
    ("Instant of contact", "contact_s", " ms", "side", 1000.0),
    ("Contact time", "contact_time_s", " ms", "side", 1000.0),
    ("Flight time", "flight_time_s", " ms", "side", 1000.0),
    ("Bounce of the hips", "bounce_bh", " % of body height", "side", 100.0),
    ("Variation of step time (CV)", "step_time_cv", " %", "side", 100.0),
    ("Step times left and right, difference", "asymmetry_percent", " %", "side", 1.0),
    ("Steps that land heel first", "heel_first_share", " % of steps", "side", 100.0),
    ("Speed", "speed_mps", " % of it", "side", 100.0),
    ("Step length", "step_length_m", " % of it", "side", 100.0),
    ("Place on the belt", "belt_position", " % of its length", "side", 100.0),
    ("Head turn", "head_yaw_deg", "\u00b0", "rear", 1.0),
    ("Cadence", "cadence_spm", " steps/min", "rear", 1.0),
    ("Place in the lane", "lane_offset_m", " cm", "rear", 100.0),
    ("Step width", "step_width_m", " cm", "rear", 100.0),
    ("Speed", "speed_mps", " % of it", "rear", 100.0),
)  # fmt: skip


def how_well() -> tuple[HowWell, ...]:
    """Every measure that claims an error, with it."""
    return tuple(
        HowWell(title, name, unit, view, *(times * claimed_error(name, view, near, fps, 1.0)
                                           for near, fps in ((True, 60.0), (False, 60.0), (True, 30.0))))
        for title, name, unit, view, times in _MEASURED
    )  # fmt: skip


def figure(value: float) -> str:
    """A claimed error as it is shown."""
    return f"{value:.2g}" if isfinite(value) else "not given"


NOT_MEASURED: tuple[str, ...] = (
    "Forces, joint moments, muscle activity and heart rate: no camera sees them.",
    "Pain, effort and how you feel: they are asked for, in your own words and figures.",
    "From the side: place in the lane, step width, which way the head turns, and the far arm and leg only roughly.",
    "From front or behind: lean, knee and elbow angles, foot strike.",
    "Below 50 pictures a second: which part of the foot lands first. Below 15: cadence.",
    "Loose clothes, sun in the lens and other people in the picture make it worse; then less is given, and it says so.",
)
LIMITS: tuple[str, ...] = (
    "The angles are those of a picture, two-dimensional, from a pose model without markers. They are no joint angles of"
    " a gait laboratory; a camera that stands 10\u00b0 off shows less lean and adds roll.",
    "The errors are mean absolute errors that four in five recordings keep to, rounded up, over made-up runners, motion"
    " capture drawn with a pose model's noise, and rendered clips. No clinical study was made.",
    "A difference between two sessions that is smaller than the error is no difference. The pages say so.",
    "Left and right: a difference did not foretell injury in 836 runners over six months (Malisoux 2024). Read it as a"
    " change from one's own usual, nothing more.",
    "The timed walk of 3 m backward is a screening with mixed evidence (areas under the curve of 0.66 to 0.75).",
    "Not a medical device; not certified; no alarm of it may be relied upon.",
)
FOR_CLINICIANS: tuple[str, ...] = (
    "The knee and rehabilitation programme is closed until your patient confirms that you agreed to it. It is walking"
    " only, at most 1.0 m/s on the ground and 0.89 m/s on a treadmill, level at first.",
    "Pain rules: up to 2 of 10 carry on; 3 repeats the week; 4 or more, or sharp pain, ends the session and goes one"
    " level down; the same place at 3 or more in two sessions, or worse the next morning, stops the programme until"
    " somebody like you was seen.",
    "Soreness is asked for the next morning by place, calf and Achilles tendon among them, since landing on the"
    " forefoot loads them more.",
    "Everything of one person can be taken along as one file: sessions bout by bout, answers, soreness, and the"
    " measures frame by frame of each clip.",
)
COMMAND = "./backstride bench accuracy"
