"""The way into a training: what must come first, what is open, what is sent to the loop, and who may change it."""

from dataclasses import replace
from math import isfinite, nan

import pytest
from panel_fakes import ScriptedLatest, moment
from training_fakes import NOW_S, Clock, done, history, ready, training_parts

from backstride.training.person import Person
from backstride.training.prescription import Prescription
from backstride.training.programmes import PROGRAMMES
from backstride.training.readiness import QUESTIONS
from backstride.types import Answer, Begin, Guided, Question, Setup


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def training(tmp_path, clock):
    return training_parts(tmp_path / "training", clock)


@pytest.fixture
def page(build, browser_of, training, session):
    """The owner's browser; Ada runs."""
    session.runner = "Ada"
    return browser_of(build(training=training))


def text(answer):
    return " ".join(answer.get_data(as_text=True).split())


NO = {question.key: "no" for question in QUESTIONS}


# ---- before the first session


def test_somebody_is_chosen_first(page, session):
    session.runner = ""
    assert "Who trains?" in text(page.get("/train"))
    page.post("/runner", runner="Ada", back="/train")
    assert session.runner == "Ada"
    assert page.post("/runner", runner="Ada", back="/train").location == "/train"
    assert page.post("/runner", runner="Ada", back="https://elsewhere.example/").location == "/"


def test_the_text_then_the_questions_then_the_first_session(page, training):
    assert "Read before you begin" in text(page.get("/train"))
    assert page.post("/train/safety").location == "/train/questions"
    assert page.post("/train/questions", **NO, look_mode="spotter", height_m="1,71").location == "/train"
    kept = training.store.person("Ada")
    assert (kept.onboarded_at_s, kept.answered_at_s, kept.look_mode, kept.height_m) == (NOW_S, NOW_S, "spotter", 1.71)
    assert "First steps, week 1 of 2" in text(page.get("/train")) and "Begin" in text(page.get("/train"))


def test_a_question_left_open_is_kept_open(page, training):
    page.post("/train/safety")
    answer = page.post("/train/questions", **(NO | {"q4": ""}))
    assert answer.status_code == 400 and "1 question is not answered yet" in text(answer)
    assert not isfinite(training.store.person("Ada").answered_at_s)
    assert page.post("/train/begin").status_code == 409


@pytest.mark.parametrize(("question", "why"), [("q1", "ask your doctor"), ("q4", "physiotherapist or doctor")])
def test_a_stop_answer_closes_everything_until_a_professional_agreed(page, question, why):
    page.post("/train/safety")
    page.post("/train/questions", **(NO | {question: "yes"}))
    assert why in text(page.get("/train")) and "Not today" in text(page.get("/train"))
    page.post("/train/questions", **(NO | {question: "yes"}), agreed_professional="1")
    assert "Not today" not in text(page.get("/train"))


def test_numbers_that_make_no_sense_are_not_known(page, training):
    page.post("/train/questions", **NO, height_m="171", mass_kg="heavy")
    kept = training.store.person("Ada")
    assert not isfinite(kept.height_m) and not isfinite(kept.mass_kg)


# ---- today


def test_begin_sends_the_prescription_with_what_was_ticked(page, session, training):
    training.store.keep_person(ready())
    answer = page.post("/train/begin", tick_well="1", tick_shoes="1", tick_nonsense="1", pain_now="2", wbgt_c="26,5")
    assert answer.location == "/train/now?begun=1"
    (sent,) = session.pressed
    assert isinstance(sent, Begin) and isinstance(sent.plan, Prescription)
    assert sent.plan.given == (("well", "yes"), ("shoes", "yes"), ("pain_now", "2"))
    assert (sent.plan.runner, sent.plan.programme, sent.plan.week, sent.plan.wbgt_c) == ("Ada", "first_steps", 1, 26.5)


def test_two_days_lie_between_and_the_page_says_until_when(page, session, training):
    training.store.keep_person(ready())
    training.store.add_session(done(days_ago=1.0))
    said = text(page.get("/train"))
    assert "48 hours lie between two sessions." in said and "Again from" in said
    assert page.post("/train/begin").status_code == 409 and session.pressed == []


