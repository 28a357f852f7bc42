"""The readings in words: what is well, what is wrong, and that what is not known is said to be not known."""

from dataclasses import replace
from math import nan

import pytest

from backstride.health.meters import Histogram
from backstride.health.readings import Camera, Machine, Path, Readings, Recorder, Stage, Stream, Voice
from backstride.health.told import parts_of, worst


def spread(*seconds):
    histogram = Histogram((0.01, 0.1, 1.0))
    for s in seconds:
        histogram.note(s)
    return histogram.spread


WELL = Readings(
    uptime_s=400.0, model="pose_landmarker_lite", coaching=True, tracked_age_s=0.1,
    camera=Camera("Pi camera imx708", 30.0, True, "", "", 0, 100, 98, 2),
    stages=(
        ("camera", Stage(100, 30.0, 0.03)), ("pose", Stage(98, 29.0, 0.03, spread(0.02, 0.05))),
        ("coach", Stage(98, 29.0, 0.03, spread(0.002))),
    ),
    latencies=(("cue", spread(0.05)), ("sound", spread(0.06))), cues=(("lean", "form", 1),),
    voice=Voice("speaking through ALSA default", True, False, "heard", (("spoken", 1), ("cut", 0))),
    path=Path("watching", "", 0.12), recorder=Recorder(True), stream=Stream(1, 12),
    machine=Machine(55.0, 0, 20 * 10**9, 90.0, 4 * 10**8, 1.0, 30, 12, 2 * 10**9, 0.0, True), eased=(),
)  # fmt: skip


def told(now, key):
    return {part.key: part for part in parts_of(now)}[key]


def test_all_is_well():
    assert {part.state for part in parts_of(WELL)} == {"ok"}
    assert worst(parts_of(WELL)) == "ok"


def test_before_the_first_frame_nothing_is_known_and_nothing_is_well():
    parts = parts_of(Readings())
    assert {part.key for part in parts if part.state == "ok"} == {"recorder", "stream"}
    assert {part.state for part in parts if part.key in {"camera", "pose", "coach", "path", "voice"}} == {"unknown"}


def stage(name, **changed):
    stages = dict(WELL.stages)
    return {"stages": tuple((stages | {name: replace(stages[name], **changed)}).items())}


def part(name, **changed):
    return {name: replace(getattr(WELL, name), **changed)}


WRONG = [
    ("camera lost", part("camera", fault="Pi camera was lost: no picture for 0.6 s"), "camera", "fail", "was lost"),
    ("no picture", stage("camera", age_s=4.0), "camera", "fail", "no picture for 4.0 s"),
    ("a recording plays", part("camera", live=False, title="demo recording"), "camera", "warn", "no camera"),
    ("a slow pose", stage("pose", rate_hz=12.0), "pose", "warn", "12 a second, of 30"),
    ("no pose", stage("pose", age_s=2.0), "pose", "fail", "no pose for 2.0 s"),
    ("a silent coach", stage("coach", age_s=5.0), "coach", "fail", "nothing was judged for 5.0 s"),
    ("nobody coached", {"coaching": False}, "coach", "ok", "the coaching is stopped"),
    ("an unseen path", {"path": Path("unknown", "too dark")}, "path", "warn", "not seen: too dark"),
    ("an unwatched path", {"path": Path("off")}, "path", "warn", "not watched"),
    ("no sound", {"voice": Voice("no sound device: none")}, "voice", "fail", "shown, not spoken"),
    ("unconfirmed", part("voice", confirmed="unconfirmed"), "voice", "warn", "nobody has said that it is heard"),
    ("said to be silent", part("voice", confirmed="not heard"), "voice", "warn", "somebody said that it is not heard"),
    ("too dark", part("camera", dim="too little light to see feet"), "camera", "warn", "too little light"),
    ("nobody runs", {"tracked_age_s": 9.0} | stage("pose", rate_hz=12.0), "pose", "ok", "no runner is seen now"),
    ("muted", part("voice", muted=True), "voice", "ok", "muted but for warnings"),
    ("a full disk", part("machine", minutes=0.0), "disk", "fail", "room to record 0 minutes"),
    ("a filling disk", part("machine", minutes=12.0), "disk", "warn", "12 minutes"),
    ("an unknown disk", part("machine", minutes=nan), "disk", "unknown", "not known"),
    ("a recorder that stopped", part("recorder", fault="Recording stopped"), "recorder", "fail", "Recording stopped"),
    ("pictures lost", part("recorder", lost=3), "recorder", "warn", "waits"),
    ("no recording wanted", {"recorder": Recorder()}, "recorder", "ok", "switched off"),
    ("pictures not drawn", part("stream", failed=2), "stream", "warn", "2 pictures could not be drawn"),
    ("hot", part("machine", temperature_c=82.0), "temperature", "warn", "82 °C"),
    ("too hot", part("machine", temperature_c=86.0), "temperature", "fail", "86 °C"),
    ("no thermometer", part("machine", temperature_c=None), "temperature", "unknown", "no thermometer"),
    ("too little power", part("machine", throttled=1), "power", "fail", "too weak now"),
    ("slowed down", part("machine", throttled=4), "power", "fail", "slowed down now"),
    ("too little power earlier", part("machine", throttled=0x10000), "power", "warn", "since power-on"),
    ("no Pi", part("machine", throttled=None), "power", "unknown", "does not tell"),
    ("eased", {"eased": ("stream_rate", "pose_model")}, "load", "warn", "The coaching is whole"),
    ("nobody watches the load", {"eased": None}, "load", "unknown", "nobody watches"),
    ("little memory", part("machine", free_memory_bytes=3e8), "memory", "warn", "300 MB free"),
    ("a clock that jumped", part("machine", clock_jumped_s=-90.0), "clock", "warn", "was set back by 90 s"),
    ("an unconfirmed clock", part("machine", clock_confirmed=False), "clock", "warn", "wrong date"),
    ("an unknown clock", part("machine", clock_confirmed=None), "clock", "unknown", "not known"),
]


@pytest.mark.parametrize(("what", "changed", "key", "state", "words"), WRONG, ids=[w[0] for w in WRONG])
def test_what_is_wrong_is_told_by_its_own_part_alone(what, changed, key, state, words):
    parts = {p.key: p for p in parts_of(replace(WELL, **changed))}
    assert (parts[key].state, words in parts[key].words) == (state, True), parts[key]
    assert all(p.state == "ok" for p in parts.values() if p.key != key)


def test_the_worst_counts_for_the_whole_and_the_unknown_does_not_hide_it():
    assert worst(parts_of(replace(WELL, **part("machine", throttled=None)))) == "ok"
    assert worst(parts_of(replace(WELL, **part("machine", throttled=None, minutes=0.0)))) == "fail"


def test_latencies_are_told_with_the_words_they_belong_to():
    assert "from the picture to the cue up to 100 ms for half" in told(WELL, "coach").detail
    assert "from the picture to its sound up to 100 ms" in told(WELL, "voice").detail


def test_on_a_treadmill_it_is_the_belt_that_is_watched_around():
    said = {state: told(replace(WELL, site="treadmill", path=Path(state)), "path") for state in ("watching", "off")}
    assert {part.title for part in said.values()} == {"Around the belt"}
    assert (said["watching"].words, said["off"].words) == ("watched; nobody came close lately", "not watched")


def test_a_path_is_never_called_clear():
    for state in ("watching", "slow", "stop", "unknown", "off", ""):
        words = told(replace(WELL, path=Path(state)), "path").words
        assert "clear" not in words and "free" not in words
