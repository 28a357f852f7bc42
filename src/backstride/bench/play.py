"""A play on a stage: a runner and things on their ways, drawn frame by frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import nan

import cv2
import numpy as np

from ..path import threat
from ..types import Frame, Pose
from . import cast
from .spoiled import Spoil, unspoiled
from .stage import Stage

FPS = 30
SHADE = 0.62
NOISE = 2.0  # steps of 255

Way = tuple[tuple[float, float, float], ...]  # straight pieces: t_s, across, along
Mix = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]  # of what is under and over, by the outline's share


@dataclass(frozen=True)
class Actor:
    """One thing: its kind, and its way; before the first piece it is not there, after the last it stays."""

    kind: str
    way: Way
    size: float = 1.0
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)
    fps: float = 15.0

    def place(self, t_s: float | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Across and along; NaN before the first piece begins."""
        times, across, along = np.array(self.way).T
        there = np.asarray(t_s) >= times[0] - 1e-9
        return np.where(there, np.interp(t_s, times, across), nan), np.where(there, np.interp(t_s, times, along), nan)


@dataclass(frozen=True, eq=False)
class Play:
    """One staged clip, with the runner's way."""

    stage: Stage
    runner: Way
    seconds: float
    actors: tuple[Actor, ...] = ()
    weather: Spoil = unspoiled
    who: threat.Runner = threat.ADULT
    shadows: bool = True

    @cached_property
    def t_s(self) -> np.ndarray:
        """The frames' times."""
        return np.arange(round(self.seconds * FPS)) / FPS

    def runner_at(self, t_s: float | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Across and along."""
        times, across, along = np.array(self.runner).T
        return np.interp(t_s, times, across), np.interp(t_s, times, along)

    def frames(self) -> Iterator[tuple[Frame, Pose]]:
        """The frames, drawn only when somebody looks at them, with the runner's poses."""
        for number, t_s in enumerate(self.t_s.tolist()):
            yield Drawn(self, t_s, number), self._pose(t_s, number)

    def picture(self, t_s: float) -> np.ndarray:
        """The picture at a time, uint8 B G R: the farthest first, all shadows below all things."""
        stage, picture = self.stage, self.stage.bare.copy()
        shown = sorted(self._shown(t_s), key=lambda one: -stage.depth_m(one.across, one.along))
        if self.shadows:
            for one in shown:
                _cast_shadow(picture, stage, one)
        for one in shown:
            _put(picture, stage, one)
        picture = cv2.add(picture, _grain(picture.shape, round(t_s * FPS) % 7), dtype=cv2.CV_8U)
        return self.weather(picture, t_s)

    def in_sight(self, actor: Actor, t_s: float) -> float:
        """The share of a thing that nobody nearer to the camera covers; 0 while it is not there."""
        shown = list(self._shown(t_s))
        there = [one for one, of in zip(shown[1:], self._there(t_s), strict=True) if of is actor]
        if not there:
            return 0.0
        (thing,) = there
        depth_m = self.stage.depth_m(thing.across, thing.along)
        outline = _outline(self.stage, thing)
        whole = int(outline.sum())
        for one in shown:
            if self.stage.depth_m(one.across, one.along) < depth_m:
                outline &= ~_outline(self.stage, one)
        return outline.sum() / max(whole, 1)

    def _shown(self, t_s: float) -> Iterator[Shown]:
        yield Shown(self._runner_figure(t_s).figure, *self.runner_at(t_s), flipped=self._flipped)
        for actor in self._there(t_s):
            figures = cast.things(actor.kind)
            figure = figures[int(t_s * actor.fps) % len(figures)]
            yield Shown(figure, *actor.place(t_s), actor.size, actor.tint, self._goes_left(actor))

    def _there(self, t_s: float) -> list[Actor]:
        return [actor for actor in self.actors if np.isfinite(actor.place(t_s)[0])]

    def _goes_left(self, actor: Actor) -> bool:
        """On the picture; what is cut out or drawn looks to the right."""
        (_, *first), (_, *last) = actor.way[0], actor.way[-1]
        return bool(self.stage.pixels(*last)[0] < self.stage.pixels(*first)[0])

    @cached_property
    def _flipped(self) -> bool:
        """From the runner's left side, travel leads to the right on the picture; the recorded runner goes left."""
        return self.stage.camera.view == "side" and self.stage.camera.aside_m > 0

    def _runner_figure(self, t_s: float) -> cast.RunnerFigure:
        figures = cast.runner(self.stage.camera.view)
        return figures[int(t_s * FPS) % len(figures)]

    def _pose(self, t_s: float, number: int) -> Pose:
        one, (across, along), (width, height) = self._runner_figure(t_s), self.runner_at(t_s), self.stage.camera.size
        foot, px_m = self.stage.pixels(across, along), _px_m(self.stage, across, along)
        side = np.array([-1.0 if self._flipped else 1.0, 1.0, 1.0])
        points = one.points_m * side * px_m / height + np.array([foot[0] / height, foot[1] / height, 0.0])
        return Pose(points.astype(np.float32), one.visibility, (width, height), t_s, number)


@dataclass(frozen=True, eq=False)
class Shown:
    """A figure at its place on the ground."""

    figure: cast.Figure
    across: float
    along: float
    size: float = 1.0
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)
    flipped: bool = False


