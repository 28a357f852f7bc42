"""The steps' share of ``Measures``: what can be said of the gait now, in one tuple."""

from __future__ import annotations

from collections import deque
from math import isfinite, nan
from typing import NamedTuple

from ..types import Direction, Gait
from .cadence import Cadence
from .contacts import Landing, Stance
from .rhythm import Rhythm
from .strides import RECENT, Strides, difference_percent, middle_of, step_time_cv


class GaitNow(NamedTuple):
    """Names as in ``Measures``."""

    gait: Gait = "unknown"
    cadence_spm: float = nan
    speed_ih: float = nan  # image heights a second
    step_length_ll: float = nan
    contact_time_s: float = nan
    flight_time_s: float = nan
    duty_factor: float = nan
    step_time_cv: float = nan
    reach_ll: float = nan
    knee_at_contact_deg: float = nan
    knee_stance_peak_deg: float = nan
    knee_swing_peak_deg: float = nan
    clearance_ll: float = nan
    bounce_ih: float = nan
    heel_first_share: float = nan
    asymmetry_percent: float = nan
    step_width_ll: float = nan


class GaitWatch:
    """Collects steps and answers with their numbers; worked out anew only when a foot came down or left."""

    def __init__(self):
        self.strides = Strides()
        self._cadence = Cadence()
        self._now = GaitNow()
        self._widths: deque[float] = deque(maxlen=6)
        self._fresh_until_s = nan
        self.steps = 0  # counted since the beginning
        self.last_step_s = nan  # when a foot last came down or left

    def step(
        self, t_s: float, told: list[Landing | Stance], rhythm: Rhythm, direction: Direction, near: int
    ) -> GaitNow:
        passed = rhythm.row_s == t_s and isfinite(rhythm.sideways) and self._cadence.watch(t_s, rhythm.row, rhythm.leg)
        if direction in ("still", "unknown"):
            if self._now.gait != direction:
                self.strides.forget()
                self._widths.clear()
                self._now = GaitNow(gait=direction)
            if direction == "still":
                self._cadence.forget()
            return self._now
        for what in told:
            if isinstance(what, Landing):
                self.strides.landing(what)
                self._cadence.event("contact", what.side, what.contact_s)
                self.steps += 1
            else:
                self.strides.stance(what, rhythm.seen, rhythm.leg, rhythm.against)
                self._cadence.event("toe_off", what.side, what.toe_off_s)
        if isfinite(rhythm.turned_s):
            self.strides.turn(rhythm.turned_s, rhythm.seen)
            self._cadence.event("turn", int(rhythm.turned_high), rhythm.turned_s)
            self._widths.append(rhythm.width)
        if told or passed or isfinite(rhythm.turned_s):
            self.last_step_s = self.strides.newest_s
            self._now = self._work_out(t_s, rhythm, near)
            rhythm.ground.running = self._now.gait == "run"
            step_s = 60 / self._now.cadence_spm if isfinite(self._now.cadence_spm) else 0.6
            self._fresh_until_s = self.strides.newest_s + 2.2 * step_s + 0.3
        elif t_s > self._fresh_until_s:
            self._now = GaitNow(gait=self._now.gait)
        elif self._now.gait == "still":
            self._now = GaitNow()
        return self._now

    def _work_out(self, t_s: float, rhythm: Rhythm, near: int) -> GaitNow:
        strides, leg = self.strides, rhythm.leg
        gait = strides.gait_now()
        cadence = self._cadence.spm(t_s, rhythm.seen, along=not isfinite(rhythm.sideways))
        step_s = 60 / cadence
        steps = [s for s in list(strides.steps)[-RECENT:] if s.contact_s > t_s - 8]
        near_steps = [s for s in list(strides.steps)[-2 * RECENT:] if s.side == near and s.contact_s > t_s - 10]
        contact_time = middle_of(s.contact_time_s for s in steps)
        overlap = strides.overlap_s
        all_steps, times = list(strides.steps), strides.step_times()
        firsts = [e.first for e in strides.landings if e.first != "unknown"][-20:]
        return GaitNow(
            gait=gait,
            cadence_spm=cadence,
            speed_ih=strides.speed,
            step_length_ll=strides.speed / leg * step_s,
            contact_time_s=contact_time,
            flight_time_s=max(0.0, -overlap) if isfinite(overlap) else nan,
            duty_factor=contact_time / (2 * step_s),
            step_time_cv=step_time_cv(times),
            reach_ll=middle_of(s.reach for s in steps),
            knee_at_contact_deg=middle_of(s.knee_at_contact for s in near_steps),
            knee_stance_peak_deg=middle_of(s.knee_stance_peak for s in near_steps),
            knee_swing_peak_deg=middle_of(s.knee_swing_peak for s in near_steps),
            clearance_ll=middle_of(s.clearance for s in near_steps),
            bounce_ih=middle_of(s.bounce for s in steps),
            step_width_ll=middle_of(self._widths) / leg,
            heel_first_share=firsts.count("heel") / len(firsts) if len(firsts) >= 10 else nan,
            asymmetry_percent=_largest(
                difference_percent(
                    [s for side, s in times if side == 0], [s for side, s in times if side == 1], least=20
                ),
                difference_percent(
                    [s.contact_time_s for s in all_steps if s.side == 0],
                    [s.contact_time_s for s in all_steps if s.side == 1],
                    least=20,
                ),
            ),
        )


def _largest(*values: float) -> float:
    known = [v for v in values if isfinite(v)]
    return max(known) if known else nan
