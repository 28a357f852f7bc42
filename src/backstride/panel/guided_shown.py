"""A guided session as the page shows it: plain words and figures, nothing that is not known."""

from __future__ import annotations

from dataclasses import dataclass

from ..training.record import WHERE
from ..types import UNGUIDED, Guided, Question, known

PHASES = {
    "off": "No training now", "checks": "Before you begin", "standing": "Stand still", "announced": "Next",
    "countdown": "Get ready", "moving": "Go", "turning": "Turn round", "resting": "Rest", "paused": "Paused",
    "hurt": "Pain", "over": "Finished",
}  # fmt: skip
NEXT = {  # what the great button does in a phase, where it does anything
    "moving": "Started / done", "turning": "I have turned", "paused": "Go on", "hurt": "Go on easily",
}  # fmt: skip
SKIPS = {"standing", "announced", "countdown", "moving", "turning", "resting"}
PLACES = {
    "knee": "Knee", "quadriceps": "Front of thigh", "shin": "Shin", "calf": "Calf", "achilles": "Achilles tendon",
    "ankle": "Ankle", "foot": "Foot", "hip": "Hip", "back": "Back", "neck": "Neck", "chest": "Chest",
    "dizzy": "Dizzy", "other": "Elsewhere",
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One answer that can be pressed."""

    value: str
    words: str


@dataclass(frozen=True)
class Asked:
    """A question with its answers. ``kind`` is that of ``types.Question``."""

    key: str
    words: str
    kind: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class GuidedShown:
    """What ``/train/now`` shows. ``share`` is how much of the amount is done, None where that is not known."""

    phase: str = "off"
    phase_words: str = PHASES["off"]
    title: str = ""
    part: str = ""
    doing: str = ""
    kind: str = ""
    way: str = ""
    amount: str = ""  # "12 of 20 m", "0:24 left"
    share: float | None = None
    place: str = ""  # "Part 2 of 5"
    drill: str = ""
    counted: str = ""
    question: Asked | None = None
    click_spm: float | None = None
    next_words: str = ""
    can_skip: bool = False


NO_TRAINING = GuidedShown()


def guided_shown(guided: Guided) -> GuidedShown:
    """What the page shows of a moment's training."""
    if guided is UNGUIDED or guided.phase == "off":
        return NO_TRAINING
    return GuidedShown(
        guided.phase, PHASES[guided.phase], guided.title, guided.part, guided.doing, guided.kind, guided.way,
        _amount(guided), _share(guided), f"Part {guided.block_number} of {guided.blocks}" if guided.blocks else "",
        guided.drill, "" if guided.counted is None else f"{guided.counted} counted", _asked(guided.question),
        guided.click_spm if known(guided.click_spm) else None, NEXT.get(guided.phase, ""), guided.phase in SKIPS,
    )  # fmt: skip


def _amount(guided: Guided) -> str:
    done, of = guided.done, guided.of
    if guided.unit == "s" and known(of):
        left_s = max(0, round(of - done)) if known(done) else round(of)
        return f"{left_s // 60}:{left_s % 60:02d} left"
    if guided.unit == "m" and known(of):
        return f"{done:.0f} of {of:.0f} m" if known(done) else f"{of:.0f} m, not measured here"
    return ""


def _share(guided: Guided) -> float | None:
    if not (known(guided.done) and known(guided.of)) or guided.of <= 0:
        return None
    return round(min(1.0, max(0.0, guided.done / guided.of)), 3)


def _asked(question: Question | None) -> Asked | None:
    if question is None:
        return None
    if question.kind == "yes_no":
        choices = (Choice("yes", "Yes"), Choice("no", "No"))
    elif question.kind == "zero_to_ten":
        choices = tuple(Choice(str(n), str(n)) for n in range(11))
    else:
        choices = tuple(Choice(one, PLACES.get(one, one)) for one in question.choices or WHERE)
    return Asked(question.key, question.words, question.kind, choices)
