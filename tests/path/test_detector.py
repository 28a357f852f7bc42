"""What the detector names, and how often."""

import numpy as np
import pytest

from backstride.path.detector import NAMES, ON_LEGS, _kept

KINDS = {name: kind for kind, name in NAMES.items()}
DOG = (10.0, 10.0, 50.0, 40.0)


def named(*told, on_legs=0.4):
    """The names kept of (name, score, box) told."""
    scores = np.zeros((len(told), 80), np.float32)
    for row, (name, score, _) in enumerate(told):
        scores[row, KINDS[name]] = score
    enough = {kind: on_legs if name in ON_LEGS else 0.4 for kind, name in NAMES.items()}
    return [NAMES[kind] for kind, _, _ in _kept(scores, np.array([box for _, _, box in told], np.float32), enough)]


@pytest.mark.parametrize(("box", "kept"), [
    (DOG, ["dog"]),
    ((11.0, 10.0, 51.0, 41.0), ["dog"]),
    ((30.0, 10.0, 70.0, 40.0), ["dog", "cat"]),  # beside it
    ((10.0, 10.0, 50.0, 90.0), ["dog", "cat"]),  # larger by far, as a person is who holds it
])  # fmt: skip
def test_a_thing_that_is_named_twice_keeps_its_surer_name(box, kept):
    assert named(("cat", 0.45, box), ("dog", 0.7, DOG)) == kept


def test_a_name_that_is_not_sure_enough_takes_no_fainter_name_away():
    assert named(("cat", 0.35, DOG), ("dog", 0.3, DOG), on_legs=0.25) == ["dog"]
