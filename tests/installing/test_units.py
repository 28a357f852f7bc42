"""The service's units and scripts, read by the tools that know them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
DEVICE = CHECKOUT / "device"
EXPOSURE = 1.8
SCRIPTS = (CHECKOUT / "backstride", CHECKOUT / ".ci" / "run", DEVICE / "install.sh", DEVICE / "coach-offline")

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_shell_scripts_are_sound(script):
    checked = subprocess.run(["shellcheck", script], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


@pytest.fixture
def unit(tmp_path):
    """The unit as installed, with programs that exist here, and the pause between restarts that this systemd knows."""
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    text = (DEVICE / "systemd" / "backstride.service").read_text()
    text = re.sub(r"(?m)^(ExecStart=|ExecStopPost=-)\S+", rf"\1{program}", text)
    unit = tmp_path / "backstride.service"
    unit.write_text(text.replace("Documentation=file:///opt/backstride/app", f"Documentation=file://{CHECKOUT}"))
    return unit


def systemd_version():
    said = subprocess.run(["systemd-analyze", "--version"], capture_output=True, text=True, check=True).stdout
    return int(re.search(r"systemd (\d+)", said)[1])


def verified(unit):
    checked = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True)
    return checked.returncode, [line for line in checked.stderr.splitlines() if unit.name in line]


@needs_systemd
def test_systemd_understands_every_line_of_the_unit(unit):
    assert verified(unit) == (0, [])


@needs_systemd
@pytest.mark.parametrize("drop_in", ["back-off.conf", "back-off-bookworm.conf"])
def test_systemd_understands_the_pause_between_restarts_that_is_meant_for_it(unit, drop_in):
    if drop_in == "back-off.conf" and systemd_version() < 254:
        pytest.skip("this systemd is older than the drop-in's settings, and gets the other one")
    with unit.open("a") as file:
        file.write((DEVICE / "systemd" / drop_in).read_text())
    assert verified(unit) == (0, [])


@needs_systemd
def test_a_unit_with_a_misspelt_setting_would_be_found(unit):
    unit.write_text(unit.read_text().replace("WatchdogSec=30", "WatchdogSecs=30"))
    assert verified(unit)[1]


@needs_systemd
def test_little_of_the_machine_is_exposed_to_the_service(unit):
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", unit]
    rated = subprocess.run(command, capture_output=True, text=True)
    found = re.search(r"exposure level for \S+: ([0-9.]+)", rated.stdout)
    assert found, rated.stderr
    assert float(found[1]) <= EXPOSURE, rated.stdout


def test_the_watchdog_and_the_restarts_are_those_the_program_counts_on():
    lines = (DEVICE / "systemd" / "backstride.service").read_text().splitlines()
    for line in ("Type=notify", "WatchdogSec=30", "Restart=always", "RestartForceExitStatus=75", "NotifyAccess=main"):
        assert line in lines


def test_the_hardware_watchdog_stays_within_what_older_pis_can():
    found = re.search(r"(?m)^RuntimeWatchdogSec=(\d+)$", (DEVICE / "systemd" / "watchdog.conf").read_text())
    assert int(found[1]) <= 15


# ---- what is said after the end of the process


@pytest.fixture
def offline(tmp_path):
    """Runs coach-offline with a player that remembers; ``deaf`` names devices that do not play."""
    kept, run, heard = tmp_path / "kept", tmp_path / "run", tmp_path / "heard"
    for folder in (kept, run, tmp_path / "bin"):
        folder.mkdir()
    (kept / "offline.wav").write_bytes(b"RIFF")
    (kept / "offline.device").write_text("plughw:CARD=Box\n")
    (run / "coaching").touch()
    player = tmp_path / "bin" / "aplay"
    player.write_text(f'#!/bin/sh\necho "$@" >>{heard}\n[ "$3" != "$DEAF" ]\n')
    player.chmod(0o755)

    def offline(result, deaf="", coached=True):
        if not coached:
            (run / "coaching").unlink()
        environment = {
            "PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "SERVICE_RESULT": result, "DEAF": deaf,
            "STATE_DIRECTORY": str(kept), "RUNTIME_DIRECTORY": str(run),
        }  # fmt: skip
        subprocess.run([DEVICE / "coach-offline"], env=environment, check=True)
        return [line.split()[2] for line in heard.read_text().splitlines()] if heard.exists() else []

    return offline


@pytest.mark.parametrize("result", ["watchdog", "exit-code", "signal", "core-dump", "oom-kill", "timeout"])
def test_a_process_that_is_gone_unasked_is_told_of_aloud(offline, result):
    assert offline(result) == ["plughw:CARD=Box"]


def test_an_end_that_was_asked_for_is_not_told(offline):
    assert offline("success") == []


def test_one_that_never_coached_is_not_told_of_at_each_try(offline):
    assert offline("exit-code", coached=False) == []


def test_where_the_device_is_gone_the_default_one_is_tried(offline):
    assert offline("watchdog", deaf="plughw:CARD=Box") == ["plughw:CARD=Box", "default"]
