"""Little stories of the whole coach: what is said, when, how often, and when it keeps silent."""

from dataclasses import replace
from itertools import pairwise
from math import nan

import pytest
from coaching_story import Story, sees, thing

from backstride.coach import coach as coach_module
from backstride.coach.rules import RULES
from backstride.errors import BadConfig
from backstride.types import HeadCheck, PathView, Quality


def test_good_form_on_a_treadmill_hears_nothing_but_praise():
    story = Story().goes_on(60)
    assert {cue.rule for cue in story.cues} == {"praise"}


def test_leaning_back_is_spoken_of_within_three_seconds():
    story = Story().goes_on(6).goes_on(3, trunk_lean_deg=-16.0)
    assert [cue.rule for cue in story.cues] == ["lean_back"]
    assert story.cues[0].class_ == "balance"
    assert 6.5 <= story.cues[0].t_s <= 8.0


def test_a_backward_lean_beyond_its_error_is_red_after_half_a_second_and_not_before():
    story = Story().goes_on(6).goes_on(0.7, trunk_lean_deg=-15.5)
    assert story.band("lean_back") == "green"
    assert story.goes_on(0.4, trunk_lean_deg=-15.5).band("lean_back") == "red"


def test_the_ease_of_real_backward_walkers_is_no_fault():
    story = Story().goes_on(30, trunk_lean_deg=-8.0, gait="walk", cadence_spm=95.0, knee_at_contact_deg=58.0,
                            reach_ll=0.57, elbow_left_deg=160.0, knee_swing_peak_deg=49.0)  # fmt: skip
    assert {cue.rule for cue in story.cues} <= {"praise"}


def test_straight_arms_are_left_alone_while_walking():
    assert Story().goes_on(15, gait="walk", cadence_spm=110.0, elbow_left_deg=140.0).said("elbow") == []


def test_straight_arms_of_a_jogger_get_one_cue_after_five_seconds_and_none_for_thirty():
    story = Story().goes_on(30, elbow_left_deg=140.0)
    assert len(story.said("elbow")) == 1
    assert 5.0 <= story.said("elbow")[0].t_s <= 8.5


def test_nothing_about_form_in_the_first_five_seconds_of_a_stretch():
    story = Story().goes_on(4.9, trunk_lean_deg=20.0, elbow_left_deg=170.0)
    assert story.cues == []
    assert story.goes_on(3, trunk_lean_deg=20.0).said("lean")


def test_a_new_stretch_is_quiet_again():
    story = Story().goes_on(4, trunk_lean_deg=20.0).goes_on(1.5, direction="still", gait="still")
    assert story.band("lean") == "unknown"
    assert story.goes_on(4.9, trunk_lean_deg=20.0).cues == []


def test_what_was_held_in_one_stretch_is_void_in_the_next():
    story = Story().goes_on(7).goes_on(2, trunk_lean_deg=20.0).goes_on(1.5, direction="still", gait="still")
    assert story.goes_on(2.5, trunk_lean_deg=20.0).band("lean") == "unknown"


def test_the_first_steps_may_wobble():
    story = Story().goes_on(1.9, trunk_lean_deg=-25.0)
    assert story.cues == [] and story.band("lean_back") == "red"
    assert story.goes_on(0.3, trunk_lean_deg=-25.0).said("lean_back")


def test_balance_cues_leave_three_seconds_between_them():
    story = Story("track", "rear").goes_on(20, lane_offset_m=0.6, since_check_s=9.0)
    ends = [(cue.t_s, cue.t_s + cue.duration_s) for cue in story.cues]
    assert len(ends) >= 4 and all(later[0] - earlier[1] >= 3.0 - 0.001 for earlier, later in pairwise(ends))


def test_a_measure_that_claims_a_larger_error_is_given_more_room(monkeypatch):
    monkeypatch.setattr(coach_module, "claimed_error", lambda measure, view, near, fps: 15.0)
    assert Story().goes_on(20, trunk_lean_deg=20.0).said("lean") == []


def test_a_moment_of_not_knowing_the_direction_does_not_start_a_new_stretch():
    story = Story().goes_on(4, trunk_lean_deg=20.0).goes_on(1, direction="unknown", trunk_lean_deg=20.0)
    assert story.goes_on(2, trunk_lean_deg=20.0).said("lean")


