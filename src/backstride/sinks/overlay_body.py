"""The runner on the picture: skeleton, lean line, elbow and knee with their values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot

import numpy as np

from backstride.core import skeleton as body
from backstride.sinks import overlay_ink as ink
from backstride.sinks import overlay_words as words
from backstride.sinks.overlay_layout import Body, body_on, column, side_of
from backstride.sinks.overlay_sheet import Sheet
from backstride.types import Band, Measures, Moment, Side, known

BONES = np.array(body.BONES)
BONE_SIDES = np.array([side_of(a) if side_of(a) == side_of(b) else "unknown" for a, b in body.BONES])
OTHER = {"left": "right", "right": "left", "unknown": "none"}
ARMS = {"left": body.LEFT_ARM, "right": body.RIGHT_ARM}
LEGS = {"left": body.LEFT_LEG[:3], "right": body.RIGHT_LEG[:3]}


@dataclass(frozen=True, eq=False)
class Reading:
    """One value: its words, its band, where it was measured and how high its label stands."""

    words: str
    band: Band
    joint: np.ndarray
    label_y: float


def runner(sheet: Sheet, moment: Moment) -> None:
    if not moment.pose.tracked:
        return
    drawn = body_on(moment.pose, sheet.width, sheet.height)
    skeleton(sheet, drawn, moment.measures.near_side)
    hips, shoulders = drawn.middle(body.HIPS), drawn.middle(body.SHOULDERS)
    if hips is not None and shoulders is not None:
        readings = sorted(_readings(sheet, drawn, moment, hips, shoulders), key=lambda reading: reading.label_y)
        _column(sheet, readings, hips, shoulders, moment.measures)


def skeleton(sheet: Sheet, drawn: Body, near: Side) -> None:
    """The far side thin and dim beneath, the near side strong above; both strong where the side is unknown."""
    seen = drawn.seen[BONES].all(axis=1)
    far = OTHER[near] == BONE_SIDES
    behind, before = drawn.px[BONES[seen & far]], drawn.px[BONES[seen & ~far]]
    ink.lines(sheet.image, behind, ink.BLACK, sheet.px(1) + 2, smooth=False)
    ink.lines(sheet.image, behind, ink.GREY, sheet.px(1))
    ink.outlined(sheet.image, before, ink.WHITE, sheet.px(2.5))


def _readings(sheet: Sheet, drawn: Body, moment: Moment, hips, shoulders) -> Iterator[Reading]:
    bands, measures = words.bands(moment), moment.measures
    torso = hypot(*(shoulders - hips))
    if known(measures.trunk_lean_deg):
        yield _lean(sheet, hips, shoulders, measures.trunk_lean_deg, bands.get("lean", "unknown"))
    both = measures.near_side == "unknown"
    for side in ("left", "right") if both else (measures.near_side,):
        tag = f" {side[0].upper()}" if both else ""
        elbow, knee = getattr(measures, f"elbow_{side}_deg"), getattr(measures, f"knee_flexion_{side}_deg")
        if known(elbow) and drawn.seen[list(ARMS[side])].all():
            yield _elbow(sheet, drawn, side, words.degrees(f"elbow{tag}", elbow), bands.get("elbow", "unknown"), torso)
        if known(knee) and drawn.seen[list(LEGS[side])].all():
            yield _knee(sheet, drawn, side, words.degrees(f"knee{tag}", knee), bands.get("knee", "unknown"), torso)


def _lean(sheet: Sheet, hips, shoulders, value: float, band: Band) -> Reading:
    """Hips to shoulders and a little on, against the dashed vertical."""
    beyond = hips + 1.25 * (shoulders - hips)
    upright = ink.dashes(hips, np.array((hips[0], beyond[1])), sheet.px(5))
    ink.lines(sheet.image, upright, ink.BLACK, sheet.px(1) + 2, smooth=False)
    ink.lines(sheet.image, upright, ink.WHITE, sheet.px(1))
    ink.outlined(sheet.image, np.array([[hips, beyond]]), ink.BANDS[band], sheet.px(3))
    return Reading(words.degrees("lean", value, signed=True), band, beyond, shoulders[1])


def _elbow(sheet: Sheet, drawn: Body, side: str, text: str, band: Band, torso: float) -> Reading:
    shoulder, elbow, wrist = drawn.px[list(ARMS[side])]
    ink.outlined(sheet.image, ink.arc(elbow, shoulder, wrist, 0.25 * torso), ink.BANDS[band], sheet.px(3))
    return Reading(text, band, elbow, elbow[1])


def _knee(sheet: Sheet, drawn: Body, side: str, text: str, band: Band, torso: float) -> Reading:
    """Flexion is the turn away from the straight leg: from the thigh's own line, carried on, to the shank."""
    hip, knee, ankle = drawn.px[list(LEGS[side])]
    straight = knee + 0.45 * torso / max(1.0, hypot(*(knee - hip))) * (knee - hip)
    carried_on = ink.dashes(knee, straight, sheet.px(3))
    ink.lines(sheet.image, carried_on, ink.BLACK, sheet.px(1) + 2, smooth=False)
    ink.lines(sheet.image, carried_on, ink.WHITE, sheet.px(1))
    ink.outlined(sheet.image, ink.arc(knee, straight, ankle, 0.35 * torso), ink.BANDS[band], sheet.px(3))
    return Reading(text, band, knee, knee[1])


def _column(sheet: Sheet, readings: list[Reading], hips, shoulders, measures: Measures) -> None:
    """The numbers under each other beside the body, each tied to its joint."""
    widest = max((sheet.label_width(reading.words) for reading in readings), default=0)
    x, on_right = column(hips, shoulders, measures.facing, widest, sheet.width)
    for reading in readings:
        place = sheet.label(reading.words, x, round(reading.label_y) - sheet.px(11), reading.band)
        edge = np.array((place.x if on_right else place.right, place.y + place.height / 2))
        ink.lines(sheet.image, ink.dashes(edge, reading.joint, sheet.px(3)), ink.BANDS[reading.band], 1)
