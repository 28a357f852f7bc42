"""One step cut out of the history once its stance is over: where the foot landed, how the leg bent, how it swung."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np

from .contacts import Stance
from .ground import ANKLE_X, FOOT, HEEL_Y, HIP_X, HIP_Y, KNEE, TOE_Y
from .smoothing import History


@dataclass(frozen=True)
class Step:
    """One foot's time on the ground and the swing before it. Lengths in leg lengths, angles in degrees."""

    side: int
    contact_s: float
    toe_off_s: float
    reach: float = nan
    knee_at_contact: float = nan
    knee_stance_peak: float = nan
    knee_swing_peak: float = nan
    clearance: float = nan
    bounce: float = nan

    @property
    def contact_time_s(self) -> float:
        return self.toe_off_s - self.contact_s


def measured_step(stance: Stance, before: Stance | None, seen: History, leg: float, against: float) -> Step:
    """Cuts one step out of the history."""
    side, foot = stance.side, FOOT[stance.side]
    times, rows = seen.between(stance.contact_s - 0.1, stance.toe_off_s)
    at = lambda column: float(np.interp(stance.contact_s, times, rows[:, column]))  # noqa: E731
    knee = _calm(rows[:, KNEE[side]], times)
    down = times >= stance.contact_s
    found = {
        "reach": (at(HIP_X) - at(foot + ANKLE_X)) * against / leg,
        "knee_at_contact": float(np.interp(stance.contact_s, times, knee)),
        "knee_stance_peak": float(knee[down].max()) if down.any() else nan,
    }
    if before and 0.1 < stance.contact_s - before.toe_off_s < 1.2:
        found.update(_swing(stance, before, seen, leg))
    return Step(side, stance.contact_s, stance.toe_off_s, **found)


def _swing(stance: Stance, before: Stance, seen: History, leg: float) -> dict[str, float]:
    foot = FOOT[stance.side]
    from_s, to_s = before.toe_off_s, stance.contact_s
    times, rows = seen.between(from_s, to_s)
    if len(times) < 4:
        return {}
    third = (to_s - from_s) / 3
    middle = (times >= from_s + third) & (times <= to_s - third)
    heel, toe = stance.floors[0] - rows[middle, foot + HEEL_Y], stance.floors[1] - rows[middle, foot + TOE_Y]
    return {
        "knee_swing_peak": float(_calm(rows[:, KNEE[stance.side]], times).max()),
        "clearance": float(np.minimum(heel, toe).min()) / leg if middle.any() else nan,
        "bounce": _bounce(seen, from_s, stance.toe_off_s),
    }


def _bounce(seen: History, from_s: float, to_s: float) -> float:
    """Rise and fall of the hip over a stride less its slow drift, image heights."""
    times, rows = seen.between(from_s, to_s)
    if len(times) < 6:
        return nan
    y = _calm(rows[:, HIP_Y], times)
    y = y - np.polyval(np.polyfit(times, y, 1), times)
    return float(np.percentile(y, 95) - np.percentile(y, 5))


def _calm(values: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Mean of three where pictures follow fast: what a peak needs so as not to be the jitter's.

    At 30 a second and slower three frames are as long as the peak itself, and it is taken as it is.
    """
    if len(values) < 3 or times[-1] - times[0] > 0.025 * (len(times) - 1):
        return values
    out = values.copy()
    out[1:-1] = (values[:-2] + values[1:-1] + values[2:]) / 3
    return out
