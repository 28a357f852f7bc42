"""A clip that was cut off anywhere is made whole; whatever cannot be explained is put aside, nothing is thrown away."""

import json
import shutil
from math import isnan

import pytest

from backstride.journal import NAME as JOURNAL
from backstride.journal import BadJournal, Journal, read_journal
from backstride.library.fragments import whole_part
from backstride.library.mending import CLIP, PART, UNMENDABLE, Mended, finish, is_running, mend, unfinished
from backstride.library.recording import read_recording
from backstride.pose.recorded import RecordedPoses, write_poses
from film import Film, content_of, folders_in, times_in
from moments import cue_at


@pytest.fixture(scope="module")
def cut_off(tmp_path_factory):
    """A clips' folder as a kill leaves it: the files of a clip that ran for four seconds, and were not finished."""
    clips = tmp_path_factory.mktemp("cut") / "clips"
    film = Film(clips, finish=lambda folder: None).run(4, cue=(1.0, cue_at(1.0)))
    film.end()
    return clips


@pytest.fixture
def clips(cut_off, tmp_path):
    return shutil.copytree(cut_off, tmp_path / "clips")


def only(clips):
    [folder] = folders_in(clips)
    return folder


def test_a_cut_off_clip_becomes_a_recording(clips):
    name = only(clips).name
    assert mend(clips, write_poses) == Mended(mended=(name,))
    folder = clips / name
    assert sorted(file.name for file in folder.iterdir()) == [
        "about.toml", "clip.mp4", "events.jsonl", "measures.csv", "poses.npz",
    ]  # fmt: skip
    assert read_recording(folder).about.recorded.frames == len(times_in(folder / CLIP)) == 120


def test_mending_again_changes_nothing(clips):
    mend(clips, write_poses)
    before = content_of(only(clips))
    assert mend(clips, write_poses) == Mended()
    assert content_of(only(clips)) == before


def test_cut_anywhere_the_picture_plays_to_its_last_whole_fragment(cut_off, tmp_path):
    """Every 97th byte of the file, and each byte around each of its fragments' ends."""
    source = only(cut_off)
    data = (source / PART).read_bytes()
    ends = [at for at in range(len(data)) if data[at + 4 : at + 8] in (b"moof", b"mdat", b"mfra")]
    cuts = {*range(0, len(data), 97), *(end + by for end in ends for by in (-1, 0, 1, 7, 8, 9))}
    part, pictures = tmp_path / "part.mp4", []
    for cut in sorted(cut for cut in cuts if 0 <= cut <= len(data)):
        part.write_bytes(data[:cut])
        whole = whole_part(part)
        assert whole.bytes <= cut
        assert whole.tail_known
        pictures.append(whole.pictures)
        if whole.pictures and pictures[-2:-1] != [whole.pictures]:  # the same whole part was read a cut before
            part.write_bytes(data[: whole.bytes])
            assert len(times_in(part)) == whole.pictures
    assert pictures == sorted(pictures)
    assert {0, 15, 30, 105, 120} <= set(pictures)


def test_cut_anywhere_the_journal_is_read_up_to_there(cut_off, tmp_path):
    data, path = (only(cut_off) / JOURNAL).read_bytes(), tmp_path / JOURNAL
    counts = []
    for cut in range(0, len(data), 211):
        path.write_bytes(data[:cut])
        try:
            counts.append(len(read_journal(path).poses))
        except BadJournal:
            assert counts == []
    assert counts == sorted(counts)
    assert counts[-1] >= 118


@pytest.mark.parametrize("share", [0.4, 0.6, 0.77, 0.99])
@pytest.mark.parametrize("name", [PART, JOURNAL])
def test_with_either_file_cut_short_clip_poses_and_table_have_the_same_length(clips, name, share):
    file = only(clips) / name
    data = file.read_bytes()
    file.write_bytes(data[: int(share * len(data))])
    mend(clips, write_poses)
    folder = only(clips)
    times_s = times_in(folder / CLIP)
    poses = list(RecordedPoses.read(folder / "poses.npz").source())
    assert [frame.t_s for frame in poses] == pytest.approx(times_s, abs=2e-5)
    assert read_recording(folder).about.recorded.frames == len(times_s)
    assert len((folder / "measures.csv").read_text().splitlines()) <= len(times_s) + 1
    assert all(json.loads(line)["t_s"] <= times_s[-1] for line in (folder / "events.jsonl").read_text().splitlines())


def test_where_the_journal_is_shorter_nobody_is_claimed_to_have_been_seen(clips):
    file = only(clips) / JOURNAL
    file.write_bytes(file.read_bytes()[:40_000])
    mend(clips, write_poses)
    poses = RecordedPoses.read(only(clips) / "poses.npz")
    last = list(poses.source())[-1]
    assert last.number == 119
    assert isnan(poses.estimate(last).points[0, 0])


