"""What a person may train today: readiness, heat, growth, gaps, caps and what is changed for the place."""

from dataclasses import replace
from math import isfinite, nan

import pytest
from session_story import DAY_S, person, plan

from backstride.training.checks import growth_limit_m
from backstride.training.drills import DRILLS
from backstride.training.energy import kcal_a_minute
from backstride.training.heat import heat
from backstride.training.plan import LEVELS_IN_ORDER, backward_metres
from backstride.training.prescription import Prescription, Refusal, Today, prescribe
from backstride.training.programmes import PROGRAMMES, programme
from backstride.training.readiness import QUESTIONS, closed_because, readiness, ticks, walk_test
from backstride.training.record import BoutRecord, SessionRecord

DONE = frozenset(one.key for one in PROGRAMMES)
TRAINED = [
    SessionRecord("Ada", one.key, len(one.weeks), "L1", "track", "side", completed=True)
    for one in PROGRAMMES for _ in range(3)
]  # fmt: skip


def answers(*yes):
    return tuple((question.key, question.key in yes) for question in QUESTIONS)


def today(key="fitness", week=1, who=None, day=None, site="track", sessions=TRAINED, **more):
    return prescribe(programme(key), week, who or person(level="L1"), day or Today(DAY_S), site, "side",
                     sessions=sessions, **more)  # fmt: skip


# ---- who may

def test_who_answered_everything_with_no_may_begin_with_first_steps():
    assert closed_because(programme("first_steps"), person(), frozenset()) == ()
    assert isinstance(today("first_steps", sessions=()), Prescription)


@pytest.mark.parametrize("question", ["q1", "q2", "q3", "q4", "q5", "q9"])
def test_a_stop_answer_closes_everything_until_a_professional_agreed(question):
    who = person(answers=answers(question))
    for one in PROGRAMMES:
        assert closed_because(one, who, DONE)
    agreed = replace(who, agreed=("professional",))
    assert closed_because(programme("first_steps"), agreed, DONE) == ()


@pytest.mark.parametrize(
    ("yes", "agreed", "open_ones"),
    [
        ((), (), {"first_steps", "fitness", "athletic", "senior", "runner", "cardio_block"}),
        ((), ("clinician",), DONE),
        (("q6",), (), set()),
        (("q6",), ("clinician",), {"first_steps", "rehab_knee"}),
        (("q7",), (), {"first_steps", "senior"}),
        (("q8",), (), {"first_steps", "senior"}),
        (("q11",), (), {"first_steps", "fitness", "senior", "runner"}),
    ],
)
def test_what_each_answer_leaves_open(yes, agreed, open_ones):
    who = person(answers=answers(*yes), agreed=agreed)
    assert {one.key for one in PROGRAMMES if not closed_because(one, who, DONE)} == set(open_ones)


def test_what_was_not_answered_is_no_no():
    assert "11 of 11 questions" in readiness(person(answers=())).blocked[0]
    assert "10 of 11" in readiness(person(answers=(("q1", False),))).blocked[0]


@pytest.mark.parametrize(("days", "blocked"), [(179, False), (181, True)])
def test_old_answers_are_asked_for_again(days, blocked):
    assert bool(readiness(person(), days * DAY_S).blocked) is blocked


def test_the_safety_text_comes_first():
    assert readiness(person(onboarded_at_s=nan)).blocked == ("The safety text was not read to its end.",)


def test_first_steps_come_before_everything_and_fitness_before_the_cardio_block():
    assert closed_because(programme("fitness"), person(), frozenset()) == ("First steps come before it.",)
    assert "The fitness programme comes before it." in closed_because(
        programme("cardio_block"), person(), frozenset({"first_steps"})
    )


def test_a_stopped_programme_stays_closed_until_somebody_was_seen():
    assert today(who=person(level="L1", stopped_why="See somebody.")).reasons == ("See somebody.",)


@pytest.mark.parametrize(("look_mode", "site", "open_"), [
    ("solo", "track", False), ("spotter", "track", True), ("mirror", "track", True), ("solo", "treadmill", True),
])  # fmt: skip
def test_a_sore_neck_is_not_turned(look_mode, site, open_):
    who = person(level="L1", answers=answers("q10"), look_mode=look_mode)
    made = today(who=who, site=site)
    assert isinstance(made, Prescription) is open_
    assert not open_ or made.looks is False


@pytest.mark.parametrize(("look_mode", "looks"), [("solo", True), ("spotter", False), ("mirror", False)])
def test_looks_are_asked_for_where_nobody_else_minds_the_way(look_mode, looks):
    assert today(who=person(level="L1", look_mode=look_mode)).looks is looks


