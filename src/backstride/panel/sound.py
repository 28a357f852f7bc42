"""The sound check: play a sentence, and say whether it was heard. A machine cannot know that by itself."""

from __future__ import annotations

from flask import Blueprint, abort, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from .access import wants_json
from .parts import parts

sound = Blueprint("sound", __name__)


@sound.post("/sound/check")
def check() -> AnyResponse:
    """Has the sentence spoken."""
    parts().sound().play()
    return _done()


@sound.post("/sound/heard")
def heard() -> AnyResponse:
    """What the person who listened says."""
    answer = request.form.get("heard")
    if answer not in {"0", "1"}:
        abort(400)
    parts().sound().answer(answer == "1")
    return _done()


def _done() -> AnyResponse:
    if wants_json():
        return jsonify(sound=parts().sound().state)
    return redirect(url_for("live.page"), 303)
