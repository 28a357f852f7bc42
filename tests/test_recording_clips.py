"""Recording as the appliance puts it together: what it finds at a start, and what one does with a clip."""

import csv
import json
from dataclasses import replace
from types import SimpleNamespace

from backstride.clips import clips_folder, open_recorder, policy, recorder_settings
from backstride.coach.coach import Coach
from backstride.config import CHECKOUT, Config, RecordingConfig
from backstride.library.recording import read_recording
from backstride.library.retention import deleted_names
from backstride.library.storage import rate
from backstride.loop import run
from backstride.material import Wanted, open_material
from backstride.path.recorded import read_path
from backstride.replay import replay
from backstride.session import Session
from backstride.sinks.recorder import Recorder, Unrecorded
from backstride.types import Frame, Setup
from film import NOON, ORIGIN, Film, folders_in, picture
from moments import cue_at, moment_at


def config_in(tmp_path, **recording):
    return Config(recording=RecordingConfig(reserve_gb=0, **recording), data=tmp_path)


def opened(config):
    return open_recorder(config, Setup(), ORIGIN, lambda: NOON)


def test_recording_is_on_by_default_and_lies_beside_the_settings_of_the_panel(tmp_path):
    start = opened(config_in(tmp_path))
    assert isinstance(start.recorder, Recorder)
    assert start.words.startswith("Room to record ")
    assert (tmp_path / "clips").is_dir()
    start.recorder.close()


def test_the_room_is_told_at_any_time_by_what_clips_took_here(tmp_path, monkeypatch):
    start = opened(config_in(tmp_path, pre_s=0, post_s=1))
    monkeypatch.setattr("backstride.library.storage.shutil.disk_usage", lambda folder: usage(600_000_000))
    assert start.room() == "Room to record 20 minutes (0.6 GB are free)"
    three_seconds(start.recorder)
    start.recorder.close()
    hours = 600_000_000 * 8 / rate(tmp_path / "clips").bps / 3600
    assert start.room() == f"Room to record {int(hours)} hours (0.6 GB are free)"


def three_seconds(recorder):
    """With a cue after the first, each frame written before the next one comes."""
    for number in range(90):
        cue = cue_at(1.0) if number == 30 else None
        recorder.take(Frame(picture(number), number / 30, number), moment_at(number / 30, number, cue=cue))
        recorder.wait_until_written(number / 30, 60)


def usage(free):
    return SimpleNamespace(total=10**12, used=0, free=free)


def test_where_it_is_off_nothing_is_made(tmp_path):
    start = opened(config_in(tmp_path, on=False))
    assert (type(start.recorder), start.recorder.fault) == (Unrecorded, "")
    assert start.room() == "Recording is off, as the settings say"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_used_turns_the_recording_off_and_says_so(tmp_path):
    (tmp_path / "clips").write_text("a file, no folder")
    start = opened(config_in(tmp_path))
    assert start.recorder.fault == start.words == f"Recording is off: {tmp_path / 'clips'} cannot be used (File exists)"
    assert start.room() == start.words


def test_what_an_earlier_run_left_cut_off_is_mended_at_the_start(tmp_path):
    Film(tmp_path / "clips", finish=lambda folder: None).run(8, cue=(6.0, cue_at(6.0))).end()
    start = opened(config_in(tmp_path))
    start.recorder.close()
    assert start.words.endswith("1 cut-off clips were mended")
    [clip] = folders_in(tmp_path / "clips")
    assert read_recording(clip).about.recorded.reason == "lean_back"


def test_the_oldest_go_while_the_recorder_runs_for_weeks(tmp_path):
    start = opened(config_in(tmp_path, max_gb=1e-6, pre_s=0, post_s=1))
    for number in range(30 * 25):
        t_s = number / 30
        cue = cue_at(t_s) if number % 60 == 30 else None
        start.recorder.take(Frame(picture(number), t_s, number), moment_at(t_s, number, cue=cue))
        start.recorder.wait_until_written(t_s, 60)
    start.recorder.close()
    assert start.recorder.counts.clips > 10
    assert len(deleted_names(tmp_path / "clips")) == 10


def test_zero_stands_for_no_limit():
    limits = policy(RecordingConfig(max_gb=0, max_days=0))
    assert (limits.max_bytes, limits.max_days) == (float("inf"), float("inf"))


def test_the_settings_reach_the_recorder(tmp_path):
    asked = RecordingConfig(pre_s=3, post_s=8, cues=("form",), whole_sessions=True, reserve_gb=2)
    settings = recorder_settings(asked)
    assert (settings.pre_s, settings.post_s, settings.cue_classes) == (3, 8, ("form",))
    assert (settings.whole_sessions, settings.reserve_bytes) == (True, 2_000_000_000)
    assert clips_folder(Config(recording=replace(asked, folder=tmp_path))) == tmp_path


def test_a_clip_is_replayed_and_accepted_as_any_recording(tmp_path):
    Film(tmp_path / "clips", size=(160, 120)).run(12, cue=(6.0, cue_at(6.0))).end()
    [clip] = folders_in(tmp_path / "clips")
    replayed = replay(Wanted(clip), tmp_path / "out", video=False, accept=True)
    assert replayed.summary["frames"] == read_recording(clip).about.recorded.frames
    assert (tmp_path / "out" / "poses.npz").read_bytes() == (clip / "poses.npz").read_bytes()
    assert (clip / "expected.jsonl").is_file()


def test_a_clip_carries_the_looks_at_the_path_and_replays_the_same_warnings(tmp_path):
    shipped = read_recording(CHECKOUT / "recordings" / "cone-in-lane-track-side")
    material = open_material(Wanted(shipped.folder))
    settings = replace(config_in(tmp_path), recording=RecordingConfig(reserve_gb=0, whole_sessions=True))
    recorder = open_recorder(settings, material.setup, ORIGIN, lambda: NOON).recorder
    source = paced(material.source, recorder)
    run(source, material.estimator, material.scout, Coach(material.setup), Session(), [recorder])
    recorder.close()
    [clip] = folders_in(tmp_path / "clips")
    assert len(read_path(clip / "path.npz")) > 20
    replay(Wanted(clip), tmp_path / "again", video=False)
    assert states_in(tmp_path / "again") == states_in(clip)
    assert {"slow", "stop"} & set(states_in(clip))
    assert warnings_in(tmp_path / "again") == warnings_in(clip) != []


def paced(source, recorder):
    """A source that waits for the recorder, so that no frame is lost."""
    before_s = None
    for frame in source:
        if before_s is not None:
            assert recorder.wait_until_written(before_s, 60)
        yield frame
        before_s = frame.t_s


def states_in(folder):
    return [row["path_state"] for row in csv.DictReader((folder / "measures.csv").open(newline=""))]


def warnings_in(folder):
    events = (json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines())
    told = (event for event in events if event["kind"] in ("cue", "obstacle"))
    return [(event["kind"], round(event["t_s"], 3), event.get("words", event.get("level"))) for event in told]


def test_where_nobody_watches_the_path_the_file_says_so(tmp_path):
    start = opened(config_in(tmp_path, pre_s=0, post_s=1))
    three_seconds(start.recorder)
    start.recorder.close()
    [clip] = folders_in(tmp_path / "clips")
    assert read_path(clip / "path.npz") == ()
