"""The settings page: the file as text, checked as a whole, saved whole. The only page beside the door in safe mode."""

from __future__ import annotations

import logging

from flask import Blueprint, abort, jsonify, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from ..errors import BadInput
from .access import wants_json
from .limits import takes
from .parts import parts
from .roles import owners_only
from .settings_parts import SettingsParts

log = logging.getLogger(__name__)

settings = Blueprint("settings", __name__)
start_page = Blueprint("start_page", __name__)  # of safe mode
MOST_LETTERS = 32 * 1024
MOST_BYTES = 128 * 1024  # of the form: each letter may be three bytes there
LATER = "They hold from the next start."
UNREADABLE = "The settings file can't be read."


@start_page.get("/")
@owners_only
def start() -> Response:
    return redirect("/config")


@settings.get("/config")
@owners_only
def page() -> Response:
    try:
        text = _own().read()
    except BadInput as fault:
        log.warning("The settings are not shown: %s", fault)
        return _page("", (UNREADABLE,))
    return _page(text, _own().check(text))


@settings.post("/config/check")
@takes(MOST_BYTES)
def check() -> Response:
    """Every fault of the text, and nothing is changed."""
    text = _text()
    faults = _own().check(text)
    if wants_json():
        return jsonify(faults=list(faults))
    return _page(text, faults, "" if faults else "Nothing is wrong with these settings. They are not saved yet.")


@settings.post("/config/save")
@takes(MOST_BYTES)
def save() -> Response:
    """Keeps the text where it has no fault; the file before stays beside it."""
    text = _text()
    if faults := _own().check(text):
        return _told(text, faults, 400)
    try:
        _own().save(text)
    except BadInput as fault:  # its sentence names a path: that is for the log alone
        log.error("The settings were not saved: %s", fault)
        return _told(text, ("They could not be saved: the file can't be written.",), 500)
    if _own().safe_mode:
        return _restarting()
    return jsonify(saved=True) if wants_json() else _page(text, (), f"The settings are saved. {LATER}")


@settings.post("/config/restart")
def restart() -> Response:
    """Ends what runs and takes the saved settings up."""
    if _own().restart is None:
        abort(409)
    return _restarting()


def _restarting() -> Response:
    """The program starts again when this answer has left."""
    response = jsonify(restarting=True) if wants_json() else make_response(render_template("restarting.html"))
    response.headers["Refresh"] = "20; url=/"
    if _own().restart is not None:
        response.call_on_close(_own().restart)
    return response


def _told(text: str, faults: tuple[str, ...], status: int) -> Response:
    return make_response(jsonify(faults=list(faults)), status) if wants_json() else _page(text, faults, "", status)


def _page(text: str, faults: tuple[str, ...], said: str = "", status: int = 200) -> Response:
    page = render_template("config.html", text=text, faults=faults, said=said, own=_own(), most=MOST_LETTERS)
    return make_response(page, status)


def _text() -> str:
    text = request.form.get("text")
    if text is None or len(text) > MOST_LETTERS:
        abort(400)
    return text.replace("\r\n", "\n")


def _own() -> SettingsParts:
    return parts().settings
