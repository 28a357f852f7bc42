"""Every programme as a table: growth, caps, one thing harder at a time, gates; and the table finds what is wrong."""

import json
from dataclasses import replace
from itertools import pairwise
from math import isfinite, nan

import pytest

from backstride.errors import BadInput
from backstride.training.checks import asks_more, faults, growth_limit_m, needed_level
from backstride.training.levels import LEVELS, caps, set_caps
from backstride.training.notation import plain, revived
from backstride.training.plan import Block, Bout, Programme, Week, backward_metres
from backstride.training.programmes import COOL_DOWN, FIRST_STEPS, FITNESS, PROGRAMMES, WARM_UP, programme

WEEKS = [pytest.param(one, week, id=f"{one.code}-{week.number}") for one in PROGRAMMES for week in one.weeks]
STEPS = [
    pytest.param(before, after, id=f"{one.code}-{after.number}")
    for one in PROGRAMMES for before, after in pairwise(one.weeks)
]  # fmt: skip


@pytest.mark.parametrize("one", PROGRAMMES, ids=lambda one: one.code)
def test_our_own_programmes_keep_to_their_own_table(one):
    assert faults(one) == ()


@pytest.mark.parametrize(("one", "week"), WEEKS)
def test_each_week_has_a_level_that_carries_it(one, week):
    level = needed_level(week)
    allowed = caps(level)
    for block in week.blocks:
        for bout in block.bouts:
            if bout.way == "backward":
                most_m, most_s = set_caps(level, bout.pace)
                assert bout.cap_mps <= allowed.ground_mps
                assert not bout.metres > most_m and not bout.seconds > most_s
                assert not one.walking_only or bout.pace == "walk"


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_from_week_to_week_the_backward_way_grows_by_15_percent_or_90_m_at_most(before, after):
    was, now = backward_metres(before.blocks), backward_metres(after.blocks)
    assert now <= max(1.15 * was, was + 90) + 0.5


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_only_one_thing_asks_for_more_in_a_week(before, after):
    new_gait = {b.pace for x in after.blocks for b in x.bouts} - {b.pace for x in before.blocks for b in x.bouts}
    assert len(asks_more(before, after)) <= 1 or new_gait


def test_the_levels_grow_in_every_column():
    for lower, higher in pairwise(LEVELS):
        assert lower.belt_mps < higher.belt_mps and lower.ground_mps < higher.ground_mps
        assert set(lower.paces) <= set(higher.paces) and lower.incline_percent <= higher.incline_percent


def test_warm_up_and_cool_down_go_both_ways():
    for common in (WARM_UP, COOL_DOWN):
        assert {bout.way for block in common for bout in block.bouts} == {"forward", "backward"}


def test_amounts_stand_where_the_articles_put_them():
    amounts = {one.code: [round(backward_metres(week.blocks)) for week in one.weeks] for one in PROGRAMMES}
    assert amounts["P0"] == [80, 150]
    assert amounts["P2"][-1] == 250  # 5 x 50 m of jogging
    assert programme("rehab_knee").weeks[-1].blocks[0].sets * 195 == 780  # 13 minutes of walking
    assert [sum(60 * w.blocks[-1].sets for w in [week]) for week in programme("runner").weeks[1:4]] == [240, 300, 360]


def test_the_cardio_block_is_15_to_27_minutes_and_two_fifths_of_it_backward():
    minutes, shares = [], []
    for week in programme("cardio_block").weeks:
        there, back = (bout.seconds * week.blocks[0].sets for bout in week.blocks[0].bouts)
        minutes.append(round((there + back) / 60))
        shares.append(back / (there + back))
    assert minutes == [15, 17, 19, 21, 24, 27]
    assert shares == pytest.approx([0.40, 0.40, 0.40, 0.42, 0.42, 0.42], abs=0.005)


# ---- the table finds what is wrong

def _walk(metres=30.0, sets=4, cap=1.0, **more) -> Block:
    return Block((Bout("backward", "walk", metres=metres, cap_mps=cap),), sets, 60, **more)


