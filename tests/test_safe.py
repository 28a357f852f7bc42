"""Safe mode as a whole: a broken settings file, the real command, mended over the panel, and coaching begins."""

import re
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from queue import Queue

import pytest

from backstride.coach.words import LANGUAGES, broken_settings, claim_code
from backstride.safe import run_safe
from backstride.settings import check_file

BROKEN = '[panel]\nhost = "127.0.0.1"\nport = 0\n[voice]\ndevice = "none"\n[data]\nfolder = "kept"\n[camera]\nfps = 3\n'


class Visitor:
    """A browser of sorts: keeps cookies and sends back the token of the form it saw."""

    def __init__(self, address):
        self.address = address
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar())).open

    def get(self, path):
        return self._open(self.address + path, timeout=20).read().decode()

    def post(self, page, path, **fields):
        fields["csrf"] = re.search(r'name="csrf" value="([^"]+)"', self.get(page))[1]
        return self._open(self.address + path, urllib.parse.urlencode(fields).encode(), timeout=20).read().decode()


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text(BROKEN)
    return file


def test_broken_settings_are_mended_over_the_panel(file):
    told, done = Queue(), threading.Event()

    def run():
        run_in_thread(file, told.put)
        done.set()

    threading.Thread(target=run, daemon=True).start()
    lines = [told.get(timeout=30) for _ in range(4)]
    assert "nobody is coached" in lines[0] and '[camera] "fps" is 3' in lines[1]
    address, code = re.search(r"(http://[^/]+)/", lines[2])[1], re.search(r"code: (\w+)", lines[3])[1]
    visitor = Visitor(address)
    visitor.post("/claim", "/claim", code=code, password="seven league boots", again="seven league boots")
    assert "fps = 3" in visitor.get("/config")
    with pytest.raises(urllib.error.HTTPError, match="400"):
        visitor.post("/config", "/config/save", text=BROKEN)
    assert not done.is_set()
    visitor.post("/config", "/config/save", text=BROKEN.replace("fps = 3", "fps = 30"))
    assert done.wait(20)
    assert check_file(file).faults == () and (file.parent / "config.toml.old").read_text() == BROKEN
    assert (file.parent / "kept" / "accounts.json").exists()


def run_in_thread(file, tell):
    run_safe(file, check_file(file), tell, takes_signals=False)


def test_the_command_starts_safe_mode_and_ends_cleanly(file):
    command = [sys.executable, "-m", "backstride.cli", "run", "--config", str(file), "--source", "auto"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        try:
            assert "Safe mode" in run.stdout.readline()
            for line in run.stdout:
                if "Claim code" in line:
                    break
        finally:
            run.terminate()
        _, complaint = run.communicate(timeout=20)
    assert run.returncode == 130 and "Traceback" not in complaint


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_safe_mode_says_and_the_spelt_code_exist_in_every_language(language):
    assert "Backstride" in broken_settings(language)
    spelt = claim_code("AB29", language)
    assert spelt.count("A. B. 2. 9.") == 2
