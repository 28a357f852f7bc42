"""The bare lane: what the plot looks like with nothing on it, in the light of the first look.

What something hides at the first look is not seen bare. Its strip's colour stands in for it, or it is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from .kinds import Kinds
from .plot import Plot
from .surface import Surface

Part = tuple[slice, slice]  # rows and columns of the plot's rectangle
RING = np.ones((11, 11), np.uint8)  # around the runner's body
LIGHT_EVERY, FEWEST = 89, 50  # of the plot's pixels, one in so many tells of the light; a prime, so not in columns
MISSED_LOOKS = 10  # one look may miss a thing of the ground's own colour: so many in a row, and it has gone
DARK_STEPS = 8  # of 255: what is darker tells nothing of the light


@dataclass(frozen=True, eq=False)
class Glance:
    """What one look shows, brought into the bare lane's light."""

    picture: np.ndarray  # float32 B G R
    brightness: np.ndarray  # float32: of the picture, as far as it has the bare lane's kinds of colour
    runner: np.ndarray  # uint8: 255 on the runner's body
    ring: np.ndarray  # and around it
    gain: float = 1.0  # the light now over the bare lane's

    def steps(self, steps: float) -> float:
        """So many steps of 255 in the camera's picture are so many in this one."""
        return steps / self.gain


@dataclass
class Lying:
    """Where a thing lay at the first look, and for how many looks in a row nothing was seen of it."""

    part: Part
    missed: int = 0


@dataclass
class Unseen:
    """What was not seen bare yet: flat indices of the plot's pixels."""

    guessed: np.ndarray  # the strip's colour stands in
    blank: np.ndarray  # no soil, so no strip to guess from
    lying: list[Lying]

    def at(self) -> np.ndarray:
        """All of them, the guessed ones first."""
        return np.concatenate([self.guessed, self.blank])

    def drop(self, bare: np.ndarray) -> None:
        """Forgets those that are seen bare; ``bare`` (bool) belongs to ``at``."""
        of_guessed, of_blank = np.split(bare, [len(self.guessed)])
        self.guessed, self.blank = self.guessed[~of_guessed], self.blank[~of_blank]

    def held(self, odd: np.ndarray) -> np.ndarray:
        """Where a thing lay at the first look, while any of it is seen now and then: what is like the ground stays."""
        for one in self.lying:
            one.missed = 0 if odd[one.part].any() else one.missed + 1
        self.lying = [one for one in self.lying if one.missed <= MISSED_LOOKS]
        held = np.zeros(odd.shape, np.uint8)
        for one in self.lying:
            held[one.part] = 255
        return held


class Bare:
    """The bare lane as far as it is known."""

    def __init__(self, plot: Plot, surface: Surface, picture: np.ndarray, body: np.ndarray, hidden: np.ndarray,
                 lying: Sequence[Part] = ()):  # fmt: skip
        """As in a picture (float32 B G R), but for what is ``hidden`` (bool), by the runner's ``body`` or otherwise."""
        self.plot, self.surface = plot, surface
        guessed, blank = hidden & plot.soil & (plot.mask > 0), body & ~plot.soil
        self.picture = np.where(guessed[..., None], surface.expected(), picture)
        self.kinds = Kinds(self.picture)
        self.unseen = Unseen(np.flatnonzero(guessed), np.flatnonzero(blank), [Lying(part) for part in lying])
        fair = (plot.mask > 0) & (self.picture.min(axis=2) > DARK_STEPS) & ~blank
        self._points = np.flatnonzero(fair)[::LIGHT_EVERY]  # where the light is measured
        self._gain = np.ones(3, np.float32)

    def first_glance(self, picture: np.ndarray, runner: np.ndarray) -> Glance:
        """Of the picture (float32 B G R) that the bare lane is taken from: the light is its own, the ring the body."""
        return Glance(picture, self.kinds.brightness_of(picture), runner, runner)

    def glance(self, smooth: np.ndarray, runner: np.ndarray) -> Glance:
        """A picture of the plot (uint8 B G R); ``runner`` is the mask of the runner's body on it."""
        self._gain = gain = self._light(smooth, runner)
        picture = cv2.multiply(smooth.astype(np.float32), (*(1 / gain).tolist(), 0.0))
        ring = cv2.dilate(runner, RING)
        return Glance(picture, self.kinds.brightness_of(picture), runner, ring, float(gain.mean()))

    def _light(self, picture: np.ndarray, runner: np.ndarray) -> np.ndarray:
        """The brightness now over the brightness then, by colour, of most of the plot."""
        fair = self._points[runner.ravel()[self._points] == 0]
        if len(fair) < FEWEST:
            return self._gain
        ratios = picture.reshape(-1, 3)[fair] / np.maximum(self.picture.reshape(-1, 3)[fair], 1.0)
        middle = len(ratios) // 2
        return np.partition(ratios, middle, axis=0)[middle].clip(0.05, 20).astype(np.float32)

    def take(self, picture: np.ndarray, at: np.ndarray) -> None:
        """A picture's pixels at flat indices are the bare lane's."""
        if len(at):
            self.picture.reshape(-1, 3)[at] = picture.reshape(-1, 3)[at]
            width = self.picture.shape[1]
            self.kinds.keep(self.picture, slice(int(at.min()) // width, int(at.max()) // width + 1))

    def follow(self, picture: np.ndarray, rows: slice, share: float, calm: np.ndarray) -> None:
        """Comes by a share nearer to some rows of a picture, where these are ``calm`` (255)."""
        cv2.accumulateWeighted(picture[rows], self.picture[rows], share, calm)
        self.kinds.keep(self.picture, rows)
