from dataclasses import replace

import pytest

from backstride.core import skeleton as sk
from backstride.core.runner import Runner
from gait_maker import make
from measuring import of


def holding(noise=0.003, wrists=sk.WRISTS, **changes):
    """A walker on a belt whose wrists stay at one place of the picture."""
    made = make(noise=noise, seconds=8.0, **changes)
    places = {wrist: made.poses[0].points[wrist].copy() for wrist in wrists}
    jitter = make(noise=noise, seconds=8.0, seed=7, **changes)
    runner = Runner(made.setup)
    out = []
    for pose, other in zip(made.poses, jitter.poses, strict=True):
        points = pose.points.copy()
        for wrist, place in places.items():
            points[wrist, :2] = place[:2] + (other.points[sk.NOSE] - jitter.poses[0].points[sk.NOSE])[:2]
        out.append(runner.step(replace(pose, points=points)))
    return [m for m in out if m.t_s > 4.0]


@pytest.mark.parametrize("running", [False, True])
def test_arms_that_swing_hold_nothing(running):
    _, measures = of(running=running, cadence_spm=160 if running else 110, noise=0.003)
    assert {m.hands_on_rails for m in measures if m.t_s > 4.0} == {False}


def test_hands_that_stay_in_the_picture_hold_the_rails():
    told = [m.hands_on_rails for m in holding(noise=0.001)]
    assert True in told and False not in told


def test_one_hand_that_swings_is_not_both_on_the_rails():
    near = sk.RIGHT_WRIST
    assert {m.hands_on_rails for m in holding(noise=0.001, wrists=(near,))} == {False}


def test_nothing_is_said_of_rails_on_a_track_from_behind_or_of_who_stands():
    for changes in ({"on_belt": False, "camera_travels": True}, {"view": "rear"}, {"still_s": 9.0}):
        assert {m.hands_on_rails for m in of(seconds=8.0, **changes)[1]} == {None}
