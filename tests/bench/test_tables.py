"""Rows and targets on figures done in the head."""

import json
from math import isnan

import numpy as np
import pytest

from backstride.bench.tables import Found, Rate, Row, as_json, figure, markdown, rows_of
from backstride.bench.targets import Target, verdicts, worst

ROW = {"condition": "here", "bias": 0.0, "p95": 0.0, "given": 1.0, "n": 10}


def test_clips_of_one_condition_become_one_row():
    (row,) = rows_of("here", [Found("lean", np.array([1.0, -3.0]), 4), Found("lean", np.array([2.0]), 2)])
    assert (row.condition, row.bias, row.mae, row.given, row.n) == ("here", 0.0, 2.0, 0.5, 3)


def test_right_or_wrong_gives_a_share_and_no_bias():
    (row,) = rows_of("here", [Found("gait", np.array([True, False, False, False]), 8)])
    assert row.mae == 0.25 and row.given == 0.5 and row.right == 0.375 and isnan(row.bias)


def test_a_measure_never_given_has_no_error_and_no_share():
    (row,) = rows_of("here", [Found("lean", np.array([]), 7)])
    assert isnan(row.mae) and row.given == 0.0 and row.n == 0


def test_rates_are_by_the_hour():
    (row,) = rows_of("here", [Rate("cues", 1, 600.0), Rate("cues", 0, 1200.0)])
    assert row.mae == 2.0 and row.n == 1800


def test_markdown_has_a_head_a_rule_and_columns_that_line_up():
    lines = markdown([Row("lean", "here", 0.5, 1.25, 3.0, 0.99, 100), Row("gait", "there", *[float("nan")] * 4, 0)])
    head, rule, *rows = lines.splitlines()
    assert head.startswith("| measure | condition |") and set(rule) <= set("|-:") and len(rows) == 2
    assert len({len(line) for line in lines.splitlines()}) == 1
    assert "0.500" in rows[0] and "1.25" in rows[0] and "99 %" in rows[0] and "–" in rows[1]


def test_figures_keep_three_digits():
    shown = {0: "0", 0.01234: "0.012", 1.234: "1.23", 12.34: "12.3", 123.4: "123", -0.5: "-0.500"}
    assert [figure(value) for value in shown] == list(shown.values())


def test_json_knows_no_nan():
    told = as_json(Row("lean", "here", float("nan"), 1.0, 2.0, 1.0, 3))
    assert list(told) == ["measure", "condition", "bias", "mae", "p95", "given", "n"]
    assert told["bias"] is None and json.loads(json.dumps(told, allow_nan=False)) == told


@pytest.mark.parametrize(("change", "met"), [({}, True), ({"mae": 21.0}, False), ({"given": 0.9}, False)])
def test_a_target_bounds_the_error_and_the_share_given(change, met):
    row = Row("contact_ms", **(ROW | {"mae": 12.0} | change))
    assert Target("contact_ms", 20, 0.97).met(row) == met


def test_a_measure_that_keeps_silent_makes_no_error_but_may_be_asked_to_speak():
    silent = Row("first_part", **(ROW | {"mae": float("nan"), "given": 0.0, "n": 0}))
    assert Target("first_part", 0.1).met(silent)
    assert not Target("first_part", right=0.9).met(silent)


def test_every_fault_must_be_spoken_of_wherever_it_is():
    rows = [Row("cue_lean_s", **(ROW | {"mae": 2.0, "given": 0.5})), Row("wrong_cues_per_h", **(ROW | {"mae": 3.0}))]
    assert [v.met for v in verdicts(rows, "rest")] == [False, False]


def test_targets_of_a_side_view_are_not_asked_of_other_views():
    row = Row("contact_ms", **(ROW | {"mae": 90.0}))
    assert not verdicts([row], "full")[0].met
    assert verdicts([row], "rest") == []


def test_the_worst_row_of_a_target_is_the_one_that_breaks_it():
    rows = [Row("trunk_lean_deg", **(ROW | {"mae": mae, "condition": f"at {mae}"})) for mae in (1.0, 3.0, 2.0)]
    (one,) = worst(verdicts(rows, "full"))
    assert one.row.condition == "at 3.0" and not one.met
