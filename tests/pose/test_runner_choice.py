"""Which body is the runner, on made-up bodies that stand, run on the spot or pass by."""

import numpy as np
import pytest

from backstride.core import skeleton
from backstride.pose.runner_choice import Body, RunnerChoice
from backstride.types import BeltCalibration, LaneCalibration, Setup

FPS = 30
ASPECT = 16 / 9
TREADMILL = Setup(site="treadmill")
TRACK = Setup(site="track")

LANE = Setup(  # seen from the side: the lane's lines are at 0.8 and 0.9 of the picture's height
    site="track",
    lane=LaneCalibration(((1280, 648), (1216, 576), (64, 576), (0, 648)), ((0, 0), (1.22, 0), (1.22, 6), (0, 6)), 1.22,
                         (0.0, 1.0), (1280, 720)),
)  # fmt: skip
BELT = Setup(site="treadmill", belt=BeltCalibration(((500, 612), (800, 612)), 1.5, (1280, 720)))


def a_body(x: float, feet_y: float = 0.85, height: float = 0.4, swing: float = 0.0) -> Body:
    """Somebody whose hips are at ``x``; knees and ankles are swung apart, wrists against them."""
    points = np.zeros((skeleton.COUNT, 3), np.float32)
    up = {skeleton.SHOULDERS: 0.82, skeleton.ELBOWS: 0.65, skeleton.WRISTS: 0.55, skeleton.HIPS: 0.53,
          skeleton.KNEES: 0.28, skeleton.ANKLES: 0.04, skeleton.HEELS: 0.0, skeleton.TOES: 0.0}  # fmt: skip
    points[:11, :2] = (x, feet_y - 0.95 * height)
    reach = {skeleton.KNEES: 0.5, skeleton.ANKLES: 1.0, skeleton.WRISTS: -0.7}
    for pair, share in up.items():
        for joint, side in zip(pair, (1, -1), strict=True):
            points[joint, :2] = (x + side * swing * reach.get(pair, 0) * height, feet_y - share * height)
    return Body(points, np.ones(skeleton.COUNT, np.float32))


def running(n: int, x: float = 0.9, **of) -> Body:
    """On the spot, 80 strides a minute."""
    return a_body(x, swing=0.2 * np.sin(2 * np.pi * 80 / 60 * n / FPS), **of)


def passing(n: int, x: float = 1.6, mps_bh: float = 1.5, **of) -> Body:
    """To the left, that many heights a second."""
    return running(n, x - mps_bh * 0.4 * n / FPS, **of)


def chosen_on(choice: RunnerChoice, scene, frames: int = 30):
    """The first frame on which somebody is chosen, and who; ``scene(n)`` gives the bodies of a frame."""
    for n in range(frames):
        body = choice.choose(scene(n), n / FPS, ASPECT)
        if body is not None:
            return n, body
    return None, None


def followed(choice: RunnerChoice, body_at, frames: range) -> list[bool]:
    choice.follow(body_at(frames[0]), frames[0] / FPS)
    return [choice.is_still(body_at(n), n / FPS) for n in frames[1:]]


# ---- at the start


def test_one_who_runs_alone_is_taken_at_the_third_look():
    assert chosen_on(RunnerChoice(TREADMILL), lambda n: [running(n)])[0] == 2


def test_one_who_stands_alone_is_taken_after_a_while():
    first, body = chosen_on(RunnerChoice(TRACK), lambda n: [a_body(0.9)])
    assert 5 < first < 15 and body.middle[0] == pytest.approx(0.9)


def test_of_two_people_the_one_who_runs_on_the_spot_is_the_runner_of_a_treadmill():
    _, body = chosen_on(RunnerChoice(TREADMILL), lambda n: [a_body(0.8, height=0.6), running(n, 1.3)])
    assert body.middle[0] == pytest.approx(1.3)


def test_of_two_people_the_one_who_passes_is_the_runner_of_a_track():
    """Waving arms and bending knees on the spot is not running along."""
    _, body = chosen_on(RunnerChoice(TRACK), lambda n: [running(n, 0.8, height=0.6), passing(n)])
    assert body.middle[0] > 1.2


def test_where_nobody_moves_the_largest_in_the_middle_is_taken():
    people = [a_body(0.2, height=0.45), a_body(0.9, height=0.4), a_body(1.6, height=0.3)]
    _, body = chosen_on(RunnerChoice(TRACK), lambda n: people)
    assert body.middle[0] == pytest.approx(0.9)


def test_nobody_in_view_is_nobody():
    assert chosen_on(RunnerChoice(TRACK), lambda n: []) == (None, None)


def test_a_phantom_of_one_look_is_not_taken():
    """Something that is taken for a body on a single frame."""
    _, body = chosen_on(RunnerChoice(TREADMILL), lambda n: [a_body(0.3)] if n == 0 else [running(n, 1.2)])
    assert body.middle[0] == pytest.approx(1.2)


def test_who_crosses_far_behind_a_runner_seen_from_the_front_is_not_the_runner():
    """Seen from the front a runner's limbs move less on the picture than those of someone who passes across it."""
    setup = Setup(site="track", view="front")
    runner = [a_body(0.9, height=0.5, swing=0.05 * np.sin(n)) for n in range(30)]
    _, body = chosen_on(RunnerChoice(setup), lambda n: [passing(n, x=0.6, height=0.2), runner[n]])
    assert body.middle[0] == pytest.approx(0.9)


