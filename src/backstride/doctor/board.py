"""What the board tells of itself: its temperature and the Pi's throttle bits. None where it tells nothing."""

from __future__ import annotations

import re

from .machine import Machine

UNDERVOLTAGE, CAPPED, THROTTLED, SOFT_LIMIT = 1, 2, 4, 8
LATER = 16  # each bit again, so much higher: has been so since the start
NOW = {
    CAPPED: "its speed is capped",
    THROTTLED: "it is throttled",
    SOFT_LIMIT: "it is near its temperature limit",
}  # fmt: skip
FIRMWARE = "/sys/devices/platform"
OF_THE_PROCESSOR = re.compile(r"cpu|soc|x86_pkg|k10temp|coretemp|acpitz")
ASK_S = 2.0


def throttle_bits(machine: Machine) -> int | None:
    """``vcgencmd get_throttled`` as a number, from the kernel where it gives it (that needs no program)."""
    for soc in machine.names(FIRMWARE):
        for firmware in (name for name in machine.names(f"{FIRMWARE}/{soc}") if name.endswith("firmware")):
            text = machine.text(f"{FIRMWARE}/{soc}/{firmware}/get_throttled")
            if text and re.fullmatch(r"[0-9a-f]+", text):
                return int(text, 16)
    found = re.search(r"throttled=0x([0-9a-fA-F]+)", machine.run("vcgencmd", "get_throttled", timeout_s=ASK_S).out)
    return int(found[1], 16) if found else None


def temperature_c(machine: Machine) -> float | None:
    """The processor's temperature, the highest of its own thermometers."""
    zones = "/sys/class/thermal"
    found = [
        (machine.text(f"{zones}/{zone}/type"), machine.text(f"{zones}/{zone}/temp"))
        for zone in machine.names(zones) if zone.startswith("thermal_zone")
    ]  # fmt: skip
    found += [
        (machine.text(f"/sys/class/hwmon/{chip}/name"), machine.text(f"/sys/class/hwmon/{chip}/temp1_input"))
        for chip in machine.names("/sys/class/hwmon")
    ]
    known = [int(temp) / 1000 for kind, temp in found
             if OF_THE_PROCESSOR.search(kind or "") and temp and temp.lstrip("-").isdigit()]  # fmt: skip
    return max(known, default=None)
