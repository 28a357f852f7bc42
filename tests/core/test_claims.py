from dataclasses import fields
from math import isfinite, isnan

import pytest

from backstride.core.claims import ALONG, ALONG_SHARE, SIDE, SIDE_SHARE, claimed_error
from backstride.core.reasons import not_measured
from backstride.types import Measures

FIELDS = {field.name for field in fields(Measures)}


def test_every_claimed_measure_exists():
    known = FIELDS | {"knee_flexion_deg", "elbow_deg", "contact_s", "toe_off_s"}
    assert {*SIDE, *SIDE_SHARE, *ALONG, *ALONG_SHARE} <= known


def test_the_far_side_and_a_slow_camera_claim_no_less_error():
    for measure in ("knee_flexion_left_deg", "elbow_right_deg", "knee_at_contact_deg", "contact_time_s"):
        near = claimed_error(measure, "side", True, 60.0)
        assert near <= claimed_error(measure, "side", False, 60.0)
        assert near <= claimed_error(measure, "side", True, 30.0)


@pytest.mark.parametrize("measure", ["trunk_lean_deg", "knee_flexion_left_deg", "elbow_right_deg"])
def test_nothing_of_the_side_is_claimed_from_front_or_back(measure):
    assert isfinite(claimed_error(measure, "side", True, 30.0)) and isnan(claimed_error(measure, "rear", True, 30.0))


def test_the_error_of_a_speed_grows_with_it():
    assert claimed_error("speed_mps", "side", True, 30.0, 2.0) == pytest.approx(
        2 * claimed_error("speed_mps", "side", True, 30.0, 1.0)
    )


def test_heel_first_is_not_claimed_at_thirty_frames():
    assert isnan(claimed_error("heel_first_share", "side", True, 30.0))


@pytest.mark.parametrize("side", [True, False])
def test_reasons_speak_of_measures_that_exist_and_never_of_one_that_can_be_given(side):
    reasons = dict(not_measured(side, True, True, True, True, True))
    assert set(reasons) <= FIELDS
    assert not set(reasons) & {"cadence_spm", "direction", "speed_mps"}
    assert ("trunk_lean_deg" in reasons) is not side