def test_one_who_cannot_be_followed_gives_way_to_the_next():
    choice = RunnerChoice(TREADMILL)
    _, phantom = chosen_on(choice, lambda n: [running(n, 0.9, height=0.6), running(n, 1.6)])
    choice.doubt(phantom)
    body = choice.choose([running(5, 0.9, height=0.6), running(5, 1.6)], 5 / FPS, ASPECT)
    assert body.middle[0] == pytest.approx(1.6)


# ---- with a calibrated place


def test_who_is_in_the_lane_is_taken_at_once_and_a_bystander_beyond_it_never():
    bystander = a_body(0.6, feet_y=0.74, height=0.32)
    first, body = chosen_on(RunnerChoice(LANE), lambda n: [bystander, passing(n)])
    assert first == 0 and body.middle[0] > 1.2
    assert chosen_on(RunnerChoice(LANE), lambda n: [bystander], frames=90) == (None, None)


def test_a_runner_in_flight_is_still_in_the_lane():
    assert chosen_on(RunnerChoice(LANE), lambda n: [a_body(0.9, feet_y=0.85 - 0.02)])[0] == 0


def test_who_is_on_the_belt_is_taken_at_once_and_who_stands_beside_it_never():
    first, body = chosen_on(RunnerChoice(BELT), lambda n: [a_body(1.5), running(n)])
    assert first == 0 and body.middle[0] == pytest.approx(0.9)
    assert chosen_on(RunnerChoice(BELT), lambda n: [a_body(1.5)], frames=90) == (None, None)
    assert chosen_on(RunnerChoice(BELT), lambda n: [a_body(0.9, feet_y=0.98)], frames=90) == (None, None)


# ---- while followed


def test_a_runner_who_passes_stays_the_runner():
    assert all(followed(RunnerChoice(TRACK), passing, range(30)))


def test_a_sprinter_filmed_at_ten_frames_a_second_stays_the_runner():
    assert all(followed(RunnerChoice(TRACK), lambda n: passing(n, mps_bh=4.0), range(0, 30, 3)))


def test_a_leap_to_another_body_is_noticed():
    choice = RunnerChoice(TRACK)
    assert all(followed(choice, passing, range(20)))
    assert not choice.is_still(a_body(0.6), 20 / FPS)


def test_a_slip_to_somebody_close_by_is_noticed():
    choice = RunnerChoice(TRACK)
    assert all(followed(choice, passing, range(20)))
    assert not choice.is_still(a_body(float(passing(20).middle[0]) + 0.06, height=0.38), 20 / FPS)


def test_a_runner_who_speeds_up_stays_the_runner():
    choice = RunnerChoice(TRACK)
    assert all(followed(choice, lambda n: running(n, 1.6 - 0.4 * 1.5 * (n / FPS) ** 2), range(40)))


def test_a_body_of_another_size_in_the_same_place_is_noticed():
    choice = RunnerChoice(TREADMILL)
    assert all(followed(choice, running, range(20)))
    assert not choice.is_still(running(20, height=0.2), 20 / FPS)


def test_one_who_stands_is_given_up_for_one_who_passes():
    choice = RunnerChoice(TRACK)
    choice.follow(a_body(0.6), 0.0)
    rivals = []
    for n in range(1, 30):
        assert choice.is_still(a_body(0.6), n / FPS)
        rivals.append(choice.rival([a_body(0.6), passing(n)], n / FPS))
    assert not choice.settled
    assert [r is not None for r in rivals].index(True) < 10


def test_a_settled_runner_is_not_given_up_for_another_who_runs():
    choice = RunnerChoice(TRACK)
    assert all(followed(choice, passing, range(45)))
    assert choice.settled
    assert choice.rival([passing(45, x=3.0, mps_bh=3)], 45 / FPS) is None


def test_a_second_person_standing_still_is_no_rival():
    choice = RunnerChoice(TRACK)
    choice.follow(a_body(0.6), 0.0)
    for n in range(1, 30):
        choice.is_still(a_body(0.6), n / FPS)
        assert choice.rival([a_body(1.2)], n / FPS) is None


# ---- after a loss


def lost_after(choice: RunnerChoice, n: int) -> RunnerChoice:
    assert all(followed(choice, passing, range(n)))
    return choice


def test_a_lost_runner_is_found_where_they_were_heading():
    choice = lost_after(RunnerChoice(TRACK), 30)
    bystander = a_body(0.3)
    assert choice.choose([bystander, passing(36)], 36 / FPS, ASPECT) is not bystander


def test_a_bystander_elsewhere_is_not_taken_for_the_lost_runner():
    choice = lost_after(RunnerChoice(TRACK), 30)
    assert [choice.choose([a_body(0.3)], n / FPS, ASPECT) for n in range(31, 60)] == [None] * 29


def test_when_the_runner_has_left_one_who_only_stands_there_is_never_taken():
    choice = lost_after(RunnerChoice(TRACK), 30)
    assert chosen_on(choice, lambda n: [a_body(0.3)] if n > 30 else [], frames=300) == (None, None)


def test_a_runner_who_comes_back_after_long_is_taken_again():
    choice = lost_after(RunnerChoice(TRACK), 30)
    first, _ = chosen_on(choice, lambda n: [a_body(0.3), passing(n - 150)] if n >= 150 else [], frames=300)
    assert 150 <= first < 165
