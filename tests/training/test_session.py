"""A guided session from the first question to the last sentence; each way in which it may end, from both sides."""

from dataclasses import replace
from math import nan

import pytest
from session_story import DAY_S, SessionStory, fell, person, plan

from backstride.training.plan import Block, Bout
from backstride.training.prescription import Today
from backstride.training.record import SessionRecord
from backstride.types import Answer, Observation

TICKED = tuple((key, "yes") for key in ("well", "sober", "shoes", "path_walked"))


def told(plan_, **story):
    return SessionStory(plan_, **story).go()


def moving_backward(story):
    return story.now.phase == "moving" and story.now.way == "backward" and story.now.done > 0


def in_main(story):
    return moving_backward(story) and story.now.kind == "main"


def resting_in_main(story):
    return story.now.phase == "resting" and story.now.kind == "main"


def short(*blocks, site="track", **changes):
    """A plan of a few blocks and nothing else, whose questions are answered."""
    base = plan(site=site)
    return replace(base, blocks=blocks, ticks=(), **changes)


def walk(metres=6.0, sets=1, rest_s=30.0, **more):
    return Block((Bout("backward", "walk", metres=metres, cap_mps=0.8),), sets, rest_s, focus="head_down", **more)


COOL = Block((Bout("forward", "walk", seconds=20),), kind="cool_down")


@pytest.fixture(scope="module")
def first_steps():
    """The first session of all, on a track, whole."""
    return told(plan())


# ---- the whole

def test_the_first_session_is_whole_and_leaves_a_record(first_steps):
    record = first_steps.record
    assert (record.programme, record.week, record.level, record.completed, record.ended_by) == (
        "first_steps", 1, "L0", True, "amount",
    )  # fmt: skip
    main = [bout for bout in record.bouts if bout.kind == "main"]
    assert [round(bout.metres) for bout in main] == [20] * 4
    assert {bout.ended_by for bout in record.bouts} == {"amount"}
    assert record.efforts == (4.0,) * 4 and [pain.level for pain in record.pains] == [0.0] * len(record.pains)
    assert dict(record.green)["lean_back"] == 1.0


def test_it_is_said_in_the_order_in_which_it_is_done(first_steps):
    wanted = [
        "First steps, week 1. A few questions first. One press means yes.",
        "Are your shoes tied, and do they grip?",
        "Now stand upright and still, side to the camera.",
        "Thank you. I know how you stand.",
        "We warm up.",
        "Walk forward for 3 minutes.",
        "Good. Slow to a stand, then turn round.",
        "Now the main part.",
        "Set 1 of 4.",
        "Walk backward 20 metres.",
        "Three.", "Two.", "One.", "Go.",
        "Good. Slow to a stand.",
        "Rest for one minute.",
        "Set 2 of 4.",
        "We cool down.",
        "Tomorrow morning, tell me how you feel.",
    ]  # fmt: skip
    said, place = first_steps.said, 0
    for words in wanted:
        place = said.index(words, place) + 1


def test_the_countdown_is_a_second_apart(first_steps):
    words = [(m.t_s, m.cue.words) for m in first_steps.moments if m.cue and m.cue.words in ("Three.", "Two.", "One.")]
    three, two, one = (t_s for t_s, _ in words[:3])
    assert two - three == pytest.approx(1.0, abs=0.15) and one - two == pytest.approx(1.0, abs=0.15)


def test_the_same_presses_give_the_same_sentences(first_steps):
    again = told(plan())
    assert again.transcript == first_steps.transcript
    assert again.record == first_steps.record


def test_every_sentence_of_the_training_was_known_beforehand_or_carries_a_number_that_was_measured(first_steps):
    upcoming = first_steps.moments[0].training.upcoming
    said = {m.cue.words for m in first_steps.moments if m.cue and m.cue.class_ == "guide"}
    measured = {words for words in said if "metres backward" in words or "kilocalories" in words}
    assert said - measured <= set(upcoming)


def test_outside_of_a_training_nothing_is_shown_of_one(first_steps):
    assert first_steps.moments[-1].training.phase == "off"
    assert sum(m.training.record is not None for m in first_steps.moments) == 1


