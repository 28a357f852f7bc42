"""Each gate, fall-back and pause, tried from both sides: what just opens it, and what just doesn't."""

from dataclasses import replace
from math import nan

import pytest
from session_story import person

from backstride.training.gates import gates, next_gate, volume_gate
from backstride.training.prescription import finished
from backstride.training.programmes import programme
from backstride.training.progress import (
    DAY_S,
    after_days_off,
    after_morning,
    after_session,
    bests,
    group_line,
    streak_weeks,
    trend,
    trend_told,
    week_because,
)
from backstride.training.record import BoutRecord, Measured, PainAnswer, SessionRecord, Soreness

GREEN = (("belt_drift", 1.0), ("head_down", 0.9), ("lane_drift", 0.99), ("lean_back", 0.97), ("stride", 0.9))
NO_PAIN = (PainAnswer(0.0),)


def session(n=0, **changes) -> SessionRecord:
    """A good whole session on day ``2 n``."""
    usual = SessionRecord(
        "Ada", "first_steps", 1, "L0", "track", "rear", began_at_s=n * 2 * DAY_S, seconds=900, completed=True,
        efforts=(4.0,), efforts_asked=1, pains=NO_PAIN, pains_asked=1, focus=("head_down",), green=GREEN,
        looks_on_time=0.9, step_time_cv=0.04, bouts=(back(30, 0.7),),
    )  # fmt: skip
    return replace(usual, **changes)


def back(metres, speed, **more):
    return BoutRecord(0, 1, "main", "backward", "walk", metres=metres, speed_mps=speed, asked_m=metres, **more)


def morning(of, worse=False):
    return Soreness(of.began_at_s + DAY_S, of.began_at_s, worse=worse)


def two(**changes):
    return [session(0, **changes), session(1, **changes)]


def unmet(gate):
    return [condition.asks for condition in gate.conditions if not condition.met]


# ---- G1

def g1(sessions, mornings=None):
    return next_gate(person(), sessions, [morning(one) for one in sessions] if mornings is None else mornings)


def test_two_good_sessions_open_the_first_gate_and_one_does_not():
    assert g1(two()).met and g1(two()).opens == "L1"
    assert unmet(g1([session()])) == ["2 whole sessions on this level"]


@pytest.mark.parametrize(
    ("changes", "met", "asks"),
    [
        ({"safety_reds": 0}, True, None), ({"safety_reds": 1}, False, "no red warning in the last 2 sessions"),
        ({"stumbles": 0}, True, None), ({"stumbles": 1}, False, "at most one stumble"),  # one in each
        ({"green": (("lean_back", 0.90),)}, True, None),
        ({"green": (("lean_back", 0.89),)}, False, "not sitting back 90 % of the time"),
        ({"green": ()}, None, "not sitting back 90 % of the time"),
        ({"efforts": (5.0,)}, True, None), ({"efforts": (6.0,)}, False, "effort 5 of 10 at most"),
        ({"efforts": ()}, None, "effort 5 of 10 at most"),
        ({"pains": (PainAnswer(2.0),)}, True, None), ({"pains": (PainAnswer(3.0),)}, False, "pain 2 of 10 at most"),
        ({"pains": ()}, None, "pain 2 of 10 at most"),
    ],
)  # fmt: skip
def test_each_condition_of_the_first_gate_from_both_sides(changes, met, asks):
    gate = g1(two(**changes))
    assert gate.met is (met is True)
    if asks:
        condition = next(condition for condition in gate.conditions if condition.asks == asks)
        assert condition.met is met
        assert any(asks in missing for missing in gate.missing)


def test_one_stumble_in_two_sessions_is_forgiven():
    assert g1([session(0, stumbles=1), session(1)]).met


def test_the_morning_after_counts_and_is_asked_for():
    sessions = two()
    mornings = [morning(sessions[0]), morning(sessions[1], worse=True)]
    assert unmet(g1(sessions, mornings)) == ["not worse the next morning"]
    assert "not answered" in g1(sessions, []).missing[0]


