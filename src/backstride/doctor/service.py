"""Checks of the service: is it installed, does it run, would it come back by itself?"""

from __future__ import annotations

from .asked import Asked
from .line import Found, fail, ok, unknown, warn
from .machine import Machine
from .unit import UNIT, installed

MANY_RESTARTS = 3


def service(machine: Machine, asked: Asked) -> Found:
    """Does the installed service run, and stay running?"""
    if not installed(machine):
        return ok("not installed as a service: it runs when somebody starts it")
    said = machine.run("systemctl", "show", UNIT, "-p", "ActiveState,SubState,Result,NRestarts,UnitFileState")
    if not said.fine:
        return unknown("the unit is installed, and systemd does not tell how it is", f"systemctl status {UNIT}")
    state = dict(line.split("=", 1) for line in said.out.splitlines() if "=" in line)
    active, restarts = state.get("ActiveState", ""), int(state.get("NRestarts") or 0)
    log = f"journalctl -u {UNIT} -n 50 tells why"
    if active == "failed" or state.get("SubState") == "auto-restart":
        reason = state.get("Result", "no reason given")
        return fail(f"the service fails ({reason})", f"{log}; sudo systemctl restart {UNIT}")
    if active != "active":
        return warn(f"the service is {active or 'not running'}", f"sudo systemctl enable --now {UNIT}")
    if state.get("UnitFileState") not in {"enabled", "", None}:
        return warn("the service runs, and will not at the next start", f"sudo systemctl enable {UNIT}")
    if restarts > MANY_RESTARTS:
        return warn(f"the service runs, and was started anew {restarts} times", log)
    return ok("the service runs")


def watchdog(machine: Machine, asked: Asked) -> Found:
    """Would a machine that hangs start anew by itself?"""
    if not installed(machine):
        return ok("not needed: not installed as a service")
    if not machine.names("/sys/class/watchdog"):
        return warn("this machine has no hardware watchdog: if it hangs, somebody must switch it off and on",
                    "on a Pi: dtparam=watchdog=on in /boot/firmware/config.txt")  # fmt: skip
    said = machine.run("systemctl", "show", "-p", "RuntimeWatchdogUSec", "--value")
    if not said.fine:
        return unknown("systemd does not tell whether it feeds the watchdog")
    if said.out.strip() in {"0", "infinity", ""}:
        return warn("nobody feeds the hardware watchdog: a machine that hangs stays so",
                    "sudo device/install.sh sets RuntimeWatchdogSec; then reboot")  # fmt: skip
    return ok(f"a machine that hangs starts anew after {said.out.strip()}")
