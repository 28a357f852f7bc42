"""Which pixels are odd: neither the bare lane nor the bare lane in other light.

Light is let through: a change of brightness with the colour kept is a shadow, a cloud or the camera's exposure.
"""

from __future__ import annotations

import cv2
import numpy as np

from .bare import Bare, Glance
from .kinds import FAINT_STEPS, faintest, greenness, squared

COLOUR_STEPS, COLOUR_SHARE = 9.0, 0.13  # other colour: off by so many steps of 255 and by this share of brightness
DARKEST, BRIGHTEST = 0.33, 2.6  # of the bare lane's brightness: beyond these no shadow and no sun explains it
SEEN_STEPS = 30.0  # a lane darker than this gives no ratio worth a judgement
TINT, GUESSED_TINT = 0.12, 0.14  # greener or redder by so much; where the strip's colour stands in


def odd_pixels(bare: Bare, glance: Glance) -> np.ndarray:
    """Where a look shows what is not the bare lane brighter or darker (255), but for the runner."""
    odd = cv2.bitwise_or(_of_other_colour(bare, glance), _beyond_any_light(bare, glance))
    odd = cv2.bitwise_or(odd, _tinted(bare, glance))
    odd = cv2.bitwise_and(odd, bare.plot.mask)
    odd.ravel()[bare.unseen.blank] = 0
    odd[glance.runner > 0] = 0
    return odd


def _of_other_colour(bare: Bare, glance: Glance) -> np.ndarray:
    square, guessed = squared(glance.picture), bare.unseen.guessed
    apart = cv2.subtract(square, cv2.multiply(glance.brightness, glance.brightness))  # squared
    if len(guessed):
        pixels = glance.picture.reshape(-1, 3)[guessed]
        apart.ravel()[guessed] = bare.surface.strangeness(pixels, guessed) ** 2
    steps = glance.steps(COLOUR_STEPS)
    return cv2.compare(apart, cv2.max(cv2.multiply(square, COLOUR_SHARE**2), steps * steps), cv2.CMP_GT)


def _beyond_any_light(bare: Bare, glance: Glance) -> np.ndarray:
    """Where no shadow is so dark and no sun so bright, on a lane that is bright enough to tell."""
    now, then = glance.brightness, bare.kinds.brightness
    dark = cv2.compare(now, cv2.multiply(then, DARKEST), cv2.CMP_LT)
    glaring = cv2.compare(now, cv2.multiply(then, BRIGHTEST), cv2.CMP_GT)
    lit = cv2.compare(then, 2 * glance.steps(COLOUR_STEPS) + SEEN_STEPS, cv2.CMP_GT)
    return cv2.bitwise_and(cv2.bitwise_or(dark, glaring), lit)


def _tinted(bare: Bare, glance: Glance) -> np.ndarray:
    """Where the picture is greener or redder than the bare lane: shade turns bluer at most, so it is no shade.

    Finds what has nearly the lane's colour; not along lines, where a shake alone turns one colour into another.
    """
    tint, guessed = cv2.absdiff(greenness(glance.picture), bare.kinds.green), bare.unseen.guessed
    tinted = cv2.compare(tint, TINT, cv2.CMP_GT)
    if len(guessed):
        tinted.ravel()[guessed[tint.ravel()[guessed] <= GUESSED_TINT]] = 0
    bright = cv2.compare(faintest(glance.picture), glance.steps(FAINT_STEPS), cv2.CMP_GT)
    return cv2.bitwise_and(cv2.bitwise_and(tinted, bright), bare.kinds.plain)
