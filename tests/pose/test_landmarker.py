"""The real model on a short piece of a clip that ships."""

from itertools import islice
from pathlib import Path

import av
import numpy as np
import pytest

from backstride.core import skeleton
from backstride.pose.landmarker import Landmarker
from backstride.pose.models import model_file
from backstride.pose.recorded import RecordedPoses, write_poses
from backstride.types import Frame, Pose, Setup

pytestmark = pytest.mark.model

CLIP = Path(__file__).parents[2] / "recordings" / "good-form-treadmill-side" / "clip.mp4"
TREADMILL = Setup(site="treadmill", view="side")


@pytest.fixture(scope="module")
def frames() -> list[Frame]:
    with av.open(str(CLIP)) as clip:
        pictures = list(islice(clip.decode(video=0), 40))
    return [Frame(p.to_ndarray(format="bgr24"), p.time, n) for n, p in enumerate(pictures)]


def poses_of(frames: list[Frame], setup: Setup = TREADMILL) -> list[Pose]:
    landmarker = Landmarker(model_file("lite"), setup)
    try:
        return [landmarker.estimate(frame) for frame in frames]
    finally:
        landmarker.close()


@pytest.fixture(scope="module")
def poses(frames) -> list[Pose]:
    return poses_of(frames)


def with_picture(frame: Frame, image: np.ndarray) -> Frame:
    return Frame(np.ascontiguousarray(image), frame.t_s, frame.number)


def shrunk(frame: Frame, to: int, left: int, top: int) -> Frame:
    """The picture, ``to`` times smaller, put on a grey one of the same size."""
    small = frame.image[::to, ::to]
    image = np.full_like(frame.image, 128)
    image[top : top + small.shape[0], left : left + small.shape[1]] = small
    return with_picture(frame, image)


def test_the_runner_is_found_within_three_frames_and_kept(poses):
    assert [pose.tracked for pose in poses[2:]] == [True] * 38


def test_points_are_in_image_heights_with_the_head_above_the_feet(poses):
    points = poses[-1].points
    assert points.shape == (33, 3) and points.dtype == np.float32
    assert points[skeleton.NOSE, 1] < points[skeleton.LEFT_HIP, 1] < points[skeleton.LEFT_ANKLE, 1]
    height_of_body = points[list(skeleton.ANKLES), 1].max() - points[skeleton.NOSE, 1]
    assert 0.4 < height_of_body < 0.7
    assert 0.8 < points[skeleton.LEFT_HIP, 0] < 1.0  # the middle of a 16:9 picture lies at 0.89
    assert poses[-1].visibility.dtype == np.float32 and poses[-1].visibility[list(skeleton.HIPS)].min() > 0.8


def test_a_pose_has_the_time_number_and_size_of_its_frame(frames, poses):
    assert [(p.t_s, p.number, p.image_size) for p in poses] == [(f.t_s, f.number, (1280, 720)) for f in frames]


def test_two_runs_give_the_same_poses_to_the_bit(frames, poses):
    again = poses_of(frames)
    assert [p.points.tobytes() for p in again] == [p.points.tobytes() for p in poses]
    assert [p.visibility.tobytes() for p in again] == [p.visibility.tobytes() for p in poses]


def test_written_poses_come_back_as_the_model_gave_them(poses, tmp_path):
    write_poses(tmp_path / "poses.npz", poses, "pose_landmarker_lite", "0" * 64)
    recorded = RecordedPoses.read(tmp_path / "poses.npz")
    read = [recorded.estimate(frame) for frame in recorded.source()]
    assert [p.points.tobytes() for p in read] == [p.points.tobytes() for p in poses]


def test_a_runner_two_hundred_pixels_tall_is_found(frames):
    poses = poses_of([shrunk(frame, 2, 320, 200) for frame in frames[:12]])
    assert [pose.tracked for pose in poses[3:]] == [True] * 9
    assert poses[-1].points[skeleton.LEFT_HIP, 0] * 720 == pytest.approx(320 + 330, abs=30)


def test_an_empty_picture_has_nobody(frames):
    poses = poses_of([with_picture(frame, np.full_like(frame.image, 90)) for frame in frames[:4]])
    assert not any(pose.tracked for pose in poses)
    assert np.isnan(poses[0].points).all() and not poses[0].visibility.any()


def test_a_runner_who_vanishes_is_lost_at_once_and_found_again(frames):
    grey = [with_picture(frame, np.full_like(frame.image, 90)) for frame in frames[10:14]]
    poses = poses_of([*frames[:10], *grey, *frames[14:24]])
    assert not any(pose.tracked for pose in poses[10:14])
    assert [pose.tracked for pose in poses[15:]] == [True] * 9


def test_a_jump_to_another_place_is_not_followed_silently(frames):
    """Somebody appears where the runner was not."""
    elsewhere = [with_picture(frame, np.roll(frame.image, 560, axis=1)) for frame in frames[10:16]]
    poses = poses_of([*frames[:10], *elsewhere])
    assert not any(pose.tracked for pose in poses[10:])


def test_equal_times_do_not_stop_the_model(frames):
    standing = [Frame(frame.image, 0.0, frame.number) for frame in frames[:5]]
    assert len(poses_of(standing)) == 5


def test_nothing_is_said_on_the_terminal(frames, capfd):
    poses_of(frames[:5])
    assert capfd.readouterr().err == ""
