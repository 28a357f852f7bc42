"""The health pages: parts in words, figures for Prometheus with a key of its own, the doctor, the bundle."""

import io
import json
import stat
import zipfile
from dataclasses import dataclass
from html import unescape

import pytest
from prometheus_client.parser import text_string_to_metric_families

from backstride.health.bundle import Bundle, Text, bundle
from backstride.health.masks import Masks
from backstride.health.readings import Camera, Machine, Readings, Voice
from backstride.panel.guard import SESSION_COOKIE
from backstride.panel.health_parts import HealthParts
from backstride.panel.metrics_key import MetricsKey, NotKept

NOW = Readings(
    version="0.1",
    camera=Camera("USB camera 0", 30.0, True, "USB camera 0 was lost: no picture for 0.6 s", "", 1, 9, 8, 1),
    voice=Voice("speaking through ALSA default", True), machine=Machine(temperature_c=None),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    name: str
    title: str
    state: str
    words: str
    mend: str = ""


FOUND = (
    Line("python", "Python", "ok", "Python 3.13"),
    Line("voice", "Voice", "fail", "espeak-ng is missing", "sudo apt-get install espeak-ng"),
    Line("clock", "Clock", "unknown", "not known"),
)


class Examiner:
    def __init__(self):
        self.asked = 0

    def __call__(self):
        self.asked += 1
        return FOUND


@pytest.fixture
def examiner():
    return Examiner()


@pytest.fixture
def key_file(tmp_path):
    return tmp_path / "metrics.key"


@pytest.fixture
def health(examiner, key_file):
    def make(lines):
        return bundle("0a1b2c3d", "0.1", (Text("doctor.txt", "\n".join(line.words for line in lines)),), Masks())

    return HealthParts(lambda: NOW, examiner, make, MetricsKey(key_file))


@pytest.fixture
def owner(build, browser_of, health):
    return browser_of(build(health=health))


@pytest.fixture
def viewer(owner, browser_of, accounts):
    accounts.add_viewer("Coach", "ten letters at least")
    viewer = browser_of(owner.app, signed_in=False)
    viewer.token = accounts.sign_in("ten letters at least", "192.0.2.9", "Coach")
    viewer.client.set_cookie(SESSION_COOKIE, viewer.token)
    return viewer


@pytest.fixture
def program(owner):
    """Somebody without a session, such as Prometheus."""
    return owner.app.test_client()


# ---- for people


def test_each_part_is_told_in_words_and_the_unknown_as_unknown(owner):
    page = owner.get("/health").text
    assert "Something does not work." in page
    assert "USB camera 0 was lost: no picture for 0.6 s" in page
    assert "this machine has no thermometer that can be read" in page
    assert page.count('data-state="unknown"') >= 5


def test_programs_get_the_parts_as_json(owner):
    told = owner.get("/health", headers={"Accept": "application/json"}).json
    assert told["state"] == "fail"
    assert {"key": "camera", "state": "fail", "words": NOW.camera.fault} in told["parts"]


def test_a_viewer_sees_the_health_and_none_of_the_owners_business(viewer):
    page = viewer.get("/health")
    assert page.status_code == 200 and "/support" not in page.text and "Make a key" not in page.text
    assert viewer.get("/metrics").status_code == 200
    for path in ("/doctor", "/support", "/support/0a1b2c3d.zip"):
        assert viewer.get(path).status_code == 403
    for path in ("/doctor", "/support", "/health/key", "/health/key/drop"):
        assert viewer.post(path).status_code == 403


def test_every_page_leads_to_it(owner):
    assert 'href="/health"' in owner.get("/clips").text


# ---- for Prometheus


def test_the_metrics_are_what_prometheus_reads(owner):
    answer = owner.get("/metrics")
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    figures = {s.name: s.value for f in text_string_to_metric_families(answer.text) for s in f.samples}
    assert figures["backstride_frames_seen_total"] == 9 and figures["backstride_camera_up"] == 0


def test_without_a_session_and_a_key_nothing_is_told(program):
    assert program.get("/metrics").status_code == 401
    assert program.get("/metrics", headers={"Authorization": "Bearer " + "A" * 43}).status_code == 401


def test_a_key_is_shown_once_and_opens_the_metrics_alone(owner, program, key_file):
    shown = owner.post("/health/key").text
    key = shown.partition('<pre class="key" tabindex="0" aria-label="The key">')[2].partition("<")[0]
    assert len(key) == 43
    bearer = {"Authorization": f"Bearer {key}"}
    assert program.get("/metrics", headers=bearer).status_code == 200
    for path in ("/health", "/doctor", "/support", "/", "/api/state", "/clips", "/config"):
        assert program.get(path, headers=bearer).status_code in {302, 401}
    for path in ("/metrics", "/health/key", "/stop"):
        assert program.post(path, headers=bearer).status_code in {401, 403, 405}
    assert key not in owner.get("/health").text
    kept = key_file.read_text()
    assert key not in kept and set(json.loads(kept)) == {"metrics_sha256"}
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


def test_a_new_key_makes_the_old_one_worthless_and_a_dropped_one_opens_nothing(health, owner, program):
    old = health.key.make()
    new = health.key.make()
    status = [program.get("/metrics", headers={"Authorization": f"Bearer {key}"}).status_code for key in (old, new)]
    assert status == [401, 200]
    assert owner.post("/health/key/drop").status_code == 303
    assert program.get("/metrics", headers={"Authorization": f"Bearer {new}"}).status_code == 401


@pytest.mark.parametrize("odd", ["", "Bearer", "Bearer ", "bearer {}", "Bearer {} ", "Bearer  {}", "Basic {}", "{}",
                                 "Bearer {}\x00", "Bearer {}x"])  # fmt: skip
def test_only_the_very_key_opens(health, odd):
    assert not health.key.opens(odd.format(health.key.make()))


def test_a_key_outlives_a_new_start(key_file):
    key = MetricsKey(key_file).make()
    assert MetricsKey(key_file).opens(f"Bearer {key}")


@pytest.mark.parametrize("damage", [
    "", "{", "[]", '{"metrics_sha256": 5}', '{"metrics_sha256": ""}', "\xff", "[" * 3000,
])  # fmt: skip
def test_a_damaged_key_file_opens_nothing(key_file, damage):
    key_file.write_bytes(damage.encode("latin-1"))
    key = MetricsKey(key_file)
    assert not key.made and not key.opens("Bearer " + "A" * 43)


def test_a_disk_that_takes_nothing_keeps_the_old_key(tmp_path, monkeypatch):
    key = MetricsKey(tmp_path / "metrics.key")
    old = key.make()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(NotKept, match="disk is full"):
        key.make()
    assert key.opens(f"Bearer {old}")
    assert [file.name for file in tmp_path.iterdir()] == ["metrics.key"]


# ---- the doctor


def test_the_doctor_looks_when_asked_and_tells_the_worst_first(owner, examiner):
    assert "Look now" in owner.get("/doctor").text and examiner.asked == 0
    assert owner.post("/doctor").location == "/doctor"
    page = owner.get("/doctor").text
    assert examiner.asked == 1 and "found just now" in page
    assert page.index("espeak-ng is missing") < page.index("not known") < page.index("Python 3.13")
    assert "sudo apt-get install espeak-ng" in page


def test_two_examinations_do_not_run_at_once(owner, health, examiner):
    with health.kept.busy:
        assert owner.post("/doctor").status_code == 409
        assert owner.post("/support").status_code == 409
    assert examiner.asked == 0 and owner.post("/doctor").status_code == 303


def test_a_doctor_that_breaks_can_be_asked_again(build, browser_of):
    broken = HealthParts(examine=lambda: 1 / 0)
    owner = browser_of(build(health=broken))
    owner.app.config["PROPAGATE_EXCEPTIONS"] = False
    assert [owner.post("/doctor").status_code for _ in range(2)] == [500, 500]


# ---- the bundle


def test_the_bundle_is_read_before_it_is_taken_along(owner):
    assert "Download" not in owner.get("/support").text
    assert owner.get("/support/0a1b2c3d.zip").status_code == 404
    assert owner.post("/support").location == "/support"
    page = unescape(owner.get("/support").text)
    answer = owner.get("/support/0a1b2c3d.zip")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="backstride-support-0a1b2c3d.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == ["backstride-support/about.txt", "backstride-support/doctor.txt"]
        for name in archive.namelist():
            for line in archive.read(name).decode().splitlines():
                assert line in page


@pytest.mark.parametrize("id", ["deadbeef", "..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "0a1b2c3d%00", "0a1b2c3d/../x"])
def test_no_other_file_is_given(owner, id):
    owner.post("/support")
    assert owner.get(f"/support/{id}.zip").status_code == 404


def test_an_archive_is_the_same_each_time():
    made = Bundle("x", (Text("a.txt", "one\n"),))
    assert made.archive == made.archive
