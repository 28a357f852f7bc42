"""What the runner is told of things, judged by the runner's own way; and when nothing can be told."""

from math import isnan, nan

import pytest
from lane_scene import calibration, nobody, pose

from backstride.path.lane import lane_of
from backstride.path.warden import Warden
from backstride.types import Found, Motion, Report

BOX = (0.4, 0.4, 0.5, 0.6)


def found(along, across=0.0, along_mps=0.0, across_mps=0.0, track=1, label="obstacle"):
    return Found(track, label, Motion(along, across, along_mps, across_mps, 0.2), BOX)


def told(place, *things, why="", seconds=2.0, seen=True):
    """The views of a runner who goes where ``place(t_s)`` says while the lookout reports the same things."""
    warden, views = Warden(lane_of(calibration(), (640, 360)), "front"), []
    for i in range(round(seconds * 30)):
        t_s = i / 30
        here = warden.follow(pose(place(t_s), t_s) if seen else nobody(t_s), t_s)
        views.append(warden.view(Report(t_s, why, things), here, t_s))
    return views


def test_nothing_on_the_lane_is_watching_and_tells_how_far():
    last = told(lambda t_s: 1.0 + t_s)[-1]
    assert last.state == "watching" and last.things == ()
    assert last.range_m == pytest.approx(10.0 - 1.0 - 2.0, abs=0.2)


def test_a_box_comes_nearer_and_is_told_with_metres_and_seconds():
    thing, = told(lambda t_s: 1.0 + 1.2 * t_s, found(9.0))[-1].things
    assert thing.distance_m == pytest.approx(9.0 - 3.4, abs=0.25)
    assert thing.closing_mps == pytest.approx(1.2, abs=0.1)
    assert thing.ttc_s == pytest.approx(thing.distance_m / thing.closing_mps)


def test_levels_rise_as_the_stop_model_asks():
    states = [view.state for view in told(lambda t_s: 0.5 + 1.2 * t_s, found(8.0), seconds=5.0)]
    assert list(dict.fromkeys(states)) == ["unknown", "watching", "slow", "stop"]
    at_stop = 8.0 - 0.5 - 1.2 * states.index("stop") / 30
    assert 2.4 - 0.25 < at_stop < 2.4 + 0.9


def test_of_what_is_far_from_the_camera_is_warned_sooner_for_its_foot_may_be_nearer_than_it_seems():
    def at_stop_m(along):
        views = told(lambda t_s: along - 6.0 + 1.2 * t_s, found(along), seconds=5.0)
        return next(thing.distance_m for view in views if view.state == "stop" for thing in view.things)

    assert at_stop_m(5.0) + 0.1 < at_stop_m(9.5) < at_stop_m(5.0) + 0.4


def test_one_beside_the_lane_is_told_of_but_is_no_threat():
    thing, = told(lambda t_s: 5.0 + t_s, found(8.0, across=1.4, label="person"))[-1].things
    assert thing.level == "watching" and not thing.in_way and thing.lateral_m == pytest.approx(1.4)


def test_one_who_steps_onto_the_lane_when_the_runner_comes_is_a_threat_beforehand():
    thing, = told(lambda t_s: 4.0 + t_s, found(8.0, across=1.4, across_mps=-0.6))[-1].things
    assert thing.in_way and thing.level != "watching"


def test_what_the_runner_passed_is_left_out():
    assert told(lambda t_s: 6.0 + t_s, found(5.0))[-1].things == ()


def test_a_runner_who_stands_is_not_told_to_stop_two_metres_away():
    last = told(lambda t_s: 5.0, found(7.0))[-1]
    assert last.state == "watching" and isnan(last.things[0].ttc_s)


@pytest.mark.parametrize("views, why", [
    (told(lambda t_s: 1.0 + t_s, why="the picture is dark"), "dark"),
    (told(lambda t_s: 1.0 + t_s, seen=False), "runner is not seen"),
    (told(lambda t_s: 9.5 + t_s), "ends here"),
])  # fmt: skip
def test_what_cannot_be_known_is_unknown_with_its_reason(views, why):
    assert views[-1].state == "unknown" and why in views[-1].why and views[-1].things == ()


def test_an_old_look_is_no_answer():
    warden = Warden(lane_of(calibration(), (640, 360)), "front")
    for i in range(60):
        here = warden.follow(pose(1.0 + i / 30, i / 30), i / 30)
    assert warden.view(Report(1.6), here, 59 / 30).state == "watching"
    late = warden.view(Report(1.4), here, 59 / 30)
    assert late.state == "unknown" and "too old" in late.why and late.t_s == 1.4