def test_zeros_that_a_power_cut_left_are_cut_off(clips):
    part = only(clips) / PART
    whole = part.read_bytes()
    part.write_bytes(whole[: 2 * len(whole) // 3] + bytes(len(whole)))
    mend(clips, write_poses)
    times_s = times_in(only(clips) / CLIP)
    assert 15 <= len(times_s) < 120
    assert not (clips / UNMENDABLE).exists()


def test_a_fragment_whose_content_never_reached_the_disk_is_cut_off(clips):
    part = only(clips) / PART
    data = bytearray(part.read_bytes())
    at = data.rindex(b"mdat") + 4
    data[at : at + 500] = bytes(500)
    part.write_bytes(data)
    mend(clips, write_poses)
    assert len(times_in(only(clips) / CLIP)) == 105


def test_a_tail_that_nobody_can_explain_is_put_aside(clips):
    folder = only(clips)
    with (folder / PART).open("ab") as file:
        file.write(b"what is this, and who wrote it?")
    mend(clips, write_poses)
    assert (clips / UNMENDABLE / f"{folder.name}.tail").read_bytes() == b"what is this, and who wrote it?"
    assert len(times_in(folder / CLIP)) == 120


def test_a_clip_without_its_journal_is_put_aside_whole_and_playable(clips):
    name = only(clips).name
    (clips / name / JOURNAL).unlink()
    assert mend(clips, write_poses) == Mended(unmendable=(name,))
    assert len(times_in(clips / UNMENDABLE / name / CLIP)) == 120


def test_a_second_one_of_the_same_name_does_not_overwrite_the_first(clips):
    name = only(clips).name
    for content in (b"one", b"two"):
        (clips / name).mkdir(exist_ok=True)
        (clips / name / JOURNAL).write_bytes(content)
        mend(clips, write_poses)
    kept = [(clips / UNMENDABLE / end / JOURNAL).read_bytes() for end in (name, f"{name}.1")]
    assert kept == [b"one", b"two"]


def test_a_clip_cut_off_before_its_first_picture_leaves_nothing(clips):
    folder = only(clips)
    (folder / PART).write_bytes((folder / PART).read_bytes()[:600])
    heading = read_journal(folder / JOURNAL).heading
    (folder / JOURNAL).unlink()
    Journal(folder / JOURNAL, heading).close()
    mend(clips, write_poses)
    assert folders_in(clips) == []


def test_poses_whose_pictures_were_lost_are_a_recording_of_their_own(clips):
    folder = only(clips)
    (folder / PART).unlink()
    mend(clips, write_poses)
    recording = read_recording(folder)
    assert recording.clip is None
    assert RecordedPoses.read(recording.poses).source().frames == 120


@pytest.mark.parametrize("step", range(6))
def test_a_mending_that_breaks_off_is_done_anew(clips, step, monkeypatch):
    """The disk fills up at each step in turn."""
    steps = iter(range(6))

    def fills_up_at(real):
        def tried(*args, **more):
            if next(steps, None) == step:
                raise OSError(28, "No space left on device")
            return real(*args, **more)

        return tried

    with monkeypatch.context() as during:
        for name in ("_write", "_sync", "_cut_clip"):
            during.setattr(f"backstride.library.mending.{name}", fills_up_at(getattr(__import__(
                "backstride.library.mending", fromlist=[name]), name)))  # fmt: skip
        assert mend(clips, write_poses).put_off == (only(clips).name,)
    assert mend(clips, write_poses).mended == (only(clips).name,)
    assert read_recording(only(clips)).about.recorded.frames == len(times_in(only(clips) / CLIP)) == 120


def test_a_clip_that_another_program_records_is_left_alone(tmp_path):
    film = Film(tmp_path).run(8, cue=(6.0, cue_at(6.0)))
    [running] = film.folders
    assert is_running(running)
    before = content_of(running)
    assert mend(tmp_path, write_poses) == Mended(put_off=(running.name,))
    assert content_of(running) == before
    film.end()
    assert unfinished(tmp_path) == ()


def test_what_a_killed_trim_left_is_cleared_away_and_its_original_stays(tmp_path):
    for name in (".trim-a1b2", ".deleted-one.untrimmed"):
        (tmp_path / name).mkdir()
        (tmp_path / name / CLIP).write_bytes(b"film")
    assert mend(tmp_path, write_poses) == Mended()
    assert [folder.name for folder in tmp_path.iterdir()] == [".deleted-one.untrimmed"]


def test_what_the_recorder_closes_needs_no_mending(tmp_path):
    Film(tmp_path).run(8, cue=(6.0, cue_at(6.0))).end()
    assert mend(tmp_path, write_poses) == Mended()
    assert unfinished(tmp_path / "nowhere") == ()


def test_finishing_a_folder_that_is_gone_is_the_disk_s_fault(tmp_path):
    with pytest.raises(FileNotFoundError):
        finish(tmp_path / "gone", write_poses)


def test_people_are_told_what_was_mended():
    assert Mended().notice == ""
    assert Mended(("a", "b"), ("c",)).notice == "2 cut-off clips were mended; 1 could not be and lie in unmendable"