def _own(*weeks: tuple[Block, ...], **more) -> Programme:
    numbered = tuple(Week(number, blocks) for number, blocks in enumerate(weeks, start=1))
    return Programme("mine", "", "Mine", "", (2, 2), numbered, needs=("first_steps",), own=True, **more)


@pytest.mark.parametrize(
    ("weeks", "sentence"),
    [
        (((_walk(),), (_walk(sets=6),)), None),
        (((_walk(sets=3),), (_walk(metres=45, sets=5),)), "225 m backward after 90 m; accepted: at most 180 m."),
        (((_walk(),), (_walk(sets=5, cap=1.1),)), "Week 2: speed and amount grow in one week; accepted: one of them."),
        (((_walk(metres=300),),), "no level"),
        (((_walk(metres=60),),), "Week 1 needs level L3"),
        (((_walk(cap=nan),),), "Week 1: a backward bout without a speed cap."),
        (((_walk(cap=9.0),),), "no level"),
        (((_walk(incline_percent=12),),), "an incline of 12 %"),
        (((_walk(sets=0),),), "0 sets"),
        (((_walk(metres=nan),),), "without an end"),
        (((_walk(effort_percent=90),),), "an effort of 90 % without a spotter"),
        (((_walk(click_spm=400),),), "a metronome of 400"),
        (((replace(_walk(), rest_s=5),),), "a rest of 5 s between sets"),
        (((Block((Bout("forward", "walk", seconds=60),)),),), "Week 1 has no backward part."),
    ],
)
def test_the_table_finds_the_fault_of_an_own_programme(weeks, sentence):
    found = faults(_own(*weeks))
    assert found == () if sentence is None else any(sentence in fault for fault in found)


def test_a_level_that_cannot_be_reached_in_time_is_a_fault():
    jog = Block((Bout("backward", "jog", metres=20, cap_mps=1.8),), 4, 75)
    assert any("needs level L2, so 4 sessions on L1" in fault for fault in faults(_own((_walk(),), (jog,))))
    assert any("Week 1 needs level L2" in fault for fault in faults(_own((jog,))))


def test_a_gate_needs_a_bout_on_which_it_can_be_shown():
    jog = Block((Bout("backward", "jog", metres=20, cap_mps=1.8),), 4, 75)
    short, long = _walk(), _walk(metres=50, sets=2, cap=1.2)
    assert any("shows what the gate asks for" in fault for fault in faults(_own((short,), (short,), (jog,))))
    assert faults(_own((short,), (long,), (jog,))) == ()


def test_what_walks_only_never_jogs():
    jog = Block((Bout("backward", "jog", metres=20, cap_mps=1.8),), 4, 75)
    assert any("only walking" in fault for fault in faults(_own((jog,), at_least="L2", walking_only=True)))


def test_growth_is_the_larger_of_a_share_and_ninety_metres():
    assert growth_limit_m(100) == 190
    assert growth_limit_m(1000) == 1150


# ---- as JSON

@pytest.mark.parametrize("one", PROGRAMMES, ids=lambda one: one.code)
def test_a_programme_comes_back_from_json_as_it_was(one):
    back = revived(Programme, json.loads(json.dumps(plain(one))))
    assert plain(back) == plain(one)
    assert back.weeks[0].blocks[0].bouts[0].pace == one.weeks[0].blocks[0].bouts[0].pace
    assert not isfinite(back.weeks[0].blocks[0].click_spm)


@pytest.mark.parametrize(
    ("key", "value", "where"),
    [("name", 3, "Programme.name"), ("weeks", 3, "Programme.weeks"), ("needs", ["luck"], "Programme.needs[0]")],
)
def test_a_value_of_another_kind_is_told_with_its_place(key, value, where):
    with pytest.raises(BadInput, match=where.replace("[", r"\[").replace("]", r"\]")):
        revived(Programme, plain(FIRST_STEPS) | {key: value})


def test_a_programme_is_found_by_its_key_and_by_its_code():
    assert programme("fitness") is programme("P2") is FITNESS
    assert programme("nothing") is None
