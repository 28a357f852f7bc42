"""The literature behind the rules, one entry per key. A rule names its sources by these keys."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reference:
    """One source: ``short`` names it in a cue, ``says`` is what a rule takes from it, ``limits`` who it was."""

    key: str
    short: str
    title: str
    says: str
    limits: str


REFERENCES: tuple[Reference, ...] = (
    Reference(
        "coaching_articles",
        "coaching articles",
        "Articles of coaches and athletic trainers on backward running (Technogym, a trainer's blog of 2013, others)",
        "Upright with a slight lean toward the toes, head up, looks over alternate shoulders, elbows near 90 degrees,"
        " arms opposite the legs, toes land first, short quick steps, knees soft, stop at sharp pain.",
        "Advice without measurement.",
    ),
    Reference(
        "grolle_2007",
        "Grolle in The Age, 2007",
        "The Age, 27 November 2007: a backward runner's coaching advice",
        "Body more erect, feet close to the ground in swing, look behind often and not always over the same shoulder.",
        "One coach's experience.",
    ),
    Reference(
        "yegian_2019",
        "Yegian 2019",
        "Yegian et al., Straight arm walking, bent arm running, J Exp Biol 2019, 222: jeb197228",
        "Bent arms cost walkers 11 % more oxygen and runners nothing: a bent elbow is a rule for running only.",
        "Forward walking and running.",
    ),
    Reference(
        "cavagna_2012",
        "Cavagna 2012",
        "Cavagna, Legramandi, La Torre, An analysis of the rebound of the body in backward human running,"
        " J Exp Biol 2012, 215: 75",
        "Backward running has a higher step frequency and a higher peak upward acceleration than forward running.",
        "Nine trained men, 3 to 17 km/h.",
    ),
    Reference(
        "altman_davis_2012",
        "Altman and Davis 2012",
        "Altman and Davis, A kinematic method for footstrike pattern detection, Gait Posture 2012",
        "Classes of foot strike by the foot's angle at contact.",
        "Forward runners; the classes are borrowed.",
    ),
    Reference(
        "roos_2012",
        "Roos 2012",
        "Roos et al., knee joint forces in backward and forward running at the same speed, 2012",
        "Knee flexion at the peak knee moment 41 (SD 7) degrees in backward running.",
        "Twenty healthy adults.",
    ),
    Reference(
        "hanley_2014",
        "Hanley and Mohan 2014",
        "Hanley and Mohan, changes in gait during constant pace treadmill running, 2014",
        "In fatigue contact and flight times drift a little from the runner's own start.",
        "Forward runners over 10 km.",
    ),
    Reference(
        "malisoux_2024",
        "Malisoux 2024",
        "Malisoux et al., gait asymmetry and running injury, 836 runners over six months, 2024",
        "Left-right difference did not foretell injury.",
        "Forward runners.",
    ),
    Reference(
        "woods_2015",
        "Woods 2015",
        "Woods et al., factors influencing the latency of simple reaction time, Front Hum Neurosci 2015: 131",
        "Simple reaction takes about 0.23 s and grows slowly with age: the room that a stop warning needs.",
        "Seated adults; running under load is slower.",
    ),
    Reference(
        "en_957_6",
        "EN 957-6",
        "BS EN 957-6:2010 and ASTM F2115-12, treadmills",
        "The rear edge of a moving belt is the danger of a treadmill: 2 m free room behind it.",
        "A standard for the machine, not for backward running.",
    ),
    Reference(
        "mocap_walks",
        "motion capture of backward walkers",
        "Bandai-Namco Research Motion Dataset 1: backward walks in eight styles, and a run and a walk of the OpenSim"
        " Rajagopal example played in reverse",
        "Trunk lean -4 to 8 degrees, knee at contact 9 to 59 degrees, reach 0.1 to 0.58 leg lengths, swing knee 48 to"
        " 107 degrees, cadence 90 to 175 steps/min: motions that no rule should blame.",
        "Few people, walked for the camera; a run played in reverse has the wrong forces.",
    ),
    Reference(
        "own_judgement",
        "Backstride's own starting value",
        "A starting value chosen for Backstride",
        "The number lies far outside of what good backward running shows; it waits for recordings.",
        "Nobody measured it.",
    ),
)  # fmt: skip

_BY_KEY = {reference.key: reference for reference in REFERENCES}


def reference(key: str) -> Reference:
    """The entry of ``key``."""
    return _BY_KEY[key]