def test_a_short_gap_in_the_runners_pose_is_bridged_and_a_long_one_is_not():
    warden = Warden(lane_of(calibration(), (640, 360)), "front")
    for i in range(60):
        warden.follow(pose(1.0 + i / 30, i / 30), i / 30)
    gaps = {gap: warden.follow(nobody(1.97 + gap), 1.97 + gap) for gap in (0.3, 0.6, 0.9)}
    assert gaps[0.6].along_m == pytest.approx(1.0 + 2.57, abs=0.25) and gaps[0.9] is None


def test_a_pose_that_jumps_far_along_the_lane_is_not_followed():
    warden = Warden(lane_of(calibration(), (640, 360)), "front")
    for i in range(60):
        here = warden.follow(pose(8.0 if i % 10 == 9 else 1.0 + i / 30, i / 30), i / 30)
    assert here.along_m == pytest.approx(1.0 + 59 / 30, abs=0.25)


def test_seconds_are_not_told_while_the_speed_may_be_far_off():
    wavering = told(lambda t_s: 1.0 + 1.2 * t_s + 0.25 * ((t_s * 5) % 1 > 0.5), found(8.0), seconds=1.0)[-1].things
    steady = told(lambda t_s: 1.0 + 1.2 * t_s, found(8.0), seconds=1.0)[-1].things
    assert isnan(wavering[0].ttc_s) and steady[0].ttc_s == pytest.approx(5.8 / 1.2, rel=0.15)


def test_seconds_are_not_told_where_the_pixels_are_too_coarse_for_the_speed():
    def at(along):
        return told(lambda t_s: along - 5.0 + 0.6 * t_s, found(along), seconds=2.0)[-1].things[0]

    near, far = at(4.0), at(9.0)
    assert isnan(far.ttc_s) and near.ttc_s == pytest.approx(3.8 / 0.6, rel=0.15)


def seconds_told(thing_mps, at_m=9.0, seconds=4.0, goes_mps=None):
    """Seconds to contact by time, for a runner at 1 m/s and a thing of which each look tells ``thing_mps(t_s)``.

    It goes so fast, or as ``goes_mps(t_s)`` has it.
    """
    warden, told_s = Warden(lane_of(calibration(), (640, 360)), "front"), {}
    for i in range(round(seconds * 30)):
        t_s = i / 30
        here = warden.follow(pose(1.0 + t_s, t_s), t_s)
        if i % 3 == 0:
            at_m += 0.1 * (goes_mps or thing_mps)(t_s)
            report = Report(t_s, "", (found(at_m, along_mps=thing_mps(t_s)),))
        things = warden.view(report, here, t_s).things
        told_s[round(t_s, 2)] = things[0].ttc_s if things else nan
    return told_s


def test_seconds_are_not_told_while_the_things_speed_is_told_now_so_now_so():
    told_s = seconds_told(lambda t_s: -0.8 if t_s >= 3.0 else 0.0, seconds=5.0)
    assert told_s[2.9] == pytest.approx(5.1, abs=0.4)
    assert isnan(told_s[3.0]) and isnan(told_s[3.2])
    assert told_s[4.5] == pytest.approx(2.3 / 1.8, abs=0.4)


def test_seconds_are_not_told_of_what_seems_to_stand_while_its_places_go_away():
    assert isnan(seconds_told(lambda t_s: 0.0, at_m=6.0, goes_mps=lambda t_s: 0.4)[3.5])
    assert not isnan(seconds_told(lambda t_s: 0.0, at_m=6.0)[3.5])


def test_seconds_are_told_of_nothing_that_was_just_seen_first():
    told_s = seconds_told(lambda t_s: 0.0, at_m=6.0, seconds=1.5)
    first_s = min(t_s for t_s, seconds in told_s.items() if not isnan(seconds))
    assert first_s >= 0.4


def test_seconds_are_not_told_where_hardly_anybody_closes_in():
    assert isnan(seconds_told(lambda t_s: 0.75, at_m=2.6)[3.9])
    assert not isnan(seconds_told(lambda t_s: 0.0, at_m=5.5)[3.9])


def test_what_is_gone_leaves_nothing_behind():
    warden = Warden(lane_of(calibration(), (640, 360)), "front")
    for i in range(60):
        here = warden.follow(pose(1.0 + i / 30, i / 30), i / 30)
        warden.view(Report(i / 30, "", (found(9.0, track=i),)), here, i / 30)
    assert set(warden._held) == warden._ways.known == {59}
