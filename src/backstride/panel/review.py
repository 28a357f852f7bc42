"""One clip to be looked at, two to be compared, and a session's report."""

from __future__ import annotations

import logging
from io import BytesIO
from math import isfinite
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request, send_file

from ..core import skeleton
from ..errors import BadInput
from . import clip_track, clip_words
from .clip_parts import Wanted
from .media import ID, SESSION_ID, charts_are_here, clip_of, clips, file_in

log = logging.getLogger(__name__)

review = Blueprint("review", __name__)
FILES = ("measures.csv", "poses.npz", "path.npz", "events.jsonl")
MOST_CHOICES = 60  # clips offered beside another
PLOTS = {"lean": ("lean_back", "lean"), "knee": ("knee_contact",), "elbow": ("elbow",), "cadence": ("cadence",)}
GOOD = {"knee": "good at landing", "elbow": "good while running", "cadence": "good while running"}


@review.get("/clips/<id>")
def page(id: str) -> str:
    """The clip with everything that is known of it. Without script: the film, the cues and why."""
    clip = clip_of(id)
    answers = [clip_words.why(cue.why, clips().explain(cue.rule)) for cue in clip.cues]
    has = {name: file_in(clip.folder, name) is not None for name in ("clip.mp4", "poses.npz", "measures.csv")}
    return render_template(
        "clip.html", clip=clip, row=clip.row, cues=tuple(zip(clip.cues, answers, strict=True)), has=has,
        files=[name for name in FILES if file_in(clip.folder, name)],
        can_regress=clips().regressions is not None,
        exports=clips().exports, charts=charts_are_here(), others=_others(id), words=clip_words,
    )  # fmt: skip


@review.get("/clips/<id>/track.json")
def track(id: str) -> Response:
    """Measures, events, bands and the marked ground of the clip: what is drawn and plotted."""
    clip = clip_of(id)
    return jsonify(
        fps=_or_none(clip.fps),
        site=clip.row.site,
        view=clip.row.view,
        bones=skeleton.BONES,
        ground=_ground(clip.setup),
        bands={plot: _band(plot, rules) for plot, rules in PLOTS.items()},
        looks=_looks(clip.folder),
        series=clip_track.series(file_in(clip.folder, "measures.csv")),
        events=[_readable(event) for event in clip_track.events(file_in(clip.folder, "events.jsonl"))],
    )


@review.get("/clips/compare")
def compare() -> str:
    """Two clips beside or over each other, both led by one time."""
    ids = request.args.get("a", ""), request.args.get("b", "")
    if not all(ID.fullmatch(id) for id in ids):
        abort(404)
    return render_template("clip_compare.html", clips=[clip_of(id) for id in ids], words=clip_words)


@review.get("/clips/session/<id>")
def report(id: str) -> str:
    """What went well in a session and what to work on; made to be printed."""
    session, told = _reported(id)
    return render_template("clip_report.html", session=session, report=told, words=clip_words,
                           has_pdf=clips().report_pdf is not None)  # fmt: skip


@review.get("/clips/session/<id>/report.pdf")
def report_pdf(id: str) -> Response:
    """The report as PDF, to print or take along."""
    session, told = _reported(id)
    if clips().report_pdf is None:
        abort(404)
    try:
        made = clips().report_pdf(told)
    except BadInput as refusal:
        log.warning("No PDF: %s", refusal)
        abort(409, "pdf")
    name = "-".join(part for part in ("backstride", session.started_at[:10], session.runner) if part)
    return send_file(BytesIO(made), "application/pdf", as_attachment=True, download_name=f"{name}.pdf")


def _reported(id: str) -> tuple[Any, Any]:
    """A session and its report, or 404."""
    if not SESSION_ID.fullmatch(id):
        abort(404)
    try:
        session = clips().library.session(id)
        others = clips().library.sessions(session.runner) if session.runner else ()
    except BadInput:
        abort(404)
    return session, clips().report(session, others)


def _others(id: str) -> list[Any]:
    """The newest other clips, to compare this one with."""
    newest = clips().library.page(Wanted(), None, MOST_CHOICES)
    return [row for row in newest.rows if row.id != id]


def _looks(folder: Path) -> list:
    """What the path's watcher found, from when each look was known; nothing where the file is none of ours."""
    path = file_in(folder, "path.npz")
    try:
        return clips().looks(path) if path else []
    except BadInput as refusal:
        log.warning("The looks at the path are not shown: %s", refusal)
        return []


def _readable(event: dict[str, Any]) -> dict[str, Any]:
    """An event with the name that people give its rule."""
    return event | {"title": clip_words.rule_words(str(event.get("rule", "")))} if event["kind"] == "cue" else event


def _band(plot: str, rules: tuple[str, ...]) -> dict[str, Any] | None:
    """The green band of a plot, from the rules about it."""
    known = [explained for explained in map(clips().explain, rules) if explained is not None]
    if not known:
        return None
    low = max(explained.ok[0] for explained in known)
    high = min(explained.ok[1] for explained in known)
    words = clip_words.band_words((low, high), known[0].unit)
    return {"low": _or_none(low), "high": _or_none(high), "words": f"{GOOD.get(plot, 'good')}: {words}"}


def _ground(setup: Any) -> dict[str, Any] | None:
    """The lane or belt on the picture, in image heights."""
    if setup.lane is not None:
        return _scaled("lane", setup.lane.image_px, setup.lane.image_size)
    if setup.belt is not None:
        return _scaled("belt", setup.belt.belt_px, setup.belt.image_size)
    return None


def _scaled(kind: str, points_px: tuple, size: tuple[int, int]) -> dict[str, Any]:
    return {"kind": kind, "points": [[x / size[1], y / size[1]] for x, y in points_px]}


def _or_none(value: float) -> float | None:
    return value if isfinite(value) else None
