"""What is said, what is cut off, what is dropped: with a player and a voice that remember and a clock set by hand."""

from pathlib import Path
from threading import Condition

import pytest

from backstride.errors import NoSound
from backstride.sinks import speech as speech_module
from backstride.sinks.letter import Counts
from backstride.sinks.pcm import tone, write_wav
from backstride.sinks.sound import LostPlayer
from backstride.sinks.speech import Silent, Speech, open_speech
from backstride.sinks.voice import NoVoice
from moments import cue_at, frame_at, moment_at

TIMEOUT_S = 20.0


class Stage:
    """Where everything that sounds is noted: "+ words" begins, "- words" was cut, ". words" ended whole."""

    def __init__(self):
        self.transcript: list[str] = []
        self.news = Condition()

    def note(self, line: str) -> None:
        with self.news:
            self.transcript.append(line)
            self.news.notify_all()

    def wait_for(self, *lines: str) -> None:
        with self.news:
            assert self.news.wait_for(lambda: self.transcript == list(lines), TIMEOUT_S), self.transcript


class Sounding:
    """One sound, or one sentence in the making, that lasts until the test ends it or it is stopped."""

    def __init__(self, stage: Stage, name: str, complaint: str = ""):
        self._stage, self._name, self._complaint = stage, name, complaint
        self._code: int | None = None
        stage.note(f"+ {name}")

    def end(self, code: int = 0) -> None:
        with self._stage.news:
            if self._code is None:
                self._code = code
                self._stage.note(f"{'-' if code == -9 else '.'} {self._name}")

    def stop(self) -> None:
        self.end(-9)

    def wait(self, timeout_s: float) -> int | None:
        with self._stage.news:
            assert self._stage.news.wait_for(lambda: self._code is not None, TIMEOUT_S)
        return self._code

    def complaint(self) -> str:
        return self._complaint


class HandPlayer:
    """Plays until the test says ``end``. ``broken`` makes every sound fail at once, ``stuck`` makes none ever end."""

    title = "hand"

    def __init__(self, stage: Stage, broken: str = "", stuck: bool = False):
        self.stage, self.broken, self.stuck = stage, broken, stuck
        self.sounds: list[Sounding] = []

    def start(self, wav: Path) -> Sounding:
        sound = Sounding(self.stage, wav.stem, self.broken)
        self.sounds.append(sound)
        if self.broken:
            sound.end(1)
        if self.stuck:
            sound.wait = lambda timeout_s: None
        return sound

    def end(self) -> None:
        self.sounds[-1].end()


class HandVoice:
    """Has every sentence ready but those in ``missing``; these it makes when the test ends the making."""

    def __init__(self, folder: Path, stage: Stage):
        self._folder, self._stage = folder, stage
        self.missing: set[str] = set()
        self.broken = False
        self.making: list[Sounding] = []
        self.rehearsal: tuple[str, ...] = ()
        self.fault = ""
        self.tone = self._wav("(tone)")

    def _wav(self, name: str) -> Path:
        path = self._folder / f"{name}.wav"
        write_wav(path, tone(22050), 22050)
        return path

    def kept(self, words: str, alarm: bool = False) -> Path | None:
        return None if words in self.missing else self._wav(f"(tone) {words}" if alarm else words)

    def render(self, words: str, started, niceness: int = 0) -> Path:
        self.making.append(Sounding(self._stage, f"making {words}"))
        started(self.making[-1])
        if self.broken or self.making[-1].wait(TIMEOUT_S) != 0:
            raise NoVoice("the engine broke")
        return self._wav(words)

    def wav(self, words: str, alarm: bool = False) -> Path:
        return self.kept(words, alarm)

    def rehearse(self, sentences) -> None:
        self.rehearsal = tuple(sentences)

    def close(self) -> None:
        self._stage.note("voice closed")


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def stage():
    return Stage()


@pytest.fixture
def voice(tmp_path, stage):
    return HandVoice(tmp_path, stage)


@pytest.fixture
def player(stage):
    return HandPlayer(stage)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def muted():
    return []