def test_nothing_is_said_of_form_on_a_frame_that_does_not_measure_it():
    story = Story().goes_on(7).goes_on(2.9, trunk_lean_deg=20.0)
    while story.band("lean") == "green":
        story.frame(trunk_lean_deg=20.0, looking=True)
    story.goes_on(2, trunk_lean_deg=nan)
    assert story.cues == [] and story.band("lean") == "red"
    assert story.goes_on(1, trunk_lean_deg=20.0).said("lean")


def test_an_alarm_at_the_edge_outlives_a_moment_without_a_number():
    story = Story().goes_on(5).goes_on(1, belt_position=0.9)
    heard = len(story.said("belt_drift"))
    story.goes_on(2.8, belt_position=nan)
    assert len(story.said("belt_drift")) > heard and "not measured just now" in story.cues[-1].why


def test_swapped_frames_are_not_judged():
    assert Story().goes_on(12, trunk_lean_deg=-20.0, swapped=True).cues == []


def test_a_view_from_behind_knows_no_lean():
    story = Story("track", "rear").goes_on(12, trunk_lean_deg=-20.0, lane_offset_m=0.0)
    assert story.said("lean_back") == [] and story.said("lean") == []


def test_a_cameras_rate_may_be_a_little_under_its_name():
    nearly = Quality(fps=14.6, visible_share=1.0)
    assert Story(fps=14.6).goes_on(20, arm_leg_correlation=0.9, quality=nearly).said("arm_leg")


def test_a_form_cue_that_turns_red_still_leaves_its_pause():
    story = Story().goes_on(15, elbow_left_deg=135.0).goes_on(20, elbow_left_deg=170.0)
    assert len(story.said("elbow")) == 1


def test_a_slow_camera_leaves_the_foot_strike_unjudged():
    slow = Quality(fps=15.0, visible_share=1.0)
    story = Story(fps=15.0).goes_on(15, heel_first_share=1.0, quality=slow)
    assert story.said("foot_strike") == [] and story.band("foot_strike") == "unknown"


def test_heels_first_in_half_of_the_steps_are_spoken_of():
    assert Story(fps=60.0).goes_on(9, heel_first_share=0.45).said("foot_strike")


def test_running_forward_is_told_once_and_never_corrected():
    story = Story().goes_on(20, direction="forward", trunk_lean_deg=-20.0, elbow_left_deg=170.0)
    assert [cue.rule for cue in story.cues] == ["turned_forward"]
    assert story.cues[0].t_s >= 2.0 - 0.05


# ---- focus, repetition, fading


def test_the_same_wording_is_never_heard_twice_in_a_row():
    story = Story().goes_on(120, trunk_lean_deg=13.0)
    said = story.words
    assert len(said) >= 3 and all(a != b for a, b in pairwise(said))


def test_a_form_cue_is_given_up_after_three_times_without_change():
    assert len(Story().goes_on(300, trunk_lean_deg=20.0).said("lean")) == 3


def test_a_fault_that_went_and_came_back_is_spoken_of_again():
    story = Story().goes_on(120, trunk_lean_deg=20.0).goes_on(30).goes_on(30, trunk_lean_deg=20.0)
    assert len(story.said("lean")) > 3


def test_a_new_start_may_say_again_what_was_given_up():
    story = Story().goes_on(120, trunk_lean_deg=20.0)
    story.goes_on(30, presses=("start",), trunk_lean_deg=20.0)
    assert len(story.said("lean")) > 3


def test_one_focus_at_a_time_amber_beside_it_waits():
    story = Story().goes_on(40, trunk_lean_deg=13.0, elbow_left_deg=135.0)
    assert len({cue.rule for cue in story.cues}) == 1


def test_a_red_rule_may_join_the_focus():
    story = Story().goes_on(60, trunk_lean_deg=13.0, elbow_left_deg=170.0)
    assert {cue.rule for cue in story.cues} == {"lean", "elbow"}


def test_form_cues_leave_eight_seconds_to_try():
    story = Story().goes_on(60, trunk_lean_deg=20.0, elbow_left_deg=170.0)
    starts = [cue.t_s for cue in story.cues]
    assert all(b - a >= 8.0 for a, b in pairwise(starts))


