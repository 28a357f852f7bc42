"""What the bare lane looks like: one colour for each strip along it, for nothing lies all along a lane.

A look at the first picture tells by it what was lying there from the start, and what stands behind the runner.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from .plot import Plot

STRIP_M = 0.05
REACHES = (1, 2, 4, 8)  # how many strips to either side one pixel may blend, by its size on the ground
ALIKE = 0.004  # squared sine between two colours below which they are one
FEWEST = 12  # pixels that a strip's colour is taken from


class Surface:
    """The strips' colours of one picture."""

    def __init__(self, plot: Plot, picture: np.ndarray, seen: np.ndarray):
        """``picture`` is the plot's rectangle (float32 B G R), ``seen`` where no runner hides it."""
        self._strip = np.where(plot.soil, np.nan_to_num(plot.across_m) / STRIP_M, 0.0).astype(np.int32)
        self._strip -= self._strip.min()
        self._reach = np.searchsorted(np.array(REACHES[:-1]) * STRIP_M, np.nan_to_num(plot.across_per_px))
        self._colours = _filled(_medians(picture, self._strip, plot.soil & seen))
        self._blends = [_blends(self._colours, reach) for reach in REACHES]
        self._flat_strip, self._flat_reach = self._strip.ravel(), self._reach.ravel()
        self.brightness = np.linalg.norm(self.expected(), axis=2) + 1e-3  # of each pixel's strip

    def expected(self, at: np.ndarray | None = None) -> np.ndarray:
        """The bare lane's colours, of the whole plot or at flat indices of it; only meaningful on the soil."""
        return self._colours[self._strip if at is None else self._flat_strip[at]]

    def strangeness(self, pixels: np.ndarray, at: np.ndarray) -> np.ndarray:
        """How far ``pixels`` (n, 3) at the plot's flat indices ``at`` lie from their strips' colours and their blends.

        Brightness is left out, so that shadows are not strange. In steps of 0 … 255, one number a pixel.
        """
        strip, reach = self._flat_strip[at], self._flat_reach[at]
        strange = np.zeros(len(pixels), np.float32)
        for index, (own, other) in enumerate(self._blends):
            here = np.flatnonzero(reach == index)
            if len(here):
                of = strip[here]
                strange[here] = _off_blend(pixels[here], own[of], other[of])
        return strange


def _medians(picture: np.ndarray, strip: np.ndarray, valid: np.ndarray) -> np.ndarray:
    colours = np.full((strip.max() + 1, 3), np.nan, np.float32)
    order = np.argsort(strip[valid], kind="stable")
    of, pixels = strip[valid][order], picture[valid][order]
    edges = np.searchsorted(of, np.arange(len(colours) + 1))
    for i, (start, end) in enumerate(pairwise(edges)):
        if end - start >= FEWEST:
            colours[i] = np.median(pixels[start:end], axis=0)
    return colours


def _filled(colours: np.ndarray) -> np.ndarray:
    """Strips of which nothing was seen take the next strip's colour."""
    known = np.flatnonzero(np.isfinite(colours[:, 0]))
    if not len(known):
        return np.full_like(colours, 128.0)
    nearest = known[np.abs(np.arange(len(colours))[:, None] - known[None]).argmin(axis=1)]
    return colours[nearest]


def _blends(colours: np.ndarray, reach: int) -> tuple[np.ndarray, np.ndarray]:
    """For each strip its own colour and, of those within reach, the one that differs most in kind."""
    unit = _unit(colours)
    index = np.clip(np.arange(len(colours))[:, None] + np.arange(-reach, reach + 1)[None], 0, len(colours) - 1)
    likeness = np.einsum("nkc,nc->nk", unit[index], unit)
    return colours, colours[index[np.arange(len(colours)), likeness.argmin(axis=1)]]


def _off_blend(pixels: np.ndarray, own: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Distance of colours from the nearest blend of two colours, in any brightness."""
    a, b = _unit(own), _unit(other)
    likeness = np.einsum("nc,nc->n", a, b)
    on_a, on_b = np.einsum("nc,nc->n", pixels, a), np.einsum("nc,nc->n", pixels, b)
    square = np.einsum("nc,nc->n", pixels, pixels)
    spread = np.maximum(1 - likeness**2, 1e-6)
    of_a, of_b = (on_a - likeness * on_b) / spread, (on_b - likeness * on_a) / spread
    blended = square - of_a * on_a - of_b * on_b
    single = square - np.maximum(on_a, on_b) ** 2
    between = (of_a > 0) & (of_b > 0) & (spread > ALIKE)
    return np.sqrt(np.maximum(np.where(between, blended, single), 0)).astype(np.float32)


def _unit(colours: np.ndarray) -> np.ndarray:
    return colours / (np.linalg.norm(colours, axis=1, keepdims=True) + 1e-6)