@pytest.fixture
def speech(voice, player, clock, muted):
    speaker = Speech(voice, player, lambda: player, lambda: bool(muted), clock, retry_s=0.01)
    yield speaker
    speaker.close()


def tell(speech: Speech, class_: str, words: str) -> None:
    speech.take(frame_at(), moment_at(cue=cue_at(class_=class_, words=words)))


def wait_for_counts(speech: Speech, **counts: int) -> None:
    with speech._news:
        assert speech._news.wait_for(lambda: speech.counts == Counts(**counts), TIMEOUT_S), speech.counts


def test_a_cue_is_said(speech, stage, player):
    tell(speech, "form", "Eyes up")
    stage.wait_for("+ Eyes up")
    assert speech.speaking
    player.end()
    wait_for_counts(speech, spoken=1)
    assert not speech.speaking


def test_a_fault_of_the_machine_is_announced_like_a_cue(speech, stage, player):
    speech.announce("Camera lost. Look behind.", "safety")
    stage.wait_for("+ (tone) Camera lost. Look behind.")


def test_a_moment_without_a_cue_says_nothing(speech, stage, player):
    speech.take(frame_at(), moment_at())
    tell(speech, "form", "Eyes up")
    stage.wait_for("+ Eyes up")


def test_safety_has_the_tone_before_it_and_cuts_whatever_sounds(speech, stage, player):
    for class_ in ("form", "balance", "praise"):
        stage.transcript.clear()
        tell(speech, class_, "Something")
        stage.wait_for("+ Something")
        tell(speech, "safety", "Hold the rails!")
        stage.wait_for("+ Something", "- Something", "+ (tone) Hold the rails!")
        player.end()
        with speech._news:
            assert speech._news.wait_for(lambda: not speech.speaking, TIMEOUT_S)


def test_the_newest_safety_cue_cuts_an_older_one(speech, stage, player):
    tell(speech, "safety", "Slow down")
    stage.wait_for("+ (tone) Slow down")
    tell(speech, "safety", "Hold the rails!")
    stage.wait_for("+ (tone) Slow down", "- (tone) Slow down", "+ (tone) Hold the rails!")


def test_the_same_warning_again_does_not_stutter_but_follows(speech, stage, player):
    tell(speech, "safety", "Slow down")
    stage.wait_for("+ (tone) Slow down")
    tell(speech, "safety", "Slow down")
    player.end()
    stage.wait_for("+ (tone) Slow down", ". (tone) Slow down", "+ (tone) Slow down")


@pytest.mark.parametrize("class_", ["form", "praise"])
def test_balance_cuts_form_and_praise(speech, stage, class_):
    tell(speech, class_, "Something")
    stage.wait_for("+ Something")
    tell(speech, "balance", "Lean in, slow down")
    stage.wait_for("+ Something", "- Something", "+ Lean in, slow down")


@pytest.mark.parametrize(
    ("sounds", "comes"),
    [("praise", "form"), ("form", "form"), ("form", "praise"), ("balance", "form"), ("balance", "balance"),
     ("safety", "balance"), ("safety", "form")],
)  # fmt: skip
def test_what_is_not_more_urgent_waits_for_its_turn(speech, stage, player, sounds, comes):
    begun = "+ (tone) First" if sounds == "safety" else "+ First"
    tell(speech, sounds, "First")
    stage.wait_for(begun)
    tell(speech, comes, "Second")
    player.end()
    stage.wait_for(begun, begun.replace("+", "."), "+ Second")


@pytest.mark.parametrize(
    ("class_", "waited_s", "fate"),
    [("form", 0.9, "spoken"), ("form", 1.1, "stale"), ("praise", 1.1, "stale"), ("balance", 0.6, "spoken"),
     ("balance", 0.8, "stale"), ("safety", 60.0, "spoken")],
)  # fmt: skip
def test_a_cue_that_waited_too_long_is_not_said_but_safety_always_is(
    speech, stage, player, clock, class_, waited_s, fate
):
    tell(speech, "safety", "First")
    stage.wait_for("+ (tone) First")
    words = "First" if class_ == "safety" else "Second"  # only the same words let a safety cue wait at all
    tell(speech, class_, words)
    clock.now_s += waited_s
    player.end()
    if fate == "stale":
        wait_for_counts(speech, spoken=1, stale=1)
    else:
        stage.wait_for("+ (tone) First", ". (tone) First", f"+ (tone) {words}" if class_ == "safety" else f"+ {words}")


