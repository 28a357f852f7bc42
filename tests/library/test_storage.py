"""The promise how long can still be recorded."""

import pytest

from backstride.library.storage import USUAL_BPS, bytes_in, room
from film import Film, folders_in
from moments import cue_at

GB = 10**9


def test_before_anything_was_recorded_the_promise_is_by_a_usual_rate(tmp_path):
    promise = room(tmp_path, GB, 31 * GB)
    assert promise.minutes == pytest.approx(30 * GB * 8 / USUAL_BPS / 60)
    assert not promise.measured
    assert promise.words == "Room to record 16 hours (31.0 GB are free)"


def test_after_a_clip_the_promise_is_by_what_it_took(tmp_path):
    Film(tmp_path).run(12, cue=(6.0, cue_at(6.0))).end()
    [clip] = folders_in(tmp_path)
    promise = room(tmp_path, GB, GB + 60 * bytes_in(clip))
    assert promise.measured
    assert promise.minutes == pytest.approx(10, rel=0.02)


def test_within_the_reserve_there_is_no_room(tmp_path):
    promise = room(tmp_path, GB, GB - 1)
    assert promise.minutes == 0
    assert promise.words == "No room to record: 1.0 GB are free, and the reserve stays free"


def test_what_is_no_clip_of_ours_does_not_disturb(tmp_path):
    (tmp_path / "holiday").mkdir()
    (tmp_path / "holiday" / "clip.mp4").write_bytes(b"x")
    (tmp_path / ".deleted-1").mkdir()
    (tmp_path / "note.txt").write_text("x")
    assert not room(tmp_path, GB, 2 * GB).measured
