"""The ledger itself, a few seconds of it: what it finds must bear out what the program claims of itself."""

import gzip
import json
from dataclasses import replace

import numpy as np
import pytest

from backstride.bench import accuracy as ledger
from backstride.bench.accuracy import plan_results, recording_results, told_verdicts
from backstride.bench.command import run
from backstride.bench.conditions import GAITS, Condition, conditions, person
from backstride.bench.machine import machine
from backstride.bench.plan import BACKWARD_JOG, BACKWARD_WALK
from backstride.bench.tables import rows_of
from backstride.bench.targets import verdicts
from backstride.bench.truth import read_truth
from backstride.core.claims import claimed_error
from backstride.errors import BadInput, BadRecording
from backstride.library.recording import read_recording
from backstride.pose.recorded import write_poses

SLACK = 1.25  # a dozen seconds of two persons is a small sample of what the whole ledger averages
CLAIMS = {  # row of the ledger: claimed measure, whose side, how many of the ledger's units make one of the claim's
    "trunk_lean_deg": ("trunk_lean_deg", True, 1),
    "knee_near_deg": ("knee_flexion_left_deg", True, 1),
    "knee_far_deg": ("knee_flexion_left_deg", False, 1),
    "elbow_near_deg": ("elbow_left_deg", True, 1),
    "elbow_far_deg": ("elbow_left_deg", False, 1),
    "cadence_spm": ("cadence_spm", True, 1),
    "belt_position": ("belt_position", True, 1),
    "contact_time_ms": ("contact_time_s", True, 1000),
    "flight_time_ms": ("flight_time_s", True, 1000),
    "knee_at_contact_deg": ("knee_at_contact_deg", True, 1),
    "knee_stance_peak_deg": ("knee_stance_peak_deg", True, 1),
    "knee_swing_peak_deg": ("knee_swing_peak_deg", True, 1),
    "duty_factor": ("duty_factor", True, 1),
    "reach_ll": ("reach_ll", True, 1),
    "clearance_ll": ("clearance_ll", True, 1),
    "bounce_bh": ("bounce_bh", True, 1),
}


ALONG = ("head_yaw_deg", "lane_offset_m", "cadence_spm")


@pytest.fixture(scope="module")
def side_on():
    """One row a measure: every gait, one person each, at 60 frames a second."""
    plans = [person(plan, 40 + k, seconds=14.0) for k, plan in enumerate(GAITS.values())]
    return rows_of("side, 60 fps", [found for plan in plans for found in plan_results(plan)])


@pytest.fixture(scope="module")
def slower():
    """The same at 30."""
    plans = [person(plan, 50 + k, seconds=14.0, fps=30.0) for k, plan in enumerate(GAITS.values())]
    return rows_of("side, 30 fps", [found for plan in plans for found in plan_results(plan)])


@pytest.fixture(scope="module")
def along_the_way():
    plans = [plan for c in conditions() if c.held == "looks" for plan in c.plans[::3]]
    return rows_of("along", [found for plan in plans for found in plan_results(plan)])


def row_of(rows, measure):
    row = next(row for row in rows if row.measure == measure)
    assert row.n > 20
    return row


@pytest.mark.parametrize("measure", CLAIMS)
def test_the_ledger_finds_no_larger_error_than_is_claimed(side_on, measure):
    name, near, unit = CLAIMS[measure]
    assert row_of(side_on, measure).mae <= SLACK * unit * claimed_error(name, "side", near, 60.0)


@pytest.mark.parametrize("measure", CLAIMS)
def test_at_thirty_frames_a_second_no_larger_error_either(slower, measure):
    name, near, unit = CLAIMS[measure]
    assert row_of(slower, measure).mae <= SLACK * unit * claimed_error(name, "side", near, 30.0)


@pytest.mark.parametrize("measure", ALONG)
def test_seen_along_the_way_no_larger_error_either(along_the_way, measure):
    assert row_of(along_the_way, measure).mae <= SLACK * claimed_error(measure, "rear", True, 30.0)


@pytest.mark.parametrize(("measure", "name"), [("speed", "speed_mps"), ("step_length", "step_length_m")])
def test_speed_and_step_length_err_by_no_larger_share_than_is_claimed(side_on, measure, name):
    assert row_of(side_on, f"{measure}_percent").mae <= SLACK * 100 * claimed_error(name, "side", True, 60.0, 1.0)


def test_no_gait_is_taken_for_another_and_nothing_is_invented(side_on):
    by_name = {row.measure: row for row in side_on}
    assert by_name["direction"].right > 0.99
    assert by_name["gait"].right > 0.98
    assert by_name["falls_invented_per_h"].mae == 0
    assert by_name["cadence_halved_or_doubled"].mae == 0
    assert by_name["given_though_unknowable"].mae == 0


