"""The speed benches on a few pictures and hand-made arms: what voids a row, what meets a target, what is written."""

import json
from math import nan

import numpy as np
import pytest

from backstride.bench.arms import LITERT, MEDIAPIPE, NAIVE_1, NAIVE_3, ONE, SEQUENTIAL, all_arms, bare_litert
from backstride.bench.busy import Busy, Watch
from backstride.bench.estimator import Compared, together
from backstride.bench.footage import SIZE, Footage, read_footage
from backstride.bench.latency import WARN_EVERY, Warned, decision_figures, sound_p95_ms
from backstride.bench.loop import pure, speed_ratios
from backstride.bench.onlookers import Doorstep
from backstride.bench.speed import TARGETS, Result, as_json, ratio, rounds, tell, unlike
from backstride.bench.take import Take, apart_px
from backstride.bench.viewers import viewer_figures
from backstride.bench.watching import ByClock, arms_on, footage_of, shares
from backstride.config import CHECKOUT
from backstride.errors import UnsupportedMachine
from backstride.path.lane import lane_of
from backstride.pose.models import model_file
from backstride.types import Setup
from moments import moment_at

GREY = Footage("grey", tuple(np.full((48, 64, 3), 20 * n, np.uint8) for n in range(4)), Setup())
QUIET = Busy(0.0, 2, 0.1)
RECORDINGS = CHECKOUT / "recordings"


def finds(points_px):
    """An arm that finds the same points on every frame."""

    def arm(take):
        for frame in take.frames():
            take.decided(frame, np.array(points_px, float))

    return arm


def taken(arm, count=6):
    take = Take(GREY, count, warm=2)
    arm(take)
    return take


THERE, BESIDE, NOWHERE = [(10.0, 10.0)] * 33, [(14.0, 10.0)] * 33, [(nan, nan)] * 33


# ---- the footage


def test_by_the_clock_frames_are_as_old_as_they_are_taken_apart():
    times = iter((5.0, 5.2))
    shown = ByClock("grey", GREY.images, GREY.setup, clock=lambda: next(times))
    assert [shown.frame(n).t_s for n in range(2)] == [5.0, 5.2] and shown.images is GREY.images


def test_the_watch_is_measured_on_a_lane_and_about_a_treadmill():
    recording = RECORDINGS / "lean-back-treadmill-side"
    track, treadmill = (footage_of(recording, site).setup for site in ("track", "treadmill"))
    assert track.lane is not None and (treadmill.site, treadmill.lane) == ("treadmill", None)