# ---- when

@pytest.mark.parametrize(("hours", "open_"), [(47.9, False), (48.0, True)])
def test_48_hours_lie_between_two_sessions(hours, open_):
    last = replace(TRAINED[0], began_at_s=0.0, bouts=(BoutRecord(0, 1, "main", "backward", "walk"),))
    made = today(sessions=[*TRAINED, last], day=Today(hours * 3600))
    assert isinstance(made, Prescription) is open_
    assert open_ or made.not_before_s == 48 * 3600


@pytest.mark.parametrize(("at_s", "open_"), [(1.9 * DAY_S, False), (2.1 * DAY_S, True)])
def test_a_pause_is_kept(at_s, open_):
    who = person(level="L1", paused_until_s=2 * DAY_S, pause_why="After a fall.")
    assert isinstance(today(who=who, day=Today(at_s)), Prescription) is open_


@pytest.mark.parametrize(
    ("wbgt", "level", "cancelled", "down", "fewer"),
    [
        (nan, "L1", False, 0, 0), (25.6, "L1", False, 0, 0), (25.7, "L1", False, 0, 1), (27.8, "L1", False, 0, 1),
        (27.9, "L1", False, 1, 0), (30.0, "L1", False, 1, 0), (30.1, "L1", True, 0, 0), (30.1, "L3", False, 1, 0),
        (32.2, "L3", False, 1, 0), (32.3, "L3", True, 0, 0),
    ],
)  # fmt: skip
def test_heat(wbgt, level, cancelled, down, fewer):
    found = heat(wbgt, level)
    assert (found.cancelled, found.levels_down, found.fewer_sets) == (cancelled, down, fewer)


def test_on_a_hot_day_there_is_as_much_rest_as_work_and_on_a_too_hot_one_nothing():
    hot = today("first_steps", day=Today(DAY_S, wbgt_c=28.0), sessions=())
    main = next(block for block in hot.blocks if block.kind == "main")
    assert main.rest_s >= 20 / 0.8 and hot.level == "L0"
    too_hot = today(day=Today(DAY_S, wbgt_c=31.0))
    assert isinstance(too_hot, Refusal) and too_hot.too_hot
    warm, cool = (today(day=Today(DAY_S, wbgt_c=t)).blocks for t in (26.0, 20.0))
    assert [b.sets for b in warm if b.kind == "main"] == [b.sets - 1 for b in cool if b.kind == "main"]


# ---- how much, how fast

@pytest.mark.parametrize("site", ["track", "treadmill"])
@pytest.mark.parametrize("level", LEVELS_IN_ORDER)
@pytest.mark.parametrize("one", PROGRAMMES, ids=lambda one: one.code)
def test_no_bout_is_faster_than_level_programme_and_answers_allow(one, level, site):
    for week in one.weeks:
        made = prescribe(one, week.number, person(level=level, agreed=("clinician",)), Today(DAY_S, spotter=True), site,
                         "side", sessions=TRAINED)  # fmt: skip
        if isinstance(made, Refusal):
            continue
        for block in made.blocks:
            for bout in block.bouts:
                if bout.way == "backward":
                    assert bout.cap_mps <= made.cap_mps + 1e-9
                    assert isfinite(bout.metres) != isfinite(bout.seconds)
                    assert site == "track" or isfinite(bout.seconds)


def test_the_careful_are_held_to_their_own_caps_whatever_their_level():
    who = person(level="L3", answers=answers("q8"))
    senior = today("senior", 8, who=who)
    assert senior.cap_mps == 1.0 and senior.senior
    assert today("senior", 8, who=who, site="treadmill").cap_mps == 0.89


def test_a_session_grows_by_the_limit_over_the_last_one_and_no_more():
    short = replace(
        TRAINED[0], began_at_s=0.0,
        bouts=(BoutRecord(0, 1, "main", "backward", "walk", asked_m=30.0, metres=30.0, ended_by="amount"),),
    )  # fmt: skip
    made = today("fitness", 2, sessions=[*TRAINED, short], day=Today(5 * DAY_S))
    main = tuple(block for block in made.blocks if block.kind == "main")
    assert backward_metres(main) <= growth_limit_m(30.0)
    assert any("Fewer sets" in note for note in made.notes)
    assert not today("fitness", 2).notes


def test_warm_up_and_cool_down_never_ask_for_more_than_the_session():
    made = today("senior", 1, who=person(level="L0", answers=answers("q8")))
    longest = max(bout.seconds * bout.cap_mps for block in made.blocks if block.kind == "main" for bout in block.bouts)
    for block in made.blocks:
        for bout in block.bouts:
            if bout.way == "backward" and isfinite(bout.metres):
                assert bout.metres <= longest + 0.5