def test_every_condition_has_a_name_of_its_own_and_the_targets_have_clips():
    names = [condition.name for condition in conditions()]
    assert len(names) == len(set(names)) > 20
    assert sum(condition.held == "full" for condition in conditions()) == 6
    seconds = sum(plan.seconds for c in conditions() if c.name.startswith("half an hour") for plan in c.plans)
    assert seconds >= 1800


def test_the_ledger_fails_where_a_target_is_broken(monkeypatch, tmp_path, capsys):
    """A worse picture than any target was made for breaks some; a good one none."""
    def short(plan):
        return (Condition("a short clip", (plan,), "full"),)

    monkeypatch.setattr(ledger, "RECORDINGS", tmp_path / "none")
    blind = replace(BACKWARD_WALK, seconds=8.0, fps=10.0)
    monkeypatch.setattr(ledger, "conditions", lambda: short(blind))
    out = tmp_path / "ledger.json"
    assert run("accuracy", out) == 1
    printed = capsys.readouterr().out
    assert "| OVER |" in printed and "a short clip" in printed
    written = json.loads(out.read_text())
    assert set(written) == {"machine", "accuracy"} and set(written["machine"]) == set(machine())
    assert set(written["accuracy"][0]) == {"measure", "condition", "bias", "mae", "p95", "given", "n"}


def test_what_is_met_is_said_to_be():
    rows = [row for row in rows_of("x", plan_results(replace(BACKWARD_JOG, seconds=6.0))) if row.measure == "direction"]
    assert "ok" in told_verdicts(verdicts(rows, "full"))


def test_a_benchmark_nobody_knows_is_refused_by_name():
    with pytest.raises(BadInput, match=r"no benchmark 'speed'.*accuracy"):
        run("speed")


def test_a_json_file_without_a_folder_is_refused_before_anything_runs(tmp_path):
    with pytest.raises(BadInput, match="does not exist"):
        run("accuracy", tmp_path / "nowhere" / "ledger.json")


# ---- recordings

ABOUT = """format = 1
title = "t"
shows = "s"
origin = "o"
licence = "CC0-1.0"
site = "treadmill"
view = "side"
fps = 60
"""


def recording_of(made, folder, frames=None):
    """A recording folder with poses and truth, as they ship."""
    columns = {name: [None if v != v else v for v in getattr(made.truth, name).tolist()] for name in (
        "t_s", "trunk_lean_deg", "cadence_spm", "knee_flexion_left_deg", "knee_flexion_right_deg")}  # fmt: skip
    columns |= {name: getattr(made.truth, name).tolist() for name in ("seen", "swapped", "facing", "direction", "gait")}
    told = {
        "frames_truth": {k: v[:frames] for k, v in columns.items()},
        "events": [{"t_s": e.t_s, "kind": e.kind, "side": e.side} for e in made.truth.events],
        "faults": [{"rule": "lean", "from_s": 1.0, "to_s": 2.0, "within_s": 1.0, "any_of": None}],
        "may": [{"rule": "elbow", "from_s": 0.0, "to_s": 9.0, "why": "near its band"}],
        "not_measurable": ["lane_offset_m"],
    }
    (folder / "about.toml").write_text(ABOUT)
    (folder / "truth.json.gz").write_bytes(gzip.compress(json.dumps(told).encode()))
    write_poses(folder / "poses.npz", made.poses, "made up", "")
    return read_recording(folder)


@pytest.fixture(scope="module")
def short_walk():
    from backstride.bench.made_up import make

    return make(replace(BACKWARD_WALK, seconds=6.0))


def test_a_recording_that_brings_its_truth_is_held_against_it(short_walk, tmp_path):
    recording = recording_of(short_walk, tmp_path)
    rows = {row.measure: row for row in rows_of("r", recording_results(recording, tmp_path / "truth.json.gz"))}
    assert rows["trunk_lean_deg"].mae < 3.0 and rows["trunk_lean_deg"].n > 300
    assert rows["contact_ms"].n > 5
    assert rows["cue_lean_s"].given == 0.0


def test_a_truth_of_another_length_is_refused(short_walk, tmp_path):
    recording = recording_of(short_walk, tmp_path, frames=100)
    with pytest.raises(BadRecording, match="100 frames"):
        recording_results(recording, tmp_path / "truth.json.gz")


def test_a_file_that_is_no_truth_is_named(tmp_path):
    wrong = tmp_path / "truth.json.gz"
    wrong.write_bytes(b"not even zipped")
    with pytest.raises(BadRecording, match=r"truth\.json\.gz"):
        read_truth(wrong)


def test_the_truths_that_ship_can_be_read():
    files = sorted(ledger.RECORDINGS.glob("*/truth.json.gz"))
    assert len(files) >= 4
    for file in files:
        truth = read_truth(file)
        assert np.isfinite(truth.t_s).all() and truth.seen.any() and len(truth.events) > 5
