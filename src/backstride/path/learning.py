"""How the bare lane is learned: what was hidden and turns out bare, and the slow change of the light.

What was seen as a thing is never learned, however long it stands still; only what stood there at the first look and
has left is.
"""

from __future__ import annotations

import cv2
import numpy as np

from ..core.boxes import Box
from .bare import Bare, Glance, Part
from .kinds import greenness
from .odd import COLOUR_SHARE, TINT
from .odd_things import Found

LEARN_EVERY, LEARNED = 10, 0.1  # looks, share
LEFT_EVERY, LEFT_SHARE = 5, 0.3  # looks; of a pixel's neighbours that look like their strip: what stood there has gone
OUTLINED, GONE_SHARE = 0.15, 0.5  # edges along an outline, over their brightness; and over those that were there
FEWEST_OUTLINE, AROUND = 12, np.ones((3, 3), np.uint8)  # pixels
LIKE_SHARE = 0.25  # by which a strip's brightness may differ from place to place


def learn(bare: Bare, glance: Glance, found: Found, number: int) -> None:
    """Learns from one look; looks are numbered."""
    _take_unseen(bare, glance, found)
    height, turn = found.odd.shape[0], number % LEARN_EVERY  # a strip a look: no look is slower than another
    rows = slice(height * turn // LEARN_EVERY, height * (turn + 1) // LEARN_EVERY)
    calm = cv2.bitwise_not(cv2.bitwise_or(found.odd, glance.ring))
    calm.ravel()[bare.unseen.at()] = 0
    bare.follow(glance.picture, rows, LEARNED, calm[rows])
    if turn % LEFT_EVERY == 0 and (found.things or found.dropped):  # what has left may still be joined to what runs out
        _take_left(bare, glance, found)
        _take_outlines_left(bare, glance, found)


def _take_unseen(bare: Bare, glance: Glance, found: Found) -> None:
    """What turns out bare once the runner or a thing has left, and marks that are no things."""
    unseen = bare.unseen.at()
    if not len(unseen):
        return
    held, ring = bare.unseen.held(found.odd), glance.ring
    calm = (found.odd.ravel()[unseen] == 0) | np.isin(found.labels.ravel()[unseen], found.dropped)
    news = calm & (ring.ravel()[unseen] == 0) & (held.ravel()[unseen] == 0)
    bare.unseen.drop(news)
    bare.take(glance.picture, unseen[news])


def _take_left(bare: Bare, glance: Glance, found: Found) -> None:
    """Takes in ground that looks odd because what stood there at the first look has left.

    It is as its strip is now, and what was taken for bare was not. A thing in the strip's colour on bare ground
    is left alone: there the bare is like its strip too.
    """
    odd = cv2.bitwise_and(found.odd, cv2.bitwise_not(glance.ring))
    odd.ravel()[bare.unseen.guessed] = 0
    there = np.flatnonzero((odd > 0) & bare.plot.soil)
    if not len(there):
        return
    now, then = glance.picture.reshape(-1, 3)[there], bare.picture.reshape(-1, 3)[there]
    left = np.zeros(odd.shape, np.uint8)
    left.ravel()[there[_like_strip(bare, now, there) & ~_like_strip(bare, then, there)]] = 255
    left = cv2.bitwise_and(left, cv2.compare(cv2.blur(left, (5, 5)), LEFT_SHARE * 255, cv2.CMP_GT))
    bare.take(glance.picture, np.flatnonzero(left))


def _take_outlines_left(bare: Bare, glance: Glance, found: Found) -> None:
    """The same beside the corridor: the bare lane has an outline where something seems to be, and the picture has none.

    What is there has an outline of its own. In the corridor nothing is given up for that, nor where the bare lane is
    but guessed: a guess has edges that the lane never had.
    """
    if not found.things:
        return
    gone, kept = np.zeros(found.odd.shape, bool), bare.plot.corridor.copy()
    kept.ravel()[bare.unseen.at()] = True
    for change, label in found.things:
        part = _about(bare, change.box)
        region = (found.labels[part] == label).astype(np.uint8)
        if kept[part][region > 0].any():
            continue
        wide = cv2.dilate(region, AROUND)
        outline = (wide > cv2.erode(region, AROUND)) & (glance.ring[part] == 0)
        then, now = (_edges(one[part], outline) for one in (bare.picture, glance.picture))
        if then > OUTLINED and now < GONE_SHARE * then:
            gone[part] |= wide > 0
    bare.take(glance.picture, np.flatnonzero(gone))


def _about(bare: Bare, box: Box) -> Part:
    """The part of the plot around a box in pixels of the working picture."""
    (left, top), (width, height) = bare.plot.corner, bare.plot.size
    x0, y0, x1, y1 = (int(value) for value in box)
    return np.s_[max(0, y0 - top - 2) : min(height, y1 - top + 2), max(0, x0 - left - 2) : min(width, x1 - left + 2)]


def _edges(picture: np.ndarray, outline: np.ndarray) -> float:
    """How strong the edges along an outline mostly are, over their brightness."""
    if np.count_nonzero(outline) < FEWEST_OUTLINE:
        return 0.0
    bright = np.linalg.norm(picture, axis=2)
    steps = cv2.morphologyEx(bright, cv2.MORPH_GRADIENT, AROUND)
    return float(np.median(steps[outline] / (bright[outline] + 1)))


def _like_strip(bare: Bare, pixels: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Which pixels have their strip's colour, tint and brightness; shade is not enough, it may be a thing."""
    strip = bare.surface.expected(at)
    bright, of_strip = np.linalg.norm(pixels, axis=1), np.linalg.norm(strip, axis=1)
    return (
        (bare.surface.strangeness(pixels, at) < COLOUR_SHARE * bright)
        & (np.abs(greenness(pixels[None]) - greenness(strip[None]))[0] < TINT)
        & (np.abs(bright - of_strip) < LIKE_SHARE * of_strip)
    )
