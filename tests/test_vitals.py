"""What is gathered from the appliance's parts: as they are, unknown where they are not there, private words kept."""

import logging
from dataclasses import dataclass, field
from math import isnan
from threading import Event, get_ident
from types import SimpleNamespace

import pytest

from backstride.config import Config, PanelConfig
from backstride.doctor.machine import Machine, Ran
from backstride.health.told import parts_of
from backstride.types import Cue, PathView, Setup
from backstride.vitals import KnownWords, Vitals
from moments import frame_at, moment_at


class Board(Machine):
    """A machine whose files lie in a folder, without programs."""

    def run(self, *command, timeout_s=10.0):
        return Ran(None)


@pytest.fixture
def quiet_log():
    """The log as it was before."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def vitals(tmp_path, quiet_log):
    config = Config(data=tmp_path / "data", panel=PanelConfig(names=("rennbahn",)))
    (tmp_path / "data" / "clips").mkdir(parents=True)
    return Vitals(config, Setup(), machine=Board(tmp_path / "root"))


@dataclass
class Parts:
    """An appliance of parts that say what they are told to say."""

    session: object = field(default_factory=lambda: SimpleNamespace(muted=True))
    source: object = field(default_factory=lambda: SimpleNamespace(title="USB camera 0", fps=30.0, dim=""))
    stream: object = field(default_factory=lambda: SimpleNamespace(
        counts=SimpleNamespace(viewers=2, encoded=50, dropped=5, failed=0)))  # fmt: skip
    panel: object = field(default_factory=lambda: SimpleNamespace(
        pictures=SimpleNamespace(limit=12), listeners=SimpleNamespace(taken=3)))  # fmt: skip
    speech: object = field(default_factory=lambda: SimpleNamespace(
        status="speaking through ALSA default", audible=True, counts=SimpleNamespace(spoken=1, cut=0)))  # fmt: skip
    recorder: object = field(default_factory=lambda: SimpleNamespace(
        fault="", recording="x", counts=SimpleNamespace(clips=1, coded=90, lost=0)))  # fmt: skip
    device: object = field(default_factory=lambda: SimpleNamespace(
        camera_fault="", losses=1, sound=SimpleNamespace(state="heard"),
        easing=SimpleNamespace(eased=("stream_rate",), why="hot")))  # fmt: skip
    guarded: tuple = ()
    estimator: object = field(default_factory=lambda: SimpleNamespace(model="pose_landmarker_lite"))


def test_before_the_parts_are_there_nothing_is_claimed(vitals):
    now = vitals.readings()
    assert (now.coaching, now.path.state, now.eased, now.machine.temperature_c) == (None, "", None, None)
    assert isnan(now.path.age_s) and now.machine.throttled is None
    assert {part.key for part in parts_of(now) if part.state == "fail"} == set()


def test_the_parts_are_told_as_they_are(vitals):
    vitals.know(**vars(Parts()))
    vitals.meters.take(frame_at(0.0, 2), moment_at(0.0, 2, path=PathView(0.0, "unknown", "too dark")))
    now = vitals.readings()
    assert (now.camera.title, now.camera.seen, now.camera.coached, now.camera.dropped) == ("USB camera 0", 3, 1, 2)
    assert (now.path.state, now.path.why, now.model) == ("unknown", "too dark", "pose_landmarker_lite")
    assert (now.stream.viewers, now.stream.places, now.stream.listeners) == (2, 12, 3)
    assert now.voice.muted and now.voice.confirmed == "heard" and now.recorder.recording
    assert now.eased == ("stream_rate",) and now.eased_why == "hot" and now.camera.losses == 1
    assert now.machine.rss_bytes == 0  # this machine does not tell
    assert now.machine.free_bytes > 0 and now.machine.minutes > 0


def test_a_sentence_that_sounds_is_measured_from_its_picture_on(vitals):
    parts = Parts()
    vitals.know(**vars(parts))
    cue = Cue(0.0, "lean", "form", "Lean a little forward", "because", 2.0)
    vitals.meters.take(frame_at(0.0, 0), moment_at(0.0, 0, cue=cue))
    parts.speech.on_sound("Lean a little forward", 0.004)
    assert vitals.readings().cue_to_sound.count == 1
    assert vitals.readings().cues == (("lean", "form", 1),)


def test_a_clock_that_is_set_while_it_runs_is_noticed(vitals, monkeypatch):
    import time

    real = time.time
    monkeypatch.setattr("backstride.vitals.time.time", lambda: real() - 3600)
    assert vitals.readings().machine.clock_jumped_s == pytest.approx(-3600, abs=1)
    clock = next(part for part in parts_of(vitals.readings()) if part.key == "clock")
    assert (clock.state, "set back by 60 minutes" in clock.words) == ("warn", True)


def test_a_disk_that_is_gone_is_unknown_and_no_fault_of_the_page(vitals, tmp_path):
    (tmp_path / "data" / "clips").rmdir()
    now = vitals.readings()
    assert now.machine.free_bytes is None and isnan(now.machine.minutes)


def test_what_is_known_to_be_private_is_in_no_bundle_and_no_line(vitals, tmp_path):
    networks = tmp_path / "root" / "etc" / "NetworkManager" / "system-connections"
    networks.mkdir(parents=True)
    (networks / "Villa Kunterbunt.nmconnection").write_text("[wifi]\nssid=Taka-Tuka-Land\npsk=limonadenbaum\n")
    vitals.know(private=lambda: ("Pippilotta",), **vars(Parts()))
    said = "Pippilotta joined Taka-Tuka-Land (limonadenbaum) at Villa Kunterbunt, rennbahn"
    logging.getLogger("backstride.x").warning(said)
    bundle = vitals.bundle(())
    text = "".join(file.text for file in bundle.texts)
    assert "<name> joined <name> (<name>) at <name>, <name>" in text
    for secret in ("Pippilotta", "Taka-Tuka", "limonadenbaum", "Kunterbunt", "rennbahn"):
        assert secret not in text


def test_private_words_are_never_asked_for_by_the_thread_that_writes_a_line():
    """That thread may hold the very lock that the answer waits for."""
    asked_by, told = [], Event()

    def ask():
        asked_by.append(get_ident())
        if len(asked_by) > 1:
            told.set()
        return {f"name {len(asked_by)}"}

    words = KnownWords(ask, every_s=0.0)
    assert words() <= {"name 1", "name 2"}
    assert told.wait(20)
    assert asked_by[0] == get_ident() != asked_by[1]
