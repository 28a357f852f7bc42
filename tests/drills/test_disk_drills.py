"""A disk that is full, read-only or gone ends the recording with a sentence, and damages nothing that is on it."""

import os
import resource
import shutil
import subprocess
from contextlib import contextmanager

import pytest

from backstride.library.mending import mend, unfinished
from backstride.library.recording import read_recording
from backstride.pose.recorded import write_poses
from film import PLENTY, Film, content_of, folders_in, noise, times_in
from moments import cue_at


def noisy_film(clips, **more):
    return Film(clips, size=(320, 180), picture=noise, **more)


@pytest.fixture
def disk(tmp_path):
    """A small disk of its own, where this machine lets us have one."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = os.geteuid() == 0 and shutil.which("mount") is not None
    if mounted:
        mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "none", place]
        mounted = subprocess.run(mount, capture_output=True).returncode == 0
    if not mounted:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", place], capture_output=True)


@contextmanager
def files_at_most(size):
    """The process can write no file longer than that: the kernel's own way of a disk that takes no more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_fills_up_ends_the_recording_and_the_part_that_fitted_plays(disk):
    film = noisy_film(disk / "clips", free=lambda folder: PLENTY)
    film.run(20, cue=(6.0, cue_at(6.0)))
    assert film.recorder.fault.startswith("Recording stopped (No space left on device"), film.recorder.fault
    assert film.recorder.recording == ""
    film.end()
    [clip] = film.folders
    assert len(times_in(clip / "clip.mp4")) > 30
    assert not (clip / "clip.mp4.part").exists()


def test_what_a_full_disk_left_undone_is_done_at_the_next_start_with_room(disk, tmp_path):
    film = noisy_film(disk / "clips", free=lambda folder: PLENTY)
    film.run(20, cue=(6.0, cue_at(6.0))).end()
    shutil.copytree(disk / "clips", tmp_path / "elsewhere")
    mend(tmp_path / "elsewhere", write_poses)
    [clip] = folders_in(tmp_path / "elsewhere")
    assert read_recording(clip).about.recorded.frames == len(times_in(clip / "clip.mp4"))


def test_a_file_that_the_kernel_refuses_to_lengthen_is_kept_up_to_there(tmp_path):
    film = noisy_film(tmp_path)
    film.run(5.9)
    with files_at_most(1_500_000):
        film.run(14, cue=(6.0, cue_at(6.0)))
        assert film.recorder.fault == "Recording stopped (File too large); the coaching goes on without it"
    film.end()
    [clip] = film.folders
    assert unfinished(tmp_path) == ()
    assert read_recording(clip).about.recorded.frames == len(times_in(clip / "clip.mp4")) > 30


def test_the_reserve_ends_the_recording_before_the_disk_is_full_and_room_lets_it_go_on(tmp_path):
    left = {"bytes": 3_000_000_000}
    film = Film(tmp_path, free=lambda folder: left["bytes"], reserve_bytes=2_000_000_000)
    film.run(8, cue=(6.0, cue_at(6.0)))
    assert (film.recorder.fault, bool(film.recorder.recording)) == ("", True)
    left["bytes"] = 1_999_999_999
    film.run(10)
    assert film.recorder.fault == (
        "Recording stopped (the disk is full up to the 2 GB kept free; delete clips to go on);"
        " the coaching goes on without it"
    )
    film.run(30, cue=(28.0, cue_at(28.0)))
    assert film.recorder.recording == ""
    left["bytes"] = 3_000_000_000
    film.run(50, cue=(42.0, cue_at(42.0)))
    assert film.recorder.fault == ""
    film.end()
    first, second = film.folders
    assert len(times_in(first / "clip.mp4")) == read_recording(first).about.recorded.frames > 6 * 30
    assert read_recording(second).about.recorded.started_s == 37


def test_a_disk_that_becomes_read_only_is_told_and_tried_again_later(disk):
    film = Film(disk, free=lambda folder: PLENTY).run(8)
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    film.run(12, cue=(10.0, cue_at(10.0)))
    assert film.recorder.fault == "Recording stopped (Read-only file system); the coaching goes on without it"
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    film.run(40, cue=(30.0, cue_at(30.0)))
    assert film.recorder.fault == ""
    film.end()
    assert len(film.folders) == 1


def test_a_pulled_disk_ends_the_recording_and_the_disk_below_is_not_written_to(disk):
    film = Film(disk, free=lambda folder: PLENTY).run(8, cue=(6.0, cue_at(6.0)))
    assert film.recorder.recording
    subprocess.run(["umount", "-l", disk], check=True)
    film.run(40, cue=(30.0, cue_at(30.0)))
    film.end()
    assert film.recorder.fault.startswith("Recording stopped (")
    assert list(disk.iterdir()) == []


def test_a_folder_that_vanishes_while_it_is_recorded_into_is_told(tmp_path):
    clips = tmp_path / "clips"
    film = Film(clips).run(8, cue=(6.0, cue_at(6.0)))
    shutil.rmtree(clips)
    film.run(30, cue=(25.0, cue_at(25.0)))
    film.end()
    assert "the coaching goes on without it" in film.recorder.fault


def test_earlier_clips_are_untouched_by_whatever_happens_to_a_later_one(tmp_path):
    film = noisy_film(tmp_path).run(4, cue=(0.0, cue_at(0.0)))
    film.run(8)
    [earlier] = film.folders
    before = content_of(earlier)
    with files_at_most(500_000):
        film.run(20, cue=(12.0, cue_at(12.0)))
    film.end()
    assert film.recorder.fault
    assert content_of(earlier) == before
