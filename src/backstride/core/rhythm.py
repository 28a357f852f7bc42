"""Feeds both feet to their watchers and keeps the stances: the bridge from frames to steps."""

from __future__ import annotations

from math import isfinite, nan
from statistics import median

from backstride.core.contacts import Foot, Ground, Landing, Stance
from backstride.core.figure import Figure
from backstride.core.ground import feet_row
from backstride.core.skeleton import ANKLES
from backstride.core.smoothing import History, Lowpass
from backstride.core.view import ahead
from backstride.types import Direction, Facing


class Rhythm:
    """Landings and stances of both feet, seen from the side."""

    def __init__(self):
        self._feet_seen = History(14)
        self._ground = Ground()
        self._feet = (Foot(0, self._ground), Foot(1, self._ground))
        self._ways: tuple[list, list] = ([], [])
        self._leg = Lowpass(0.5)
        self._key: tuple = ()
        self._last_s = nan
        self._frame_s = 1 / 30

    def step(self, figure: Figure, facing: Facing, direction: Direction) -> list[Landing | Stance]:
        if not figure.tracked:
            return []
        t_s = figure.t_s
        leg = self._leg.step(t_s, figure.leg)
        if not (t_s - self._last_s < 0.5):
            self._forget()
        else:
            self._frame_s += 0.1 * (min(t_s - self._last_s, 0.1) - self._frame_s)
        self._last_s = t_s
        self._feet_seen.append(t_s, feet_row(figure))
        against = {"backward": 1.0, "forward": -1.0}.get(direction, nan) * ahead(facing)
        if not isfinite(against):
            return []
        if self._key != (facing, direction):
            self._forget_feet()
            self._key = (facing, direction)
        told = []
        for side, foot in enumerate(self._feet):
            way = (figure.at[ANKLES[side]][0] - figure.hip[0]) * against / leg
            recent = self._ways[side]
            recent.append((t_s, way))
            if len(recent) < 3:
                continue
            del recent[:-3]
            middle = median(value for _, value in recent)
            told += foot.step(t_s, middle, self._feet_seen, leg, self._frame_s)
        return told

    def _forget(self) -> None:
        self._feet_seen.clear()
        self._forget_feet()

    def _forget_feet(self) -> None:
        self._ground.forget()
        for side, foot in enumerate(self._feet):
            foot.forget()
            self._ways[side].clear()
