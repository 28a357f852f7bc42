"""Who hears what when the machine itself fails, and what is eased when it cannot keep up."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from backstride.config import Config, RecordingConfig, RunConfig, VoiceConfig
from backstride.device import Device, Fellows, keep_offline
from backstride.pose.switched import Switched
from backstride.session import Session
from backstride.sinks.latest import Latest
from backstride.sinks.voice import NoVoice
from backstride.types import Setup
from moments import frame_at, moment_at


class Voice:
    """Remembers what it was asked to say."""

    alsa_device, status, audible = "plughw:CARD=Headphones", "speaking through ALSA default", True

    def __init__(self, wav=None):
        self.said, self.ticks, self._wav = [], 0, wav

    def announce(self, words, class_, asked=False):
        self.said.append((words, class_))

    def say_last(self, words):
        self.said.append((words, "last"))

    def tick(self):
        self.ticks += 1

    def wav(self, words, class_="form"):
        if self._wav is None:
            raise NoVoice("no engine")
        return self._wav


class Screen:
    def __init__(self, eased):
        self.shown, self._eased = [], eased

    def say(self, text):
        self.shown.append(text)

    def ease_rate(self, eased):
        self._eased.append(("stream rate", eased))

    def ease_size(self, eased):
        self._eased.append(("stream size", eased))


class Recorder:
    fault, recording = "", ""

    def __init__(self, eased):
        self._eased, self.told = eased, []

    def ease(self, eased):
        self._eased.append(("recording", eased))

    def models(self, name, sha256):
        self.told.append(name)


class Bench:
    """A device whose fellows remember what was asked of them."""

    def __init__(self, folder, config=None, site="track", estimator=None):
        self.eased, self.told = [], []
        self.voice, self.screen = Voice(), Screen(self.eased)
        self.source = SimpleNamespace(title="camera 0", fps=30.0, dim="")
        self.recorder = Recorder(self.eased)
        scout = SimpleNamespace(ease=lambda eased: self.eased.append(("detector", eased)))
        fellows = Fellows(
            Session(), self.source, estimator, scout, Latest(), self.screen, self.voice, self.recorder
        )  # fmt: skip
        self.device = Device(replace(config or Config(), data=folder), Setup(site=site), fellows, self.told.append)

    def coach(self, t_s, **moment):
        for sink in self.device.sinks:
            sink.take(frame_at(t_s), moment_at(t_s, **moment))


@pytest.fixture
def bench(tmp_path):
    made = []

    def bench(**wishes):
        made.append(Bench(tmp_path, **wishes))
        return made[-1]

    yield bench
    for one in made:
        one.device.close()


def test_a_lost_camera_is_spoken_and_shown_and_its_return_too(bench):
    on = bench()
    on.device.camera_lost("USB camera 0 was lost: no picture for 0.6 s")
    assert on.voice.said == [("Camera lost. Look behind.", "safety")]
    assert on.screen.shown == ["Camera lost"]
    assert "USB camera 0 was lost: no picture for 0.6 s" in on.device.notices()
    on.device.camera_back()
    assert on.voice.said[1:] == [("Camera sees again.", "balance")]
    assert not any("lost" in text for text in on.device.notices())


def test_one_that_never_was_there_alarms_nobody(bench):
    on = bench()
    on.device.camera_missing("No camera found")
    assert on.voice.said == [("No camera found.", "form")] and on.screen.shown == ["No camera found"]


def test_a_loop_that_hangs_and_one_that_dies_are_coach_offline(bench):
    on = bench()
    on.device.loop_hangs()
    on.device.loop_died()
    assert on.voice.said == [("Coach offline. Look behind.", "safety"), ("Coach offline. Look behind.", "last")]
    assert on.screen.shown == ["Coach offline"]


def test_on_a_treadmill_nobody_is_told_to_look_behind(bench):
    on = bench(config=Config(run=RunConfig(language="de")), site="treadmill")
    on.device.camera_lost("away")
    assert on.voice.said == [("Kamera weg. Geländer festhalten.", "safety")]


def test_after_a_start_the_device_says_what_works_and_what_does_not(bench):
    on = bench(config=Config(recording=RecordingConfig(reserve_gb=0)))
    on.coach(0.0)
    on.coach(1.9)
    assert on.voice.said == []
    on.coach(2.1)
    on.coach(9.0)
    words = "Backstride ready. Camera and model work. Sound works. The path is not watched."
    assert on.voice.said == [(words, "form")]
    assert on.told == [f"Self-test: {words}"]


def test_a_device_that_nobody_hears_says_so_where_it_can_be_read(bench):
    on = bench(config=Config(recording=RecordingConfig(reserve_gb=0)))
    on.voice.audible, on.voice.status = False, "no sound device: ALSA default: no such card"
    on.coach(0.0)
    on.coach(3.0)
    assert on.told[0].endswith("Nothing can be heard.") and "Sound works" not in on.told[0]
    assert "Obstacle warnings cannot be heard: no sound device; cues are only shown" in on.device.notices()


def test_a_full_disk_is_part_of_the_self_test(bench):
    on = bench(config=Config(recording=RecordingConfig(reserve_gb=1e5)))
    on.coach(0.0)
    on.coach(3.0)
    assert "The disk is nearly full." in on.told[0]


def test_until_somebody_says_that_the_coach_is_heard_the_panel_doubts_it(bench):
    on = bench()
    assert any(text.startswith("Sound not confirmed") for text in on.device.notices())
    on.device.sound.play()
    assert on.voice.said == [("This is the sound check. Do you hear me well?", "form")]
    on.device.sound.answer(True)
    assert on.device.notices() == ()


def test_too_little_light_is_spoken_once_and_shown_as_long_as_it_lasts(bench):
    on = bench()
    on.device.sound.answer(True)
    on.source.dim = "Too dark: each picture takes 16 ms, and feet blur"
    on.coach(0.0)
    on.coach(1.0)
    assert on.voice.said == [("Too dark. Feet blur.", "balance")]
    assert on.device.notices() == (on.source.dim,)
    on.source.dim = ""
    assert on.device.notices() == ()


def test_a_tick_is_heard_as_often_as_the_settings_say_while_frames_are_coached(bench):
    on = bench(config=Config(voice=VoiceConfig(tick_s=10)))
    for t_s in range(35):
        on.coach(float(t_s))
    assert on.voice.ticks == 4


def test_a_tick_is_off_unless_it_is_asked_for(bench):
    on = bench()
    for t_s in range(35):
        on.coach(float(t_s))
    assert on.voice.ticks == 0


def test_at_the_end_every_frame_is_accounted_for(bench):
    on = bench()
    for number in (0, 1, 4):
        on.device.pulse.take(frame_at(number=number), moment_at(number=number))
    on.device.close()
    assert on.told == ["Frames: 5 seen, 3 coached, 2 dropped for newer ones"]


# ---- what is eased


class Model:
    def __init__(self, name):
        self.model, self.model_sha256, self.from_ = name, f"sha of {name}", None

    def go_on_from(self, other):
        self.from_ = other

    def estimate(self, frame):
        return self.model

    def close(self):
        pass


def test_the_steps_come_in_the_products_order_and_the_pose_model_last(bench):
    full, lite = Model("full"), Model("lite")
    estimator = Switched(full, lambda: lite)
    on = bench(estimator=estimator)
    easing = on.device.easing
    easing.close()
    for key in ("stream_rate", "stream_size", "detector_rate", "recording_quality", "pose_model"):
        easing._turn(key, True)
    assert on.eased == [("stream rate", True), ("stream size", True), ("detector", True), ("recording", True)]
    assert estimator.estimate(frame_at()) == "lite" and lite.from_ is full
    assert on.recorder.told == ["lite"]
    assert "the small pose model measures" in on.device.notices()[-1]
    easing._turn("pose_model", False)
    assert estimator.estimate(frame_at()) == "full" and on.recorder.told == ["lite", "full"]


def test_a_small_model_cannot_be_made_smaller(bench):
    on = bench(estimator=Model("lite"))
    assert "pose_model" not in on.device.easing._steps


# ---- what remains after this process


def test_coach_offline_is_kept_for_the_time_after_this_process_with_the_device_to_play_it_on(tmp_path):
    wav = tmp_path / "said.wav"
    wav.write_bytes(b"RIFF")
    keep_offline(Voice(wav), "Coach offline. Look behind.", tmp_path)
    assert (tmp_path / "offline.wav").read_bytes() == b"RIFF"
    assert (tmp_path / "offline.device").read_text() == "plughw:CARD=Headphones\n"


def test_without_a_voice_nothing_is_kept_and_nothing_breaks(tmp_path):
    keep_offline(Voice(), "Coach offline. Look behind.", tmp_path)
    assert not (tmp_path / "offline.wav").exists()
