"""Reads how the machine fares: temperature, throttling, and how long the loop waits for a processor.

Every reading is NaN or 0 where this machine does not tell it. ``root`` stands before every path, for tests.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from contextlib import suppress
from math import nan
from pathlib import Path
from threading import get_native_id

ROOT = Path("/")
OF_THE_PROCESSOR = re.compile(r"cpu|soc|x86_pkg|k10temp|coretemp")
ASK_S = 2.0


def temperature_c(root: Path = ROOT) -> float:
    """The processor's temperature; the highest where it has several sensors."""
    found = []
    for zone in (root / "sys/class/thermal").glob("thermal_zone*"):
        with suppress(OSError, ValueError):
            if OF_THE_PROCESSOR.search((zone / "type").read_text()):
                found.append(int((zone / "temp").read_text()) / 1000)
    return max(found, default=nan)


def throttle_bits(root: Path = ROOT, ask: Callable[[], str] | None = None) -> int:
    """The firmware's flags: bits 0 to 3 hold now, 16 to 19 since the start. 0 where no firmware tells any."""
    for file in (root / "sys/devices/platform").glob("soc*/*firmware/get_throttled"):
        with suppress(OSError, ValueError):
            return int(file.read_text().strip(), 16)
    found = re.search(r"throttled=0x([0-9a-fA-F]+)", (ask or _vcgencmd)())
    return int(found[1], 16) if found else 0


def _vcgencmd() -> str:
    try:
        return subprocess.run(
            ("vcgencmd", "get_throttled"), capture_output=True, text=True, timeout=ASK_S
        ).stdout  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""


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
