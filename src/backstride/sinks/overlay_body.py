"""The runner on the picture: skeleton, lean line, elbow and knee with their values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot

import numpy as np

from ..core import skeleton as body
from ..types import Band, Facing, Moment, Side, known
from . import overlay_ink as ink
from . import overlay_words as words
from .overlay_layout import Body, body_on, column, side_of
from .overlay_sheet import Sheet

BONES = np.array(body.BONES)
BONE_SIDES = np.array([side_of(a) if side_of(a) == side_of(b) else "unknown" for a, b in body.BONES])
OTHER = {"left": "right", "right": "left", "unknown": "none"}
ARMS = {"left": body.LEFT_ARM, "right": body.RIGHT_ARM}
LEGS = {"left": body.LEFT_LEG[:3], "right": body.RIGHT_LEG[:3]}
FULL_STRENGTH_TORSO = 60  # on 640×360: strokes on a smaller runner are thinner, or they would hide her


@dataclass(frozen=True, eq=False)
class Figure:
    """One value on the body: a stroke in its band's colour, a dashed line it is measured from, and a label."""

    words: str
    band: Band
    stroke: np.ndarray  # (1, points, 2)
    measured_from: np.ndarray | None  # start and end
    joint: np.ndarray  # where the label is tied to
    label_y: float


@dataclass(frozen=True, eq=False)
class Drawn:
    """What the labels need to know of the body; ``hips`` and ``shoulders`` are middles and None where hidden."""

    hips: np.ndarray | None
    shoulders: np.ndarray | None
    figures: tuple[Figure, ...]


def runner(sheet: Sheet, moment: Moment) -> Drawn:
    """Every stroke of the body. Its labels come later (``values``), above all strokes."""
    points = body_on(moment.pose, sheet.width, sheet.height)
    hips, shoulders = points.middle(body.HIPS), points.middle(body.SHOULDERS)
    if hips is None or shoulders is None:
        _skeleton(sheet, points, moment.measures.near_side, 1.0)
        return Drawn(hips, shoulders, ())
    strength = min(1.0, hypot(*(shoulders - hips)) / sheet.px(FULL_STRENGTH_TORSO))
    _skeleton(sheet, points, moment.measures.near_side, strength)
    figures = tuple(_figures(points, moment, hips, shoulders))
    for figure in figures:
        if figure.measured_from is not None:
            dashes = ink.dashes(*figure.measured_from, sheet.px(4))
            ink.lines(sheet.image, dashes, ink.BLACK, sheet.px(1.5 * strength) + 2, smooth=False)
            ink.lines(sheet.image, dashes, ink.WHITE, sheet.px(1.5 * strength))
        ink.outlined(sheet.image, figure.stroke, ink.BANDS[figure.band], sheet.px(3 * strength))
    return Drawn(hips, shoulders, figures)


def values(sheet: Sheet, drawn: Drawn, facing: Facing) -> None:
    """The numbers under each other beside the body, each tied to its joint."""
    if not drawn.figures:
        return
    widest = max(sheet.label_width(figure.words) for figure in drawn.figures)
    x, on_right = column(drawn.hips, drawn.shoulders, facing, widest, sheet.width)
    for figure in drawn.figures:
        place = sheet.label(figure.words, x, round(figure.label_y) - sheet.px(11), figure.band)
        edge = np.array((place.x if on_right else place.right, place.y + place.height / 2))
        ink.lines(sheet.image, ink.dashes(edge, figure.joint, sheet.px(3)), ink.BANDS[figure.band], sheet.px(1))


def _skeleton(sheet: Sheet, points: Body, near: Side, strength: float) -> None:
    """The far side thin and dim beneath, the near side strong above; both strong where the side is unknown."""
    seen = points.seen[BONES].all(axis=1)
    far = OTHER[near] == BONE_SIDES
    behind, before = points.px[BONES[seen & far]], points.px[BONES[seen & ~far]]
    ink.lines(sheet.image, behind, ink.BLACK, sheet.px(1) + 2, smooth=False)
    ink.lines(sheet.image, behind, ink.GREY, sheet.px(1))
    ink.outlined(sheet.image, before, ink.WHITE, sheet.px(2.5 * strength))


def _figures(points: Body, moment: Moment, hips, shoulders) -> Iterator[Figure]:
    bands, measures = words.bands(moment), moment.measures
    if known(measures.trunk_lean_deg):
        yield _lean(hips, shoulders, measures.trunk_lean_deg, bands.get("lean", "unknown"))
    torso = hypot(*(shoulders - hips))
    elbow_y, knee_y = (shoulders[1] + hips[1]) / 2, hips[1] + 0.9 * torso  # calm: labels don't swing with the limbs
    both = measures.near_side == "unknown"
    for side in ("left", "right") if both else (measures.near_side,):
        tag = f" {side[0].upper()}" if both else ""
        elbow, knee = getattr(measures, f"elbow_{side}_deg"), getattr(measures, f"knee_flexion_{side}_deg")
        if known(elbow) and points.seen[list(ARMS[side])].all():
            arm = points.px[list(ARMS[side])]
            yield _elbow(arm, words.degrees(f"elbow{tag}", elbow), bands.get("elbow", "unknown"), torso, elbow_y)
        if known(knee) and points.seen[list(LEGS[side])].all():
            leg = points.px[list(LEGS[side])]
            yield _knee(leg, words.degrees(f"knee{tag}", knee), bands.get("knee", "unknown"), torso, knee_y)


def _lean(hips, shoulders, value_deg: float, band: Band) -> Figure:
    """Hips to shoulders and a little on, against the vertical."""
    beyond = hips + 1.25 * (shoulders - hips)
    upright = np.array((hips, (hips[0], beyond[1])))
    name = words.degrees("lean", value_deg, signed=True)
    return Figure(name, band, np.array([[hips, beyond]]), upright, beyond, shoulders[1])


def _elbow(arm: np.ndarray, text: str, band: Band, torso: float, label_y: float) -> Figure:
    shoulder, elbow, wrist = arm
    return Figure(text, band, ink.arc(elbow, shoulder, wrist, 0.25 * torso), None, elbow, label_y)


def _knee(leg: np.ndarray, text: str, band: Band, torso: float, label_y: float) -> Figure:
    """Flexion is the turn away from the straight leg: from the thigh's own line, carried on, to the shank."""
    hip, knee, ankle = leg
    straight = knee + 0.45 * torso / max(1.0, hypot(*(knee - hip))) * (knee - hip)
    arc = ink.arc(knee, straight, ankle, 0.35 * torso)
    return Figure(text, band, arc, np.array((knee, straight)), knee, label_y)