class Drawn:
    """A frame that is drawn where somebody looks at it."""

    def __init__(self, play: Play, t_s: float, number: int):
        self._play, self.t_s, self.number, self.size = play, t_s, number, play.stage.camera.size

    @cached_property
    def image(self) -> np.ndarray:
        return self._play.picture(self.t_s)


@lru_cache(maxsize=14)
def _grain(shape: tuple[int, ...], number: int) -> np.ndarray:
    """A camera's noise."""
    return np.random.default_rng(number).normal(0, NOISE, shape).astype(np.float32)


def _px_m(stage: Stage, across: float, along: float) -> float:
    foot, head = stage.pixels(across, along), stage.pixels(across, along, 1.0)
    return float(np.linalg.norm(head - foot))


def _put(picture: np.ndarray, stage: Stage, one: Shown) -> None:
    matrix = _upright(stage, one)
    if not np.isfinite(matrix).all():
        return
    colour = np.array(one.tint, np.float32)
    _blend(picture, matrix, one.figure, lambda under, over, share: under + share * (over * colour - under))


def _upright(stage: Stage, one: Shown) -> np.ndarray:
    """From the figure's pixels to the picture's."""
    foot = stage.pixels(one.across, one.along)
    scale = _px_m(stage, one.across, one.along) * one.size / one.figure.px_m
    side, (x, y) = -scale if one.flipped else scale, one.figure.foot
    return np.array([[side, 0, foot[0] - side * x], [0, scale, foot[1] - scale * y]])


def _outline(stage: Stage, one: Shown) -> np.ndarray:
    """Where a figure is on the picture."""
    shares = cv2.warpAffine(one.figure.outline, _upright(stage, one), stage.camera.size)
    return shares > 0.5


def _cast_shadow(picture: np.ndarray, stage: Stage, one: Shown) -> None:
    """The outline laid flat on the ground away from the sun, from the foot on."""
    (x, y), width = one.figure.foot, one.figure.outline.shape[1]
    metres = one.size / one.figure.px_m * (-1 if one.flipped else 1)
    view = stage.camera.axes[0]  # the camera's right, on the ground
    ends = [(one.across + to * view[0], one.along + to * view[1]) for to in (-x * metres, (width - x) * metres)]
    top = tuple(end + sun * y * abs(metres) for end, sun in zip(ends[0], stage.sun, strict=True))
    corners = stage.pixels(*np.array([*ends, top]).T)
    if np.isfinite(corners).all():
        matrix = cv2.getAffineTransform(np.array([(0, y), (width, y), (0, 0)], np.float32), corners.astype(np.float32))
        _blend(picture, matrix, one.figure, lambda under, over, share: under * (1 - (1 - SHADE) * share))


def _blend(picture: np.ndarray, matrix: np.ndarray, figure: cast.Figure, mix: Mix) -> None:
    h, w = figure.outline.shape
    corners = np.array([(0, 0, 1), (w, 0, 1), (w, h, 1), (0, h, 1)]) @ matrix.T
    x0, y0 = np.maximum(np.floor(corners.min(axis=0)).astype(int) - 1, 0)
    x1, y1 = np.minimum(np.ceil(corners.max(axis=0)).astype(int) + 2, picture.shape[1::-1])
    if x1 - x0 < 1 or y1 - y0 < 1:
        return
    moved = matrix - np.array([[0, 0, x0], [0, 0, y0]])
    size = int(x1 - x0), int(y1 - y0)
    shrink = 1 / max(1e-3, np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
    source, outline = figure.picture, figure.outline
    if shrink > 1.5:  # or else small figures would glitter
        source, outline = (cv2.GaussianBlur(one, (0, 0), shrink / 2.5) for one in (source, outline))
    over = cv2.warpAffine(source, moved, size, borderMode=cv2.BORDER_REPLICATE)
    share = cv2.warpAffine(outline, moved, size)[..., None]
    cut = picture[y0:y1, x0:x1]
    cut[:] = np.clip(mix(cut.astype(np.float32), over, share), 0, 255).astype(np.uint8)
