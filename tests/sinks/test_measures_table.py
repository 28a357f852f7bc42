"""measures.csv: the contract's columns, and an empty cell for what was not measured."""

import csv
import io
from math import nan

from backstride.sinks.measures_table import MeasuresTable
from backstride.types import Measures, PathView, Thing
from moments import frame_at, moment_at

CONTRACT = (
    "frame t_s tracked swapped facing direction gait trunk_lean_deg head_pitch_deg head_yaw_deg "
    "knee_flexion_left_deg knee_flexion_right_deg elbow_left_deg elbow_right_deg cadence_spm speed_mps step_length_m "
    "contact_left contact_right belt_position lane_offset_m obstacle_distance_m obstacle_ttc_s path_state"
).split()


def rows_of(*moments):
    file = io.StringIO()
    table = MeasuresTable(file)
    for moment in moments:
        table.take(frame_at(), moment)
    return list(csv.DictReader(io.StringIO(file.getvalue())))


def test_the_columns_are_the_contract():
    file = io.StringIO()
    MeasuresTable(file)
    assert file.getvalue().strip().split(",") == CONTRACT


def test_what_was_not_measured_is_an_empty_cell():
    (row,) = rows_of(moment_at(0.5, 15))
    assert (row["frame"], row["t_s"], row["tracked"], row["path_state"]) == ("15", "0.500000", "0", "unknown")
    empty = ("trunk_lean_deg", "cadence_spm", "contact_left", "obstacle_distance_m", "lane_offset_m")
    assert [row[name] for name in empty] == [""] * len(empty)


def test_numbers_are_rounded_and_contacts_are_one_or_zero():
    measures = Measures(0.0, tracked=True, trunk_lean_deg=4.5678, contact_left=True, contact_right=False, gait="run")
    (row,) = rows_of(moment_at(measures=measures))
    assert (row["trunk_lean_deg"], row["contact_left"], row["contact_right"], row["gait"]) == ("4.57", "1", "0", "run")


def test_a_tiny_negative_number_is_no_negative_zero():
    (row,) = rows_of(moment_at(measures=Measures(0.0, trunk_lean_deg=-0.001)))
    assert row["trunk_lean_deg"] == "0.00"


def test_the_nearest_thing_on_the_path_is_named_by_its_distance():
    far = Thing(1, "person", 8.0, 0.0, 1.0, 8.0, "watching", (0, 0, 1, 1))
    near = Thing(2, "obstacle", 3.25, 0.0, nan, nan, "slow", (0, 0, 1, 1))
    (row,) = rows_of(moment_at(path=PathView(0.0, "slow", things=(far, near))))
    assert (row["obstacle_distance_m"], row["obstacle_ttc_s"], row["path_state"]) == ("3.25", "", "slow")
