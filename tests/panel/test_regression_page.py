"""The page that makes a test recording of a clip."""

import pytest
from clip_fakes import GONE, ONE, FakeLibrary, clip_in, parts_of

from backstride.errors import BadInput
from backstride.panel.clip_parts import Regressions

PAGE = f"/clips/{ONE}/regression"
GIVEN = {"agreed": "1", "consent": "Ada Lo agreed, May 2026", "name": "slow walk", "licence": "CC0-1.0"}


class Maker:
    """Remembers the wishes; refuses those without a word of consent."""

    def __init__(self):
        self.wishes = []
        self.breaks = False

    def parts(self):
        return Regressions(dict, self.check, self.make, lambda clip: "lean-back-treadmill", ("private", "CC0-1.0"))

    def check(self, wish):
        if len(wish["consent"]) < 8:
            raise BadInput("consent is missing")

    def make(self, clip, wish):
        if self.breaks:
            raise BadInput("disk full")
        self.wishes.append((clip.row.id, wish))
        return "recordings/2026-11-22-slow-walk"


@pytest.fixture
def maker():
    return Maker()


@pytest.fixture
def owner(build, browser_of, maker, tmp_path, charts):
    library = FakeLibrary(clip_in(tmp_path / "one"))
    return browser_of(build(clips=parts_of(library, charts, regressions=maker.parts())))


def waited(owner):
    owner.app.extensions["backstride"].exporting.wait(20)
    return owner.get(PAGE).text


def test_one_click_with_consent_makes_it_and_tells_where(owner, maker):
    assert PAGE in owner.get(f"/clips/{ONE}").text
    page = owner.get(PAGE).text
    assert 'value="lean-back-treadmill"' in page and "Everybody who can be recognised" in page
    assert owner.post(PAGE, **GIVEN).location == PAGE
    assert "recordings/2026-11-22-slow-walk" in waited(owner)
    wish = {"consent": "Ada Lo agreed, May 2026", "name": "slow walk", "licence": "CC0-1.0", "film": True}
    assert maker.wishes == [(ONE, wish)]


def test_points_alone_are_a_choice(owner, maker):
    owner.post(PAGE, **GIVEN, points="1")
    waited(owner)
    assert maker.wishes[0][1]["film"] is False


@pytest.mark.parametrize("missing", [{"agreed": ""}, {"consent": ""}, {"consent": "yes"}, {"licence": "mine"}])
def test_it_is_refused_without_consent(owner, maker, missing):
    answer = owner.post(PAGE, **(GIVEN | missing))
    assert answer.status_code == 400 and "consent" in answer.text
    assert maker.wishes == []


def test_what_could_not_be_made_is_said_without_its_reason(owner, maker):
    maker.breaks = True
    owner.post(PAGE, **GIVEN)
    page = waited(owner)
    assert "could not be made" in page and "disk full" not in page


def test_no_other_clip_and_no_machine_without_it_has_the_page(owner, build, browser_of, tmp_path, charts):
    assert owner.get(f"/clips/{GONE}/regression").status_code == 404
    without = browser_of(build(clips=parts_of(FakeLibrary(clip_in(tmp_path / "two")), charts)))
    assert without.get(PAGE).status_code == 404 and PAGE not in without.get(f"/clips/{ONE}").text
