"""What is eased under strain, in which order, and when it comes back."""

from itertools import pairwise
from math import nan

import pytest

from backstride.appliance.ladder import CALM_S, STEPS, UP_AFTER_S, Ladder, Strain

FINE = {"coached_fps": 30.0, "source_fps": 30.0, "starved": 0.01, "temperature_c": 60.0}


def levels(ladder, seconds, since_s=0, **strain):
    """The ladder's level at each second."""
    return [ladder.step(Strain(since_s + s, **(FINE | strain))) for s in range(seconds)]


def test_the_order_is_stream_rate_stream_size_detector_recording_and_the_pose_model_last():
    assert STEPS == ("stream_rate", "stream_size", "detector_rate", "recording_quality", "pose_model")


def test_a_machine_that_fares_well_eases_nothing():
    assert set(levels(Ladder(), 600)) == {0}


def test_what_nobody_can_measure_is_no_strain():
    assert Strain(0.0).why() == "" and Strain(0.0, coached_fps=nan, starved=nan, temperature_c=nan).why() == ""


@pytest.mark.parametrize(
    ("strain", "words"),
    [
        ({"temperature_c": 82.0}, "the processor is at 82 °C"),
        ({"throttled": 0x1}, "the power supply is too weak"),
        ({"throttled": 0x4}, "the processor is slowed down"),
        ({"throttled": 0x8}, "the processor is slowed down"),
        ({"starved": 0.4}, "other work takes 40 % of the coach's time"),
        ({"coached_fps": 12.0}, "only 12 pictures a second are coached"),
    ],
)
def test_each_kind_of_strain_eases_one_step_at_a_time_and_says_why(strain, words):
    ladder = Ladder()
    seen = levels(ladder, 60, **strain)
    assert seen[int(UP_AFTER_S) - 1] == 0 and seen[int(UP_AFTER_S)] == 1
    assert all(after - before in (0, 1) for before, after in pairwise(seen))
    assert seen[-1] == len(STEPS)
    assert ladder.why == words


def test_what_the_firmware_says_of_the_past_is_no_strain_now():
    assert set(levels(Ladder(), 60, throttled=0xF0000)) == {0}


def test_a_short_strain_eases_nothing():
    ladder = Ladder()
    assert set(levels(ladder, 3, temperature_c=90.0) + levels(ladder, 60, since_s=3)) == {0}


def test_a_camera_that_gives_few_pictures_is_no_strain():
    assert set(levels(Ladder(), 60, coached_fps=15.0, source_fps=15.0)) == {0}


def test_steps_come_back_one_by_one_after_a_calm_while():
    ladder = Ladder()
    levels(ladder, 9, temperature_c=85.0)
    assert ladder.level == 2
    seen = levels(ladder, int(3 * CALM_S), since_s=9)
    assert seen[int(CALM_S) - 2] == 2 and seen[-1] == 0
    assert 1 in seen
    assert ladder.why == ""


def test_between_hot_and_cool_nothing_moves():
    ladder = Ladder()
    levels(ladder, 5, temperature_c=81.0)
    assert set(levels(ladder, 600, since_s=5, temperature_c=77.0)) == {1}


def test_a_step_that_proves_needed_at_once_is_kept_longer_each_time():
    """A machine that is too slow without the step: it does not go to and fro every minute."""
    ladder, changes, level = Ladder(), 0, 0
    for second in range(3600):
        strain = FINE | ({"coached_fps": 12.0} if level == 0 else {})
        now = ladder.step(Strain(second, **strain))
        changes += now != level
        level = now
    assert changes <= 16
