"""Feeds both feet to their watchers, and keeps the last seconds of the body that steps are cut from."""

from __future__ import annotations

from math import isfinite, nan
from statistics import median

from ..types import Direction, Facing
from .contacts import Foot, Ground, Landing, Stance, Turns
from .figure import Figure
from .ground import ANKLE_X, ANKLE_Y, COLUMNS, FOOT, HIP_X, body_row
from .smoothing import History, Lowpass
from .view import ahead

BACKLOG_S = 1.6  # what the feet did before the direction was known is gone through again


DEPTH_UNIT = 1.3  # seen along the way, the feet swing apart through this many units, as they do in leg lengths
LEAST_DEPTH_LL = 0.06


class Rhythm:
    """Landings and stances of both feet where the runner is seen from the side; along the way only the step's beat.

    From front or back a foot that comes down and one that moves away look alike in the picture: there steps are
    counted, and their contacts are not measured.
    """

    def __init__(self):
        self.seen = History(COLUMNS)
        self.ground = Ground()
        self.leg = nan  # hip to ankle, image heights
        self.against = nan  # +1 where the picture's right lies against the way of travel; NaN along the way
        self.down: tuple[bool | None, bool | None] = (None, None)  # left and right foot at this frame
        self.turned_s = nan  # along the way: when the feet changed places, on the frame that shows it
        self.turned_high = False  # and whether the left foot was the lower one
        self.sideways = nan  # +1 facing the picture's right, -1 its left, NaN along the way
        self.width = nan  # along the way: left foot beside the right one, negative when crossed, image heights
        self._feet = (Foot(0, self.ground), Foot(1, self.ground))
        self._ways: tuple[list, list] = ([], [])
        self._turns = Turns()
        self._apart = Lowpass(0.05)
        self._unit = Lowpass(0.3)
        self._leg = Lowpass(0.5)
        self._key: tuple = ()
        self.row: list[float] = []  # the newest frame, as in ``seen``
        self.row_s = nan
        self._last_s = nan
        self._frame_s = 1 / 30

    def step(self, figure: Figure, facing: Facing, direction: Direction) -> list[Landing | Stance]:
        """What became known at this frame."""
        self.turned_s = nan
        self.down = (None, None)
        if not figure.tracked:
            return []
        t_s = figure.t_s
        self.leg = self._leg.step(t_s, figure.leg)
        if t_s - self._last_s < 0.5:
            self._frame_s += 0.1 * (min(t_s - self._last_s, 0.1) - self._frame_s)
        else:
            self.seen.clear()
            self._forget()
        before_s, self._last_s = self._last_s, t_s
        row = body_row(figure)
        self.seen.append(t_s, row)
        before, self.row, self.row_s = self.row, row, t_s
        self.sideways = ahead(facing)
        if self._key != (facing, direction):
            self._key = (facing, direction)
            self.against = {"backward": 1.0, "forward": -1.0}.get(direction, nan) * ahead(facing)
            self._forget()
            return self._backlog(t_s) if isfinite(self.against) else []
        if facing in ("toward", "away"):
            self._watch_beat(t_s)
            self.width = (row[FOOT[0] + ANKLE_X] - row[FOOT[1] + ANKLE_X]) * (1 if facing == "toward" else -1)
        if not isfinite(self.against):
            return []
        told = self._look(t_s, row)
        if before:
            gap_s = t_s - before_s
            self.down = tuple(foot.down(row, before, gap_s, t_s, self.leg) for foot in self._feet)
        return told

    def _watch_beat(self, t_s: float) -> None:
        """The feet's distance up and down the picture swings once a stride: each reversal is a step."""
        _, rows = self.seen.since(t_s - 1.3)
        apart = rows[:, FOOT[0] + ANKLE_Y] - rows[:, FOOT[1] + ANKLE_Y]
        swing = max(float(apart.max() - apart.min()), LEAST_DEPTH_LL * self.leg)
        unit = self._unit.step(t_s, swing / DEPTH_UNIT)
        turn = self._turns.step(t_s, self._apart.step(t_s, float(apart[-1]) / unit))
        self.turned_s, self.turned_high = (turn.t_s, turn.high) if turn else (nan, False)

    def _look(self, t_s: float, row) -> list[Landing | Stance]:
        told = []
        for side, foot in enumerate(self._feet):
            way = (row[FOOT[side] + ANKLE_X] - row[HIP_X]) * self.against / self.leg
            recent = self._ways[side]
            recent.append((t_s, way))
            if len(recent) < 3:
                continue
            del recent[:-3]
            middle = median(value for _, value in recent)
            told += foot.step(t_s, recent[1][0], middle, self.seen, self.leg, self._frame_s)
        return told

    def _backlog(self, now_s: float) -> list[Landing | Stance]:
        told = []
        times, rows = self.seen.between(now_s - BACKLOG_S, now_s)
        for t_s, row in zip(times.tolist(), rows.tolist(), strict=True):
            told += self._look(t_s, row)
        return told

    def _forget(self) -> None:
        self.ground.forget()
        for side, foot in enumerate(self._feet):
            foot.forget(self.against)
            self._ways[side].clear()