def test_the_mailbox_has_one_place_and_the_more_urgent_keeps_it(speech, stage, player):
    tell(speech, "safety", "First")
    stage.wait_for("+ (tone) First")
    for class_, words in (("form", "Old"), ("form", "New"), ("balance", "Urgent"), ("praise", "Nice")):
        tell(speech, class_, words)
    assert speech.counts == Counts(outdone=3)
    player.end()
    stage.wait_for("+ (tone) First", ". (tone) First", "+ Urgent")


def test_a_stale_urgent_cue_does_not_keep_a_fresh_one_out(speech, stage, player, clock):
    tell(speech, "safety", "First")
    stage.wait_for("+ (tone) First")
    tell(speech, "balance", "Old")
    clock.now_s += 0.8
    tell(speech, "form", "Fresh")
    player.end()
    stage.wait_for("+ (tone) First", ". (tone) First", "+ Fresh")


def test_mute_silences_everything_but_safety(speech, stage, muted):
    muted.append(True)
    for class_ in ("form", "balance", "praise"):
        tell(speech, class_, "Something")
    assert speech.counts == Counts(muted=3)
    tell(speech, "safety", "Hold the rails!")
    stage.wait_for("+ (tone) Hold the rails!")


def test_mute_also_silences_what_was_waiting(speech, stage, player, muted):
    tell(speech, "balance", "First")
    stage.wait_for("+ First")
    tell(speech, "form", "Second")
    muted.append(True)
    player.end()
    wait_for_counts(speech, spoken=1, muted=1)


def test_say_returns_when_it_was_heard_even_when_muted(speech, stage, muted, voice, player):
    player.start = lambda wav: ended(Sounding(stage, wav.stem))
    muted.append(True)
    speech.say("Eyes up")
    assert stage.transcript == ["+ Eyes up", ". Eyes up"]


def ended(sound: Sounding) -> Sounding:
    sound.end()
    return sound


def test_a_sentence_that_was_not_rehearsed_is_made_first(speech, stage, voice):
    voice.missing.add("Eyes up")
    tell(speech, "form", "Eyes up")
    stage.wait_for("+ making Eyes up")
    voice.making[-1].end()
    stage.wait_for("+ making Eyes up", ". making Eyes up", "+ Eyes up")


def test_safety_does_not_wait_for_the_making_of_another_sentence(speech, stage, voice):
    voice.missing.add("Eyes up")
    tell(speech, "form", "Eyes up")
    stage.wait_for("+ making Eyes up")
    tell(speech, "safety", "Hold the rails!")
    stage.wait_for("+ making Eyes up", "- making Eyes up", "+ (tone) Hold the rails!")
    assert speech.status == "speaking through hand"


def test_an_alarm_that_was_not_rehearsed_sounds_its_tone_while_the_words_are_made(speech, stage, voice, player):
    voice.missing.add("Hold the rails!")
    tell(speech, "safety", "Hold the rails!")
    stage.wait_for("+ (tone)", "+ making Hold the rails!")
    voice.making[-1].end()
    player.end()
    stage.wait_for("+ (tone)", "+ making Hold the rails!", ". making Hold the rails!", ". (tone)", "+ Hold the rails!")


def test_a_voice_that_breaks_leaves_the_tone_and_is_reported_once(speech, stage, voice, player, caplog):
    voice.missing.update({"Hold the rails!", "Eyes up"})
    voice.broken = True
    tell(speech, "safety", "Hold the rails!")
    stage.wait_for("+ (tone)", "+ making Hold the rails!")
    player.end()
    wait_for_counts(speech, unheard=1)
    tell(speech, "form", "Eyes up")
    wait_for_counts(speech, unheard=2)
    assert speech.status == "the engine broke (sound goes through hand)"
    assert caplog.text.count("no voice") == 1