# ---- before it begins

@pytest.mark.parametrize("tick", ["well", "sober", "shoes", "path_walked"])
def test_a_no_before_the_start_leaves_it_for_today(tick):
    story = SessionStory(replace(plan(), given=(("well", "yes"), ("sober", "yes"), ("shoes", "yes"), (tick, "no"))))
    story.go()
    assert story.said[-1] == "Then we leave it for today."
    assert story.record.ended_by == "refused" and not story.record.bouts and not story.record.completed


@pytest.mark.parametrize(("pain", "begins"), [("0", True), ("3", True), ("4", False), ("10", False)])
def test_with_pain_of_four_nobody_begins(pain, begins):
    given = (*TICKED, ("pain_now", pain))
    story = SessionStory(replace(plan(), given=given)).go(until=lambda s: s.now.phase in ("standing", "off"))
    assert (story.now.phase == "standing") is begins
    if not begins:
        assert "With that pain we leave it for today." in story.said


def test_what_was_ticked_on_the_page_is_not_asked_again():
    given = (*TICKED, ("pain_now", "0"))
    story = SessionStory(replace(plan(), given=given)).go(until=lambda s: s.now.phase == "standing")
    assert story.said in (["First steps, week 1."], [])


def test_a_press_before_the_question_was_said_is_no_answer():
    story = SessionStory(plan())
    story.go(until=lambda s: s.t_s > 0.5)
    story.frame(("next",))
    assert story.now.question.key == "well"


def test_an_answer_that_is_none_is_not_taken():
    story = SessionStory(plan())
    story.go(until=lambda s: s.now.question is not None and s.now.question.key == "pain_now")
    for value in ("eleven", "11", "-1", "", "3.5"):
        story.frame((Answer("pain_now", value),))
    assert story.now.question.key == "pain_now"


# ---- standing

def test_standing_is_learnt_from_three_still_seconds():
    story = SessionStory(short(walk(), COOL)).go(until=lambda s: s.now.phase == "announced")
    assert 3.0 < story.t_s < 10.0


@pytest.mark.parametrize(("sway", "accepted"), [(1.2, True), (2.5, False)])
def test_sway_over_three_degrees_is_not_accepted(sway, accepted):
    story = SessionStory(short(walk(), COOL)).go(until=lambda s: s.now.phase == "standing")
    story.go(
        until=lambda s: s.now.phase != "standing" or s.t_s > 40,
        measures=lambda s: {"trunk_lean_deg": 3.0 + (sway if int(s.t_s * 10) % 2 else -sway)},
    )
    assert (story.now.phase == "announced") is accepted
    assert ("You moved a little. Once more, stand still." in story.said) is not accepted


def test_who_is_not_seen_is_asked_into_the_picture_and_may_go_on_without():
    story = SessionStory(short(walk(), COOL)).go(until=lambda s: s.now.phase == "standing")
    story.go(until=lambda s: s.t_s > 40, measures=lambda s: {"tracked": False, "direction": "unknown"})
    assert "I can't see all of you. Step into the picture." in story.said and story.now.phase == "standing"
    story.frame(("skip",))
    assert story.now.phase == "announced"


# ---- how a bout ends

def test_a_bout_in_metres_ends_when_they_were_measured():
    story = told(short(walk(metres=10), COOL))
    assert story.record.bouts[0].metres == pytest.approx(10, abs=0.2)
    assert story.record.bouts[0].seconds == pytest.approx(10 / (0.95 * 0.8), abs=0.5)


def test_what_is_not_seen_is_not_counted_and_passes_add_up():
    def away(story):  # two seconds in the picture, four out of it
        inside = story.now.phase != "moving" or story.t_s % 6 < 2
        return {} if inside else {"tracked": False, "direction": "unknown", "speed_mps": nan}

    story = SessionStory(short(walk(metres=6), COOL)).go(measures=away)
    assert story.record.bouts[0].metres == pytest.approx(6, abs=0.2)
    assert story.record.bouts[0].seconds > 15
    assert any("Once more through the picture." in words for words in story.said)


