"""The stop model with the figures of its table, and paths that cross."""

from math import isnan, nan

import pytest

from backstride.path import threat
from backstride.path.threat import ADULT, SENIOR, level
from backstride.types import Motion


@pytest.mark.parametrize("speed, stop, slow, senior_stop, senior_slow", [
    (0.6, 1.5, 2.7, 2.1, 3.9), (1.2, 2.4, 4.7, 3.5, 6.7), (2.0, 4.1, 8.0, 6.0, 11.4), (4.0, 10.1, 19.0, 15.0, 26.9),
])  # fmt: skip
def test_distances_are_those_of_the_table(speed, stop, slow, senior_stop, senior_slow):
    given = [model.distance_m(speed) for model in (ADULT.stop, ADULT.slow, SENIOR.stop, SENIOR.slow)]
    assert given == pytest.approx([stop, slow, senior_stop, senior_slow], abs=0.06)


def test_a_still_thing_nine_metres_behind_an_adult_at_two_metres_a_second():
    assert [level(d, 2.0) for d in (9.0, 8.05, 7.99, 4.1, 4.05)] == ["watching", "watching", "slow", "slow", "stop"]


def test_a_walker_who_comes_closer_asks_for_the_stop_much_earlier():
    assert level(7.3, 3.2) == "stop" and level(7.5, 3.2) == "slow"


def test_a_thing_beside_a_runner_who_stands_still_only_matters_within_the_margin():
    assert [level(d, 0.0) for d in (1.1, 0.9, 0.7)] == ["watching", "slow", "stop"]


def test_what_the_runner_has_passed_is_no_threat():
    assert level(-0.5, 2.0) == "watching" and level(nan, 2.0) == "watching"


def test_no_contact_is_told_when_runner_and_thing_part():
    assert isnan(threat.ttc_s(3.0, -0.5)) and threat.ttc_s(3.0, 1.5) == pytest.approx(2.0)


def test_a_ball_that_rolls_across_is_in_the_corridor_from_edge_to_edge():
    ball = Motion(5.0, -2.2, 0.0, 1.6, 0.1)
    assert threat.enters_s(ball, 0.6) == pytest.approx((1.5 / 1.6, 2.9 / 1.6))


def test_one_who_walks_away_from_the_lane_never_enters_it():
    assert not threat.crosses(Motion(5.0, 1.5, 0.0, 0.5, 0.25), 5.0, 1.5, 0.6)


def test_one_who_drifts_toward_the_lane_is_a_threat_only_when_about_to_enter():
    assert not threat.crosses(Motion(5.0, -1.44, 0.0, 0.25, 0.3), 3.0, 2.5, 0.6)
    assert threat.crosses(Motion(5.0, -1.1, 0.0, 0.25, 0.3), 3.0, 2.5, 0.6)


def test_one_who_crosses_long_before_the_runner_comes_is_no_threat():
    assert not threat.crosses(Motion(20.0, -3.0, 0.0, 2.0, 0.25), 20.0, 1.5, 0.6)


def test_one_about_to_step_over_the_line_counts_as_in_the_lane_whenever_the_runner_comes():
    assert threat.crosses(Motion(20.0, -1.0, 0.0, 2.0, 0.25), 20.0, 1.5, 0.6)


def test_one_who_will_stand_in_the_lane_when_the_runner_comes_is_a_threat():
    assert threat.crosses(Motion(5.0, -2.0, 0.0, 0.5, 0.25), 5.0, 1.5, 0.6)


def test_a_long_bicycle_reaches_into_the_lane_before_its_middle_does():
    assert threat.in_corridor(Motion(3.0, 1.4, 0.0, 0.0, 0.85), 0.61)


def test_the_watched_range_caps_the_speed():
    assert threat.watched_speed_mps(8.0) == pytest.approx(2.0, abs=0.01)
    assert threat.watched_speed_mps(8.0, SENIOR) == pytest.approx(1.4, abs=0.1)
    assert threat.watched_speed_mps(0.5) == 0.0 and isnan(threat.watched_speed_mps(nan))