def test_footage_goes_there_and_back_without_a_jump():
    shown = [int(GREY.frame(n).image[0, 0, 0]) // 20 for n in range(8)]
    assert shown == [0, 1, 2, 3, 2, 1, 0, 1]
    assert [GREY.frame(n).number for n in range(8)] == list(range(8))


def test_a_recording_is_cut_and_its_lane_moves_along():
    footage = read_footage(RECORDINGS / "shoulder-checks-track-rear", pictures=2)
    assert footage.images[0].shape == (SIZE[1], SIZE[0], 3)
    x, y = footage.setup.lane.image_px[0]
    assert (x, y) == pytest.approx(((626.0 - 160) * 2 / 3, 606.3 * 2 / 3))
    assert footage.setup.lane.image_size == SIZE


def test_a_plain_video_gets_a_lane_so_that_the_path_s_watch_has_its_work():
    footage = read_footage(RECORDINGS / "good-form-treadmill-side" / "clip.mp4", pictures=2)
    assert footage.setup.site == "track" and lane_of(footage.setup.lane, SIZE).range_m == pytest.approx(10)


# ---- what is noted


def test_the_first_frames_count_for_nothing():
    take = taken(finds(THERE))
    assert take.taken == 6
    assert len(take.frame_ms) == len(take.decision_ms) == 6


class HandClock:
    """Goes on when it is waited for or told to."""

    def __init__(self):
        self.now_s = 100.0

    def __call__(self):
        return self.now_s

    def forward(self, seconds):
        self.now_s += seconds


def paced(takes_s, count=12):
    """A paced take of an arm that takes so long for each frame."""
    clock = HandClock()
    take = Take(GREY, count, warm=0, paced=True, clock=clock, wait=clock.forward)
    for frame in take.frames():
        clock.forward(takes_s)
        take.decided(frame, np.array(THERE))
    return take


def test_a_paced_take_waits_for_each_frame_while_the_arm_is_in_time():
    take = paced(0.01)
    assert list(take.decided_s) == list(range(12))
    assert take.decision_ms == pytest.approx([10.0] * 12)
    assert take.fps == pytest.approx(30, rel=0.1)


def test_a_paced_take_drops_what_a_slow_arm_has_no_time_for_and_counts_the_age_of_what_it_takes():
    take = paced(0.09)
    assert list(take.decided_s) == [0, 2, 5, 8, 10]
    assert take.decision_ms[1] == pytest.approx(1000 * (2 * 0.09 - 2 / 30))  # it waited while the first was looked at


# ---- equal output


def test_an_arm_that_finds_other_points_has_its_row_voided():
    takes = {"reference": [taken(finds(THERE))], "same": [taken(finds(THERE))], "other": [taken(finds(BESIDE))]}
    void = unlike(takes, {"same": "reference", "other": "reference"})
    assert set(void) == {"other"}
    assert "4.00 px" in void["other"]


def test_finding_nobody_where_somebody_is_voids_it_too():
    assert np.isinf(apart_px(taken(finds(NOWHERE)), taken(finds(THERE)))).all()
    assert np.isinf(apart_px(taken(finds(NOWHERE)), taken(finds(NOWHERE)))).all()  # nothing was compared


def test_a_void_row_leaves_no_ratio_no_figure_and_a_missed_target(capsys, tmp_path):
    takes = {"bare": [taken(finds(THERE))], "ours": [taken(finds(BESIDE))]}
    void = unlike(takes, {"ours": "bare"})
    found = ratio(takes, void, "ours", "bare", lambda take: take.fps)
    result = Result(takes, void, {"ours_over_bare": found}, lambda take: take.frame_ms, "made up", QUIET)
    assert tell(result, tmp_path / "speed.json") == 1
    told = json.loads((tmp_path / "speed.json").read_text())
    assert told["ratios"] == {"ours_over_bare": None}
    assert set(told["arms"]["ours"].values()) == {None}
    assert told["arms"]["bare"]["fps"] > 0
    assert "VOID" in capsys.readouterr().out


# ---- figures


def result_with(**ratios):
    return Result({"bare": [taken(finds(THERE))]}, {}, ratios, lambda take: take.frame_ms, "made up", QUIET)


def test_the_json_has_the_four_figures_of_each_arm():
    told = as_json(result_with(ours_over_bare=1.0))
    assert set(told) == {"machine", "arms", "ratios"}
    assert set(told["arms"]["bare"]) == {"fps", "p50_ms", "p95_ms", "cpu_s_per_frame"}


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.key)
def test_each_target_holds_at_its_bound_and_breaks_beyond(target, capsys):
    beyond = target.bound * (0.99 if target.holds == "≥" else 1.01)
    assert tell(result_with(**{target.key: target.bound}), None) == 0
    assert tell(result_with(**{target.key: beyond}), None) == 1
    assert tell(result_with(**{target.key: nan}), None) == 1
    assert "MISSED" in capsys.readouterr().out


def all_taken():
    takes = {name: [taken(finds(THERE))] for name in all_arms()}
    for take in (take for several in takes.values() for take in several):
        take.inference_ms = {number: 5.0 for number in take.decided_s}
    return takes


def test_the_benches_give_the_contract_s_figures():
    figures = speed_ratios(all_taken(), {}) | decision_figures(all_taken()) | viewer_figures(all_taken())
    figures |= shares({name: [taken(finds(THERE))] for site in ("track", "treadmill") for name in arms_on(site)})
    elsewhere = {"rss_mb", "cold_start_s", "safety_frame_to_sound_p95_ms"}
    assert {target.key for target in TARGETS} - elsewhere <= set(figures)
    assert all(np.isfinite(value) for value in figures.values())
    assert figures["p95_10_viewers_over_none"] == 1.0


def test_an_arm_of_ours_that_is_void_takes_its_ratios_along():
    figures = speed_ratios(all_taken(), {ONE: "4 px off"})
    assert np.isnan(figures["ours_over_bare"])
    assert np.isfinite(figures["litert_over_mediapipe"])


def test_recorded_poses_go_through_the_coach_faster_than_they_came():
    found = pure(RECORDINGS / "garden-walk-backward", times=1)
    assert set(found) == {"pose_replay_times_realtime", "pure_ms_per_frame"}
    assert found["pose_replay_times_realtime"] > 1