def test_where_no_speed_is_known_the_runner_ends_it():
    story = SessionStory(short(walk(metres=10), COOL))
    story.go(until=lambda s: s.t_s > 30, measures=lambda s: {"speed_mps": nan})
    assert "I can't measure metres here. Press the button at the end." in story.said
    assert story.now.phase == "moving" and story.now.way == "backward"
    story.frame(("next",), speed_mps=nan)
    story.go(measures=lambda s: {"speed_mps": nan})
    bout = story.record.bouts[0]
    assert bout.ended_by == "amount" and bout.metres != bout.metres


def test_a_bout_in_seconds_counts_no_standing():
    seconds = Block((Bout("backward", "walk", seconds=20, cap_mps=0.8),), focus="stride")
    stop = {"direction": "still", "speed_mps": 0.0}
    story = SessionStory(short(seconds, COOL))
    story.go(until=lambda s: moving_backward(s) and s.now.done > 8)
    story.go(until=lambda s, end=story.t_s + 10: s.t_s > end, measures=lambda s: stop)
    assert story.now.done < 11
    assert "Go on when you are ready, or press the button to end this set." in story.said
    story.go()
    assert story.record.bouts[0].seconds == pytest.approx(20, abs=0.2)


def test_an_open_bout_ends_by_the_runner():
    story = SessionStory(short(Block((Bout("forward", "run"),)), walk(), COOL))
    story.go(until=lambda s: s.now.phase == "moving" and s.t_s > 20)
    assert "Run forward. Press the button when you are done." in story.said
    story.frame(("next",))
    assert story.now.phase in ("turning", "announced")


def test_a_bout_that_never_ends_is_ended():
    story = SessionStory(short(walk(metres=20), COOL), speed_mps=0.02).go()
    assert story.record.bouts[0].ended_by == "time_limit" and not story.record.completed
    assert "That is enough for this set. Slow to a stand." in story.said


def test_a_bout_that_nobody_begins_is_reminded_of_and_left_out():
    story = SessionStory(short(walk(), COOL)).go(
        measures=lambda s: {"direction": "still", "speed_mps": 0.0} if s.now.way == "backward" else {}
    )
    assert story.said.count("Begin when you are ready.") == 1
    assert story.record.bouts[0].ended_by == "time_limit" and story.record.bouts[0].seconds == 0


# ---- pause, skip, end

def test_a_pause_holds_everything_and_goes_on_where_it_was():
    story = SessionStory(short(walk(metres=10), COOL)).go(until=lambda s: moving_backward(s) and s.now.done > 4)
    done = story.now.done
    story.frame(("pause",))
    story.go(until=lambda s, end=story.t_s + 60: s.t_s > end)
    assert story.now.phase == "paused" and "Pause. Slow to a stand." in story.said
    story.frame(("pause",))
    story.go()
    assert "We go on." in story.said
    assert story.record.bouts[0].metres == pytest.approx(10, abs=0.3) and done > 4
    assert len([bout for bout in story.record.bouts if bout.way == "backward"]) == 1


def test_a_set_that_is_skipped_is_left_out_and_the_session_is_not_whole():
    story = SessionStory(short(walk(sets=2), COOL)).go(until=in_main)
    story.frame(("skip",))
    story.go()
    assert [bout.ended_by for bout in story.record.bouts] == ["skipped", "amount", "amount"]
    assert "Left out." in story.said and not story.record.completed


def test_the_cool_down_may_be_left_out_of_a_whole_session():
    story = SessionStory(short(walk(), COOL)).go(until=lambda s: s.now.kind == "cool_down" and s.now.phase == "moving")
    story.frame(("skip",))
    assert story.go().record.completed


@pytest.mark.parametrize("press", ["end", "stop"])
def test_the_runner_may_end_it_at_any_time(press):
    story = SessionStory(short(walk(metres=20), COOL)).go(until=in_main)
    story.frame((press,))
    story.go()
    assert story.record.ended_by == "runner" and not story.record.completed
    assert story.record.bouts[0].ended_by == "runner"
    assert "We finish here." in story.said


