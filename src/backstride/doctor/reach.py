"""Checks of what people reach it by and may do: network, port, permissions, settings, calibration."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from .asked import Asked
from .devices import GROUPS, program
from .line import Found, fail, ok, unknown, warn
from .machine import Machine
from .unit import installed, is_appliance

HOTSPOTS = "/etc/NetworkManager/system-connections"
LISTENS = "0A"  # /proc/net/tcp's word for a port on which somebody listens
NODES = (  # what the coach may have to open, and what for
    ("/dev", r"video\d+", "the camera"),
    ("/dev/snd", r"pcm.*|control.*", "sound"),
    ("/dev", r"gpiochip\d+", "buttons and the light"),
    ("/dev/dma_heap", r".+", "the Pi camera's memory"),
)


# ---- the network


def network(machine: Machine, asked: Asked) -> Found:
    """Can anybody reach the panel?"""
    addresses = machine.addresses()
    if asked.host in {"127.0.0.1", "::1", "localhost"}:
        return warn("the settings open the panel to this machine alone", 'set host = "0.0.0.0" under [panel]')
    if not addresses:
        return warn("no address: no phone can open the panel", "connect to a network, or switch the hotspot on")
    return ok(f"reached at {', '.join(addresses)}")


def hotspot(machine: Machine, asked: Asked) -> Found:
    """Does this machine open a Wi-Fi of its own where there is no other?"""
    profiles = [name for name in machine.names(HOTSPOTS) if "backstride" in name]
    if not machine.has("nmcli"):
        return unknown("NetworkManager is not here: whether there is a hotspot is not known")
    said = machine.run("nmcli", "-t", "-f", "TYPE,DEVICE", "device", "status")
    wifi = [line.split(":")[0] for line in said.out.splitlines()].count("wifi")
    if not profiles and not machine.exists(HOTSPOTS):
        return unknown("whether there is a hotspot only root can see", "ask again with sudo")
    if not profiles:
        words = "no hotspot is set up: at a track without a network no phone reaches the panel"
        return warn(words, "device/install.sh sets it up") if is_appliance(machine) else ok("no hotspot is set up")
    if not wifi:
        return warn("a hotspot is set up, and no Wi-Fi device is here", "rfkill unblock wifi, or plug one in")
    return ok("a hotspot is set up")


def mdns(machine: Machine, asked: Asked) -> Found:
    """Is this machine found under its name, ``NAME.local``?"""
    if machine.exists("/run/avahi-daemon/pid"):
        return ok("avahi tells its name: NAME.local leads here")
    mend = "sudo apt-get install --no-install-recommends avahi-daemon; the address works without it"
    return warn("nobody tells this machine's name: NAME.local does not lead here", mend)


def port(machine: Machine, asked: Asked) -> Found:
    """Is the panel's port free, or ours?"""
    holder = _holder(machine, asked.port)
    if holder is None:
        if 0 < asked.port < 1024 and not machine.is_root():
            return fail(f"port {asked.port} is root's", "set port = 8080 under [panel]")
        return ok(f"port {asked.port} is free")
    if holder == "backstride":
        return ok(f"port {asked.port} is this coach's panel")
    mend = "end it, or set another port under [panel]"
    return fail(f"{holder} holds port {asked.port}: the panel cannot start", mend)


def _holder(machine: Machine, port: int) -> str | None:
    """Who listens on a port; None where nobody does."""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in (machine.text(table) or "").splitlines()[1:]:
            words = line.split()
            if len(words) > 9 and words[3] == LISTENS and int(words[1].rpartition(":")[2], 16) == port:
                inodes.add(f"socket:[{words[9]}]")
    if not inodes or not port:
        return None
    for pid in filter(str.isdigit, machine.names("/proc")):
        if any(machine.link(f"/proc/{pid}/fd/{n}") in inodes for n in machine.names(f"/proc/{pid}/fd")):
            return program(machine, pid)
    return "a program of another user"


# ---- permissions


