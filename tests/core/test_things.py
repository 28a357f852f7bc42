"""Which things about the path people are told of: what warns always, what may be the runner's own body never."""

from dataclasses import replace
from math import nan

import pytest

from backstride.core.things import is_aside, told_of, warned_of
from backstride.types import PathView, Thing

IN_WAY = Thing(1, "obstacle", 6.0, 0.1, 1.5, 4.0, "watching", (0, 0, 1, 1))
SHADOW = Thing(2, "obstacle", 0.4, 0.9, 1.2, 0.3, "watching", (0, 0, 1, 1), in_way=False)


def told(*things, state="watching"):
    return told_of(PathView(1.0, state, "", things))


def test_a_nameless_piece_at_the_runners_feet_that_is_no_threat_is_not_told():
    assert told(SHADOW) == ()


@pytest.mark.parametrize("change", [
    {"level": "slow"}, {"level": "stop"}, {"in_way": True}, {"label": "person"}, {"distance_m": 3.0},
    {"distance_m": nan},
], ids=str)  # fmt: skip
def test_what_warns_is_in_the_way_has_a_name_or_lies_farther_off_is_told(change):
    assert told(replace(SHADOW, **change)) != ()


def test_what_is_in_the_way_is_told_before_what_stands_beside_it_however_near():
    beside = replace(SHADOW, label="person")
    assert told(beside, IN_WAY) == (IN_WAY, beside)


def test_what_was_passed_is_no_threat_but_at_a_belt_nothing_is_passed():
    passed = replace(IN_WAY, distance_m=-0.2)
    assert is_aside(passed) and not is_aside(IN_WAY)
    assert not is_aside(replace(passed, distance_m=0.0, lateral_m=nan))


def test_a_warning_is_about_what_is_still_to_come_and_not_about_what_was_passed_a_moment_ago():
    passed, ahead = (replace(IN_WAY, level="stop", distance_m=metres) for metres in (-0.2, 2.0))
    assert warned_of(PathView(1.0, "stop", "", (passed, ahead))) is ahead
    assert warned_of(PathView(1.0, "stop", "", (passed,))) is passed
    assert warned_of(PathView(1.0, "watching", "", (IN_WAY,))) is None
