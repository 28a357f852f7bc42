"""The library: what is listed, filtered, noted, kept, deleted and brought back, and that the folders are the truth."""

import fcntl
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from clip_maker import clip_folder, numbers_in

from backstride.errors import BadInput
from backstride.library.clips import BadLibrary, Filters, NoSuchClip
from backstride.library.index import FILE, FOLDER
from backstride.library.retention import clean_up, delete
from backstride.library.store import Library
from backstride.path.recorded import Kept, read_path, write_path
from backstride.types import Found, Motion, Report


def names(page):
    return [int(row.name.rpartition("-")[2]) for row in page.rows]


@pytest.fixture
def clips(tmp_path):
    return tmp_path / "clips"


@pytest.fixture
def five(clips):
    """Five clips of two sessions."""
    clip_folder(clips, 1, runner="Ana", film=False)
    clip_folder(clips, 2, runner="Ana", film=False, rules=("elbow", "elbow", "lean_back"))
    clip_folder(clips, 3, runner="Ben", film=False, rules=(), started_at="2026-11-23T09:00:00.000+00:00", session="s2")
    clip_folder(clips, 4, film=False, title="Garden", started_at="2026-11-24T09:00:00.000+00:00", session="s2")
    clip_folder(clips, 5, film=False, rules=("fall",), started_at="1970-01-01T00:00:05.000+00:00", session="s3")
    return Library(clips)


# ---- the list

def test_the_newest_recorded_comes_first_whatever_its_clock_said(five):
    assert names(five.page()) == [5, 4, 3, 2, 1]


def test_pages_follow_one_another_without_a_gap_or_a_double(five):
    first = five.page(size=2)
    second = five.page(after=first.next_key, size=2)
    third = five.page(after=second.next_key, size=2)
    assert [names(p) for p in (first, second, third)] == [[5, 4], [3, 2], [1]]
    assert third.next_key is None


def test_a_clip_that_comes_meanwhile_moves_no_page(five, clips):
    first = five.page(size=2)
    clip_folder(clips, 6, film=False)
    assert names(five.page(after=first.next_key, size=2)) == [3, 2]


@pytest.mark.parametrize("key", ["", "x", "1_2", "1_x_y", "1_2_3_4", "'; DROP TABLE clips; --"])
def test_a_strange_key_gives_the_first_page(five, key):
    assert names(five.page(after=key)) == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(("filters", "found"), [
    (Filters(runner="Ana"), [2, 1]),
    (Filters(rule="elbow"), [2]),
    (Filters(rule="lean_back"), [4, 2, 1]),
    (Filters(since="2026-11-23"), [4, 3]),
    (Filters(since="2026-11-22", until="2026-11-22"), [2, 1]),
    (Filters(text="garden"), [4]),
    (Filters(text="usb ANA"), [2, 1]),
    (Filters(text="100%_"), []),
    (Filters(runner="Ana", rule="elbow"), [2]),
    (Filters(runner="nobody"), []),
])  # fmt: skip
def test_a_filter_lets_only_pass_what_it_says(five, filters, found):
    assert names(five.page(filters)) == found


def test_a_row_says_what_the_folder_says(five):
    row = next(r for r in five.page().rows if r.name.endswith("-2"))
    assert (row.runner, row.site, row.view, row.title, row.session) == ("Ana", "track", "side", "USB camera 0",
                                                                      "20261122-180000-1")  # fmt: skip
    assert row.cues == (("elbow", 2), ("lean_back", 1))
    assert row.length_s == pytest.approx(3.9)
    assert not row.pinned and not row.has_picture and row.tags == () and row.notes == ""


def test_what_can_be_filtered_by_is_counted_in_clips(five):
    choices = five.choices()
    assert choices.runners == (("Ana", 2), ("Ben", 1))
    assert choices.rules == (("lean_back", 3), ("elbow", 1), ("fall", 1))


# ---- one clip

def test_a_clip_tells_its_cues_in_order_and_its_measures_while_running_backward(five):
    clip = five.clip(five.find("20261122-180200-lean_back-2"))
    assert [(cue.t_s, cue.rule, cue.why) for cue in clip.cues] == [
        (1.0, "elbow", "why elbow"), (2.0, "elbow", "why elbow"), (3.0, "lean_back", "why lean_back")]  # fmt: skip
    measures = {m.name: m for m in clip.measures}
    assert measures["trunk_lean_deg"].median == -4.0 and measures["trunk_lean_deg"].n == 40
    assert measures["knee_flexion_right_deg"].median == pytest.approx(20.0)
    assert "knee_flexion_left_deg" not in measures and "frame" not in measures


def test_frames_that_are_not_backward_count_for_no_measure(clips):
    clip_folder(clips, 1, film=False, direction="forward")
    library = Library(clips)
    assert library.clip(library.page().rows[0].id).measures == ()


