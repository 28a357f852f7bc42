"""History and trends of each runner, the group as a coach sees it, the morning after, and taking along or deleting."""

from __future__ import annotations

import logging
import tempfile
from dataclasses import dataclass
from math import isfinite, nan
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from ..errors import BadInput
from ..training.energy import HONEST
from ..training.gates import gates
from ..training.plan import LEVELS_IN_ORDER
from ..training.progress import (
    TrendPoint,
    after_morning,
    bests,
    group_line,
    streak_weeks,
    trend,
    trend_told,
    week_because,
)
from ..training.record import SessionRecord, Soreness
from . import train_words
from .media import charts_are_here
from .parts import parts
from .roles import owners_only
from .seats import Seats
from .trainee import Trainee, everybody, known_trainee, named, trainee, training

log = logging.getLogger(__name__)

progress = Blueprint("progress", __name__)
MOST_SESSIONS, MOST_NOTE = 60, 400
ASKED_PLACES = ("calf", "achilles", "shin", "knee", "quadriceps", "ankle", "foot", "hip", "back", "neck")
FIRST_TRENDS = ("trunk_lean_deg", "cadence_spm", "speed_mps", "step_length_m", "knee_at_contact_deg", "elbow_deg")
one_export = Seats(1)


# ---- what is seen


@progress.get("/progress")
def page() -> Response | str:
    """One runner, or the group."""
    if "runner" in request.args:
        return _runner(known_trainee())
    name = parts().session.runner
    if name and "everybody" not in request.args:
        return redirect(url_for("progress.page", runner=name))
    now_s = training().now()
    lines = [_line(trainee(name), now_s) for name in everybody()]
    lines.sort(key=lambda line: (not line.attention, line.name.casefold()))
    return render_template(
        "progress_group.html", lines=lines, words=train_words, own=training().store.own_programmes(),
        levels=LEVELS_IN_ORDER, notice=training().notice(),
    )  # fmt: skip


def _line(one: Trainee, now_s: float) -> Any:
    return group_line(one.person, one.sessions, one.mornings, now_s)


def _runner(one: Trainee) -> str:
    now_s = training().now()
    return render_template(
        "progress.html", one=one, words=train_words, gates=gates(one.person, one.sessions, one.mornings),
        week_because=week_because(one.programme, one.person, one.sessions) if one.sessions else "",
        streak=streak_weeks(one.sessions, now_s), bests=bests(one.sessions), trends=_trends(one.sessions),
        charts=charts_are_here(), energy=_energy(one), honest=HONEST, morning=one.asked_about(now_s),
        line=_line(one, now_s), newest=tuple(reversed(one.sessions))[:MOST_SESSIONS],
        mornings=tuple(reversed(one.mornings))[:MOST_SESSIONS], notice=training().notice(),
        total_m=sum(s.backward_m for s in one.sessions if isfinite(s.backward_m)),
        unmeasured=sum(not isfinite(s.backward_m) for s in one.sessions),
    )  # fmt: skip


@dataclass(frozen=True)
class Trend:
    """One measure over the sessions, as the page draws and tells it."""

    name: str
    title: str
    unit: str
    points: tuple[TrendPoint, ...]
    told: str


def _trends(sessions: tuple[SessionRecord, ...]) -> tuple[Trend, ...]:
    """What was measured in more than one session, what matters most first."""
    names = {m.name for one in sessions for m in one.measured}
    known = [name for name in FIRST_TRENDS if name in names] + sorted(names - set(FIRST_TRENDS))
    found = []
    for name in known:
        points = tuple(p for p in trend(sessions, name) if isfinite(p.value) and isfinite(p.at_s))
        if len(points) > 1:
            title, unit = train_words.measure_words(name)
            found.append(Trend(name, title, unit, points, trend_told(points)))
    return tuple(found)


@dataclass(frozen=True)
class Energy:
    """About how much energy the sessions took that could be reckoned."""

    kcal: float
    sessions: int
    rough: bool


def _energy(one: Trainee) -> Energy | None:
    """None where nobody may be shown it: unasked in rehabilitation and senior mobility."""
    if one.person.programme in ("rehab_knee", "senior") and not one.person.show_energy:
        return None
    known = [s for s in one.sessions if isfinite(s.kcal)]
    return Energy(sum(s.kcal for s in known), len(known), any(s.kcal_rough for s in known))


