"""The ladder at work: steps taken in order, told, logged, and taken back; and how the strain is counted."""

import logging
from math import isnan

from backstride.appliance.easing import Easing, Pulse, Step
from backstride.appliance.ladder import Strain
from backstride.types import Measures
from moments import frame_at, moment_at


class Machine:
    """Fares as the test says, second by second."""

    def __init__(self, broken=()):
        self.now_s, self.celsius, self.done = 0.0, 50.0, []
        self.easing = Easing([Step(key, f"less {key}", self._ease(key, broken)) for key in ("a", "b")], self._strain)

    def _ease(self, key, broken):
        def ease(eased):
            if key in broken:
                raise RuntimeError("cannot")
            self.done.append((key, eased))

        return ease

    def _strain(self):
        return Strain(self.now_s, temperature_c=self.celsius)

    def seconds(self, count, celsius):
        self.celsius = celsius
        for _ in range(count):
            self.now_s += 1
            self.easing.look()


def test_steps_are_taken_in_order_told_and_logged(caplog):
    machine = Machine()
    with caplog.at_level(logging.WARNING):
        machine.seconds(12, 83.0)
    assert machine.done == [("a", True), ("b", True)]
    assert machine.easing.notice == "Eased, as the processor is at 83 °C: less a, less b. The coaching goes on."
    assert [record.getMessage() for record in caplog.records] == [
        "eased, as the processor is at 83 °C: less a", "eased, as the processor is at 83 °C: less b"
    ]  # fmt: skip


def test_they_are_taken_back_the_last_one_first_and_the_notice_goes():
    machine = Machine()
    machine.seconds(12, 83.0)
    machine.seconds(120, 60.0)
    assert machine.done[2:] == [("b", False), ("a", False)]
    assert machine.easing.notice == ""


def test_a_step_that_fails_does_not_stop_the_next():
    machine = Machine(broken=("a",))
    machine.seconds(12, 83.0)
    assert machine.done == [("b", True)]


def test_it_looks_by_itself_until_it_is_closed():
    looked = []
    easing = Easing((), lambda: looked.append(1) or Strain(float(len(looked))), wait=lambda seconds: None)
    easing.start()
    while len(looked) < 3:
        pass
    easing.close()
    assert not easing._thread.is_alive()


# ---- the pulse


def pulse_after(frames, took_s=1.0, tracked=True, numbers=None):
    now_s = [100.0]
    pulse = Pulse(lambda: 30.0, lambda: now_s[0], heat=lambda: 55.0, throttle=lambda: 0x4)
    for n in range(frames):
        number = numbers[n] if numbers else n
        pulse.take(frame_at(number / 30, number), moment_at(number / 30, number, measures=Measures(0.0, tracked)))
    now_s[0] += took_s
    return pulse


def test_it_counts_what_is_coached_a_second():
    strain = pulse_after(20, took_s=2.0).strain()
    assert (strain.coached_fps, strain.source_fps, strain.temperature_c, strain.throttled) == (10.0, 30.0, 55.0, 4)


def test_each_strain_is_about_the_time_since_the_last():
    pulse = pulse_after(20)
    pulse.strain()
    assert isnan(pulse.strain().coached_fps)


def test_while_nobody_runs_the_search_is_no_lack_of_speed():
    assert isnan(pulse_after(5, tracked=False).strain().coached_fps)
    assert isnan(pulse_after(0).strain().coached_fps)


def test_every_frame_that_the_source_saw_is_coached_or_dropped():
    pulse = pulse_after(4, numbers=[0, 1, 5, 6])
    assert (pulse.coached, pulse.dropped) == (4, 3)


def test_how_long_the_loop_waited_for_a_processor_is_a_share_of_the_time():
    pulse = pulse_after(1)
    assert isnan(pulse.strain().starved)  # from when on is not known yet
    pulse._waiting = type("Waiting", (), {"waited_s": lambda self: 40.0})()
    pulse._before = (pulse._before[0] - 2.0, *pulse._before[1:3], 39.5)
    assert pulse.strain().starved == 0.25
