"""What keeps the camera from seeing, each by its name; and shakes, which do not."""

import cv2
import numpy as np
import pytest
from lane_scene import SIZE, bare, frame, lit, pose, with_runner

from backstride.bench.random_play import random_play
from backstride.bench.spoiled import HARMLESS, blinding, unspoiled
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


def moved(picture, x, y, turn_deg=0.0, zoom=1.0):
    matrix = cv2.getRotationMatrix2D((SIZE[0] / 2, SIZE[1] / 2), turn_deg, zoom)
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


@pytest.mark.parametrize("spoil", [
    lambda p: np.full_like(p, 90), lambda p: lit(cv2.GaussianBlur(p, (0, 0), 8), 0.3) + 140, lambda p: lit(p, 8.0),
])  # fmt: skip
def test_a_picture_that_is_blind_from_the_start_is_never_taken_for_a_good_one(spoil):
    assert all(sight.why for sight in looks(Eye(), lambda t_s: spoil(lively(t_s)), 1.0))


def fogged(picture, strength):
    return lit(cv2.GaussianBlur(picture, (0, 0), 4.5 * strength), 1 - 0.7 * strength) + np.uint8(150 * strength)


@pytest.mark.parametrize("spoil", [
    lambda p: fogged(p, 0.5), lambda p: fogged(p, 0.7), lambda p: cv2.GaussianBlur(p, (0, 0), 2.5),
    lambda p: cv2.GaussianBlur(p, (0, 0), 8), lambda p: lit(p, 0.2) + np.uint8(170), lambda p: lit(p, 0.1),
])  # fmt: skip
def test_a_soft_or_veiled_or_dim_picture_from_the_start_needs_no_good_one_to_be_known_by(spoil):
    eye = Eye()
    assert all(sight.why for sight in looks(eye, lambda t_s: spoil(lively(t_s)), 1.0))
    assert looks(eye, lively, 1.5, 1.0)[-1].why == ""


def test_a_light_place_in_the_dark_is_dark_from_the_start():
    light = lambda t_s: lit(lively(t_s), 1.3)  # noqa: E731
    assert all("dark" in sight.why for sight in looks(Eye(), lambda t_s: lit(light(t_s), 0.15), 1.0))
    assert {sight.why for sight in looks(Eye(), lambda t_s: lit(light(t_s), 0.4), 1.0)} == {""}


@pytest.mark.parametrize("spoil", [
    lambda p: lit(p, 0.4), lambda p: lit(p, 0.8) + np.uint8(35), lambda p: cv2.GaussianBlur(p, (0, 0), 0.8),
    lambda p: cv2.imdecode(cv2.imencode(".jpg", p, [cv2.IMWRITE_JPEG_QUALITY, 20])[1], cv2.IMREAD_COLOR),
])  # fmt: skip
def test_dusk_mist_a_cheap_lens_and_coarse_pictures_are_not_blindness(spoil):
    assert {sight.why for sight in looks(Eye(), lambda t_s: spoil(lively(t_s)), 1.5)} == {""}


@pytest.mark.parametrize("seed", [None, 3])
def test_a_stuck_buffer_that_shows_two_pictures_by_turns_stands_still_also_with_a_trace_of_noise(seed):
    two, dice = (lively(1.0), lively(1.2)), np.random.default_rng(seed or 0)

    def stuck(t_s):
        picture = two[round(t_s * 10) % 2]
        noise = 0 if seed is None else dice.normal(0, 0.7, picture.shape)
        return np.clip(picture + noise, 0, 255).astype(np.uint8)

    assert all("stands still" in sight.why for sight in looks(Eye(), stuck, 3.0, noise=False)[9:])


def test_a_stream_that_shows_each_picture_twice_is_alive():
    assert {sight.why for sight in looks(Eye(), lambda t_s: lively(np.floor(t_s * 5) / 5), 3.0, noise=False)} == {""}


def test_a_slow_swing_of_the_pole_is_a_shake():
    eye = Eye()
    swing = lambda t_s: moved(lively(t_s % 4), 2.9 * np.sin(5 * t_s), 2.1 * np.sin(4 * t_s + 1))  # noqa: E731
    assert {sight.why for sight in looks(eye, swing, 6.0)} == {""}


