"""Made gaits with known truth, through the whole measuring part."""

from dataclasses import replace
from math import isnan

import numpy as np
import pytest

from backstride.core.runner import Runner
from backstride.types import BeltCalibration, LaneCalibration, Setup, known
from gait_maker import HEIGHT_M, make
from measuring import events, measured, middle, of, timing

RUN = {"running": True, "cadence_spm": 165.0, "speed_mps": 2.2}


def settled(measures, after_s=1.0):
    """The measures once facing and direction had time to be known."""
    return [m for m in measures if m.t_s >= after_s]


# ---- facing and travel

@pytest.mark.parametrize("faces", ["left", "right"])
@pytest.mark.parametrize("backward", [True, False])
@pytest.mark.parametrize("place", [{}, {"on_belt": False, "seconds": 5.0}, {"on_belt": False, "camera_travels": True}])
def test_backward_is_travel_against_facing_on_belt_and_ground_and_beside_a_moving_camera(faces, backward, place):
    _, measures = of(faces=faces, backward=backward, **place)
    assert {m.facing for m in settled(measures)} == {faces}
    assert {m.direction for m in settled(measures)} == {"backward" if backward else "forward"}


@pytest.mark.parametrize(("view", "facing"), [("front", "toward"), ("rear", "away")])
@pytest.mark.parametrize("backward", [True, False])
def test_from_front_and_back_coming_and_going_tell_the_direction(view, facing, backward):
    comes = (view == "front") != backward
    _, measures = of(view=view, backward=backward, on_belt=False, seconds=6.0, distance_m=12.0 if comes else 4.0)
    assert {m.facing for m in settled(measures)} == {facing}
    assert {m.direction for m in settled(measures)} == {"backward" if backward else "forward"}


def test_who_stands_is_still_and_is_measured_standing():
    _, measures = of(still_s=4.0, seconds=4.0, lean_deg=4.0, leans_from_s=0.0)
    assert {m.direction for m in settled(measures)} == {"still"}
    assert {m.gait for m in settled(measures)} == {"still"}


def test_starting_from_standing_is_known_within_a_second():
    _, measures = of(still_s=2.0, seconds=6.0)
    assert {m.direction for m in measures if m.t_s > 3.0} == {"backward"}


def test_nothing_is_said_of_the_direction_before_it_is_known():
    _, measures = of()
    assert measures[0].direction == "unknown" and measures[0].facing == "unknown"


def test_a_short_loss_keeps_the_direction_and_a_long_one_ends_it():
    _, measures = of(lost=((3.0, 4.0), (5.0, 9.0)), seconds=10.0)
    assert {m.direction for m in measures if 1.0 <= m.t_s < 7.9} == {"backward"}
    assert {m.direction for m in measures if 8.1 <= m.t_s < 9.0} == {"unknown"}
    assert {m.gait for m in measures if 8.1 <= m.t_s < 9.0} == {"unknown"}
    assert measures[-1].direction == "backward"


# ---- posture

def test_lean_and_elbow_are_what_was_drawn():
    _, measures = of(lean_deg=-9.0, elbow_deg=150.0)
    assert middle(measures, "trunk_lean_deg") == pytest.approx(-9.0, abs=0.7)
    assert middle(measures, "elbow_right_deg") == pytest.approx(150.0, abs=2.0)


def test_from_front_and_back_no_angle_of_the_side_is_given():
    _, measures = of(view="rear", on_belt=False, distance_m=12.0)
    side_only = ("trunk_lean_deg", "knee_flexion_left_deg", "elbow_right_deg", "step_length_m", "head_pitch_deg")
    assert all(isnan(getattr(m, name)) for m in measures for name in side_only)


def test_an_unseen_runner_is_not_measured():
    _, measures = of(lost=((4.0, 5.5),), seconds=7.0)
    lost = [m for m in measures if 4.0 <= m.t_s < 5.5]
    names = ("trunk_lean_deg", "knee_flexion_right_deg", "cadence_spm", "speed_mps")
    assert lost and not any(m.tracked for m in lost)
    assert all(isnan(getattr(m, name)) for m in lost for name in names)


def test_too_few_pictures_a_second_are_told_and_enough_are_not():
    for fps, told in ((10.0, True), (15.0, False)):
        _, measures = of(fps=fps, seconds=4.0)
        assert ("too few pictures a second" in measures[-1].quality.warnings) == told


# ---- contacts and what follows