def test_an_id_survives_a_rebuild_and_another_machine(five, clips, tmp_path):
    before = {row.name: row.id for row in five.page().rows}
    five.rebuild()
    shutil.copytree(clips, tmp_path / "elsewhere", ignore=shutil.ignore_patterns(".index"))
    elsewhere = Library(tmp_path / "elsewhere")
    assert {row.name: row.id for row in five.page().rows} == before
    assert {row.name: row.id for row in elsewhere.page().rows} == before


@pytest.mark.parametrize("id", ["", "zzzzzzzzzz", "../etc", "%"])
def test_an_unknown_id_is_named_in_one_sentence(five, id):
    with pytest.raises(NoSuchClip):
        five.clip(id)
    with pytest.raises(NoSuchClip):
        five.find(id)


def test_the_beginning_of_an_id_is_enough_while_it_is_the_only_one(five):
    id = five.page().rows[0].id
    assert five.find(id[:6]) == id


def test_a_picture_is_made_once_from_the_film(clips):
    clip_folder(clips, 1)
    library = Library(clips)
    picture = library.picture(library.page().rows[0].id)
    assert picture.read_bytes()[:2] == b"\xff\xd8"
    changed = picture.stat().st_mtime_ns
    assert library.picture(library.page().rows[0].id).stat().st_mtime_ns == changed


# ---- what people add

def test_notes_tags_and_runner_are_found_again_after_a_rebuild(five, clips):
    id = five.page().rows[-1].id
    five.write_notes(id, 'said "ouch"\r\nthen \\ stopped\x00 \U0001f3c3')
    five.set_tags(id, ["Knee", "knee ", "a, b", ""])
    five.set_runner(id, "  Zoë\n Ö. ")
    shutil.rmtree(clips / FOLDER)
    row = next(row for row in Library(clips).page().rows if row.id == id)
    assert row.notes == 'said "ouch"\nthen \\ stopped  \U0001f3c3'
    assert row.tags == ("a b", "knee")
    assert row.runner == "Zoë Ö."


def test_what_was_added_can_be_filtered_by_at_once(five):
    id = five.page().rows[0].id
    five.set_tags(id, ["race"])
    five.write_notes(id, "left calf")
    assert names(five.page(Filters(tag="race"))) == [5]
    assert names(five.page(Filters(text="CALF"))) == [5]
    assert five.choices().tags == (("race", 1),)
    five.set_tags(id, [])
    assert names(five.page(Filters(tag="race"))) == []


def test_taking_a_runners_name_away_lasts(five, clips):
    id = five.page(Filters(runner="Ben")).rows[0].id
    five.set_runner(id, "")
    five.rebuild()
    assert five.page(Filters(runner="Ben")).rows == ()
    assert five.choices().runners == (("Ana", 2),)


def test_damaged_notes_hide_no_clip_and_are_not_overwritten(five, clips):
    row = five.page().rows[0]
    (clips / row.name / "notes.toml").write_text("tags = [")
    assert any("notes.toml" in why for _, why in five.rebuild().skipped)
    five.write_notes(row.id, "new")
    assert (clips / row.name / "notes.toml.damaged").read_text() == "tags = ["
    assert five.clip(row.id).row.notes == "new"


def test_a_pin_lies_in_the_folder_where_the_clean_up_looks(five, clips):
    row = five.page().rows[0]
    five.keep(row.id)
    assert (clips / row.name / "keep").exists()
    assert names(five.page(Filters(pinned=True))) == [5]
    five.rebuild()
    assert five.clip(row.id).row.pinned
    five.keep(row.id, False)
    assert not (clips / row.name / "keep").exists() and not five.clip(row.id).row.pinned


# ---- deleting

def test_a_deleted_clip_leaves_the_list_and_can_be_brought_back_with_its_notes(five, clips):
    id = five.page().rows[1].id
    five.write_notes(id, "dear")
    five.delete(id)
    assert names(five.page()) == [5, 3, 2, 1]
    assert [row.id for row in five.deleted()] == [id]
    with pytest.raises(NoSuchClip):
        five.write_notes(id, "late")
    five.undo(id)
    assert names(five.page()) == [5, 4, 3, 2, 1] and five.deleted() == ()
    assert five.clip(id).row.notes == "dear"


def test_after_the_clean_up_a_deleted_clip_is_gone(five, clips):
    id = five.page().rows[0].id
    five.delete(id)
    clean_up(clips)
    assert five.deleted() == ()
    with pytest.raises(NoSuchClip):
        five.undo(id)


def test_there_is_nothing_to_undo_where_nothing_was_done(five):
    with pytest.raises(BadLibrary):
        five.undo(five.page().rows[0].id)


