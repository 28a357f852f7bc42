"""The backup page: the owner alone takes along and brings back, and what is sent is looked at with suspicion."""

import io

import pytest
from panel_fakes import VIEWER

from backstride.errors import BadInput
from backstride.panel.backup_parts import BackupParts


class Backups:
    """Remembers what was brought back."""

    def __init__(self):
        self.restored = []

    def make(self, path):
        path.write_bytes(b"PK of this machine")

    def restore(self, path, most_bytes):
        content = path.read_bytes()
        if not content.startswith(b"PK"):
            raise BadInput(f"{path.name}: is no backup that can be read")
        self.restored.append(content)
        return "Restored: settings."


@pytest.fixture
def backups():
    return Backups()


@pytest.fixture
def app(build, backups):
    return build(backups=BackupParts(backups.make, backups.restore))


def send(browser, content, name="backup.zip", csrf=None):
    data = {"csrf": csrf or browser.form_token, "file": (io.BytesIO(content), name)}
    return browser.client.post("/backup/restore", data=data, content_type="multipart/form-data")


def test_the_owner_takes_a_backup_along(app, browser_of):
    answer = browser_of(app).get("/backup/file")
    assert answer.data == b"PK of this machine"
    assert answer.headers["Content-Disposition"] == "attachment; filename=backstride-backup.zip"


@pytest.mark.parametrize("name", ["backup.zip", "../../etc/passwd", "<b>x", "x\r\nX: y", "", "\u202e", "a" * 4000])
def test_the_owner_brings_one_back_whatever_it_is_called(app, browser_of, backups, name):
    answer = send(browser_of(app), b"PK something", name)
    assert answer.status_code in {200, 400} and "<b>x" not in answer.text and "X: y" not in answer.headers
    assert backups.restored == ([b"PK something"] if answer.status_code == 200 else [])


def test_one_that_is_none_is_refused_in_a_sentence(app, browser_of, backups):
    answer = send(browser_of(app), b"nonsense")
    assert answer.status_code == 400 and "is no backup" in answer.text and "/tmp" not in answer.text
    assert backups.restored == []


def test_a_viewer_neither_takes_nor_brings(app, browser_of, backups):
    viewer = browser_of(app, name=VIEWER)
    assert viewer.get("/backup").status_code == viewer.get("/backup/file").status_code == 403
    assert send(viewer, b"PK").status_code == 403 and backups.restored == []


def test_one_from_another_page_is_not_brought_back(app, browser_of, backups):
    assert send(browser_of(app), b"PK", csrf="x" * 64).status_code == 403 and backups.restored == []


def test_more_than_a_panel_takes_is_refused(app, browser_of, backups, monkeypatch):
    monkeypatch.setattr(app.view_functions["backup.restore"], "takes_bytes", 100_000)
    assert send(browser_of(app), b"PK" + b"x" * 200_000).status_code == 413 and backups.restored == []
