"""What the figures were measured on, and in what state it was: a hot board slows itself down."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass

from ..doctor.board import temperature_c, throttle_bits
from ..doctor.machine import Machine

CLOCKS = "/sys/devices/system/cpu/cpufreq"


@dataclass(frozen=True)
class State:
    """What the board told at one time. None where it does not tell."""

    temperature_c: float | None
    clock_mhz: float | None  # of the fastest core
    throttle_bits: int | None

    @property
    def words(self) -> str:
        told = [
            "" if self.temperature_c is None else f"{self.temperature_c:.0f} °C",
            "" if self.clock_mhz is None else f"{self.clock_mhz:.0f} MHz",
            "" if self.throttle_bits is None else f"throttle bits 0x{self.throttle_bits:x}",
        ]
        return ", ".join(text for text in told if text) or "temperature, clock and throttling not told by this machine"


def state(here: Machine | None = None) -> State:
    """The board's state now."""
    here = here or Machine()
    texts = (here.text(f"{CLOCKS}/{policy}/scaling_cur_freq") for policy in here.names(CLOCKS))
    clocks_mhz = [int(text) / 1000 for text in texts if text and text.isdigit()]
    return State(temperature_c(here), max(clocks_mhz, default=None), throttle_bits(here))


def machine(here: Machine | None = None) -> dict[str, object]:
    """Processor, cores, Python, load and the board's state, as every benchmark's JSON names them."""
    here = here or Machine()
    now = state(here)
    return {
        "processor": _processor(here),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2),
        "temperature_c": now.temperature_c,
        "clock_mhz": now.clock_mhz,
        "throttle_bits": now.throttle_bits,
    }


def _processor(here: Machine) -> str:
    """The model's name; a Raspberry Pi tells its own through the device tree."""
    if board := here.text("/proc/device-tree/model"):
        return board
    lines = (here.text("/proc/cpuinfo") or "").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
