"""Clicks: each on its own sample, in step over what is said between, and never beside a sentence."""

from dataclasses import replace
from math import nan
from pathlib import Path

import numpy as np
import pytest
from test_speech import Clock, HandPlayer, HandVoice, Stage

from backstride.sinks.metronome import CLICK_S, Metronome, clicks
from backstride.sinks.pcm import duration_s, read_wav
from backstride.sinks.sound import RATE_HZ
from backstride.sinks.speech import Speech
from backstride.types import Guided
from moments import cue_at, frame_at, moment_at


def onsets_s(samples):
    """Where sound begins after silence."""
    loud = np.flatnonzero(np.abs(samples) > 1e-3)
    return loud[np.insert(np.diff(loud) > CLICK_S * RATE_HZ, 0, True)] / RATE_HZ


@pytest.mark.parametrize("spm", [60.0, 110.0, 165.0, 183.5, 220.0])
def test_every_click_lies_on_the_sample_nearest_to_its_time(spm):
    period_s = 60.0 / spm
    found = onsets_s(clicks(0.2, period_s))
    wanted = 0.2 + period_s * np.arange(len(found))
    assert len(found) >= 59.0 / period_s
    assert np.abs((found - found[0]) - (wanted - wanted[0])).max() <= 1.01 / RATE_HZ


def test_a_second_track_goes_on_in_step_with_the_first(tmp_path):
    metronome = Metronome()
    first, _ = read_wav(metronome.track(165.0, 100.0, tmp_path / "a.wav"))
    later, _ = read_wav(metronome.track(165.0, 107.3, tmp_path / "b.wav"))
    beat = 100.0 + onsets_s(first)[0]
    steps = (107.3 + onsets_s(later)[0] - beat) * 165.0 / 60.0
    assert steps == pytest.approx(round(steps), abs=0.01)


def test_a_track_lasts_a_minute(tmp_path):
    assert duration_s(Metronome().track(120.0, 0.0, tmp_path / "a.wav")) == pytest.approx(60.0)


def clicking(t_s=0.0, spm=165.0, cue=None, **more):
    return replace(moment_at(t_s, cue=cue), training=Guided("moving", click_spm=spm, **more))


@pytest.fixture
def stage():
    return Stage()


@pytest.fixture
def player(stage):
    return HandPlayer(stage)


@pytest.fixture
def speech(stage, player, tmp_path):
    muted = []
    speech = Speech(HandVoice(tmp_path, stage), player, lambda: player, lambda: bool(muted), Clock())
    speech.mute = lambda: muted.append(True)
    yield speech
    for sound in player.sounds:
        sound.end()
    speech.close()


def test_clicks_sound_while_nothing_is_said_and_are_cut_by_every_sentence(speech, player, stage):
    speech.take(frame_at(), clicking())
    stage.wait_for("+ clicks")
    speech.take(frame_at(), clicking(cue=cue_at(class_="form", words="Eyes up.")))
    stage.wait_for("+ clicks", "- clicks", "+ Eyes up.")
    player.end()
    stage.wait_for("+ clicks", "- clicks", "+ Eyes up.", ". Eyes up.")
    assert wait_until(lambda: not speech.speaking)
    speech.take(frame_at(), clicking())
    stage.wait_for("+ clicks", "- clicks", "+ Eyes up.", ". Eyes up.", "+ clicks")


def test_a_warning_never_has_a_click_beside_it(speech, player, stage):
    speech.take(frame_at(), clicking())
    stage.wait_for("+ clicks")
    speech.take(frame_at(), clicking(cue=cue_at(class_="safety", words="Slow down.")))
    stage.wait_for("+ clicks", "- clicks", "+ (tone) Slow down.")
    speech.take(frame_at(), clicking())
    assert stage.transcript == ["+ clicks", "- clicks", "+ (tone) Slow down."]


def test_clicks_end_with_their_block_and_count_for_nothing(speech, player, stage):
    speech.take(frame_at(), clicking())
    stage.wait_for("+ clicks")
    speech.take(frame_at(), clicking(spm=nan))
    stage.wait_for("+ clicks", "- clicks")
    assert wait_until(lambda: not speech.speaking)
    assert (speech.counts.spoken, speech.counts.cut) == (0, 0)


def test_who_muted_the_voice_hears_no_click(speech, stage):
    speech.mute()
    speech.take(frame_at(), clicking())
    speech.take(frame_at(), clicking(cue=cue_at(class_="safety", words="Slow down.")))
    stage.wait_for("+ (tone) Slow down.")


def test_what_a_training_may_say_is_rendered_beforehand(speech):
    speech.take(frame_at(), clicking(spm=nan, upcoming=("Walk backward 20 metres.",)))
    assert speech.voice.rehearsal == ("Walk backward 20 metres.",)


def wait_until(holds, tries=2000):
    from threading import Event

    for _ in range(tries):
        if holds():
            return True
        Event().wait(0.005)
    return False


def test_the_scratch_folder_goes_with_the_voice(stage, player, tmp_path):
    speech = Speech(HandVoice(tmp_path, stage), player, lambda: player, lambda: False, Clock())
    scratch = Path(speech._scratch.name)
    assert scratch.is_dir()
    speech.close()
    assert not scratch.exists()
