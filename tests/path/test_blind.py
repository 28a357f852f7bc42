"""What keeps the camera from seeing, each by its name; and shakes, which do not."""

import cv2
import numpy as np
import pytest
from lane_scene import SIZE, bare, frame, lit, pose, with_runner

from backstride.path.blind import Eye


def looks(eye, picture, seconds, start_s=0.0, noise=True):
    """The answers of ten looks a second at what ``picture(t_s)`` shows, with a runner going down the lane."""
    sights = []
    for i in range(round(seconds * 10)):
        t_s = start_s + i / 10
        shown = picture(t_s)
        sights.append(eye.look(frame(shown, t_s, round(t_s * 10)).image if noise else shown, t_s))
    return sights


def lively(t_s):
    return with_runner(bare(), pose(0.5 + t_s))


def moved(picture, x, y, turn_deg=0.0):
    matrix = cv2.getRotationMatrix2D((SIZE[0] / 2, SIZE[1] / 2), turn_deg, 1.0)
    matrix[:, 2] += (x, y)
    return cv2.warpAffine(picture, matrix, SIZE, borderMode=cv2.BORDER_REPLICATE)


@pytest.mark.parametrize("spoil, why", [
    (lambda p: lit(p, 0.03), "dark"),
    (lambda p: np.full_like(p, 90), "covered"),
    (lambda p: lit(p, 8.0), "over-exposed"),
    (lambda p: lit(cv2.GaussianBlur(p, (0, 0), 8), 0.3) + 140, "fogged"),
])  # fmt: skip
def test_a_spoiled_picture_is_named_at_once_and_forgiven_when_it_is_over(spoil, why):
    eye = Eye()
    assert {sight.why for sight in looks(eye, lively, 1.0)} == {""}
    assert all(why in sight.why for sight in looks(eye, lambda t_s: spoil(lively(t_s)), 1.0, 1.0))
    assert looks(eye, lively, 1.0, 2.0)[-1].why == ""


def test_frozen_pictures_are_noticed_within_a_second_and_a_key_frame_does_not_hide_them():
    eye = Eye()
    looks(eye, lively, 1.0)
    key = lambda t_s: lit(lively(1.0), 1.05 if abs(t_s - 2.0) < 0.01 else 1.0)  # noqa: E731
    sights = looks(eye, key, 2.0, 1.0, noise=False)
    assert all("stands still" in sight.why for sight in sights[7:])
    assert looks(eye, lively, 1.0, 3.0)[-1].why == ""


@pytest.mark.parametrize("x, y, turn_deg", [(12, 6, 0), (0, 0, 3), (150, 20, 0)])
def test_a_moved_camera_is_noticed_within_a_second(x, y, turn_deg):
    eye = Eye()
    looks(eye, lively, 1.0)
    sights = looks(eye, lambda t_s: moved(lively(t_s), x, y, turn_deg), 2.0, 1.0)
    assert all("moved" in sight.why for sight in sights[9:])


def test_a_shaking_camera_is_not_a_moved_one_and_the_shake_is_told():
    eye = Eye()
    looks(eye, lively, 0.5)
    sights = looks(eye, lambda t_s: moved(lively(t_s), 3 * np.cos(t_s * 31.4), 0), 2.0, 0.5)
    assert {sight.why for sight in sights} == {""}
    assert [abs(sight.shift[0]) * SIZE[1] for sight in sights[2:]] == pytest.approx([3.0] * 18, abs=0.6)


def test_a_change_of_light_is_not_a_move():
    eye = Eye()
    looks(eye, lively, 0.5)
    assert {sight.why for sight in looks(eye, lambda t_s: lit(lively(t_s), 0.6), 1.0, 0.5)} == {""}
