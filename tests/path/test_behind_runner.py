"""Things close behind the runner, as the front camera sees them: the body hides their feet, or more of them."""

import pytest

from backstride.path.sighting import Sighting
from backstride.path.tracks import Tracks

BOX = (0.4, 0.4, 0.5, 0.6)
PX_M, TOP = 0.05, 0.3  # image heights: a metre along is so much higher on the picture; the head


def seen(along, across=0.0, box=BOX, **more):
    return Sighting(along, across, 0.2, box, **more)


class Scene:
    """Whoever's box ends lower stands nearer: one metre for each PX_M of the picture, to the side too."""

    def __init__(self, hidden=lambda box: True, px_per_m=lambda along_m: 100.0):
        self.hidden, self.px_per_m = hidden, px_per_m

    def standing(self, box, label):
        return seen((0.9 - box[3]) / PX_M, box=box, label=label, by_runner=True)

    def moved(self, box, along_m, across_m):
        aside, down = across_m * PX_M - (box[0] + box[2]) / 2, 0.9 - along_m * PX_M - box[3]
        return box[0] + aside, box[1] + down, box[2] + aside, box[3] + down


def person(foot, score=0.7, by_runner=True):
    return seen((0.9 - foot) / PX_M, box=(0.4, TOP, 0.5, foot), label="person", score=score, by_runner=by_runner)


def watch(tracks, sightings, seconds, runner=lambda t_s: 1.0):
    for i in range(round(seconds * 10)):
        tracks.look(sightings(i), i / 10, runner(i / 10), Scene(), 0.4)
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


@pytest.mark.parametrize(("runner_mps", "believed"), [(1.5, 1), (0.2, 0)])
def test_a_bench_behind_the_runner_is_believed_when_named_three_times_at_one_place_the_runner_has_left(
        runner_mps, believed):  # fmt: skip
    bench = lambda t_s: [seen(6.0, label="bench", score=0.3, by_runner=True)] if named_now(t_s) else []  # noqa: E731
    assert len(watch(Tracks(), bench, 0.9, runner=lambda t_s: runner_mps * t_s).believed) == believed


def named_now(t_s):
    return round(t_s * 10) % 4 == 0


def test_what_is_named_of_the_runner_goes_with_the_runner_and_is_never_believed():
    shirt = lambda t_s: [seen(4.0 + 1.5 * t_s, label="bench", score=0.3, by_runner=True)] if named_now(t_s) else []  # noqa: E731
    assert watch(Tracks(), shirt, 3.0, runner=lambda t_s: 1.5 * t_s).believed == ()


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


@pytest.mark.parametrize(("ahead_m", "believed"), [(0.8, False), (1.5, True)])
def test_what_is_first_seen_a_step_from_the_runner_waits_too(ahead_m, believed):
    comes_off = watch(Tracks(), lambda i: [seen(1.0 + ahead_m)], 0.6, runner=lambda t_s: 1.0 + 0.8 * t_s)
    assert bool(comes_off.believed) == believed


def at(along, across):
    """What stands there, half a metre wide, a quarter of a box of it on either side."""
    x, foot = across * PX_M, 0.9 - along * PX_M
    return seen(along, across, box=(x - 0.01, foot - 0.05, x + 0.01, foot))


def crossing(until_s=9.0, body=(-0.5, 0.5), taken_s=9.0):
    """A ball crosses from the left at 1.2 m/s, lies still or is gone from some time on; the body hides a strip."""
    tracks = Tracks()
    scene = Scene(lambda box: any(body[0] * PX_M < x < body[1] * PX_M for x in box[::2]))
    for i in range(60):
        across = 2.0 - 1.2 * min(i / 10, until_s)
        ball = at(5.0, across)
        tracks.look([] if scene.hidden(ball.box) or i / 10 > taken_s else [ball], i / 10, 0.0, scene, 0.4)
        yield tracks.believed


def test_what_went_behind_the_runner_and_did_not_come_out_is_still_there():
    ball, = list(crossing(until_s=1.7))[-1]  # at 0.0 m across, and 4 s hidden
    along, across, *speeds = ball.motion(6.0)
    assert (along, across) == pytest.approx((5.0, 0.0), abs=0.3) and speeds == [0.0, 0.0]


def test_what_comes_out_again_goes_on_as_one_and_the_same():
    looks = [believed for believed in crossing() if believed]
    assert {track.number for believed in looks for track in believed} == {1}
    assert looks[40][0].motion(4.3)[3] == pytest.approx(-1.2, abs=0.1)


def test_where_the_runner_no_longer_hides_it_and_nothing_is_seen_nothing_is():
    strip = [-0.5, 0.5]
    looks = crossing(until_s=1.7, body=strip, taken_s=2.0)
    behind = [next(looks) for _ in range(40)]
    strip[:] = 5.0, 6.0  # the runner has gone on
    later = [next(looks) for _ in range(15)]
    assert behind[-1] and not any(later[11:])


@pytest.mark.parametrize(("there_px_per_m", "believed"), [(100.0, False), (40.0, True)], ids=["near", "far"])
def test_far_behind_a_slow_runner_a_shorter_way_tells_a_thing_from_a_hand(there_px_per_m, believed):
    scene = Scene(px_per_m=lambda along_m: 100.0 if along_m < 4 else there_px_per_m)
    tracks = Tracks()
    for i in range(10):  # the runner comes 0.27 m nearer
        tracks.look([seen(8.0, by_runner=True)], i / 10, 1.0 + 0.03 * i, scene)
    assert bool(tracks.believed) == believed


@pytest.mark.parametrize(("there_px_per_m", "believed"), [(100.0, False), (40.0, True)], ids=["near", "far"])
def test_far_off_an_outline_may_waver_by_more_and_still_stand(there_px_per_m, believed):
    scene = Scene(px_per_m=lambda along_m: 100.0 if along_m < 4 else there_px_per_m)
    tracks = Tracks()
    for i in range(10):  # the runner comes 0.9 m nearer
        tracks.look([seen(8.0 + 0.2 * (i % 3), by_runner=True)], i / 10, 1.0 + 0.1 * i, scene)
    assert bool(tracks.believed) == believed