@pytest.mark.parametrize("changes", [
    {}, {"backward": False, "heel_first": True}, {"on_belt": False, "seconds": 5.0}, RUN,
    {**RUN, "backward": False, "heel_first": True}, {**RUN, "faces": "left", "noise": 0.002}, {**RUN, "fps": 120.0},
])  # fmt: skip
def test_every_contact_and_toe_off_is_found_within_twenty_milliseconds(changes):
    made, measures = of(**{"fps": 60.0, **changes})
    until_s = made.poses[-1].t_s - 0.5
    for true, kind in ((made.contacts, "contact"), (made.toe_offs, "toe_off")):
        errors, missed = timing(true, events(measures, kind), until_s)
        assert missed == 0 and np.mean(np.abs(errors)) < 0.020


def test_a_contact_becomes_known_soon():
    _, measures = of(**RUN, fps=60.0)
    late = [m.t_s - e.t_s for m in settled(measures, 2.0) for e in m.events if e.kind == "contact"]
    assert max(late) < 0.30


@pytest.mark.parametrize(("heel_first", "first"), [(False, "toe"), (True, "heel")])
def test_which_part_lands_first_is_told_at_sixty_frames(heel_first, first):
    _, measures = of(**RUN, fps=60.0, heel_first=heel_first)
    told = [e.first for e in events(measures, "contact")[4:]]
    assert told.count(first) >= 0.9 * len(told)


def test_which_part_lands_first_is_not_guessed_at_thirty_frames():
    _, measures = of(**RUN, fps=30.0)
    assert {e.first for e in events(measures, "contact")} == {"unknown"}
    assert all(isnan(m.heel_first_share) for m in measures)


@pytest.mark.parametrize("fps", [15.0, 30.0, 60.0, 120.0])
@pytest.mark.parametrize("spm", [90.0, 125.0])
def test_cadence_is_neither_halved_nor_doubled(fps, spm):
    _, measures = of(fps=fps, cadence_spm=spm)
    values = [m.cadence_spm for m in settled(measures, 3.0) if known(m.cadence_spm)]
    assert values and max(abs(v - spm) for v in values) < 3.0


def test_walk_and_run_are_told_apart():
    assert {m.gait for m in settled(of()[1], 2.0)} == {"walk"}
    assert {m.gait for m in settled(of(**RUN)[1], 2.0)} == {"run"}


def test_speed_and_step_length_need_a_height():
    made, measures = of()
    assert middle(measures, "speed_mps") == pytest.approx(1.0, rel=0.05)
    assert middle(measures, "step_length_m") == pytest.approx(60 / 110, rel=0.06)
    nameless = measured(replace(made, setup=Setup("treadmill", "side")))
    assert all(isnan(m.speed_mps) and isnan(m.step_length_m) for m in nameless)
    assert middle(nameless, "step_length_ll") == pytest.approx(60 / 110 / 0.903, rel=0.06)


def test_arms_that_go_with_the_legs_show():
    assert middle(of()[1], "arm_leg_correlation") < -0.8
    assert middle(of(arms_with_legs=True)[1], "arm_leg_correlation") > 0.8


# ---- legs exchanged

def test_exchanged_legs_are_found_put_back_and_told_once_each():
    exchanged = ((3.0, 3.14), (5.2, 5.34), (7.0, 7.14))
    plain, measures = of(exchanged=exchanged, noise=0.002)
    wrong = [m for m in measures if any(a <= m.t_s < b for a, b in exchanged)]
    assert all(m.swapped for m in wrong)
    assert sum(m.swapped for m in measures) == len(wrong)
    assert len(events(measures, "swap")) == 3
    errors, missed = timing(plain.contacts, events(measures, "contact"), 9.5)
    assert missed == 0 and np.mean(np.abs(errors)) < 0.03


def test_a_model_that_never_turns_back_is_believed_again():
    _, measures = of(exchanged=((4.0, 10.0),))
    assert not any(m.swapped for m in measures if m.t_s > 5.0)


# ---- head, alarms

def test_looks_over_either_shoulder_are_told_with_their_side():
    _, measures = of(view="front", on_belt=False, seconds=9.0, looks=((3.0, 3.8, 70.0), (6.0, 6.8, -70.0)))
    looks = events(measures, "head_check")
    assert [(e.side, round(e.t_s), round(e.duration_s, 1)) for e in looks] == [("left", 3, 0.8), ("right", 6, 0.8)]
    assert measures[-1].last_check_side == "right" and 1.8 < measures[-1].since_check_s < 2.3


def test_a_look_seen_from_the_side_keeps_its_side_unknown():
    _, measures = of(looks=((5.0, 5.8, 80.0),))
    assert [e.side for e in events(measures, "head_check")] == ["unknown"]


