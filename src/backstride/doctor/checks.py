"""The table of checks, and the round through it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from . import devices, reach, service, software, system
from .asked import Asked
from .line import Found, Line, unknown
from .machine import Machine

log = logging.getLogger(__name__)
Look = Callable[[Machine, Asked], Found]


@dataclass(frozen=True)
class Check:
    """One question to the machine. ``name`` is for programs, ``title`` for people."""

    name: str
    title: str
    look: Look


CHECKS = (
    Check("python", "Python", software.python),
    Check("environment", "Environment", software.environment),
    Check("packages", "Packages", software.packages),
    Check("modules", "Modules", software.modules),
    Check("numpy", "numpy's build", software.numpy_abi),
    Check("opencv", "One OpenCV", software.one_opencv),
    Check("graphics", "Libraries", software.graphics),
    Check("processor", "Processor", software.processor),
    Check("models", "Models", software.models),
    Check("charts", "Charts", software.charts),
    Check("config", "Settings", reach.config),
    Check("calibration", "Calibration", reach.calibration),
    Check("path_calibration", "Path camera", reach.path_calibration),
    Check("camera", "Camera", devices.camera),
    Check("camera_free", "Camera held", devices.camera_free),
    Check("exposure", "Exposure", devices.exposure),
    Check("sound", "Sound", devices.sound),
    Check("loudness", "Loudness", devices.loudness),
    Check("sound_server", "Sound server", devices.sound_server),
    Check("voice", "Voice", devices.voice),
    Check("permissions", "Permissions", reach.permissions),
    Check("data", "Data folder", system.data),
    Check("disk", "Disk", system.disk),
    Check("disk_writes", "Disk writes", system.disk_writes),
    Check("clock", "Clock", system.clock),
    Check("power", "Power", system.power),
    Check("throttling", "Throttling", system.throttling),
    Check("temperature", "Temperature", system.temperature),
    Check("memory", "Memory", system.memory),
    Check("network", "Network", reach.network),
    Check("hotspot", "Hotspot", reach.hotspot),
    Check("mdns", "Name", reach.mdns),
    Check("port", "Port", reach.port),
    Check("service", "Service", service.service),
    Check("watchdog", "Watchdog", service.watchdog),
)

TONE = Check("tone", "Tone", devices.tone)  # only where somebody asks for it: it is heard


def examined(machine: Machine, asked: Asked, checks: Iterable[Check] = CHECKS) -> Iterator[Line]:
    """A line for each check, as it becomes known."""
    for check in checks:
        found = _found(check, machine, asked)
        yield Line(check.name, check.title, found.state, found.words, found.mend)


def _found(check: Check, machine: Machine, asked: Asked) -> Found:
    try:
        return check.look(machine, asked)
    except Exception as fault:  # a machine can be broken in ways nobody thought of; the other lines are still wanted
        log.exception("the check %s failed", check.name)
        return unknown(f"the check itself failed ({type(fault).__name__}: {fault})", "please tell the project")
