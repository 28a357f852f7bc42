"""How the machine fares, read from made-up files."""

from math import isnan
from threading import get_native_id

import pytest

from backstride.appliance.strain import Waiting, temperature_c, throttle_bits
from backstride.doctor.machine import Machine, Ran


class Said(Machine):
    """A machine whose programs say one thing."""

    def __init__(self, root, said):
        super().__init__(root)
        self.said = said

    def run(self, *command, timeout_s=10.0):
        return Ran(0, self.said)


@pytest.fixture
def system(tmp_path):
    """``system(path=content)`` writes files below a made-up root."""

    def write(**files):
        for path, content in files.items():
            file = tmp_path / path.replace("__", "/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)
        return tmp_path

    return write


def zone(number, kind, millidegrees):
    folder = f"sys__class__thermal__thermal_zone{number}"
    return {f"{folder}__type": f"{kind}\n", f"{folder}__temp": f"{millidegrees}\n"}


def test_the_processors_temperature_is_read_and_no_other(system):
    root = system(**zone(0, "cpu-thermal", 61250), **zone(1, "battery", 90000))
    assert temperature_c(Machine(root)) == 61.25


def test_the_hottest_sensor_counts(system):
    root = system(**zone(0, "x86_pkg_temp", 50000), **zone(1, "cpu-thermal", 71000))
    assert temperature_c(Machine(root)) == 71.0


def test_a_machine_without_a_sensor_is_not_known_to_be_cool(system):
    assert isnan(temperature_c(Machine(system())))
    assert isnan(temperature_c(Machine(system(**{"sys__class__thermal__thermal_zone0__type": "cpu-thermal"}))))


def test_the_firmwares_flags_come_from_the_kernel_where_it_has_them(system):
    root = system(**{"sys__devices__platform__soc__soc:firmware__get_throttled": "50005\n"})
    assert throttle_bits(Said(root, "")) == 0x50005


@pytest.mark.parametrize(("said", "bits"), [("throttled=0x50000\n", 0x50000), ("", 0), ("error=1", 0)])
def test_and_from_its_command_where_it_has_not(system, said, bits):
    assert throttle_bits(Said(system(), said)) == bits


def test_how_long_the_loop_waited_for_a_processor(system):
    root = system(**{f"proc__self__task__{get_native_id()}__schedstat": "900000000 250000000 12\n"})
    assert Waiting(root).waited_s() == 0.25
    assert isnan(Waiting(system() / "nowhere").waited_s())


def test_this_kernel_counts_it():
    assert Waiting().waited_s() >= 0