def test_heat_refuses_and_says_so(page, session, training):
    training.store.keep_person(ready())
    answer = page.post("/train/begin", wbgt_c="33")
    assert answer.status_code == 409 and "Too hot: 33" in text(answer) and session.pressed == []


def test_who_comes_back_after_two_weeks_begins_lower_and_is_told(page, training, session):
    training.store.keep_person(ready(level="L1", programme="fitness", week=4))
    for days_ago in (26.0, 23.0, 20.0, 17.0):
        training.store.add_session(done(days_ago=days_ago, week=2))
    assert "More than two weeks off" in text(page.get("/train"))
    assert training.store.person("Ada").week == 4  # looking changes nothing
    training.store.keep_person(replace(training.store.person("Ada"), programme="first_steps", week=2))
    page.post("/train/begin")
    assert training.store.person("Ada").level == "L0" and session.pressed[0].plan.week == 1


def test_after_a_stop_for_pain_somebody_must_have_been_seen(page, training):
    training.store.keep_person(ready(stopped_why="Worse the next morning. Please see a doctor."))
    assert "The programme is stopped" in text(page.get("/train"))
    assert page.post("/train/begin").status_code == 409
    assert page.post("/train/agreed").status_code == 400
    page.post("/train/agreed", sure="1")
    kept = training.store.person("Ada")
    assert kept.stopped_why == "" and not isfinite(kept.answered_at_s)  # the questions are asked again


# ---- programmes


def test_a_closed_programme_says_why_and_cannot_be_chosen(page, training):
    training.store.keep_person(ready())
    assert "First steps come before it." in text(page.get("/train/programmes"))
    page.post("/train/programmes/athletic/choose")
    assert training.store.person("Ada").programme == "first_steps"


def test_first_steps_open_the_fitness_programme(page, training):
    training.store.keep_person(ready(level="L1"))
    for days_ago in (12.0, 9.0, 6.0, 3.0):
        training.store.add_session(done(days_ago=days_ago, week=1 if days_ago > 8 else 2))
    page.post("/train/programmes/fitness/choose")
    assert (training.store.person("Ada").programme, training.store.person("Ada").week) == ("fitness", 1)


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda one: one.key)
@pytest.mark.parametrize("site", ["track", "treadmill"])
def test_every_week_of_every_programme_is_shown(build, browser_of, training, session, programme, site):
    page = browser_of(build(training=training, setup=Setup(site=site)))
    said = text(page.get(f"/train/programmes/{programme.key}"))
    assert all(f"Week {week.number}" in said for week in programme.weeks)
    assert ("km/h" in said) == (site == "treadmill")


def test_a_programme_that_nobody_knows_is_not_found(page):
    assert page.get("/train/programmes/nonsense").status_code == 404
    assert page.post("/train/programmes/nonsense/choose").status_code == 404


def test_the_timed_walk_says_what_it_says(page):
    assert "A usual time" in text(page.get("/train/walk-test?seconds=3,2"))
    assert "only with rails or a helper" in text(page.get("/train/walk-test?seconds=5"))
    assert "Not measured" in text(page.get("/train/walk-test?seconds=soon"))


# ---- while it runs


def guided(**more):
    usual = {"phase": "moving", "title": "First steps, week 1", "doing": "Walk backward 20 metres.",
             "part": "Set 2 of 4", "done": 12.0, "of": 20.0, "unit": "m", "block_number": 2, "blocks": 5}  # fmt: skip
    return Guided(**(usual | more))


def seeing(build, browser_of, training, shown):
    moments = [replace(moment(n), training=shown) for n in range(1, 9)]
    return browser_of(build(training=training, latest=ScriptedLatest(*moments[1:], before=moments[0])))


def test_a_session_that_runs_is_where_the_page_leads(build, browser_of, training, session):
    page = seeing(build, browser_of, training, guided())
    assert page.get("/train").location == "/train/now"
    said = text(page.get("/train/now"))
    for words in ("Walk backward 20 metres.", "12 of 20 m", "Set 2 of 4", "Part 2 of 5", "Pain", "Pause", "End"):
        assert words in said


