"""The path bench's judgement of what a scout told: alarms, blindness and the targets."""

import pytest

from backstride.bench.path import BESIDE_BY_LOT, HELD_TOGETHER, Job, measured, path_verdicts, staged_jobs
from backstride.bench.path_scores import blindness, undisturbed, untimely
from backstride.bench.path_truth import PathTruth
from backstride.bench.spoiled import HARMLESS
from backstride.bench.staged import BESIDE, BLINDED, CONDITIONS, RANDOM
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


def test_a_stop_where_only_slow_is_right_is_false_and_so_is_one_that_comes_before():
    truth = PathTruth(None, (), (), ((2.0, 6.0), (4.0, 6.0)), ((4.0, 6.0),))
    told = looks(("watching", 22), ("slow", 8), ("stop", 5), ("watching", 5), ("stop", 10), ("slow", 10))
    slow, stop = untimely(told, truth)
    assert (slow.count, stop.count) == (0, 1)
    early = untimely(looks(("watching", 5), ("slow", 5), ("watching", 50)), truth)
    assert [rate.count for rate in early] == [1, 0]


def test_every_play_is_shown_and_bystanders_in_each_harmless_light_and_weather():
    jobs = list(staged_jobs())
    for condition, plays in CONDITIONS.items():
        assert [job.number for job in jobs if job.condition == condition] == list(range(len(plays)))
    assert [job.number for job in jobs if job.how == "blinded"] == list(BLINDED)
    beside = {job.condition for job in jobs if job.how == "bystanders"}
    assert beside == {f"staged, bystanders, {kind}" for kind in ("as it is", *HARMLESS)}
    assert [job.number for job in jobs if job.how == "beside by lot"] == list(BESIDE_BY_LOT)
    many = sum(map(len, CONDITIONS.values())), len(BLINDED), len(BESIDE) * len(beside), len(BESIDE_BY_LOT)
    assert len(jobs) == len(set(jobs)) == sum(many)


def test_a_play_is_held_to_the_same_targets_as_a_recording():
    missed = [row("warning too late", 0.1, "staged, random"), row("distance out of bounds", 0.2, "staged")]
    assert [verdict.met for verdict in path_verdicts(missed)] == [False, False]


def test_the_real_scout_warns_of_a_cone_on_a_lawn_that_no_recording_shows():
    (number,) = (k for k, told in enumerate(CONDITIONS["staged"]) if told[:3] == ("side", "lawn", "cone"))
    by_measure = {one.measure: one for one in measured(Job(None, "staged", "staged", number))}
    late = by_measure["warning too late"]
    assert (late.due, late.errors.any()) == (2, False)
    assert by_measure["false stop an hour"].seconds > 2.0


def test_plays_by_lot_are_judged_by_themselves_and_their_false_stops_count():
    rows = [row("warning too late", 0.5, RANDOM), row("false stop an hour", 40.0, RANDOM)]
    assert [verdict.met for verdict in path_verdicts(rows, (RANDOM,))] == [False, False]