def test_form_is_spoken_of_at_most_four_times_a_minute():
    starts = [cue.t_s for cue in Story().goes_on(70, trunk_lean_deg=20.0, head_pitch_deg=-50.0).cues]
    assert len(starts) >= 4 and all(later - earlier >= 60.0 for earlier, later in zip(starts, starts[4:], strict=False))


def test_what_does_not_help_is_said_less_and_less_even_for_balance():
    starts = [cue.t_s for cue in Story().goes_on(120, trunk_lean_deg=-13.0).said("lean_back")]
    gaps = [b - a for a, b in pairwise(starts)]
    assert gaps == sorted(gaps) and gaps[-1] > 2 * gaps[0]


def test_a_form_cue_waits_while_the_runner_looks_round():
    story = Story().goes_on(4, trunk_lean_deg=20.0).goes_on(6, trunk_lean_deg=20.0, looking=True)
    assert story.said("lean") == []


def test_form_waits_three_seconds_from_an_alarm():
    story = Story().goes_on(7.5).goes_on(1.2, trunk_lean_deg=-20.0)
    story.goes_on(1.0, head_pitch_deg=-60.0)
    assert story.words[-1] == "Lean in, toward your toes."
    story.goes_on(4, head_pitch_deg=-60.0)
    alarm, form = story.cues
    assert form.rule == "head_down" and form.t_s - alarm.t_s >= 3.0


def test_balance_cuts_a_form_sentence():
    story = Story().goes_on(5, trunk_lean_deg=20.0)
    while not story.said("lean"):
        story.frame(trunk_lean_deg=20.0)
    story.goes_on(1.6, trunk_lean_deg=-25.0)
    form, balance = story.cues
    assert balance.rule == "lean_back" and balance.t_s - form.t_s < 2.5


# ---- praise


def test_praise_comes_after_twenty_good_seconds_and_then_every_forty_five():
    starts = [cue.t_s for cue in Story().goes_on(120).said("praise")]
    assert 20.0 <= starts[0] <= 22.0 and starts[1] - starts[0] >= 45.0


def test_amber_in_the_last_second_costs_the_praise():
    story = Story().goes_on(20).goes_on(5, trunk_lean_deg=12.5)
    assert story.said("praise") == []


def test_nobody_is_praised_for_what_was_not_measured():
    names = (
        "trunk_lean_deg", "head_pitch_deg", "elbow_left_deg", "cadence_spm", "reach_ll", "knee_at_contact_deg",
        "bounce_bh", "heel_first_share", "arm_leg_correlation",
    )  # fmt: skip
    blind = dict.fromkeys(names, nan)
    assert Story().goes_on(40, **blind).cues == []


# ---- treadmill


def test_a_runner_carried_to_the_rear_edge_is_warned_then_told_to_hold_on():
    story = Story().goes_on(5)
    position = 0.60
    while position < 0.90:
        story.frame(belt_position=position)
        position += 0.1 / story.fps
    first, *others = story.said("belt_drift")
    assert first.words == "Rear edge. Slow the belt."
    held = next(cue for cue in others if cue.words == "Hold the rails!")
    passed_s = next(m.t_s for m in story.moments if m.measures.belt_position > 0.80)
    assert held.t_s - passed_s <= 0.55


def test_the_console_end_has_words_of_its_own():
    assert Story().goes_on(5).goes_on(2, belt_position=0.25).words == ["Console close behind you."]


def test_holding_on_is_repeated_until_the_runner_is_back():
    story = Story().goes_on(5).goes_on(10, belt_position=0.88)
    assert len(story.said("belt_drift")) >= 3
    heard = len(story.cues)
    assert len(story.goes_on(5).cues) == heard


def test_a_fall_on_a_treadmill_asks_for_the_clip_at_once_and_silences_the_rest():
    story = Story().goes_on(8, trunk_lean_deg=20.0).goes_on(2, fall="candidate", trunk_lean_deg=-70.0)
    falls = story.said("fall")
    assert falls[0].words == "Pull the clip!" and falls[0].t_s == pytest.approx(8.0, abs=0.05)
    assert all(cue.rule == "fall" for cue in story.cues if cue.t_s > 8.0)


def test_two_stumbles_in_a_minute_are_two_cues_not_a_minute_of_them():
    story = Story().goes_on(5).goes_on(10, stumbles_in_minute=1).goes_on(40, stumbles_in_minute=2)
    assert len(story.said("stumble")) == 2


