"""The made-up runner has the truth it says it has: otherwise the ledger would measure its own mistakes."""

from dataclasses import replace
from itertools import pairwise
from math import isnan

import numpy as np
import pytest

from backstride.bench.conditions import GAITS, person
from backstride.bench.made_up import make
from backstride.bench.motion import GIVES_S, LEFT, RIGHT, Motion
from backstride.bench.plan import BACKWARD_JOG, BACKWARD_RUN, BACKWARD_WALK, FORWARD_WALK, Look
from backstride.core import skeleton as sk
from backstride.types import Contact, Fall, HeadCheck, ToeOff

STILL_CAMERA = {"noise": "none", "seconds": 8.0}
EACH_GAIT = pytest.mark.parametrize("plan", GAITS.values(), ids=GAITS.keys())


def quiet(plan, **changes):
    return make(replace(plan, **STILL_CAMERA, **changes))


def points(made):
    return np.array([pose.points for pose in made.poses], float)


def angle_deg(a, b, c):
    u, v = a - b, c - b
    cosine = (u * v).sum(-1) / np.linalg.norm(u, axis=-1) / np.linalg.norm(v, axis=-1)
    return np.degrees(np.arccos(np.clip(cosine, -1, 1)))


def contacts(made, side=None):
    return [e.t_s for e in made.truth.events if isinstance(e, Contact) and side in (None, e.side)]


# ---- the figure and its truth


@EACH_GAIT
def test_the_drawn_knee_and_lean_are_the_true_ones(plan):
    """Seen square from the side of a camera so far away that nothing is foreshortened."""
    made = quiet(plan, distance_m=400.0)
    xy = points(made)[..., :2]
    for side, true in ((LEFT, made.truth.knee_flexion_left_deg), (RIGHT, made.truth.knee_flexion_right_deg)):
        drawn = 180 - angle_deg(xy[:, sk.HIPS[side]], xy[:, sk.KNEES[side]], xy[:, sk.ANKLES[side]])
        assert np.abs(drawn - true).max() < 0.8  # the legs stand a little apart, which the picture cannot show
    up = xy[:, list(sk.SHOULDERS)].mean(1) - xy[:, list(sk.HIPS)].mean(1)
    assert np.abs(np.degrees(np.arctan2(up[:, 0], -up[:, 1])) - made.truth.trunk_lean_deg).max() < 0.1


def test_the_drawn_elbow_is_the_true_one():
    made = quiet(BACKWARD_JOG, distance_m=400.0)
    xy = points(made)[..., :2]
    drawn = angle_deg(xy[:, sk.RIGHT_SHOULDER], xy[:, sk.RIGHT_ELBOW], xy[:, sk.RIGHT_WRIST])
    assert np.abs(drawn - made.truth.elbow_right_deg).max() < 0.2


@EACH_GAIT
def test_bones_keep_their_length(plan):
    motion = Motion(replace(plan, seconds=8.0))
    legs = motion.legs(np.arange(2, 8, 0.01))
    for side in (LEFT, RIGHT):
        thigh = np.linalg.norm(legs.knee[side] - legs.hip[side], axis=1)
        shank = np.linalg.norm(legs.ankle[side] - legs.knee[side], axis=1)
        assert np.ptp(thigh) < 1e-6 and np.ptp(shank) < 1e-6


@EACH_GAIT
def test_a_standing_foot_stays_where_it_is_and_no_foot_sinks_into_the_ground(plan):
    plan = replace(plan, seconds=8.0)
    motion = Motion(plan)
    t_s = np.arange(2.0, 8.0, 0.01)
    legs = motion.legs(t_s)
    on_ground = motion.clock.way_m(t_s) * plan.way
    for side in (LEFT, RIGHT):
        for fall in motion.feet[side]:
            middle = (t_s > fall.contact_s + 0.25 * 0.3) & (t_s < fall.toe_off_s - 0.3 * 0.4)
            if middle.sum() > 3:
                assert np.ptp((legs.toe[side][:, 0] + on_ground)[middle]) < 0.03
        assert min(legs.toe[side][:, 1].min(), legs.heel[side][:, 1].min()) > 0.0


