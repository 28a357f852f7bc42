"""The machine as the checks see it: the one door to its files, its programs and its devices.

Everything that a check learns it learns here, so that a test can hand it a machine with one thing broken. Absolute
paths are looked up under ``root``. Nothing here raises: what cannot be read is None, what cannot be run says so.
"""

from __future__ import annotations

import os
import platform
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
QUIET = 19  # niceness of what is run: a coach may be at work beside it
SYNCS, SYNC_BYTES = 4, 256 * 1024


@dataclass(frozen=True)
class Ran:
    """A program's end. ``code`` is None where it could not be started or did not end in time; ``err`` says which."""

    code: int | None
    out: str = ""
    err: str = ""

    @property
    def fine(self) -> bool:
        return self.code == 0


@dataclass(frozen=True)
class Space:
    """What a folder's disk holds and still takes, in bytes."""

    total: int
    free: int


@dataclass(frozen=True)
class Written:
    """A try to write into a folder: how long the slowest flush to the disk took, or why it could not be done."""

    slowest_s: float = 0.0
    fault: str = ""


class Machine:
    """This machine. ``python`` is the Python that the coach runs with, which need not be the one that asks."""

    def __init__(self, root: Path = Path("/"), python: Path | None = None):
        self.root = root
        self.python_program = python or Path(sys.executable)
        self.architecture = platform.machine()
        self.pid = os.getpid()
        self._asked: dict[str, Ran] = {}

    # ---- files

    def at(self, path: str | Path) -> Path:
        return self.root / str(path).lstrip("/") if self.root != Path("/") else Path(path)

    def text(self, path: str | Path) -> str | None:
        """The text of a file without its trailing space and NULs; None where it cannot be read."""
        try:
            return self.at(path).read_bytes().decode(errors="replace").rstrip("\0\n ")
        except OSError:
            return None

    def exists(self, path: str | Path) -> bool:
        try:
            return self.at(path).exists()
        except OSError:
            return False

    def names(self, folder: str | Path) -> tuple[str, ...]:
        """The names in a folder, sorted; none where it is not there."""
        try:
            return tuple(sorted(os.listdir(self.at(folder))))
        except OSError:
            return ()

    def link(self, path: str | Path) -> str:
        """What a link says; empty where it may not be read."""
        try:
            return os.readlink(self.at(path))
        except OSError:
            return ""

    def mode(self, path: str | Path) -> int | None:
        """The permission bits of a file, such as 0o600."""
        try:
            return stat.S_IMODE(self.at(path).stat().st_mode)
        except OSError:
            return None

    def changed_s(self, path: str | Path) -> float | None:
        """When a file was last changed, by the wall clock."""
        try:
            return self.at(path).stat().st_mtime
        except OSError:
            return None

    def usable(self, path: str | Path) -> bool:
        """Whether this user may read and write it."""
        return os.access(self.at(path), os.R_OK | os.W_OK)

    def group(self, path: str | Path) -> str:
        """The group that owns a file."""
        try:
            return self.at(path).group()
        except (OSError, KeyError):
            return ""

    def space(self, folder: str | Path) -> Space | None:
        try:
            usage = shutil.disk_usage(nearest(self.at(folder)))
        except OSError:
            return None
        return Space(usage.total, usage.free)

    def written(self, folder: str | Path) -> Written:
        """Writes a little into a folder (or the nearest that is there), has it flushed to the disk, and removes it."""
        slowest_s = 0.0
        try:
            with tempfile.TemporaryFile(dir=nearest(self.at(folder)), prefix=".doctor-") as file:
                for _ in range(SYNCS):
                    file.write(os.urandom(SYNC_BYTES))
                    file.flush()
                    began_s = time.perf_counter()
                    os.fsync(file.fileno())
                    slowest_s = max(slowest_s, time.perf_counter() - began_s)
        except OSError as fault:
            return Written(fault=fault.strerror or str(fault))
        return Written(slowest_s)

    # ---- programs

    def has(self, program: str) -> bool:
        return shutil.which(program) is not None

    def run(self, *command: str, timeout_s: float = 10.0) -> Ran:
        """Runs a program, without a shell and out of everybody's way."""
        try:
            with subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment()
            ) as child:
                return _ended(child, timeout_s)
        except (OSError, ValueError) as fault:
            return Ran(None, err=getattr(fault, "strerror", "") or str(fault))

    def python(self, code: str, *arguments: str, timeout_s: float = 60.0) -> Ran:
        """What the coach's own Python makes of this code. Asked once: a second call has the first one's answer.

        In a process of its own, because a module built for another machine can end the one that imports it.
        """
        key = "\0".join((code, *arguments))
        if key not in self._asked:
            self._asked[key] = self.run(str(self.python_program), "-c", code, *arguments, timeout_s=timeout_s)
        return self._asked[key]

    # ---- time, people, network

    def now_s(self) -> float:
        return time.time()

    def user(self) -> str:
        """The name of the user who asks."""
        import pwd

        try:
            return pwd.getpwuid(os.getuid()).pw_name
        except KeyError:
            return str(os.getuid())

    def groups_of(self, user: str) -> tuple[str, ...]:
        """The groups of another user of this machine."""
        import grp
        import pwd

        try:
            numbers = os.getgrouplist(user, pwd.getpwnam(user).pw_gid)
            return tuple(grp.getgrgid(number).gr_name for number in numbers)
        except KeyError:
            return ()

    def is_root(self) -> bool:
        return os.getuid() == 0

    def addresses(self) -> tuple[str, ...]:
        """The addresses under which others on the network reach this machine."""
        from ..panel.addresses import lan_addresses

        return lan_addresses()

    @property
    def is_pi(self) -> bool:
        return "Raspberry Pi" in (self.text("/proc/device-tree/model") or "")


def nearest(path: Path) -> Path:
    """The folder itself, or the nearest one above it that is there."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return path


def _ended(child: subprocess.Popen, timeout_s: float) -> Ran:
    with suppress(OSError):  # it may have ended already
        os.setpriority(os.PRIO_PROCESS, child.pid, QUIET)
    try:
        out, err = child.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        return Ran(None, err=f"no answer in {timeout_s:g} s")
    return Ran(child.returncode, out.decode(errors="replace"), err.decode(errors="replace"))


def _environment() -> dict[str, str]:
    """This program's own, in plain English, with the way to this package for a Python that asks for it."""
    ways = (str(PACKAGE.parent), os.environ.get("PYTHONPATH", ""))
    return os.environ | {"LC_ALL": "C.UTF-8", "PYTHONPATH": os.pathsep.join(way for way in ways if way)}
