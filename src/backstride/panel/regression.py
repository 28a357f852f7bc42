"""A clip becomes a recording that the tests replay: asked for with the consent of everybody on it, made beside."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from ..errors import BadInput
from .clip_parts import Export, Regressions
from .exporting import Job
from .media import clip_of, clips
from .parts import parts
from .roles import owners_only

regression = Blueprint("regression", __name__)
KEY = "regression"


@regression.get("/clips/<id>/regression")
@owners_only
def page(id: str) -> Response:
    """The form, or how the recording stands; asks again by itself while it is being made."""
    clip, makes = clip_of(id), makers()
    job = parts().exporting.job(id, KEY)
    state = job.state if job and request.args.get("anew") != "1" else "none"
    response = make_response(render_template(
        "clip_regression.html", clip=clip, state=state, made=_made(job) if state == "made" else "",
        suggested=makes.suggested(clip), licences=makes.licences,
    ))  # fmt: skip
    if state == "making":
        response.headers["Refresh"] = "2"
    return response


@regression.post("/clips/<id>/regression")
def make(id: str) -> Response:
    """Refused without consent: who agreed must be said, and that everybody did."""
    clip, makes = clip_of(id), makers()
    if request.form.get("agreed") != "1" or request.form.get("licence") not in makes.licences:
        abort(400, "consent")
    told = {name: " ".join(request.form.get(name, "").split()) for name in ("consent", "name", "licence")}
    wish = makes.wish(**told, film=request.form.get("points") != "1")
    try:
        makes.check(wish)
    except BadInput:
        abort(400, "consent")
    written = Export(KEY, "Test recording", ".txt", lambda clip, path: _write(path, makes.make(clip, wish)), slow=True)
    if not parts().exporting.start(clip, written):
        abort(409, "export")
    return redirect(url_for("regression.page", id=id), 303)


def makers() -> Regressions:
    """Who makes test recordings here, or 404."""
    return clips().regressions or abort(404)


def _write(path: Any, made: str) -> None:
    path.write_text(made, encoding="utf-8")


def _made(job: Job) -> str:
    return job.path.read_text(encoding="utf-8")
