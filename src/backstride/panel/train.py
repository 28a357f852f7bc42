"""The way into a training: who, what everybody reads first, the questions about health, a programme, and today."""

from __future__ import annotations

import logging
from dataclasses import replace
from math import isfinite, nan
from typing import Any, get_args

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ..training.drills import DRILLS
from ..training.facts import SAFETY
from ..training.person import LookMode, Person
from ..training.plan import LEVELS_IN_ORDER
from ..training.prescription import Prescription, Refusal
from ..training.programmes import PROGRAMMES, programme
from ..training.readiness import LINK_NOTE, QUESTIONS, SORE_WRIST, closed_because, readiness, ticks, walk_test
from ..types import Begin
from . import train_words
from .parts import parts
from .roles import owners_only
from .trainee import Trainee, back_today, everybody, todays, trainee, training

log = logging.getLogger(__name__)

train = Blueprint("train", __name__)
AGREED = ("professional", "clinician")
HEIGHT_M, MASS_KG, WBGT_C = (0.8, 2.6), (20.0, 250.0), (-20.0, 60.0)


@train.get("/train")
def page() -> Response | str:
    """Today. While a session runs, that session."""
    if is_running():
        return redirect(url_for("train_now.page"))
    name = parts().session.runner
    if not name:
        return render_template("train_who.html", names=everybody(), notice=training().notice())
    return _today(trainee(name))


def is_running() -> bool:
    """Whether a guided session runs now."""
    moment = parts().latest.moment
    return moment is not None and moment.training.phase not in ("off", "over")


def _today(one: Trainee, refused: tuple[str, ...] = (), status: int = 200) -> Response:
    now_s = training().now()
    one, came_back = back_today(one, now_s)
    ready = readiness(one.person, now_s)
    wbgt_c, spotter = _number(request.values, "wbgt_c", WBGT_C), request.values.get("spotter") == "1"
    planned = todays(one, wbgt_c, spotter)
    missing = _missing(one.person)
    setup = parts().setup
    asked = planned.ticks if isinstance(planned, Prescription) else ticks(setup.site, False, spotter, ready.adult)
    page = render_template(
        "train.html", one=one, ready=ready, planned=planned if isinstance(planned, Prescription) else None,
        refusal=planned if isinstance(planned, Refusal) else None, missing=missing, came_back=came_back,
        refused=refused, words=train_words, treadmill=setup.site == "treadmill", setup=setup,
        ticks=[key for key in asked if key != "pain_now"], wbgt_c=wbgt_c if isfinite(wbgt_c) else "", spotter=spotter,
        morning=one.asked_about(now_s), notice=training().notice(),
        uncalibrated=setup.site == "track" and setup.lane is None and setup.view != "side",
    )  # fmt: skip
    return make_response(page, status)


def _missing(person: Person) -> tuple[str, ...]:
    """What must be done before the first session, in order: keys of pages."""
    undone = []
    if not isfinite(person.onboarded_at_s):
        undone.append("safety")
    if not isfinite(person.answered_at_s):
        undone.append("questions")
    return tuple(undone)


@train.post("/train/begin")
def begin() -> Response:
    """Begins today's session: the loop takes it up at its next frame."""
    one = _one()
    one, came_back = back_today(one, training().now())
    wbgt_c, spotter = _number(request.form, "wbgt_c", WBGT_C), request.form.get("spotter") == "1"
    given = [(key, "yes") for key in train_words.TICKS if request.form.get(f"tick_{key}") == "1"]
    if request.form.get("pain_now", "").isdecimal():
        given.append(("pain_now", str(min(int(request.form["pain_now"]), 10))))
    planned = todays(one, wbgt_c, spotter or request.form.get("tick_spotter") == "1", tuple(given))
    if isinstance(planned, Refusal):
        return _today(one, planned.reasons, 409)
    if came_back:
        _keep(one.person)
    parts().session.press(Begin(planned))
    return redirect(url_for("train_now.page", begun="1"), 303)


# ---- before the first session


@train.get("/train/safety")
def safety() -> str:
    return render_template("train_safety.html", texts=SAFETY, name=parts().session.runner)


@train.post("/train/safety")
def read_safety() -> Response:
    one = _one()
    _keep(replace(one.person, onboarded_at_s=training().now()))
    return _on(one.name)


@train.get("/train/questions")
@owners_only
def questions() -> Response | str:
    """The questions about health. What was answered is for the owner's eyes alone."""
    if not parts().session.runner:
        return redirect(url_for("train.page"))
    one = _one()
    return render_template(
        "train_questions.html", one=one, questions=(*QUESTIONS, SORE_WRIST), said=dict(one.person.answers),
        link_note=LINK_NOTE, looks=train_words.LOOKS, missing=(), ready=readiness(one.person, training().now()),
    )  # fmt: skip


