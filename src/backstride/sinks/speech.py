"""The coach's voice: says each cue through the sound device, in a thread of its own, and never holds the loop.

A mailbox with one place: what waited too long is not said, what is more urgent cuts off what sounds. It refuses to know
when a cue is due, that is the coach's. Waiting is measured by the wall clock: a cue is for the runner of now.
"""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Condition, Thread, get_native_id

from ..errors import NoSound
from ..types import CueClass, Frame, Moment
from .letter import Counts, Fate, Letter
from .metronome import Metronome
from .pcm import duration_s
from .silent import Silent
from .sound import AUTO, OFF, Child, LostPlayer, Player, candidates, open_player
from .voice import NoVoice, ToneOnly, Voice

log = logging.getLogger(__name__)

GRACE_S = 4.0  # how much longer than its sound a player may take; PulseAudio's slowest sinks drain for 2 s
CLOSE_S = 2.0
NICENESS = -10
RETRY_S = 10.0  # how often a lost device is looked for


class Speech:
    """A sink that speaks. ``status`` is for people, ``counts`` for the records."""

    def __init__(
        self,
        voice: Voice | ToneOnly,
        player: Player | LostPlayer,
        look_for_player: Callable[[], Player] = open_player,
        muted: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] = time.monotonic,
        retry_s: float = RETRY_S,
    ):
        self.voice, self._player, self._look_for_player = voice, player, look_for_player
        self._muted, self._clock, self._retry_s = muted, clock, retry_s
        self._news = Condition()
        self._mail: Letter | None = None
        self._said: Letter | None = None  # what is being said now
        self._unsounded: Letter | None = None  # the same, until its first sound
        self._children: list[Child] = []  # the programs at work on it
        self._over = False
        self.counts = Counts()
        self._metronome, self._clicking = Metronome(), False
        self._scratch = TemporaryDirectory(prefix="backstride-", ignore_cleanup_errors=True)
        self.on_sound: Callable[[str, float], None] = lambda words, waited_s: None  # a sentence's player was started
        self._thread = Thread(target=self._work, name="speech", daemon=True)
        self._thread.start()

    def take(self, frame: Frame, moment: Moment) -> None:
        """Takes the moment's cue, if there is one; what a training may say, to render it; and its clicks."""
        if moment.training.upcoming:
            self.voice.rehearse(moment.training.upcoming)
        if moment.cue is not None:
            self.announce(moment.cue.words, moment.cue.class_)
        self._click(moment.training.click_spm)

    def announce(self, words: str, class_: CueClass, asked: bool = False) -> None:
        """Has a sentence said, as a cue of that class is, and returns at once. ``asked``: even if muted or late."""
        self._put(Letter(words, class_, self._clock(), on_demand=asked))

    def _click(self, spm: float) -> None:
        """Clicks at this rate wherever nothing is said; NaN ends it."""
        if not isfinite(spm):
            if self._clicking:
                self._clicking = False
                self._end_clicks()
            return
        self._clicking = True
        with self._news:
            idle = self._mail is None and self._said is None and not isinstance(self._player, LostPlayer)
        if idle:
            made = partial(self._click_track, spm)
            self._put(Letter("(clicks)", "praise", self._clock(), made=made, yields=True))

    def _click_track(self, spm: float) -> Path:
        return self._metronome.track(spm, self._clock(), Path(self._scratch.name) / "clicks.wav")

    def _end_clicks(self) -> None:
        with self._news:
            self._metronome.rest()
            if self._mail is not None and self._mail.yields:
                self._mail = None
            if self._said is not None and self._said.yields:
                self._stop_children()

    def tick(self) -> None:
        """A quiet sound, if nothing else wants to be heard."""
        with self._news:
            idle = self._mail is None and (self._said is None or self._said.yields)
        if idle:
            self._put(Letter("(tick)", "praise", self._clock(), sound=self.voice.tick))

    def say_last(self, words: str, timeout_s: float = 5.0) -> None:
        """Says a warning before the program ends, where it can still be heard."""
        with suppress(NoSound):
            self.say(words, "safety", timeout_s)

    def say(self, words: str, class_: CueClass = "form", timeout_s: float = 60.0) -> None:
        """Says a sentence, muted or not, and returns when it was heard. Raises NoSound."""
        letter = Letter(words, class_, self._clock(), on_demand=True)
        self._put(letter)
        try:
            fate = letter.fate.result(timeout_s)
        except TimeoutError:
            fate = "unheard"
        if fate != "spoken":
            raise NoSound(f"{words!r} was not heard ({fate}): {self.status}")

    def wav(self, words: str, class_: CueClass = "form") -> Path:
        """The same sound as a file, for a phone that plays the cues itself. Raises voice.NoVoice."""
        return self.voice.wav(words, alarm=class_ == "safety")

    @property
    def status(self) -> str:
        """Where the words go, or why they don't."""
        if isinstance(self._player, LostPlayer):
            return f"no sound device: {self._player.title}; looking for one"
        if self.voice.fault:
            return f"{self.voice.fault} (sound goes through {self._player.title})"
        return f"speaking through {self._player.title}"

    @property
    def audible(self) -> bool:
        """Whether words come out of a device, as far as a program can know."""
        return not isinstance(self._player, LostPlayer) and not self.voice.fault

    @property
    def alsa_device(self) -> str:
        """The ALSA device that answered; "default" where a sound server did."""
        system, _, name = self._player.title.partition(" ")
        return name if system == "ALSA" and name else "default"

    @property
    def speaking(self) -> bool:
        return self._said is not None

    def close(self) -> None:
        """Falls silent at once."""
        with self._news:
            self._over = True
            unsaid, self._mail = self._mail, None
            if unsaid is not None:
                self._settle(unsaid, "outdone")
            self._stop_children()
            self._news.notify_all()
        self._thread.join(CLOSE_S)
        self.voice.close()
        self._scratch.cleanup()

    # ---- the loop's side: nothing here waits

    def _put(self, letter: Letter) -> None:
        with self._news:
            if self._is_muted(letter):
                self._settle(letter, "muted")
                return
            waiting = self._mail
            goes_first = waiting is None or letter.outdoes(waiting, self._clock())
            self._mail, other = (letter, waiting) if goes_first else (waiting, letter)
            if other is not None:
                self._settle(other, "outdone")
            if self._cut_wanted():
                self._stop_children()
            self._news.notify_all()

    def _is_muted(self, letter: Letter) -> bool:
        return not letter.alarm and not letter.on_demand and self._muted()

    def _cut_wanted(self) -> bool:
        """Whether what sounds must end now."""
        return self._over or (self._mail is not None and self._said is not None and self._mail.cuts(self._said))

    def _stop_children(self) -> None:
        for child in self._children:
            child.stop()

    def _settle(self, letter: Letter, fate: Fate) -> None:
        if letter.yields:
            letter.fate.set_result(fate)
            return
        with self._news:
            self.counts = replace(self.counts, **{fate: getattr(self.counts, fate) + 1})
            self._news.notify_all()
        letter.fate.set_result(fate)

    # ---- the speaker's side

    def _work(self) -> None:
        with suppress(PermissionError):  # where it is allowed, sound goes before pictures; players inherit it
            os.setpriority(os.PRIO_PROCESS, get_native_id(), NICENESS)
        while not self._over:
            letter = self._next()
            if letter is not None:
                self._deliver(letter)
            elif isinstance(self._player, LostPlayer) and not self._over:
                self._look_again()

    def _next(self) -> Letter | None:
        """The next sentence to say; None when there is none: it grew stale, or it is time to look for a lost device."""
        with self._news:
            patience_s = self._retry_s if isinstance(self._player, LostPlayer) else None
            self._news.wait_for(lambda: self._mail is not None or self._over, patience_s)
            if self._over or self._mail is None:
                return None
            letter, self._mail = self._mail, None
            stale = letter.is_stale(self._clock())
            if stale or self._is_muted(letter):
                self._settle(letter, "stale" if stale else "muted")
                return None
            self._said = letter
            return letter

    def _deliver(self, letter: Letter) -> None:
        try:
            fate = self._told(letter)
        except Exception:  # whatever broke on this sentence, the next warning must still be spoken
            log.exception("a sentence of the class %s could not be said", letter.class_)  # which may be a secret
            fate = "unheard"
        with self._news:
            self._said, self._children = None, []
        self._settle(letter, fate)

    def _told(self, letter: Letter) -> Fate:
        """Tells it. A safety cue that finds the device lost looks for one, once, and is told there."""
        for looks_left in (1, 0) if letter.alarm else (0,):
            try:
                return self._speak(letter)
            except NoSound as error:
                self._lose(error)
                if looks_left:
                    self._look_again()
        return "unheard"

    def _speak(self, letter: Letter) -> Fate:
        self._unsounded = None if letter.yields else letter
        wav = letter.sound or (letter.made() if letter.made else self.voice.kept(letter.words, letter.alarm))
        if wav is not None:
            return self._end(self._start(wav), wav)
        if letter.alarm:
            return self._speak_unrehearsed_alarm(letter)
        wav = self._rendered(letter)
        if self._cut_wanted():
            return "cut"
        return "unheard" if wav is None else self._end(self._start(wav), wav)

    def _speak_unrehearsed_alarm(self, letter: Letter) -> Fate:
        """The tone sounds while the words are made."""
        playing = self._start(self.voice.tone)
        wav = self._rendered(letter)
        fate = self._end(playing, self.voice.tone)
        if fate == "cut" or wav is None:
            return "cut" if fate == "cut" else "unheard"
        return self._end(self._start(wav), wav)

    def _rendered(self, letter: Letter) -> Path | None:
        try:
            return self.voice.render(letter.words, self._began)
        except NoVoice as error:
            if not self._cut_wanted() and not self.voice.fault:
                self.voice.fault = str(error)
                log.warning("no voice: %s", error)
            return None

    def _start(self, wav: Path) -> Child:
        child = self._player.start(wav)
        self._began(child)
        if (letter := self._unsounded) is not None:
            self._unsounded = None
            self.on_sound(letter.words, self._clock() - letter.put_s)
        return child

    def _began(self, child: Child) -> None:
        """Notes a program at work; one that something urgent overtook while it started is stopped."""
        with self._news:
            self._children.append(child)
            if self._cut_wanted():
                child.stop()

    def _end(self, child: Child, wav: Path) -> Fate:
        """Waits until a sound has ended. Raises NoSound when the device failed."""
        code = child.wait(duration_s(wav) + GRACE_S)
        with self._news:
            self._children.remove(child)
        if code == -signal.SIGKILL:  # only this class kills a player
            return "cut"
        if code is None:
            child.stop()
            raise NoSound(f"{self._player.title}: it takes no sound")
        if code != 0:
            raise NoSound(f"{self._player.title}: {child.complaint() or f'its player ended with {code}'}")
        return "spoken"

    def _lose(self, error: NoSound) -> None:
        if not isinstance(self._player, LostPlayer):
            log.warning("the sound is lost: %s", error)
            self._player = LostPlayer(str(error))

    def _look_again(self) -> None:
        try:
            self._player = self._look_for_player()
            log.warning("the sound is back: %s", self.status)
        except (NoSound, OSError) as error:
            self._player = LostPlayer(str(error))


def open_speech(
    voice: Voice | ToneOnly,
    sentences: Sequence[str] = (),
    device: str = AUTO,
    muted: Callable[[], bool] = lambda: False,
) -> Speech | Silent:
    """Looks for a sound device, without a noise, and has the sentences rendered in the background, in their order.

    Silent where sound is switched off or no player is installed. A device that is only missing may yet come (a speaker
    is plugged in, the service started before its card), so there it is Speech, which goes on looking.
    """
    voice.rehearse(sentences)
    if device == OFF:
        return Silent("sound is switched off", voice)
    try:
        return Speech(voice, open_player(device), lambda: open_player(device), muted)
    except NoSound as error:
        log.info("no sound device: %s", error)
        if not any(True for _ in candidates(device)):
            return Silent(str(error), voice)
        return Speech(voice, LostPlayer(str(error)), lambda: open_player(device), muted)
