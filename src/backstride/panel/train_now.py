"""The guided session that runs: what holds now, its questions, its buttons, and what it came to."""

from __future__ import annotations

from typing import get_args

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ..training.drills import DRILLS
from ..types import Answer, Press
from . import train_words
from .access import wants_json
from .live import now
from .parts import parts
from .trainee import trainee, training

train_now = Blueprint("train_now", __name__)
PRESSES = ("start", "next", "pause", "skip", "end")
MOST_ANSWER = 40


@train_now.get("/train/now")
def page() -> Response | str:
    shown = now(parts())
    drills = {one.key: one for one in DRILLS}
    begun = request.args.get("begun") == "1"
    return render_template("train_now.html", shown=shown, guided=shown.training, drills=drills, begun=begun)


@train_now.post("/train/press/<what>")
def press(what: Press) -> AnyResponse:
    if what not in PRESSES or what not in get_args(Press):
        abort(404)
    parts().session.press(what)
    return _done(what)


@train_now.post("/train/answer")
def answer() -> AnyResponse:
    question, value = request.form.get("question", ""), request.form.get("value", "")
    if not question or not value or max(len(question), len(value)) > MOST_ANSWER:
        abort(400)
    parts().session.press(Answer(question, value))
    return _done(question)


def _done(what: str) -> AnyResponse:
    return jsonify(done=what) if wants_json() else redirect(url_for("train_now.page"), 303)


@train_now.get("/train/done")
def done() -> AnyResponse | str:
    """What the last session came to."""
    name = parts().session.runner
    one = trainee(name) if name else None
    if one is None or one.last is None:
        return redirect(url_for("train.page"), 303)
    return render_template(
        "train_done.html", one=one, last=one.last, words=train_words, notice=training().notice(), backs=_backs(one.last)
    )


def _backs(last) -> tuple:
    return tuple(bout for bout in last.bouts if bout.way == "backward" and bout.kind in ("main", "drill"))
