"""backstride library … on the command line."""

import json

import pytest
from clip_maker import clip_folder

from backstride.cli import main
from backstride.library.store import Library


@pytest.fixture
def clips(tmp_path):
    clips = tmp_path / "clips"
    clip_folder(clips, 1, runner="Ana", film=False)
    clip_folder(clips, 2, runner="Ben", film=False, rules=("elbow", "elbow"))
    return clips


def asked(clips, *words):
    return main(["library", words[0], "--folder", str(clips), *words[1:]])


def test_the_list_tells_the_newest_first_with_its_cues(clips, capsys):
    assert asked(clips, "list") == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "Ben" in first and "elbow 2x" in first and "Ana" in second


def test_the_list_is_filtered_and_given_to_programs(clips, capsys):
    assert asked(clips, "list", "--rule", "lean_back", "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["runner"] == "Ana" and row["cues"] == [["lean_back", 1]]


def test_a_clip_is_shown_by_the_beginning_of_its_id_or_its_folders_name(clips, capsys):
    row = Library(clips).page().rows[0]
    assert asked(clips, "show", row.id[:5]) == 0
    by_id = capsys.readouterr().out
    assert asked(clips, "show", row.name) == 0
    assert capsys.readouterr().out == by_id
    assert "Words of elbow" in by_id and "trunk_lean_deg" in by_id


def test_what_nobody_knows_is_null_for_programs(clips, capsys):
    assert asked(clips, "show", Library(clips).page().rows[0].id, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["setup"]["height_m"] is None and told["row"]["runner"] == "Ben"


def test_keep_delete_and_undo_do_as_they_say(clips, capsys):
    id = Library(clips).page().rows[0].id
    assert asked(clips, "keep", id) == 0 and Library(clips).clip(id).row.pinned
    assert asked(clips, "keep", id, "--off") == 0 and not Library(clips).clip(id).row.pinned
    assert asked(clips, "delete", id) == 0
    assert [row.id for row in Library(clips).deleted()] == [id]
    capsys.readouterr()
    assert asked(clips, "list", "--deleted") == 0 and id in capsys.readouterr().out
    assert asked(clips, "undo", id) == 0 and Library(clips).deleted() == ()


def test_an_export_prints_where_it_is(clips, tmp_path, capsys):
    row = Library(clips).page().rows[0]
    assert asked(clips, "export", row.id, "--as", "mot", "--out", str(tmp_path)) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / f"{row.name}.mot")


def test_a_rebuild_counts_and_names_what_is_no_clip(clips, capsys):
    (clips / "holiday").mkdir()
    assert asked(clips, "rebuild") == 0
    told = capsys.readouterr()
    assert told.out == "2 clips in the index\n" and told.err.startswith("holiday: ")


@pytest.mark.parametrize("words", [
    ("show", "zzzz"), ("show", ""), ("delete", "../clips"), ("undo", "zzzz"), ("export", "zzzz"),
    ("list", "--since", "yesterday"), ("list", "--count", "0"),
])  # fmt: skip
def test_what_cannot_be_done_is_one_sentence_and_exit_2(clips, capsys, words):
    assert asked(clips, *words) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1 and "accepted" in told.err


def test_an_undo_of_nothing_and_a_film_of_no_film_are_told(clips, capsys, tmp_path):
    id = Library(clips).page().rows[0].id
    assert asked(clips, "undo", id) == 2 and asked(clips, "export", id, "--out", str(tmp_path / "x.mp4")) == 2
    assert capsys.readouterr().err.count("\n") == 2


def test_a_folder_that_is_not_there_is_not_made(tmp_path, capsys):
    assert asked(tmp_path / "none", "list") == 2
    assert not (tmp_path / "none").exists()


def test_the_report_of_a_clips_session_is_written_as_pdf_and_never_over_another_file(clips, capsys, tmp_path):
    id = Library(clips).page().rows[0].id
    assert asked(clips, "report", id, "--out", str(tmp_path / "one.pdf")) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "one.pdf")
    before = (tmp_path / "one.pdf").read_bytes()
    assert before.startswith(b"%PDF")
    assert asked(clips, "report", id, "--out", str(tmp_path / "one.pdf")) == 2
    assert "exists already" in capsys.readouterr().err and (tmp_path / "one.pdf").read_bytes() == before
