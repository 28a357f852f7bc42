"""``backstride bench installer``: device/install.sh in a fresh Debian: installed, repeated, started, taken off.

Needs root, debootstrap and the network; takes about ten minutes and 3 GB. The archive is the one that this machine's
apt uses. What a chroot has not (a running systemd, a radio, a camera, a card) is not tried here.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ..config import CHECKOUT
from ..errors import BadInput
from .machine import machine

SUITES = ("bookworm", "trixie")
EXPOSURE = 1.8  # as systemd-analyze counts it, 0 to 10: what lies above needs a reason
LENT = ("/etc/resolv.conf", "/etc/ssl/certs/ca-certificates.crt")
NOT_OURS = re.compile(
    r"^/(proc|sys|dev|run|tmp|root|var/(log|cache|tmp)|var/lib/(apt|dpkg|systemd))(/|$)|__pycache__|/ld.so.cache"
)
UNIT = "/etc/systemd/system/backstride.service"
WAIT_S = 180.0
Check = tuple[str, bool, str]  # what is claimed, whether it holds, what was seen


def installer(json_file: Path | None) -> int:
    """Both suites, one after the other; 1 where a claim does not hold."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends it, nothing stays mounted
    if os.getuid() != 0 or shutil.which("debootstrap") is None:
        raise BadInput("bench installer: needs root and debootstrap (apt-get install debootstrap)")
    told = {suite: _tried(suite) for suite in SUITES}
    if json_file is not None:
        json_file.write_text(json.dumps({"machine": machine(), "installer": told}, indent=1) + "\n")
    return 0 if all(holds for checks in told.values() for _, holds, _ in checks) else 1


def _tried(suite: str) -> list[Check]:
    checks = []
    with tempfile.TemporaryDirectory(prefix="backstride-", dir="/var/tmp") as folder, ExitStack() as mounts:
        root = Path(folder) / "root"
        _bootstrap(suite, root, mounts)
        for claim, holds, seen in _claims(root):
            checks.append((claim, holds, seen))
            print(f"{suite}: {'ok  ' if holds else 'FAIL'} {claim}" + ("" if holds else f": {seen}"), flush=True)
    return checks


def _bootstrap(suite: str, root: Path, mounts: ExitStack) -> None:
    print(f"{suite}: a fresh Debian", flush=True)
    packages = "systemd,systemd-sysv,ca-certificates"
    _do(["debootstrap", "--variant=minbase", f"--include={packages}", suite, str(root), archive()])
    for kind, at in (("proc", "/proc"), ("sysfs", "/sys")):
        mounts.enter_context(_mounted(["-t", kind, kind], f"{root}{at}"))
    for file in LENT:
        shutil.copyfile(file, f"{root}{file}")


def _claims(root: Path) -> Iterator[Check]:
    """One claim after the other, on one root."""
    pristine = digests(root)
    first = _install(root)
    yield "installs", first.returncode == 0, first.stdout[-600:] + first.stderr[-600:]
    installed = digests(root)
    second = _install(root)
    did = [line for line in second.stdout.splitlines() if line.startswith("  + ")]
    yield "the second time it does nothing", second.returncode == 0 and not did, "; ".join(did) or second.stderr[-600:]
    yield "the second time no file changes", digests(root) == installed, _differences(installed, digests(root))
    verified = _within(root, "systemd-analyze", "verify", UNIT)
    fine = verified.returncode == 0 and "backstride" not in verified.stderr
    yield "systemd-analyze verify has nothing to say", fine, verified.stderr
    rated = _within(root, "systemd-analyze", "security", "--offline=true", "--no-pager", UNIT)
    found = re.search(r"exposure level for \S+: ([0-9.]+)", rated.stdout)
    yield f"exposure is at most {EXPOSURE}", bool(found) and float(found[1]) <= EXPOSURE, rated.stdout[-100:]
    yield from _service_claims(root)
    kept = root / "var/lib/backstride/clips/20260101-120000-keep-1/clip.mp4"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(b"a runner")
    gone = _install(root, "--uninstall")
    yield "is taken off", gone.returncode == 0, gone.stderr[-600:]
    left = [path for path in digests(root) if path not in pristine and re.search("(?i)backstride", path)]
    ours = [path for path in left if not f"{path}/".startswith(("/var/lib/backstride/", "/etc/backstride/"))]
    yield "nothing of it is left but recordings and settings", not ours, "; ".join(ours[:5])
    yield "recordings stay", kept.read_bytes() == b"a runner", ""
    _install(root, "--uninstall", "--purge")
    left = [path for path in digests(root) if "backstride" in path]
    yield "a purge leaves nothing", not left, "; ".join(left[:5])


