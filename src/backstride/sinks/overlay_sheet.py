"""A picture being drawn on, with the places that letters already took."""

from __future__ import annotations

import numpy as np

from ..types import Band
from . import overlay_ink as ink
from .overlay_layout import Rect, free_spot, scale


class Sheet:
    """Knows how large things are on this picture and keeps labels off each other."""

    def __init__(self, image: np.ndarray) -> None:
        self.image = image
        self.height, self.width = image.shape[:2]
        self.scale = scale(self.width, self.height)
        self.taken: list[Rect] = []

    def px(self, at_640: float) -> int:
        """Whole pixels of what is ``at_640`` on a picture of 640×360."""
        return max(1, round(at_640 * self.scale))

    def ground(self, place: Rect, colour, edge=None) -> None:
        """Takes a place for letters and makes them readable there."""
        ink.pill(self.image, place, colour, edge, self.px(1))
        self.taken.append(place)

    def free(self, wanted: Rect) -> Rect:
        return free_spot(wanted, self.taken, self.width, self.height)

    def label_width(self, text: str) -> int:
        size = self.px(15)
        return ink.text_width(text, size) + round(size * 0.7) + 3 * self.px(4)

    def label(self, text: str, x: int, y: int, band: Band, colour=None) -> Rect:
        """Words with their band's mark on a dark ground, at x, y or as near above or below as is free."""
        size, pad = self.px(15), self.px(4)
        place = self.free(Rect(x, y, self.label_width(text), round(size * 1.45)))
        self.ground(place, ink.DARK)
        icon = round(size * 0.7)
        mark = Rect(place.x + pad, place.y + (place.height - icon) // 2, icon, icon)
        ink.mark(self.image, mark, band, colour or ink.BANDS[band])
        ink.text(self.image, text, place.x + 2 * pad + icon, place.y + round(size * 1.08), size)
        return place

    def note(self, text: str, x: int, y: int, size: int) -> None:
        """Small quiet words."""
        place = self.free(Rect(x, y, ink.text_width(text, size) + self.px(8), round(size * 1.5)))
        self.ground(place, ink.DARK)
        ink.text(self.image, text, place.x + self.px(4), place.y + round(size * 1.12), size, ink.GREY)
