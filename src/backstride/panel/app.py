"""Puts the panel together from its parts: ``create_app(parts)``."""

from __future__ import annotations

from flask import Flask, g, jsonify, make_response, render_template
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from .access import access, require_session, wants_json
from .backup import backup
from .calibrate import calibrate
from .clips import clips
from .facts import facts
from .guard import check_form_token, form_token, guard
from .health import health
from .limits import limit_body
from .live import live
from .media import media
from .own import own
from .parts import PanelParts, parts
from .people import people
from .progress import progress
from .regression import regression
from .review import review
from .roles import check_role, is_owner
from .settings import settings, start_page
from .sound import sound
from .train import train
from .train_now import train_now
from .who import who

__all__ = ["PanelParts", "create_app"]

USUAL = (
    live, who, train, train_now, progress, own, facts, clips, review, media, regression, calibrate, people, settings,
    backup, sound, health,
)  # fmt: skip
SAFE_MODE = (settings, start_page)
MOST_FORM_BYTES = 16 * 1024
SENTENCES = {
    400: "This request can't be understood.",
    401: "Please sign in first.",
    403: "This is not allowed.",
    404: "There is no such page.",
    405: "This page can't be used that way.",
    409: "This could not be done with the clip. Please load the page again.",
    413: "That is too much at once.",
    416: "The file has no such part.",
    500: "Something went wrong inside. The coaching is not affected; please try again.",
    503: "All viewers' places are taken. Please close another window.",
}
REASONS = {  # why guard refused, as it names it
    "host": "Backstride is not known by this address. Please use the address it printed.",
    "origin": "This request came from another site.",
    "form": "This page is out of date. Please load it again.",
    "owner": "Only the owner may do this. You are signed in as a viewer.",
    "trim": "A part to keep begins within the clip and lasts a little: please choose its begin and end again.",
    "backup": "A backup is being made or brought back just now, or the disk does not take it. Please try again later.",
    "export": "Another export is being made, or this clip cannot be exported so. Please try again in a while.",
    "consent": "Without the consent of everybody on it no clip becomes a test recording: please say who agreed.",
    "pdf": "A PDF needs the Debian package fonts-dejavu-core. The page itself can be printed.",
    "examining": "An examination is running already. Please wait a few seconds.",
    "nobody": "Please choose first who trains.",
    "disk": "The disk did not take it: nothing was changed. Is it full?",
    "personal": "This could not be taken along just now. Please try again in a while.",
    "clip": "This could not be done with the clip. Please load the page again.",
}


def create_app(collaborators: PanelParts) -> Flask:
    """The panel as a WSGI app."""
    web = collaborators.web
    app = Flask(__name__, template_folder=str(web / "templates"), static_folder=str(web / "static"))
    app.config["MAX_CONTENT_LENGTH"] = MOST_FORM_BYTES
    app.extensions["backstride"] = collaborators
    guard(app)
    app.before_request(require_session)
    app.before_request(check_role)  # before the form is read: a stranger's or viewer's body is not even looked at
    app.before_request(limit_body)
    app.before_request(check_form_token)
    app.register_blueprint(access)
    for pages in SAFE_MODE if collaborators.settings.safe_mode else USUAL:
        app.register_blueprint(pages)
    app.register_error_handler(HTTPException, tell_error)
    app.context_processor(for_every_page)
    return app


def for_every_page() -> dict:
    return {
        "version": parts().version, "csrf": form_token, "signed_in": g.get("visitor") is not None, "owner": is_owner(),
        "safe_mode": parts().settings.safe_mode,
    }  # fmt: skip


def tell_error(error: HTTPException) -> Response:
    """A short page for people, a line of JSON for programs; never a path, a trace or what was asked for."""
    code = error.code or 500
    sentence = REASONS.get(str(error.description)) or SENTENCES.get(code, error.name + ".")
    if wants_json():
        response = make_response(jsonify(error=sentence), code)
    else:
        response = make_response(render_template("error.html", code=code, sentence=sentence), code)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After", "Content-Range"}:
            response.headers[name] = value
    return response
