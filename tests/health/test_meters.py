"""What the loop's meters count: every frame, each stage's time, how old a picture is when something is said of it."""

from math import isnan, nan

import numpy as np
import pytest

from backstride.health.meters import Histogram, Meters, Pulse, TimedCoach, TimedEstimator, TimedScout
from backstride.loop import run
from backstride.types import Cue, Frame
from moments import moment_at

PICTURE = np.zeros((2, 2, 3), np.uint8)


class HandClock:
    def __init__(self):
        self.now_s = 100.0

    def __call__(self):
        return self.now_s


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def meters(clock):
    return Meters(clock)


def frame(number, captured_s=nan):
    return Frame(PICTURE, number / 30, number, captured_s)


def cue(words="Lean a little forward", rule="lean", class_="form"):
    return Cue(1.0, rule, class_, words, "because", 2.0)


def test_what_was_seen_is_coached_or_dropped(meters):
    for number in (0, 1, 4, 5, 9):
        meters.take(frame(number), moment_at(number / 30, number))
    assert (meters.seen, meters.coached.count, meters.dropped) == (10, 5, 5)


def test_frames_before_the_first_that_came_were_dropped(meters):
    meters.take(frame(3), moment_at(3 / 30, 3))
    assert (meters.seen, meters.coached.count, meters.dropped) == (4, 1, 3)


def test_numbers_that_begin_anew_add_up(meters):
    for number in (0, 1, 2, 0, 2):
        meters.take(frame(number), moment_at(number / 30, number))
    assert (meters.seen, meters.coached.count, meters.dropped) == (6, 5, 1)


def test_rates_are_of_lately_and_nothing_comes_at_no_rate(meters, clock):
    assert isnan(meters.coached.rate_hz) and isnan(meters.seen_rate_hz)
    for number in range(0, 60, 2):
        clock.now_s += 1 / 15
        meters.take(frame(number), moment_at(number / 30, number))
    assert meters.coached.rate_hz == pytest.approx(15)
    assert meters.seen_rate_hz == pytest.approx(30)
    clock.now_s += 3
    assert (meters.coached.rate_hz, meters.seen_rate_hz, meters.coached.age_s) == (0.0, 0.0, 3.0)


def test_the_age_of_a_picture_is_taken_when_something_is_known_said_and_heard(meters, clock):
    meters.take(frame(0, captured_s=clock.now_s - 0.04), moment_at(0 / 30, 0))
    meters.take(frame(1, captured_s=clock.now_s - 0.06), moment_at(1 / 30, 1, cue=cue()))
    clock.now_s += 0.01
    meters.sounded("Lean a little forward", 0.01)
    assert (meters.to_decision_s.spread.count, meters.to_cue_s.spread.count) == (2, 1)
    assert meters.to_cue_s.spread.sum_s == pytest.approx(0.06)
    assert meters.to_sound_s.spread.sum_s == pytest.approx(0.07)
    assert meters.cue_to_sound_s.spread.sum_s == pytest.approx(0.01)
    assert meters.cues == {("lean", "form"): 1}


def test_a_sentence_that_is_no_cue_has_no_picture(meters):
    meters.sounded("Camera lost", 0.02)
    assert (meters.to_sound_s.spread.count, meters.cue_to_sound_s.spread.count) == (0, 1)


def test_a_frame_of_which_nobody_knows_when_it_was_taken_has_no_age(meters):
    meters.take(frame(0), moment_at(0 / 30, 0, cue=cue()))
    assert meters.to_decision_s.spread.count == meters.to_cue_s.spread.count == 0


def test_a_clock_that_runs_behind_the_sensors_gives_no_negative_age(meters, clock):
    meters.take(frame(0, captured_s=clock.now_s + 1), moment_at(0 / 30, 0))
    assert meters.to_decision_s.spread.count == 0


def test_a_spread_tells_under_which_bound_a_share_lies():
    histogram = Histogram((0.01, 0.1, 1.0))
    for seconds in (0.005, 0.01, 0.05, 0.05, 0.5):
        histogram.note(seconds)
    spread = histogram.spread
    assert spread.counts == (2, 2, 1, 0) and spread.sum_s == pytest.approx(0.615)
    assert [spread.quantile_s(share) for share in (0.4, 0.5, 1.0)] == [0.01, 0.1, 1.0]
    histogram.note(7.0)
    assert isnan(histogram.spread.quantile_s(1.0))  # beyond the last bound: no figure is made up


def test_a_pulse_that_never_beat_is_of_unknown_age(clock):
    assert isnan(Pulse(clock).age_s)


class Part:
    """Takes some of the clock's time for each turn."""

    def __init__(self, clock, takes_s, gives):
        self._clock, self._takes_s, self._gives = clock, takes_s, gives

    def _turn(self, *what):
        self._clock.now_s += self._takes_s
        return self._gives

    estimate = look = step = _turn


class NoSession:
    over = False

    def presses(self):
        return ()


def test_each_stage_of_the_real_loop_is_timed(meters, clock):
    moment = moment_at(0 / 30, 0)
    estimator = TimedEstimator(Part(clock, 0.02, moment.pose), meters.pose_s, clock)
    scout = TimedScout(Part(clock, 0.001, moment.path), meters.path_s, clock)
    coach = TimedCoach(Part(clock, 0.004, moment), meters.coach_s, clock)
    run([frame(n) for n in range(3)], estimator, scout, coach, NoSession(), [meters])
    took = [histogram.spread for histogram in (meters.pose_s, meters.path_s, meters.coach_s)]
    assert [spread.count for spread in took] == [3, 3, 3]
    assert [spread.sum_s for spread in took] == pytest.approx([0.06, 0.003, 0.012])
