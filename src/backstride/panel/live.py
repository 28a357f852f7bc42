"""The live page: the picture, the moments as they come, and the few buttons of a session."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import get_args

from flask import Blueprint, Response, abort, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ..types import Moment, Press
from .access import wants_json
from .calibrate import misfits
from .parts import Latest, PanelParts, Stream, parts
from .path_shown import NOT_SEEN
from .roles import viewers_too
from .seats import Seats
from .shown import Shown, cue_shown, nothing_shown, shown

live = Blueprint("live", __name__)
BETWEEN_EVENTS_S = 0.1
PATIENCE_S = 0.6  # without a new moment for so long, what is shown is said to be old
BOUNDARY = "backstride-frame"


# ---- what is seen


@live.get("/")
def page() -> str:
    return render_template("live.html", parts=parts(), shown=now(parts()), not_seen=NOT_SEEN[parts().setup.site])


@live.get("/api/state")
def state() -> Response:
    return jsonify(asdict(now(parts())))


@live.get("/events")
def events() -> Response:
    source, still_in = parts(), signed_in()
    return _staying_open(source.listeners, told(source, still_in), "text/event-stream")


@live.get("/stream.mjpg")
def stream() -> Response:
    source, still_in = parts(), signed_in()
    return _staying_open(source.pictures, pictures(source, still_in), f"multipart/x-mixed-replace; boundary={BOUNDARY}")


@live.get("/path.mjpg")
def path_stream() -> Response:
    """The small picture of a path camera."""
    source, still_in = parts(), signed_in()
    if source.path_stream is None:
        abort(404)
    body = pictures(source, still_in, source.path_stream)
    return _staying_open(source.pictures, body, f"multipart/x-mixed-replace; boundary={BOUNDARY}")


def _staying_open(seats: Seats, body: Iterator[bytes], content_type: str) -> Response:
    """An answer that takes one of the seats until either side goes away."""
    if not seats.take():
        abort(503)
    response = Response(body, content_type=content_type)
    response.call_on_close(seats.leave)
    return response


def signed_in() -> Callable[[], bool]:
    """A question to ask again and again: is the session of this request still open?"""
    accounts, token = parts().accounts, g.token
    return lambda: accounts.visitor(token) is not None


# ---- what is pressed


@live.post("/<any(start, stop, keep):what>")
def press(what: Press) -> AnyResponse:
    assert what in get_args(Press)
    parts().session.press(what)
    return _done(what)


@live.post("/pain")
@viewers_too
def pain() -> AnyResponse:
    """Whoever sees a runner in trouble may end the coaching, a viewer too: the warnings stay on, so that the worst a
    wrong press can do is to end an exercise."""
    parts().session.press("pain")
    return _done("pain")


@live.post("/mute")
def mute() -> AnyResponse:
    """Silences everything but warnings, or lets it speak again."""
    wish = request.form.get("muted")
    if wish not in {"0", "1"}:
        abort(400)
    parts().session.muted = wish == "1"
    return _done("mute")


def _done(what: str) -> AnyResponse:
    if wants_json():
        return jsonify(done=what, muted=parts().session.muted)
    return redirect(url_for("train_now.page" if request.form.get("back") == "/train/now" else "live.page"), 303)


# ---- moments


def now(source: PanelParts) -> Shown:
    """The state now. A moment that was there before we asked may be old, so it must be followed by another."""
    return as_shown(source, source.latest.wait(number_of(source.latest), PATIENCE_S))


def as_shown(source: PanelParts, moment: Moment | None) -> Shown:
    site, muted, notices = source.setup.site, source.session.muted, source.notices()
    if moment:
        notices += misfits(source, moment.pose.image_size)
    seen = shown(moment, site, muted, notices) if moment else nothing_shown(site, muted, notices)
    recording = source.recording()
    return replace(
        seen, runner=source.session.runner, recording=recording.runs, room=recording.room, sound=source.sound().state
    )


def number_of(latest: Latest) -> int:
    moment = latest.moment
    return -1 if moment is None else moment.number


@dataclass
class Pace:
    """Lets a moment pass when the last one that passed is long enough ago, in the moments' own time."""

    last_s: float | None = None

    def due(self, t_s: float) -> bool:
        if self.last_s is not None and 0 <= t_s - self.last_s < BETWEEN_EVENTS_S - 1e-6:
            return False
        self.last_s = t_s
        return True


def told(source: PanelParts, still_in: Callable[[], bool]) -> Iterator[bytes]:
    """The server-sent events: ``moment`` ten times a second at most, every ``cue`` at once, ``quiet`` without any."""
    latest, pace = source.latest, Pace()
    number = number_of(latest)
    yield b"retry: 1000\n\n"
    while still_in() and not latest.closed and not source.listeners.closed:
        moment = latest.wait(number, PATIENCE_S)
        if moment is None:
            yield event("quiet", asdict(as_shown(source, None)))
            continue
        for cue in latest.cues_since(number):
            yield event("cue", asdict(cue_shown(cue)))
            pace.last_s = None  # the page must not show the cue without the state that goes with it
        number = moment.number
        if pace.due(moment.t_s):
            yield event("moment", asdict(as_shown(source, moment)))
    if not still_in():
        yield event("signed_out", {})


def event(name: str, content: dict) -> bytes:
    return f"event: {name}\ndata: {json.dumps(content, allow_nan=False, separators=(',', ':'))}\n\n".encode()


# ---- pictures


def pictures(source: PanelParts, still_in: Callable[[], bool], stream: Stream | None = None) -> Iterator[bytes]:
    """The parts of the picture stream.

    Each part ends with the next one's boundary: browsers show a picture when they see the boundary behind it.
    """
    stream, jpeg = stream or source.stream, None
    with stream.viewer() as viewer:
        yield f"--{BOUNDARY}\r\n".encode()
        while still_in() and not stream.closed and not source.pictures.closed:
            jpeg = viewer.next(PATIENCE_S) or jpeg  # the last one once more: only sending shows that a viewer is gone
            if jpeg:
                yield part(jpeg)


def part(jpeg: bytes) -> bytes:
    head = f"Content-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
    return head.encode() + jpeg + f"\r\n--{BOUNDARY}\r\n".encode()
