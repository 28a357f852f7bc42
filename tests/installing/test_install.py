"""The installer on a made-up root: what it writes, what it leaves alone, what it refuses.

``backstride bench installer`` runs it in a real Debian.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
FAKE = Path(__file__).with_name("fake_chroot")
SERVICE = "etc/systemd/system/backstride.service"
HOTSPOT = "etc/NetworkManager/system-connections/backstride-hotspot.nmconnection"


class Machine:
    """A folder that looks like a system, and the commands that were run inside it."""

    def __init__(self, folder: Path):
        self.root, self._bin, self._notes = folder / "root", folder / "bin", folder / "notes"
        for path in ("etc", "usr/bin", "var/lib/dpkg", "var/lib/apt"):
            (self.root / path).mkdir(parents=True)
        self._bin.mkdir()
        shutil.copy(FAKE, self._bin / "chroot")
        self._stub("id", "echo 0")
        (self.root / "etc/hostname").write_text("raspberrypi\n")
        (self.root / "etc/hosts").write_text("127.0.0.1\tlocalhost\n127.0.1.1\traspberrypi\n")
        self.systemd = "257"

    def _stub(self, name, does):
        (self._bin / name).write_text(f"#!/bin/sh\n{does}\n")
        (self._bin / name).chmod(0o755)

    def has(self, program):
        (self.root / "usr/bin" / program).write_text("#!/bin/sh\n")
        (self.root / "usr/bin" / program).chmod(0o755)

    def install(self, *wishes, code=0):
        environment = {"PATH": f"{self._bin}:/usr/bin:/bin", "NOTES": str(self._notes), "SYSTEMD": self.systemd}
        command = [CHECKOUT / "device" / "install.sh", "--root", self.root, *wishes]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    @property
    def commands(self):
        return self._notes.read_text().splitlines()

    def read(self, path):
        return (self.root / path).read_text()

    def files(self):
        return {
            str(p.relative_to(self.root)): p.read_bytes() for p in self.root.rglob("*") if p.is_file()
        }  # fmt: skip


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_a_fresh_machine_gets_program_user_settings_and_service(machine):
    said = machine.install("--site", "treadmill", "--language", "de")
    assert (machine.root / "opt/backstride/app/src/backstride/main.py").exists()
    assert not (machine.root / "opt/backstride/app/tests").exists()
    settings = machine.read("etc/backstride/config.toml")
    assert 'site = "treadmill"' in settings and 'language = "de"' in settings and "patient = true" in settings
    assert machine.read(SERVICE) == (CHECKOUT / "device/systemd/backstride.service").read_text()
    assert machine.read("etc/groups-of-user").split() == ["video", "audio", "render"]
    assert "group gpio: not on this system" in said
    assert any("apt-get install" in line and "espeak-ng" in line for line in machine.commands)
    assert (machine.root / "etc/systemd/system/multi-user.target.wants/backstride.service").is_symlink()
    assert "no running systemd here" in said


def test_the_settings_it_writes_are_settings_that_the_program_takes(machine):
    from backstride.config import read_config

    machine.install("--site", "track", "--view", "rear", "--source", "usb:2")
    run = read_config(machine.root / "etc/backstride/config.toml").run
    assert (run.site, run.view, run.source, run.patient) == ("track", "rear", "usb:2", True)


def test_the_second_time_nothing_is_done(machine):
    machine.has("nmcli")
    machine.install()
    before = machine.files()
    said = machine.install()
    assert not [line for line in said.splitlines() if line.startswith("  + ")]
    assert machine.files() == before


def test_settings_that_are_there_are_never_touched(machine):
    machine.install()
    (machine.root / "etc/backstride/config.toml").write_text("# mine\n")
    machine.install("--site", "treadmill")
    assert machine.read("etc/backstride/config.toml") == "# mine\n"


def test_an_update_brings_what_changed_and_nothing_old_stays(machine):
    machine.install()
    old = machine.root / "opt/backstride/app/src/backstride/gone.py"
    old.write_text("")
    said = machine.install()
    assert "+ copied" in said and not old.exists()


@pytest.mark.parametrize(("version", "written"), [("252", "RestartSec=5"), ("257", "RestartMaxDelaySec=60")])
def test_the_pause_between_restarts_is_one_that_its_systemd_knows(machine, version, written):
    machine.systemd = version
    machine.install()
    assert written in machine.read(f"{SERVICE}.d/back-off.conf")


def test_the_log_is_kept_in_memory_with_a_limit_and_can_be_left_as_it_is(machine):
    machine.install()
    assert "Storage=volatile" in machine.read("etc/systemd/journald.conf.d/90-backstride.conf")
    assert "RuntimeWatchdogSec=14" in machine.read("etc/systemd/system.conf.d/90-backstride.conf")
    machine.install("--keep-log", "--no-watchdog")
    assert not (machine.root / "etc/systemd/journald.conf.d/90-backstride.conf").exists()
    assert not (machine.root / "etc/systemd/system.conf.d/90-backstride.conf").exists()


# ---- the network


def test_the_machine_is_found_by_name(machine):
    machine.install()
    assert machine.read("etc/hostname") == "backstride\n"
    assert "127.0.1.1\tbackstride" in machine.read("etc/hosts")
    assert "<port>8080</port>" in machine.read("etc/avahi/services/backstride.service")


def test_a_machine_may_keep_its_name(machine):
    said = machine.install("--hostname", "keep")
    assert machine.read("etc/hostname") == "raspberrypi\n"
    assert "http://raspberrypi.local:8080" in said


def test_the_hotspot_comes_last_of_all_networks_with_a_key_of_its_own_that_stays(machine):
    machine.has("nmcli")
    said = machine.install()
    profile = machine.read(HOTSPOT)
    key = re.search(r"(?m)^psk=(.+)$", profile)[1]
    assert re.fullmatch(r"[a-hjkmnp-z2-9]{16}", key)
    assert re.search(r"(?m)^autoconnect-priority=-\d+$", profile) and "key-mgmt=wpa-psk" in profile
    assert (machine.root / HOTSPOT).stat().st_mode & 0o777 == 0o600
    assert key in said and f"P:{key};;" in machine.read("etc/backstride/hotspot.html")
    assert (machine.root / "etc/backstride/hotspot.html").stat().st_mode & 0o777 == 0o600
    machine.install()
    assert machine.read(HOTSPOT) == profile


def test_two_machines_have_two_keys(tmp_path):
    keys = set()
    for name in ("one", "two"):
        machine = Machine(tmp_path / name)
        machine.has("nmcli")
        machine.install()
        keys.add(re.search(r"(?m)^psk=(.+)$", machine.read(HOTSPOT))[1])
    assert len(keys) == 2


def test_without_networkmanager_there_is_no_hotspot_unless_it_is_asked_for(machine):
    assert "NetworkManager is not on this system" in machine.install()
    assert not (machine.root / HOTSPOT).exists()
    machine.install("--hotspot")
    assert (machine.root / HOTSPOT).exists()
    assert any("network-manager" in line for line in machine.commands)


def test_a_root_that_is_never_written_is_refused_while_recordings_would_be_lost(machine):
    machine.has("raspi-config")
    assert "recordings and settings would be lost" in machine.install("--read-only-root")
    assert not any("enable_overlayfs" in line for line in machine.commands)
    (machine.root / "etc/fstab").write_text("LABEL=data /var/lib/backstride ext4 defaults 0 2\n")
    (machine.root / "boot/firmware").mkdir(parents=True)
    (machine.root / "boot/firmware/cmdline.txt").write_text("overlayroot=tmpfs console=tty1\n")
    machine.install("--read-only-root")
    assert "raspi-config nonint enable_overlayfs" in machine.commands
    assert machine.read("boot/firmware/cmdline.txt") == "overlayroot=tmpfs:recurse=0 console=tty1\n"


# ---- taking it off


def test_taken_off_it_leaves_recordings_and_settings_and_gives_the_name_back(machine):
    machine.has("nmcli")
    before = set(machine.files())
    machine.install()
    clip = machine.root / "var/lib/backstride/clips/one/clip.mp4"
    clip.parent.mkdir(parents=True)
    clip.write_bytes(b"a runner")
    machine.install("--uninstall")
    assert clip.read_bytes() == b"a runner" and (machine.root / "etc/backstride/config.toml").exists()
    assert machine.read("etc/hostname") == "raspberrypi\n"
    left = {path for path in set(machine.files()) - before if "backstride" in path}
    assert all(path.startswith(("var/lib/backstride/", "etc/backstride/")) for path in left)
    machine.install("--uninstall", "--purge")
    assert not [path for path in machine.files() if "backstride" in path]
    assert "userdel backstride" in machine.commands


def test_a_dry_run_does_nothing_and_tells_what_it_would_do(machine):
    before = machine.files()
    said = machine.install("--dry-run")
    assert machine.files() == before
    assert "would: write /etc/systemd/system/backstride.service" in said


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        (["--site", "beach"], "--site is 'beach'; accepted: track treadmill"),
        (["--source", "usb:x"], "--source is 'usb:x'; accepted: auto camera usb:N"),
        (["--hostname", "a b"], "--hostname is 'a b'; accepted"),
        (["--hostname", "$(reboot)"], "--hostname is '$(reboot)'; accepted"),
        (["--country", "Germany"], "--country is 'Germany'; accepted: two capitals"),
        (["--sound-card", "a;b"], "--sound-card is 'a;b'; accepted"),
        (["--language"], "--language needs a value"),
        (["--purge"], "--purge goes with --uninstall"),
        (["--fast"], "--fast is not known; see --help"),
    ],
)
def test_what_it_does_not_understand_it_refuses_in_one_sentence(machine, wishes, sentence):
    before = machine.files()
    assert sentence in machine.install(*wishes, code=2)
    assert machine.files() == before
