"""Contacts into steps: cadence, times, walk or run, speed, and what each step looked like.

A step's measures are cut from the history when its stance is over; the numbers shown are medians of the last steps.
Leg lengths and seconds need no scale. Numbers stand until no step was seen for a while, then they are unknown.
"""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from math import isfinite, nan, sqrt
from statistics import fmean, median

import numpy as np

from ..types import Gait
from .contacts import Landing, Stance
from .ground import FOOT, HEEL_Y, HIP_X, HIP_Y, KNEE_Y, TOE_Y
from .smoothing import History
from .steps import Step, measured_step

RECENT = 8  # steps whose median is shown
NEWEST = 3  # stances and landings that may still belong to one another
LONGEST_STEP_S = 1.6
FULL_STANCE_S = 2.5
DIP_LL = 0.02
OVERLAP_S = 0.1
CLEAR = 0.8
RUN_ALONG = 0.25
SURELY_WALKS_SPM, SURELY_RUNS_SPM = 122.0, 152.0


class Strides:
    """Keeps the last steps and says what they have in common."""

    def __init__(self):
        self._speeds: deque[float] = deque(maxlen=RECENT // 2)
        self.forget()

    def forget(self) -> None:
        """Begins anew: after a loss, or when the runner stands or turns."""
        self.landings: deque[Landing] = deque(maxlen=60)
        self.stances: deque[Stance] = deque(maxlen=60)
        self.steps: deque[Step] = deque(maxlen=60)
        self._overlaps: deque[float] = deque(maxlen=4)
        self._dips: deque[float] = deque(maxlen=5)
        self._speeds.clear()
        self._turns: deque[float] = deque(maxlen=16)
        self._paired: deque[tuple[float, float]] = deque(maxlen=(2 * NEWEST) ** 2)

    def landing(self, landing: Landing) -> None:
        self.landings.append(landing)
        self._pair()

    def turn(self, t_s: float, seen: History) -> None:
        """Seen along the way: the feet changed places. One a step, whatever else is hidden."""
        self._turns.append(t_s)
        if len(self._turns) >= 4:
            dip = _dip_along_the_way(seen, t_s, 2 * (t_s - self._turns[-4]) / 3)
            if isfinite(dip):
                self._dips.append(dip)

    def stance(self, stance: Stance, seen: History, leg: float, against: float) -> None:
        """A foot left the ground: the step can be measured whole."""
        before = next((s for s in reversed(self.stances) if s.side == stance.side), None)
        self.stances.append(stance)
        self._pair()
        if isfinite(stance.contact_s) and stance.toe_off_s - stance.contact_s < FULL_STANCE_S:
            self.steps.append(measured_step(stance, before, seen, leg, against))
        self._learn_speed(stance, seen, leg)
        self._learn_dip(stance, seen, leg)

    # ---- time

    @property
    def newest_s(self) -> float:
        """When the last foot came down or left."""
        last = [*self._turns, *(e.contact_s for e in self.landings), *(e.toe_off_s for e in self.stances)]
        return max(last, default=nan)

    def step_times(self) -> list[tuple[int, float]]:
        """Side and time from the other foot's contact, of steps that follow one another."""
        ordered = sorted(self.landings, key=lambda e: e.contact_s)
        out = []
        for a, b in pairwise(ordered):
            gap_s = b.contact_s - a.contact_s
            if a.side != b.side and 0.15 < gap_s < LONGEST_STEP_S:
                out.append((b.side, gap_s))
        return out

    # ---- walk or run

    def _pair(self) -> None:
        """Each toe-off belongs to the other foot's nearest contact: before it in a walk, after it in a run."""
        for stance in list(self.stances)[-NEWEST:]:
            for landing in list(self.landings)[-NEWEST:]:
                key = (stance.toe_off_s, landing.contact_s)
                overlap_s = stance.toe_off_s - landing.contact_s
                if landing.side != stance.side and key not in self._paired and -0.3 < overlap_s < 0.4:
                    self._paired.append(key)
                    self._overlaps.append(overlap_s)

    def _learn_dip(self, stance: Stance, seen: History, leg: float) -> None:
        """How far the hip is lower in the middle of a stance than at its ends, leg lengths.

        Read twice, between contact and toe-off and between the turning points of the foot's sweep: the one suffers from
        late contacts, the other from a sweep that is not even about the hip.
        """
        both = (_dip(seen, *ends) for ends in ((stance.contact_s, stance.toe_off_s), stance.sweep_s))
        known = [dip for dip in both if isfinite(dip)]
        if known:
            self._dips.append(fmean(known) / leg)

    def gait_now(self) -> Gait:
        """A runner's hip is lowest over the standing foot, a walker's highest; a walker's feet share the ground.

        From the last five steps. The dip alone tells the two apart in every recording tried, down to a jog at 0.8 m/s
        whose flight lasts one frame; the shared time helps where the hip is hardly seen to move.
        """
        if self._turns:
            return self._gait_along()
        dip = median(self._dips) / DIP_LL if self._dips else 0.0
        overlap = median(self._overlaps) / OVERLAP_S if self._overlaps else 0.0
        few = len(self._dips) + len(self._overlaps) < 3
        if few and abs(dip - overlap) < CLEAR:  # the first steps are not yet the gait's own
            return "unknown"
        return "run" if dip > overlap else "walk"

    def _gait_along(self) -> Gait:
        """By the hip's beat; until that is known, by a cadence that leaves no doubt."""
        if self._dips:
            return "run" if median(self._dips) > RUN_ALONG else "walk"
        if len(self._turns) < 3:
            return "unknown"
        spm = 60 / median(b - a for a, b in pairwise(self._turns))
        return "walk" if spm < SURELY_WALKS_SPM else "run" if spm > SURELY_RUNS_SPM else "unknown"

    @property
    def overlap_s(self) -> float:
        """How long both feet share the ground at a step; negative: how long neither does."""
        return median(self._overlaps) if self._overlaps else nan

    # ---- way

    def _learn_speed(self, stance: Stance, seen: History, leg: float) -> None:
        """The stance-foot formula: the ground's speed less the hip's over the last stride."""
        times, rows = seen.between(stance.toe_off_s - self._stride_s(), stance.toe_off_s)
        if len(times) < 5:
            return
        centred = times - times.mean()
        hip_vx = float(centred @ rows[:, HIP_X]) / float(centred @ centred)
        self._speeds.append(abs(stance.ground_vx - hip_vx))

    def _stride_s(self) -> float:
        steps = [s for _, s in self.step_times()][-4:]
        return 2 * median(steps) if steps else 1.0

    @property
    def speed(self) -> float:
        """Image heights a second."""
        return median(self._speeds) if self._speeds else nan


def _dip(seen: History, from_s: float, to_s: float) -> float:
    quarter = (to_s - from_s) / 4
    if not quarter > 0:
        return nan
    times, rows = seen.between(from_s - quarter, to_s + quarter)
    middle = (times > from_s + quarter) & (times < to_s - quarter)
    ends = (times < from_s + quarter / 2) | (times > to_s - quarter / 2)
    return float(rows[middle, HIP_Y].mean() - rows[ends, HIP_Y].mean()) if middle.any() and ends.any() else nan


def _dip_along_the_way(seen: History, t_s: float, stride_s: float) -> float:
    """How well the hip's falling and rising fits a runner's, -1 walker to +1 runner, seen from front or back.

    Knees and soles both swing apart once a stride, and their product beats once a step: a clock whose beat lies soon
    after the contact in walk and run alike. A runner's hip is low then, a walker's high.
    """
    times, rows = seen.between(t_s - 3 * stride_s, t_s)
    n = round(stride_s * (len(times) - 1) / (times[-1] - times[0])) if len(times) > 8 else 0
    if n < 6 or len(times) < 1.6 * n:
        return nan
    left, right = FOOT
    knees = rows[:, KNEE_Y[0]] - rows[:, KNEE_Y[1]]
    soles = rows[:, left + TOE_Y] - rows[:, left + HEEL_Y] - rows[:, right + TOE_Y] + rows[:, right + HEEL_Y]
    clock = _beat(_beat(knees, n) * _beat(soles, n), n)
    hip = _beat(rows[:, HIP_Y], n)[n // 2 : len(rows) - n // 2]
    clock = clock[n // 2 : len(rows) - n // 2]
    spread = float(np.sqrt((clock @ clock) * (hip @ hip)))
    return -float(clock @ hip) / spread if spread > 0 else nan


def _beat(values: np.ndarray, n: int) -> np.ndarray:
    """What swings within a stride of ``n`` frames: the values less their running mean."""
    return values - np.convolve(np.pad(values, (n // 2, n - 1 - n // 2), mode="edge"), np.full(n, 1 / n), "valid")


def step_time_cv(step_times: list[tuple[int, float]]) -> float:
    """Standard deviation over mean of the last 20 step times; NaN under 8."""
    last = [s for _, s in step_times[-20:]]
    if len(last) < 8:
        return nan
    mean = fmean(last)
    return sqrt(fmean((s - mean) ** 2 for s in last)) / mean


def difference_percent(left: list[float], right: list[float], least: int = 10) -> float:
    """200 |l - r| / (l + r) of two medians; NaN with fewer than ``least`` on a side."""
    left, right = [v for v in left if isfinite(v)], [v for v in right if isfinite(v)]
    if len(left) < least or len(right) < least:
        return nan
    a, b = median(left), median(right)
    return 200 * abs(a - b) / (a + b) if a + b > 0 else nan


def middle_of(values) -> float:
    """Median of what was measured; NaN with fewer than two."""
    known = [v for v in values if isfinite(v)]
    return median(known) if len(known) >= 2 else nan