def test_a_clip_that_the_recorder_holds_is_not_deleted(five, clips):
    row = five.page().rows[0]
    with (clips / row.name / "journal.part").open("w") as journal:
        fcntl.flock(journal, fcntl.LOCK_EX)
        with pytest.raises(BadInput, match="still being recorded"):
            five.delete(row.id)
    assert (clips / row.name / "poses.npz").exists()


# ---- the folders are the truth

def test_folders_that_come_and_go_are_noticed_without_being_told(five, clips):
    clip_folder(clips, 6, film=False)
    assert names(five.page()) == [6, 5, 4, 3, 2, 1]
    delete(next(clips.glob("*-6")))
    assert names(five.page()) == [5, 4, 3, 2, 1]
    shutil.rmtree(next(clips.glob("*-1")))
    assert names(five.page()) == [5, 4, 3, 2]


def test_a_running_clip_is_listed_when_it_is_finished(five, clips):
    folder = clip_folder(clips, 6, film=False)
    (folder / "journal.part").touch()
    assert names(five.page()) == [5, 4, 3, 2, 1]
    (folder / "journal.part").unlink()
    assert names(five.page()) == [6, 5, 4, 3, 2, 1]


def test_what_is_no_clip_is_named_and_hides_nothing(five, clips):
    (clips / "holiday").mkdir()
    (clips / "unmendable").mkdir()
    (clips / "a file").touch()
    rebuilt = five.rebuild()
    assert rebuilt.clips == 5 and [name for name, _ in rebuilt.skipped] == ["holiday"]


def test_a_damaged_table_of_measures_hides_no_clip(clips):
    (clip_folder(clips, 1, film=False) / "measures.csv").write_text("frame,t_s\n1,x\n")
    library = Library(clips)
    assert names(library.page()) == [1]
    assert library.clip(library.page().rows[0].id).measures == ()


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 400])
def test_a_damaged_index_is_put_aside_and_made_anew_and_said_once(five, clips, damage):
    id = five.page().rows[0].id
    five.set_tags(id, ["dear"])
    for end in ("-wal", "-shm"):
        (clips / FOLDER / (FILE + end)).unlink(missing_ok=True)
    (clips / FOLDER / FILE).write_bytes(damage)
    library = Library(clips)
    assert names(library.page()) == [5, 4, 3, 2, 1]
    assert library.clip(id).row.tags == ("dear",)
    assert bool(library.notice) is bool(damage)
    assert Library(clips).notice == ""


def test_an_index_that_breaks_while_open_is_made_anew(five, clips):
    for end in ("-wal", "-shm"):
        (clips / FOLDER / (FILE + end)).unlink(missing_ok=True)
    (clips / FOLDER / FILE).write_bytes(b"no database at all" * 400)
    assert names(five.page()) == [5, 4, 3, 2, 1]
    assert "made anew" in five.notice
    assert list((clips / FOLDER).glob("*.damaged-*"))


def test_the_index_of_a_newer_version_is_left_alone_and_made_anew(five, clips):
    with sqlite3.connect(clips / FOLDER / FILE) as db:
        db.execute("PRAGMA user_version = 99")
    assert names(Library(clips).page()) == [5, 4, 3, 2, 1]


def test_many_threads_note_and_list_at_once(five):
    rows = five.page().rows

    def work(n):
        five.set_tags(rows[n % 5].id, [f"t{n}"])
        return len(five.page().rows)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(work, range(40))) == {5}
    assert all(len(row.tags) == 1 for row in five.page().rows)


def test_a_folder_that_is_a_file_is_refused_in_one_sentence(tmp_path):
    (tmp_path / "clips").write_text("")
    with pytest.raises(BadLibrary, match="cannot be used for clips"):
        Library(tmp_path / "clips")


# ---- sessions

def test_a_session_gathers_its_clips(five):
    session = five.session("20261122-180000-1")
    assert len(session.clips) == 2 and session.runner == "Ana"
    assert session.cues == (("elbow", 2), ("lean_back", 2))
    assert session.length_s == pytest.approx(7.8) and session.backward_s == pytest.approx(8.0)
    assert session.head_checks == 2
    assert [s.id for s in five.sessions()] == ["s3", "s2", "20261122-180000-1"]
    assert [s.id for s in five.sessions("Ana")] == ["20261122-180000-1"]


def test_a_sessions_measures_are_those_of_all_its_frames_together(clips):
    clip_folder(clips, 1, film=False, lean_deg=-2.0, seconds=6)
    clip_folder(clips, 2, film=False, lean_deg=-8.0, seconds=2)
    library = Library(clips)
    lean = next(m for m in library.sessions()[0].measures if m.name == "trunk_lean_deg")
    assert (lean.n, lean.median, lean.p10) == (80, -2.0, -8.0)
    library.delete(library.page().rows[0].id)
    assert next(m for m in library.sessions()[0].measures if m.name == "trunk_lean_deg").p10 == -2.0