def test_a_body_that_turns_before_it_ever_ran_backward_is_left_alone():
    story = Story().goes_on(5, direction="still", gait="still")
    assert story.goes_on(1, direction="still", gait="still", turning_round=True).cues == []


def test_turning_on_a_running_belt_is_answered_with_the_belt():
    assert Story().goes_on(5).goes_on(1, turning_round=True).words == ["Stop belt before turning."]


# ---- pain, start, stop


def test_the_pain_button_cuts_a_sentence_and_ends_form():
    story = Story().goes_on(5, trunk_lean_deg=20.0)
    while not story.said("lean"):
        story.frame(trunk_lean_deg=20.0)
    pressed = story.frame(presses=("pain",), trunk_lean_deg=20.0)
    assert pressed.cue.words == "Hold rails. Belt off." and pressed.cue.class_ == "safety"
    assert not pressed.coaching
    assert len(story.goes_on(60, trunk_lean_deg=20.0).cues) == 2


def test_pain_on_a_track_has_its_own_words():
    story = Story("track").goes_on(1).goes_on(1, presses=("pain",))
    assert "Stopping. Slow to rest." in story.words


def test_safety_goes_on_after_pain():
    story = Story().goes_on(5).goes_on(4, presses=("pain",)).goes_on(3, belt_position=0.9)
    assert story.said("belt_drift")


def test_stop_silences_and_start_brings_the_coach_back():
    story = Story().goes_on(1, presses=("stop",)).goes_on(12, trunk_lean_deg=20.0)
    assert story.cues == [] and not story.moments[-1].coaching
    story.goes_on(12, presses=("start",), trunk_lean_deg=20.0)
    assert story.said("lean") and story.moments[-1].coaching


# ---- path


def test_an_unwatched_track_says_so_once_and_then_slowly_again():
    unwatched = PathView(0.0, "unknown", "no lane is calibrated")
    story = Story("track").goes_on(70, path=unwatched)
    starts = [cue.t_s for cue in story.said("path_unknown")]
    assert len(starts) == 2 and 1.9 <= starts[0] <= 2.5 and starts[1] - starts[0] >= 60.0


def test_a_treadmill_has_no_path_to_speak_of():
    assert Story().goes_on(70).said("path_unknown") == []


def test_a_frozen_path_ends_in_slow_and_stop_and_never_in_reassurance():
    story = Story("track").goes_on(5)
    story.frozen_path(2, PathView(story.t_s, "watching"))
    assert story.words == ["Camera lost. Look behind.", "Slow and stop."]


def test_a_person_on_the_path_first_slow_then_stop_repeated_then_watched_again():
    story = Story("track").goes_on(5)
    story.goes_on(2, path=sees(thing(distance_m=6.0, level="slow")))
    story.goes_on(5, path=sees(thing(distance_m=3.0, level="stop")))
    story.goes_on(3)
    said = story.words
    assert said[0] == "Person six metres behind, slow." and said[1] == "Stop! Person behind."
    assert said[-1] == "Lane watched again."
    assert len([words for words in said if words.startswith("Stop!")]) >= 2


def test_a_stop_does_not_wait_for_the_pause_after_a_slow_that_was_over_in_between():
    story = Story("track").goes_on(5).goes_on(1, path=sees(thing(distance_m=6.0, level="slow")))
    story.goes_on(0.5, path=sees(thing(distance_m=5.0, level="watching"))).goes_on(0.1, path=sees(thing(level="stop")))
    assert story.words == ["Person six metres behind, slow.", "Stop! Person behind."]


def test_a_warning_is_not_over_while_the_thing_still_lies_there():
    story = Story("track").goes_on(5).goes_on(2, path=sees(thing("cone", distance_m=3.0, level="slow")))
    story.goes_on(6, path=sees(thing("cone", distance_m=2.5, level="watching")))
    assert "Lane watched again." not in story.words
    story.goes_on(3)
    assert story.words[-1] == "Lane watched again."


