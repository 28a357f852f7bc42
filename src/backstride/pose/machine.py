"""What this machine's processor can run: asked before MediaPipe is imported, for it would end the process."""

from __future__ import annotations

import platform
from pathlib import Path

from ..errors import UnsupportedMachine

CPUINFO = Path("/proc/cpuinfo")

NEEDED = {"aes", "asimddp", "asimdhp", "asimdrdm", "atomics", "crc32", "fphp", "lrcpc", "sha2"}
"""Features, in the words of /proc/cpuinfo, for which MediaPipe's 64-bit ARM build is compiled: those of a Pi 5.
A processor without them (Pi 4, Pi 3, Zero 2 W) ends the process with SIGILL, which nobody can catch."""


def check_mediapipe_runs(architecture: str | None = None, cpuinfo: str | None = None) -> None:
    """Raises UnsupportedMachine where MediaPipe would kill the process. Nothing to check but on 64-bit ARM."""
    if (architecture or platform.machine()) != "aarch64":
        return
    features = _cpu_features(CPUINFO.read_text() if cpuinfo is None else cpuinfo)
    missing = sorted(NEEDED - features)
    if features and missing:  # without a list of features nothing is known against it
        raise UnsupportedMachine(
            f"This processor cannot run MediaPipe (it lacks {', '.join(missing)}): use a Raspberry Pi 5 or newer,"
            " or any 64-bit PC."
        )


def _cpu_features(cpuinfo: str) -> set[str]:
    """Features that every core has."""
    cores = [set(line.partition(":")[2].split()) for line in cpuinfo.splitlines() if line.startswith("Features")]
    return set.intersection(*cores) if cores else set()
