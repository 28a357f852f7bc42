"""What stands at the picture's edges: direction, the path's state, the cue, and what could not be measured."""

from __future__ import annotations

from ..types import Cue, Moment, PathView, Site
from . import overlay_ink as ink
from . import overlay_words as words
from .overlay_layout import Rect, shortened, wrapped
from .overlay_sheet import Sheet

CAPTIONS = {  # class of a cue -> ground, letters, mark
    "safety": (ink.VERMILION, ink.WHITE, "red"), "balance": (ink.ORANGE, ink.BLACK, "amber"),
    "guide": (ink.DARK, ink.WHITE, "unknown"), "form": (ink.BLUE, ink.WHITE, "unknown"),
    "praise": (ink.TEAL, ink.BLACK, "green"),
}  # fmt: skip
PATHS = {  # state of the path -> ground, letters, mark, edge, size of the letters
    "watching": (ink.DARK, ink.SKY, "unknown", ink.SKY, 16), "off": (ink.DARK, ink.GREY, "unknown", None, 14),
    "slow": (ink.ORANGE, ink.BLACK, "amber", ink.WHITE, 20), "stop": (ink.VERMILION, ink.WHITE, "red", ink.WHITE, 20),
    "unknown": (ink.PURPLE, ink.WHITE, "unknown", ink.WHITE, 20),
}  # fmt: skip


def caption(sheet: Sheet, cue: Cue | None) -> None:
    """The cue at the foot of the picture, large, in its class's colour and with its mark."""
    if cue is None:
        return
    ground, letters, band = CAPTIONS[cue.class_]
    rows, size, widest = _fitted(cue.words, sheet.px(30), sheet.width - sheet.px(70))
    line, pad, icon = round(size * 1.25), sheet.px(8), round(size * 0.7)
    width, height = widest + icon + 3 * pad, line * len(rows) + pad
    place = Rect((sheet.width - width) // 2, sheet.height - height - sheet.px(6), width, height)
    place = place.within(sheet.width, sheet.height)
    sheet.ground(place, ground, ink.WHITE)
    ink.mark(sheet.image, Rect(place.x + pad, place.y + (height - icon) // 2, icon, icon), band, letters)
    for n, row in enumerate(rows):
        baseline = place.y + pad // 2 + n * line + round(size * 0.98)
        ink.text(sheet.image, row, place.x + 2 * pad + icon, baseline, size, letters, ink.HEAVY)


def _fitted(text: str, size: int, most: int) -> tuple[tuple[str, ...], int, int]:
    """Rows, size of the letters and width of the widest row: smaller letters only where one word is too wide."""
    rows = wrapped(text, lambda row: ink.text_width(row, size, ink.HEAVY), most)
    widest = max(ink.text_width(row, size, ink.HEAVY) for row in rows)
    if widest <= most:
        return rows, size, widest
    size = int(size * most / widest)
    return rows, size, max(ink.text_width(row, size, ink.HEAVY) for row in rows)


def runner_state(sheet: Sheet, moment: Moment) -> None:
    """Top left: direction with its arrow on the picture, facing, cadence and speed."""
    measures = moment.measures
    title = words.DIRECTIONS[measures.direction] if measures.tracked else "RUNNER NOT SEEN"
    rows = [words.FACINGS[measures.facing], words.rhythm(measures)] if measures.tracked else []
    way = words.travel(measures) if measures.tracked else None
    size, small, pad = sheet.px(20), sheet.px(14), sheet.px(6)
    indent = pad + (round(size * 1.1) + pad if way is not None else 0)
    width = max([ink.text_width(title, size, ink.HEAVY) + indent, *(ink.text_width(row, small) + pad for row in rows)])
    height = round(size * 1.4) + round(small * 1.35) * len(rows) + (sheet.px(2) if rows else 0)
    place = Rect(pad, pad, width + pad, height)
    sheet.ground(place, ink.DARK)
    if way is not None:
        side = round(size * 1.1)
        ink.arrow(sheet.image, Rect(place.x + pad, place.y + round(size * 0.15), side, side), way, ink.WHITE)
    ink.text(sheet.image, title, place.x + indent, place.y + round(size * 1.05), size, ink.WHITE, ink.HEAVY)
    for n, row in enumerate(rows):
        baseline = place.y + round(size * 1.4) + round(small * 1.35 * n) + small
        ink.text(sheet.image, row, place.x + pad, baseline, small)
    if not moment.coaching:
        sheet.label("Coaching paused", pad, place.bottom + sheet.px(4), "unknown")


def path_state(sheet: Sheet, view: PathView, site: Site = "track") -> None:
    """Top right: what is known of the path, in words; below, the nearest thing or the reason."""
    ground, letters, band, edge, at_640 = PATHS[view.state]
    size, small, pad = sheet.px(at_640), sheet.px(13), sheet.px(6)
    title, most = words.path(view, site), sheet.width // 2 - sheet.px(30)
    why = shortened(words.path_reason(view, site), lambda row: ink.text_width(row, small), most)
    icon = round(size * 0.7)
    width = max(ink.text_width(title, size, ink.HEAVY) + icon + pad, ink.text_width(why, small)) + 2 * pad
    height = round(size * 1.45) + (round(small * 1.35) if why else 0)
    place = sheet.free(Rect(sheet.width - width - pad, pad, width, height))
    sheet.ground(place, ground, edge)
    ink.mark(sheet.image, Rect(place.x + pad, place.y + round(size * 0.38), icon, icon), band, letters)
    ink.text(sheet.image, title, place.x + 2 * pad + icon, place.y + round(size * 1.08), size, letters, ink.HEAVY)
    if why:
        ink.text(sheet.image, why, place.x + pad, place.bottom - round(small * 0.45), small, letters)


def foot_line(sheet: Sheet, moment: Moment) -> None:
    """Above the caption or at the foot: why something is not measured, and the frame's own time."""
    size, pad = sheet.px(12), sheet.px(6)
    low = (place.y for place in sheet.taken if place.bottom > sheet.height - 2 * pad)
    y = min(low, default=sheet.height) - sheet.px(4) - round(size * 1.5)
    clock = f"{moment.t_s:.1f} s"
    room = ink.text_width(clock, size) + sheet.px(8) + pad
    sheet.note(clock, sheet.width - room, y, size)
    why = words.not_measured(moment.measures)
    if why:
        most = min(sheet.px(300), sheet.width - room - sheet.px(24))
        sheet.note(shortened(why, lambda row: ink.text_width(row, size), most), pad, y, size)
