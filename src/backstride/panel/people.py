"""Who may look on: the owner adds and removes viewers."""

from __future__ import annotations

from flask import Blueprint, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from .access import wants_json
from .accounts_file import LONGEST_NAME
from .parts import parts
from .passwords import SHORTEST, Refused
from .roles import owners_only

people = Blueprint("people", __name__)


@people.get("/people")
@owners_only
def page() -> Response:
    return _page()


@people.post("/people/add")
def add() -> Response:
    name, password = request.form.get("name", ""), request.form.get("password", "")
    try:
        added = parts().accounts.add_viewer(name, password)
    except Refused as refusal:
        return _refuse(refusal)
    return _done(added)


@people.post("/people/remove")
def remove() -> Response:
    """The viewer's sessions end at once."""
    name = request.form.get("name", "")
    try:
        parts().accounts.remove_viewer(name)
    except Refused as refusal:
        return _refuse(refusal)
    return _done(name)


def _done(name: str) -> Response:
    return jsonify(done=name) if wants_json() else redirect(url_for("people.page"), 303)


def _refuse(refusal: Refused) -> Response:
    return make_response(jsonify(error=str(refusal)), 400) if wants_json() else _page(str(refusal), 400)


def _page(problem: str = "", status: int = 200) -> Response:
    page = render_template(
        "people.html", viewers=parts().accounts.viewers, problem=problem, shortest=SHORTEST, longest=LONGEST_NAME
    )
    return make_response(page, status)
