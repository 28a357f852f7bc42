"""The path bench's judgement of what a scout told: alarms, blindness and the targets."""

import pytest

from backstride.bench.path import HELD_TOGETHER, blindness, path_verdicts, undisturbed
from backstride.bench.tables import Row
from backstride.types import PathView

NONE = float("nan")


def looks(*spans):
    """Ten looks a second; each span is a state and how many looks it lasts."""
    states = [state for state, count in spans for _ in range(count)]
    return [(i / 10, PathView(i / 10, state), 1.0) for i, state in enumerate(states)]


def test_an_alarm_counts_once_and_time_that_was_not_watched_is_left_out():
    slow, stop = undisturbed(looks(("unknown", 10), ("watching", 30), ("slow", 5), ("watching", 5)))
    assert (slow.count, stop.count) == (1, 0)
    assert slow.seconds == pytest.approx(4.0)


@pytest.mark.parametrize("spans, late, watching", [
    ((("watching", 35), ("unknown", 30)), False, 0.0),
    ((("watching", 45), ("unknown", 20)), True, 0.17),
    ((("watching", 32), ("unknown", 13), ("watching", 20)), False, 0.83),
])  # fmt: skip
def test_blindness_is_to_be_told_within_a_second_and_to_stay(spans, late, watching):
    told, after = blindness(looks(*spans))
    assert told.errors.tolist() == [late]
    assert after.errors.mean() == pytest.approx(watching, abs=0.01)


def row(measure, mae, condition="as it is"):
    return Row(measure, condition, NONE, mae, NONE, 1.0, 100)


def test_one_late_warning_in_fifty_is_the_most():
    assert [path_verdicts([row("warning too late", share)])[0].met for share in (0.02, 0.03)] == [True, False]


def test_false_alarms_are_held_over_all_light_and_weather_together():
    once = row("false stop an hour", 5.0, "undisturbed, rain")
    assert path_verdicts([once]) == []
    assert [verdict.met for verdict in path_verdicts([row("false stop an hour", 5.0, HELD_TOGETHER)])] == [False]