def test_arms_take_turns_in_beginning_a_round():
    began = []
    arms = {name: lambda take, name=name: (began.append(name), finds(THERE)(take)) for name in "abc"}
    rounds(arms, GREY, 3, 2)
    assert began == ["a", "b", "c", "b", "c", "a"]


def test_what_others_take_is_warned_of(capsys):
    busy = Result({"bare": [taken(finds(THERE))]}, {}, {}, lambda take: take.frame_ms, "made up", Busy(1.5, 2, 4.0))
    tell(busy, None)
    assert "WARNING" in capsys.readouterr().out
    tell(result_with(), None)
    assert "WARNING" not in capsys.readouterr().out


def test_our_own_work_is_not_called_others():
    watch = Watch()
    taken(finds(THERE))
    busy = watch.busy()
    assert 0 <= busy.others <= busy.cores


# ---- parts


def test_a_viewer_of_a_script_counts_the_pictures_it_gets():
    door = Doorstep(2)
    for viewer in door.viewers:
        viewer.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + 3 * b"Content-Length: 4\r\n\r\nabcd\r\n")
        viewer.shutdown(1)
    seen = 0
    while seen < 6:
        seen += door.pictures()
    door.close()
    assert seen == 6


def test_a_warned_coach_says_nothing_but_its_warnings():
    class Talker:
        def step(self, pose, path, presses=()):
            return moment_at(1.0, pose)

    coach = Warned(Talker(), [])
    said = [coach.step(number, None).cue for number in range(2 * WARN_EVERY)]
    assert [n for n, cue in enumerate(said) if cue] == coach.frames == [WARN_EVERY - 1, 2 * WARN_EVERY - 1]
    assert {cue.class_ for cue in said if cue} == {"safety"}


def test_a_warning_that_nobody_heard_leaves_no_figure():
    assert sound_p95_ms([40.0, nan]) != sound_p95_ms([40.0, nan])
    assert sound_p95_ms([]) != sound_p95_ms([])
    assert sound_p95_ms([40.0, 40.0]) == 40.0


@pytest.mark.model
def test_the_bare_engine_finds_the_runner_on_the_footage():
    footage = read_footage(RECORDINGS / "shoulder-checks-track-rear", pictures=6)
    take = Take(footage, 4, warm=2)
    bare_litert(take, model_file("lite"))
    assert all(np.isfinite(points).all() for points in take.points_px.values())
    assert len(take.pose_ms) == 4


# ---- two engines on the same windows


def compared(clip, apart_px, seen=((True, True),), cpu_ms=((5.0, 10.0),)):
    return Compared(clip, "lite", np.array(apart_px), np.array(seen), np.array(cpu_ms))


def test_engines_that_agree_miss_nothing_and_the_rate_is_how_often_one_fits_into_the_other():
    row = compared("a", [0.2, 0.4, 2.9])
    assert row.misses == "" and row.figures["rate"] == 2.0


@pytest.mark.parametrize(
    ("row", "missed"),
    [
        (compared("a", [1.5, 1.5, 1.5]), "median"),
        (compared("a", [0.1, 0.1, 9.0]), "95 %"),
        (compared("a", [0.1], seen=[(True, False), (True, True)]), "seen"),
        (compared("a", [0.1], cpu_ms=[(9.0, 10.0)]), "rate"),
        (compared("a", [], seen=np.zeros((0, 2), bool), cpu_ms=np.zeros((0, 2))), "median, 95 %, seen, rate"),
    ],
)
def test_what_is_not_as_demanded_is_named(row, missed):
    assert row.misses == missed


def test_all_clips_together_are_judged_by_every_point():
    row = together([compared("a", [0.1] * 97), compared("b", [9.0] * 3)], "lite")
    assert len(row.apart_px) == 100 and row.misses == ""


# ---- a processor that MediaPipe would end the process on


def test_without_mediapipe_its_arms_are_left_out_and_their_ratios_unknown(monkeypatch):
    def refuse():
        raise UnsupportedMachine("a Pi 4")

    monkeypatch.setattr("backstride.bench.arms.check_mediapipe_runs", refuse)
    names = set(all_arms())
    assert LITERT in names and ONE in names
    assert not names & {MEDIAPIPE, NAIVE_1, NAIVE_3, SEQUENTIAL}
    takes = {ONE: [taken(finds(THERE))], LITERT: [taken(finds(THERE))]}
    assert unlike(takes, {ONE: MEDIAPIPE}) == {}
    assert np.isnan(speed_ratios(takes, {})["ours_over_bare"])
