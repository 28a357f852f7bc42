"""The comparison on clips so small that one can count along."""

from dataclasses import replace

import numpy as np
import pytest

from backstride.bench.compare import compare, settled
from backstride.bench.compare_events import matched
from backstride.bench.tables import Rate
from backstride.bench.told import FIGURES, FLAGS, WORDS, Told
from backstride.bench.truth import NUMBERS, STEP_NUMBERS, Fault, Truth
from backstride.types import Contact, Cue, Fall, HeadCheck, ToeOff

FPS, SECONDS = 20, 12


def truth(**changes):
    """Twelve seconds at 20 frames a second: somebody runs backward, seen from the right."""
    n = FPS * SECONDS
    columns = {name: np.full(n, np.nan) for name in (*NUMBERS, *STEP_NUMBERS)}
    flags = {"seen": np.ones(n, bool), "swapped": np.zeros(n, bool), "ordinary": np.ones(n, bool)}
    words = {"facing": np.full(n, "right"), "direction": np.full(n, "backward"), "gait": np.full(n, "run")}
    return replace(Truth(np.arange(n) / FPS, **flags, **words, **columns), **changes)


def told(events=(), cues=(), words=("right", "backward", "run", "none"), swapped=None, **figures):
    n = FPS * SECONDS
    numbers = np.full((n, len(FIGURES)), np.nan)
    for name, values in figures.items():
        numbers[:, FIGURES.index(name)] = values
    flags = np.tile([True, False], (n, 1))
    if swapped is not None:
        flags[:, FLAGS.index("swapped")] = swapped
    assert len(words) == len(WORDS)
    return Told(numbers, np.tile(words, (n, 1)), flags, tuple(events), tuple(cues))


def found(measure, told_, truth_):
    return next((f for f in compare(told_, truth_) if f.measure == measure), None)


def cue(t_s, rule, class_="form"):
    return Cue(t_s, rule, class_, "words", "", 1.0)


def test_bias_is_told_minus_true_and_what_was_not_told_is_no_error():
    true = np.full(FPS * SECONDS, 3.0)
    mine = np.where(np.arange(FPS * SECONDS) % 2, 5.0, np.nan)
    lean = found("trunk_lean_deg", told(trunk_lean_deg=mine), truth(trunk_lean_deg=true))
    assert set(lean.errors) == {2.0}
    assert len(lean.errors) / lean.due == 0.5


def test_near_and_far_knee_go_by_the_facing():
    true = truth(knee_flexion_left_deg=np.full(240, 10.0), knee_flexion_right_deg=np.full(240, 20.0))
    mine = told(knee_flexion_left_deg=17.0, knee_flexion_right_deg=21.0)
    assert set(found("knee_near_deg", mine, true).errors) == {1.0}
    assert set(found("knee_far_deg", mine, true).errors) == {7.0}
    mirrored = replace(true, facing=np.full(240, "left"))
    assert set(found("knee_near_deg", mine, mirrored).errors) == {7.0}


def test_a_wrong_word_is_an_error_and_an_unknown_one_no_answer():
    wrong = found("direction", told(words=("right", "forward", "run", "none")), truth())
    assert wrong.errors.all() and len(wrong.errors) == wrong.due
    unknown = found("direction", told(words=("right", "unknown", "run", "none")), truth())
    assert len(unknown.errors) == 0 and unknown.due > 0


def test_a_measure_has_a_while_to_notice_a_change():
    direction = np.where(np.arange(240) < 120, "backward", "forward")
    keep = settled(truth(direction=direction), "direction", 1.0)
    assert not keep[:20].any() and not keep[116:139].any() and keep[30:114].all() and keep[142:].all()


def test_events_are_matched_one_to_one_closest_first():
    assert matched([1.0, 1.1], [1.09], 0.12) == [(1, 0)]
    assert matched([1.0], [1.2], 0.12) == []


def test_contacts_found_late_missing_and_of_nothing_are_told_apart():
    true = truth(events=tuple(Contact(t, "left", "toe") for t in (2.0, 3.0, 4.0, 5.0)))
    right = [Contact(2.01, "left", "toe"), Contact(3.03, "left", "heel")]
    mine = told([*right, Contact(4.0, "right"), Contact(7.0, "left")])
    ms = found("contact_ms", mine, true)
    assert ms.errors == pytest.approx([10, 30]) and ms.due == 4
    assert found("contact_extra", mine, true).errors.sum() == 2  # the wrong foot, and one of nothing
    first = found("first_part", mine, true)
    assert first.errors.tolist() == [False, True] and first.due == 2


