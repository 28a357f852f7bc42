"""Starts the real appliance as a person does, on a clip, and watches it from outside: its first picture, its memory."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import nan
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from .onlookers import HOST, MARK

PATIENCE_S = 60.0
WATCHED_S = 8.0
PASSWORD = "seven league boots"
CONFIG = '[panel]\nhost = "127.0.0.1"\nport = 0\n[voice]\ndevice = "none"\n[data]\nfolder = "data"\n'


@dataclass(frozen=True)
class Started:
    """Seconds to the first annotated picture at a viewer's; MB held after ``watched_s`` with that viewer reading on."""

    picture_s: float = nan
    rss_mb: float = nan
    watched_s: float = nan


def start_cold(recording: Path, watched_s: float = WATCHED_S) -> Started:
    """The appliance in a process of its own, claimed and watched over HTTP."""
    with TemporaryDirectory(prefix="backstride-") as folder:
        config = Path(folder) / "config.toml"
        config.write_text(CONFIG)
        began_s = time.monotonic()
        with _appliance(config, recording) as appliance:
            return _watched(appliance, began_s, watched_s)


def _watched(appliance: subprocess.Popen, began_s: float, watched_s: float) -> Started:
    port, code = _told(appliance)
    cookie = _claim(port, code)
    while not json.loads(_get(port, "/api/state", cookie))["live"]:  # before the first frame, pictures are notices
        if time.monotonic() - began_s > PATIENCE_S:
            return Started()
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE_S)
    connection.request("GET", "/stream.mjpg", headers={"Cookie": cookie})
    answer, read = connection.getresponse(), b""
    while MARK not in read:
        read += answer.read1(1 << 16)
    picture_s, began_s = time.monotonic() - began_s, time.monotonic()
    while time.monotonic() - began_s < watched_s:
        answer.read1(1 << 16)
    connection.close()
    return Started(picture_s, _resident_mb(appliance.pid), watched_s)


@contextmanager
def _appliance(config: Path, recording: Path) -> Iterator[subprocess.Popen]:
    command = (sys.executable, "-m", "backstride", "run", "--config", str(config), "--source", str(recording))
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as appliance:
        try:
            yield appliance
        finally:
            appliance.terminate()
            appliance.stdout.close()


def _told(appliance: subprocess.Popen) -> tuple[int, str]:
    """Port and claim code, as they are printed."""
    port, said = 0, b""
    for line in appliance.stdout:
        said += line
        if found := re.search(rb"Panel: +http://[^:]+:(\d+)", line):
            port = int(found[1])
        if found := re.search(rb"Claim code: (\S+)", line):
            return port, found[1].decode()
    raise RuntimeError(f"the appliance ended: {said.decode(errors='replace')}")


def _claim(port: int, code: str) -> str:
    """The session's cookie."""
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE_S)
    connection.request("GET", "/claim")
    page = connection.getresponse()
    visit, token = page.headers["Set-Cookie"].split(";")[0], re.search(rb'name="csrf" value="([^"]+)"', page.read())[1]
    form = urlencode({"csrf": token.decode(), "code": code, "password": PASSWORD, "again": PASSWORD})
    headers = {"Cookie": visit, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/claim", form, headers)
    answer = connection.getresponse()
    cookies = [value.split(";")[0] for name, value in answer.getheaders() if name == "Set-Cookie"]
    connection.close()
    return "; ".join(cookies)


def _get(port: int, path: str, cookie: str) -> bytes:
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE_S)
    connection.request("GET", path, headers={"Cookie": cookie})
    return connection.getresponse().read()


def _resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status")
    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) / 1000 if found else nan