def _service_claims(root: Path) -> Iterator[Check]:
    """The service's own command, as its user, with somebody at the other end of its line to systemd."""
    with _service(root) as heard:
        yield "waits for a camera that is not there, and says so", heard("STATUS=Waiting for a camera"), ""
    demo = "/opt/backstride/app/recordings/lean-back-treadmill-side"
    with _service(root, "--source", demo) as heard:
        yield "is ready with its first coached frame", heard("READY=1"), ""
        yield "feeds the watchdog", heard("WATCHDOG=1"), ""


@contextmanager
def _service(root: Path, *wishes: str) -> Iterator[Callable[[str], bool]]:
    """Gives a question: was a message that begins so heard in time?"""
    config = ("--config", "/etc/backstride/config.toml", "--port", "0")
    command = ["chroot", str(root), "setpriv", "--reuid=backstride", "--regid=backstride", "--init-groups",
               "/opt/backstride/venv/bin/backstride", "run", *config, *wishes]  # fmt: skip
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind("\0backstride-bench")
        ear.settimeout(WAIT_S)
        environment = {**os.environ, "NOTIFY_SOCKET": "@backstride-bench", "HOME": "/var/lib/backstride"}

        def heard(beginning: str) -> bool:
            try:
                while not ear.recv(4096).decode().startswith(beginning):
                    pass
            except TimeoutError:
                return False
            return True

        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
            try:
                yield heard
            finally:
                child.terminate()
                try:
                    child.wait(30)
                except subprocess.TimeoutExpired:
                    child.kill()


def digests(root: Path) -> dict[str, str]:
    """Every file of the system with its mode, owner and content; without logs, caches and the package lists."""
    found = {}
    for folder, folders, files in os.walk(root):
        inside = "/" + os.path.relpath(folder, root) if folder != str(root) else ""
        folders[:] = [name for name in folders if not NOT_OURS.search(f"{inside}/{name}")]
        for name in (*files, *folders):
            path, full = f"{inside}/{name}", Path(folder) / name
            if NOT_OURS.search(path):
                continue
            state = full.lstat()
            content = os.readlink(full) if full.is_symlink() else _digest(full) if full.is_file() else ""
            found[path] = f"{state.st_mode:o} {state.st_uid} {state.st_gid} {content}"
    return found


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def archive(sources: Path = Path("/etc/apt")) -> str:
    """The Debian archive that this machine's apt uses. Raises BadInput where it names none."""
    files = [sources / "sources.list", *sorted((sources / "sources.list.d").glob("*"))]
    text = "\n".join(file.read_text(errors="replace") for file in files if file.is_file())
    found = re.search(r"^(?:URIs:|deb(?: +\[[^]]*\])?) +(https?://\S*/debian)/?(?:\s|$)", text, re.MULTILINE)
    if not found:
        raise BadInput(f"{sources}: names no Debian archive; accepted: a machine whose apt has one")
    return found[1]


def _install(root: Path, *wishes: str) -> subprocess.CompletedProcess:
    return subprocess.run([CHECKOUT / "device" / "install.sh", "--root", root, *wishes], capture_output=True, text=True)


def _within(root: Path, *command: str) -> subprocess.CompletedProcess:
    return subprocess.run(["chroot", root, *command], capture_output=True, text=True)


def _differences(before: dict[str, str], after: dict[str, str]) -> str:
    return "; ".join(sorted(path for path in {*before, *after} if before.get(path) != after.get(path))[:5])


@contextmanager
def _mounted(what: list[str], at: str) -> Iterator[None]:
    _do(["mount", *what, at])
    try:
        yield
    finally:
        _do(["umount", "--lazy", at])


def _do(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        last_words = (done.stderr or done.stdout)[-300:].strip()
        raise BadInput(f"bench installer: {' '.join(command[:2])} failed: {last_words}")
