"""Anything that entered or lies on the lane, of whatever kind: the lane now against the lane as it was.

Light is let through: a change of brightness with the colour kept is a shadow, a cloud or the camera's exposure. What
was seen as a thing is never learned into the bare lane, however long it stands still.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ..core.boxes import overlap
from .plot import Plot
from .shades import AT_FIRST_SIDES, MOST, OF_GRAIN, SHARE, SIDES, STEPS, Lights, Shades
from .surface import Surface

COLOUR_STEPS, COLOUR_SHARE = 9.0, 0.13  # other colour: off by so many steps of 255 and by this share of brightness
DARKEST, BRIGHTEST = 0.33, 2.6  # of the bare lane's brightness: beyond these no shadow and no sun explains it
SEEN_STEPS = 30.0  # a lane darker than this gives no ratio worth a judgement
TINT, GUESSED_TINT, FAINT_STEPS, EDGE_SHARE = 0.12, 0.14, 14.0, 0.12
LEARN_EVERY, LEARNED = 10, 0.1  # looks, share
LOWEST_M, LOWEST_PX = 0.14, 5  # what stands lower is a mark, a leaf or noise
SMALLEST_M, WORN_PX, COMPACT = 0.12, 2, 2.0  # but a ball: so many rows are lost to its blurred edges; width in heights
NARROWEST_M = 0.08
FILLED = 0.12  # of its box: a thing that fills less is scattered noise
LYING_BESIDE_M = 0.15  # at the first look, what stands farther beside the corridor belongs to the place
SHADED_BESIDE_M = 1.0  # farther beside the corridor a thing of the ground's own colour is not sought
LEFT_EVERY, LEFT_SHARE = 5, 0.3  # looks; of a pixel's neighbours that look like their strip: what stood there has gone
LIKE_SHARE = 0.25  # by which a strip's brightness may differ from place to place
RING = np.ones((11, 11), np.uint8)  # around the runner's body
TOTAL = np.ones((1, 3), np.float32)
GREENNESS, FAINT = np.array([[-0.5, 1.0, -0.5]], np.float32), (4.0, 4.0, 4.0, 0.0)
LIGHT_EVERY, FEWEST = 89, 50  # of the plot's pixels, one in so many tells of the light; a prime, so not in columns
AROUND = np.ones((5, 5), np.uint8)
DENSE = 128  # mean of odd pixels (255) and others: five of nine
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
        self._corridor = np.where(plot.corridor, 255, 0).astype(np.uint8)
        self._corridor_px = int(plot.corridor.sum())
        self._shades = Shades(plot)
        self._bare: np.ndarray | None = None  # float32 B G R at the first look's light
        self._surface: Surface | None = None
        nowhere = np.zeros(0, np.intp)
        self._guessed = nowhere  # flat indices not seen bare yet: the strip's colour stands in
        self._blank = nowhere  # not seen bare and no strip to guess from
        self._shaded = False  # something of the ground's own colour was found at the last look
        self._lying: list[tuple[slice, slice]] = []
        self._looks = 0
        self.gain = np.ones(3, np.float32)
        self.hidden_share = 0.0  # of the corridor, by things and the runner

    def know(self, cut: np.ndarray) -> None:
        """Takes a picture for the bare lane on which nothing lies: what differs from it at the first look is there."""
        bare = cv2.blur(cut, (3, 3)).astype(np.float32)
        self._surface = Surface(self._plot, bare, np.ones(bare.shape[:2], bool))
        self._strip = np.linalg.norm(self._surface.expected(), axis=2) + 1e-3
        self._bare = bare
        self._keep_kinds()
        self._choose_points()

    def look(self, cut: np.ndarray, runner: np.ndarray) -> tuple[Change, ...]:
        """The things on a plot's rectangle (uint8 B G R); ``runner`` is the mask of the runner's body on it."""
        smooth = cv2.blur(cut, (3, 3))
        if self._bare is None:
            self._begin(smooth.astype(np.float32), runner)
        self.gain = self._light(smooth, runner)
        picture = cv2.multiply(smooth.astype(np.float32), (*(1 / self.gain).tolist(), 0.0))
        odd = self._odd(picture)
        odd[runner > 0] = 0
        ring = cv2.dilate(runner, RING)
        labels, kept, dropped = self._things(odd, ring)
        self._add_shaded(odd, labels, kept, runner, ring)
        self._learn(picture, odd, ring, labels, kept, dropped)
        hidden = cv2.countNonZero(cv2.bitwise_and(cv2.bitwise_or(odd, runner), self._corridor))
        self.hidden_share = hidden / max(1, self._corridor_px)
        return tuple(change for change, _ in kept)

    def _begin(self, picture: np.ndarray, runner: np.ndarray) -> None:
        """Takes the first picture for the bare lane, except the runner and what lies on the lane already."""
        soil, body = self._plot.soil, runner > 0
        self._surface = Surface(self._plot, picture, ~body)
        expected = self._surface.expected()
        self._strip = np.linalg.norm(expected, axis=2) + 1e-3
        self._bare = np.where((soil & self._watched)[..., None], expected, picture)
        self._guessed, self._blank = np.flatnonzero(soil & self._watched), np.flatnonzero(body & ~soil)
        self._keep_kinds()
        odd = self._odd(picture)
        odd[body] = 0
        labels, kept, _ = self._things(odd, runner, LYING_BESIDE_M)
        self._add_shaded(odd, labels, kept, runner, runner, LYING_BESIDE_M)
        self._lying = [_slices(change.box, self._plot.corner) for change, _ in kept]
        fringe = (cv2.dilate(runner, RING) > 0) & (odd > 0)  # of the runner, beyond the drawn body
        hidden = body | fringe | np.isin(labels, [label for _, label in kept])
        self._bare[~hidden] = picture[~hidden]
        self._guessed = np.flatnonzero(hidden & soil & self._watched)
        self._keep_kinds()
        self._choose_points()

    def _choose_points(self) -> None:
        """Where the light is measured."""
        fair = self._watched & (self._bare.min(axis=2) > 8)
        fair.ravel()[self._blank] = False
        self._points = np.flatnonzero(fair)[::LIGHT_EVERY]

    def _keep_kinds(self, rows: slice = slice(None)) -> None:
        """Keeps the bare lane's colours as brightness and kind: what each look compares with."""
        bare = np.ascontiguousarray(self._bare[rows])
        if rows == slice(None):
            shape = bare.shape[:2]
            self._brightness, self._green = np.empty(shape, np.float32), np.empty(shape, np.float32)
            self._kind, self._plain = np.empty_like(bare), np.empty(shape, np.uint8)
        brightness = cv2.add(cv2.sqrt(_square(bare)), 1e-3)
        self._brightness[rows], self._green[rows] = brightness, _green(bare)
        self._kind[rows] = bare / brightness[..., None]
        edges = cv2.morphologyEx(brightness, cv2.MORPH_GRADIENT, AROUND)
        self._plain[rows] = cv2.bitwise_and(cv2.compare(edges, EDGE_SHARE * brightness, cv2.CMP_LT),
                                            cv2.compare(_faintest(bare), FAINT_STEPS, cv2.CMP_GT))  # fmt: skip

    def _light(self, picture: np.ndarray, runner: np.ndarray) -> np.ndarray:
        """The brightness now over the brightness then, by colour, of most of the plot."""
        fair = self._points[runner.ravel()[self._points] == 0]
        if len(fair) < FEWEST:
            return self.gain
        ratios = picture.reshape(-1, 3)[fair] / np.maximum(self._bare.reshape(-1, 3)[fair], 1.0)
        middle = len(ratios) // 2
        return np.partition(ratios, middle, axis=0)[middle].clip(0.05, 20).astype(np.float32)

    def _odd(self, picture: np.ndarray) -> np.ndarray:
        """Where the picture, brought into the first look's light, is not the bare lane brighter or darker (255)."""
        self._now = as_bare = cv2.transform(cv2.multiply(picture, self._kind), TOTAL)
        now = _square(picture)
        apart = cv2.subtract(now, cv2.multiply(as_bare, as_bare))  # squared
        if len(self._guessed):
            pixels = picture.reshape(-1, 3)[self._guessed]
            apart.ravel()[self._guessed] = self._surface.strangeness(pixels, self._guessed) ** 2
        steps = COLOUR_STEPS / float(self.gain.mean())
        odd = cv2.compare(apart, cv2.max(cv2.multiply(now, COLOUR_SHARE**2), steps * steps), cv2.CMP_GT)
        shade, glare = (cv2.multiply(self._brightness, limit) for limit in (DARKEST, BRIGHTEST))
        beyond = cv2.bitwise_or(cv2.compare(as_bare, shade, cv2.CMP_LT), cv2.compare(as_bare, glare, cv2.CMP_GT))
        lit = cv2.compare(self._brightness, 2 * steps + SEEN_STEPS, cv2.CMP_GT)
        odd = cv2.bitwise_or(odd, cv2.bitwise_and(beyond, lit))
        odd = cv2.bitwise_or(odd, self._tinted(picture))
        odd = cv2.bitwise_and(odd, self._plot.mask)
        odd.ravel()[self._blank] = 0
        return odd

    def _tinted(self, picture: np.ndarray) -> np.ndarray:
        """Where the picture is greener or redder than the bare lane: shade turns bluer at most, so it is no shade.

        Finds what has nearly the lane's colour; not along lines, where a shake alone turns one colour into another.
        """
        tint = cv2.absdiff(_green(picture), self._green)
        tinted = cv2.compare(tint, TINT, cv2.CMP_GT)
        if len(self._guessed):
            tinted.ravel()[self._guessed[tint.ravel()[self._guessed] <= GUESSED_TINT]] = 0
        bright = cv2.compare(_faintest(picture), FAINT_STEPS / float(self.gain.mean()), cv2.CMP_GT)
        return cv2.bitwise_and(cv2.bitwise_and(tinted, bright), self._plain)

    def _things(self, odd: np.ndarray, ring: np.ndarray, beside_m: float = np.inf):
        """Labels of the odd regions, those that stand on the ground with their labels, and the labels of the rest."""
        labels = np.zeros(odd.shape, np.int32)
        kept, dropped = [], []
        dense = cv2.compare(cv2.blur(odd, (3, 3)), DENSE, cv2.CMP_GT)
        x, y, w, h = cv2.boundingRect(dense)
        if w == 0:
            return labels, kept, dropped
        x0, y0 = max(0, x - JOIN.shape[1]), max(0, y - JOIN.shape[0])
        part = np.s_[y0 : y + h + JOIN.shape[0], x0 : x + w + JOIN.shape[1]]
        joined = cv2.morphologyEx(np.ascontiguousarray(dense[part]), cv2.MORPH_CLOSE, JOIN)
        count, labels[part], stats, _ = cv2.connectedComponentsWithStats(joined)
        stats[:, :2] += (x0, y0)
        for label in range(1, count):
            change = self._thing(labels, label, stats[label], ring, beside_m)
            if change is None:
                dropped.append(label)
            else:
                kept.append((change, label))
        return labels, kept, dropped

    def _add_shaded(self, odd, labels, kept, runner, ring, beside_m: float = SHADED_BESIDE_M) -> None:
        """Adds the things of the ground's own colour to those kept, and their pixels to the odd ones."""
        if self._looks % 2 and not self._shaded:
            return  # while there is none, every other look serves: it costs a third of the whole
        steps = STEPS / float(self.gain.mean())
        share, sides = SHARE, SIDES
        if self._looks == 0:
            share, sides = self._first()
        lights = Lights(self._now, self._brightness, self._strip, self._plain)
        own, found = self._shades.regions(lights, runner, steps, share, sides)
        fresh = [(change, label) for label, stat in found
                 if (change := self._thing(own, label, stat, ring, beside_m)) is not None]  # fmt: skip
        self._shaded = bool(fresh)
        for change, label in fresh if len(fresh) <= MOST else ():
            part = _slices(change.box, self._plot.corner)
            region = own[part] == label
            odd[part][region] = 255
            index = next((i for i, (one, _) in enumerate(kept) if overlap(one.box, change.box) > 0), len(kept))
            if index < len(kept):  # what of it hides a line is found by its colour already
                kept[index] = _joined(kept[index][0], change), kept[index][1]
            else:
                kept.append((change, int(labels.max()) + 1))
            labels[part][region] = kept[index][1]

    def _first(self) -> tuple[float, float]:
        """What is off and what is a side where the strip's colour stands in for the bare lane, which has its grain."""
        ratio = np.log((self._now + 1) / (self._brightness + 1))[self._plot.soil & self._watched]
        grain = 1.48 * float(np.median(np.abs(ratio - np.median(ratio))))
        return max(SHARE, 3 * grain), max(AT_FIRST_SIDES, float(np.exp(OF_GRAIN * grain)))

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
        tall = h >= LOWEST_M * scale or (h + WORN_PX >= SMALLEST_M * scale and w < COMPACT * h)
        if not (tall and w >= NARROWEST_M * scale):
            return None
        if abs(ground[0, 1]) > self._plot.lane.width_m / 2 + beside_m:
            return None
        by_runner = bool((region & (ring[y : y + h, x : x + w] > 0)).any())
        return Change((left + x, top + y, left + x + w, top + y + h), tuple(foot[0].tolist()),
                      float(base[-1] - base[0] + 1), by_runner)  # fmt: skip

    def _runs_out(self, bottom: int) -> bool:
        """A thing cut off by the plot's lower edge stands nearer to the camera than the plot, so not on the lane."""
        below = self._plot.corner[1] + self._plot.size[1] < self._plot.lane.image_size[1]
        return below and bottom >= self._plot.size[1] - 1

    def _learn(self, picture, odd: np.ndarray, ring: np.ndarray, labels: np.ndarray, kept, dropped) -> None:
        """Takes in what was hidden and turned out bare, marks that are no things, and the slow change of the light."""
        self._looks += 1
        if len(self._guessed) or len(self._blank):
            self._take_unseen(picture, odd, ring, labels, dropped)
        height, turn = odd.shape[0], self._looks % LEARN_EVERY  # a strip a look: no look is slower than another
        rows = slice(height * turn // LEARN_EVERY, height * (turn + 1) // LEARN_EVERY)
        calm = cv2.bitwise_or(odd, ring)
        calm.ravel()[self._guessed] = 255
        calm.ravel()[self._blank] = 255
        cv2.accumulateWeighted(picture[rows], self._bare[rows], LEARNED, cv2.bitwise_not(calm[rows]))
        self._keep_kinds(rows)
        if turn % LEFT_EVERY == 0 and (kept or dropped):  # what has left may still be joined to what runs out
            self._take_left(picture, cv2.bitwise_and(odd, cv2.bitwise_not(ring)))

    def _take_unseen(self, picture, odd: np.ndarray, ring: np.ndarray, labels: np.ndarray, dropped) -> None:
        """What turns out bare once the runner or a thing has left, and marks that are no things."""
        held = self._held(odd)
        taken = []
        for name in ("_guessed", "_blank"):
            unseen = getattr(self, name)
            calm = (odd.ravel()[unseen] == 0) | np.isin(labels.ravel()[unseen], dropped)
            news = calm & (ring.ravel()[unseen] == 0) & (held.ravel()[unseen] == 0)
            setattr(self, name, unseen[~news])
            taken.append(unseen[news])
        taken = np.concatenate(taken)
        if len(taken):
            self._bare.reshape(-1, 3)[taken] = picture.reshape(-1, 3)[taken]
            rows = np.unique(taken // odd.shape[1])
            self._keep_kinds(slice(int(rows[0]), int(rows[-1]) + 1))

    def _held(self, odd: np.ndarray) -> np.ndarray:
        """Where a thing lay at the first look, while any of it is still seen: what of it is like the ground stays."""
        self._lying = [part for part in self._lying if odd[part].any()]
        held = np.zeros(odd.shape, np.uint8)
        for part in self._lying:
            held[part] = 255
        return held

    def _take_left(self, picture: np.ndarray, odd: np.ndarray) -> None:
        """Takes in ground that looks odd because what stood there at the first look has left.

        It is as its strip is now, and what was taken for bare was not. A thing in the strip's colour on bare ground
        is left alone: there the bare is like its strip too.
        """
        odd.ravel()[self._guessed] = 0
        there = np.flatnonzero((odd > 0) & self._plot.soil)
        if not len(there):
            return
        now, then = picture.reshape(-1, 3)[there], self._bare.reshape(-1, 3)[there]
        left = np.zeros(odd.shape, np.uint8)
        left.ravel()[there[self._like_strip(now, there) & ~self._like_strip(then, there)]] = 255
        left = cv2.bitwise_and(left, cv2.compare(cv2.blur(left, (5, 5)), LEFT_SHARE * 255, cv2.CMP_GT))
        _, y, _, h = cv2.boundingRect(left)
        if h:
            cv2.copyTo(picture, left, self._bare)
            self._keep_kinds(slice(y, y + h))

    def _like_strip(self, now: np.ndarray, at: np.ndarray) -> np.ndarray:
        """Which pixels have their strip's colour, tint and brightness; shade is not enough, it may be a thing."""
        strip = self._surface.expected(at)
        bright, bare = np.linalg.norm(now, axis=1), np.linalg.norm(strip, axis=1)
        return (
            (self._surface.strangeness(now, at) < COLOUR_SHARE * bright)
            & (np.abs(_green(now[None]) - _green(strip[None]))[0] < TINT)
            & (np.abs(bright - bare) < LIKE_SHARE * bare)
        )


def _joined(one: Change, other: Change) -> Change:
    """Two pieces of one thing: it stands where the lower one does."""
    low = max(one, other, key=lambda piece: piece.foot[1])
    box = (min(one.box[0], other.box[0]), min(one.box[1], other.box[1]),
           max(one.box[2], other.box[2]), max(one.box[3], other.box[3]))  # fmt: skip
    return Change(box, low.foot, low.base_px, one.by_runner or other.by_runner)


def _slices(box, corner):
    x0, y0, x1, y1 = (int(value) for value in box)
    return np.s_[y0 - corner[1] : y1 - corner[1], x0 - corner[0] : x1 - corner[0]]


def _green(picture: np.ndarray) -> np.ndarray:
    """How much greener than purple a colour is, in any brightness: the logarithm of a ratio."""
    return cv2.transform(cv2.log(cv2.add(picture, FAINT)), GREENNESS)


def _square(picture: np.ndarray) -> np.ndarray:
    return cv2.transform(cv2.multiply(picture, picture), TOTAL)


def _faintest(picture: np.ndarray) -> np.ndarray:
    blue, green, red = cv2.split(picture)
    return cv2.min(cv2.min(blue, green), red)