@EACH_GAIT
def test_a_contact_is_where_the_sole_comes_to_rest_and_a_toe_off_where_it_ends(plan):
    plan = replace(plan, seconds=8.0)
    motion = Motion(plan)
    for side in (LEFT, RIGHT):
        for fall in motion.feet[side][2:5]:
            before, after = motion.legs(np.array([fall.contact_s - 0.01, fall.contact_s + 0.001])), None
            after = motion.legs(np.array([fall.contact_s + 0.001, fall.toe_off_s - 0.001, fall.toe_off_s + 0.01]))
            assert not before.down[side][0] and before.lift_m[side][0] > 0
            assert after.down[side].tolist() == [True, True, False]
            assert after.lift_m[side].tolist()[:2] == [0.0, 0.0]


@EACH_GAIT
def test_a_landing_foot_is_fast_before_its_contact_and_at_rest_soon_after(plan):
    plan = replace(plan, seconds=8.0)
    motion, step_s = Motion(plan), 0.002
    for fall in motion.feet[RIGHT][2:6]:
        t_s = fall.contact_s + np.array([-0.06, -0.06 + step_s, 0.05, 0.05 + step_s])
        pivot = motion.legs(t_s).toe[RIGHT] if plan.first != "heel" else motion.legs(t_s).heel[RIGHT]
        over_ground = pivot[:, 0] + motion.clock.way_m(t_s) * plan.way
        before, after = np.abs(np.diff(over_ground)[[0, 2]]) / step_s
        assert before > 1.0 and after < 0.2
    assert GIVES_S < 0.02


def test_the_cadence_said_is_that_of_the_contacts():
    made = quiet(BACKWARD_JOG)
    between = np.diff([t for t in contacts(made) if t > 3.0])
    late = made.truth.cadence_spm[made.truth.t_s > 4.0]
    assert np.abs(late - 60 / np.median(between)).max() < 4.0
    assert np.abs(60 / between.mean() - BACKWARD_JOG.cadence_spm) < 4.0


@EACH_GAIT
def test_steps_alternate_and_each_foot_that_comes_down_leaves_again(plan):
    events = [e for e in quiet(plan).truth.events if isinstance(e, Contact | ToeOff)]
    sides = [e.side for e in events if isinstance(e, Contact)]
    assert all(a != b for a, b in pairwise(sides))
    for side in ("left", "right"):
        kinds = [e.kind for e in events if e.side == side]
        assert all(a != b for a, b in pairwise(kinds))


def test_a_run_has_flight_and_a_walk_has_none():
    assert np.nanmax(quiet(BACKWARD_WALK).truth.flight_time_s) == 0.0
    assert 0.08 < np.nanmedian(quiet(BACKWARD_RUN).truth.flight_time_s) < 0.16


# ---- the camera


def test_the_mirrored_runner_has_the_same_truth_and_a_mirrored_picture():
    """Seen from the other side a runner faces the other way; near and far change places."""
    right, left = quiet(BACKWARD_JOG, near="right"), quiet(BACKWARD_JOG, near="left")
    assert set(right.truth.facing) == {"right"} and set(left.truth.facing) == {"left"}
    assert np.array_equal(right.truth.knee_flexion_left_deg, left.truth.knee_flexion_left_deg)
    wide = 1280 / 720
    nose = [points(made)[:, sk.NOSE, 0] for made in (right, left)]
    assert np.abs(nose[0] + nose[1] - wide).max() < 1e-3


@pytest.mark.parametrize(("view", "facing"), [("rear", "away"), ("front", "toward")])
def test_seen_along_the_way_a_backward_runner_comes_or_goes(view, facing):
    made = quiet(BACKWARD_WALK, view=view, site="track")
    height = np.ptp(points(made)[..., 1], axis=1)
    assert set(made.truth.facing) == {facing}
    assert (height[-1] > height[0]) == (view == "rear")  # who faces away and runs backward comes nearer


def test_a_lane_drift_to_the_left_is_positive_whoever_looks():
    for view in ("rear", "front"):
        made = quiet(BACKWARD_WALK, view=view, site="track", drift_mps=0.1, drift_from_s=3.0)
        assert made.truth.lane_offset_m[-1] == pytest.approx(0.1 * (made.truth.t_s[-1] - 3.0), abs=0.01)
        moved = points(made)[-1, sk.NOSE, 0] - 1280 / 720 / 2
        assert (moved > 0) == (view == "front")  # the runner's left is on the right of who looks at the face