def test_a_fall_is_a_candidate_at_once_and_confirmed_after_two_seconds():
    _, measures = of(falls_at_s=5.0, seconds=9.0, on_belt=False)
    states = [(e.state, e.t_s) for e in events(measures, "fall")]
    assert [s for s, _ in states] == ["candidate", "confirmed"]
    assert 5.0 < states[0][1] < 6.0 and 1.9 < states[1][1] - states[0][1] < 2.3
    assert measures[-1].fall == "confirmed"


@pytest.mark.parametrize(
    "changes", [{}, RUN, {"noise": 0.004}, {"view": "front", "on_belt": False}, {"lean_deg": 25.0}]
)
def test_good_running_raises_no_alarm(changes):
    _, measures = of(**changes)
    assert not events(measures, "fall")
    assert not any(m.stumbles_in_minute or m.stopped_suddenly or m.turning_round for m in measures)


# ---- place

def test_the_place_on_the_belt_needs_a_belt_of_the_same_picture_shape():
    made = make(seconds=3.0)
    belt = BeltCalibration(((400.0, 580.0), (880.0, 580.0)), 1.6, (1280, 720))
    there = measured(replace(made, setup=replace(made.setup, belt=belt)))
    assert middle(there, "belt_position") == pytest.approx((0.89 * 720 - 400) / 480, abs=0.02)
    small = replace(belt, belt_px=((200.0, 290.0), (440.0, 290.0)), image_size=(640, 360))
    same = measured(replace(made, setup=replace(made.setup, belt=small)))
    assert middle(same, "belt_position") == pytest.approx(middle(there, "belt_position"))
    other = measured(replace(made, setup=replace(made.setup, belt=replace(belt, image_size=(720, 1280)))))
    assert all(isnan(m.belt_position) for m in other)


@pytest.mark.parametrize(("view", "to_the_left"), [("front", +1), ("rear", -1)])
def test_the_lane_offset_is_positive_to_the_runners_own_left(view, to_the_left):
    made = make(view=view, on_belt=False, seconds=2.0, distance_m=8.0, speed_mps=0.5)
    left_m, right_m = 0.89 * 720 - 130, 0.89 * 720 + 70  # the lane lies to the picture's left of the runner
    lane = LaneCalibration(
        ((left_m + 40, 420), (right_m - 40, 420), (right_m, 560), (left_m, 560)),
        ((0, 0), (1.22, 0), (1.22, 9), (0, 9)), 1.22, (0, 1), (1280, 720),
    )  # fmt: skip
    measures = measured(replace(made, setup=replace(made.setup, lane=lane)))
    assert middle(measures, "lane_offset_m") * to_the_left > 0.05


# ---- the same twice

def test_the_same_poses_give_the_same_measures():
    made = make(noise=0.004, seconds=5.0, exchanged=((2.0, 2.1),))
    first, second = measured(made), measured(made)
    assert [repr(m) for m in first] == [repr(m) for m in second]


def test_a_late_event_is_never_later_than_a_second_and_never_from_the_future():
    _, measures = of(seconds=6.0, noise=0.002)
    for m in settled(measures, 2.0):
        assert all(0 <= m.t_s - e.t_s < 1.0 for e in m.events)


def test_a_picture_without_anybody_is_an_answer_too():
    made = make(lost=((0.0, 99.0),), seconds=1.0)
    runner = Runner(Setup(height_m=HEIGHT_M))
    assert not any(runner.step(pose).tracked for pose in made.poses)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_who_stands_with_his_back_to_the_camera_is_never_sent_forward_by_jitter(seed):
    _, measures = of(view="rear", still_s=9.0, seconds=6.0, noise=0.008, seed=seed)
    assert {m.direction for m in measures if m.t_s > 1.5} == {"still"}


# ---- pictures that show no body to measure

def test_points_that_all_lie_on_one_spot_are_nobody():
    made = make()
    empty = [replace(pose, points=np.zeros((33, 3), np.float32)) for pose in made.poses[:30]]
    measures = measured(replace(made, poses=tuple(empty)))
    assert not any(m.tracked for m in measures)
    assert measures[-1].quality.warnings == ("nobody in view",)


def test_a_runner_whose_joints_are_hidden_is_not_called_nobody():
    made = make()
    hidden = [replace(pose, visibility=np.full(33, 0.3, np.float32)) for pose in made.poses]
    measures = measured(replace(made, poses=tuple(hidden)))
    assert all(m.tracked for m in measures)
    assert "too many joints hidden" in measures[-1].quality.warnings
    assert "nobody in view" not in measures[-1].quality.warnings