# ---- effort

@pytest.mark.parametrize(
    ("effort", "sets", "rest_s", "words"),
    [("6", 4, 30, None), ("7", 2, 60, "More rest then, and one set less."),
     ("9", 1, 30, "That was hard enough. We go on to the cool-down.")],
)  # fmt: skip
def test_effort_takes_sets_away_and_gives_rest(effort, sets, rest_s, words):
    story = SessionStory(short(walk(sets=4), COOL))
    story.effort = effort
    story.go(until=lambda s: resting_in_main(s) and s.now.question is None and s.record is None
             and any("Any pain" in words for words in s.said[-3:]))  # fmt: skip
    story.go()
    assert (words is None) or words in story.said
    assert sum(bout.kind == "main" for bout in story.record.bouts) == sets
    assert story.record.completed is (effort in ("6", "7") and sets != 2) or effort == "7"


def test_one_hard_answer_leaves_the_session_whole_and_two_end_it():
    once = SessionStory(short(walk(sets=3), COOL))
    once.effort = "7"
    once.go(until=lambda s: "More rest then, and one set less." in s.said)
    once.effort = "5"
    assert once.go().record.completed
    twice = SessionStory(short(walk(sets=4), COOL))
    twice.effort = "7"
    assert not twice.go().record.completed
    assert "That was hard enough. We go on to the cool-down." in twice.said
    assert twice.record.bouts[-1].kind == "cool_down"


@pytest.mark.parametrize(("presses", "effort"), [(1, 4.0), (2, 7.0), (3, 9.0)])
def test_effort_by_the_one_button(presses, effort):
    story = SessionStory(short(walk(sets=2), COOL))
    story._answers = lambda: ()
    story.go(until=lambda s: s.now.question is not None and s.said[-1].startswith("How hard"))
    for _ in range(presses):
        story.frame(("next",))
        story.frame()
    story.go(until=lambda s: s.now.question is None or s.now.question.key != "effort")
    assert story.coach._guide._ledger.efforts == [effort]


def test_a_question_without_an_answer_is_not_answered():
    story = SessionStory(short(walk(sets=2), COOL))
    story._answers = lambda: ()
    story.go()
    assert story.record.efforts == () and story.record.efforts_asked == 2 and story.record.pains == ()
    assert story.record.completed


# ---- pain

def test_pain_cuts_the_sentence_ends_the_block_and_form_is_silent_afterwards():
    story = SessionStory(short(walk(metres=20, sets=3), COOL)).go(until=in_main)
    story.coach._guide._mouth.say("A long sentence that is being said just now, and goes on.")
    story.go(until=lambda s: s.said[-1].startswith("A long"))
    story.frame(("pain",))
    assert story.moments[-1].cue.words == "Stopping. Slow to rest." and story.moments[-1].cue.class_ == "safety"
    assert story.now.phase == "hurt"
    at = len(story.moments)
    story.go(measures=lambda s: {"head_pitch_deg": -60.0})
    assert not [m.cue for m in story.moments[at:] if m.cue and m.cue.class_ in ("form", "praise", "balance")]
    assert story.record.bouts[0].ended_by == "pain"


def hurt(level, where="knee", sharp="no", then=()):
    story = SessionStory(short(walk(metres=20, sets=3), walk(metres=7), COOL)).go(until=in_main)
    story.frame(("pain",))
    story._answers = lambda: ()
    for key, value in (("pain", level), ("pain_where", where), ("pain_sharp", sharp)):
        story.go(until=lambda s, key=key: s.now.question is not None and s.now.question.key == key)
        story.frame((Answer(key, value),))
    story.go(until=lambda s, end=story.t_s + 5: s.t_s > end or s.now.phase == "over")
    for press in then:
        story.frame((press,))
    return story.go()