def test_a_lens_that_is_covered_little_by_little_is_noticed_before_it_is_covered_whole():
    eye = Eye()
    share = lambda t_s: min(1.0, max(0.0, (t_s - 1) / 4))  # noqa: E731
    sights = looks(eye, lambda t_s: lit(lively(t_s / 2), 1 - share(t_s)) + np.uint8(50 * share(t_s)), 6.0)
    assert {sight.why for sight in sights[:15]} == {""} and all(sight.why for sight in sights[48:])


def test_a_hand_over_the_left_of_the_lens_is_noticed():
    eye, hand = Eye(), np.zeros((SIZE[1], SIZE[0], 1))
    hand[:, : SIZE[0] * 6 // 10] = 1.0
    hand = cv2.GaussianBlur(hand, (0, 0), 12)[..., None]
    looks(eye, lively, 1.0)
    sights = looks(eye, lambda t_s: lit(lively(t_s), 1 - hand) + np.uint8(40 * hand), 2.0, 1.0)
    assert all(sight.why for sight in sights[9:])


def test_a_white_sky_is_no_glare_where_the_lane_is_not():
    def under_white_sky(t_s):
        picture = lively(t_s)
        picture[:110] = 255
        return picture

    assert {sight.why for sight in looks(Eye((0.0, 0.4, 2.0, 1.0)), under_white_sky, 1.0)} == {""}


def test_frozen_pictures_are_noticed_within_a_second_and_a_key_frame_does_not_hide_them():
    eye = Eye()
    looks(eye, lively, 1.0)
    key = lambda t_s: lit(lively(1.0), 1.05 if abs(t_s - 2.0) < 0.01 else 1.0)  # noqa: E731
    sights = looks(eye, key, 2.0, 1.0, noise=False)
    assert all("stands still" in sight.why for sight in sights[7:])
    assert looks(eye, lively, 1.0, 3.0)[-1].why == ""


@pytest.mark.parametrize("x, y, turn_deg, zoom", [
    (4, 0, 0, 1), (0, -4, 0, 1), (12, 6, 0, 1), (150, 20, 0, 1), (0, 0, 1, 1), (0, 0, 30, 1), (0, 0, 0, 1.03),
    (0, 0, 0, 0.7),
])  # fmt: skip
def test_a_moved_camera_is_noticed_within_a_second(x, y, turn_deg, zoom):
    eye = Eye()
    looks(eye, lively, 1.0)
    sights = looks(eye, lambda t_s: moved(lively(t_s), x, y, turn_deg, zoom), 2.0, 1.0)
    assert all("moved" in sight.why for sight in sights[9:])


def test_a_slow_move_is_noticed_when_it_has_gone_too_far_and_not_learnt():
    eye = Eye()
    sights = looks(eye, lambda t_s: moved(lively(t_s % 5), max(0.0, t_s - 1) / 2, 0), 12.0)
    assert all("moved" in sight.why for sight in sights[85:])


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


def test_a_trembling_hand_over_most_of_the_lens_stays_noticed():
    eye = Eye()
    looks(eye, lively, 1.0)

    def behind_hand(t_s):
        hand = np.zeros((SIZE[1], SIZE[0]))
        hand[:, : round(SIZE[0] * (0.6 + 0.04 * np.sin(9 * t_s)))] = 1.0
        hand = cv2.GaussianBlur(hand, (0, 0), 12)[..., None]
        return lit(lively(t_s), 1 - hand) + np.uint8(40 * hand)

    assert all(sight.why for sight in looks(eye, behind_hand, 3.0, 1.0)[9:])
    assert looks(eye, lively, 1.5, 4.0)[-1].why == ""


def test_a_move_by_three_pixels_of_360_is_told_for_as_long_as_it_lasts_and_not_after():
    eye = Eye()
    looks(eye, lively, 1.0)
    sights = looks(eye, lambda t_s: moved(lively(t_s), 3, 0), 3.0, 1.0)
    assert all("moved" in sight.why for sight in sights[10:])
    assert looks(eye, lively, 1.5, 4.0)[-1].why == ""


LANE = (0.0, 0.4, 1.8, 1.0)


def finger(tip, wide):
    """Its share of each pixel: out of focus, from the picture's lower left corner on."""
    share = np.zeros((SIZE[1], SIZE[0]), np.float32)
    cv2.line(share, (-100, 400), tip, 1.0, wide)
    return cv2.GaussianBlur(share, (0, 0), 12)[..., None]


@pytest.mark.parametrize("colour", [(34, 32, 30), (45, 105, 60), (200, 205, 215)])
def test_a_finger_or_leaf_over_a_part_of_the_lane_is_noticed_and_forgiven_when_it_is_gone(colour):
    eye, share = Eye(LANE), finger((230, 270), 190)
    looks(eye, lively, 1.0)
    covered = lambda t_s: lit(lively(t_s), 1 - share) + np.uint8(np.array(colour) * share)  # noqa: E731
    assert all("covers" in sight.why for sight in looks(eye, covered, 2.0, 1.0)[5:])
    assert looks(eye, lively, 1.0, 3.0)[-1].why == ""


def test_a_soft_shadow_over_the_same_part_is_nothing():
    eye, share = Eye(LANE), finger((230, 270), 190)
    looks(eye, lively, 1.0)
    assert {sight.why for sight in looks(eye, lambda t_s: lit(lively(t_s), 1 - 0.5 * share), 2.0, 1.0)} == {""}


def test_a_pan_along_lines_that_lead_that_way_is_noticed_though_the_lines_stay():
    def beside_a_track(t_s):
        picture = np.full((SIZE[1], SIZE[0], 3), (70, 95, 185), np.uint8)
        for y in (60, 90, 120, 150, 190, 240, 300):
            picture[y : y + 4] = 225
        for x in (70, 200, 390, 560):  # posts
            picture[30:60, x : x + 6] = 30
        return with_runner(picture, pose(0.5 + t_s))

    eye = Eye()
    looks(eye, beside_a_track, 1.0)
    panned = lambda t_s: moved(beside_a_track(t_s), 72, 0)  # noqa: E731
    assert all("moved" in sight.why for sight in looks(eye, panned, 2.0, 1.0)[8:])


def played(play, weather):
    return lambda t_s: weather(play.picture(t_s), t_s)


def test_a_pan_along_level_lines_and_houses_all_alike_is_noticed():
    eye, play = Eye(LANE), random_play(538)
    looks(eye, played(play, unspoiled), 1.0, noise=False)
    sights = looks(eye, played(play, blinding()["camera panned far"]), 2.0, 1.0, noise=False)
    assert all("moved" in sight.why for sight in sights[8:])


@pytest.mark.parametrize("number", range(503, 509, 2))
def test_hard_shadows_that_wander_over_everything_make_no_other_picture(number):
    sights = looks(Eye(LANE), played(random_play(number), HARMLESS["moving shadows"]), 3.0, noise=False)
    assert not any("something hides" in sight.why for sight in sights)


@pytest.mark.parametrize("number, lane, seconds", [
    (606, (0.0, 0.5, 0.8, 1.0), 3.0), (1154, (0.0, 0.34, 1.78, 1.0), 4.0),
])  # fmt: skip
def test_where_a_runner_left_a_plain_ground_is_nothing_also_between_lines(number, lane, seconds):
    sights = looks(Eye(lane), played(random_play(number), unspoiled), seconds, noise=False)
    assert {sight.why for sight in sights} == {""}


@pytest.mark.parametrize("soft_px, told", [(0.0, False), (12.0, True)])
def test_a_plain_thing_that_comes_in_from_the_side_is_told_from_a_cover_by_its_focus(soft_px, told):
    """A dark box so near that it takes a fifth of the lane's part, with ground below its foot."""
    eye, play = Eye((0.0, 0.37, 1.78, 1.0)), random_play(500)

    def beside_box(t_s):
        picture = cv2.resize(play.picture(t_s), (640, 360), interpolation=cv2.INTER_AREA)
        share = np.zeros(picture.shape[:2], np.float32)
        share[119:335, picture.shape[1] - round(129 * min(1.0, max(0.0, t_s - 0.8))) :] = 1.0
        share = (cv2.GaussianBlur(share, (0, 0), soft_px) if soft_px else share)[..., None]
        return lit(picture, 1 - share) + np.uint8(np.array((34, 32, 30)) * share)

    sights = looks(eye, beside_box, 3.0, noise=False)
    assert any("covers" in sight.why for sight in sights) == told
