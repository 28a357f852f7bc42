"""A made-up Raspberry Pi on which all is well, for tests that break one thing of it."""

import json
from hashlib import sha256
from pathlib import Path

from backstride.doctor import devices, software
from backstride.doctor.asked import Asked
from backstride.doctor.machine import Machine, Ran, Space, Written

HOME = Path("/srv/backstride")
NOW_S = 1_900_000_000.0
PI_5 = "fp asimd aes asimddp asimdhp asimdrdm atomics crc32 fphp lrcpc sha2"
UNIT = "[Service]\nUser=backstride\nExecStart=/srv/backstride/backstride run\n"
PROJECT = '[project]\ndependencies = ["numpy>=2.0,<3", "opencv-contrib-python>=5,<6", "flask>=3.1,<4"]\n'
HAVE = {"numpy": "2.4.6", "opencv-contrib-python": "5.1.0", "flask": "3.1.3"}
LANE = """
[lane]
image_px = [[626.0, 606.3], [873.8, 596.9], [599.9, 393.3], [490.5, 395.1]]
ground_m = [[0, 0], [1.22, 0], [1.22, 10], [0, 10]]
width_m = 1.22
travel = [0, 1]
image_size = [1280, 720]
"""
FILES = {
    "/proc/device-tree/model": "Raspberry Pi 5 Model B Rev 1.0\0",
    "/proc/cpuinfo": f"Features\t: {PI_5}\nFeatures\t: {PI_5}\n",
    "/proc/meminfo": "MemTotal: 8000000 kB\nMemAvailable:    4096000 kB\n",
    "/proc/vmstat": "nr_free_pages 1\noom_kill 0\n",
    "/proc/mounts": "/dev/root / ext4 rw,noatime 0 0\ntmpfs /tmp tmpfs rw 0 0\n",
    "/proc/asound/cards": " 0 [UACDemo        ]: USB-Audio - UACDemoV1.0\n",
    "/proc/net/tcp": "  sl  local_address\n",
    "/proc/1/comm": "systemd",
    "/proc/1/cmdline": "/sbin/init",
    "/sys/devices/platform/soc/soc:firmware/get_throttled": "0",
    "/sys/class/thermal/thermal_zone0/type": "cpu-thermal",
    "/sys/class/thermal/thermal_zone0/temp": "51200",
    "/sys/class/watchdog/watchdog0/state": "active",
    "/run/systemd/timesync/synchronized": "",
    "/run/avahi-daemon/pid": "300",
    "/boot/firmware/config.txt": "camera_auto_detect=1\n",
    "/etc/NetworkManager/system-connections/backstride-hotspot.nmconnection": "[connection]\n",
    "/etc/systemd/system/backstride.service": UNIT,
    "/usr/lib/python3/dist-packages/picamera2/__init__.py": "",
    "/usr/share/javascript/dygraphs/dygraph.min.js": "charts",
    "/usr/share/javascript/dygraphs/dygraph.min.css": "charts",
    "/dev/video0": "", "/dev/snd/pcmC0D0p": "", "/dev/gpiochip0": "",
    f"{HOME}/pyproject.toml": PROJECT,
    f"{HOME}/.venv/pyvenv.cfg": "home = /usr/bin\ninclude-system-site-packages = true\n",
    f"{HOME}/.venv/bin/python": "",
    f"{HOME}/models/one.task": "a model",
    f"{HOME}/models/manifest.toml": f'[lite]\nfile = "one.task"\nsha256 = "{sha256(b"a model").hexdigest()}"\n',
    f"{HOME}/.data/accounts.json": "{}",
    f"{HOME}/.data/clips/20300101-120000-fall-0001/about.toml": "",
    f"{HOME}/.data/calibration.toml": LANE,
    f"{HOME}/.data/path-calibration.toml": LANE,
}  # fmt: skip
PROGRAMS = {
    ("amixer", "scontents"): "Simple mixer control 'Master',0\n  Mono: Playback 52 [80%] [-6.0dB] [on]\n",
    ("espeak-ng", "-v", "en-us", "--stdout", "one"): "x" * 5000,
    ("nmcli", "-t", "-f", "TYPE,DEVICE", "device", "status"): "wifi:wlan0\nethernet:eth0\n",
    ("systemctl", "show", "backstride.service", "-p", "ActiveState,SubState,Result,NRestarts,UnitFileState"):
        "ActiveState=active\nSubState=running\nResult=success\nNRestarts=0\nUnitFileState=enabled\n",
    ("systemctl", "show", "-p", "RuntimeWatchdogUSec", "--value"): "15s\n",
}  # fmt: skip
PYTHON = {
    (software.WHO,): "3 13 5 64 True",
    (software.PACKAGES,): json.dumps({"have": HAVE, "owners": [["opencv-contrib-python", "/site"]]}),
    (devices.PLAYER, "auto"): "ALSA plughw:CARD=UACDemo|False",
    (devices.LIST_PI,): '[{"Model": "imx708", "Id": "/base/i2c/imx708"}]',
    (devices.REACH_PI,): "[26, 66000]",
    **{(software.IMPORT, name): "2.4.6" for name in {*software.MODULES, *software.COMPILED}},
    **{(software.LOAD, name): "" for name in software.LIBRARIES},
}