def permissions(machine: Machine, asked: Asked) -> Found:
    """May the coach's user open the devices that are here?"""
    closed: dict[str, str] = {}
    user = installed(machine).get("User", machine.user())
    groups = None if user == machine.user() else machine.groups_of(user)
    there = 0
    for folder, pattern, what in NODES:
        for name in machine.names(folder):
            if not re.fullmatch(pattern, name):
                continue
            there += 1
            node, group = f"{folder}/{name}", machine.group(f"{folder}/{name}") or "root"
            if group not in groups if groups is not None else not machine.usable(node):
                closed.setdefault(group, what)
    if closed:
        words = " and ".join(f"{what} (group {group})" for group, what in closed.items())
        return fail(f"{user} may not open {words}", GROUPS.format(group=",".join(closed), user=user))
    return ok(f"{user} may open all {there} devices" if there else "there are no devices to open")


# ---- settings


def config(machine: Machine, asked: Asked) -> Found:
    """Are the settings right, as a whole?"""
    if not asked.config_read:
        return unknown(asked.config_fault)
    if asked.config_fault:
        return fail(asked.config_fault, "mend it on the panel or in the file; device/config.toml shows every setting")
    return ok(f"{asked.config.name} is right" if asked.config else "there is no file: the defaults hold")


CALIBRATE = "open the panel's page /calibrate with the camera where it stands"


def calibration(machine: Machine, asked: Asked) -> Found:
    """Is the place calibrated, for a picture like the camera's?"""
    if machine.text(asked.calibration) is None:
        if asked.site == "treadmill":
            return warn("nothing is calibrated: speed and the place on the belt are not measured", CALIBRATE)
        if asked.path_source:
            return warn("nothing is calibrated for the runner's camera: speed and lane are not measured", CALIBRATE)
        return warn("nothing is calibrated: the backward path is not watched, and the coach says so", CALIBRATE)
    kept = _read(machine, asked.calibration, "read_calibration")
    if isinstance(kept, Found):
        return kept
    part, missing = (kept.belt, "belt") if asked.site == "treadmill" else (kept.lane, "lane")
    if part is None:
        return warn(f"no {missing} is calibrated", CALIBRATE)
    return _fitting(missing, part, asked)


def path_calibration(machine: Machine, asked: Asked) -> Found:
    """Is a camera that looks only at the path calibrated, for its picture?"""
    if not asked.path_source:
        return ok("there is none")
    if asked.site == "treadmill":
        return ok("a treadmill has no path: it is not used")
    if machine.text(asked.path_calibration) is None:
        if asked.path_calibration != asked.data / "path-calibration.toml":
            return fail(f"{asked.path_calibration} does not exist: the coach does not start",
                        'set calibration under [path] to its file, or to "" and calibrate on the panel')  # fmt: skip
        return warn("it is not calibrated: the backward path is not watched, and the coach says so", CALIBRATE)
    kept = _read(machine, asked.path_calibration, "path_camera_in")
    return kept if isinstance(kept, Found) else _fitting("path camera's lane", kept.lane, asked)


def _read(machine: Machine, file: Path, reader: str) -> Any:
    """What the reader of that name finds in a calibration file, or what is wrong with it."""
    try:
        from .. import calibration as readers
    except ImportError as fault:
        return unknown(f"the calibration cannot be read: {fault}")
    from ..errors import BadInput

    try:
        return getattr(readers, reader)(Path(machine.at(file)))
    except BadInput as fault:
        return fail(str(fault), CALIBRATE)


def _fitting(what: str, part: Any, asked: Asked) -> Found:
    """Whether a lane or belt fits the camera's picture, and the look at the empty lane is there."""
    if not _alike(part.image_size, asked.camera_size):
        then, now = ("x".join(map(str, size)) for size in (part.image_size, asked.camera_size))
        return fail(f"the {what} was calibrated on {then}, and the camera is set to {now}: it does not fit", CALIBRATE)
    empty = getattr(part, "empty", None)
    if empty is not None and not empty.exists():
        return warn(f"{empty.name}, the look at the empty lane, is lost: what lies there at the start is not seen",
                    CALIBRATE)  # fmt: skip
    return ok(f"a {what} is calibrated for this picture")


def _alike(calibrated: tuple[int, int], camera: tuple[int, int]) -> bool:
    """The same shape: a picture of another size of the same shape is scaled."""
    return abs(calibrated[0] * camera[1] - calibrated[1] * camera[0]) <= 0.01 * calibrated[0] * camera[1]