def test_who_runs_past_a_standing_camera_leaves_the_picture_and_is_not_seen_there():
    made = quiet(replace(BACKWARD_JOG, site="track", distance_m=3.0))
    assert 0.1 < made.truth.seen.mean() < 0.9
    for pose, seen in zip(made.poses, made.truth.seen, strict=True):
        assert pose.tracked == seen


# ---- what goes wrong, and noise


def test_faults_leave_their_marks():
    fallen = quiet(BACKWARD_WALK, falls_s=5.0)
    assert [e.state for e in fallen.truth.events if isinstance(e, Fall)] == ["candidate"]
    assert not fallen.truth.ordinary[fallen.truth.t_s > 5.0].any()
    assert max(contacts(fallen)) < 5.0
    looking = quiet(BACKWARD_WALK, looks=(Look(3.0, 65.0), Look(5.0, -65.0)))
    looks = [e for e in looking.truth.events if isinstance(e, HeadCheck)]
    assert [e.side for e in looks] == ["left", "right"] and 0.5 < looks[0].duration_s < 1.0
    turned = quiet(BACKWARD_WALK, turns_s=4.0).truth
    assert {turned.facing[0], turned.facing[-1]} == {"right", "left"} and turned.direction[-1] == "forward"
    stopped = quiet(BACKWARD_WALK, stops_s=5.0).truth
    assert stopped.direction[-1] == "still" and stopped.speed_mps[-1] == 0.0
    leaning = quiet(BACKWARD_WALK, lean_then_deg=-15.0, lean_from_s=4.0).truth
    assert leaning.trunk_lean_deg[-1] == pytest.approx(-15.0, abs=2.0)


def test_same_seed_same_poses_and_another_seed_other_ones():
    plan = replace(BACKWARD_WALK, seconds=4.0)
    first, again, other = points(make(plan)), points(make(plan)), points(make(replace(plan, seed=2)))
    assert np.array_equal(first, again, equal_nan=True)
    assert not np.array_equal(first, other, equal_nan=True)


def test_noise_is_of_the_size_it_says_and_worse_on_the_far_side():
    plan = replace(BACKWARD_WALK, seconds=30.0, noise="usual")
    shaken, true = points(make(plan)), points(make(replace(plan, noise="none")))
    off = np.abs(shaken - true)[..., :2]
    off[np.repeat(make(plan).truth.swapped[:, None, None], 33, 1).repeat(2, 2)] = np.nan
    spread = lambda k: np.nanpercentile(off[:, k] - np.nanmedian(off[:, k], 0), 84)  # noqa: E731
    assert 0.0015 < spread(sk.RIGHT_KNEE) < 0.008  # a body of 0.6 image heights
    assert spread(sk.LEFT_KNEE) > 1.2 * spread(sk.RIGHT_KNEE)


def test_swapped_frames_carry_exchanged_legs_and_are_marked():
    plan = replace(BACKWARD_WALK, seconds=40.0, noise="hard", seed=4)
    made, true = make(plan), points(make(replace(plan, noise="none")))
    mine, swapped = points(made), made.truth.swapped
    assert 5 < swapped.sum() < 200
    own = np.linalg.norm(mine[swapped, sk.LEFT_KNEE, :2] - true[swapped, sk.LEFT_KNEE, :2], axis=1)
    others = np.linalg.norm(mine[swapped, sk.LEFT_KNEE, :2] - true[swapped, sk.RIGHT_KNEE, :2], axis=1)
    assert np.median(others) < np.median(own)


def test_persons_differ_but_by_their_number_alone():
    assert person(BACKWARD_WALK, 3) == person(BACKWARD_WALK, 3)
    a, b = person(BACKWARD_WALK, 3), person(BACKWARD_WALK, 4)
    assert a.height_m != b.height_m and a.near != b.near


def test_without_height_and_calibration_the_setup_knows_no_metres():
    made = quiet(FORWARD_WALK, height_known=False, calibrated=False)
    assert isnan(made.setup.height_m) and made.setup.belt is None
    assert {"speed_mps", "step_length_m", "belt_position"} <= made.truth.not_measurable