def test_a_contact_that_could_not_be_seen_is_neither_missed_nor_invented():
    seen = np.ones(240, bool)
    seen[55:65] = False
    true = truth(events=(Contact(3.0, "left", "toe"),), seen=seen)
    assert found("contact_ms", told(), true).due == 0
    assert found("contact_extra", told([Contact(3.02, "left")]), true).due == 0


def test_contact_and_flight_times_come_from_the_events():
    steps = [("left", 2.0, 2.3), ("right", 2.4, 2.7), ("left", 2.8, 3.1)]
    events = [e for side, on, off in steps for e in (Contact(on, side), ToeOff(off, side))]
    later = [replace(e, t_s=e.t_s + 0.02) if isinstance(e, ToeOff) else e for e in events]
    assert found("contact_time_ms", told(later), truth(events=tuple(events))).errors == pytest.approx([20] * 3)
    assert found("flight_time_ms", told(later), truth(events=tuple(events))).errors == pytest.approx([-20] * 2)


def test_seen_along_the_way_a_contact_is_one_too_many():
    true = truth(not_measurable=frozenset({"trunk_lean_deg", "knee_flexion_left_deg"}))
    assert found("contact_though_unknowable", told([Contact(3.0, "left")]), true).errors.tolist() == [True]


def test_a_look_is_missed_invented_or_over_the_other_shoulder():
    true = truth(events=(HeadCheck(3.0, "left", 0.8), HeadCheck(6.0, "left", 0.8)))
    mine = told([HeadCheck(3.1, "right", 0.8), HeadCheck(9.0, "left", 0.5)])
    assert found("head_check_s", mine, true).due == 2 and len(found("head_check_s", mine, true).errors) == 1
    assert found("head_check_extra", mine, true).errors.sum() == 1
    assert found("head_check_side", mine, true).errors.all()


def test_swapped_frames_found_are_counted_and_so_are_invented_ones():
    swapped, flagged = np.zeros(240, bool), np.zeros(240, bool)
    swapped[100:104], flagged[102:104], flagged[200] = True, True, True
    result = compare(told(swapped=flagged), truth(swapped=swapped))
    frames = next(f for f in result if f.measure == "swapped_frames")
    assert len(frames.errors) == 2 and frames.due == 4
    assert next(f for f in result if f.measure == "swap_invented").errors.sum() == 1


def test_a_value_where_none_can_be_known_is_a_wrong_one():
    true = truth(not_measurable=frozenset({"lane_offset_m", "contact.first"}))
    assert not found("given_though_unknowable", told(), true).errors.any()
    assert found("given_though_unknowable", told(lane_offset_m=0.1), true).errors.all()
    assert found("given_though_unknowable", told([Contact(2.0, "left", "toe")]), true).errors.sum() == 1


def test_a_fall_counts_as_found_by_its_delay_and_as_invented_where_nobody_fell():
    true = truth(events=(Fall(5.0, "candidate"),))
    assert found("fall_s", told([Fall(5.4, "candidate")]), true).errors == pytest.approx([0.4])
    assert found("falls_invented_per_h", told([Fall(5.4, "candidate")]), true).count == 0
    assert found("falls_invented_per_h", told([Fall(5.4, "candidate")]), truth()).count == 1
    assert len(found("fall_s", told(), true).errors) == 0


def test_a_fault_must_be_spoken_of_in_time_and_nothing_else():
    true = truth(faults=(Fault(("lean_back",), 4.0, 9.0, 3.0),), may=(Fault(("cadence",), 0.0, 12.0, 0.0),))
    good = compare(told(cues=[cue(6.0, "lean_back"), cue(8.0, "cadence"), cue(9.0, "praise", "praise")]), true)
    assert next(f for f in good if f.measure == "cue_lean_back_s").errors == pytest.approx([2.0])
    assert next(f for f in good if f.measure == "wrong_cues_per_h").count == 0
    bad = compare(told(cues=[cue(8.0, "lean_back"), cue(5.0, "elbow")]), true)
    assert len(next(f for f in bad if f.measure == "cue_lean_back_s").errors) == 0  # too late
    assert next(f for f in bad if f.measure == "wrong_cues_per_h") == Rate("wrong_cues_per_h", 1, 11.95)
