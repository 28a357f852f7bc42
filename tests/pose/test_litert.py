"""The estimator on LiteRT held against MediaPipe, with the real models on short pieces of clips that ship."""

import subprocess
import sys
import zipfile
from dataclasses import replace
from itertools import islice
from pathlib import Path

import av
import numpy as np
import pytest

from backstride.errors import BadModel
from backstride.pose import litert, mediapipe_pose
from backstride.pose.models import model_file
from backstride.pose.window import Window

pytestmark = pytest.mark.model

ENGINES = (litert, mediapipe_pose)
RECORDINGS = Path(__file__).parents[2] / "recordings"
PX = 1 / 480  # what is a pixel on a picture of 640 x 480, in picture heights
T_S = [n / 30 for n in range(40)]


def pictures(name: str) -> list[np.ndarray]:
    """The first 40 pictures of a clip, the middle square: a window that does not move."""
    with av.open(str(RECORDINGS / name / "clip.mp4")) as clip:
        frames = [picture.to_ndarray(format="bgr24") for picture in islice(clip.decode(video=0), 40)]
    left = (frames[0].shape[1] - frames[0].shape[0]) // 2
    return [np.ascontiguousarray(frame[:, left : left + frame.shape[0]]) for frame in frames]


@pytest.fixture(scope="module")
def images() -> list[np.ndarray]:
    return pictures("good-form-treadmill-side")


def whole(image: np.ndarray) -> Window:
    return Window(0, 0, image.shape[0])


def followed(engine, images, model="full", window=None):
    """One body or None for each picture, by the engine's tracker; ``window`` gives a picture's by its number."""
    tracker = engine.Tracker(model_file(model))
    window = window or (lambda n: whole(images[n]))
    try:
        return [tracker.body(image, window(n), T_S[n]) for n, image in enumerate(images)]
    finally:
        tracker.close()


def off_px(ours, theirs) -> np.ndarray:
    """How far each point of each picture is from MediaPipe's."""
    pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if a is not None and b is not None]
    return np.array([np.hypot(*(a.points - b.points)[:, :2].T) for a, b in pairs]) / PX


@pytest.mark.parametrize(
    ("name", "model"), [("good-form-treadmill-side", "full"), ("shoulder-checks-track-rear", "lite")]
)
def test_the_points_are_mediapipe_s(name, model):
    images = pictures(name)
    ours, theirs = followed(litert, images, model), followed(mediapipe_pose, images, model)
    assert [body is None for body in ours] == [body is None for body in theirs]
    apart = off_px(ours, theirs)
    assert len(apart) >= 30
    assert np.median(apart) < 1 and np.percentile(apart, 95) < 3
    visibility = [np.abs(a.visibility - b.visibility) for a, b in zip(ours, theirs, strict=True) if a is not None]
    assert np.percentile(visibility, 95) < 0.03


def test_in_a_window_that_moves_and_changes_its_size_the_points_are_mediapipe_s_too(images):
    def window(n):
        return Window(-20 + 3 * n, 5 - n, 700 + 2 * (n // 4))

    ours, theirs = (followed(engine, images, "full", window) for engine in ENGINES)
    apart = off_px(ours, theirs)
    assert len(apart) == len(images)
    assert np.median(apart) < 1 and np.percentile(apart, 95) < 3


def test_one_picture_without_memory_gives_mediapipe_s_points_to_a_tenth_of_a_pixel(images):
    ours, theirs = (engine.Detector(model_file("full"), 3).bodies(images[20], whole(images[20])) for engine in ENGINES)
    assert len(ours) == len(theirs) == 1
    assert np.median(off_px(ours, theirs)) < 0.1


def test_two_runs_are_equal_to_the_bit(images):
    first, second = (followed(litert, images[:12], "lite") for _ in range(2))
    assert all(np.array_equal(a.points, b.points) for a, b in zip(first, second, strict=True))
    assert all(np.array_equal(a.visibility, b.visibility) for a, b in zip(first, second, strict=True))


def test_the_number_of_threads_changes_no_point(images):
    one, three = (litert.Tracker(model_file("lite"), threads) for threads in (1, 3))
    for image, t_s in zip(images[:5], T_S, strict=False):
        a, b = (tracker.body(image, whole(image), t_s) for tracker in (one, three))
        assert np.array_equal(a.points, b.points)


def test_a_tracker_that_was_told_to_forget_begins_anew(images):
    tracker, fresh = litert.Tracker(model_file("lite")), litert.Tracker(model_file("lite"))
    for image, t_s in zip(images[:8], T_S, strict=False):
        tracker.body(image, whole(image), t_s)
    tracker.forget(T_S[8])
    again, anew = (t.body(images[8], whole(images[8]), T_S[8]) for t in (tracker, fresh))
    assert np.array_equal(again.points, anew.points)


def test_an_empty_picture_shows_nobody_and_who_comes_back_is_found(images):
    tracker = litert.Tracker(model_file("lite"))
    shown = [images[0], images[1], np.zeros_like(images[0]), images[3]]
    seen = [tracker.body(image, whole(image), t_s) for image, t_s in zip(shown, T_S, strict=False)]
    assert [body is not None for body in seen] == [True, True, False, True]


def test_a_window_puts_the_body_where_it_is_on_the_whole_picture(images):
    image = images[20]
    wide = np.zeros((image.shape[0], image.shape[1] + 200, 3), np.uint8)
    wide[:, 200:] = image
    detector = litert.Detector(model_file("lite"), 1)
    (there,), (here,) = detector.bodies(wide, Window(200, 0, image.shape[0])), detector.bodies(image, whole(image))
    assert there.points - here.points == pytest.approx(np.tile((200 / image.shape[0], 0, 0), (33, 1)), abs=1e-6)


def test_mediapipe_is_never_loaded():
    program = (
        "import sys, numpy as np; from backstride.pose import litert; from backstride.pose.models import model_file;"
        "litert.warm_up(model_file('lite')); sys.exit('mediapipe' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env={"PYTHONPATH": ":".join(sys.path)}, timeout=120)


def test_a_bundle_without_the_networks_is_refused_in_one_sentence(tmp_path):
    path = tmp_path / "empty.task"
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("other.tflite", b"")
    with pytest.raises(BadModel, match=r"empty\.task.*pose_detector\.tflite"):
        litert.Tracker(replace(model_file("lite"), path=path))
