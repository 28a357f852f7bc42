"""The coach's systemd unit, where it is installed as a service."""

from __future__ import annotations

import shlex
from pathlib import Path

from .machine import Machine

UNIT = "backstride.service"
FOLDERS = ("/etc/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system")


def installed(machine: Machine) -> dict[str, str]:
    """The unit's file as keys and values; empty where no service is installed."""
    for folder in FOLDERS:
        text = machine.text(f"{folder}/{UNIT}")
        if text is not None:
            pairs = (line.partition("=") for line in text.splitlines() if "=" in line and not line.startswith("#"))
            return {key.strip(): value.strip() for key, _, value in pairs} or {"Unit": UNIT}
    return {}


def settings_of_service(machine: Machine) -> Path | None:
    """The settings file that the installed service is started with."""
    words = shlex.split(installed(machine).get("ExecStart", ""))
    if "--config" not in words[:-1]:
        return None
    file = words[words.index("--config") + 1]
    return Path(file) if machine.exists(file) else None


def is_appliance(machine: Machine) -> bool:
    """Whether people count on this machine: it is a Pi, or the coach is installed as a service."""
    return machine.is_pi or bool(installed(machine))
