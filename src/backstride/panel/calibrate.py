"""The calibration page: marks a lane or a belt on a still, measures on it, saves it.

The browser draws a preview; what counts is what the server finds with the same maths that watches the path.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

import numpy as np
from flask import Blueprint, Response, abort, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ..errors import BadInput
from ..types import LaneCalibration, Setup
from .access import wants_json
from .calibrate_form import POINTS, Sheet, Size, fields_of, fits, shown_whole
from .calibrate_found import Apart, Checked, checked
from .calibrate_parts import Blank, CalibrateParts, Saved, Unsure
from .clip_words import day_words
from .parts import PanelParts, parts
from .roles import owners_only

log = logging.getLogger(__name__)

calibrate = Blueprint("calibrate", __name__)
KINDS = {"lane": "The lane", "belt": "The belt"}
CAMERAS = {"": "Runner's camera", "path": "Path camera"}
RESTART = "It holds from the next start: please restart Backstride to use it."
LOOK_AT_IT = "Please look at it: nothing may lie on the lane that is not always there."
NO_PICTURE = "No picture comes from the camera now."


# ---- what is seen


@calibrate.get("/calibrate")
@owners_only
def page() -> AnyResponse:
    saved = request.args.get("saved", "")
    return _page(fields_of(_begun(), _size_now()), said=_saved_words(saved) if saved in KINDS else "")


@calibrate.get("/calibrate/still.jpg")
@owners_only
def still() -> AnyResponse:
    """The newest picture as it came from the camera, nothing drawn on it."""
    jpeg = _own().still()
    if jpeg is None:
        return make_response(jsonify(error=NO_PICTURE), 503)
    return Response(jpeg, content_type="image/jpeg")


@calibrate.get("/calibrate/empty.jpg")
@owners_only
def empty_picture() -> AnyResponse:
    """The look at the empty lane as it is kept."""
    jpeg = _own().looks.picture()
    if jpeg is None:
        abort(404)
    return Response(jpeg, content_type="image/jpeg")


# ---- what is asked


@calibrate.post("/calibrate/check")
def check() -> AnyResponse:
    """Whether the four corners make a lane, and how fine the picture is where it is coarsest."""
    try:
        found = _checked(_sheet().lane())
    except BadInput as refusal:
        return _refuse(refusal)
    return _tell(found.words, reprojection_px=round(found.on_ground.reprojection_px, 2),
                 range_m=round(found.on_ground.range_m, 2), m_per_px=round(found.m_per_px, 4))  # fmt: skip


@calibrate.post("/calibrate/distance")
def distance() -> AnyResponse:
    """How many metres two marked points are apart on the ground."""
    try:
        found = _checked(_sheet().lane())
        apart = Apart.of(found, np.array(_sheet().marks()))
    except BadInput as refusal:
        return _refuse(refusal)
    return _tell(apart.words, distance_m=round(apart.distance_m, 3), slip_m=round(apart.slip_m, 3))


@calibrate.post("/calibrate/save")
def save() -> AnyResponse:
    """Writes lane or belt, and the height, beside what was saved of the other."""
    sheet, before = _sheet(), _saved() or Blank()
    kind = request.form.get("kind", "")
    try:
        lane, belt, height_m = before.lane, before.belt, before.height_m
        if "height_m" in sheet.texts:  # a path camera's page does not ask for it
            height_m = sheet.height_m()
        if kind == "lane":
            lane = _checked(sheet.lane()).lane
        elif kind == "belt" and not _camera():
            belt = sheet.belt()
            _refuse_other_picture(belt.image_size)
        else:
            raise BadInput("A path camera has a lane alone." if _camera() else "Please choose lane or belt.")
    except BadInput as refusal:
        return _refuse(refusal)
    try:
        note = _own().save(height_m, lane, belt)
    except (BadInput, OSError) as fault:
        return _not_written(fault)
    if wants_json() or note:
        return _tell(" ".join(filter(None, (_saved_words(kind), note))), saved=kind, **_shown())
    return redirect(url_for("calibrate.page", camera=_camera() or None, saved=kind), 303)


@calibrate.post("/calibrate/empty")
def take_empty() -> AnyResponse:
    """Keeps the newest picture as the look at the empty lane."""
    try:
        _own().looks.take(request.form.get("sure") == "1")
    except Unsure as doubt:
        return _ask(doubt)
    except BadInput as refusal:
        return _refuse(refusal)
    except OSError as fault:
        return _not_written(fault)
    return _tell(f"The look is kept. {LOOK_AT_IT} {_own().notice or RESTART}", **_shown())


@calibrate.post("/calibrate/empty/remove")
def remove_empty() -> AnyResponse:
    try:
        _own().looks.remove()
    except OSError as fault:
        return _not_written(fault)
    return _tell(f"The look is removed. {_own().notice or RESTART}", **_shown())


# ---- what is found


def _checked(lane: LaneCalibration) -> Checked:
    """Raises BadInput where the points make no lane on the picture as it is now."""
    _refuse_other_picture(lane.image_size)
    return checked(lane, _own().lane_of)


def _refuse_other_picture(marked_on: Size) -> None:
    now = _size_now()
    if not fits(marked_on, now):
        raise BadInput(f"The points were marked on a picture of {marked_on[0]}×{marked_on[1]}, and the camera gives "
                       f"{now[0]}×{now[1]} now: please take a new still and mark them again.")  # fmt: skip


# ---- answers


def _shown() -> dict[str, str | tuple[str, ...]]:
    """What the page shows of what is saved and kept, after a change."""
    return {"standing": _standing(), "look": _look_words()}


def _tell(words: str, **figures: float | str | tuple[str, ...]) -> AnyResponse:
    if wants_json():
        return jsonify(words=words, **figures)
    return _page(_sheet().texts, said=words)


def _refuse(refusal: BadInput, status: int = 400) -> AnyResponse:
    if wants_json():
        return make_response(jsonify(error=str(refusal)), status)
    return _page(_sheet().texts, problem=str(refusal), status=status)


def _not_written(fault: Exception) -> AnyResponse:
    """Its sentence names a path: that is for the log alone."""
    log.error("The calibration was not saved: %s", fault)
    return _refuse(BadInput("This could not be saved: the disk does not take it."), 500)


def _ask(doubt: Unsure) -> AnyResponse:
    """Nothing is done until somebody says that it is right."""
    if wants_json():
        return make_response(jsonify(ask=str(doubt)), 409)
    return _page(_sheet().texts, ask=str(doubt), status=409)


def _page(fields: dict[str, str], said: str = "", problem: str = "", ask: str = "", status: int = 200) -> AnyResponse:
    site, camera = parts().setup.site, _camera()
    fields = {"kind": "belt" if site == "treadmill" else "lane"} | fields | ({"kind": "lane"} if camera else {})
    page = render_template(
        "calibrate.html", fields=fields, points=POINTS, said=said, problem=problem, camera=camera,
        cameras=CAMERAS if parts().calibrating_path else {}, standing=_standing(), notice=_own().notice,
        restart=RESTART, restarts=parts().settings.restart is not None, ask=ask, look=_look_words(),
    )  # fmt: skip
    return make_response(page, status)


def _standing() -> tuple[str, ...]:
    """What is in use, what waits for the next start, and what doesn't fit."""
    told, saved, now = [], _saved(), _size_now()
    kept, in_use, site = saved or Blank(), _in_use(), parts().setup.site
    for name, used, waits in (("lane", in_use.lane, kept.lane), ("belt", in_use.belt, kept.belt)):
        if used:
            told.append(f"A {name} is in use." if fits(used.image_size, now) else misfit(name, used.image_size, now))
        if name == "belt" and waits and kept.lane and site == "track":
            told.append("A belt is saved too: it counts on a treadmill.")
        elif waits and repr(waits) != repr(used) and not _own().notice:
            told.append(f"Another look at the empty lane is saved. {RESTART}" if _differ_in_look(used, waits) else
                        f"{'Another' if used else 'A'} {name} is saved. {RESTART}")
    if kept.lane and not shown_whole(kept.lane):
        told.append("The saved lane was written by hand, in a form that this page can't show: saving replaces it.")
    if saved is None:
        told.append("The saved calibration can't be read: saving replaces it.")
    return tuple(told) or ("Nothing is calibrated yet: lengths in metres are not known.",)


