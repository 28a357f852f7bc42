"""Does anybody hear the coach? A program cannot know: a person presses play, listens, and says yes or no.

What was heard holds for this run and this sound device; a loudspeaker may be unplugged by tomorrow.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

Heard = Literal["silent", "unconfirmed", "asked", "heard", "not heard"]


class SoundCheck:
    """``audible`` and ``device`` tell what the program knows of its sound; ``play`` speaks the sentence."""

    def __init__(self, audible: Callable[[], bool], device: Callable[[], str], play: Callable[[], None]):
        self._audible, self._device, self._play = audible, device, play
        self._answer: Heard = "unconfirmed"
        self._on = ""  # the device that the answer is about

    @property
    def state(self) -> Heard:
        """silent: nothing comes out, as far as a program can know. asked: it was played, and nobody answered yet."""
        if not self._audible():
            return "silent"
        return self._answer if self._device() == self._on else "unconfirmed"

    def play(self) -> None:
        self._answer, self._on = "asked", self._device()
        self._play()

    def answer(self, heard: bool) -> None:
        self._answer, self._on = ("heard" if heard else "not heard"), self._device()

    @property
    def notice(self) -> str:
        """For people; empty where somebody heard it."""
        return {
            "silent": "Obstacle warnings cannot be heard",
            "unconfirmed": "Sound not confirmed: nobody has said that the coach is heard",
            "asked": "Sound not confirmed: did you hear the sound check?",
            "heard": "",
            "not heard": "Obstacle warnings cannot be heard: turn the loudspeaker up, then check the sound again",
        }[self.state]