@pytest.mark.parametrize("label, distance_m, words", [
    ("bicycle", 8.9, "Bicycle eight metres behind, slow."), ("dog", 4.9, "Dog behind, slow."),
    ("sports ball", 13.5, "Ball behind, slow."), ("cone", 12.2, "Obstacle twelve metres behind, slow."),
    ("suitcase", nan, "Bag behind, slow."), ("potted plant", 2.0, "Obstacle behind, slow."),
])  # fmt: skip
def test_a_warning_names_the_thing_and_the_metres_where_there_is_time_for_them(label, distance_m, words):
    seen = sees(thing(label, distance_m=distance_m, level="slow"))
    assert Story("track").goes_on(5).goes_on(1, path=seen).words == [words]


def test_the_next_thing_on_the_path_does_not_wait_for_the_last_ones_pause():
    story = Story("track").goes_on(5).goes_on(1, path=sees(thing("sports ball", level="slow", track=1))).goes_on(2)
    story.goes_on(0.5, path=sees(thing("bicycle", level="slow", track=2)))
    assert [cue.words for cue in story.said("obstacle")] == [
        "Ball behind, slow.", "Lane watched again.", "Bicycle behind, slow.",
    ]  # fmt: skip


def test_nothing_else_is_spoken_of_beside_a_warning_of_the_path():
    story = Story("track").goes_on(5, since_check_s=1.0).goes_on(1, path=sees(thing(level="slow")), since_check_s=1.0)
    story.goes_on(6, path=sees(thing(level="slow")), since_check_s=9.0, trunk_lean_deg=20.0)
    assert {cue.rule for cue in story.cues} == {"obstacle"}


def test_a_stop_cuts_the_sentence_that_is_being_said():
    story = Story("track").goes_on(5).goes_on(0.5, path=sees(thing(level="slow")))
    moment = story.frame(path=sees(thing(level="stop")))
    assert moment.cue is not None and moment.cue.words.startswith("Stop!")


def test_who_was_asked_to_stop_is_not_asked_why():
    story = Story("track").goes_on(5).goes_on(2, path=sees(thing()))
    story.goes_on(3, direction="still", stopped_suddenly=True)
    assert story.said("sudden_stop") == []
    assert Story("track").goes_on(5).goes_on(1, stopped_suddenly=True).words == ["Everything okay?"]


def test_a_view_that_tells_no_gait_still_counts_the_looks_and_the_lane():
    story = Story("track", "rear").goes_on(3, gait="unknown", since_check_s=1.0)
    story.goes_on(4, gait="unknown", since_check_s=1.0, lane_offset_m=0.6)
    story.goes_on(6, gait="unknown", since_check_s=8.0)
    assert {cue.rule for cue in story.cues} == {"lane_drift", "shoulder_check"}
    assert "Right! Slow down." in story.words


def test_what_lies_on_the_path_becomes_an_event_when_its_level_changes():
    story = Story("track").goes_on(1, path=sees(thing("bicycle", level="slow")))
    story.goes_on(1, path=sees(thing("bicycle", level="stop")))
    events = [event for moment in story.moments for event in moment.events]
    assert [(event.kind, event.level, event.label) for event in events] == [
        ("obstacle", "slow", "bicycle"), ("obstacle", "stop", "bicycle"),
    ]  # fmt: skip


def test_a_view_that_grows_old_is_shown_as_unknown():
    story = Story("track").goes_on(1)
    story.frozen_path(1, PathView(story.t_s, "stop", things=(thing(),)))
    states = [moment.path.state for moment in story.moments[30:]]
    assert states[0] == "stop" and states[-1] == "unknown" and story.moments[-1].path.things == ()
    assert story.moments[-1].path.why.startswith("not seen for")


def test_losing_sight_of_the_path_is_an_event():
    story = Story("track").goes_on(1).goes_on(1, path=PathView(0.0, "unknown", "too dark"))
    assert [event.level for moment in story.moments for event in moment.events] == ["unknown"]


# ---- looks


def look(side):
    return HeadCheck(0.0, side, 0.6)


def test_a_runner_who_never_looks_is_reminded_after_six_seconds_of_walking():
    story = Story("track", "front")
    for frame in range(300):
        story.frame(gait="walk", since_check_s=frame / 30)
    assert 6.0 <= story.said("shoulder_check")[0].t_s <= 6.5


def test_after_a_look_left_the_right_is_asked_for():
    story = Story("track", "front").goes_on(3, since_check_s=1.0)
    story.goes_on(1, since_check_s=7.0, last_check_side="left")
    assert story.words == ["Check right."]


