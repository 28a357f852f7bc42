"""What the picture says, as words."""

from dataclasses import replace
from math import inf, nan

import pytest

from backstride.sinks import overlay_words as words
from backstride.types import Measures, PathView, Thing


def thing(label="bicycle", distance_m=4.2, ttc_s=1.84):
    return Thing(1, label, distance_m, 0.0, 2.0, ttc_s, "slow", (0, 0, 1, 1))


@pytest.mark.parametrize(("facing", "way"), [
    ("left", (1, 0)), ("right", (-1, 0)), ("toward", (0, -1)), ("away", (0, 1)),
])  # fmt: skip
def test_a_backward_runner_travels_away_from_where_she_faces(facing, way):
    assert words.travel(Measures(0.0, facing=facing, direction="backward")) == way
    assert words.travel(Measures(0.0, facing=facing, direction="forward")) == (-way[0], -way[1])


@pytest.mark.parametrize(("facing", "direction"), [("unknown", "backward"), ("left", "unknown"), ("left", "still")])
def test_no_arrow_is_guessed_from_half_a_fact(facing, direction):
    assert words.travel(Measures(0.0, facing=facing, direction=direction)) is None


@pytest.mark.parametrize(("value", "signed", "shown"), [
    (12.4, True, "lean +12°"), (-7.6, True, "lean −8°"), (0.2, True, "lean 0°"), (-0.2, True, "lean 0°"),
    (92.0, False, "lean 92°"),
])  # fmt: skip
def test_degrees_are_whole_and_carry_a_true_minus(value, signed, shown):
    assert words.degrees("lean", value, signed) == shown


def test_an_unknown_cadence_is_said_and_an_unknown_speed_is_left_out():
    assert words.rhythm(Measures(0.0, cadence_spm=163.6, speed_mps=1.64)) == "164 steps/min · 1.6 m/s"
    assert words.rhythm(Measures(0.0, cadence_spm=163.6)) == "164 steps/min"
    assert words.rhythm(Measures(0.0)) == "cadence unknown"


@pytest.mark.parametrize(("found", "shown"), [
    (thing(), "bicycle · 4.2 m · 1.8 s"), (thing(ttc_s=inf), "bicycle · 4.2 m"), (thing(ttc_s=nan), "bicycle · 4.2 m"),
    (thing(distance_m=nan, ttc_s=nan), "bicycle"),
])  # fmt: skip
def test_a_thing_tells_as_much_as_is_known(found, shown):
    assert words.thing(found) == shown


def test_the_path_is_never_said_to_be_clear():
    said = [words.path(PathView(0.0, state, range_m=12.0)) for state in words.PATHS]
    assert said == ["Path: watching 12 m", "Path: SLOW", "Path: STOP", "Path: UNKNOWN", "Path: not watched"]


def test_under_the_path_stands_the_nearest_thing_or_else_the_reason():
    near, far = thing("person", 2.0), thing("cone", 7.0)
    assert words.path_reason(PathView(0.0, "stop", "", (far, near))) == "person · 2.0 m · 1.8 s"
    assert words.path_reason(PathView(0.0, "unknown", "too dark")) == "too dark"


def test_under_the_path_stands_what_gave_the_warning_and_not_what_is_nearer_and_harmless():
    beside, bicycle = replace(thing("cone", 2.0), level="watching"), replace(thing(), level="slow")
    assert words.path_reason(PathView(0.0, "slow", "", (beside, bicycle))) == words.thing(bicycle)


def test_beside_the_way_nobody_counts_seconds_to_what_the_runner_will_not_run_into():
    beside = replace(thing("person", 1.0, 0.9), level="watching", in_way=False)
    assert words.aside(beside) == "person · 1.0 m"
    assert words.aside(replace(beside, label="obstacle")) == ""


def test_while_watching_what_stands_beside_the_way_is_not_told_as_the_paths():
    beside = replace(thing("person", 1.0, 0.9), level="watching", in_way=False)
    ahead = replace(thing("cone", 5.0, 4.0), level="watching")
    assert words.path_reason(PathView(0.0, "watching", "", (beside,), 8.0, 2.04)) == "far enough for 2.0 m/s"
    assert words.path_reason(PathView(0.0, "watching", "", (beside, ahead), 8.0, 2.04)) == "cone · 5.0 m · 4.0 s"
    assert words.path_reason(PathView(0.0, "watching", "", (), 0.8, 0.0)) == "too little to run on"


def test_no_thing_is_a_negative_number_of_metres_away():
    assert words.thing(thing("person", -0.2, nan)) == "person · 0.0 m"


def test_on_a_treadmill_nobody_is_told_to_slow_down_or_stop_for_there_is_no_path():
    said = [words.path(PathView(0.0, state), "treadmill") for state in words.PATHS]
    assert not any(word in " ".join(said) for word in ("Path", "SLOW", "STOP"))
    near = replace(thing("person", 1.3, nan), lateral_m=nan, level="slow")
    assert words.path(PathView(0.0, "slow", "", (near,)), "treadmill") == "SOMEONE CLOSE"
    told = words.path_reason(PathView(0.0, "slow", "", (near,)), "treadmill")
    assert told == "hold the rails · person · about 1 m away"
    assert words.thing(replace(near, distance_m=0.2)) == "person · at the belt"


def test_values_lost_for_one_reason_are_named_together_without_their_units():
    lost = Measures(0.0, not_measured=(
        ("knee_flexion_left_deg", "needs a side view"), ("step_width_m", "needs a calibration"),
        ("knee_flexion_right_deg", "needs a side view"), ("trunk_lean_deg", "needs a side view"),
    ))  # fmt: skip
    assert words.not_measured(lost) == "not measured: knee, lean (needs a side view)"
    assert words.not_measured(Measures(0.0)) == ""
