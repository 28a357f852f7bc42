from math import isnan

import numpy as np
import pytest

from backstride.core.standing import last_fall, last_rise

TIMES = np.arange(0.0, 0.8, 0.01)


def coming_down(at_s, width_s=0.1):
    """2 in the air, 0 on the ground, halfway at ``at_s``."""
    return np.clip(1 - 2 * (TIMES - at_s) / width_s, 0, 2)


def test_a_contact_is_told_by_the_narrower_bound():
    off = coming_down(0.4)
    assert last_fall(TIMES, off, 1.5 * off) == pytest.approx(0.417, abs=0.005)


def test_jitter_within_a_stance_does_not_move_its_beginning():
    off = coming_down(0.3)
    off[(TIMES > 0.45) & (TIMES < 0.52)] = 1.4
    assert last_fall(TIMES, off, off) == pytest.approx(0.3, abs=0.005)


def test_a_bound_that_is_never_met_leaves_the_contact_where_it_was_found():
    off = coming_down(0.3)
    assert last_fall(TIMES, off, off + 3) == pytest.approx(0.3, abs=0.02)


def test_a_toe_off_is_told_by_the_narrower_bound():
    off = coming_down(0.4)[::-1]
    left_s = 0.79 - 0.4
    assert last_rise(TIMES, off, 1.5 * off) == pytest.approx(left_s - 0.017, abs=0.005)


def test_a_foot_that_never_stood_has_neither():
    up = np.full(len(TIMES), 2.0)
    assert isnan(last_fall(TIMES, up, up)) and isnan(last_rise(TIMES, up, up))
