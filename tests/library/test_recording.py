"""Recording folders: what one must hold, and how a damaged one is refused."""

import pytest

from backstride.errors import BadRecording
from backstride.library.recording import expected_lines, read_recording, write_expected

ABOUT = """
format = 1
title = "A jog"
shows = "a jog"
origin = "made up"
licence = "CC0-1.0"
site = "treadmill"
view = "side"
fps = 30

[runner]
height_m = 1.7
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "about.toml").write_text(ABOUT)
    (tmp_path / "clip.mp4").write_bytes(b"stands for a clip")
    return tmp_path


def test_a_described_folder_with_a_clip_is_a_recording(folder):
    recording = read_recording(folder)
    assert recording.about.title == "A jog"
    assert (recording.setup.site, recording.setup.view, recording.setup.height_m) == ("treadmill", "side", 1.7)
    assert recording.clip == folder / "clip.mp4"
    assert recording.poses is None


def test_a_folder_without_a_description_is_none(tmp_path):
    with pytest.raises(BadRecording, match="is no recording"):
        read_recording(tmp_path)


def test_a_folder_with_neither_picture_nor_poses_is_refused(folder):
    (folder / "clip.mp4").unlink()
    with pytest.raises(BadRecording, match=r"neither clip\.mp4 nor poses\.npz"):
        read_recording(folder)


def test_another_format_is_refused(folder):
    (folder / "about.toml").write_text(ABOUT.replace("format = 1", "format = 2"))
    with pytest.raises(BadRecording, match='"format" is 2'):
        read_recording(folder)


def test_only_judgements_and_sentences_are_expected():
    events = ({"t_s": 1.0, "kind": "contact"}, {"t_s": 2.0, "kind": "cue", "words": "Eyes up"})
    assert expected_lines(events) == ('{"t_s": 2.0, "kind": "cue", "words": "Eyes up"}',)


def test_what_is_expected_replaces_the_old_at_once(tmp_path):
    (tmp_path / "expected.jsonl").write_text("old\n")
    write_expected(tmp_path / "expected.jsonl", ("new", "newer"))
    assert (tmp_path / "expected.jsonl").read_text() == "new\nnewer\n"
    assert [p.name for p in tmp_path.iterdir()] == ["expected.jsonl"]
