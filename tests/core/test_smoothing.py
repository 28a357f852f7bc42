from math import isnan, nan

import pytest

from backstride.core.smoothing import History, Lowpass, Settled, SteadyAngle


def test_a_lowpass_forgets_by_time_and_not_by_frames():
    slow, fast = Lowpass(0.2), Lowpass(0.2)
    for n in range(31):
        a = slow.step(n / 30, float(n > 0))
    for n in range(121):
        b = fast.step(n / 120, float(n > 0))
    assert a == pytest.approx(b, abs=0.01)


def test_a_gap_stays_a_gap_and_the_value_after_a_long_one_is_taken_as_it_is():
    lowpass = Lowpass(0.2, forget_s=0.5)
    lowpass.step(0.0, 1.0)
    assert isnan(lowpass.step(0.1, nan))
    assert lowpass.step(2.0, 7.0) == 7.0


def test_a_single_wild_value_is_held_back_and_a_real_change_loses_one_frame():
    angle = SteadyAngle(0.001, leap=40)
    assert angle.step(0.0, 10) == pytest.approx(10)
    assert isnan(angle.step(0.033, 120))
    assert angle.step(0.066, 12) == pytest.approx(12, abs=0.1)
    assert isnan(angle.step(0.1, 90))
    assert angle.step(0.133, 92) == pytest.approx(92, abs=0.1)


def test_wobble_at_the_edge_does_not_chatter():
    settled = Settled("left")
    changes = [settled.step(n / 30, "right" if n % 2 else "left", 0.2) for n in range(60)]
    assert not any(changes) and settled.word == "left"


def test_a_word_that_holds_is_taken_and_knows_since_when():
    settled = Settled()
    for n in range(30):
        settled.step(n / 30, "right", 0.2)
    assert settled.word == "right" and settled.since_s == pytest.approx(0.0)


def test_a_history_gives_its_rows_oldest_first_when_it_runs_over():
    history = History(1, capacity=4)
    for n in range(7):
        history.append(float(n), (n * 10,))
    assert history.t_s.tolist() == [3, 4, 5, 6] and history.rows[:, 0].tolist() == [30, 40, 50, 60]
    times, rows = history.between(4.0, 5.0)
    assert times.tolist() == [4, 5] and rows[:, 0].tolist() == [40, 50]
