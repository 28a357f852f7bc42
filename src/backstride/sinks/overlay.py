"""The picture with what is known drawn on it: ``draw(image, moment)``, pure, the input stays as it was.

Neutral white is the body; colour and shape are judgement. What is unknown is shown as unknown, and an unknown path is
as plain to see as one that says stop.
"""

from __future__ import annotations

import numpy as np

from ..core.corridor import corridor_px
from ..core.things import is_aside, told_of
from ..types import LaneCalibration, Moment, PathView, Setup, Thing
from . import overlay_ink as ink
from . import overlay_words as words
from .overlay_body import runner, values
from .overlay_edges import caption, foot_line, path_state, runner_state
from .overlay_layout import Rect, wrapped
from .overlay_sheet import Sheet

NOT_CALIBRATED = Setup()
LEVELS = {  # of a thing in the way -> colour, mark and stroke; the gravest last
    "watching": (ink.SKY, "unknown", 2), "slow": (ink.ORANGE, "amber", 2), "stop": (ink.VERMILION, "red", 3),
}  # fmt: skip


def draw(image: np.ndarray, moment: Moment, setup: Setup = NOT_CALIBRATED) -> np.ndarray:
    """A copy of ``image`` (B G R) with the moment on it; ``setup`` adds the calibrated lane or belt."""
    sheet = Sheet(image.copy())
    things = told_of(moment.path) if setup.path is None else ()  # a path camera's things lie on its own picture
    calibrated(sheet, setup)
    frames(sheet, things)
    drawn = runner(sheet, moment)
    caption(sheet, moment.caption)  # letters above all strokes; what comes first has its place, later words make way
    runner_state(sheet, moment)
    path_state(sheet, moment.path, setup.site)
    names(sheet, things)
    values(sheet, drawn, moment.measures.facing)
    foot_line(sheet, moment)
    return sheet.image


def draw_path(image: np.ndarray, view: PathView, setup: Setup) -> np.ndarray:
    """A copy of a path camera's picture with its lane, what lies there, and what is known of the path."""
    sheet = Sheet(image.copy())
    if setup.path is not None:
        lane(sheet, setup.path.lane)
    things = told_of(view)
    frames(sheet, things)
    path_state(sheet, view)
    names(sheet, things)
    return sheet.image


def notice(size: tuple[int, int], text: str) -> np.ndarray:
    """A dark picture of ``size`` (width, height) that says why there is no live one."""
    width, height = size
    sheet = Sheet(np.full((height, width, 3), ink.DARK, np.uint8))
    letters, line, icon = sheet.px(32), sheet.px(42), sheet.px(36)
    rows = wrapped(text, lambda row: ink.text_width(row, letters), 0.9 * width)
    top = (height - len(rows) * line) // 2
    ink.mark(sheet.image, Rect((width - icon) // 2, max(0, top - 2 * icon), icon, icon), "red", ink.VERMILION)
    for n, row in enumerate(rows):
        x = (width - ink.text_width(row, letters)) // 2
        ink.text(sheet.image, row, x, top + n * line + letters, letters)
    return sheet.image


def calibrated(sheet: Sheet, setup: Setup) -> None:
    """The calibrated lane or belt, thin: where the camera looks, not a judgement."""
    if setup.lane is not None:
        lane(sheet, setup.lane)
    if setup.belt is not None:
        ends = _from_calibration(sheet, setup.belt.belt_px, setup.belt.image_size)
        ink.lines(sheet.image, ends[None], ink.SKY, sheet.px(1))


def lane(sheet: Sheet, calibration: LaneCalibration) -> None:
    """The corridor that is watched, over the calibrated length."""
    corners = _from_calibration(sheet, corridor_px(calibration), calibration.image_size)
    if np.isfinite(corners).all():
        ink.lines(sheet.image, np.vstack([corners, corners[:1]])[None], ink.SKY, sheet.px(1))


def _from_calibration(sheet: Sheet, points_px, size: tuple[int, int]) -> np.ndarray:
    return np.array(points_px, float) * (sheet.width / size[0], sheet.height / size[1])


def frames(sheet: Sheet, things: tuple[Thing, ...]) -> None:
    """A box round each thing: plain to see where it is in the way, thin and grey where it is no threat."""
    for thing in _gravest_last(things):
        x0, y0, x1, y1 = np.clip(np.array(thing.box) * sheet.height, -sheet.width, 2 * sheet.width)
        frame = np.array([[(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]])
        if is_aside(thing):
            ink.lines(sheet.image, frame, ink.GREY, sheet.px(1))
        else:
            colour, _, stroke = LEVELS[thing.level]
            ink.outlined(sheet.image, frame, colour, sheet.px(stroke))


def names(sheet: Sheet, things: tuple[Thing, ...]) -> None:
    """What each thing is, with metres and seconds; the gravest has the first choice of place."""
    for thing in reversed(_gravest_last(things)):
        x, y = round(thing.box[0] * sheet.height), round(thing.box[1] * sheet.height)
        if not is_aside(thing):
            colour, band, _ = LEVELS[thing.level]
            sheet.label(words.thing(thing), x, y - sheet.px(24), band, colour)
        elif told := words.aside(thing):
            sheet.note(told, x, y - sheet.px(20), sheet.px(12))


def _gravest_last(things: tuple[Thing, ...]) -> list[Thing]:
    seen = (one for one in things if np.isfinite(one.box).all())
    return sorted(seen, key=lambda one: (not is_aside(one), list(LEVELS).index(one.level)))
