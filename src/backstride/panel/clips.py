"""The list of clips, and what people do to a clip: note, tag, keep, trim, delete and bring back."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ..errors import BadInput
from . import clip_words
from .access import wants_json
from .clip_parts import Wanted
from .media import ID, clip_of
from .media import clips as clip_parts
from .parts import parts

log = logging.getLogger(__name__)

clips = Blueprint("clips", __name__)
ROWS = 24
MOST_KEY, MOST_NAME, MOST_NOTES, MOST_TAGS = 200, 80, 4000, 12
SHORTEST_S = 0.2  # of what a trim leaves
TAG = re.compile(r"[^,\x00-\x1f\x7f]{1,40}")


# ---- what is seen


@clips.get("/clips")
def page() -> AnyResponse | str:
    """The clips, newest first, as asked for in the address; without any script."""
    shown = clip_parts()
    wanted, after = wanted_in(request.args), request.args.get("after", "")[:MOST_KEY] or None
    rows = shown.library.page(wanted, after, ROWS)
    asked = {name: value for name, value in asdict(wanted).items() if value}
    chooses = bool(asked) or request.args.get("choose") == "1"  # counting what can be chosen takes longer than the list
    return render_template(
        "clips.html", rows=rows.rows, wanted=wanted, asked=_in_address(asked), first=after is None,
        next_key=rows.next_key, choices=shown.library.choices() if chooses else None, deleted=shown.library.deleted(),
        gone=_id_or_nothing(request.args.get("deleted", "")), words=clip_words,
        notice=shown.notice or shown.library.notice,
        room=parts().recording().room,
    )  # fmt: skip


@clips.get("/api/clips")
def listed() -> AnyResponse:
    """One page of the list for programs."""
    rows = clip_parts().library.page(wanted_in(request.args), request.args.get("after", "")[:MOST_KEY] or None, ROWS)
    return jsonify(clips=[_row(row) for row in rows.rows], next=rows.next_key)


def _row(row: Any) -> dict[str, Any]:
    fields = ("id", "started_at", "title", "runner", "site", "view", "length_s", "tags", "pinned", "session")
    return {name: getattr(row, name) for name in fields} | {"cues": dict(row.cues)}


def wanted_in(asked: Any) -> Wanted:
    """The filters of an address; what makes no sense is no filter."""
    texts = {name: asked.get(name, "").strip()[:MOST_NAME] for name in ("runner", "rule", "tag", "text")}
    days = {name: _day(asked.get(name, "")) for name in ("since", "until")}
    return Wanted(**texts, **days, pinned=asked.get("pinned") == "1")


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _in_address(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: "1" if value is True else value for name, value in asked.items()}


def _id_or_nothing(text: str) -> str:
    return text if ID.fullmatch(text) else ""


# ---- what is done to a clip


@clips.post("/clips/<id>/notes")
def notes(id: str) -> AnyResponse:
    text = request.form.get("notes", "").replace("\r\n", "\n").strip()
    if len(text) > MOST_NOTES:
        abort(400)
    return _do(id, lambda library: library.write_notes(id, text))


@clips.post("/clips/<id>/tags")
def tags(id: str) -> AnyResponse:
    """The clip's tags, apart by commas, instead of those before."""
    given = [" ".join(tag.split()) for tag in request.form.get("tags", "").split(",")]
    named = tuple(dict.fromkeys(tag for tag in given if tag))
    if len(named) > MOST_TAGS or not all(TAG.fullmatch(tag) for tag in named):
        abort(400)
    return _do(id, lambda library: library.set_tags(id, named))


@clips.post("/clips/<id>/runner")
def runner(id: str) -> AnyResponse:
    name = " ".join(request.form.get("runner", "").split())
    if len(name) > MOST_NAME:
        abort(400)
    return _do(id, lambda library: library.set_runner(id, name))


@clips.post("/clips/<id>/keep")
def keep(id: str) -> AnyResponse:
    wish = request.form.get("keep")
    if wish not in {"0", "1"}:
        abort(400)
    return _do(id, lambda library: library.keep(id, wish == "1"))


@clips.post("/clips/<id>/trim")
def trim(id: str) -> AnyResponse:
    """Keeps a part of the clip; ``undo`` brings the rest back."""
    length_s = clip_of(id).row.length_s
    try:
        from_s, to_s = (float(request.form.get(name, "")) for name in ("from_s", "to_s"))
    except ValueError:
        abort(400)
    if not 0 <= from_s <= to_s - SHORTEST_S <= length_s:  # false for NaN too
        abort(400, "trim")
    return _do(id, lambda library: library.trim(id, from_s, to_s))


@clips.post("/clips/<id>/delete")
def delete(id: str) -> AnyResponse:
    return _do(id, lambda library: library.delete(id), url_for("clips.page", deleted=id))


@clips.post("/clips/<id>/undo")
def undo(id: str) -> AnyResponse:
    """Brings a deleted clip back, or a trimmed one to its full length."""
    if not ID.fullmatch(id):
        abort(404)
    return _change(id, lambda library: library.undo(id), url_for("review.page", id=id))


def _do(id: str, change: Callable[[Any], None], then: str = "") -> AnyResponse:
    clip_of(id)
    return _change(id, change, then or url_for("review.page", id=id))


def _change(id: str, change: Callable[[Any], None], then: str) -> AnyResponse:
    try:
        change(clip_parts().library)
    except BadInput as refusal:  # its sentence may name a path: that is for the log alone
        log.warning("Clip %s was not changed: %s", id, refusal)
        abort(409, "clip")
    return jsonify(done=id) if wants_json() else redirect(then, 303)