def test_what_was_done_on_another_level_or_before_it_does_not_count():
    assert not g1(two(level="L1")).met
    late = replace(person(), level_since_s=100 * DAY_S)
    assert not next_gate(late, two(), [morning(one) for one in two()]).met


# ---- G2

def four(**changes):
    usual = {"level": "L1", "bouts": (back(50, 1.05),)} | changes
    return [session(n, **usual) for n in range(4)]


def g2(sessions):
    return next_gate(person(level="L1"), sessions, ())


@pytest.mark.parametrize(
    ("changes", "met", "asks"),
    [
        ({}, True, None),
        ({"bouts": (back(50, 1.0),)}, True, None), ({"bouts": (back(50, 0.98),)}, False, "50 m backward at 1.0 m/s"),
        ({"bouts": (back(40, 1.2),)}, None, "50 m backward at 1.0 m/s"),
        ({"green": (("lane_drift", 0.95),)}, True, None),
        ({"green": (("lane_drift", 0.94),)}, False, "in the middle of the lane 95 % of the time"),
        ({"green": ()}, None, "in the middle of the lane 95 % of the time"),
        ({"looks_on_time": 0.80}, True, None), ({"looks_on_time": 0.79}, False, "looks on time 80 % of the time"),
        ({"looks_on_time": nan}, None, "looks on time 80 % of the time"),
        ({"looks_on_time": nan, "looks_asked": False}, True, None),
        ({"step_time_cv": 0.06}, True, None), ({"step_time_cv": 0.061}, False, "step times vary by 6 % at most"),
        ({"step_time_cv": nan}, None, "step times vary by 6 % at most"),
    ],
)  # fmt: skip
def test_each_condition_of_the_second_gate_from_both_sides(changes, met, asks):
    gate = g2(four(**changes))
    assert gate.met is (met is True)
    if asks:
        assert next(condition for condition in gate.conditions if condition.asks == asks).met is met


def test_three_sessions_do_not_open_the_second_gate():
    assert not g2(four()[:3]).met


@pytest.mark.parametrize(("free_s", "met"), [(60.0, True), (59.0, False), (nan, None)])
def test_on_a_belt_the_second_gate_asks_for_a_minute_without_rails(free_s, met):
    gate = g2(four(site="treadmill", bouts=(back(27, 0.85, rails_free_s=free_s),), looks_on_time=nan))
    assert gate.met is (met is True)
    assert "looks on time 80 % of the time" not in [condition.asks for condition in gate.conditions]


# ---- G3

@pytest.mark.parametrize(
    ("changes", "met"),
    [({}, True), ({"completed": False}, False), ({"green": (("head_down", 0.70),)}, True),
     ({"green": (("head_down", 0.69),)}, False), ({"fatigue_red": True}, False), ({"green": ()}, True)],
)  # fmt: skip
def test_the_next_week_opens_after_two_whole_calm_sessions(changes, met):
    assert volume_gate(two(**changes)).met is met


def test_a_focus_that_was_not_measured_does_not_hold_up_the_week_and_is_told():
    assert "not measured" in volume_gate(two(green=())).missing[0]


def test_one_session_is_not_two():
    assert not volume_gate([session()]).met


# ---- G4

@pytest.mark.parametrize(
    ("bouts", "met"),
    [
        ([back(50, 1.8)] * 4, True), ([back(50, 1.8)] * 3, False), ([back(50, 1.79)] * 4, False),
        ([back(20, 1.8)] * 8, True), ([back(20, 1.8)] * 7, False), ([back(18, 1.9)] * 8, False),
        ([back(50, 1.8, amber_balance_share=0.10)] * 4, True), ([back(50, 1.8, amber_balance_share=0.11)] * 4, False),
    ],
)  # fmt: skip
def test_the_third_gate_from_both_sides(bouts, met):
    sessions = [session(n, level="L2") for n in range(5)] + [session(5, level="L2", bouts=tuple(bouts))]
    gate = next_gate(person(level="L2"), sessions, ())
    assert gate.met is met and gate.opens == "L3"


