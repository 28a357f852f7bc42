"""One question at a time, answered on a page, a phone or with the one button. An answer that is none is not taken."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan

from ..types import Answer, Ask, Question

BUTTON_EFFORTS = {1: "4", 2: "7", 3: "9"}  # once easy, twice hard, three times very hard
COUNTED_S = 2.5  # within so long after the last press another one belongs to it


class Asking:
    """The question that stands, if one does."""

    def __init__(self) -> None:
        self.question: Question | None = None
        self._presses, self._pressed_s = 0, nan

    def ask(self, question: Question) -> None:
        self.question = question
        self._presses, self._pressed_s = 0, nan

    def drop(self) -> None:
        self.question = None

    def answered(self, t_s: float, asks: Sequence[Ask], heard: bool = True) -> str:
        """The accepted answer to the question that stands; empty while there is none. It is then not asked any more.

        ``heard``: the question was said, or begun; before that a press of the button is meant for something else.
        """
        if self.question is None:
            return ""
        given = next((ask.value for ask in reversed(asks) if self._fits(ask)), "")
        if not given and heard:
            given = self._by_button(t_s, asks)
        if given:
            self.question = None
        return given

    def _fits(self, ask: Ask) -> bool:
        question = self.question
        if not isinstance(ask, Answer) or question is None or ask.question != question.key:
            return False
        if question.kind == "zero_to_ten":
            return ask.value.isdecimal() and 0 <= int(ask.value) <= 10
        return ask.value in (question.choices if question.kind == "choice" else ("yes", "no"))

    def _by_button(self, t_s: float, asks: Sequence[Ask]) -> str:
        presses = sum(ask == "next" for ask in asks)
        if self.question.key == "effort":
            return self._counted(t_s, presses)
        if presses and self.question.kind == "yes_no":
            return "yes"
        return "0" if presses and self.question.kind == "zero_to_ten" else ""

    def _counted(self, t_s: float, presses: int) -> str:
        if presses:
            self._presses, self._pressed_s = self._presses + presses, t_s
        if self._presses and t_s - self._pressed_s >= COUNTED_S:
            return BUTTON_EFFORTS[min(self._presses, 3)]
        return ""
