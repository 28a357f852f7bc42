"""Files of a clip for the browser: by id only, never by a name from outside, never beyond the clip's own folder."""

from __future__ import annotations

import mimetypes
import re
import tempfile
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, send_file, send_from_directory, url_for
from werkzeug.wrappers import Response

from ..errors import BadInput
from .clip_parts import ClipParts, Export
from .clip_track import pose_bytes
from .parts import parts
from .roles import owners_only
from .seats import Seats

media = Blueprint("media", __name__)
ID = re.compile(r"[a-z0-9]{10}")
SESSION_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
FILES = {
    "measures.csv": "text/csv",
    "poses.npz": "application/octet-stream",
    "events.jsonl": "application/x-ndjson",
    "path.npz": "application/octet-stream",
}
CHART_FILES = ("dygraph.min.js", "dygraph.min.css")
one_export = Seats(1)  # drawing a video takes a core for itself


def clips() -> ClipParts:
    """The collaborators of the clip pages."""
    return parts().clips


def clip_of(id: str) -> Any:
    """The clip with this id, or 404."""
    if not ID.fullmatch(id):
        abort(404)
    try:
        return clips().library.clip(id)
    except BadInput:
        abort(404)


def file_in(folder: Path, name: str) -> Path | None:
    """A plain file of this very folder; None where there is none, or where a link stands in its place."""
    path = folder / name
    if folder.is_symlink() or path.is_symlink() or not path.is_file():
        return None
    return path if path.resolve().parent == folder.resolve() else None


def needed(folder: Path, name: str) -> Path:
    path = file_in(folder, name)
    if path is None:
        abort(404)
    return path


@media.get("/clips/<id>/clip.mp4")
def film(id: str) -> Response:
    """The untouched clip; a part of it where the browser asks for a range of bytes."""
    return send_file(needed(clip_of(id).folder, "clip.mp4"), mimetype="video/mp4", conditional=True)


@media.get("/clips/<id>/picture.jpg")
def picture(id: str) -> Response:
    clip_of(id)
    path = clips().library.picture(id)
    if path is None or path.is_symlink() or not path.is_file():
        abort(404)
    return send_file(path, mimetype="image/jpeg", conditional=True)


@media.get("/clips/<id>/poses.bin")
def poses(id: str) -> Response:
    """The poses as ``clip_track.pose_bytes`` packs them."""
    path = needed(clip_of(id).folder, "poses.npz")
    try:
        return Response(pose_bytes(clips().poses(path)), content_type="application/octet-stream")
    except BadInput:
        abort(404)


@media.get("/clips/<id>/files/<name>")
@owners_only
def file(id: str, name: str) -> Response:
    """A file of the clip to take along, as it lies in its folder."""
    clip = clip_of(id)
    if name == "clip.mp4":
        return send_file(needed(clip.folder, name), "video/mp4", True, f"{id}.mp4", conditional=True)
    if name not in FILES:
        abort(404)
    return send_file(needed(clip.folder, name), FILES[name], True, f"{id}-{name}", conditional=True)


@media.get("/clips/<id>/export/<key>")
@owners_only
def export(id: str, key: str) -> Response:
    """The clip in another form: made now, or, where that takes a while, a page that tells how it stands."""
    clip, chosen = clip_of(id), export_of(key)
    if chosen.slow:
        return _standing(clip, chosen)
    if not one_export.take():
        abort(503, "export")
    try:
        return _exported(clip, chosen)
    except BadInput:
        abort(409, "export")
    finally:
        one_export.leave()


@media.post("/clips/<id>/export/<key>")
def begin_export(id: str, key: str) -> Response:
    clip, chosen = clip_of(id), export_of(key)
    if not chosen.slow or not parts().exporting.start(clip, chosen):
        abort(409, "export")
    return redirect(url_for("media.export", id=id, key=key), 303)


@media.get("/clips/<id>/export/<key>/file")
@owners_only
def exported_file(id: str, key: str) -> Response:
    """What a slow export made."""
    job = parts().exporting.job(clip_of(id).row.id, key)
    if job is None or job.state != "made":
        abort(404)
    return send_file(job.path, as_attachment=True, download_name=job.path.name, conditional=True)


def export_of(key: str) -> Export:
    chosen = next((export for export in clips().exports if export.key == key), None)
    if chosen is None:
        abort(404)
    return chosen


def _standing(clip: Any, chosen: Export) -> Response:
    """A page that asks again by itself, without any script, until the file is there."""
    job = parts().exporting.job(clip.row.id, chosen.key)
    state = job.state if job else "none"
    response = make_response(render_template("clip_export.html", clip=clip, export=chosen, state=state))
    if state == "making":
        response.headers["Refresh"] = "3"
    return response


def _exported(clip: Any, chosen: Export) -> Response:
    """The file is open and has no name any more when it is sent: whatever happens then, the disk gets its room back."""
    with tempfile.TemporaryDirectory(prefix="backstride-export-") as folder:
        made = Path(folder) / f"{clip.row.id}{chosen.suffix}"
        chosen.write(clip, made)
        size = made.stat().st_size
        kind = mimetypes.guess_type(made.name)[0] or "application/octet-stream"
        response = send_file(made.open("rb"), kind, as_attachment=True, download_name=made.name)
    response.content_length = size
    return response


@media.get("/charts/<name>")
def chart(name: str) -> Response:
    """The chart library as its Debian package has it: these files and no others."""
    if name not in CHART_FILES or not clips().charts.is_dir():
        abort(404)
    return send_from_directory(clips().charts, name)


def charts_are_here() -> bool:
    return all((clips().charts / name).is_file() for name in CHART_FILES)