def test_how_long_a_rule_stood_where_is_known(five):
    bands = {(rule, band): s for rule, band, s in five.session("s3").bands}
    assert bands["fall", "red"] == pytest.approx(3.0)


# ---- trimming

def test_a_trimmed_clip_is_cut_in_all_files_alike(clips):
    folder = clip_folder(clips, 1, rules=("lean_back", "elbow", "elbow"))
    library = Library(clips)
    id = library.page().rows[0].id
    library.trim(id, 1.2, 2.5)  # the keyframe before is at 1.0
    clip = library.clip(id)
    assert clip.trimmed and clip.row.length_s == pytest.approx(1.5)
    assert numbers_in(folder / "clip.mp4") == list(range(10, 26))
    poses = np.load(folder / "poses.npz")
    assert poses["t_s"][0] == 0 and poses["t_s"][-1] == pytest.approx(1.5)
    assert poses["points"][0, 0, 1] == pytest.approx(0.010)
    lines = (folder / "measures.csv").read_text().splitlines()
    assert len(lines) == 17 and lines[1].startswith("0,0.000000,") and ",10.5," in lines[1]
    assert [(cue.t_s, cue.rule) for cue in clip.cues] == [(0.0, "lean_back"), (1.0, "elbow")]
    assert clip.row.started_at == "2026-11-22T18:00:01.000+00:00"


def test_the_looks_at_the_path_are_cut_alike(clips):
    folder = clip_folder(clips, 1)
    beside = Found(1, "cone", Motion(3.0, 0.1, 0.0, 0.0, 0.2), (0.1, 0.2, 0.3, 0.4))
    looks = [Kept(n / 2 + 0.04, Report(n / 2, "" if n else "dark", (beside,) * (n % 3))) for n in range(8)]
    write_path(folder / "path.npz", looks)
    library = Library(clips)
    library.trim(library.page().rows[0].id, 1.2, 2.5)  # the cut begins at 1.0
    cut = read_path(folder / "path.npz")
    assert [look.known_s for look in cut] == pytest.approx([0.0, 0.04, 0.54, 1.04, 1.54][: len(cut)])
    assert [look.report.t_s for look in cut] == pytest.approx([-0.5, 0.0, 0.5, 1.0])
    assert [len(look.report.found) for look in cut] == [1, 2, 0, 1]
    assert cut[1].report.found[0] == beside


@pytest.mark.parametrize("name", ["path.npz", "poses.npz", "measures.csv"])
def test_a_clip_with_a_damaged_file_is_not_trimmed_and_stays_as_it_is(clips, name):
    folder = clip_folder(clips, 1)
    library = Library(clips)
    (folder / name).write_bytes(b"PK\x03\x04 no such thing")
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(BadLibrary, match="damaged"):
        library.trim(library.page().rows[0].id, 0, 1)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert not list(clips.glob(".trim-*"))


def test_a_trim_is_undone_to_the_whole_even_after_two_and_keeps_the_notes(clips):
    folder = clip_folder(clips, 1)
    library = Library(clips)
    id = library.page().rows[0].id
    library.trim(id, 0, 3)
    library.trim(id, 0, 1)
    library.write_notes(id, "short")
    library.undo(id)
    clip = library.clip(id)
    assert clip.row.length_s == pytest.approx(3.9) and not clip.trimmed
    assert clip.row.notes == "short"
    assert numbers_in(folder / "clip.mp4") == list(range(40))


def test_the_clean_up_makes_a_trim_final(clips):
    clip_folder(clips, 1)
    library = Library(clips)
    id = library.page().rows[0].id
    library.trim(id, 0, 1)
    clean_up(clips)
    assert library.clip(id).row.length_s == pytest.approx(1.0) and not library.clip(id).trimmed
    assert library.deleted() == ()


def test_a_trim_that_broke_off_between_two_names_gives_the_whole_back(clips):
    folder = clip_folder(clips, 1, film=False)
    folder.rename(folder.with_name(f".deleted-{folder.name}.untrimmed"))
    assert names(Library(clips).page()) == [1]


@pytest.mark.parametrize("times", [(1, 1), (2, 1), (float("nan"), 2), (10, 20), (-5, 0.2)])
def test_a_trim_to_nothing_is_refused_and_changes_nothing(clips, times):
    folder = clip_folder(clips, 1, film=False)
    library = Library(clips)
    before = sorted(p.name for p in clips.iterdir())
    with pytest.raises(BadLibrary):
        library.trim(library.page().rows[0].id, *times)
    assert sorted(p.name for p in clips.iterdir()) == before and (folder / "poses.npz").exists()
