"""What a whole recording says, in one JSON document: medians with spread, what could not be measured and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from ..types import Frame, Measures, Moment
from .measures_table import NUMBERS

_STEP_NUMBERS = (
    "contact_time_s", "flight_time_s", "duty_factor", "step_time_cv", "step_length_ll", "reach_ll",
    "knee_at_contact_deg", "knee_stance_peak_deg", "knee_swing_peak_deg", "clearance_ll", "bounce_bh", "step_width_m",
    "heel_first_share", "asymmetry_percent", "arm_leg_correlation", "arm_swing_ll",
)  # fmt: skip

ClaimedError = Callable[[str, Measures], float]
"""A measure's name and the measures of a frame -> the error it may claim there, NaN where none is known."""


class Summary:
    """Gathers a session and tells it at the end."""

    def __init__(self, claimed_error: ClaimedError):
        self._claimed_error = claimed_error
        self._values: dict[str, list[float]] = {name: [] for name in (*NUMBERS, *_STEP_NUMBERS)}
        self._errors: dict[str, list[float]] = {}
        self._because: dict[str, Counter[str]] = {}
        self._directions: Counter[str] = Counter()
        self._cues: Counter[str] = Counter()
        self._warnings: Counter[str] = Counter()
        self._times: list[float] = []
        self._tracked = 0
        self._fps: list[float] = []
        self._heights: list[float] = []

    def take(self, frame: Frame, moment: Moment) -> None:
        measures = moment.measures
        self._times.append(moment.t_s)
        self._tracked += measures.tracked
        self._directions[measures.direction] += 1
        for name, values in self._values.items():
            value = getattr(measures, name)
            if value == value:  # NaN is the only number that differs from itself
                values.append(value)
        for name, why in measures.not_measured:
            self._because.setdefault(name, Counter())[why] += 1
        if moment.number % 30 == 0:  # the claim depends on view, side and rate, which change slowly
            self._note_errors(measures)
        if moment.cue is not None:
            self._cues[moment.cue.rule] += 1
        self._warnings.update(measures.quality.warnings)
        self._fps.append(measures.quality.fps)
        self._heights.append(measures.quality.runner_height_share)

    def close(self) -> None:
        pass

    def told(self, view: str) -> dict[str, Any]:
        """The document's part that the moments carry."""
        frames = len(self._times)
        return {
            "frames": frames,
            "duration_s": round(self._times[-1] - self._times[0], 4) if frames else 0.0,
            "tracked_share": _share(self._tracked, frames),
            "direction_shares": {now: _share(n, frames) for now, n in sorted(self._directions.items())},
            "measures": {name: self._measure(name) for name in self._values},
            "cues": dict(sorted(self._cues.items())),
            "capture": {
                "fps": _median(self._fps, 2),
                "runner_height_share": _median(self._heights, 3),
                "view": view,
                "warnings": [text for text, n in self._warnings.most_common() if n > 0.2 * frames],
            },
        }

    def _note_errors(self, measures: Measures) -> None:
        for name in self._values:
            error = self._claimed_error(name, measures)
            if error == error:
                self._errors.setdefault(name, []).append(error)

    def _measure(self, name: str) -> dict[str, Any]:
        values = self._values[name]
        told: dict[str, Any] = {"n": len(values), "median": _median(values, 4)}
        told["p10"], told["p90"] = _percentile(values, 10), _percentile(values, 90)
        if name in self._errors:
            told["error_" + (_unit(name) or "share")] = _median(self._errors[name], 4)
        if name in self._because:
            told["not_measured_because"] = self._because[name].most_common(1)[0][0]
        return told


def _unit(name: str) -> str:
    last = name.rsplit("_", 1)[-1]
    return last if last in ("deg", "s", "m", "spm", "mps", "ll", "bh", "percent") else ""


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _median(values: list[float], digits: int) -> float | None:
    finite = [v for v in values if v == v]
    return round(float(np.median(finite)), digits) if finite else None


def _percentile(values: list[float], percent: float) -> float | None:
    return round(float(np.percentile(values, percent)), 4) if values else None
