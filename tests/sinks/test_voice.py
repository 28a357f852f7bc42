"""Sentences that are rendered once and kept, by an engine that copies a prepared sound and counts its work."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from backstride.errors import BadConfig
from backstride.sinks import engines, pcm
from backstride.sinks.voice import NoVoice, ToneOnly, Voice, open_voice

RATE_HZ = 22050


@dataclass(frozen=True)
class Parrot:
    """Says the same for every sentence but one, and notes each in a file."""

    folder: Path
    key: str = "parrot 1"

    def command(self, wav: Path) -> tuple[str, ...]:
        note = f'words=$(cat); echo "$words" >> {self.folder}/said; [ "$words" != Unspeakable ]'
        return ("sh", "-c", f"{note} && cp {self.folder}/parrot {wav}")

    @property
    def said(self) -> list[str]:
        said = self.folder / "said"
        return said.read_text().splitlines() if said.exists() else []


@pytest.fixture
def parrot(tmp_path):
    pcm.write_wav(tmp_path / "parrot", np.sin(np.arange(RATE_HZ) / 10) * 0.1, RATE_HZ)
    return Parrot(tmp_path)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "kept").mkdir()
    return tmp_path / "kept"


def test_a_sentence_is_spoken_once_and_then_found_again(parrot, folder):
    first = Voice(parrot, "en", folder).wav("Eyes up")
    assert Voice(parrot, "en", folder).wav("Eyes up") == first
    assert parrot.said == ["Eyes up"]


def test_another_language_engine_or_text_is_another_sound(parrot, folder):
    other = Parrot(parrot.folder, "parrot 2")
    wavs = {
        Voice(parrot, "en", folder).wav("Eyes up"),
        Voice(parrot, "de", folder).wav("Eyes up"),
        Voice(other, "en", folder).wav("Eyes up"),
        Voice(parrot, "en", folder).wav("Elbows"),
    }
    assert len(wavs) == 4


def test_an_alarm_is_the_tone_and_the_sentence_without_a_gap(parrot, folder):
    voice = Voice(parrot, "en", folder)
    alarm, _ = pcm.read_wav(voice.wav("Hold the rails!", alarm=True))
    plain, _ = pcm.read_wav(voice.wav("Hold the rails!"))
    tone = pcm.tone(RATE_HZ)
    assert alarm.size == tone.size + plain.size
    assert alarm[: tone.size] == pytest.approx(tone, abs=1e-4)
    assert alarm[tone.size :] == pytest.approx(plain, abs=1e-4)


def test_nothing_is_kept_before_it_was_rendered(parrot, folder):
    assert Voice(parrot, "en", folder).kept("Eyes up") is None


def test_the_rehearsal_renders_in_the_order_given_and_skips_what_is_there(parrot, folder):
    voice = Voice(parrot, "en", folder)
    voice.wav("Eyes up")
    voice.rehearse(["Hold the rails!", "Eyes up", "Nice, keep that"])
    assert voice.rehearsed(30)
    assert parrot.said == ["Eyes up", "Hold the rails!", "Nice, keep that"]


def test_a_kept_file_that_was_cut_short_is_made_anew(parrot, folder):
    damaged = Voice(parrot, "en", folder).wav("Eyes up")
    damaged.write_bytes(damaged.read_bytes()[:1000])
    voice = Voice(parrot, "en", folder)
    assert voice.kept("Eyes up") is None
    assert pcm.duration_s(voice.wav("Eyes up")) > 0.9


def test_an_engine_that_fails_says_what_it_said(parrot, folder):
    (parrot.folder / "parrot").unlink()
    voice = Voice(parrot, "en", folder)
    with pytest.raises(NoVoice, match=r"could not say it: cp: .*No such file"):
        voice.wav("Eyes up")
    voice.rehearse(["Eyes up"])
    assert voice.rehearsed(30)
    assert "could not say it" in voice.fault


def test_one_sentence_that_cannot_be_spoken_does_not_end_the_rehearsal(parrot, folder):
    voice = Voice(parrot, "en", folder)
    voice.rehearse(["Unspeakable", "Eyes up"])
    assert voice.rehearsed(30)
    assert voice.kept("Unspeakable") is None
    assert voice.kept("Eyes up") is not None


def test_without_an_engine_a_safety_cue_is_still_a_tone(tmp_path, monkeypatch):
    monkeypatch.setattr(engines.shutil, "which", lambda name: None)
    voice = open_voice("en", tmp_path / "new" / "folder")
    assert isinstance(voice, ToneOnly)
    assert "espeak-ng is not installed" in voice.fault
    assert pcm.duration_s(voice.kept("Hold the rails!", alarm=True)) <= 0.15
    assert voice.kept("Eyes up") is None
    with pytest.raises(NoVoice, match="espeak-ng is not installed"):
        voice.wav("Eyes up")


def test_a_language_nobody_speaks_is_refused(tmp_path):
    with pytest.raises(BadConfig, match="language is 'xx'; accepted are en, de, fr, it, es"):
        open_voice("xx", tmp_path)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadConfig, match="sentences cannot be kept in"):
        open_voice("en", tmp_path / "file" / "voice")


@pytest.fixture
def piper(tmp_path, monkeypatch):
    """A Piper program that copies a prepared sound, and a German model."""
    program = tmp_path / "piper"
    program.write_text('#!/bin/sh\n[ "$1 $3" = "--model --output_file" ] && cat > said && cp parrot "$4"\n')
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "de.onnx").write_text("weights")
    (tmp_path / "de.onnx.json").write_text('{"espeak": {"voice": "de"}}')
    return str(program)


def test_a_piper_voice_that_is_named_speaks(parrot, piper, folder):
    voice = open_voice("de", folder, Path("de.onnx"), piper)
    assert pcm.duration_s(voice.wav("Kopf hoch")) > 0.9
    assert Path("said").read_text() == "Kopf hoch\n"


def test_a_piper_voice_of_another_language_is_refused(piper, folder):
    with pytest.raises(BadConfig, match=r"de\.onnx speaks 'de'; one for 'en' is needed"):
        open_voice("en", folder, Path("de.onnx"), piper)


def test_a_piper_model_that_is_not_there_is_refused(piper, folder):
    with pytest.raises(BadConfig, match=r"no\.onnx is no Piper voice"):
        open_voice("de", folder, Path("no.onnx"), piper)


def test_a_piper_program_that_is_not_there_is_refused(folder):
    with pytest.raises(BadConfig, match="'no-piper' was not found"):
        open_voice("de", folder, Path("de.onnx"), "no-piper")


@pytest.mark.sound
@pytest.mark.skipif(not shutil.which("espeak-ng"), reason="needs espeak-ng")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Hold the rails! Chest over your toes"),
        ("de", "Halt dich fest! Brust über die Zehen"),
        ("fr", "Tiens les barres ! Poitrine au-dessus des orteils"),
        ("it", "Tieni le maniglie! Petto sopra le punte"),
        ("es", "¡Agarra las barras! Pecho sobre los dedos"),
    ],
)
def test_every_language_is_spoken_equally_loud_and_not_cut_off(language, words, tmp_path):
    samples, rate_hz = pcm.read_wav(open_voice(language, tmp_path).wav(words))
    assert pcm.speech_dbfs(samples, rate_hz) == pytest.approx(pcm.SPEECH_DBFS, abs=0.5)
    assert pcm.peak_dbfs(samples) <= pcm.CEILING_DBFS + 0.01
    assert 1.5 < samples.size / rate_hz < 4.5  # about twelve syllables
