"""History and trends, the group, the morning after, taking along and deleting."""

from math import nan

import pytest
from training_fakes import DAY_S, NOW_S, Clock, done, history, ready, training_parts

from backstride.errors import BadInput
from backstride.training.facts import FACTS, MISQUOTED
from backstride.training.record import Measured


@pytest.fixture
def training(tmp_path):
    parts = training_parts(tmp_path / "training", Clock())
    history(parts.store)
    return parts


@pytest.fixture
def page(build, browser_of, training):
    return browser_of(build(training=training))


def text(answer):
    return " ".join(answer.get_data(as_text=True).split())


def test_one_runner_with_gates_trends_records_and_mornings(page):
    said = text(page.get("/progress?runner=Ada"))
    for words in ("First steps", "week 2 of 2", "What opens next", "2 whole sessions on this level", "6 of 2",
                  "Trunk lean", "As a table", "± 2", "Most backward in one session", "130 m", "calf 3, shin 1",
                  "stairs were hard", "About 366 kcal (± 20 %)", "30 to 35 % more energy than forward"):  # fmt: skip
        assert words in said, words


def test_a_gate_that_is_missed_says_what_was_found(page):
    said = text(page.get("/progress?runner=Ben"))
    assert "effort 5 of 10 at most" in said and "0 of 2" in said and "to go" in said
    assert "Not yet:" in said and "Not known:" in said


def test_a_trend_within_its_error_is_no_change(page, training):
    training.store.keep_person(ready("Cal"))
    for n in range(3):
        training.store.add_session(done("Cal", 9.0 - 3 * n, lean=2.0 + 0.3 * n, error=2.0))
    assert "No change beyond the error of ± 2" in text(page.get("/progress?runner=Cal"))


def test_a_trend_whose_error_nobody_knows_tells_no_change(page, training):
    training.store.keep_person(ready("Cal"))
    for n in range(3):
        training.store.add_session(done("Cal", 9.0 - 3 * n, measured=(Measured("speed_mps", 0.5 + n, nan, 9),)))
    assert "Its error is not known" in text(page.get("/progress?runner=Cal"))


def test_who_runs_now_is_shown_first_and_everybody_is_a_link_away(page, session):
    session.runner = "Ada"
    assert page.get("/progress").location == "/progress?runner=Ada"
    assert "Progress of everybody" in text(page.get("/progress?everybody=1"))


def test_in_the_group_who_needs_a_look_stands_first(page):
    said = text(page.get("/progress"))
    assert said.index(">Ben<") < said.index(">Ada<") < said.index(">Zoe<")
    assert "After a fall: one level down" in said and "none yet" in said


def test_a_runner_whom_nobody_knows_is_not_found(page):
    assert page.get("/progress?runner=Nobody").status_code == 404
    assert page.get("/progress?runner=").status_code == 404


def test_one_session_stretch_by_stretch(page):
    said = text(page.get(f"/progress/session?runner=Ada&at={NOW_S - 3 * DAY_S:.0f}"))
    assert "Stretch by stretch" in said and "0.65 m/s" in said
    assert page.get("/progress/session?runner=Ada&at=1").status_code == 404


def test_the_morning_after_is_asked_kept_and_counts(page, training):
    training.store.keep_person(ready("Cal"))
    training.store.add_session(done("Cal", 1.0))
    assert "How do you feel after" in text(page.get("/progress?runner=Cal"))
    page.post("/progress/morning", runner="Cal", worse="yes", at_calf="4", at_knee="0", note="stiff")
    (told,) = training.store.soreness("Cal")
    assert (told.levels, told.worse, told.note, told.session_at_s) == ((("calf", 4.0),), True, "stiff", NOW_S - DAY_S)
    assert training.store.person("Cal").stopped_why.startswith("Worse the next morning")
    assert "How do you feel after" not in text(page.get("/progress?runner=Cal"))


def test_a_morning_without_an_answer_is_refused(page):
    assert page.post("/progress/morning", runner="Ada").status_code == 400
    assert page.post("/progress/morning", runner="Zoe", worse="no").status_code == 400  # nothing to tell about


def test_rehabilitation_shows_no_energy_unless_asked(page, training):
    training.store.keep_person(ready(programme="rehab_knee"))
    assert "kcal" not in text(page.get("/progress?runner=Ada"))
    training.store.keep_person(ready(programme="rehab_knee", show_energy=True))
    assert "kcal" in text(page.get("/progress?runner=Ada"))


def test_everything_is_taken_along(page, training):
    answer = page.get("/progress/export.zip?runner=Ada&films=1")
    assert answer.data == b"PK made up" and "attachment" in answer.headers["Content-Disposition"]
    assert training.personal.asked == [("export", "Ada", True)]


def test_deleting_asks_twice_and_then_nothing_is_left(page, training, session):
    session.runner = "Ada"
    assert "Delete everything of Ada?" in text(page.get("/progress/delete?runner=Ada"))
    assert "Type the name" in text(page.post("/progress/delete", runner="Ada", clips="1"))
    wrong = page.post("/progress/delete", runner="Ada", clips="1", typed="Eve")
    assert wrong.status_code == 400 and training.store.person("Ada") is not None
    assert "are gone" in text(page.post("/progress/delete", runner="Ada", clips="1", typed=" ada "))
    assert training.personal.asked == [("forget", "Ada", True)] and session.runner == ""
    assert page.get("/progress?runner=Ada").status_code == 404


def test_a_clip_that_is_being_recorded_holds_a_deletion_up(page, training):
    training.personal.refusal = BadInput("20260101: is being recorded")
    answer = page.post("/progress/delete", runner="Ada", clips="1", typed="Ada")
    assert answer.status_code == 409 and "stop the coaching first" in text(answer)


def test_facts_stand_with_their_sources_and_what_is_misquoted(page):
    said = text(page.get("/facts"))
    assert said.count("Last checked") == len(FACTS) and said.count("<dt>\u201c") == len(MISQUOTED)


def test_professionals_find_the_errors_and_the_limits(page):
    said = text(page.get("/professionals"))
    for words in ("Not a medical device", "Trunk lean", "± 2°", "not given", "bench accuracy", "What is not measured"):
        assert words in said
