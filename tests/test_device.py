"""Who hears what when the machine itself fails."""

import pytest

from backstride.config import Config, RunConfig
from backstride.device import Device, keep_offline
from backstride.sinks.voice import NoVoice
from backstride.types import Setup


class Voice:
    """Remembers what it was asked to say."""

    alsa_device = "plughw:CARD=Headphones"

    def __init__(self, wav=None):
        self.said, self._wav = [], wav

    def announce(self, words, class_, asked=False):
        self.said.append((words, class_))

    def say_last(self, words):
        self.said.append((words, "last"))

    def wav(self, words, class_="form"):
        if self._wav is None:
            raise NoVoice("no engine")
        return self._wav


class Screen:
    def __init__(self):
        self.shown = []

    def say(self, text):
        self.shown.append(text)


@pytest.fixture
def machine(tmp_path):
    voice, screen = Voice(), Screen()
    device = Device(Config(data=tmp_path), Setup(site="track"), voice, screen, lambda: "camera 0")
    yield device, voice, screen
    device.close()


def test_a_lost_camera_is_spoken_and_shown_and_its_return_too(machine):
    device, voice, screen = machine
    device.camera_lost("USB camera 0 was lost: no picture for 0.6 s")
    assert voice.said == [("Camera lost. Look behind.", "safety")]
    assert screen.shown == ["Camera lost"]
    assert device.notices() == ("USB camera 0 was lost: no picture for 0.6 s",)
    device.camera_back()
    assert voice.said[1:] == [("Camera sees again.", "balance")]
    assert device.notices() == ()


def test_a_loop_that_hangs_and_one_that_dies_are_coach_offline(machine):
    device, voice, screen = machine
    device.loop_hangs()
    device.loop_died()
    assert voice.said == [("Coach offline. Look behind.", "safety"), ("Coach offline. Look behind.", "last")]
    assert screen.shown == ["Coach offline"]


def test_on_a_treadmill_nobody_is_told_to_look_behind(tmp_path):
    voice = Voice()
    device = Device(Config(run=RunConfig(language="de"), data=tmp_path), Setup(site="treadmill"), voice, Screen(), str)
    device.camera_lost("away")
    assert voice.said == [("Kamera weg. Geländer festhalten.", "safety")]
    device.close()


def test_coach_offline_is_kept_for_the_time_after_this_process_with_the_device_to_play_it_on(tmp_path):
    wav = tmp_path / "said.wav"
    wav.write_bytes(b"RIFF")
    keep_offline(Voice(wav), "Coach offline. Look behind.", tmp_path)
    assert (tmp_path / "offline.wav").read_bytes() == b"RIFF"
    assert (tmp_path / "offline.device").read_text() == "plughw:CARD=Headphones\n"


def test_without_a_voice_nothing_is_kept_and_nothing_breaks(tmp_path):
    keep_offline(Voice(), "Coach offline. Look behind.", tmp_path)
    assert not (tmp_path / "offline.wav").exists()
