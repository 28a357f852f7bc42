"""A part that fails is reported once and left out; the loop goes on."""

from backstride.sinks.guarded import Guarded
from moments import frame_at, moment_at


class BreaksAtTheSecond:
    def __init__(self):
        self.taken = []
        self.closed = False

    def take(self, frame, moment):
        self.taken.append(moment.number)
        if moment.number == 1:
            raise ValueError("the disk is gone")

    def close(self):
        self.closed = True


def test_a_failing_sink_is_left_out_and_named():
    sink = BreaksAtTheSecond()
    guarded = Guarded("Recorder", sink)
    for number in range(4):
        guarded.take(frame_at(number=number), moment_at(number=number))
    assert sink.taken == [0, 1]
    assert guarded.fault == "Recorder failed (the disk is gone); the coaching goes on without it"


def test_a_working_sink_gets_everything_and_is_closed():
    sink = BreaksAtTheSecond()
    guarded = Guarded("Recorder", sink)
    guarded.take(frame_at(), moment_at())
    guarded.close()
    assert (sink.taken, sink.closed, guarded.fault) == ([0], True, "")
