"""The event log: one JSON line each, in time order, unknown as null."""

import json
from math import nan

from backstride.sinks.event_log import EventLog
from backstride.types import Contact, HeadCheck, Observation, Obstacle
from moments import cue_at, frame_at, moment_at


def log_of(*moments):
    log = EventLog()
    for moment in moments:
        log.take(frame_at(), moment)
    return [json.loads(line) for line in log.lines()]


def test_an_event_that_became_known_late_stands_at_its_own_time():
    rows = log_of(
        moment_at(1.0, cue=cue_at(1.0)),
        moment_at(1.1, events=(Contact(0.95, "left", "toe"),)),
    )
    assert [row["kind"] for row in rows] == ["contact", "cue"]
    assert rows[0] == {"t_s": 0.95, "kind": "contact", "side": "left", "first": "toe"}


def test_a_cue_carries_rule_class_words_and_reason():
    (row,) = log_of(moment_at(2.0, cue=cue_at(2.0)))
    assert row == {
        "t_s": 2.0, "kind": "cue", "rule": "lean_back", "class": "balance",
        "words": "Chest over your toes", "why": "because",
    }  # fmt: skip


def test_only_a_change_of_band_is_an_observation():
    still = Observation("lean", "amber", 10.0, "deg", 1.0, changed=False)
    changed = Observation("lean", "green", 5.123456, "deg", 2.0, changed=True)
    (row,) = log_of(moment_at(1.5, observations=(still,)), moment_at(2.0, observations=(changed,)))
    assert row == {"t_s": 2.0, "kind": "observation", "rule": "lean", "band": "green", "value": 5.1235, "unit": "deg"}


def test_unknown_is_no_judgement():
    assert log_of(moment_at(observations=(Observation("lean", "unknown", nan, "deg", 0.0, changed=True),))) == []


def test_what_was_not_measured_is_null():
    (row,) = log_of(moment_at(events=(Obstacle(0.0, "unknown", "", nan, nan, -1),)))
    assert row["distance_m"] is None and row["ttc_s"] is None


def test_words_keep_their_accents():
    log = EventLog()
    log.take(frame_at(), moment_at(cue=cue_at(words="Brust über die Zehen")))
    assert "über" in log.lines()[0]


def test_a_look_over_the_shoulder_has_side_and_length():
    (row,) = log_of(moment_at(3.0, events=(HeadCheck(2.0, "right", 0.8),)))
    assert (row["side"], row["duration_s"]) == ("right", 0.8)
