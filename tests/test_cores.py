"""The cores are shared out: the model keeps some, what is started beside it stays off them, one core is everybody's."""

import os
from threading import Thread

import pytest

from backstride import cores


@pytest.mark.parametrize(
    ("there", "models", "others"),
    [({0}, {0}, {0}), ({0, 1}, {0}, {1}), ({2, 5}, {2}, {5}), ({0, 1, 2, 3}, {0, 1}, {2, 3})],
)
def test_the_model_gets_a_core_for_each_of_its_threads(there, models, others):
    assert (cores.models(frozenset(there)), cores.others(frozenset(there))) == (models, others)


def test_a_thread_started_meanwhile_stays_there_and_this_one_comes_back():
    before, seen = os.sched_getaffinity(0), []
    with cores.on(cores.others()):
        thread = Thread(target=lambda: seen.append(os.sched_getaffinity(0)))
        thread.start()
        thread.join()
    assert seen == [cores.others()]
    assert os.sched_getaffinity(0) == before


class Estimator:
    def __init__(self):
        self.was_on = []

    def estimate(self, frame):
        self.was_on.append(os.sched_getaffinity(0))
        if frame is None:
            raise ValueError("no frame")
        return frame


def test_an_estimate_is_made_on_the_models_cores_and_the_loop_is_free_again_also_after_a_fault():
    estimator = Estimator()
    assert cores.OnOwnCores(estimator).estimate("pose") == "pose"
    with pytest.raises(ValueError, match="no frame"):
        cores.OnOwnCores(estimator).estimate(None)
    assert estimator.was_on == [cores.models()] * 2
    assert os.sched_getaffinity(0) == cores.ALL
