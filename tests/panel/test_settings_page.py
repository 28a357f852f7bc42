"""The settings page, in normal use and as the only page of safe mode."""

import pytest
from panel_fakes import VIEWER

from backstride.errors import BadInput
from backstride.panel.settings_parts import SettingsParts
from backstride.settings import check, known_settings

GOOD, BAD = "[panel]\nport = 9000\n", '[panel]\nport = "x"\n[camera]\nfps = 1\n'


class File:
    """A settings file that remembers what was done to it."""

    def __init__(self, text=GOOD):
        self.text, self.saved, self.restarts, self.full = text, [], 0, False

    def parts(self, tmp_path, **more):
        def save(text):
            if self.full:
                raise BadInput(f"{tmp_path}: cannot be written")
            self.saved.append(text)

        def restart():
            self.restarts += 1

        usual = {"restart": restart, "known": known_settings()} | more
        return SettingsParts(lambda: self.text, lambda text: check(text, tmp_path).faults, save, **usual)


@pytest.fixture
def file():
    return File()


@pytest.fixture
def owner(build, browser_of, file, tmp_path):
    return browser_of(build(settings=file.parts(tmp_path)))


@pytest.fixture
def in_safe_mode(build, browser_of, tmp_path):
    broken = File(BAD)

    def browser(**who):
        return browser_of(build(settings=broken.parts(tmp_path, safe_mode=True)), **who)

    browser.file = broken
    return browser


def test_the_page_shows_the_text_and_what_can_be_set(owner):
    page = owner.get("/config").text
    assert "port = 9000" in page and "[recording]" in page and "further host names" in page


def test_text_that_looks_like_markup_stays_text(owner, file):
    file.text = "# </textarea><script>alert(1)</script>\n"
    page = owner.get("/config").text
    assert "<script>alert" not in page and page.count("</textarea>") == 1


def test_checking_tells_every_fault_and_saves_nothing(owner, file):
    answer = owner.post("/config/check", text=BAD, json=True)
    assert len(answer.json["faults"]) == 2
    assert "Nothing is wrong" in owner.post("/config/check", text=GOOD).text
    assert file.saved == []


def test_settings_without_a_fault_are_saved_as_they_were_written(owner, file):
    assert "The settings are saved" in owner.post("/config/save", text=GOOD.replace("\n", "\r\n")).text
    assert file.saved == [GOOD] and file.restarts == 0


def test_a_fault_keeps_the_file_and_gives_the_text_back(owner, file):
    answer = owner.post("/config/save", text=BAD)
    assert answer.status_code == 400 and file.saved == []
    assert "2 things are wrong" in answer.text and "port = &#34;x&#34;" in answer.text


def test_a_file_that_cannot_be_written_is_told_without_its_path(owner, file, tmp_path):
    file.full = True
    answer = owner.post("/config/save", text=GOOD)
    assert answer.status_code == 500 and "can&#39;t be written" in answer.text and str(tmp_path) not in answer.text


def test_starting_again_happens_when_the_answer_has_left(owner, file):
    answer = owner.post("/config/restart")
    assert answer.status_code == 200 and "Refresh" in answer.headers
    answer.close()
    assert file.restarts == 1


@pytest.mark.parametrize("text", ["x" * 33_000, None])
def test_an_endless_text_is_refused(owner, file, text):
    assert owner.post("/config/save", **({"text": text} if text else {})).status_code == 400
    assert owner.post("/config/save", text="x" * 200_000).status_code == 413
    assert file.saved == []


@pytest.mark.parametrize("path", ["/config/check", "/config/save", "/config/restart"])
def test_a_viewer_neither_sees_nor_changes_settings(build, browser_of, file, tmp_path, path):
    viewer = browser_of(build(settings=file.parts(tmp_path)), name=VIEWER)
    assert viewer.get("/config").status_code == viewer.post(path, text=GOOD).status_code == 403
    assert file.saved == [] and file.restarts == 0


# ---- safe mode


def test_in_safe_mode_there_is_the_settings_page_and_nothing_else(in_safe_mode):
    owner = in_safe_mode()
    assert owner.get("/").location == "/config"
    assert "does not coach" in owner.get("/config").text
    for path in ("/stream.mjpg", "/events", "/api/state", "/clips", "/calibrate", "/people", "/health", "/train"):
        assert owner.get(path).status_code == 404
    assert owner.post("/start").status_code == 404


def test_in_safe_mode_one_must_sign_in_as_ever(in_safe_mode):
    stranger = in_safe_mode(signed_in=False)
    assert stranger.get("/config").location == stranger.get("/").location == "/login"
    stranger.get("/login")
    assert stranger.post("/config/save", text=GOOD).status_code == 401
    assert in_safe_mode(name=VIEWER).post("/config/save", text=GOOD).status_code == 403
    assert in_safe_mode.file.saved == []


def test_saving_sound_settings_ends_safe_mode_when_the_answer_has_left(in_safe_mode):
    owner, file = in_safe_mode(), in_safe_mode.file
    owner.post("/config/save", text=BAD).close()
    assert file.saved == [] and file.restarts == 0
    answer = owner.post("/config/save", text=GOOD)
    assert "starts with the new settings" in answer.text
    answer.close()
    assert file.saved == [GOOD] and file.restarts == 1
