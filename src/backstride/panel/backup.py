"""The backup page: the owner takes along what was entered here, or brings it back."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

from flask import Blueprint, abort, jsonify, make_response, render_template, request, send_file
from werkzeug.wrappers import Response

from ..errors import BadInput
from .access import wants_json
from .limits import takes
from .parts import parts
from .roles import owners_only
from .seats import Seats

log = logging.getLogger(__name__)

backup = Blueprint("backup", __name__)
MOST_BYTES = 32 << 20  # of what is sent here; larger ones are restored on the machine itself
MOST_UNPACKED = 256 << 20
NAME = "backstride-backup.zip"
one_at_a_time = Seats(1)


@backup.get("/backup")
@owners_only
def page() -> Response:
    return _page()


@backup.get("/backup/file")
@owners_only
def file() -> Response:
    """Made now, sent, and gone from this machine."""
    if not one_at_a_time.take():
        abort(503, "backup")
    try:
        with tempfile.TemporaryDirectory(prefix="backstride-backup-") as folder:
            made = Path(folder) / NAME
            parts().backups.make(made)
            size = made.stat().st_size
            response = send_file(made.open("rb"), "application/zip", as_attachment=True, download_name=NAME)
        response.content_length = size
        return response
    except BadInput as fault:
        log.error("No backup was made: %s", fault)
        abort(409, "backup")
    finally:
        one_at_a_time.leave()


@backup.post("/backup/restore")
@takes(MOST_BYTES)
def restore() -> Response:
    """Everything in it is checked before anything is replaced."""
    sent = request.files.get("file")
    if sent is None:
        return _refuse("Please choose a backup file.")
    if not one_at_a_time.take():
        abort(503, "backup")
    try:
        with tempfile.TemporaryDirectory(prefix="backstride-restore-") as folder:
            path = Path(folder) / NAME  # whatever the file is called where it comes from
            sent.save(path)
            words = parts().backups.restore(path, MOST_UNPACKED)
    except BadInput as refusal:
        log.warning("A backup was not restored: %s", refusal)
        return _refuse(str(refusal).removeprefix(f"{NAME}: "))
    finally:
        one_at_a_time.leave()
    return jsonify(restored=words) if wants_json() else _page(words)


def _refuse(sentence: str) -> Response:
    return make_response(jsonify(error=sentence), 400) if wants_json() else _page(problem=sentence, status=400)


def _page(said: str = "", problem: str = "", status: int = 200) -> Response:
    restart = parts().settings.restart is not None
    page = render_template("backup.html", said=said, problem=problem, restart=restart, most_mb=MOST_BYTES >> 20)
    return make_response(page, status)