def _differ_in_look(used: object, waits: object) -> bool:
    lanes = isinstance(used, LaneCalibration) and isinstance(waits, LaneCalibration)
    return lanes and replace(used, empty=None) == replace(waits, empty=None)


def _look_words() -> str:
    """When the empty lane was looked at, by this machine's clock; empty where nobody did."""
    taken_s = _own().looks.taken_s
    return "" if taken_s is None else f"Taken {day_words(datetime.fromtimestamp(taken_s).isoformat())}"


def misfit(name: str, calibrated: Size, now: Size) -> str:
    """A calibration on a picture of another shape is not used; this says so."""
    return (f"The {name} was calibrated on a picture of {calibrated[0]}×{calibrated[1]}, the camera gives "
            f"{now[0]}×{now[1]}: it is not used. Please calibrate again.")  # fmt: skip


def misfits(source: PanelParts, now: Size) -> tuple[str, ...]:
    """What the live page tells about calibrations in use that don't hold on the pictures as they are."""
    held = [("lane", source.setup.lane, now), ("belt", source.setup.belt, now)]
    if (path := source.calibrating_path) and path.used and path.size:
        held.append(("path camera's lane", path.used.lane, path.size()))
    return tuple(misfit(name, used.image_size, size) for name, used, size in held
                 if used and not fits(used.image_size, size))  # fmt: skip


def _saved_words(kind: str) -> str:
    site = parts().setup.site
    other = f" The site is {site} now: start with --site treadmill." if kind == "belt" and site == "track" else ""
    return f"{KINDS[kind]} is saved. " + (_own().notice or RESTART + other)


def _begun() -> Saved:
    """What the page shows first: what is saved, or else what is in use, that nobody takes other corners for it."""
    saved, in_use = _saved() or Blank(), _in_use()
    return Blank(saved.height_m, saved.lane or in_use.lane, saved.belt or in_use.belt)


def _in_use() -> Saved | Setup:
    return _own().used or parts().setup


def _saved() -> Saved | None:
    """What the file holds; None where it can't be read."""
    try:
        return _own().saved()
    except BadInput as fault:
        log.warning("The saved calibration is not used: %s", fault)
        return None


def _sheet() -> Sheet:
    return Sheet({name: text[:40] for name, text in request.form.items() if name != "csrf"})


def _size_now() -> Size | None:
    """Width and height of the newest picture; None while none came."""
    if _own().size is not None:
        return _own().size()
    moment = parts().latest.moment
    return moment.pose.image_size if moment else None


def _camera() -> str:
    """Which camera the page is about: the runner's where nothing is said. 404 for one that is not there."""
    asked = request.values.get("camera", "")
    if asked not in CAMERAS or (asked and parts().calibrating_path is None):
        abort(404)
    return asked


def _own() -> CalibrateParts:
    return parts().calibrating_path if _camera() else parts().calibrating
