"""Who may train what: questions in our own words, and what each yes means. No diagnosis; a professional decides.

A stop answer closes every programme until somebody with the training to say so has agreed; a limit answer caps. What
was not answered is not a no.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan
from typing import Literal

from ..types import Site
from .person import Person
from .plan import Level, Programme

ASK_AGAIN_AFTER_S = 180 * 86400.0
Means = Literal["stop", "stop_but_rehab", "limit"]


@dataclass(frozen=True)
class ReadinessQuestion:
    """``means`` is what a yes does; ``told`` says it to the person who answered."""

    key: str
    text: str
    means: Means
    told: str


QUESTIONS: tuple[ReadinessQuestion, ...] = (
    ReadinessQuestion(
        "q1", "Has a doctor ever said that your heart or blood pressure needs care, or do you take medicine for it?",
        "stop", "Please ask your doctor before you begin.",
    ),
    ReadinessQuestion(
        "q2", "Do you get chest pain, resting or moving, or short of breath more than others would?",
        "stop", "Please see a doctor before you begin.",
    ),
    ReadinessQuestion(
        "q3", "In the last 12 months, were you dizzy, did you faint, or lose your balance?",
        "stop", "Please see a doctor or physiotherapist before you walk backward.",
    ),
    ReadinessQuestion(
        "q4", "Do you have a balance, inner ear or nerve problem?",
        "stop", "Please see a physiotherapist or doctor before you walk backward.",
    ),
    ReadinessQuestion(
        "q5", "Do you have trouble seeing that glasses or lenses do not mend?",
        "stop", "Please ask a doctor or physiotherapist before you walk backward.",
    ),
    ReadinessQuestion(
        "q6", "Do you have a bone, joint or muscle problem, or was a knee, hip, ankle, Achilles tendon, back or neck"
        " operated on in the last 12 months?",
        "stop_but_rehab", "Only the knee and rehabilitation programme is open, when your clinician has agreed to it.",
    ),
    ReadinessQuestion(
        "q7", "Have you fallen in the last 12 months?",
        "limit", "First steps and senior mobility only, with rails or a helper.",
    ),
    ReadinessQuestion(
        "q8", "Are you 65 or older, or 50 or older and not used to exercise?",
        "limit", "Walking only, at most 1.0 m/s (0.89 on a treadmill). Better ask a doctor first.",
    ),
    ReadinessQuestion(
        "q9", "Are you pregnant, or did you give birth in the last 6 months?",
        "stop", "Please ask your doctor or midwife before you begin.",
    ),
    ReadinessQuestion(
        "q10", "Does your neck hurt, or is turning the head hard?",
        "limit", "You are not asked to look over your shoulder: train with a spotter or a mirror, or on a treadmill.",
    ),
    ReadinessQuestion(
        "q11", "Are you younger than 16?",
        "limit", "Only with an adult present; no athletic programme and no cardio block.",
    ),
)  # fmt: skip
SORE_WRIST = ReadinessQuestion(
    "wrist_or_shoulder", "Are a wrist or a shoulder sore?", "limit", "The crab walk is left out.",
)  # fmt: skip
ALL_QUESTIONS = (*QUESTIONS, SORE_WRIST)
LINK_NOTE = "A longer questionnaire made by doctors is the PAR-Q+ (eparmedx.com); it is not part of Backstride."


@dataclass(frozen=True)
class Readiness:
    """What a person may do. ``blocked`` holds the reasons why nothing is open; ``limits`` what is capped, in words."""

    blocked: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    careful: bool = False  # the caps of older people and rehabilitation
    helper: bool = False  # somebody or a rail must be within reach
    adult: bool = False  # an adult must be present
    looks: bool = True  # looks over the shoulder may be asked for
    only: tuple[str, ...] = ()  # keys of the only programmes that are open; empty: as their own needs say
    never: tuple[str, ...] = ()  # keys of programmes that are closed


def readiness(person: Person, now_s: float = nan) -> Readiness:
    """What the answers allow; unanswered or outdated ones block."""
    answered = dict(person.answers)
    missing = [question for question in QUESTIONS if question.key not in answered]
    blocked = []
    if missing:
        blocked.append(f"{len(missing)} of {len(QUESTIONS)} questions about your health are not answered.")
    elif not isfinite(person.answered_at_s):
        blocked.append("The questions about your health must be answered again.")
    elif now_s - person.answered_at_s > ASK_AGAIN_AFTER_S:
        blocked.append("The answers are older than half a year: please answer the questions again.")
    if not isfinite(person.onboarded_at_s):
        blocked.append("The safety text was not read to its end.")
    if person.stopped_why:
        blocked.append(person.stopped_why)
    yes = {question.key for question in ALL_QUESTIONS if answered.get(question.key)}
    stops = [question.told for question in QUESTIONS if question.means == "stop" and question.key in yes]
    if "professional" not in person.agreed:
        blocked.extend(stops)
    if "q10" in yes and person.look_mode == "solo":
        limits_neck = ("On a track, choose a spotter or a mirror: the neck should not be turned.",)
    else:
        limits_neck = ()
    return Readiness(
        tuple(blocked),
        tuple(q.told for q in ALL_QUESTIONS if q.key in yes and q.means != "stop") + limits_neck,
        careful=bool(yes & {"q6", "q7", "q8"}),
        helper="q7" in yes,
        adult="q11" in yes,
        looks="q10" not in yes,
        only=_only(yes, person),
        never=("athletic", "cardio_block") if "q11" in yes else (),
    )


def _only(yes: set[str], person: Person) -> tuple[str, ...]:
    if "q6" in yes and "professional" not in person.agreed:
        return ("first_steps", "rehab_knee") if "clinician" in person.agreed else ("none",)
    return ("first_steps", "senior") if "q7" in yes else ()


def closed_because(programme: Programme, person: Person, done: frozenset[str], now_s: float = nan) -> tuple[str, ...]:
    """Why this programme is not open to this person; empty when it is. ``done``: keys of programmes they finished."""
    ready = readiness(person, now_s)
    why = list(ready.blocked)
    if ready.only and programme.key not in ready.only:
        why.append("Your answers leave only " + _named(ready.only) + " open.")
    if programme.key in ready.never:
        why.append("Not under 16.")
    if ready.careful and not programme.walking_only:
        why.append("Your answers allow walking only.")
    if programme.key == "rehab_knee" and "clinician" not in person.agreed:
        why.append("Your clinician must agree to this programme.")
    for before, name in (("first_steps", "First steps come"), ("fitness", "The fitness programme comes")):
        if before in programme.needs and before not in done:
            why.append(f"{name} before it.")
    return tuple(dict.fromkeys(why))


def _named(keys: tuple[str, ...]) -> str:
    names = {
        "first_steps": "first steps", "senior": "senior mobility", "rehab_knee": "knee and rehabilitation",
        "none": "nothing until a clinician has agreed",
    }  # fmt: skip
    return " and ".join(names[key] for key in keys)


# ---- what is asked on the day

def ticks(site: Site, helper: bool, spotter: bool, adult: bool) -> tuple[str, ...]:
    """The keys of what must be confirmed before each session, in the order in which they are asked."""
    placed = ("clip", "room") if site == "treadmill" else ("path_walked",)
    present = [key for key, wanted in (("support", helper), ("spotter", spotter), ("adult", adult)) if wanted]
    return ("well", "sober", "pain_now", "shoes", *placed, *present)


PAIN_STARTS_BELOW = 4.0  # of ten: with more nobody begins
# ---- three metres backward, with a helper


@dataclass(frozen=True)
class WalkTest:
    """What the time for three metres backward says. A screening, no diagnosis: the evidence is mixed."""

    words: str
    level: Level | None  # held on for four sessions; None: as it is
    helper: bool


def walk_test(seconds: float) -> WalkTest:
    """Sources: Carter 2017, Polo-Ferrero 2025 (older adults); the plan is ours."""
    if not isfinite(seconds):
        return WalkTest("Not measured.", None, False)
    if seconds <= 3.5:
        return WalkTest("A usual time. This is a screening, no diagnosis.", None, False)
    if seconds <= 4.5:
        return WalkTest("A little slow: four sessions on the first level. A screening, no diagnosis.", "L0", False)
    if seconds <= 5.5:
        return WalkTest("Slow: only with rails or a helper. A screening, no diagnosis.", "L0", True)
    return WalkTest("Slow: please ask a professional before you go on. A screening, no diagnosis.", "L0", True)
