"""The one-euro filter on made-up movements."""

import numpy as np
import pytest

from backstride.pose.steadying import Steadying


def steadied(xs, times_s, size=1.0, visibility=None):
    """What becomes of one coordinate over time, and of its visibility."""
    steadying = Steadying()
    visibility = visibility or [1.0] * len(xs)
    steps = [
        steadying.step(np.array([x]), np.array([v]), size, t) for x, v, t in zip(xs, visibility, times_s, strict=True)
    ]
    return [float(p[0]) for p, _ in steps], [float(v[0]) for _, v in steps]


def test_the_first_sight_is_taken_as_it_is():
    assert steadied([0.3], [5.0], visibility=[0.4]) == ([0.3], [0.4])


def test_one_step_by_hand():
    # speed 0.1 / 0.1 s = 1 a second; its low-pass at 1 Hz takes 1 / (1 + 1 / (0.2 pi)) = 0.3859 of it;
    # cut-off 0.05 + 80 * 0.3859 = 30.92 Hz takes 1 / (1 + 1 / (6.184 pi)) = 0.9510 of the way
    assert steadied([0.0, 0.1], [0.0, 0.1])[0][1] == pytest.approx(0.09510, abs=1e-5)


def test_trembling_at_rest_is_taken_away_and_a_quick_move_is_followed():
    times = [n / 30 for n in range(61)]
    tremble = [0.0002 * (-1) ** n for n in range(60)]
    points, _ = steadied([*tremble, 0.3], times)
    assert np.ptp(points[40:60]) < 0.3 * np.ptp(tremble)
    assert points[-1] > 0.25


def test_speed_is_told_in_body_sizes_so_that_a_runner_far_off_is_smoothed_alike():
    times = [n / 30 for n in range(20)]
    near = [0.02 * n for n in range(20)]
    far = [x / 5 for x in near]
    assert [5 * x for x in steadied(far, times, size=0.2)[0]] == pytest.approx(steadied(near, times)[0])


def test_visibility_follows_by_a_tenth_at_each_frame():
    assert steadied([0.0] * 3, [0.0, 0.1, 0.2], visibility=[1.0, 0.0, 0.0])[1] == pytest.approx([1.0, 0.9, 0.81])


def test_a_second_look_at_the_same_moment_changes_nothing():
    points, visibility = steadied([0.0, 0.1, 0.5], [0.0, 0.1, 0.1], visibility=[1.0, 0.5, 0.0])
    assert points[2] == points[1] and visibility[2] == visibility[1]


def test_points_begun_anew_are_taken_as_they_are_while_the_visibility_goes_on():
    steadying = Steadying()
    steadying.step(np.array([0.0]), np.array([1.0]), 1.0, 0.0)
    steadying.begin_points_anew()
    points, visibility = steadying.step(np.array([0.4]), np.array([0.0]), 1.0, 0.1)
    assert points.tolist() == [0.4] and visibility == pytest.approx([0.9])
