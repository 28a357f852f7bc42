"""When moments stop coming, somebody says so: once for each silence."""

from threading import Semaphore

from backstride.sinks.alive import Alive
from moments import frame_at, moment_at

PATIENCE_S = 20.0


class Ear:
    """Counts what was told; ``heard`` waits for the next."""

    def __init__(self):
        self.told = Semaphore(0)

    def heard(self) -> bool:
        return self.told.acquire(timeout=PATIENCE_S)

    def nothing_more(self) -> bool:
        return not self.told.acquire(blocking=False)


def test_silence_after_moments_is_told_once():
    ear = Ear()
    alive = Alive(ear.told.release, silence_s=0.01)
    alive.take(frame_at(), moment_at())
    assert ear.heard()
    alive.close()
    assert ear.nothing_more()


def test_each_silence_is_told():
    ear = Ear()
    alive = Alive(ear.told.release, silence_s=0.01)
    for number in range(3):
        alive.take(frame_at(number=number), moment_at(number=number))
        assert ear.heard()
    alive.close()


def test_before_the_first_moment_nothing_is_missed():
    ear = Ear()
    Alive(ear.told.release, silence_s=0.0).close()
    assert ear.nothing_more()


def test_an_end_that_was_asked_for_is_no_silence():
    ear = Ear()
    alive = Alive(ear.told.release, silence_s=3600.0)
    alive.take(frame_at(), moment_at())
    alive.close()
    assert ear.nothing_more()


def test_a_silence_that_was_told_of_elsewhere_is_not_told_again_and_the_next_one_is():
    ear = Ear()
    alive = Alive(ear.told.release, silence_s=3600.0)
    alive.take(frame_at(), moment_at())
    alive.excuse()
    alive.silence_s = 0.01
    alive.take(frame_at(number=1), moment_at(number=1))
    assert ear.heard()
    alive.excuse()
    alive.close()
    assert ear.nothing_more()