def test_three_looks_over_one_shoulder_ask_for_the_other():
    story = Story("track", "front").goes_on(3, since_check_s=1.0)
    for _ in range(3):
        story.goes_on(1, events=(look("left"),), since_check_s=1.0, last_check_side="left")
    story.goes_on(1, since_check_s=7.0, last_check_side="left")
    assert story.words == ["Other shoulder."]
    story.goes_on(1, events=(look("right"),), since_check_s=1.0, last_check_side="right")
    story.goes_on(1, events=(look("left"),), since_check_s=1.0, last_check_side="left")
    assert story.goes_on(12, since_check_s=7.0, last_check_side="left").words[1] == "Check right."


# ---- being seen


def test_an_empty_place_is_not_spoken_to():
    assert Story("track").goes_on(30, tracked=False, direction="unknown", gait="unknown").cues == []


def test_a_runner_who_was_seen_and_is_lost_for_three_seconds_hears_it():
    story = Story().goes_on(5).goes_on(5, tracked=False, direction="unknown", gait="unknown")
    assert [cue.rule for cue in story.cues] == ["visibility"]
    assert 8.0 <= story.cues[0].t_s <= 9.0


def test_somebody_half_out_of_the_picture_has_not_begun():
    half = Quality(fps=30.0, visible_share=0.1)
    assert Story().goes_on(10, direction="still", gait="still", quality=half).cues == []


def test_a_runner_seen_well_and_then_barely_hears_it():
    assert Story().goes_on(5).goes_on(6, quality=Quality(fps=30.0, visible_share=0.1)).said("visibility")


def test_a_short_dropout_is_no_matter():
    story = Story().goes_on(5)
    for _ in range(10):
        story.goes_on(1, tracked=False, direction="unknown", gait="unknown").goes_on(1)
    assert story.said("visibility") == []


# ---- the rest of a session's wishes


def test_the_speed_is_spoken_of_only_where_a_cap_was_set():
    assert Story().goes_on(10, speed_mps=2.0).said("speed_cap") == []
    assert Story(speed_cap_mps=1.2).goes_on(10, speed_mps=2.0).words[0] == "Lower the belt speed."


def watched(speed_mps, range_m=6.0):
    """A lane of which so much is watched that this speed is allowed."""
    return PathView(0.0, "watching", range_m=range_m, speed_mps=speed_mps)


def test_who_outruns_the_watched_range_is_told_once_and_coached_on():
    story = Story("track").goes_on(90, path=watched(1.5), speed_mps=2.5, since_check_s=9.0)
    assert [cue.words for cue in story.said("speed_cap")] == ["Short view behind. Slower."]
    assert story.band("speed_cap") == "red" and len(story.said("shoulder_check")) > 3


def test_a_later_stretch_is_not_told_again_and_a_new_start_is():
    story = Story("track").goes_on(10, path=watched(1.5), speed_mps=2.5).goes_on(3, direction="still")
    assert len(story.goes_on(10, path=watched(1.5), speed_mps=2.5).said("speed_cap")) == 1
    assert len(story.goes_on(10, path=watched(1.5), speed_mps=2.5, presses=("start",)).said("speed_cap")) == 2


def test_the_end_of_a_lane_that_allowed_the_speed_asks_nobody_to_slow_down():
    story = Story("track")
    for left_m in range(10, 0, -1):
        story.goes_on(1, path=watched(0.24 * left_m, left_m), speed_mps=2.0)
    assert story.said("speed_cap") == [] and story.band("speed_cap") == "green"


def test_a_speed_within_its_own_error_of_the_watched_cap_is_not_spoken_of():
    assert Story("track").goes_on(30, path=watched(2.0), speed_mps=2.2).said("speed_cap") == []


def test_an_unknown_range_sets_no_cap_and_the_next_stretch_begins_without_one():
    story = Story("track").goes_on(10, path=PathView(0.0, "watching"), speed_mps=4.0)
    assert story.said("speed_cap") == [] and story.band("speed_cap") == "unknown"
    story = Story("track").goes_on(3, path=watched(1.0), speed_mps=0.9).goes_on(3, direction="still")
    assert story.goes_on(10, path=watched(3.0), speed_mps=2.5).said("speed_cap") == []