class MadeMachine(Machine):
    """Its files lie in a folder, its programs answer from a table, all else is an attribute."""

    def __init__(self, root: Path):
        super().__init__(root, HOME / ".venv" / "bin" / "python")
        self.architecture = "aarch64"
        self.programs = {command: Ran(0, said) for command, said in PROGRAMS.items()}
        self.answers = {asked: Ran(0, said) for asked, said in PYTHON.items()}
        self.member_of = ("video", "audio", "gpio")  # its service's user
        self.asked = []  # of its Python
        self.installed = {"aplay", "amixer", "espeak-ng", "nmcli", "apt-get"}
        self.free, self.flush, self.closed = Space(32 * 10**9, 20 * 10**9), Written(0.02), set()
        self.wall_s, self.known_by = NOW_S, ("192.168.1.20",)
        for path, text in FILES.items():
            self.write(path, text)
        self.at(HOME / ".data" / "accounts.json").chmod(0o600)

    # ---- breaking things

    def write(self, path, text):
        file = self.at(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def remove(self, path):
        self.at(path).unlink()

    def open_file(self, pid, name, link, cmdline=""):
        """A process that has something open."""
        self.write(f"/proc/{pid}/comm", name)
        self.write(f"/proc/{pid}/cmdline", cmdline or name)
        fd = self.at(f"/proc/{pid}/fd")
        fd.mkdir()
        (fd / "7").symlink_to(link)

    # ---- the door

    def run(self, *command, timeout_s=10.0):
        return self.programs.get(command, Ran(None, err="No such file or directory"))

    def python(self, code, *arguments, timeout_s=60.0):
        self.asked.append((code, *arguments))
        return self.answers.get((code, *arguments), Ran(1, err="not installed"))

    def has(self, program):
        return program in self.installed

    def usable(self, path):
        return self.at(path).exists() and str(path) not in self.closed

    def group(self, path):
        return {"/dev/video0": "video", "/dev/snd/pcmC0D0p": "audio", "/dev/gpiochip0": "gpio"}.get(str(path), "root")

    def groups_of(self, user):
        return self.member_of

    def space(self, folder):
        return self.free

    def written(self, folder):
        return self.flush

    def now_s(self):
        return self.wall_s

    def user(self):
        return "backstride"

    def is_root(self):
        return False

    def addresses(self):
        return self.known_by


def made_asked(**changed) -> Asked:
    """The settings of the made-up machine."""
    usual = {
        "data": HOME / ".data", "clips": HOME / ".data" / "clips", "calibration": HOME / ".data" / "calibration.toml",
        "path_calibration": HOME / ".data" / "path-calibration.toml",
        "checkout": HOME, "python": HOME / ".venv" / "bin" / "python",
    }  # fmt: skip
    return Asked(**(usual | changed))
