"""Poses come back as they were written; what is not a poses.npz is refused in one sentence."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backstride.errors import BadRecording
from backstride.pose.recorded import RecordedPoses, write_poses
from backstride.types import Pose

SHA256 = "0" * 64


def a_pose(number: int, tracked: bool = True) -> Pose:
    points = np.full((33, 3), np.nan, np.float32)
    if tracked:
        points = (np.arange(99, dtype=np.float32).reshape(33, 3) + number) / 100
    return Pose(points, np.full(33, 0.9 if tracked else 0, np.float32), (1280, 720), number / 30, number)


def arrays(n: int = 3, **changes) -> dict[str, np.ndarray]:
    good = {
        "t_s": np.arange(n) / 30,
        "points": np.zeros((n, 33, 3), np.float32),
        "visibility": np.ones((n, 33), np.float32),
        "image_size": np.array((1280, 720)),
        "model": np.array("pose_landmarker_full"),
        "model_sha256": np.array(SHA256),
    }
    return {name: array for name, array in (good | changes).items() if array is not None}


def saved(folder: Path, **content) -> Path:
    path = folder / "poses.npz"
    np.savez(path, **content)
    return path


def test_poses_come_back_to_the_bit(tmp_path):
    poses = [a_pose(0), a_pose(1, tracked=False), a_pose(2)]
    write_poses(tmp_path / "poses.npz", poses, "pose_landmarker_full", SHA256)
    recorded = RecordedPoses.read(tmp_path / "poses.npz")
    back = [recorded.estimate(frame) for frame in recorded.source()]
    assert (recorded.model, recorded.model_sha256) == ("pose_landmarker_full", SHA256)
    for pose, read in zip(poses, back, strict=True):
        assert read.points.tobytes() == pose.points.tobytes() and read.points.dtype == np.float32
        assert read.visibility.tobytes() == pose.visibility.tobytes()
        assert (read.t_s, read.number, read.image_size) == (pose.t_s, pose.number, pose.image_size)
    assert [pose.tracked for pose in back] == [True, False, True]


def test_the_same_poses_give_the_same_bytes(tmp_path):
    for name in ("a.npz", "b.npz"):
        write_poses(tmp_path / name, [a_pose(0), a_pose(1)], "pose_landmarker_lite", SHA256)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.npz") as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_numpy_reads_what_was_written_without_pickles(tmp_path):
    write_poses(tmp_path / "poses.npz", [a_pose(0)], "pose_landmarker_lite", SHA256)
    with np.load(tmp_path / "poses.npz", allow_pickle=False) as read:
        assert read["points"].shape == (1, 33, 3) and read["image_size"].tolist() == [1280, 720]
        assert str(read["model"]) == "pose_landmarker_lite"


def test_the_frames_are_black_read_only_and_have_their_own_times(tmp_path):
    source = RecordedPoses.read(saved(tmp_path, **arrays(n=4))).source()
    frames = list(source)
    assert [frame.number for frame in frames] == [0, 1, 2, 3]
    assert [frame.t_s for frame in frames] == [0, 1 / 30, 2 / 30, 3 / 30]
    assert frames[0].size == (1280, 720) and not frames[0].image.any()
    assert not frames[0].image.flags.writeable
    assert source.fps == pytest.approx(30) and not source.live and source.title == "poses.npz"


def test_a_clip_with_more_frames_than_poses_is_noticed(tmp_path):
    recorded = RecordedPoses.read(saved(tmp_path, **arrays(3)))
    *_, last = recorded.source()
    with pytest.raises(BadRecording, match="holds 3 poses, but the clip beside it has more frames"):
        recorded.estimate(replace(last, number=3))


def test_one_frame_has_no_rate(tmp_path):
    assert np.isnan(RecordedPoses.read(saved(tmp_path, **arrays(n=1))).source().fps)


def test_recorded_points_cannot_be_changed_by_who_reads_them(tmp_path):
    recorded = RecordedPoses.read(saved(tmp_path, **arrays()))
    pose = recorded.estimate(next(iter(recorded.source())))
    with pytest.raises(ValueError, match="read-only"):
        pose.points[0, 0] = 1


NOT_ACCEPTED = {
    "no points": ({"points": None}, "no points"),
    "no model": ({"model": None}, "no model"),
    "no frames": (arrays(n=0), "0 frames"),
    "a single number for the times": ({"t_s": np.array(0.5)}, "0 frames"),
    "17 points": ({"points": np.zeros((3, 17, 3), np.float32)}, "points as float32 of shape"),
    "fewer visibilities than frames": ({"visibility": np.ones((2, 33), np.float32)}, "visibility as"),
    "whole numbers as points": ({"points": np.zeros((3, 33, 3), np.int32)}, "points as int32"),
    "text as times": ({"t_s": np.array(["a", "b", "c"])}, "t_s as <U1"),
    "a number as model": ({"model": np.array(3.0)}, "model as float64"),
    "a novel as model": ({"model": np.array("x" * 1000)}, "model as <U1000"),
    "three sides": ({"image_size": np.array((1280, 720, 3))}, "image_size as"),
    "a picture of 16x16": ({"image_size": np.array((16, 16))}, "16x16"),
    "a picture of a million pixels a side": ({"image_size": np.array((10**6, 10**6))}, "1000000x1000000"),
    "times that stand still": ({"t_s": np.array((0.0, 0.1, 0.1))}, "times t_s"),
    "times that go back": ({"t_s": np.array((0.0, 0.2, 0.1))}, "times t_s"),
    "a time that is not a number": ({"t_s": np.array((0.0, np.nan, 0.1))}, "times t_s"),
    "infinite points": ({"points": np.full((3, 33, 3), np.inf, np.float32)}, "infinite points"),
    "visibility above 1": ({"visibility": np.full((3, 33), 7, np.float32)}, "visibilities outside"),
    "visibility unknown": ({"visibility": np.full((3, 33), np.nan, np.float32)}, "visibilities outside"),
    "pickled points": ({"points": np.array([{}, {}, {}], object)}, "pickled objects in points"),
}


@pytest.mark.parametrize(("changes", "says"), NOT_ACCEPTED.values(), ids=NOT_ACCEPTED)
def test_what_is_not_a_recording_is_refused_in_one_sentence(tmp_path, changes, says):
    path = saved(tmp_path, **arrays(**changes))
    with pytest.raises(BadRecording) as refusal:
        RecordedPoses.read(path)
    assert says in str(refusal.value) and str(path) in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("content", [b"", b"not a zip at all", b"PK\x03\x04 and then nothing"])
def test_a_foreign_file_is_refused(tmp_path, content):
    (tmp_path / "poses.npz").write_bytes(content)
    with pytest.raises(BadRecording, match="cannot be read as a zip of arrays"):
        RecordedPoses.read(tmp_path / "poses.npz")


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(BadRecording, match="does not exist"):
        RecordedPoses.read(tmp_path / "poses.npz")
    with pytest.raises(BadRecording, match="cannot be read"):
        RecordedPoses.read(tmp_path)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_file_cut_short_is_refused(tmp_path, share):
    write_poses(tmp_path / "poses.npz", [a_pose(n) for n in range(50)], "pose_landmarker_full", SHA256)
    whole = (tmp_path / "poses.npz").read_bytes()
    (tmp_path / "poses.npz").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(BadRecording):
        RecordedPoses.read(tmp_path / "poses.npz")


def test_a_flipped_byte_in_the_points_is_noticed(tmp_path):
    path = saved(tmp_path, **arrays(n=50))
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 0xFF
    path.write_bytes(damaged)
    with pytest.raises(BadRecording):
        RecordedPoses.read(path)


def test_a_header_that_promises_gigabytes_is_not_believed(tmp_path):
    path = tmp_path / "poses.npz"
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays().items():
            content = io.BytesIO()
            if name == "t_s":
                header = {"descr": "<f8", "fortran_order": False, "shape": (10**12,)}
                np.lib.format.write_array_header_1_0(content, header)
            else:
                np.lib.format.write_array(content, array)
            archive.writestr(f"{name}.npy", content.getvalue())
    with pytest.raises(BadRecording, match="1000000000000 frames"):
        RecordedPoses.read(path)


def test_an_array_with_less_than_its_header_says_is_refused(tmp_path):
    path = tmp_path / "poses.npz"
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays().items():
            content = io.BytesIO()
            np.lib.format.write_array(content, array)
            whole = content.getvalue()
            archive.writestr(f"{name}.npy", whole[:-40] if name == "points" else whole)
    with pytest.raises(BadRecording, match="cut short: points"):
        RecordedPoses.read(path)