def test_the_smaller_of_the_two_caps_counts_and_the_training_s_own_is_repeated():
    story = Story("track", speed_cap_mps=1.2).goes_on(30, path=watched(3.0), speed_mps=2.0)
    assert {cue.words for cue in story.said("speed_cap")} == {"Slow down."} and len(story.said("speed_cap")) > 2
    story = Story("track", speed_cap_mps=3.0).goes_on(30, path=watched(1.2), speed_mps=2.0)
    assert [cue.words for cue in story.said("speed_cap")] == ["Short view behind. Slower."]


def test_a_senior_is_stopped_where_others_are_slowed():
    near = sees(thing(distance_m=5.0, level="slow"))  # 2.5 s away
    assert Story("track").goes_on(2, path=near).words == ["Person five metres behind, slow."]
    assert Story("track", senior=True).goes_on(1, path=near).words == ["Stop! Person behind."]


def test_a_senior_is_stopped_though_the_seconds_are_too_unsure_to_be_told():
    near = sees(replace(thing(distance_m=5.0, level="slow"), ttc_s=nan))
    assert Story("track", senior=True).goes_on(1, path=near).words == ["Stop! Person behind."]


def test_an_unknown_language_is_refused_at_the_start():
    with pytest.raises(BadConfig, match="en, de, fr, it, es"):
        Story(language="xx")


def test_hands_are_asked_for_only_where_rails_are_wanted():
    assert Story().goes_on(10, gait="walk", hands_on_rails=False).said("rails") == []
    assert Story(rails_wanted=True).goes_on(10, gait="walk", hands_on_rails=False).said("rails")


def test_fading_form_ends_the_set():
    story = Story().goes_on(5).goes_on(20, fatigue_flags=3)
    assert story.said("fatigue")[0].class_ == "balance"


# ---- what a moment carries


def test_the_caption_stays_two_seconds_longer_than_the_sentence():
    story = Story().goes_on(5).goes_on(1, belt_position=0.7)
    while not story.cues:
        story.frame(belt_position=0.7)
    cue = story.cues[0]
    story.goes_on(6)
    shown = [moment.t_s for moment in story.moments if moment.caption is cue]
    assert shown[-1] == pytest.approx(cue.t_s + cue.duration_s + 2.0, abs=0.05)


def test_a_cue_says_why():
    story = Story().goes_on(6).goes_on(3, trunk_lean_deg=-16.0)
    why = story.cues[0].why
    assert "-16" in why and "red" in why and "-10" in why and "error" in why and "coaching articles" in why


def test_two_runs_over_the_same_frames_say_the_same():
    def told():
        story = Story("track").goes_on(8, trunk_lean_deg=20.0).goes_on(8, trunk_lean_deg=-14.0)
        story.goes_on(4, path=sees(thing())).goes_on(6, since_check_s=9.0)
        return [(moment.cue, moment.caption, repr(moment.observations)) for moment in story.moments]

    assert told() == told()


def test_the_frame_rate_does_not_change_what_is_said():
    said = [Story(fps=fps).goes_on(40, trunk_lean_deg=20.0).words for fps in (15.0, 30.0, 60.0)]
    assert said[0] == said[1] == said[2]


def test_every_rule_of_this_place_is_told_in_the_order_of_the_table():
    story = Story("track").goes_on(0.1)
    keys = [standing.rule for standing in story.moments[0].observations]
    assert keys == [rule.key for rule in RULES if "track" in rule.sites and "side" in rule.views]


@pytest.mark.parametrize("alarm", ["fall", "stumble", "turnaround", "sudden_stop"])
def test_of_nobody_it_is_not_known_that_there_was_no_alarm(alarm):
    story = Story("track", "side").goes_on(2, tracked=False, direction="unknown")
    assert story.band(alarm) == "unknown"
    assert story.goes_on(1).band(alarm) == "green"
    assert story.goes_on(10, tracked=False).band(alarm) == "unknown"


def test_a_fall_out_of_the_picture_is_still_a_fall():
    story = Story().goes_on(8).goes_on(2, fall="candidate").goes_on(5, tracked=False, fall="confirmed")
    assert story.band("fall") == "red" and story.said("fall")[-1].words == "Are you okay?"
