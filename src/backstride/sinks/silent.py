"""What stands in Speech's place where nothing can sound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..errors import NoSound
from ..types import CueClass, Frame, Moment
from .letter import Counts
from .voice import ToneOnly, Voice


class Silent:
    """The sink where nothing can sound: it takes everything, says nothing, and tells why."""

    counts = Counts()
    speaking = audible = False
    alsa_device = "default"
    on_sound: Callable[[str, float], None] = staticmethod(lambda words, waited_s: None)  # never called

    def __init__(self, reason: str, voice: Voice | ToneOnly):
        self.status, self.voice = f"no sound device: {reason}", voice

    def take(self, frame: Frame, moment: Moment) -> None:
        """Nothing is said."""

    def announce(self, words: str, class_: CueClass, asked: bool = False) -> None:
        """Nothing is said."""

    def tick(self) -> None:
        """Nothing sounds."""

    def say_last(self, words: str, timeout_s: float = 5.0) -> None:
        """Nothing is said."""

    def say(self, words: str, class_: CueClass = "form", timeout_s: float = 60.0) -> None:
        raise NoSound(f"{words!r} was not heard: {self.status}")

    def wav(self, words: str, class_: CueClass = "form") -> Path:
        return self.voice.wav(words, alarm=class_ == "safety")

    def close(self) -> None:
        self.voice.close()