@pytest.mark.parametrize(
    ("level", "where", "sharp", "closed"),
    [("2", "knee", "no", False), ("3", "knee", "no", False), ("4", "knee", "no", True), ("1", "knee", "yes", True),
     ("1", "chest", "no", True), ("0", "dizzy", "no", True)],
)  # fmt: skip
def test_strong_or_sharp_pain_and_chest_and_dizziness_close_the_session(level, where, sharp, closed):
    story = hurt(level, where, sharp, then=("start",))
    ended = "Sit down. Get help now, call the emergency number." if where in ("chest", "dizzy") else "The training ends"
    assert any(words.startswith(ended) for words in story.said) is closed
    assert (story.record.ended_by == "pain") is closed
    assert story.record.pains[-1].level == float(level) and story.record.pains[-1].where == where
    assert not story.record.completed


def test_after_mild_pain_it_goes_on_only_when_the_runner_says_so():
    idle = hurt("2")
    assert idle.record.ended_by == "pain" and len(idle.record.bouts) == 1
    on = hurt("2", then=("start",))
    assert [round(bout.asked_m) if bout.kind == "main" else 0 for bout in on.record.bouts] == [20, 7, 0]
    easy = hurt("3", then=("start",))
    assert [bout.kind for bout in easy.record.bouts] == ["main", "cool_down"]


@pytest.mark.parametrize(("pain", "closes"), [("2", False), ("3", False), ("4", True)])
def test_pain_told_in_a_rest(pain, closes):
    story = SessionStory(short(walk(sets=3), COOL))
    story.pain = pain
    story.go()
    assert (story.record.ended_by == "pain") is closes
    assert sum(bout.kind == "main" for bout in story.record.bouts) == (1 if closes else 3)
    assert story.record.worst_pain == float(pain)
    if pain != "2":
        assert story.record.pains[0].where == "knee"


# ---- falls, stumbles, fading form

def test_a_fall_ends_the_session_and_nothing_is_said_of_it_before_the_runner_is_up():
    story = SessionStory(short(walk(metres=20, sets=2), COOL)).go(until=in_main)
    story.frame(**fell(story.t_s))
    lying = story.t_s + 20
    story.go(until=lambda s: s.t_s > lying, measures=lambda s: {"fall": "confirmed"})
    assert "The training ends here. Rest." not in story.said and "Are you okay?" in story.said
    story.go()
    assert story.said[-1] == "The training ends here. Rest."
    assert story.record.falls == 1 and story.record.ended_by == "fall"


@pytest.mark.parametrize(("stumbles", "ends"), [(1, False), (2, True)])
def test_two_stumbles_in_a_minute_end_the_part(stumbles, ends):
    story = SessionStory(short(walk(metres=20, sets=3), COOL)).go(until=in_main)
    for count in range(1, stumbles + 1):
        story.go(until=lambda s, end=story.t_s + 3: s.t_s > end, measures=lambda s, c=count: {"stumbles_in_minute": c})
    story.go()
    assert ("Two stumbles. This part ends here." in story.said) is ends
    assert story.record.stumbles == stumbles
    assert sum(bout.kind == "main" for bout in story.record.bouts) == (1 if ends else 3)


@pytest.mark.parametrize(("flags", "bouts", "ended_by"), [(1, 3, "amount"), (2, 1, "amount"), (3, 1, "fatigue")])
def test_fading_form_makes_it_the_last_set_and_then_ends_it(flags, bouts, ended_by):
    story = SessionStory(short(walk(metres=20, sets=3), COOL)).go(until=in_main)
    story.go(measures=lambda s: {"fatigue_flags": flags})
    main = [bout for bout in story.record.bouts if bout.kind == "main"]
    assert len(main) == bouts and main[0].ended_by == ended_by
    assert story.record.fatigue_red is (flags == 3)


# ---- what the coach is asked to listen to

def test_the_speed_cap_is_that_of_the_set_and_no_cap_holds_elsewhere():
    story = SessionStory(short(walk(), COOL))
    story.go(until=moving_backward)
    assert story.coach._guide.wishes.speed_cap_mps == 0.8
    story.go(until=resting_in_main)
    assert story.coach._guide.wishes.speed_cap_mps != story.coach._guide.wishes.speed_cap_mps


