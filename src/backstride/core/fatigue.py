"""Form against the runner's own earlier form in the same session: counts what has faded over the last half minute.

Flags (the changes over long runs are small; the numbers are engineering defaults): cadence 5 % down, bounce 15 % up,
lean 4 degrees off, step times 1.5 times as uneven or beyond 6 %, left-right difference 5 points up, clearance 25 %
down.
"""

from __future__ import annotations

from collections import deque
from math import isfinite
from statistics import median
from typing import NamedTuple

from ..types import Gait

BASELINE_STEPS = (20, 80)  # counted from the first backward step
WINDOW_S = 30.0
EVERY_S = 1.0


class Form(NamedTuple):
    """What is compared. NaN is left out."""

    cadence_spm: float
    bounce_bh: float
    lean_deg: float
    step_time_cv: float
    asymmetry_percent: float
    clearance_ll: float


class FatigueWatch:
    """Learns the baseline, then counts flags."""

    def __init__(self):
        self._gait: Gait = "unknown"
        self._baseline: list[Form] = []
        self._own: Form | None = None
        self._recent: deque[tuple[float, Form]] = deque()
        self._next_s = 0.0

    def step(self, t_s: float, steps: int, gait: Gait, form: Form) -> int:
        """Flags now; 0 until a baseline of the same gait exists."""
        if gait not in ("walk", "run"):
            return 0
        if gait != self._gait:
            self._gait, self._own, self._baseline = gait, None, []
            self._recent.clear()
        if t_s >= self._next_s:
            self._next_s = t_s + EVERY_S
            self._learn(t_s, steps, form)
        if self._own is None or not self._recent or self._recent[-1][0] - self._recent[0][0] < 0.8 * WINDOW_S:
            return 0
        return _flags(self._own, _medians([f for _, f in self._recent]))

    def _learn(self, t_s: float, steps: int, form: Form) -> None:
        first, last = BASELINE_STEPS
        if self._own is None:
            if steps >= first:
                self._baseline.append(form)
            if steps >= last and len(self._baseline) >= 10:
                self._own = _medians(self._baseline)
            return
        self._recent.append((t_s, form))
        while self._recent[0][0] < t_s - WINDOW_S:
            self._recent.popleft()


def _medians(forms: list[Form]) -> Form:
    columns = ([v for v in column if isfinite(v)] for column in zip(*forms, strict=True))
    return Form(*(median(column) if column else float("nan") for column in columns))


def _flags(own: Form, now: Form) -> int:
    """Comparisons with NaN are false: what is unknown raises no flag."""
    return sum((
        now.cadence_spm < 0.95 * own.cadence_spm,
        now.bounce_bh > 1.15 * own.bounce_bh,
        abs(now.lean_deg - own.lean_deg) > 4,
        now.step_time_cv > 0.06 or now.step_time_cv > 1.5 * own.step_time_cv,
        now.asymmetry_percent > own.asymmetry_percent + 5,
        now.clearance_ll < 0.75 * own.clearance_ll,
    ))  # fmt: skip