def test_a_device_that_dies_is_reported_once_and_found_again(voice, stage, caplog):
    dead, alive = HandPlayer(stage, broken="device is gone"), HandPlayer(stage)
    answers = [NoSound("still gone")]

    def look():
        if answers:
            raise answers.pop()
        stage.note("found")
        return alive

    speech = Speech(voice, dead, look, retry_s=0.01)
    tell(speech, "form", "Eyes up")
    stage.wait_for("+ Eyes up", ". Eyes up", "found")
    tell(speech, "form", "Elbows")
    stage.wait_for("+ Eyes up", ". Eyes up", "found", "+ Elbows")
    assert caplog.text.count("the sound is lost: hand: device is gone") == 1
    assert speech.counts.unheard == 1
    speech.close()


def test_a_device_that_takes_no_sound_is_given_up(voice, stage):
    def look():
        raise NoSound("nothing else is there")

    speech = Speech(voice, HandPlayer(stage, stuck=True), look)
    tell(speech, "form", "Eyes up")
    stage.wait_for("+ Eyes up", "- Eyes up")
    wait_for_counts(speech, unheard=1)
    assert speech.status == "no sound device: hand: it takes no sound; looking for one"
    speech.close()


def test_the_status_says_why_the_sound_is_gone(voice, stage):
    def look():
        raise NoSound("ALSA default: no such device")

    speech = Speech(voice, LostPlayer("ALSA default: no such device"), look)
    assert speech.status == "no sound device: ALSA default: no such device; looking for one"
    with pytest.raises(NoSound, match=r"'Eyes up' was not heard \(unheard\): no sound device: ALSA default"):
        speech.say("Eyes up")
    speech.close()


def test_a_warning_that_finds_the_device_dead_goes_to_another_at_once(voice, stage):
    dead, alive = HandPlayer(stage, broken="device is gone"), HandPlayer(stage)
    speech = Speech(voice, dead, lambda: alive)
    tell(speech, "safety", "Hold the rails!")
    words = "(tone) Hold the rails!"
    stage.wait_for(f"+ {words}", f". {words}", f"+ {words}")
    speech.close()


def test_closing_falls_silent_and_lets_nobody_wait(speech, stage, player):
    tell(speech, "safety", "Slow down")
    stage.wait_for("+ (tone) Slow down")
    tell(speech, "form", "Eyes up")
    speech.close()
    assert stage.transcript == ["+ (tone) Slow down", "- (tone) Slow down", "voice closed"]
    assert speech.counts == Counts(cut=1, outdone=1)


def test_silence_takes_everything_and_tells_why(voice):
    silent = Silent("sound is switched off", voice)
    tell(silent, "safety", "Hold the rails!")
    assert silent.status == "no sound device: sound is switched off"
    assert not silent.speaking
    with pytest.raises(NoSound, match="switched off"):
        silent.say("Eyes up")
    assert silent.wav("Eyes up").stem == "Eyes up"  # a phone may still play it


def test_sound_that_is_switched_off_is_silence_and_still_rehearses_for_phones(voice):
    assert isinstance(open_speech(voice, ["Eyes up"], device="none"), Silent)
    assert voice.rehearsal == ("Eyes up",)


def test_without_any_player_it_is_silence(voice, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    silent = open_speech(voice)
    assert isinstance(silent, Silent)
    assert "none of pw-play, paplay and aplay is installed" in silent.status


def test_a_device_that_may_still_come_is_waited_for(voice, stage, monkeypatch):
    answers = [NoSound("no soundcards found")]

    def look(device):
        if answers:
            raise answers.pop()
        return HandPlayer(stage)

    monkeypatch.setattr(speech_module, "open_player", look)
    monkeypatch.setattr(speech_module, "candidates", lambda device: iter([HandPlayer(stage)]))
    speech = open_speech(voice)
    assert speech.status == "no sound device: no soundcards found; looking for one"
    tell(speech, "safety", "Hold the rails!")
    stage.wait_for("+ (tone) Hold the rails!")
    assert speech.status == "speaking through hand"
    speech.close()
