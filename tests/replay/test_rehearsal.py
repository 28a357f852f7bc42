"""A whole training in compressed time on a recording, and its replay from what was recorded of it."""

import json

import pytest

from backstride.calibration import Calibration, write_calibration
from backstride.cli import main
from backstride.config import CHECKOUT
from backstride.errors import BadInput
from backstride.library.recording import read_recording
from backstride.material import Wanted
from backstride.rehearsal import Rehearsal
from backstride.replay import replay
from backstride.training.notation import plain
from backstride.training.programmes import programme

BELT = CHECKOUT / "recordings" / "good-form-treadmill-side"


def said(events):
    return [(row["t_s"], row["class"], row["words"]) for row in events if row["kind"] == "cue"]


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A programme of one short set, as the panel keeps it."""
    file = tmp_path_factory.mktemp("own") / "mine.json"
    told = plain(programme("first_steps")) | {"key": "mine", "name": "Mine", "own": True, "needs": ["first_steps"]}
    block = told["weeks"][0]["blocks"][0] | {"sets": 1, "on_belt": None}
    block["bouts"][0] |= {"metres": None, "seconds": 20.0}
    told["weeks"] = [{"number": 1, "blocks": [block]}]
    file.write_text(json.dumps(told))
    return file


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory, own):
    """The training on the treadmill recording, its forward walks skipped."""
    folder = tmp_path_factory.mktemp("rehearsal")
    answers = folder / "answers.jsonl"
    answers.write_text('{"when": "effort", "value": "6"}\n{"when": "moving", "press": "skip"}\n')
    out = folder / "out"
    return replay(Wanted(BELT), out, rehearsal=Rehearsal(str(own), answers)), out


@pytest.fixture(scope="module")
def whole(tmp_path_factory, own):
    out = tmp_path_factory.mktemp("whole") / "out"
    return replay(Wanted(BELT), out, rehearsal=Rehearsal(str(own))), out


def test_a_whole_training_runs_on_a_recording(whole):
    out = whole[1]
    record = json.loads((out / "session.json").read_text())
    assert record["completed"] and record["programme"] == "mine" and record["runner"] == ""
    backward = [bout for bout in record["bouts"] if bout["way"] == "backward"]
    assert [bout["ended_by"] for bout in backward] == ["amount"] * 3
    assert all(bout["speed_mps"] > 0.5 for bout in backward)
    assert "Lower the belt speed." in (out / "transcript.txt").read_text()  # the recorded runner is faster than level 0


def test_its_transcript_reads_as_it_was_heard(whole):
    lines = (whole[1] / "transcript.txt").read_text().splitlines()
    assert lines[0].split(maxsplit=2)[1:] == ["guide", "Mine, week 1. A few questions first. One press means yes."]
    assert any("answer   shoes: yes" in line for line in lines)
    assert lines[-1].endswith("tell me how you feel.")


def test_what_was_recorded_of_it_replays_to_the_same_sentences(whole, tmp_path):
    first, out = whole
    known, calibration = read_recording(BELT).setup, tmp_path / "calibration.toml"
    write_calibration(calibration, Calibration(known.height_m, known.lane, known.belt))
    again = replay(Wanted(out / "poses.npz", "treadmill", "side", calibration), tmp_path / "again", video=False)
    assert said(again.events) == said(first.events) and len(said(first.events)) > 20
    phases = [row for row in first.events if row["kind"] == "training"]
    assert [row for row in again.events if row["kind"] == "training"] == phases


def test_what_is_pressed_is_in_the_record_of_events(rehearsed):
    events = rehearsed[0].events
    assert {row["kind"] for row in events} >= {"begin", "answer", "press", "training", "cue"}
    begin = next(row for row in events if row["kind"] == "begin")
    assert begin["plan"]["programme"] == "mine" and begin["plan"]["runner"] == ""
    assert {"t_s", "kind", "press"} == set(next(row for row in events if row["kind"] == "press"))


def test_the_answers_of_the_file_are_given(rehearsed):
    record = json.loads((rehearsed[1] / "session.json").read_text())
    assert "skipped" in {bout["ended_by"] for bout in record["bouts"]} and not record["completed"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--training", "luck"], "--training is luck"),
        (["--training", "fitness:9"], "week 9 of Fitness; accepted: 1 to 8"),
        (["--training", "fitness:0"], "accepted: 1 to 8"),
        (["--training", "fitness", "--level", "L0"], "level"),
        (["--answers", "x"], "--answers belongs to --training"),
        (["--training", "first_steps", "--answers", "missing.jsonl"], "cannot be read"),
    ],
)
def test_a_wrong_wish_ends_in_one_sentence_and_writes_nothing(arguments, sentence, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["replay", str(BELT), "--out", str(out), "--no-video", *arguments]) == 2
    told = capsys.readouterr().err.strip()
    assert sentence in told and "\n" not in told
    assert not out.exists()


@pytest.mark.parametrize("line", ["no json", "[1]", '{"t_s": 1}', '{"t_s": 1, "kind": "press", "press": "dance"}'])
def test_a_damaged_line_of_the_answers_is_named(line, tmp_path):
    answers = tmp_path / "answers.jsonl"
    answers.write_text('{"when": "effort", "value": "4"}\n' + line + "\n")
    with pytest.raises(BadInput, match="line 2"):
        replay(Wanted(BELT), tmp_path / "out", rehearsal=Rehearsal("first_steps", answers))


def test_a_programme_of_ones_own_that_breaks_the_table_is_refused(own, tmp_path):
    told = json.loads(own.read_text())
    told["weeks"][0]["blocks"][0]["sets"] = 99
    file = tmp_path / "wild.json"
    file.write_text(json.dumps(told))
    with pytest.raises(BadInput, match="99 sets"):
        replay(Wanted(BELT), tmp_path / "out", rehearsal=Rehearsal(str(file)))
