from math import isnan, pi, sin

import pytest

from backstride.core.arms import ArmsWatch
from backstride.core.ground import ANKLE_X, ARM, COLUMNS, FOOT
from backstride.core.smoothing import History


def watched(swing_ll):
    """Four seconds of a leg length of 0.3 whose near wrist goes to and fro by ``swing_ll`` against the leg."""
    seen = History(COLUMNS)
    for n in range(300):
        row = [0.0] * COLUMNS
        there = sin(2 * pi * n / 60 * 1.4) / 2
        row[FOOT[0] + ANKLE_X], row[ARM[0]] = 0.2 * there, -0.3 * swing_ll * there
        seen.append(n / 60, row)
    arms = ArmsWatch()
    arms.step(299 / 60, seen, near=0, leg=0.3, moving=True)
    return arms


def test_arms_that_swing_against_the_legs_are_opposed():
    assert watched(0.3).correlation == pytest.approx(-1.0, abs=0.01)


def test_an_arm_that_hardly_swings_has_a_swing_and_no_phase():
    arms = watched(0.1)
    assert arms.swing_ll == pytest.approx(0.1, abs=0.01) and isnan(arms.correlation)