def test_six_sessions_are_asked_for_on_the_jogger_s_level():
    bouts = (back(50, 1.9),) * 4
    assert not next_gate(person(level="L2"), [session(n, level="L2", bouts=bouts) for n in range(5)], ()).met
    assert next_gate(person(level="L2"), [session(n, level="L2", bouts=bouts) for n in range(6)], ()).met


# ---- G5

@pytest.mark.parametrize(
    ("who", "changes", "met"),
    [
        ({}, {"spotter": True}, True), ({}, {}, False), ({"look_mode": "spotter"}, {}, True),
        ({}, {"watched_m": 22.4}, True), ({}, {"watched_m": 22.3}, False),
        ({"answers": (("q11", True),)}, {"watched_m": 30.0}, False),
        ({"answers": (("q11", True),)}, {"spotter": True}, True),
    ],
)  # fmt: skip
def test_the_last_gate_from_both_sides(who, changes, met):
    sessions = [session(n, level="L3", **changes) for n in range(6)]
    assert next_gate(person(level="L3", **who), sessions, ()).met is met


def test_beyond_the_last_level_there_is_no_gate():
    assert next_gate(person(level="L4"), [], ()) is None
    assert [gate.key for gate in gates(person(level="L4"), [], ())] == ["G3"]
    assert [gate.key for gate in gates(person(), [], ())] == ["G1", "G3"]


# ---- after a session

FIRST = programme("first_steps")


def test_after_two_good_sessions_the_next_week_comes():
    sessions = two()
    assert after_session(person(), FIRST, sessions[:1]).week == 1
    assert after_session(person(), FIRST, sessions).week == 2


def test_the_level_comes_with_the_morning_that_was_told():
    sessions = two()
    assert after_session(person(), FIRST, sessions).level == "L0"
    mornings = [morning(one) for one in sessions]
    assert after_morning(person(), sessions, mornings).level == "L1"
    assert after_session(person(), FIRST, sessions, mornings).level == "L1"


@pytest.mark.parametrize(("pain", "week"), [(2.0, 2), (3.0, 1)])
def test_pain_of_three_repeats_the_week(pain, week):
    sessions = [session(0), session(1, pains=(PainAnswer(pain, "knee", False),))]
    assert after_session(person(), FIRST, sessions).week == week
    if week == 1:
        assert "Pain 3 of 10" in week_because(FIRST, person(), sessions)


@pytest.mark.parametrize(
    ("changes", "falls_back"),
    [
        ({"falls": 1}, True), ({"stumbles": 2}, True), ({"stumbles": 1}, False),
        ({"pains": (PainAnswer(4.0, "knee", False),)}, True), ({"pains": (PainAnswer(3.0, "knee", False),)}, False),
        ({"pains": (PainAnswer(1.0, "knee", True),)}, True),
    ],
)  # fmt: skip
def test_a_fall_two_stumbles_or_pain_of_four_mean_one_level_down_and_48_hours(changes, falls_back):
    before = person(level="L2")
    last = session(3, level="L2", **changes)
    after = after_session(before, FIRST, [session(2, level="L2"), last])
    assert (after.level == "L1") is falls_back
    assert (after.paused_until_s == last.began_at_s + last.seconds + 2 * DAY_S) is falls_back
    assert (after.answered_at_s != after.answered_at_s) is falls_back  # asked again


def test_the_first_level_has_none_below_it():
    assert after_session(person(), FIRST, [session(falls=1)]).level == "L0"