def test_what_is_not_measured_is_said_so(build, browser_of, training):
    page = seeing(build, browser_of, training, guided(done=nan))
    assert "20 m, not measured here" in text(page.get("/train/now"))


def test_a_question_is_answered_by_a_button(build, browser_of, training, session):
    asked = Question("effort", "Effort, zero to ten?", "zero_to_ten")
    page = seeing(build, browser_of, training, guided(phase="resting", question=asked))
    said = text(page.get("/train/now"))
    assert all(f'value="{n}">{n}</button>' in said for n in range(11))
    assert page.post("/train/answer", question="effort", value="4").location == "/train/now"
    assert session.pressed == [Answer("effort", "4")]
    assert page.post("/train/answer", question="", value="4").status_code == 400
    assert page.post("/train/answer", question="x", value="4" * 100).status_code == 400


def test_every_button_reaches_the_session(page, session):
    for what in ("next", "pause", "skip", "end", "start"):
        assert page.post(f"/train/press/{what}", json=True).get_json() == {"done": what}
    assert page.post("/pain", back="/train/now").location == "/train/now"
    assert session.pressed == ["next", "pause", "skip", "end", "start", "pain"]
    assert page.post("/train/press/keep").status_code == 404


def test_the_state_carries_the_training_for_programs(build, browser_of, training):
    page = seeing(build, browser_of, training, guided(click_spm=165.0, counted=7))
    told = page.get("/api/state").get_json()["training"]
    assert (told["phase"], told["amount"], told["share"], told["counted"], told["click_spm"]) == (
        "moving", "12 of 20 m", 0.6, "7 counted", 165.0,
    )  # fmt: skip


def test_what_it_came_to(page, training):
    assert page.get("/train/done").location == "/train"
    training.store.keep_person(ready())
    training.store.add_session(done())
    said = text(page.get("/train/done"))
    for words in ("Well done, Ada", "every set done", "80 m", "4 of 10", "1 of 10, calf", "92 % good", "about 61 kcal",
                  "± 20 %", "Two days of rest"):  # fmt: skip
        assert words in said


# ---- roles


CHANGES = (
    "/train/begin", "/train/safety", "/train/questions", "/train/agreed", "/train/programmes/fitness/choose",
    "/train/press/next", "/train/answer", "/train/own/new", "/train/own/own_1/delete", "/progress/morning",
    "/progress/delete",
)  # fmt: skip


def test_a_viewer_looks_on_and_changes_nothing_but_may_press_pain(build, browser_of, training, session):
    history(training.store)
    session.runner = "Ada"
    viewer = browser_of(build(training=training), name="Ann")
    for path in ("/train", "/train/now", "/train/programmes", "/train/done", "/progress?runner=Ada",
                 "/progress?everybody=1", "/facts", "/professionals"):  # fmt: skip
        answer = viewer.get(path)
        assert answer.status_code == 200
        assert not any(words in text(answer) for words in (">Begin<", "Delete everything", "Take it along"))
    for path in ("/train/questions", "/progress/export.zip?runner=Ada", "/progress/delete?runner=Ada", "/train/own"):
        assert viewer.get(path).status_code == 403
    for path in CHANGES:
        assert viewer.post(path, runner="Ada").status_code == 403
    assert viewer.post("/pain", back="/train/now").location == "/train/now" and session.pressed == ["pain"]


def test_a_full_disk_is_told_and_changes_nothing(page, training, monkeypatch):
    training.store.keep_person(ready(level="L0"))

    def full(person):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(training.store, "keep_person", full)
    answer = page.post("/train/safety")
    assert answer.status_code == 503 and "The disk did not take it" in text(answer)


def test_a_strange_name_is_only_text(page, training, session):
    session.runner = '<script>alert("x")</script>'
    training.store.keep_person(Person(session.runner))
    said = text(page.get("/train"))
    assert "<script>alert" not in said and "&lt;script&gt;" in said
