"""Looks over the shoulder: when, to which side, for how long, and how long ago.

From front or back the head's yaw tells side and size. From the side only that the face turned away from the facing can
be seen: the look counts, its side stays unknown.
"""

from __future__ import annotations

from math import isfinite, nan
from statistics import median

from ..types import Direction, Facing, HeadCheck, Side, View
from .figure import Figure
from .skeleton import NOSE
from .smoothing import Lowpass
from .view import ahead

BEGINS_DEG, ENDS_DEG = 42.0, 32.0  # the look meant is one of 45 degrees; the steadied yaw lags a little behind
TURNED_SHARE, BACK_SHARE = 0.5, 0.65  # of the nose's usual lead over the ears, seen from the side
LEAST_S, LONGEST_S = 0.25, 3.0
REST_S = 0.3  # between two looks


class HeadWatch:
    """Turns the head's yaw into looks."""

    def __init__(self, view: View):
        self._view = view
        self._leads: list[float] = []
        self._usual = nan
        self._lead = Lowpass(0.06)
        self._began_s = nan
        self._side: Side = "unknown"
        self._ended_s = nan
        self._run_s = nan
        self._seen_s = nan
        self.looking: bool | None = None
        self.last_side: Side = "unknown"

    def step(self, figure: Figure, facing: Facing, yaw_deg: float, direction: Direction) -> HeadCheck | None:
        """A look that ended at this frame, if one did."""
        if direction != "backward":
            self._run_s = nan
        elif not isfinite(self._run_s):
            self._run_s = figure.t_s
        turned, side = self._turned(figure, facing, yaw_deg)
        if turned is None:
            if isfinite(self._seen_s) and figure.t_s - self._seen_s > 0.3:
                self._began_s, self.looking = nan, None
            return None
        self._seen_s = figure.t_s
        self.looking = turned
        if turned:
            if not isfinite(self._began_s):
                self._began_s, self._side = figure.t_s, side
            return None
        return self._ended(figure.t_s)

    def since_check_s(self, t_s: float) -> float:
        """Since the last look ended, or since the backward run began; NaN while not running backward."""
        if not isfinite(self._run_s):
            return nan
        return t_s - max(self._run_s, self._ended_s if isfinite(self._ended_s) else self._run_s)

    def _ended(self, t_s: float) -> HeadCheck | None:
        began_s, self._began_s = self._began_s, nan
        if not isfinite(began_s) or not LEAST_S <= t_s - began_s <= LONGEST_S:
            return None
        self._ended_s, self.last_side = t_s, self._side
        return HeadCheck(began_s, self._side, t_s - began_s)

    def _turned(self, figure: Figure, facing: Facing, yaw_deg: float) -> tuple[bool | None, Side]:
        if not figure.tracked:
            return None, "unknown"
        if self._view == "side" and facing in ("toward", "away"):  # turning round is no look
            return None, "unknown"
        if isfinite(yaw_deg):
            return abs(yaw_deg) > (ENDS_DEG if self.looking else BEGINS_DEG), "left" if yaw_deg > 0 else "right"
        if isfinite(ahead(facing)):
            return self._turned_from_side(figure, ahead(facing)), "unknown"
        return None, "unknown"

    def _turned_from_side(self, figure: Figure, way: float) -> bool | None:
        """The nose leads the ears by a constant while one looks ahead; the lead shrinks as the head turns."""
        lead = (figure.at[NOSE][0] - figure.ear[0]) * way / figure.torso
        lead = self._lead.step(figure.t_s, lead)
        if len(self._leads) < 60 or not self.looking:
            self._leads.append(lead)
            if len(self._leads) > 150:
                del self._leads[:50]
            if len(self._leads) % 15 == 0:
                self._usual = median(self._leads)
        if not isfinite(self._usual) or self._usual < 0.08:
            return None
        return lead < (BACK_SHARE if self.looking else TURNED_SHARE) * self._usual
