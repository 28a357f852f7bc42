"""Sentences as sound files: spoken once by an engine, brought to one loudness, kept on disk, found again.

What was rehearsed is never synthesised while a warning waits. Knows no sound device.
"""

from __future__ import annotations

import logging
import wave
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

import numpy as np

from ..errors import BackstrideError, BadConfig
from .engines import ESPEAK_VOICES, Espeak, Piper, find_espeak, find_piper
from .pcm import duration_s, levelled, read_wav, tick, tone, trimmed, write_wav
from .sound import RATE_HZ, Child

log = logging.getLogger(__name__)

RECIPE = 1  # raise it when pcm.py shapes sentences in another way: the kept ones are then made anew
RENDER_S = 30.0  # Piper loads its model first: seconds on a Pi 4
CLOSE_S = 2.0
DAMAGED = (OSError, EOFError, wave.Error)


class NoVoice(BackstrideError):
    """A sentence could not be turned into sound."""


class Voice:
    """The sentences of one language in one folder. ``fault`` says for people why the last one could not be spoken."""

    def __init__(self, engine: Espeak | Piper, language: str, folder: Path):
        self._engine, self._language, self._folder = engine, language, folder
        self._whole: set[Path] = set()  # files that were looked at and are not cut short
        self._over = Event()
        self._rehearsal = Thread(target=lambda: None)
        self.fault = ""
        self.tone, self.tick = kept_tone(folder), kept_tick(folder)

    def kept(self, words: str, alarm: bool = False) -> Path | None:
        """The WAV of a sentence, with the tone before it for an alarm; None when it was not rendered yet."""
        plain = self._path(words, "plain")
        if not self._is_whole(plain):
            return None
        return self._with_tone(words, plain) if alarm else plain

    def render(self, words: str, started: Callable[[Child], None] = lambda child: None, niceness: int = 0) -> Path:
        """Has the sentence spoken into its file. ``started`` receives the engine's process. Raises NoVoice."""
        path = self._path(words, "plain")
        try:
            with TemporaryDirectory(prefix="backstride-") as folder:
                samples, rate_hz = self._spoken(words, Path(folder) / "raw.wav", started, niceness)
            write_wav(path, levelled(trimmed(samples, rate_hz), rate_hz), rate_hz)
        except DAMAGED as error:
            raise NoVoice(f"a sentence could not be rendered: {error}") from error  # which may be a secret
        self.fault = ""
        return path

    def wav(self, words: str, alarm: bool = False) -> Path:
        """The WAV of a sentence, rendered now if it must be. Raises NoVoice."""
        kept = self.kept(words, alarm)
        if kept is None:
            plain = self.render(words)
            kept = self.kept(words, alarm) or plain
        return kept

    def rehearse(self, sentences: Sequence[str]) -> None:
        """Renders sentences beforehand, in this order, in the background and out of everybody's way.

        What is still being rehearsed comes first.
        """
        arguments = (tuple(sentences), self._rehearsal)
        self._rehearsal = Thread(target=self._rehearse, args=arguments, name="rehearsal", daemon=True)
        self._rehearsal.start()

    def rehearsed(self, timeout_s: float) -> bool:
        """Waits for the rehearsal. True when it has ended."""
        if self._rehearsal.ident is not None:
            self._rehearsal.join(timeout_s)
        return not self._rehearsal.is_alive()

    def close(self) -> None:
        self._over.set()
        self.rehearsed(CLOSE_S)

    def _rehearse(self, sentences: tuple[str, ...], before: Thread) -> None:
        if before.ident is not None:
            before.join()
        for words in sentences:
            if self._over.is_set():
                return
            try:
                self.kept(words) or self.render(words, niceness=10)
            except NoVoice as error:
                if not self.fault:
                    log.warning("no voice: %s", error)
                self.fault = str(error)

    def _spoken(self, words: str, raw: Path, started: Callable[[Child], None], niceness: int) -> tuple[np.ndarray, int]:
        command = self._engine.command(raw)
        child = Child(command, text=f"{words}\n", niceness=niceness)
        started(child)
        code = child.wait(RENDER_S)
        if code is None:
            child.stop()
        if code != 0:
            raise NoVoice(f"{command[0]} could not say it: {child.complaint() or f'it ended with {code}'}")
        return read_wav(raw)

    def _with_tone(self, words: str, plain: Path) -> Path:
        path = self._path(words, "alarm")
        if self._is_whole(path):
            return path
        try:
            samples, rate_hz = read_wav(plain)
            write_wav(path, np.concatenate([tone(rate_hz), samples]), rate_hz)
        except DAMAGED as error:
            log.warning("the tone could not be put before a sentence: %s", error)
            return plain  # the words matter more
        return path

    def _path(self, words: str, kind: str) -> Path:
        key = "\n".join([str(RECIPE), self._engine.key, self._language, kind, words])
        return self._folder / f"{self._language}-{sha256(key.encode()).hexdigest()[:20]}.wav"

    def _is_whole(self, path: Path) -> bool:
        if path in self._whole:
            return path.exists()
        try:
            duration_s(path)
        except DAMAGED:
            return False
        self._whole.add(path)
        return True


class ToneOnly:
    """Where no engine speaks: a safety cue is still a tone."""

    def __init__(self, fault: str, folder: Path):
        self.fault = fault
        self.tone, self.tick = kept_tone(folder), kept_tick(folder)

    def kept(self, words: str, alarm: bool = False) -> Path | None:
        return self.tone if alarm else None

    def render(self, words: str, started: Callable[[Child], None] = lambda child: None, niceness: int = 0) -> Path:
        raise NoVoice(self.fault)

    def wav(self, words: str, alarm: bool = False) -> Path:
        return self.tone if alarm else self.render(words)

    def rehearse(self, sentences: Sequence[str]) -> None:
        """There is nobody to rehearse."""

    def rehearsed(self, timeout_s: float) -> bool:
        return True

    def close(self) -> None:
        """Nothing to end."""


def open_voice(language: str, folder: Path, piper_model: Path | None = None, piper: str = "piper") -> Voice | ToneOnly:
    """The voice of a language: Piper where a model is named, else espeak-ng, else only the tone.

    Sentences are kept in ``folder``, which is made. Raises BadConfig for a language or a named voice that is not there.
    """
    if language not in ESPEAK_VOICES:
        raise BadConfig(f"language is {language!r}; accepted are {', '.join(ESPEAK_VOICES)}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        kept_tone(folder)
    except OSError as error:
        raise BadConfig(f"sentences cannot be kept in {folder}: {error.strerror}; name a folder to write to") from error
    engine = find_piper(piper, piper_model, language) if piper_model else find_espeak(language)
    if engine is None:
        fault = "espeak-ng is not installed: cues are not spoken, a danger is only a tone"
        log.warning("no voice: %s", fault)
        return ToneOnly(fault, folder)
    return Voice(engine, language, folder)


def kept_tone(folder: Path) -> Path:
    """The WAV of the tone alone."""
    path = folder / f"tone-{RECIPE}.wav"
    if not path.exists():
        write_wav(path, tone(RATE_HZ), RATE_HZ)
    return path


def kept_tick(folder: Path) -> Path:
    """The WAV of the quiet tick."""
    path = folder / f"tick-{RECIPE}.wav"
    if not path.exists():
        write_wav(path, tick(RATE_HZ), RATE_HZ)
    return path
