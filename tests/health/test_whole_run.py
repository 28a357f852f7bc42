"""The whole appliance for a while, with things planted that must not come out of it: log, metrics, bundle."""

import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import zipfile
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from prometheus_client.parser import text_string_to_metric_families

pytestmark = pytest.mark.model

SRC = Path(__file__).parents[2] / "src"
PASSWORD, WRONG, VIEWERS = "Siebenmeilenstiefel", "Zauberlehrling 7", "Aschenputtel 12"
RUNNER, VIEWER, HOST_NAME = "Ottokar Zwackelmann", "Petrosilius", "rennbahn-hotzenplotz"
SETTINGS = f"""
[panel]
names = ["{HOST_NAME}"]
[run]
height_m = 1.87
[data]
folder = "ottokars-folder"
"""


class Page:
    """A browser as far as this needs one."""

    def __init__(self, port):
        self._address, self.cookies = f"http://127.0.0.1:{port}", CookieJar()
        self._open = build_opener(HTTPCookieProcessor(self.cookies)).open

    def get(self, path, **headers):
        try:
            with self._open(Request(self._address + path, headers=headers), timeout=30) as answer:
                return answer.read()
        except HTTPError as refused:
            return refused.read()

    def post(self, path, seen_on, **fields):
        """As the form on a page would."""
        csrf = re.search(rb'name="csrf" value="([^"]+)"', self.get(seen_on))[1].decode()
        request = Request(self._address + path, urlencode({"csrf": csrf} | fields).encode(), {"Accept": "text/html"})
        try:
            with self._open(request, timeout=120) as answer:
                return answer.read()
        except HTTPError as refused:
            return refused.read()


class Coach:
    """The real program on the demo recording."""

    def __init__(self, folder: Path, port: int):
        (folder / "settings.toml").write_text(SETTINGS)
        self.port, self._out, self._err = port, folder / "out", folder / "err"
        with self._out.open("w") as out, self._err.open("w") as err:
            self._process = subprocess.Popen(
                (sys.executable, "-m", "backstride.cli", "run", "--config", str(folder / "settings.toml"),
                 "--host", "127.0.0.1", "--port", str(port)),
                stdout=out, stderr=err, env=os.environ | {"PYTHONPATH": str(SRC), "PYTHONUNBUFFERED": "1"},
            )  # fmt: skip

    def wait_for(self, pattern, within_s=60.0):
        until_s = time.monotonic() + within_s
        while time.monotonic() < until_s and self._process.poll() is None:
            if found := re.search(pattern, self._out.read_text()):
                return found[1]
            time.sleep(0.05)
        raise AssertionError(f"never told: {pattern}\n{self._out.read_text()}\n{self._err.read_text()}")

    def end(self):
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(30)

    @property
    def log(self):
        return self._err.read_text()


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run that was claimed, was signed in to wrongly, knows a runner and a viewer, and was asked for everything."""
    folder = tmp_path_factory.mktemp("ottokar")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    coach = Coach(folder, port)
    try:
        code = coach.wait_for(r"Claim code: (\w{8})")
        stranger, owner = Page(port), Page(port)
        stranger.post("/claim", "/claim", code="WRONGONE", password=PASSWORD, again=PASSWORD)
        owner.post("/claim", "/claim", code=code, password=PASSWORD, again=PASSWORD)
        stranger.post("/login", "/login", password=WRONG)
        owner.post("/people/add", "/people", name=VIEWER, password=VIEWERS)
        owner.post("/runner", "/", runner=RUNNER, name=RUNNER)
        key = re.search(rb'class="key"[^>]*>([^<]+)<', owner.post("/health/key", "/health"))[1].decode()
        owner.post("/support", "/support")
        shown = owner.get("/support").decode()
        archive = owner.get(re.search(r'href="(/support/[^"]+\.zip)"', shown)[1])
        metrics = Page(port).get("/metrics", Authorization=f"Bearer {key}").decode()
        health = json.loads(owner.get("/health", Accept="application/json"))
        sessions = [cookie.value for cookie in owner.cookies]
    finally:
        ended = coach.end()
    secrets = [
        code, PASSWORD, WRONG, VIEWERS, RUNNER, "Ottokar", VIEWER, HOST_NAME, key, "1.87", str(folder), "ottokars-",
        *sessions,
    ]  # fmt: skip
    kept = json.loads((folder / "ottokars-folder" / "accounts.json").read_text())
    secrets.append(kept["owner"]["password_hash"])
    return ended, coach.log, shown, archive, metrics, health, secrets


def test_the_log_is_json_and_holds_nothing_that_was_planted(run):
    ended, log, *_, secrets = run
    assert ended == 130
    for line in filter(None, log.splitlines()):
        assert {"t", "level", "part", "says"} <= set(json.loads(line)), line
    assert [secret for secret in secrets if secret in log] == []
    assert "127.0.0.1" not in log and "Traceback" not in log


def test_the_bundle_holds_nothing_that_was_planted_and_no_pictures(run):
    _, _, shown, archive, *_, secrets = run
    with zipfile.ZipFile(io.BytesIO(archive)) as bundle:
        texts = {name.rpartition("/")[2]: bundle.read(name).decode() for name in bundle.namelist()}
    assert set(texts) == {
        "about.txt", "doctor.txt", "health.txt", "machine.txt", "settings.txt", "metrics.txt", "log.txt",
    }  # fmt: skip
    for text in (*texts.values(), shown):
        assert [secret for secret in secrets if secret in text] == []
    assert "run.height_m = set" in texts["settings.txt"] and "panel.names = set" in texts["settings.txt"]
    assert "numpy: " in texts["machine.txt"] and "ok      Python" in texts["doctor.txt"]


def test_the_metrics_account_for_every_frame(run):
    *_, metrics, health, _ = run
    told = {(s.name, *s.labels.values()): s.value for f in text_string_to_metric_families(metrics) for s in f.samples}
    seen, coached, dropped = (told[(f"backstride_frames_{what}_total",)] for what in ("seen", "coached", "dropped"))
    assert seen == coached + dropped and coached > 0
    assert told[("backstride_latency_seconds_count", "decision")] == coached
    assert told[("process_resident_memory_bytes",)] > 50e6
    assert {part["key"]: part["state"] for part in health["parts"]}["camera"] == "warn"  # a recording plays
