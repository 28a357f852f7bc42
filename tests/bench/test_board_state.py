"""What the benchmarks tell of the machine: a Pi's temperature, clock and throttle bits, and none that is not there."""

import pytest

from backstride.bench.machine import machine, state
from backstride.bench.pi_estimate import estimates, macs, told
from backstride.doctor.machine import Machine


def pi(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Machine(root)


def test_a_pi_tells_its_name_temperature_clock_and_throttle_bits(tmp_path):
    here = pi(tmp_path, {
        "proc/device-tree/model": "Raspberry Pi 5 Model B Rev 1.0\0",
        "sys/class/thermal/thermal_zone0/type": "cpu-thermal\n",
        "sys/class/thermal/thermal_zone0/temp": "71300\n",
        "sys/devices/system/cpu/cpufreq/policy0/scaling_cur_freq": "2400000\n",
        "sys/devices/platform/soc@107c000000/soc@107c000000:firmware/get_throttled": "50000\n",
    })  # fmt: skip
    assert state(here).words == "71 °C, 2400 MHz, throttle bits 0x50000"
    assert machine(here)["processor"] == "Raspberry Pi 5 Model B Rev 1.0"


def test_a_machine_that_tells_nothing_is_said_to_tell_nothing(tmp_path):
    now = state(pi(tmp_path, {}))
    assert (now.temperature_c, now.clock_mhz, now.throttle_bits) == (None, None, None)
    assert now.words == "temperature, clock and throttling not told by this machine"


@pytest.mark.model
def test_an_estimate_says_that_it_is_one_and_grows_with_the_network_s_work():
    found = estimates()
    assert macs("full") > 1.5 * macs("lite") > 0
    assert all(by_model["full"] > by_model["lite"] for by_model in found.values())
    assert found["Raspberry Pi 4"]["lite"] > 2 * found["Raspberry Pi 5"]["lite"]
    assert all(line.startswith("ESTIMATE, not measured: ") for line in told(found).splitlines())