@train.post("/train/questions")
def answer_questions() -> Response:
    one = _one()
    said = {q.key: request.form.get(q.key) for q in (*QUESTIONS, SORE_WRIST)}
    answers = tuple((key, value == "yes") for key, value in said.items() if value in ("yes", "no"))
    missing = tuple(q.key for q in QUESTIONS if said[q.key] not in ("yes", "no"))
    agreed = tuple(key for key in AGREED if request.form.get(f"agreed_{key}") == "1")
    person = replace(
        one.person, answers=answers, agreed=agreed, answered_at_s=nan if missing else training().now(),
        look_mode=_look_mode(), height_m=_number(request.form, "height_m", HEIGHT_M),
        mass_kg=_number(request.form, "mass_kg", MASS_KG), show_energy=request.form.get("show_energy") == "1",
        added_at_s=one.person.added_at_s if isfinite(one.person.added_at_s) else training().now(),
    )  # fmt: skip
    _keep(person)
    if missing:
        page = render_template(
            "train_questions.html", one=replace(one, person=person), questions=(*QUESTIONS, SORE_WRIST),
            said=dict(answers), link_note=LINK_NOTE, looks=train_words.LOOKS, missing=missing,
            ready=readiness(person, training().now()),
        )  # fmt: skip
        return make_response(page, 400)
    return _on(one.name)


@train.post("/train/agreed")
def agreed() -> Response:
    """A professional was seen after pain, and has agreed: the questions are asked again."""
    one = _one()
    if request.form.get("sure") != "1":
        abort(400)
    _keep(replace(one.person, stopped_why="", answered_at_s=nan))
    return _on(one.name)


# ---- a programme


@train.get("/train/programmes")
def programmes() -> Response | str:
    name = parts().session.runner
    one = trainee(name) if name else None
    now_s = training().now()
    shown = [(each, _closed(each, one, now_s) if one else ()) for each in (*PROGRAMMES, *_own())]
    return render_template("train_programmes.html", one=one, shown=shown, words=train_words)


@train.get("/train/programmes/<key>")
def one_programme(key: str) -> str:
    """All weeks of a programme."""
    found = programme(key, _own())
    if found is None:
        abort(404)
    name = parts().session.runner
    one = trainee(name) if name else None
    closed = _closed(found, one, training().now()) if one else ()
    treadmill = parts().setup.site == "treadmill"
    return render_template(
        "train_programme.html", programme=found, one=one, closed=closed, words=train_words, treadmill=treadmill
    )


@train.post("/train/programmes/<key>/choose")
def choose(key: str) -> Response:
    """Trains this programme from its first week on."""
    one, found = _one(), programme(key, _own())
    if found is None:
        abort(404)
    if _closed(found, one, training().now()):
        return _to_programme(key)
    if one.person.programme != found.key:
        _keep(replace(one.person, programme=found.key, week=1))
    return _on(one.name)


def _closed(found: Any, one: Trainee, now_s: float) -> tuple[str, ...]:
    """Why a programme is not open now, in whole sentences."""
    why = closed_because(found, one.person, one.done, now_s)
    level, begins = one.person.level, found.at_least
    if LEVELS_IN_ORDER.index(level) < LEVELS_IN_ORDER.index(begins):
        name = train_words.level_words
        why += (f"It begins on the level \u201c{name(begins)}\u201d; yours is \u201c{name(level)}\u201d now.",)
    return why


def _to_programme(key: str) -> Response:
    return redirect(url_for("train.one_programme", key=key), 303)


def _own() -> tuple:
    return training().store.own_programmes()


# ---- drills, and the timed walk


@train.get("/train/drills")
def drills() -> str:
    return render_template("train_drills.html", drills=DRILLS, words=train_words)


@train.get("/train/walk-test")
def walk() -> str:
    """Three metres backward beside a helper, timed: what the time says."""
    seconds = _number(request.args, "seconds", (0.5, 120.0))
    told = walk_test(seconds) if "seconds" in request.args else None
    return render_template("train_walk.html", told=told, seconds=seconds if isfinite(seconds) else "")


# ---- what several share


def _one() -> Trainee:
    """Who runs now; 400 while nobody was named."""
    if not parts().session.runner:
        abort(400, "nobody")
    return trainee(parts().session.runner)


def _keep(person: Person) -> None:
    try:
        training().store.keep_person(person)
    except OSError as fault:
        log.warning("The answers were not kept: %s", fault)
        abort(503, "disk")


def _on(name: str) -> Response:
    """On to the next page that is still to be done, else to today."""
    undone = _missing(trainee(name).person)
    return redirect(url_for(f"train.{undone[0]}" if undone else "train.page"), 303)


def _look_mode() -> LookMode:
    asked = request.form.get("look_mode", "solo")
    return asked if asked in get_args(LookMode) else "solo"


def _number(values: Any, name: str, within: tuple[float, float]) -> float:
    """A number that somebody typed, with a comma or a point; NaN where it is none or makes no sense."""
    try:
        number = float(values.get(name, "").strip().replace(",", "."))
    except ValueError:
        return nan
    return number if within[0] <= number <= within[1] else nan
