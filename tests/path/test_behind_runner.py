"""Things close behind the runner, as the front camera sees them: the body hides their feet, or more of them."""

import pytest

from backstride.path.tracks import Sighting, Tracks

BOX = (0.4, 0.4, 0.5, 0.6)
PX_M, TOP = 0.05, 0.3  # image heights: a metre along is so much higher on the picture; the head


def seen(along, across=0.0, box=BOX, **more):
    return Sighting(along, across, 0.2, box, **more)


def standing(box, label):
    """Whoever's box ends lower stands nearer: one metre for each PX_M of the picture."""
    return seen((0.9 - box[3]) / PX_M, box=box, label=label, by_runner=True)


def person(foot, score=0.7, by_runner=True):
    return seen((0.9 - foot) / PX_M, box=(0.4, TOP, 0.5, foot), label="person", score=score, by_runner=by_runner)


def watch(tracks, sightings, seconds, runner=lambda t_s: 1.0):
    for i in range(round(seconds * 10)):
        tracks.look(sightings(i), i / 10, runner(i / 10), lambda box: True, 0.4, standing)
    return tracks


def test_one_whose_feet_the_runner_hides_from_some_time_on_still_stands_there():
    tracks = watch(Tracks(), lambda i: [] if i % 4 else [person(0.7 if i < 8 else 0.5)], 2.4)
    assert tracks.believed[0].motion(2.4)[0] == pytest.approx((0.9 - 0.7) / PX_M, abs=0.05)


def test_one_who_was_in_plain_sight_is_as_tall_as_was_seen_then():
    feet = {0: (0.7, True), 4: (0.5, False), 8: (0.45, True)}
    tracks = watch(Tracks(), lambda i: [] if i % 4 else [person(feet[min(i, 8)][0], by_runner=feet[min(i, 8)][1])], 2.4)
    assert tracks.believed[0].motion(2.4)[0] == pytest.approx((0.9 - 0.5) / PX_M, abs=0.05)


def test_one_close_behind_the_runner_is_believed_when_surely_named_three_times():
    sure = lambda i: [] if i % 4 else [person(0.7 + 0.01 * i)]  # noqa: E731 (walks: stands at no steady place)
    faint = lambda i: [] if i % 4 else [person(0.7 + 0.01 * i, score=0.3)]  # noqa: E731
    assert not watch(Tracks(), sure, 0.8).believed and watch(Tracks(), sure, 0.9).believed
    assert not watch(Tracks(), faint, 2.0).believed


def test_shoes_of_the_grounds_colour_do_not_move_their_wearer_down_the_lane():
    legs = seen(6.5, box=(0.4, 0.5, 0.5, 0.7 - 0.015))
    tracks = watch(Tracks(), lambda i: [legs, *([] if i % 4 else [person(0.7, by_runner=False)])], 1.6)
    thing, = tracks.believed
    assert thing.motion(1.6)[0] == pytest.approx((0.9 - 0.7) / PX_M, abs=0.05)


def test_what_only_the_detector_sees_has_a_speed_after_four_names():
    ball = lambda i: [] if i % 4 else [seen(4.0 + 0.06 * i, label="sports ball", score=0.6, box=BOX)]  # noqa: E731
    thing, = watch(Tracks(), ball, 1.3).believed
    assert thing.motion(1.2)[2] == pytest.approx(0.6, abs=0.02)


def test_what_came_off_the_runners_body_waits_until_the_runner_has_gone_on():
    shadow = lambda i: [seen(1.4, by_runner=i == 0)]  # noqa: E731
    assert not watch(Tracks(), shadow, 1.5).believed
    assert watch(Tracks(), shadow, 1.5, runner=lambda t_s: 1.0 - 0.6 * t_s).believed
    assert watch(Tracks(), lambda i: [seen(4.0, by_runner=i == 0)], 0.5).believed
