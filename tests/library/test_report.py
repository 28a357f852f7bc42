"""A session's report: never more than three things to work on, no change named within the error, nothing medical."""

import re
from dataclasses import asdict, replace
from math import isnan
from pathlib import Path

import pytest

from backstride.coach.rules import RULES
from backstride.library import report_words as words
from backstride.library.clips import Measured, SessionRow
from backstride.library.report import report


def session(id="s9", started_at="2026-11-22T18:00:00+00:00", *, bands=(), cues=(), measures=(), backward_s=300.0,
            runner="Ana", site="track", head_checks=50):  # fmt: skip
    return SessionRow(id, started_at, runner, site, backward_s + 60, backward_s, ("c1",), tuple(cues), tuple(bands),
                      head_checks, tuple(measures))  # fmt: skip


def lean(median, n=3000):
    return Measured("trunk_lean_deg", n, median, median - 2, median + 2)


def test_what_stood_in_the_green_went_well():
    told = report(session(bands=[("elbow", "green", 290.0), ("elbow", "amber", 10.0), ("lean", "green", 299.0)]))
    assert [good.rule for good in told.well] == ["lean", "elbow"] and told.work == ()
    assert words.NOTHING_TO_WORK_ON in told.notes


def test_a_point_that_was_said_twice_did_not_go_well_however_green():
    told = report(session(bands=[("elbow", "green", 290.0)], cues=[("elbow", 2)]))
    assert told.well == () and [work.rule for work in told.work] == ["elbow"]


def test_at_most_three_things_to_work_on_the_gravest_first():
    bands = [("elbow", "green", 200.0), ("elbow", "amber", 100.0), ("lean_back", "red", 200.0),
             ("lean_back", "green", 100.0), ("cadence", "amber", 40.0), ("cadence", "green", 260.0),
             ("head_down", "amber", 60.0), ("head_down", "green", 240.0)]  # fmt: skip
    told = report(session(bands=bands, cues=[("lean_back", 6)]))
    assert [work.rule for work in told.work] == ["lean_back", "elbow", "head_down"]
    assert told.work[0].because == "outside its band for 200 of 300 s, said 6 times"


def test_a_rule_that_was_hardly_judged_is_neither_good_nor_bad():
    told = report(session(bands=[("elbow", "red", 5.0), ("lean", "green", 5.0)]))
    assert told.well == () and told.work == ()


@pytest.mark.parametrize("rule", ["obstacle", "fall", "path_unknown", "intruder", "visibility", "praise"])
def test_place_and_camera_are_nobodys_form(rule):
    assert report(session(bands=[(rule, "red", 100.0)], cues=[(rule, 9)])).work == ()


def test_too_little_backward_running_is_said_and_not_judged():
    told = report(session(backward_s=12.0, bands=[("elbow", "red", 12.0)], cues=[("elbow", 3)]))
    assert not told.enough and told.work == () and told.well == () and words.TOO_LITTLE in told.notes


def test_drills_fit_the_place():
    bands = [("clearance", "red", 100.0), ("lean_back", "red", 100.0)]
    on_track = report(session(bands=bands))
    on_belt = report(session(bands=bands, site="treadmill"))
    assert "butt_kicks" in {drill.key for work in on_track.work for drill in work.drills}
    assert {d.key for work in on_belt.work for d in work.drills} == {"tall_walk"}
    assert words.FREE_WAY in on_track.notes and words.AT_THE_BELT in on_belt.notes


# ---- trend

def earlier(*leans, site="track", runner="Ana"):
    return [session(f"s{n}", f"2026-11-{n:02d}T18:00:00+00:00", measures=[lean(value)], site=site, runner=runner)
            for n, value in enumerate(leans, start=1)]  # fmt: skip


def trend_of(told, name="trunk_lean_deg"):
    return next(trend for trend in told.trends if trend.name == name)


@pytest.mark.parametrize(("now", "change"), [(-4.0, "steady"), (-1.0, "steady"), (-0.8, "up"), (-9.0, "down")])
def test_a_change_is_named_only_beyond_what_both_may_be_wrong_by(now, change):
    trend = trend_of(report(session(measures=[lean(now)]), earlier(-4.0, -4.0, -4.0)))
    assert trend.error == pytest.approx(2.2) and trend.before == -4.0 and trend.change == change


def test_the_middle_of_the_last_five_is_compared_with():
    trend = trend_of(report(session(measures=[lean(0.0)]), earlier(50.0, -1.0, -2.0, -3.0, -4.0, -5.0)))
    assert trend.before == -3.0 and len(trend.past) == 7 and trend.past[-1] == ("2026-11-22T18:00:00+00:00", 0.0)


def test_order_does_not_matter_and_later_sessions_do_not_count():
    past = earlier(-1.0, -2.0, -3.0)
    later = replace(past[0], id="late", started_at="2026-12-01T18:00:00+00:00")
    forth = report(session(measures=[lean(0.0)]), past)
    back = report(session(measures=[lean(0.0)]), [later, *reversed(past)])
    assert forth == back


@pytest.mark.parametrize("others", [earlier(-9.0, site="treadmill"), earlier(-9.0, runner="Ben"), []])
def test_other_places_and_people_are_not_compared_with(others):
    told = report(session(measures=[lean(0.0)]), others)
    assert trend_of(told).change == "unknown" and isnan(trend_of(told).before) and words.NO_HISTORY in told.notes


def test_nobodys_sessions_are_not_compared():
    told = report(session(measures=[lean(0.0)], runner=""), earlier(-9.0, runner=""))
    assert trend_of(told).change == "unknown"


def test_a_measure_seen_on_few_frames_makes_no_trend():
    assert all(t.name != "trunk_lean_deg" for t in report(session(measures=[lean(0.0, n=10)])).trends)


def test_looks_behind_are_counted_in_a_minute_of_backward_running():
    trend = trend_of(report(session(head_checks=50, backward_s=300.0)), "head_checks")
    assert trend.now == pytest.approx(10.0)


# ---- words

def test_every_topic_is_a_rule_and_every_drill_exists_and_is_used():
    rules = {rule.key for rule in RULES}
    assert set(words.TOPICS) <= rules
    used = {key for topic in words.TOPICS.values() for key in topic.drills}
    assert used == set(words.DRILLS)
    assert all(topic.rule == key for key, topic in words.TOPICS.items())


def test_every_form_rule_has_its_topic():
    form = {rule.key for rule in RULES if rule.class_ in ("form", "balance") and not rule.silent}
    assert form - set(words.TOPICS) <= {"visibility", "turned_forward", "step_width"}


MEDICAL = r"\b(injur|pain|heal|knee problem|therap|rehab|diagnos|treat|prevent|disease|doctor|patient|risk|safe)"


def test_nothing_medical_is_claimed_and_nothing_called_clear_or_safe():
    text = Path(words.__file__).read_text().split('"""', 2)[2]
    said = " ".join(re.findall(r'"([^"]*)"', text)).replace(words.PAINED, "").replace("safety clip", "")
    said = said.replace("treadmill", "").replace(" pain ", "")
    assert not re.search(MEDICAL, said, re.IGNORECASE)
    assert "clear" not in said.replace("clearance", "")


def test_a_report_is_plain_data():
    assert asdict(report(session(bands=[("elbow", "red", 100.0)])))["work"][0]["drills"][0]["key"] == "arm_swing"