@pytest.mark.parametrize(
    ("before", "last", "stopped"),
    [
        (("knee", 3.0), ("knee", 3.0), True), (("knee", 3.0), ("calf", 3.0), False),
        (("knee", 2.0), ("knee", 3.0), False),
        (("knee", 0.0), ("chest", 0.0), True), (("knee", 0.0), ("dizzy", 1.0), True),
    ],
)  # fmt: skip
def test_the_same_place_twice_ends_the_programme_until_somebody_was_seen(before, last, stopped):
    sessions = [session(n, pains=(PainAnswer(level, where, False),)) for n, (where, level) in enumerate((before, last))]
    after = after_session(person(), FIRST, sessions)
    assert bool(after.stopped_why) is stopped


@pytest.mark.parametrize(("worse", "stopped"), [(True, True), (False, False), (None, False)])
def test_worse_the_next_morning_ends_the_programme(worse, stopped):
    sessions = [session()]
    after = after_morning(person(), sessions, [Soreness(DAY_S, 0.0, worse=worse)])
    assert bool(after.stopped_why) is stopped


@pytest.mark.parametrize(
    ("days", "week", "level", "code"),
    [(6.9, 4, "L2", "fitness"), (7.1, 3, "L2", "fitness"), (14.1, 3, "L1", "fitness"), (60.1, 1, "L0", "first_steps")],
)
def test_days_off(days, week, level, code):
    came_back, why = after_days_off(person(programme="fitness", week=4, level="L2"), 0.0, days * DAY_S)
    assert (came_back.week, came_back.level, came_back.programme) == (week, level, code)
    assert bool(why) is (days > 7)


def test_a_programme_is_finished_when_its_last_week_was_trained_whole_as_often_as_asked():
    last = session(week=2)
    assert finished([last]) == frozenset()
    assert finished([last, replace(last, completed=False)]) == frozenset()
    assert finished([last, last]) == {"first_steps"}


# ---- what the pages show

def test_a_trend_is_a_change_only_beyond_the_error():
    def sessions(values):
        return [session(n, measured=(Measured("cadence_spm", v, 1.5, 100),)) for n, v in enumerate(values)]

    assert "no change beyond the error" in trend_told(trend(sessions([150, 150.5, 151]), "cadence_spm"))
    assert trend_told(trend(sessions([150, 155, 160]), "cadence_spm")).startswith("up by 10")
    assert trend_told(trend(sessions([160, 155, 150]), "cadence_spm")).startswith("down by 10")
    assert trend_told(trend(sessions([160]), "cadence_spm")) == "too few sessions to tell"
    assert trend(sessions([160]), "bounce_bh") == ()


def test_a_streak_counts_weeks_and_this_week_is_not_lost_yet():
    week = 7 * DAY_S
    sessions = [session(began_at_s=n * week) for n in range(4)]
    assert streak_weeks(sessions, 3 * week + DAY_S) == 4
    assert streak_weeks(sessions, 4 * week + DAY_S) == 4
    assert streak_weeks(sessions, 5 * week + DAY_S) == 0
    assert streak_weeks([replace(one, completed=False) for one in sessions], 3 * week) == 0


def test_records_are_of_way_and_focus_and_never_of_speed():
    found = {best.name: best.value for best in bests([session(bouts=(back(30, 0.7), back(20, 9.0)))])}
    assert found["Longest backward bout"] == 30 and found["Most backward in one session"] == 50
    assert not [name for name in found if "fast" in name.lower() or "speed" in name.lower()]


def test_a_coach_sees_what_needs_a_look():
    calm = group_line(person(), two(), [morning(one) for one in two()], 3 * DAY_S)
    assert calm.attention == () and calm.sessions == 2
    away = group_line(person(), two(), (), 20 * DAY_S)
    assert "More than two weeks off" in away.attention
    hurt = group_line(person(stopped_why="See somebody."), two(), (), 3 * DAY_S)
    assert "See somebody." in hurt.attention and "The morning after was not told" in hurt.attention