def test_what_the_level_does_not_allow_is_left_out_and_said():
    made = today("fitness", 3, who=person(level="L1"))
    assert {bout.pace for block in made.blocks for bout in block.bouts if bout.way == "backward"} == {"walk"}
    assert made.notes == ("backward jog left out: level L1 allows walk.",)
    back = today("fitness", 5, who=person(level="L1"))
    assert back.week == 4 and back.notes[0] == "Week 5 cannot be trained yet: week 4 again."
    assert today("fitness", 1, who=person(level="L0")).reasons == ("It begins on level L1; yours is L0.",)


@pytest.mark.parametrize(("spotter", "week"), [(True, 8), (False, 6)])
def test_fast_sets_need_a_spotter(spotter, week):
    made = today("athletic", 8, who=person(level="L4"), day=Today(DAY_S, spotter=spotter))
    assert made.week == week and ("spotter" in made.ticks) is spotter
    assert not [block for block in made.blocks if block.spotter and not spotter]


def test_on_a_belt_metres_become_seconds_and_drills_are_left_out():
    made = today("athletic", 1, who=person(level="L2"), site="treadmill")
    assert not [block for block in made.blocks if block.drill]
    assert "Backward shuffle left out: drills are not for a treadmill." in made.notes


def test_rails_are_held_on_the_first_level_of_a_treadmill():
    first = today("first_steps", sessions=(), who=person(), site="treadmill")
    assert first.rails_held and all(b.support == "both_hands" for b in first.blocks if b.bouts[0].way == "backward")
    assert not today(site="treadmill").rails_held


@pytest.mark.parametrize(("week", "a_minute", "every_other"), [
    (1, 4, False), (2, 4, False), (3, 2, False), (4, 2, False), (5, 1, True), (8, 1, True),
])  # fmt: skip
def test_the_coach_fades_over_the_weeks(week, a_minute, every_other):
    made = today("fitness", week, who=person(level="L2"))
    assert (made.form_a_minute, made.every_other_set) == (a_minute, every_other)


# ---- what is asked on the day

def test_each_place_has_its_own_ticks():
    assert ticks("treadmill", False, False, False) == ("well", "sober", "pain_now", "shoes", "clip", "room")
    assert ticks("track", True, True, True) == (
        "well", "sober", "pain_now", "shoes", "path_walked", "support", "spotter", "adult",
    )  # fmt: skip


@pytest.mark.parametrize(("seconds", "level", "helper"), [
    (3.5, None, False), (3.6, "L0", False), (4.5, "L0", False), (4.6, "L0", True), (5.6, "L0", True),
    (nan, None, False),
])  # fmt: skip
def test_three_metres_backward(seconds, level, helper):
    found = walk_test(seconds)
    assert (found.level, found.helper) == (level, helper)
    assert not isfinite(seconds) or "no diagnosis" in found.words


# ---- energy

def test_the_energy_of_a_backward_run_is_the_one_worked_out_by_hand():
    assert kcal_a_minute(70, 2.0, "run", "backward") == pytest.approx(12.6, abs=0.05)


@pytest.mark.parametrize(("sessions", "factor"), [(0, 1.45), (6, 1.325), (12, 1.2), (40, 1.2)])
def test_backward_walking_gets_cheaper_with_practice(sessions, factor):
    walk = kcal_a_minute(70, 1.0, "walk", "backward", backward_sessions=sessions)
    assert walk == pytest.approx((3.5 + factor * 6.0) * 70 / 200)


def test_without_a_weight_or_a_speed_no_energy_is_known():
    assert not isfinite(kcal_a_minute(nan, 1.0, "walk", "backward"))
    assert not isfinite(kcal_a_minute(70, nan, "walk", "backward"))


def test_energy_is_shown_unasked_neither_in_rehabilitation_nor_to_seniors():
    who = person(level="L1", agreed=("clinician",))
    assert today(who=who).show_energy
    assert not today("rehab_knee", who=who).show_energy and not today("senior", who=who).show_energy
    assert today("rehab_knee", who=replace(who, show_energy=True)).show_energy


def test_every_drill_says_how_it_is_counted_or_that_it_is_not():
    assert [drill.key for drill in DRILLS] == ["D1", "D2", "D3", "D4", "D5"]
    assert all("ounted" in drill.not_counted for drill in DRILLS)


def test_the_plan_of_a_session_stands_alone():
    made = plan()
    assert made.blocks[0].kind == "warm_up" and made.blocks[-1].kind == "cool_down"
    assert made.ticks[0] == "well" and made.began_at_s == DAY_S
