"""How far off a thing's speed may be, by what the looks told of it."""

from math import inf

import pytest

from backstride.path.ways import Ways
from backstride.types import Found, Motion


def errors_mps(places, mps):
    """After each of ten looks a second; places and speeds by the look's number."""
    ways = Ways()
    return [ways.error_mps(Found(1, "dog", Motion(places(i), 0.0, mps(i), 0.0, 0.2), (0.0, 0.0, 0.1, 0.1)), i / 10)
            for i in range(20)]  # fmt: skip


def test_of_what_was_just_seen_first_no_speed_is_known():
    told = errors_mps(lambda i: 5.0, lambda i: 0.0)
    assert told[:4] == [inf] * 4 and told[4] == pytest.approx(0.0)


def test_what_seems_to_stand_and_goes_away_errs_by_as_much_as_it_goes():
    assert errors_mps(lambda i: 5.0 + 0.04 * i, lambda i: 0.0)[-1] == pytest.approx(0.4)


def test_what_goes_as_it_is_told_does_not_err():
    assert errors_mps(lambda i: 5.0 + 0.04 * i, lambda i: 0.4)[-1] == pytest.approx(0.0, abs=1e-6)


def test_places_that_waver_tell_nothing_against_a_speed():
    assert errors_mps(lambda i: 5.0 + 0.05 * (-1) ** i, lambda i: 0.0)[-1] == pytest.approx(0.0)


def test_a_speed_told_now_so_now_so_errs_by_the_difference():
    assert errors_mps(lambda i: 5.0, lambda i: -0.8 if i % 2 else 0.0)[-1] == pytest.approx(0.8)


def test_looks_so_seldom_that_they_tell_no_line_tell_no_speed():
    ways, found = Ways(), Found(1, "dog", Motion(5.0, 0.0, 0.0, 0.0, 0.2), (0.0, 0.0, 0.1, 0.1))
    assert [ways.error_mps(found, t_s) for t_s in (0.0, 0.5, 1.0)] == [inf] * 3


def test_between_two_looks_nothing_new_is_known_and_who_is_gone_is_forgotten():
    ways, found = Ways(), Found(1, "dog", Motion(5.0, 0.0, 0.0, 0.0, 0.2), (0.0, 0.0, 0.1, 0.1))
    for _ in range(50):
        ways.error_mps(found, 0.0)
    assert ways.error_mps(found, 0.1) == inf
    ways.forget({2})
    assert ways.known == set()
