"""Reads how the machine fares: temperature, throttling, and how long the loop waits for a processor.

Every reading is NaN or 0 where this machine does not tell it.
"""

from __future__ import annotations

from math import nan
from pathlib import Path
from threading import get_native_id

from ..doctor import board
from ..doctor.machine import Machine

ROOT = Path("/")


def temperature_c(machine: Machine | None = None) -> float:
    """The processor's temperature; NaN where this machine does not tell it."""
    known = board.temperature_c(machine or Machine())
    return nan if known is None else known


def throttle_bits(machine: Machine | None = None) -> int:
    """The firmware's flags: bits 0 to 3 hold now, 16 to 19 since the start. 0 where no firmware tells any."""
    return board.throttle_bits(machine or Machine()) or 0


class Waiting:
    """How long one thread was ready to work and got no processor. Made in that thread."""

    def __init__(self, root: Path = ROOT):
        self._file = root / f"proc/self/task/{get_native_id()}/schedstat"

    def waited_s(self) -> float:
        """Since its start; NaN where the kernel does not count it."""
        try:
            return int(self._file.read_text().split()[1]) / 1e9
        except (OSError, ValueError, IndexError):
            return nan
