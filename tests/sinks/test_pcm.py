"""One loudness for every sentence, nothing squashed, a tone that is firm and does not startle."""

import wave

import numpy as np
import pytest

from backstride.sinks import pcm

RATE_HZ = 22050


def babble(level: float, seconds: float = 1.0) -> np.ndarray:
    """Something with the ups and downs of speech: syllables of noise at 4 Hz with rare high peaks."""
    t_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    noise = np.random.default_rng(7).laplace(size=t_s.size)
    return level * noise * np.sin(np.pi * 4 * t_s) ** 2


@pytest.mark.parametrize("level", [0.001, 0.02, 0.3])
def test_quiet_and_loud_sentences_end_at_the_same_loudness(level):
    assert pcm.speech_dbfs(pcm.levelled(babble(level), RATE_HZ), RATE_HZ) == pytest.approx(pcm.SPEECH_DBFS, abs=0.5)


def test_peaks_are_turned_down_below_the_ceiling():
    assert pcm.peak_dbfs(pcm.levelled(babble(0.05), RATE_HZ)) <= pcm.CEILING_DBFS + 1e-6


def test_a_peak_is_not_cut_flat():
    sound = babble(0.02)
    sound[11000] = 0.9
    loud = np.abs(pcm.levelled(sound, RATE_HZ))
    at_ceiling = np.flatnonzero(loud >= pcm.amplitude(pcm.CEILING_DBFS) * 0.9999)
    assert at_ceiling.size
    assert (np.diff(at_ceiling) > 1).all()  # each touches it alone, none is a plateau


def test_silence_stays_silence():
    assert not pcm.levelled(np.zeros(4000), RATE_HZ).any()


def test_pauses_do_not_count_as_loudness():
    spoken = babble(0.1)
    with_pause = np.concatenate([spoken, np.zeros(RATE_HZ * 3)])
    assert pcm.speech_dbfs(with_pause, RATE_HZ) == pytest.approx(pcm.speech_dbfs(spoken, RATE_HZ), abs=0.01)


def test_the_silence_around_a_sentence_goes_and_the_sentence_stays():
    spoken = babble(0.1)
    around = np.concatenate([np.zeros(9000), spoken, np.zeros(12000)])
    left = pcm.trimmed(around, RATE_HZ)
    assert abs(left.size - spoken.size) <= 2 * pcm.WINDOW_S * RATE_HZ
    assert np.sum(left**2) > 0.98 * np.sum(spoken**2)


def test_the_tone_is_short_and_louder_than_speech_without_a_hard_edge():
    tone = pcm.tone(RATE_HZ)
    assert tone.size / RATE_HZ <= 0.15
    assert pcm.dbfs(np.sqrt(np.mean(tone**2))) == pytest.approx(pcm.TONE_DBFS, abs=0.01)
    assert pcm.TONE_DBFS > pcm.SPEECH_DBFS
    assert pcm.peak_dbfs(tone) <= pcm.CEILING_DBFS
    first_2_ms, middle = tone[: RATE_HZ // 500], tone[RATE_HZ // 20 : RATE_HZ // 10]
    assert np.abs(first_2_ms).max() < 0.1 * np.abs(middle).max()


def test_what_was_written_is_read_back(tmp_path):
    sound = babble(0.05)
    pcm.write_wav(tmp_path / "a.wav", sound, RATE_HZ)
    samples, rate_hz = pcm.read_wav(tmp_path / "a.wav")
    assert rate_hz == RATE_HZ
    assert np.abs(samples - np.clip(sound, -1, 1)).max() < 1e-4
    assert pcm.duration_s(tmp_path / "a.wav") == pytest.approx(1.0)


def test_a_failed_write_leaves_neither_a_file_nor_a_piece_of_one(tmp_path):
    with pytest.raises((TypeError, ValueError)):
        pcm.write_wav(tmp_path / "a.wav", np.array(["no sound"]), RATE_HZ)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kept", [0, 20, 5000])
def test_a_file_that_the_power_cut_short_is_noticed(tmp_path, kept):
    path = tmp_path / "a.wav"
    pcm.write_wav(path, babble(0.05), RATE_HZ)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises((wave.Error, EOFError)):
        pcm.duration_s(path)
