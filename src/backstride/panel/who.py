"""Who runs now: chosen among the people who are known here, or a new name. Clips carry it from the next frame on."""

from __future__ import annotations

import logging

from flask import Blueprint, abort, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from .access import wants_json
from .parts import parts

log = logging.getLogger(__name__)

who = Blueprint("who", __name__)
MOST_NAME = 80
BACK = {"/", "/train"}  # the pages on which this is asked


@who.post("/runner")
def set_runner() -> Response:
    """The runner from the next frame on; an empty name is nobody."""
    asked = request.form.get("runner")
    if asked is None or len(asked) > MOST_NAME:
        abort(400)
    parts().session.runner = _kept(asked)
    if wants_json():
        return jsonify(runner=parts().session.runner)
    back = request.form.get("back", "/")
    return redirect(back if back in BACK else url_for("live.page"), 303)


def _kept(name: str) -> str:
    try:
        return parts().runners.add(name)
    except OSError as fault:  # a disk that is full keeps nobody from running under a name
        log.warning("The name of a runner was not kept: %s", fault)
        return " ".join(name.split())
