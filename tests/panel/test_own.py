"""Programmes of one's own: made in a form, checked as a whole, kept only when nothing is wrong."""

import re
from html import unescape

import pytest
from training_fakes import Clock, training_parts

from backstride.training.checks import faults
from backstride.training.programmes import PROGRAMMES


@pytest.fixture
def training(tmp_path):
    return training_parts(tmp_path / "training", Clock())


@pytest.fixture
def page(build, browser_of, training):
    return browser_of(build(training=training))


def text(answer):
    return " ".join(answer.get_data(as_text=True).split())


def fields(answer):
    """What a browser would send of the page's form, pressed by nothing."""
    html = re.search(r'<form method="post" action="/train/own/.*?</form>', answer.get_data(as_text=True), re.S)[0]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r'name="([^"]*)"', tag)[1], re.search(r'value="([^"]*)"', tag)
        if "checkbox" not in tag or " checked" in tag:
            sent[name] = unescape(value[1]) if value else ""
    for name, options in re.findall(r'<select name="([^"]*)">(.*?)</select>', html, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        sent[name] = chosen[1]
    sent.pop("csrf")
    return sent


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda one: one.key)
def test_every_programme_survives_the_form(page, training, programme):
    sent = fields(page.get(f"/train/own/new?like={programme.key}")) | {"name": "Mine", "do": "keep"}
    answer = page.post("/train/own/new", **sent)
    assert answer.status_code == 303
    (kept,) = training.store.own_programmes()
    assert kept.own and kept.key == "own_1" and len(kept.weeks) == len(programme.weeks) and not faults(kept)


def test_what_is_wrong_is_said_all_at_once_and_nothing_is_kept(page, training):
    sent = fields(page.get("/train/own/new?like=first_steps"))
    sent |= {"name": "", "w2b1_amount": "400", "w2b1_cap": "1.1", "do": "keep"}
    answer = page.post("/train/own/new", **sent)
    said = text(answer)
    assert answer.status_code == 400 and training.store.own_programmes() == ()
    for words in ("The programme needs a name.", "no level allows it", "accepted: at most", "must be mended first"):
        assert words in said, words
    assert 'value="400"' in said  # what was typed is not lost


def test_what_is_no_number_is_said_with_its_place(page):
    sent = fields(page.get("/train/own/new?like=first_steps")) | {"name": "Mine", "w1b1_rest": "soon", "do": "keep"}
    answer = page.post("/train/own/new", **sent)
    assert answer.status_code == 400 and "Week 1, part 1, rest: &#39;soon&#39; is no number." in text(answer)


def test_the_form_grows_and_shrinks_without_a_script(page):
    sent = fields(page.get("/train/own/new"))
    longer = page.post("/train/own/new", **(sent | {"do": "week"}))
    more = page.post("/train/own/new", **(fields(longer) | {"do": "part-2"}))
    sent = fields(more)
    assert {"w1b1_go", "w2b1_go", "w2b2_go"} <= set(sent) and "w1b2_go" not in sent
    fewer = fields(page.post("/train/own/new", **(sent | {"do": "nopart-2-1"})))
    assert "w2b2_go" not in fewer
    assert "w2b1_go" not in fields(page.post("/train/own/new", **(fewer | {"do": "noweek"})))
    for do in ("nopart-9-9", "part-x", "nopart-1", "week-", "<>"):
        assert page.post("/train/own/new", **(sent | {"do": do})).status_code == 200


def test_one_is_changed_trained_and_deleted(page, training):
    sent = fields(page.get("/train/own/new?like=first_steps")) | {"name": "Garden steps", "do": "keep"}
    assert page.post("/train/own/new", **sent).location == "/train/programmes/own_1"
    sent = fields(page.get("/train/own/own_1")) | {"goal": "For the garden", "do": "keep"}
    page.post("/train/own/own_1", **sent)
    (kept,) = training.store.own_programmes()
    assert (kept.key, kept.goal) == ("own_1", "For the garden")
    assert "Garden steps" in text(page.get("/train/programmes"))
    assert page.post("/train/own/own_1/delete").status_code == 400
    page.post("/train/own/own_1/delete", sure="1")
    assert training.store.own_programmes() == () and page.get("/train/own/own_1").status_code == 404