@progress.get("/progress/session")
def session() -> str:
    """One session of a runner, by the time at which it began."""
    one = known_trainee()
    last = next((s for s in one.sessions if f"{s.began_at_s:.0f}" == request.args.get("at")), None)
    if last is None:
        abort(404)
    backs = tuple(bout for bout in last.bouts if bout.way == "backward" and bout.kind in ("main", "drill"))
    return render_template("progress_session.html", one=one, last=last, words=train_words, backs=backs)


# ---- the morning after


@progress.get("/progress/morning")
def morning() -> str:
    one = known_trainee()
    about = one.asked_about(training().now()) or one.last
    places = [(key, train_words.PLACES[key]) for key in ASKED_PLACES]
    return render_template("progress_morning.html", one=one, about=about, places=places, words=train_words)


@progress.post("/progress/morning")
def tell_morning() -> Response:
    one = trainee(named(request.form))
    about = one.asked_about(training().now()) or one.last
    worse = {"yes": True, "no": False, "unsure": None}.get(request.form.get("worse", ""), "missing")
    if about is None or worse == "missing":
        abort(400)
    levels = tuple((where, level) for where in ASKED_PLACES if (level := _level(f"at_{where}")) > 0)
    note = " ".join(request.form.get("note", "").split())[:MOST_NOTE]
    told = Soreness(training().now(), about.began_at_s, levels, worse, note)
    try:
        training().store.add_soreness(one.name, told)
        training().store.keep_person(after_morning(one.person, one.sessions, (*one.mornings, told)))
    except OSError as fault:
        log.warning("The morning after was not kept: %s", fault)
        abort(503, "disk")
    return redirect(url_for("progress.page", runner=one.name, told="1"), 303)


def _level(name: str) -> float:
    asked = request.form.get(name, "")
    return float(min(int(asked), 10)) if asked.isdecimal() else nan


# ---- taken along, deleted


@progress.get("/progress/export.zip")
@owners_only
def export() -> Response:
    """Everything of a runner as one file, with the films where they are asked for."""
    name, films = known_trainee().name, request.args.get("films") == "1"
    if not one_export.take():
        abort(503, "export")
    try:
        with tempfile.TemporaryDirectory(prefix="backstride-export-") as folder:
            made = Path(folder) / "backstride.zip"
            training().personal.export(name, made, films)
            size = made.stat().st_size
            response = send_file(made.open("rb"), "application/zip", True, "backstride-everything.zip")
    except (BadInput, OSError) as fault:
        log.warning("Somebody's data could not be taken along: %s", fault)
        abort(409, "personal")
    finally:
        one_export.leave()
    response.content_length = size
    return response


@progress.get("/progress/delete")
@owners_only
def ask_delete() -> str:
    """The first of two questions."""
    return render_template("progress_delete.html", one=known_trainee(), sure=False, problem="", clips_too=True)


@progress.post("/progress/delete")
def delete() -> Response:
    """Asks a second time, by the name; then deletes everything."""
    name = named(request.form)
    if name.casefold() not in {one.casefold() for one in everybody()}:
        abort(404)
    one, clips_too = trainee(name), request.form.get("clips") == "1"
    typed = " ".join(request.form.get("typed", "").split()).casefold()
    if typed != one.name.casefold():
        problem = "That is not the name." if "typed" in request.form else ""
        page = render_template("progress_delete.html", one=one, sure=True, problem=problem, clips_too=clips_too)
        return make_response(page, 400 if problem else 200)
    try:
        gone = training().personal.forget(one.name, clips_too)
    except BadInput as refusal:
        log.warning("A person was not deleted: %s", refusal)
        problem = "A clip of theirs is being recorded: stop the coaching first, then delete."
        page = render_template("progress_delete.html", one=one, sure=True, problem=problem, clips_too=clips_too)
        return make_response(page, 409)
    except OSError as fault:
        log.warning("A person was not deleted: %s", fault)
        abort(503, "disk")
    if parts().session.runner.casefold() == one.name.casefold():
        parts().session.runner = ""
    parts().exporting.forget()
    return make_response(render_template("progress_deleted.html", gone=gone))
