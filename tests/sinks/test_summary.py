"""summary.json: medians with spread, claims of error, and why something was not measured."""

from math import nan

from backstride.sinks.summary import Summary
from backstride.types import Measures, Quality
from moments import cue_at, frame_at, moment_at


def told_of(*measures, claimed=lambda name, measured: nan, cue=None):
    summary = Summary(claimed)
    for number, measured in enumerate(measures):
        summary.take(frame_at(), moment_at(number / 30, number, measures=measured, cue=cue if number == 0 else None))
    return summary.told("side")


def test_a_measure_has_median_spread_and_count():
    told = told_of(*(Measures(0, tracked=True, trunk_lean_deg=lean) for lean in (1.0, 2.0, 3.0, nan)))
    assert told["measures"]["trunk_lean_deg"] == {"n": 3, "median": 2.0, "p10": 1.2, "p90": 2.8}


def test_what_was_never_measured_says_why():
    told = told_of(Measures(0, not_measured=(("elbow_left_deg", "not visible from the rear"),)))
    elbow = told["measures"]["elbow_left_deg"]
    assert elbow["n"] == 0 and elbow["median"] is None
    assert elbow["not_measured_because"] == "not visible from the rear"


def test_a_claimed_error_carries_its_unit():
    told = told_of(Measures(0, cadence_spm=160.0), claimed=lambda name, m: 1.5 if name == "cadence_spm" else nan)
    assert told["measures"]["cadence_spm"]["error_spm"] == 1.5


def test_shares_count_every_frame():
    told = told_of(Measures(0, tracked=True, direction="backward"), Measures(0), cue=cue_at())
    assert told["tracked_share"] == 0.5
    assert told["direction_shares"] == {"backward": 0.5, "unknown": 0.5}
    assert told["cues"] == {"lean_back": 1}


def test_a_recording_without_frames_claims_nothing():
    told = told_of()
    assert told["frames"] == 0 and told["tracked_share"] is None and told["duration_s"] == 0.0


def test_a_warning_that_lasted_is_told():
    blurred = Measures(0, quality=Quality(warnings=("the runner is small",)))
    assert told_of(blurred, blurred, Measures(0))["capture"]["warnings"] == ["the runner is small"]