@pytest.mark.parametrize(("speed", "warned"), [(0.84, False), (1.3, True)])
def test_who_walks_faster_than_the_cap_is_told(speed, warned):
    story = SessionStory(short(walk(metres=20), COOL), speed_mps=speed).go()
    assert ("Slow down." in story.said) is warned


def test_a_planned_end_is_no_sudden_stop_and_forward_is_no_fault():
    story = SessionStory(short(walk(), Block((Bout("forward", "walk", seconds=30),)), COOL))
    story.go(measures=lambda s: {"stopped_suddenly": s.now.phase == "resting"})
    assert "Everything okay?" not in story.said
    assert not [words for words in story.said if "Form tips pause" in words]
    alone = SessionStory(short(walk(metres=20), COOL)).go(until=in_main)
    alone.go(until=lambda s, end=alone.t_s + 3: s.t_s > end, measures=lambda s: {"stopped_suddenly": True})
    assert "Everything okay?" in alone.said


def test_no_block_begins_while_an_alarm_stands():
    story = SessionStory(short(walk(), COOL, site="treadmill"))
    story.go(until=lambda s: s.now.phase == "announced")
    story.go(until=lambda s: s.t_s > 30, measures=lambda s: {"belt_position": 0.95, "direction": "backward"})
    assert story.now.phase == "announced" and "Hold the rails!" in story.said
    story.go()
    assert story.record.completed


def test_only_the_focus_of_the_block_is_spoken_of_until_something_is_red():
    bad = {"head_pitch_deg": -60.0, "bounce_bh": 0.09, "reach_ll": 0.75}
    story = SessionStory(short(walk(metres=50), COOL)).go(measures=lambda s: bad)
    rules = [m.cue.rule for m in story.moments if m.cue and m.cue.class_ == "form"]
    assert rules and rules[0] == "head_down" and "bounce" not in rules[:2]


@pytest.mark.parametrize(("a_minute", "most"), [(4.0, 4), (2.0, 2), (1.0, 1), (0.0, 0)])
def test_fewer_cues_over_the_weeks(a_minute, most):
    story = SessionStory(short(walk(metres=60), COOL, form_a_minute=a_minute))
    story.go(measures=lambda s: {"head_pitch_deg": -60.0 if int(s.t_s) % 16 < 9 else -4.0})
    form = [m.t_s for m in story.moments if m.cue and m.cue.class_ == "form"]
    assert max((sum(t <= other < t + 60 for other in form) for t in form), default=0) == min(most, 3)  # its own pause


def test_after_week_four_every_other_set_is_silent_about_form():
    story = SessionStory(short(walk(metres=20, sets=4), COOL, form_a_minute=1.0, every_other_set=True))
    story.go(measures=lambda s: {"head_pitch_deg": -60.0})
    sets = {m.training.set_number for m in story.moments if m.cue and m.cue.class_ == "form"}
    assert sets and sets <= {1, 3}


def test_a_focus_that_came_back_from_red_is_praised():
    story = SessionStory(short(walk(metres=40), COOL)).go(until=in_main)
    bad_s = story.t_s + 12
    story.go(measures=lambda s: {"head_pitch_deg": -70.0 if s.t_s < bad_s else -4.0})
    praise = [m.cue for m in story.moments if m.cue and m.cue.class_ == "praise"]
    assert praise and "came back from red" in praise[0].why and praise[0].t_s < bad_s + 14


def test_the_cue_that_helped_before_is_recalled_before_the_main_part():
    before = SessionRecord("Ada", "first_steps", 1, "L0", "track", "side", began_at_s=0.0, helped=(("stride", 2),))
    story = SessionStory(plan(today=Today(3 * DAY_S), sessions=(before,))).go(
        until=lambda s: s.now.kind == "main" and s.now.phase == "moving"
    )
    assert "Remember: Shorter steps." in story.said


