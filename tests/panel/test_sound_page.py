"""The sound check on the panel: played, asked, answered; and what must not be possible."""

import pytest
from panel_fakes import VIEWER

from backstride.appliance.sound_check import SoundCheck


class Speaker:
    """A loudspeaker that remembers that it was to speak."""

    def __init__(self):
        self.played = 0
        self.check = SoundCheck(lambda: True, lambda: "ALSA default", self.play)

    def play(self):
        self.played += 1


@pytest.fixture
def speaker():
    return Speaker()


@pytest.fixture
def browser(build, browser_of, speaker):
    return browser_of(build(sound=lambda: speaker.check))


def state_of(browser):
    return browser.get("/api/state").json["sound"]


def test_a_check_is_played_and_then_asked_about(browser, speaker):
    assert state_of(browser) == "unconfirmed"
    assert browser.post("/sound/check").status_code == 303
    assert speaker.played == 1 and state_of(browser) == "asked"


@pytest.mark.parametrize(("answer", "state"), [("1", "heard"), ("0", "not heard")])
def test_the_answer_counts(browser, answer, state):
    browser.post("/sound/check")
    browser.post("/sound/heard", heard=answer)
    assert state_of(browser) == state


@pytest.mark.parametrize("form", [{}, {"heard": "yes"}, {"heard": "2"}])
def test_an_answer_that_is_none_is_refused(browser, form):
    browser.post("/sound/check")
    assert browser.post("/sound/heard", **form).status_code == 400
    assert state_of(browser) == "asked"


def test_programs_get_json(browser):
    answer = browser.post("/sound/check", json=True)
    assert answer.json == {"sound": "asked"}


def test_without_scripts_the_page_holds_the_question_too(browser):
    page = browser.get("/").text
    assert 'data-state="unconfirmed"' in page and 'action="/sound/check"' in page and 'value="0">No' in page


def test_a_viewer_neither_plays_nor_answers_it(build, browser_of, speaker):
    viewer = browser_of(build(sound=lambda: speaker.check), name=VIEWER)
    assert viewer.post("/sound/check").status_code == 403
    assert viewer.post("/sound/heard", heard="1").status_code == 403
    assert speaker.played == 0
    assert 'action="/sound/check"' not in viewer.get("/").text
