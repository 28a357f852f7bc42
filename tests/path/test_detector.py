"""What the detector names, and how often."""

import numpy as np
import pytest

from backstride.path.detector import FAINT_SCORE, LANE_SCORE, LEAST_SCORE, NAMES, Detection, _told, enough, is_name

KINDS = {name: kind for kind, name in NAMES.items()}
DOG = (10.0, 10.0, 50.0, 40.0)


def named(*told, on_legs=LEAST_SCORE, faint=None):
    """The names kept of (name, score, box) told."""
    scores = np.zeros((len(told), 80), np.float32)
    for row, (name, score, _) in enumerate(told):
        scores[row, KINDS[name]] = score
    boxes = np.array([box for _, _, box in told], np.float32)
    faint = None if faint is None else enough(faint, faint)
    return [NAMES[kind] for kind, _, _ in _told(scores, boxes, enough(LEAST_SCORE, on_legs), faint)]


@pytest.mark.parametrize(("box", "kept"), [
    (DOG, ["dog"]),
    ((11.0, 10.0, 51.0, 41.0), ["dog"]),
    ((30.0, 10.0, 70.0, 40.0), ["dog", "cat"]),  # beside it
    ((10.0, 10.0, 50.0, 90.0), ["dog", "cat"]),  # larger by far, as a person is who holds it
])  # fmt: skip
def test_a_thing_that_is_named_twice_keeps_its_surer_name(box, kept):
    assert named(("cat", 0.45, box), ("dog", 0.7, DOG)) == kept


def test_a_name_that_is_not_sure_enough_takes_no_fainter_name_away():
    assert named(("cat", 0.35, DOG), ("dog", 0.3, DOG), on_legs=LANE_SCORE) == ["dog"]


def test_on_a_lane_only_what_has_thin_legs_may_be_named_faintly():
    faint, sure, beside = 0.3, 0.45, (80.0, 10.0, 120.0, 40.0)
    assert named(("bicycle", faint, DOG), ("person", sure, beside), on_legs=LANE_SCORE) == ["person", "bicycle"]
    assert named(("person", faint, DOG), ("skateboard", faint, beside), on_legs=LANE_SCORE) == []


def test_what_is_but_faintly_seen_comes_after_the_names_and_takes_none_away():
    beside = (80.0, 10.0, 120.0, 40.0)
    told = named(("cat", 0.35, DOG), ("dog", 0.3, DOG), ("bicycle", 0.15, beside), ("bench", 0.1, beside),
                 on_legs=LANE_SCORE, faint=FAINT_SCORE)  # fmt: skip
    assert told == ["dog", "bicycle"]
    assert [is_name(Detection(name, score, DOG)) for name, score in (("dog", 0.3), ("bicycle", 0.15), ("cat", 0.35))] \
        == [True, False, False]  # fmt: skip
