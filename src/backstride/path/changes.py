"""Anything that entered or lies on the lane, of whatever kind: the lane now against the lane as it was."""

from __future__ import annotations

import cv2
import numpy as np

from .bare import RING, Bare, Glance
from .learning import learn
from .odd import odd_pixels
from .odd_things import Change, Found, Things
from .plot import Plot
from .shades import AT_FIRST_SIDES, MOST, OF_GRAIN, SHARE, SIDES, STEPS, Lights, Shades
from .surface import Surface

LYING_BESIDE_M = 0.15  # at the first look, what stands farther beside the corridor belongs to the place
SHADED_BESIDE_M = 1.0  # farther beside the corridor a thing of the ground's own colour is not sought


class Changes:
    """One verb, ``look``, against the bare lane of the looks before."""

    def __init__(self, plot: Plot):
        self._plot, self._things, self._shades = plot, Things(plot), Shades(plot)
        self._corridor = np.where(plot.corridor, 255, 0).astype(np.uint8)
        self._corridor_px = int(plot.corridor.sum())
        self._bare: Bare | None = None
        self._shaded = False  # something of the ground's own colour was found at the last look
        self._looks = 0
        self.hidden_share = 0.0  # of the corridor, by things and the runner

    def know(self, cut: np.ndarray) -> None:
        """Takes a picture for the bare lane on which nothing lies: what differs from it at the first look is there."""
        picture, nowhere = _smooth(cut).astype(np.float32), np.zeros(cut.shape[:2], bool)
        self._bare = Bare(self._plot, Surface(self._plot, picture, ~nowhere), picture, nowhere, nowhere)

    def look(self, cut: np.ndarray, runner: np.ndarray) -> tuple[Change, ...]:
        """The things on a plot's rectangle (uint8 B G R); ``runner`` is the mask of the runner's body on it."""
        smooth = _smooth(cut)
        if self._bare is None:
            self._bare = self._first_bare(smooth.astype(np.float32), runner)
        glance = self._bare.glance(smooth, runner)
        found = self._found(self._bare, glance)
        self._looks += 1
        learn(self._bare, glance, found, self._looks)
        hidden = cv2.countNonZero(cv2.bitwise_and(cv2.bitwise_or(found.odd, runner), self._corridor))
        self.hidden_share = hidden / max(1, self._corridor_px)
        return tuple(change for change, _ in found.things)

    def _first_bare(self, picture: np.ndarray, runner: np.ndarray) -> Bare:
        """The first picture taken for the bare lane, except the runner and what lies on the lane already."""
        body = runner > 0
        surface = Surface(self._plot, picture, ~body)
        guess = Bare(self._plot, surface, picture, body, np.ones_like(body))
        found = self._found(guess, guess.first_glance(picture, runner), LYING_BESIDE_M)
        fringe = (cv2.dilate(runner, RING) > 0) & (found.odd > 0)  # of the runner, beyond the drawn body
        return Bare(self._plot, surface, picture, body, body | fringe | found.things_where(),
                    [self._things.part(change.box) for change, _ in found.things])  # fmt: skip

    def _found(self, bare: Bare, glance: Glance, beside_m: float = np.inf) -> Found:
        """The things of another colour than the ground, and those of its own."""
        found = self._things.among(odd_pixels(bare, glance), glance.ring, beside_m)
        if self._looks % 2 == 0 or self._shaded:  # while there is none, every other look serves: a third of the cost
            self._add_shaded(found, bare, glance, min(beside_m, SHADED_BESIDE_M))
        return found

    def _add_shaded(self, found: Found, bare: Bare, glance: Glance, beside_m: float) -> None:
        """Adds the things of the ground's own colour, and their pixels to the odd ones."""
        share, sides = _at_first(bare, glance) if self._looks == 0 else (SHARE, SIDES)
        lights = Lights(glance.brightness, bare.kinds.brightness, bare.surface.brightness, bare.kinds.plain)
        labels, regions = self._shades.regions(lights, glance.runner, glance.steps(STEPS), share, sides)
        fresh = [(change, label) for label, stat in regions
                 if (change := self._things.one(labels, label, stat, glance.ring, beside_m)) is not None]  # fmt: skip
        self._shaded = bool(fresh)
        for change, label in fresh if len(fresh) <= MOST else ():
            part = self._things.part(change.box)
            region = labels[part] == label
            if not found.has_stain(change, part, region):
                found.add(change, part, region)  # what of it hides a line was found by its colour


def _at_first(bare: Bare, glance: Glance) -> tuple[float, float]:
    """What is off and what is a side where the strip's colour stands in for the bare lane, which has its grain."""
    soil = bare.plot.soil & (bare.plot.mask > 0)
    ratio = np.log((glance.brightness + 1) / (bare.kinds.brightness + 1))[soil]
    grain = 1.48 * float(np.median(np.abs(ratio - np.median(ratio))))
    return max(SHARE, 3 * grain), max(AT_FIRST_SIDES, float(np.exp(OF_GRAIN * grain)))


def _smooth(cut: np.ndarray) -> np.ndarray:
    return cv2.blur(cut, (3, 3))