def test_a_cue_after_which_it_got_better_is_remembered():
    story = SessionStory(short(walk(metres=40), COOL)).go(until=in_main)
    said = []

    def better_once_told(s):
        said.extend(m.cue for m in s.moments[-1:] if m.cue and m.cue.rule == "head_down")
        return {"head_pitch_deg": -4.0 if said and s.t_s > said[0].t_s + 4 else -60.0}

    assert dict(story.go(measures=better_once_told).record.helped) == {"head_down": 1}


def test_the_metronome_clicks_where_the_block_asks_and_nowhere_else():
    story = told(short(walk(click_spm=165.0), COOL))
    clicking = [m for m in story.moments if m.training.click_spm == 165.0]
    assert clicking and all(m.training.phase == "moving" and m.training.way == "backward" for m in clicking)
    assert "One step to each click." in story.said


# ---- the treadmill

@pytest.fixture(scope="module")
def on_belt():
    return told(plan(site="treadmill"))


def test_on_a_belt_speeds_are_told_to_be_set_and_both_hands_hold(on_belt):
    assert on_belt.record.completed
    at = on_belt.said.index("Set the belt to 1.6 kilometres an hour at most, no incline.")
    assert on_belt.said[at + 1 : at + 3] == ["Hold both rails.", "Start the belt when you are ready."]
    assert "Good. Hold the rails, belt off. Turn when it stands." in on_belt.said


def test_nothing_on_a_belt_asks_for_a_bare_stop_or_counts_down(on_belt):
    assert not [words for words in on_belt.said if "stop" in words.lower()]
    assert "Three." not in on_belt.said


def test_rails_are_wanted_on_the_first_level():
    story = SessionStory(plan(site="treadmill")).go(until=in_main)
    assert story.coach._guide.wishes.rails
    story.go(until=lambda s, end=story.t_s + 4: s.t_s > end, measures=lambda s: {"hands_on_rails": False})
    assert "Hands on the rails." in story.said


def test_a_belt_bout_begins_when_the_runner_walks():
    story = SessionStory(plan(site="treadmill")).go(until=lambda s: s.now.phase == "moving")
    story.go(until=lambda s, end=story.t_s + 10: s.t_s > end, measures=lambda s: {"direction": "still"})
    assert story.now.done == 0
    story.go(until=lambda s: s.now.done > 0)


# ---- drills

def test_a_drill_is_explained_and_its_count_told():
    drill = Block((Bout("backward", "jog", metres=6, cap_mps=1.6),), 1, 30, kind="drill", drill="D4")
    story = told(short(walk(), drill, COOL))
    at = story.said.index("Now a drill.")
    assert story.said[at + 1].startswith("Crab walk.")
    assert "Not counted." in story.said


# ---- words

@pytest.mark.parametrize("language", ["en", "de", "fr", "it", "es"])
@pytest.mark.parametrize("site", ["track", "treadmill"])
def test_a_whole_session_is_said_in_every_language(language, site):
    story = told(plan(site=site, language=language))
    assert story.record.completed
    assert not [words for words in story.said if "{" in words]


def test_the_record_tells_what_was_out_of_band():
    unsteady = {"trunk_lean_deg": -20.0}
    story = SessionStory(short(walk(metres=20), COOL)).go(measures=lambda s: unsteady if in_main(s) else {})
    assert dict(story.record.green)["lean_back"] < 0.3
    assert story.record.bouts[0].amber_balance_share > 0.5


def test_a_red_warning_is_counted_in_the_record():
    story = SessionStory(short(walk(metres=20), COOL)).go(until=in_main)
    story.go(until=lambda s, end=story.t_s + 3: s.t_s > end, measures=lambda s: {"speed_mps": 1.6})
    assert story.go().record.safety_reds >= 1
    assert isinstance(story.moments[0].observations[0], Observation)


def test_the_ticks_of_a_senior_on_a_track_ask_for_support():
    ready = tuple((key, key == "q8") for key, _ in person().answers)
    done = [SessionRecord("Ada", "first_steps", 2, "L0", "track", "side", began_at_s=0.0, completed=True)] * 2
    senior = plan("senior", 1, who=person(answers=ready), sessions=done, today=Today(9 * DAY_S))
    assert "support" in senior.ticks and senior.senior and senior.cap_mps == 0.8
