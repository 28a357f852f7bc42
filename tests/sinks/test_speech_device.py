"""The truth at the sound device: real espeak-ng, real aplay, real ALSA, and a card that remembers each sample."""

import numpy as np
import pytest

from backstride.errors import NoSound
from backstride.sinks import pcm
from backstride.sinks.sound import open_player
from backstride.sinks.speech import Speech, open_speech
from backstride.sinks.voice import open_voice
from moments import cue_at, frame_at, moment_at
from sound_card import RATE_HZ, SoundCard, needs_sound

pytestmark = [pytest.mark.sound, needs_sound]

FORM, BALANCE, SAFETY = "Elbows about ninety, hands past the hips", "Lean in, slow down", "Hold the rails!"


@pytest.fixture(scope="module")
def voice(tmp_path_factory):
    voice = open_voice("en", tmp_path_factory.mktemp("voice"))
    voice.rehearse([SAFETY, BALANCE, FORM])
    assert voice.rehearsed(60)
    return voice


@pytest.fixture
def card(tmp_path, monkeypatch):
    card = SoundCard(tmp_path)
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(card.config))
    yield card
    card.close()


@pytest.fixture
def speech(voice, card):
    speech = Speech(voice, open_player("default"), lambda: open_player("default"), retry_s=0.05)
    yield speech
    speech.close()


def tell(speech, class_, words):
    speech.take(frame_at(), moment_at(cue=cue_at(class_=class_, words=words)))


def test_looking_for_the_device_makes_no_noise(voice, card):
    speech = open_speech(voice, device="default")
    assert speech.status == "speaking through ALSA default"
    card.wait_until(lambda: card.samples().size > 0.04 * RATE_HZ)
    assert not card.samples().any()
    speech.close()


def test_a_cue_reaches_the_card_whole_at_its_loudness(speech, card):
    tell(speech, "form", FORM)
    card.wait_until(lambda: speech.counts.spoken == 1)
    (heard,) = card.heard(speech.wav(FORM))
    assert heard.whole
    assert pcm.speech_dbfs(card.samples(), RATE_HZ) == pytest.approx(pcm.SPEECH_DBFS, abs=0.5)
    assert pcm.peak_dbfs(card.samples()) <= pcm.CEILING_DBFS + 0.01


def test_a_warning_cuts_the_sentence_and_comes_whole_with_its_tone(speech, card):
    form, alarm = speech.wav(FORM), speech.wav(SAFETY, "safety")
    tell(speech, "form", FORM)
    card.wait_until(lambda: card.heard(form))
    tell(speech, "safety", SAFETY)
    card.wait_until(lambda: speech.counts.spoken == 1)
    (cut,), (warning,) = card.heard(form), card.heard(alarm)
    assert not cut.whole
    assert warning.whole
    assert speech.counts.cut == 1


def test_the_tone_stands_above_the_words_and_runs_into_them(speech, card):
    tell(speech, "safety", SAFETY)
    card.wait_until(lambda: speech.counts.spoken == 1)
    sound = np.trim_zeros(card.samples())
    tone, words = np.split(sound[: 2 * RATE_HZ], [round(pcm.TONE_S * RATE_HZ)])
    assert pcm.speech_dbfs(tone, RATE_HZ) > pcm.speech_dbfs(words, RATE_HZ) + 3
    assert np.abs(words[: round(0.06 * RATE_HZ)]).max() > 0.01  # somebody speaks within 60 ms


def test_a_form_cue_lets_the_sentence_before_it_end(speech, card):
    tell(speech, "balance", BALANCE)
    card.wait_until(lambda: card.heard(speech.wav(BALANCE)))
    tell(speech, "form", FORM)
    card.wait_until(lambda: sum((speech.counts.spoken, speech.counts.stale)) == 2)
    assert [heard.whole for heard in card.heard(speech.wav(BALANCE))] == [True]


def test_closing_ends_the_sound(speech, card):
    tell(speech, "form", FORM)
    card.wait_until(lambda: card.heard(speech.wav(FORM)))
    speech.close()
    assert speech.counts.cut == 1
    assert not card.heard(speech.wav(FORM))[0].whole


def test_a_speaker_that_is_unplugged_and_plugged_in_again_speaks_again(speech, card):
    card.unplug()
    tell(speech, "form", FORM)
    card.wait_until(lambda: speech.counts.unheard == 1)
    assert speech.status.startswith("no sound device: ALSA default: ")
    assert "aplay" in speech.status
    card.plug_in()
    card.wait_until(lambda: speech.status == "speaking through ALSA default")
    speech.say(BALANCE)
    assert card.heard(speech.wav(BALANCE))


def test_say_returns_when_it_was_heard(speech, card):
    speech.say(BALANCE)
    card.wait_until(lambda: card.heard(speech.wav(BALANCE)) and card.heard(speech.wav(BALANCE))[0].whole)


def test_say_tells_when_there_is_no_device(voice, card):
    card.unplug()
    speech = open_speech(voice, device="default")
    with pytest.raises(NoSound, match="no sound device: ALSA default"):
        speech.say(BALANCE)
    speech.close()
