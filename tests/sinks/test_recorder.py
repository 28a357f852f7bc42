"""Clips around what matters, read back by another hand."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import nan
from threading import Event

import av
import numpy as np
import pytest

from backstride.library.recording import read_recording
from backstride.pose.recorded import RecordedPoses
from backstride.sinks.cutter import RecorderSettings
from backstride.sinks.encoder import Encoder, encoder_names, open_codec
from backstride.sinks.recorder import Recorder, Unrecorded
from backstride.sinks.triggers import triggers_in
from backstride.types import BeltCalibration, Contact, Fall, Frame, LaneCalibration, Obstacle, Setup
from film import NOON, ORIGIN, PLENTY, Film, finished, folders_in, picture, times_in
from moments import cue_at, frame_at, moment_at

PAIN = cue_at(0, "pain", "safety")


def only_clip(film):
    [folder] = film.end().folders
    return folder


# ---- what is in a clip

def test_a_cue_is_inside_its_clip_with_seconds_before_and_after(tmp_path):
    clip = only_clip(Film(tmp_path).run(40, cue=(20.0, cue_at(20.0))))
    recorded = read_recording(clip).about.recorded
    assert recorded.reason == "lean_back"
    assert 14 <= recorded.started_s <= 15
    assert recorded.started_s + recorded.duration_s == pytest.approx(25, abs=0.05)
    [cue] = [json.loads(line) for line in (clip / "events.jsonl").read_text().splitlines()]
    assert cue["t_s"] + recorded.started_s == pytest.approx(20)


def test_the_picture_of_the_event_itself_is_in_the_clip(tmp_path):
    clip = only_clip(Film(tmp_path).run(30, cue=(12.0, cue_at(12.0))))
    recorded = read_recording(clip).about.recorded
    with av.open(str(clip / "clip.mp4")) as file:
        shown = [np.median(p.to_ndarray(format="bgr24")) for p in file.decode(video=0)]
    assert shown[round((12.0 - recorded.started_s) * 30)] == pytest.approx(np.median(picture(360)), abs=1.9)


def test_every_picture_is_there_at_its_own_time_with_its_pose(tmp_path):
    clip = only_clip(Film(tmp_path).run(20, cue=(10.0, cue_at(10.0))))
    times_s, poses = times_in(clip / "clip.mp4"), RecordedPoses.read(clip / "poses.npz")
    frames = list(poses.source())
    assert times_s[0] == 0
    assert [frame.t_s for frame in frames] == pytest.approx(times_s, abs=2e-5)
    assert len(times_s) == read_recording(clip).about.recorded.frames
    rows = (clip / "measures.csv").read_text().splitlines()
    assert [row.split(",")[0] for row in rows] == ["frame", *map(str, range(len(times_s)))]


def test_a_keyframe_comes_each_second_so_that_any_second_can_be_sought(tmp_path):
    clip = only_clip(Film(tmp_path, fps=24.0).run(20, cue=(10.0, cue_at(10.0))))
    with av.open(str(clip / "clip.mp4")) as file:
        keys_s = [float(p.pts * p.time_base) for p in file.demux(video=0) if p.is_keyframe and p.size]
    assert keys_s == pytest.approx([float(n) for n in range(len(keys_s))], abs=0.05)


def test_a_clip_carries_what_is_known_of_its_place_and_making(tmp_path):
    lane = LaneCalibration(((0, 0), (9, 0), (9, 9), (0.5, 9)), ((0, 0), (1, 0), (1, 8), (0, 8)), 1.22, (0.0, 1.0),
                           (1280, 720))  # fmt: skip
    belt = BeltCalibration(((100.0, 200.0), (800.0, 203.5)), 1.5, (1280, 720), nan)
    setup = Setup("treadmill", "rear", 1.71, lane, belt)
    recording = read_recording(only_clip(Film(tmp_path, setup=setup).run(9, cue=(3.0, cue_at(3.0)))))
    assert recording.setup.lane == lane
    assert (recording.setup.belt.belt_px, str(recording.setup.belt.speed_mps)) == (belt.belt_px, "nan")
    assert (recording.setup.site, recording.setup.view, recording.setup.height_m) == ("treadmill", "rear", 1.71)
    made = recording.about.recorded
    assert (made.model, made.model_sha256, made.language) == (ORIGIN.model, ORIGIN.model_sha256, "en")
    assert datetime.fromisoformat(made.started_at) == NOON - timedelta(seconds=3)


def test_odd_pictures_and_uneven_times_are_recorded_too(tmp_path):
    clip = only_clip(Film(tmp_path, size=(97, 65), fps=11.3).run(12, cue=(6.0, cue_at(6.0))))
    times_s = times_in(clip / "clip.mp4")
    assert np.diff(times_s) == pytest.approx(1 / 11.3, abs=2e-5)


# ---- who runs, and in which session

def runners_in(film):
    return [(r.runner, r.session) for r in (read_recording(f).about.recorded for f in film.folders)]


def test_a_clip_carries_the_runner_of_its_frames(tmp_path):
    film = Film(tmp_path)
    film.runner = "Zoë"
    assert read_recording(only_clip(film.run(12, cue=(6.0, cue_at(6.0))))).about.recorded.runner == "Zoë"


def test_a_name_said_late_holds_for_the_clip_that_runs(tmp_path):
    film = Film(tmp_path).run(7, cue=(6.0, cue_at(6.0)))
    film.runner = "Ada"
    assert runners_in(film.run(20).end()) == [("Ada", "20260501-115955-1")]


def test_another_runner_is_another_clip_and_session_without_a_picture_of_the_first(tmp_path):
    film = Film(tmp_path)
    film.runner = "Ada"
    film.run(8, cue=(6.0, cue_at(6.0)))
    film.runner = "Ben"
    film.run(20, cue=(10.0, cue_at(10.0))).end()
    (ada, first), (ben, second) = runners_in(film)
    assert (ada, ben) == ("Ada", "Ben") and first != second
    recorded = [read_recording(folder).about.recorded for folder in film.folders]
    assert recorded[0].started_s + recorded[0].duration_s < 8 <= recorded[1].started_s <= 9


def test_coaching_that_is_started_again_begins_another_session(tmp_path):
    film = Film(tmp_path).run(12, cue=(3.0, cue_at(3.0))).run(14, coaching=(13.0, False))
    film.run(40, cue=(25.0, cue_at(25.0))).end()
    (_, first), (_, second) = runners_in(film)
    assert first != second


# ---- when a clip begins and ends

def test_nothing_is_kept_of_a_session_in_which_nothing_happens(tmp_path):
    assert Film(tmp_path).run(30).end().folders == []


def test_events_close_together_make_one_longer_clip(tmp_path):
    film = Film(tmp_path).run(14, cue=(10.0, cue_at(10.0))).run(40, events=(14.0, (Fall(14.0, "candidate"),)))
    recorded = read_recording(only_clip(film)).about.recorded
    assert recorded.triggers == ("5.00 lean_back", "9.00 fall")
    assert recorded.duration_s == pytest.approx(14, abs=0.05)


def test_events_far_apart_make_two_clips_each_with_its_own_seconds_before(tmp_path):
    film = Film(tmp_path).run(20, cue=(10.0, cue_at(10.0)))
    film.run(40, cue=(24.0, cue_at(24.0, "obstacle", "safety"))).end()
    first, second = (read_recording(folder).about.recorded for folder in film.folders)
    assert (first.order, second.order) == (1, 2)
    assert first.session == second.session
    assert second.started_s == pytest.approx(19)


def test_an_event_that_became_known_late_is_inside_with_its_seconds_before(tmp_path):
    film = Film(tmp_path).run(40, events=(20.0, (Fall(18.6, "confirmed"),)))
    assert read_recording(only_clip(film)).about.recorded.started_s <= 13.6


def test_events_that_never_end_are_cut_into_clips_of_bearable_length(tmp_path):
    film = Film(tmp_path, longest_s=10)
    for second in range(2, 31, 2):
        film.run(second + 1, cue=(float(second), cue_at(second)))
    film.end()
    lengths = [read_recording(folder).about.recorded.duration_s for folder in film.folders]
    assert len(lengths) >= 3
    assert max(lengths) <= 10.1


def test_the_seconds_after_an_event_at_a_clip_s_longest_are_in_the_next_one(tmp_path):
    film = Film(tmp_path, longest_s=10).run(8, cue=(6.0, cue_at(6.0)))
    film.run(30, cue=(9.0, cue_at(9.0))).end()
    first, second = (read_recording(folder).about.recorded for folder in film.folders)
    assert first.started_s + first.duration_s == pytest.approx(11)
    assert second.started_s <= 9 < second.started_s + second.duration_s == pytest.approx(14, abs=0.05)


def test_a_session_is_recorded_whole_where_that_is_wanted(tmp_path):
    film = Film(tmp_path, whole_sessions=True).run(20, cue=(10.0, cue_at(10.0)))
    recorded = read_recording(only_clip(film)).about.recorded
    assert (recorded.reason, recorded.frames, recorded.started_s) == ("session", 600, 0)
    assert recorded.triggers == ("0.00 session", "10.00 lean_back")


def test_the_parts_of_a_long_session_overlap_by_a_second_at_most_and_leave_nothing_out(tmp_path):
    film = Film(tmp_path, whole_sessions=True, longest_session_s=10).run(25).end()
    parts = [read_recording(folder).about.recorded for folder in film.folders]
    assert [part.reason for part in parts] == ["session"] * 3
    for one, following in pairwise(parts):
        assert 0 <= one.started_s + one.duration_s - following.started_s <= 1
    assert parts[-1].started_s + parts[-1].duration_s == pytest.approx(25 - 1 / 30)


def test_a_press_on_keep_records_and_keeps(tmp_path):
    clip = only_clip(Film(tmp_path).run(12, presses=(6.0, ("keep",))))
    assert clip.name.endswith("-keep-1")
    assert (clip / "keep").exists()


def test_a_camera_that_was_away_ends_the_clip_and_the_next_one_begins_after(tmp_path):
    film = Film(tmp_path).run(10, cue=(9.0, cue_at(9.0)))
    film.number += 600
    film.run(34, cue=(31.0, cue_at(31.0))).end()
    first, second = (read_recording(folder).about.recorded for folder in film.folders)
    assert first.started_s + first.duration_s < 10
    assert second.started_s == 30


def test_another_picture_size_begins_another_clip(tmp_path):
    film = Film(tmp_path).run(10, cue=(9.0, cue_at(9.0)))
    film.size = (128, 96)
    film.run(14, cue=(12.0, cue_at(12.0))).end()
    sizes = []
    for folder in film.folders:
        with av.open(str(folder / "clip.mp4")) as file:
            sizes.append((file.streams.video[0].width, file.streams.video[0].height))
    assert sizes == [(96, 64), (128, 96)]


@pytest.mark.parametrize(("moment", "reasons"), [
    (moment_at(cue=cue_at()), ["lean_back"]),
    (moment_at(cue=cue_at(rule="elbow", class_="form")), []),
    (moment_at(cue=PAIN), ["pain"]),
    (moment_at(events=(Fall(0, "candidate"),)), ["fall"]),
    (moment_at(events=(Fall(0, "recovered"), Contact(0, "left"))), []),
    (moment_at(events=(Obstacle(0, "slow", "person", 4.0, 2.0, 1),)), ["obstacle"]),
    (moment_at(events=(Obstacle(0, "unknown", "", nan, nan, 0),)), []),
    (replace(moment_at(), presses=("pain",)), ["pain"]),
    (replace(moment_at(), presses=("start", "keep")), ["keep"]),
    (replace(moment_at(cue=cue_at(), events=(Fall(0, "confirmed"),)), presses=("keep",)),
     ["fall", "lean_back", "keep"]),
])  # fmt: skip
def test_what_is_worth_a_clip_the_gravest_first(moment, reasons):
    assert [trigger.reason for trigger in triggers_in(moment, ("safety", "balance"))] == reasons


# ---- what cannot follow is left out

class SlowEncoder(Encoder):
    """Holds the first picture until it is let go."""

    def __init__(self, gate, size, fps):
        super().__init__(size, fps)
        self.gate = gate

    def code(self, image, ticks):
        self.gate.wait(60)
        return super().code(image, ticks)


def test_an_encoder_that_cannot_follow_costs_pictures_of_the_clip_and_nothing_else(tmp_path):
    gate = Event()
    recorder = Recorder(tmp_path, RecorderSettings(mailbox=4), Setup(), ORIGIN, lambda: NOON, finished,
                        free=lambda folder: PLENTY, encoder=lambda size, fps: SlowEncoder(gate, size, fps))  # fmt: skip
    for n in range(20):
        cue = cue_at(n / 30) if n == 15 else None  # at a picture that is lost
        recorder.take(Frame(picture(n), n / 30, n), moment_at(n / 30, n, cue=cue))
    gate.set()
    recorder.wait_until_written(3 / 30, 60)
    recorder.take(Frame(picture(20), 20 / 30, 20), moment_at(20 / 30, 20))
    recorder.close()
    lost = recorder.counts.lost
    assert lost >= 15
    [clip] = folders_in(tmp_path)
    about = read_recording(clip).about.recorded
    assert (about.frames, about.lost_frames) == (21 - lost, lost)
    assert "lean_back" in (clip / "events.jsonl").read_text()


def test_a_broken_encoder_is_told_and_the_loop_goes_on(tmp_path):
    def broken(size, fps):
        raise ValueError("no such codec")

    recorder = Recorder(tmp_path, RecorderSettings(), Setup(), ORIGIN, lambda: NOON, finished, encoder=broken)
    recorder.take(frame_at(), moment_at())
    recorder.close()
    assert recorder.fault == (
        "Recording stopped (the encoder failed: no such codec); the coaching goes on without it"
    )


def test_a_hardware_encoder_that_fails_is_replaced_within_the_same_frame():
    tried = []

    def opened(name, size, fps):
        tried.append(name)
        if name == "h264_v4l2m2m":
            raise OSError("no such device")
        return open_codec(name, size, fps)

    encoder = Encoder((96, 64), 30, ("h264_v4l2m2m", "libx264"), opened)
    [coded] = encoder.code(picture(0), 0)
    assert coded.is_key
    assert (tried, encoder.name) == (["h264_v4l2m2m", "libx264"], "libx264")


def test_hardware_is_tried_only_where_the_machine_names_an_encoder(tmp_path):
    assert encoder_names(tmp_path) == ("libx264",)
    for device, name in (("video0", "USB Camera"), ("video11", "bcm2835-codec-encode")):
        (tmp_path / device).mkdir()
        (tmp_path / device / "name").write_text(name + "\n")
    assert encoder_names(tmp_path) == ("h264_v4l2m2m", "libx264")


def test_where_nothing_is_recorded_the_sink_says_why():
    sink = Unrecorded("no disk")
    sink.take(frame_at(), moment_at())
    sink.close()
    assert (sink.fault, sink.recording) == ("no disk", "")


# ---- the clock

@pytest.mark.parametrize("clock", [
    lambda: datetime(1970, 1, 1, 0, 0, 3, tzinfo=UTC), lambda: NOON,
], ids=["1970", "a clock that stands still"])  # fmt: skip
def test_a_wrong_clock_overwrites_nothing_and_the_count_keeps_the_order(tmp_path, clock):
    for _ in range(3):
        Film(tmp_path, clock=clock).run(8, cue=(6.0, cue_at(6.0))).end()
    orders = sorted(read_recording(folder).about.recorded.order for folder in folders_in(tmp_path))
    assert orders == [1, 2, 3]


def test_a_clock_that_jumps_back_keeps_names_apart_and_clips_in_order(tmp_path):
    hours = iter([0, 0, -9, -9, -20000])
    film = Film(tmp_path, clock=lambda: NOON + timedelta(hours=next(hours)))
    for second in (6, 26, 46):
        film.run(second + 10, cue=(float(second), cue_at(second)))
    film.end()
    by_order = sorted(film.folders, key=lambda f: int(f.name.rpartition("-")[2]))
    assert [read_recording(f).about.recorded.started_s for f in by_order] == pytest.approx([1, 21, 41])
    assert len({read_recording(f).about.recorded.session for f in by_order}) == 1
