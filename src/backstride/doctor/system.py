"""Checks of the machine itself: disk, data folder, clock, power, heat, memory."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from .asked import Asked
from .board import LATER, NOW, THROTTLED, UNDERVOLTAGE, temperature_c, throttle_bits
from .line import Found, fail, ok, unknown, warn
from .machine import Machine, nearest

GIGABYTE = 1_000_000_000
USUAL_BPS = 4_000_000  # bits a second of a recorded clip, as library.storage takes it; a test compares
SLOW_SYNC_S, TOO_SLOW_SYNC_S = 0.5, 3.0
HOT_C, THROTTLES_C = 80.0, 85.0
LITTLE_MB, TOO_LITTLE_MB = 400, 150
FUTURE_S = 120.0
STARTED = re.compile(r"(\d{8}-\d{6})-")  # a clip's folder begins with its time by the wall clock
FREE_MEND = "delete clips on the panel, or lower max_gb under [recording]"


# ---- the disk


def disk(machine: Machine, asked: Asked) -> Found:
    """Is there room to record, beyond the reserve?"""
    space = machine.space(asked.clips)
    if space is None:
        return unknown(f"{asked.clips}: the disk does not tell what is free")
    free_gb, room = space.free / GIGABYTE, space.free / GIGABYTE - asked.reserve_gb
    minutes = int(max(0.0, room) * GIGABYTE * 8 / USUAL_BPS / 60)
    words = f"{free_gb:.1f} GB free, {asked.reserve_gb:g} GB of them reserved: room to record about {minutes} minutes"
    if space.free < 50_000_000:
        return fail(f"the disk is full ({space.free / 1e6:.0f} MB free)", FREE_MEND)
    if not asked.records:
        return ok(f"{free_gb:.1f} GB free; recording is switched off")
    if minutes < 1:
        return fail(words, FREE_MEND)
    return warn(words, FREE_MEND) if minutes < 30 else ok(words)


def disk_writes(machine: Machine, asked: Asked) -> Found:
    """Does the disk take what is written, and how soon is it safe there?"""
    written = machine.written(asked.data)
    if read_only := _read_only(machine, asked.data):
        mend = f"sudo mount -o remount,rw {read_only}, or put [data] folder on another disk"
        return fail(f"the disk at {read_only} is mounted read-only", mend)
    if "ermission" in written.fault:
        return unknown("nothing may be written: the line Data folder tells how to mend it")
    if "space" in written.fault:
        return unknown("nothing can be written: the line Disk tells how to mend it")
    if written.fault:
        dying = "dmesg tells more; the disk may be dying: make a backup"
        return fail(f"nothing can be written into {asked.data} ({written.fault})", dying)
    words = f"the slowest of four flushes took {1000 * written.slowest_s:.0f} ms"
    if written.slowest_s > TOO_SLOW_SYNC_S:
        return fail(f"{words}: recording cannot keep up", "use a faster SD card (A1 or better) or a USB disk")
    if written.slowest_s > SLOW_SYNC_S:
        return warn(f"{words}: a pulled plug may cost more than a second of a clip", "use a faster SD card (A1)")
    return ok(words)


def data(machine: Machine, asked: Asked) -> Found:
    """Is what is kept in the data folder this user's, and nobody else's to read?"""
    folder, accounts = asked.data, asked.data / "accounts.json"
    if _read_only(machine, folder):
        return unknown("the disk is read-only: the line Disk writes tells how to mend it")
    if not machine.exists(folder):
        above = nearest(machine.at(folder))
        mine = f"sudo mkdir -p {folder} && sudo chown -R {machine.user()} {folder}"
        return ok("made at the first start") if machine.usable(above) else fail(f"{folder} cannot be made", mine)
    for kept in (folder, accounts, asked.clips):
        if machine.exists(kept) and not machine.usable(kept):
            return fail(f"{kept} cannot be written by {machine.user()}", f"sudo chown -R {machine.user()} {kept}")
    mode = machine.mode(accounts)
    if mode is None:
        return ok("this user's; nobody has claimed the panel yet")
    if mode & 0o077:
        return fail(f"{accounts.name} can be read by others of this machine (mode {mode:o})", f"chmod 600 {accounts}")
    return ok("this user's, and the passwords' file for nobody else's eyes")


def _read_only(machine: Machine, folder: Path) -> str:
    """The mount point that a folder lies on, where it is mounted read-only; else empty."""
    lines = [line.split() for line in (machine.text("/proc/mounts") or "").splitlines()]
    above = [(w[1], w[3]) for w in lines if len(w) > 3 and f"{folder}/".startswith(w[1].rstrip("/") + "/")]
    point, options = max(reversed(above), key=lambda mount: len(mount[0]), default=("", ""))
    return point if "ro" in options.split(",") else ""


# ---- the clock


def clock(machine: Machine, asked: Asked) -> Found:
    """Is it the right time? Clips and sessions are named by it; the coaching itself counts by another clock."""
    now_s, set_it = machine.now_s(), 'connect a network once, or: sudo date -s "2030-01-31 18:00"'
    shown = datetime.fromtimestamp(now_s).strftime("%Y-%m-%d %H:%M")
    installed_s = max(filter(None, map(machine.changed_s, _stamps(asked))), default=0.0)
    if now_s < installed_s - FUTURE_S:
        return fail(f"it says {shown}, which is before this program was installed", set_it)
    newest_s = _newest_clip_s(machine, asked)
    if newest_s > now_s + FUTURE_S:
        later = datetime.fromtimestamp(newest_s).strftime("%Y-%m-%d %H:%M")
        return fail(f"it says {shown}, and a clip is named {later}: it was set back, or was wrong then", set_it)
    confirmed = synchronised(machine)
    if confirmed is None:
        return unknown(f"it says {shown}; whether that is right is not known here", set_it)
    if not confirmed:
        return warn(f"it says {shown}, and no time server has confirmed it since the start", set_it)
    return ok(f"{shown}, confirmed by a time server")


def _stamps(asked: Asked) -> tuple[Path, ...]:
    return (asked.checkout / ".venv" / ".installed", asked.checkout / "pyproject.toml")


def _newest_clip_s(machine: Machine, asked: Asked) -> float:
    times = [found[1] for name in machine.names(asked.clips) if (found := STARTED.match(name))]
    try:
        return datetime.strptime(max(times), "%Y%m%d-%H%M%S").timestamp()
    except ValueError:  # no clips, or a folder of somebody else's making
        return 0.0


def synchronised(machine: Machine) -> bool | None:
    """Whether a time server confirmed the clock; None where nobody tells."""
    if machine.exists("/run/systemd/timesync/synchronized"):
        return True
    said = machine.run("timedatectl", "show", "-p", "NTPSynchronized", "--value")
    return {"yes": True, "no": False}.get(said.out.strip()) if said.fine else None


# ---- power, heat, memory


def power(machine: Machine, asked: Asked) -> Found:
    """Does the Pi get enough voltage?"""
    bits = throttle_bits(machine)
    if bits is None:
        return unknown("only a Raspberry Pi tells" if not machine.is_pi else "vcgencmd does not answer")
    supply = "use the Pi's own power supply (5 V, 5 A for a Pi 5) and a short cable; unplug what hangs on USB"
    if bits & UNDERVOLTAGE:
        return fail("the voltage is too low now: the Pi slows down, and its card may be damaged", supply)
    if bits & UNDERVOLTAGE << LATER:
        return warn("the voltage is right now, and was too low at least once since the start", supply)
    return ok("enough, now and since the start")


def throttling(machine: Machine, asked: Asked) -> Found:
    """Is the processor slowed down, now or since the start?"""
    bits, cool = throttle_bits(machine), "give it shade, a fan (the Pi's active cooler) and air around its case"
    if bits is None:
        return _throttled_pc(machine, cool)
    now = [words for bit, words in NOW.items() if bits & bit]
    since = [words for bit, words in NOW.items() if bits & bit << LATER]
    if bits & THROTTLED:
        return fail(f"slowed down now: {' and '.join(now)}", cool)
    if now:
        return warn(f"held back now: {' and '.join(now)}", cool)
    if since:
        return warn(f"not now; since the start: {' and '.join(since)}", cool)
    return ok("not now, and not since the start")


def _throttled_pc(machine: Machine, cool: str) -> Found:
    counted = machine.text("/sys/devices/system/cpu/cpu0/thermal_throttle/package_throttle_count")
    if counted is None or not counted.isdigit():
        return unknown("this machine does not tell")
    if int(counted):
        return warn(f"slowed down by heat {counted} times since the start; whether now is not told", cool)
    return ok("not since the start")


def temperature(machine: Machine, asked: Asked) -> Found:
    """How hot is the processor?"""
    celsius = temperature_c(machine)
    if celsius is None:
        return unknown("this machine has no thermometer that can be read")
    words, cool = f"{celsius:.0f} °C", "give it shade, a fan and air around its case"
    if celsius >= THROTTLES_C:
        return fail(f"{words}: it slows down to save itself", cool)
    return warn(f"{words}: close to where it slows down", cool) if celsius >= HOT_C else ok(words)


def memory(machine: Machine, asked: Asked) -> Found:
    """Is enough memory free, and was nothing ended for lack of it?"""
    found = re.search(r"^MemAvailable:\s+(\d+) kB", machine.text("/proc/meminfo") or "", re.M)
    if not found:
        return unknown("the system does not tell")
    free_mb = int(found[1]) // 1024
    killed = re.search(r"^oom_kill (\d+)", machine.text("/proc/vmstat") or "", re.M)
    words, less = f"{free_mb} MB free", "end other programs, leave the desktop out, or take a machine with more memory"
    if free_mb < TOO_LITTLE_MB:
        return fail(words, less)
    if killed and int(killed[1]):
        return warn(f"{words}; since the start {killed[1]} programs were ended for lack of memory", less)
    return warn(words, less) if free_mb < LITTLE_MB else ok(words)
