"""What people press and answer, read from a file instead of a panel: a recorded session, or one made up for judging.

A line of the file is one JSON object. With ``t_s`` it happens then:
``{"t_s": 12.5, "kind": "press", "press": "next"}``, ``{"t_s": 30, "kind": "answer", "question": "effort", "value":
"4"}`` or ``{"t_s": 0, "kind": "begin", "plan": {…}}``, which are the rows of events.jsonl. With ``when`` it answers
each time that question is asked: ``{"when": "effort", "value": "4"}``; ``{"when": "standing", "press": "skip"}``
presses in that phase.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, get_args

from .errors import BadInput
from .training.notation import revived
from .training.prescription import Prescription
from .training.record import SessionRecord
from .types import UNGUIDED, Answer, Ask, Begin, Frame, Moment, Press

KINDS = ("press", "answer", "begin")
ROUNDED_S = 6e-5  # what a recorded time may lie after its frame's
ANSWERS_AFTER_S = 2.0  # of a question or phase
UNSEEN_S = 20.0  # after so long without a begun bout the runner says that it began
USUAL = {"pain_now": "0", "effort": "4", "pain": "0", "pain_where": "other", "pain_sharp": "no"}
"""How the made-up runner answers where the file doesn't say; ticks are answered with yes."""


@dataclass(frozen=True)
class Timed:
    """One ask and when it came."""

    t_s: float
    ask: Ask


@dataclass(frozen=True)
class Script:
    """What is asked when; ``answers`` by question and ``presses`` by phase are given each time."""

    timed: tuple[Timed, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    presses: tuple[tuple[str, Press], ...] = ()


def recorded_script(lines: Iterable[str]) -> Script:
    """The presses among the rows of an events.jsonl; other rows are left out."""
    rows = (row for line in lines if line.strip() and (row := json.loads(line)).get("kind") in KINDS)
    return Script(tuple(sorted((Timed(row["t_s"], ask_of(row)) for row in rows), key=lambda timed: timed.t_s)))


def read_script(lines: Iterable[str], where: str) -> Script:
    """A file made by hand. Raises BadInput with the line that is none."""
    timed, answers, presses = [], [], []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if "when" not in row:
                timed.append(Timed(float(row["t_s"]), ask_of(row)))
            elif "press" in row:
                presses.append((str(row["when"]), _press(row["press"])))
            else:
                answers.append((str(row["when"]), str(row["value"])))
        except (ValueError, KeyError, TypeError, BadInput) as fault:
            raise BadInput(f"{where}, line {number}: {fault}; accepted: lines as the manual shows them") from fault
    return Script(tuple(sorted(timed, key=lambda one: one.t_s)), tuple(answers), tuple(presses))


def ask_of(row: dict[str, Any]) -> Ask:
    """The ask that a row of events.jsonl tells. Raises BadInput where it is none."""
    kind = row.get("kind")
    if kind == "begin":
        return Begin(revived(Prescription, row["plan"]))
    if kind == "answer":
        return Answer(str(row["question"]), str(row["value"]))
    return _press(row["press"])


def _press(word: Any) -> Press:
    if word not in get_args(Press):
        raise BadInput(f"press is {word!r}; accepted: {', '.join(get_args(Press))}")
    return word


class ScriptedSession:
    """A session whose presses come from a script, by the frames' own time. It is a sink too: it sees what is asked."""

    def __init__(self, script: Script, obliging: bool = False):
        """``obliging``: questions that the script doesn't name are answered as usual."""
        self._waiting = list(script.timed)
        self._answers, self._presses, self._obliging = dict(script.answers), dict(script.presses), obliging
        self._t_s = 0.0
        self._moment: Moment | None = None
        self._phase, self._since_s = "off", 0.0
        self._pressed_in = ""
        self.over = False
        self.record: SessionRecord | None = None

    @property
    def role(self) -> str:
        """What an obedient runner does now: "backward", "forward" or "still"."""
        training = self._moment.training if self._moment is not None else UNGUIDED
        return training.way if training.phase == "moving" and training.way else "still"

    @property
    def language(self) -> str:
        """Of the training that is begun; English without one."""
        begins = [one.ask for one in self._waiting if isinstance(one.ask, Begin)]
        return begins[0].plan.language if begins else "en"

    def watched(self, source: Iterable[Frame]) -> Iterator[Frame]:
        """The source's frames; the session knows the time of the one that is in work."""
        for frame in source:
            self._t_s = frame.t_s
            yield frame

    def presses(self) -> tuple[Ask, ...]:
        due = []
        while self._waiting and self._waiting[0].t_s <= self._t_s + ROUNDED_S:
            due.append(self._waiting.pop(0).ask)
        return (*due, *self._reactions())

    def take(self, frame: Frame, moment: Moment) -> None:
        if moment.training.phase != self._phase:
            self._phase, self._since_s, self._pressed_in = moment.training.phase, moment.t_s, ""
        begun = self._moment is not None and self._moment.training.phase != "off"
        self.over = self.over or (self._obliging and begun and moment.training.phase == "off")
        self._moment = moment
        self.record = moment.training.record or self.record

    def close(self) -> None:
        pass

    def _reactions(self) -> Iterator[Ask]:
        if self._moment is None:
            return
        question = self._moment.training.question
        if question is not None:
            if self._t_s - question.since_s >= self._wait_s(question.words) and (value := self._value(question.key)):
                yield Answer(question.key, value)
        elif self._phase in self._presses and not self._pressed_in and self._t_s - self._since_s >= ANSWERS_AFTER_S:
            self._pressed_in = self._phase
            yield self._presses[self._phase]
        elif self._obliging and self._is_awaited():
            self._pressed_in = self._phase
            yield "next"

    def _is_awaited(self) -> bool:
        """A bout that waits to be seen begin, on a recording that doesn't show it."""
        waiting = self._phase == "moving" and self._moment.training.done == 0.0
        return waiting and not self._pressed_in and self._t_s - self._since_s >= UNSEEN_S

    def _wait_s(self, words: str) -> float:
        return ANSWERS_AFTER_S + 0.07 * len(words)  # as long as it takes to say

    def _value(self, key: str) -> str:
        return self._answers.get(key, USUAL.get(key, "yes") if self._obliging else "")
