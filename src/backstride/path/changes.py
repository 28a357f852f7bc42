"""Anything that entered or lies on the lane, of whatever kind: the lane now against the lane as it was.

Light is let through: a change of brightness with the colour kept is a shadow, a cloud or the camera's exposure. What
was seen as a thing is never learned into the bare lane, however long it stands still.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .plot import Plot
from .surface import Surface

COLOUR_STEPS, COLOUR_SHARE = 9.0, 0.13  # other colour: off by so many steps of 255 and by this share of brightness
DARKEST, BRIGHTEST = 0.33, 2.6  # of the bare lane's brightness: beyond these no shadow and no sun explains it
SEEN_STEPS = 30.0  # a lane darker than this gives no ratio worth a judgement
TINT, GUESSED_TINT, FAINT_STEPS, EDGE_SHARE = 0.12, 0.14, 14.0, 0.12
LEARN_EVERY, LEARNED = 10, 0.1  # looks, share
LOWEST_M, LOWEST_PX = 0.14, 5  # what stands lower is a mark, a leaf or noise
NARROWEST_M = 0.08
FILLED = 0.12  # of its box: a thing that fills less is scattered noise
LYING_BESIDE_M = 0.15  # at the first look, what stands farther beside the corridor belongs to the place
LEFT_SHARE = 0.85  # of an odd place that looks like its strip: whatever stood there has gone
LIKE_SHARE = 0.25  # by which a strip's brightness may differ from place to place
RING = np.ones((11, 11), np.uint8)  # around the runner's body
TOTAL = np.ones((1, 3), np.float32)
GREENNESS, FAINT = np.array([[-0.5, 1.0, -0.5]], np.float32), (4.0, 4.0, 4.0, 0.0)
GRID = (slice(None, None, 5), slice(None, None, 5))
FEWEST = 50
JOIN = np.ones((13, 5), np.uint8)  # things come apart in bands, the lane's lines behind them part them too


@dataclass(frozen=True)
class Change:
    """One thing that was not there before, in pixels of the working picture."""

    box: tuple[float, float, float, float]  # x0, y0, x1, y1
    foot: tuple[float, float]  # where it meets the ground
    base_px: float  # how wide it is there
    by_runner: bool  # it adjoins the runner's body, and may belong to it


class Changes:
    """The bare lane as it was, and one verb: ``look``."""

    def __init__(self, plot: Plot):
        self._plot = plot
        self._watched = plot.mask > 0
        self._bare: np.ndarray | None = None  # float32 B G R at the first look's light
        self._surface: Surface | None = None
        self._guessed = np.zeros(plot.mask.shape, bool)  # not seen bare yet: the strip's colour stands in
        self._blank = np.zeros(plot.mask.shape, bool)  # not seen bare and no strip to guess from
        self._looks = 0
        self.gain = np.ones(3, np.float32)
        self.hidden_share = 0.0  # of the corridor, by things and the runner

    def look(self, cut: np.ndarray, runner: np.ndarray) -> tuple[Change, ...]:
        """The things on a plot's rectangle (uint8 B G R); ``runner`` is the mask of the runner's body on it."""
        smooth, body = cv2.blur(cut, (3, 3)), runner > 0
        if self._bare is None:
            self._begin(smooth.astype(np.float32), body)
        self.gain = self._light(smooth, body)
        picture = cv2.LUT(smooth, _unlit(self.gain))
        odd = self._odd(picture) & ~body
        ring = cv2.dilate(runner, RING) > 0
        labels, kept, dropped = self._things(odd, ring)
        self._learn(picture, odd, ~ring, labels, kept, dropped)
        hidden = (odd | body) & self._plot.corridor
        self.hidden_share = float(hidden.sum() / max(1, self._plot.corridor.sum()))
        return tuple(change for change, _ in kept)

    def _begin(self, picture: np.ndarray, body: np.ndarray) -> None:
        """Takes the first picture for the bare lane, except the runner and what lies on the lane already."""
        soil = self._plot.soil
        self._surface = Surface(self._plot, picture, ~body)
        expected = self._surface.expected()
        self._bare = np.where((soil & self._watched)[..., None], expected, picture)
        self._guessed = soil & self._watched
        self._blank = body & ~soil
        self._keep_kinds()
        odd = self._odd(picture) & ~body
        labels, kept, _ = self._things(odd, body, LYING_BESIDE_M)
        lying = np.isin(labels, [label for _, label in kept])
        seen = ~body & ~lying
        self._bare[seen] = picture[seen]
        self._guessed &= ~seen
        self._keep_kinds()

    def _keep_kinds(self, where=...) -> None:
        """Keeps the bare lane's colours as brightness and kind: what each look compares with."""
        bare = self._bare[where]
        brightness = np.sqrt(np.einsum("...c,...c->...", bare, bare)) + 1e-3
        if where is ...:
            self._brightness, self._kind, self._green = brightness, bare / brightness[..., None], _green(self._bare)
            edges = cv2.morphologyEx(brightness, cv2.MORPH_GRADIENT, np.ones((5, 5), np.uint8))
            self._plain = (edges < EDGE_SHARE * brightness) & (self._bare.min(axis=2) > FAINT_STEPS)
        else:
            self._brightness[where], self._kind[where] = brightness, bare / brightness[..., None]
            self._green[where] = _green(bare[None])[0]

    def _light(self, picture: np.ndarray, body: np.ndarray) -> np.ndarray:
        """The brightness now over the brightness then, by colour, of most of the plot."""
        now, then = picture[GRID], self._bare[GRID]
        fair = self._watched[GRID] & ~body[GRID] & ~self._blank[GRID] & (then.min(axis=2) > 8)
        if fair.sum() < FEWEST:
            return self.gain
        return np.median(now[fair] / then[fair], axis=0).clip(0.05, 20).astype(np.float32)

    def _odd(self, picture: np.ndarray) -> np.ndarray:
        """Where the picture, brought into the first look's light, is not the bare lane brighter or darker."""
        as_bare = cv2.transform(cv2.multiply(picture, self._kind), TOTAL)
        now = cv2.transform(cv2.multiply(picture, picture), TOTAL)
        apart = now - as_bare * as_bare  # squared
        if self._guessed.any():
            apart[self._guessed] = self._surface.strangeness(picture, self._guessed) ** 2
        steps = COLOUR_STEPS / float(self.gain.mean())
        odd = apart > cv2.max(COLOUR_SHARE**2 * now, steps * steps)
        lit = self._brightness > 2 * steps + SEEN_STEPS
        odd |= lit & ((as_bare < DARKEST * self._brightness) | (as_bare > BRIGHTEST * self._brightness))
        odd |= self._tinted(picture)
        return odd & self._watched & ~self._blank

    def _tinted(self, picture: np.ndarray) -> np.ndarray:
        """Where the picture is greener or redder than the bare lane: shade turns bluer at most, so it is no shade.

        Finds what has nearly the lane's colour; not along lines, where a shake alone turns one colour into another.
        """
        tint = cv2.absdiff(_green(picture), self._green)
        blue, green, red = cv2.split(picture)
        faintest = cv2.min(cv2.min(blue, green), red)
        tinted = self._plain & (faintest > FAINT_STEPS / float(self.gain.mean())) & (tint > TINT)
        return tinted & ((tint > GUESSED_TINT) | ~self._guessed)

    def _things(self, odd: np.ndarray, ring: np.ndarray, beside_m: float = np.inf):
        """Labels of the odd regions, those that stand on the ground with their labels, and the labels of the rest."""
        dense = (cv2.boxFilter(odd.astype(np.uint8), cv2.CV_16S, (3, 3), normalize=False) >= 5).astype(np.uint8)
        joined = cv2.morphologyEx(dense, cv2.MORPH_CLOSE, JOIN)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
        kept, dropped = [], []
        for label in range(1, count):
            change = self._thing(labels, label, stats[label], ring, beside_m)
            if change is None:
                dropped.append(label)
            else:
                kept.append((change, label))
        return labels, kept, dropped

    def _thing(self, labels, label: int, stat, ring: np.ndarray, beside_m: float) -> Change | None:
        x, y, w, h, area = (int(value) for value in stat)
        if h < LOWEST_PX or area < FILLED * w * h or self._runs_out(y + h):
            return None
        region = labels[y : y + h, x : x + w] == label
        base = np.flatnonzero(region[-max(2, h // 4) :].any(axis=0))
        left, top = self._plot.corner
        foot = np.array([[left + x + (base[0] + base[-1] + 1) / 2, top + y + h - 0.5]])
        ground = self._plot.lane.ground(foot)
        scale = float(self._plot.lane.px_per_m(ground)[0]) if np.isfinite(ground).all() else np.nan
        if not (h >= LOWEST_M * scale and w >= NARROWEST_M * scale):
            return None
        if abs(ground[0, 1]) > self._plot.lane.width_m / 2 + beside_m:
            return None
        by_runner = bool((region & ring[y : y + h, x : x + w]).any())
        return Change((left + x, top + y, left + x + w, top + y + h), tuple(foot[0].tolist()),
                      float(base[-1] - base[0] + 1), by_runner)  # fmt: skip

    def _runs_out(self, bottom: int) -> bool:
        """A thing cut off by the plot's lower edge stands nearer to the camera than the plot, so not on the lane."""
        below = self._plot.corner[1] + self._plot.size[1] < self._plot.lane.image_size[1]
        return below and bottom >= self._plot.size[1] - 1

    def _learn(self, picture, odd: np.ndarray, away: np.ndarray, labels: np.ndarray, kept, dropped) -> None:
        """Takes in what was hidden and turned out bare, marks that are no things, and the slow change of the light."""
        self._looks += 1
        due = self._looks % LEARN_EVERY == 0
        unseen = self._guessed | self._blank
        if not due and not unseen.any():
            return
        news = unseen & away
        news &= (~odd | np.isin(labels, dropped)) if dropped else ~odd
        if due:
            news |= self._left(picture, odd, labels, kept) & away
        self._bare[news] = picture[news]
        self._guessed &= ~news
        self._blank &= ~news
        if due:
            calm = (~odd & away & ~self._guessed & ~self._blank).astype(np.uint8)
            cv2.accumulateWeighted(picture, self._bare, LEARNED, calm)
            self._keep_kinds()
        elif news.any():
            self._keep_kinds(news)

    def _left(self, picture: np.ndarray, odd: np.ndarray, labels: np.ndarray, kept) -> np.ndarray:
        """Ground that looks odd because what stood there at the first look has left: it is as its strip is now."""
        left = np.zeros(odd.shape, bool)
        for _, label in kept:
            there = (labels == label) & odd & self._plot.soil & ~self._guessed
            if there.any() and self._like_strip(picture, there).mean() > LEFT_SHARE:
                left |= there
        return left


    def _like_strip(self, picture: np.ndarray, where: np.ndarray) -> np.ndarray:
        """Which pixels have their strip's colour, tint and brightness; shade is not enough, it may be a thing."""
        now, strip = picture[where], self._surface.expected(where)
        bright, bare = np.linalg.norm(now, axis=1), np.linalg.norm(strip, axis=1)
        return (
            (self._surface.strangeness(picture, where) < COLOUR_SHARE * bright)
            & (np.abs(_green(now[None]) - _green(strip[None]))[0] < TINT)
            & (np.abs(bright - bare) < LIKE_SHARE * bare)
        )


def _green(picture: np.ndarray) -> np.ndarray:
    """How much greener than purple a colour is, in any brightness: the logarithm of a ratio."""
    return cv2.transform(cv2.log(cv2.add(picture, FAINT)), GREENNESS)


def _unlit(gain: np.ndarray) -> np.ndarray:
    """A table that takes 0 … 255 of each colour back into the light of the first look."""
    steps = np.arange(256, dtype=np.float32)[:, None, None] / gain.reshape(1, 1, 3)
    return np.ascontiguousarray(steps.astype(np.float32))
