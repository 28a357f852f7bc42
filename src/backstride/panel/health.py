"""How the machine fares: for people, for Prometheus, and as a bundle for whoever helps."""

from __future__ import annotations

import time
from collections.abc import Callable

from flask import Blueprint, Response, abort, jsonify, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from ..health.exposition import CONTENT_TYPE, exposition
from ..health.told import parts_of, worst
from .access import wants_json
from .health_parts import Examined, HealthParts
from .metrics_key import NotKept
from .parts import parts
from .roles import owners_only

health = Blueprint("health", __name__)
SENTENCES = {
    "ok": "All that is known to matter is well.",
    "warn": "It works, with something to look at.",
    "fail": "Something does not work.",
}
WORST_FIRST = ("fail", "warn", "unknown", "ok")


@health.get("/health")
def page() -> AnyResponse:
    """Every part in words; for programs as JSON."""
    told = parts_of(_own().readings())
    if wants_json():
        return jsonify(state=worst(told), parts=[{"key": p.key, "state": p.state, "words": p.words} for p in told])
    made = _own().key.made
    return make_response(
        render_template("health.html", told=told, state=worst(told), sentence=SENTENCES[worst(told)], key_made=made)
    )


@health.get("/metrics")
def metrics() -> Response:
    """For Prometheus, which comes with a key of its own; whoever is signed in may look as well."""
    return Response(exposition(_own().readings()), content_type=CONTENT_TYPE)


# ---- the key for Prometheus


@health.post("/health/key")
def make_key() -> AnyResponse:
    """A new key, shown this once."""
    return _with_key(lambda: _own().key.make())


@health.post("/health/key/drop")
def drop_key() -> AnyResponse:
    return _with_key(lambda: _own().key.drop())


def _with_key(change: Callable[[], str | None]) -> AnyResponse:
    try:
        key = change()
    except NotKept as fault:
        return _key_page(problem=str(fault), status=500)
    return _key_page(key=key) if key else redirect(url_for("health.page"), 303)


def _key_page(key: str = "", problem: str = "", status: int = 200) -> Response:
    return make_response(render_template("health_key.html", key=key, problem=problem), status)


# ---- the doctor


@health.get("/doctor")
@owners_only
def doctor() -> str:
    """What the doctor found the last time; an examination is begun by a press."""
    found = _own().kept.examined
    lines = sorted(found.lines, key=lambda line: WORST_FIRST.index(line.state)) if found else ()
    age_s = time.monotonic() - found.at_s if found else 0.0
    return render_template("doctor.html", lines=lines, examined=found is not None, ago=_ago(age_s))


@health.post("/doctor")
def examine() -> AnyResponse:
    _examined_now()
    return redirect(url_for("health.doctor"), 303)


def _examined_now() -> Examined:
    """A fresh examination. Two at once would only hinder the coach; whoever comes second is asked to wait."""
    kept = _own().kept
    if not kept.busy.acquire(blocking=False):
        abort(409, "examining")
    try:
        kept.examined = Examined(tuple(_own().examine()), time.monotonic())
    finally:
        kept.busy.release()
    return kept.examined


def _ago(age_s: float) -> str:
    if age_s < 60:
        return "just now"
    return f"{age_s / 60:.0f} minutes ago" if age_s < 5400 else f"{age_s / 3600:.0f} hours ago"


# ---- the bundle


@health.get("/support")
@owners_only
def support() -> str:
    """The bundle as text, to be read before it is taken along."""
    return render_template("support.html", bundle=_own().kept.bundle)


@health.post("/support")
def make_bundle() -> AnyResponse:
    _own().kept.bundle = _own().bundle(_examined_now().lines)
    return redirect(url_for("health.support"), 303)


@health.get("/support/<id>.zip")
@owners_only
def archive(id: str) -> Response:
    """The very bundle that was shown."""
    bundle = _own().kept.bundle
    if bundle is None or bundle.id != id:
        abort(404)
    response = Response(bundle.archive, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="backstride-support-{bundle.id}.zip"'
    return response


def _own() -> HealthParts:
    return parts().health
