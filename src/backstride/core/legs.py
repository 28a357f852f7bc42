"""Keeps left and right legs apart: the pose model now and then exchanges them for some frames.

What is watched is how the left foot lies to the right one. A body cannot turn that round within a frame; a model can.
Such a frame is put right and marked. Nothing is remembered for longer than a moment: if the turned-round picture stays,
the model is believed again, so that no error of this guard can last.
"""

from __future__ import annotations

from math import exp, isfinite, nan, sqrt

from .skeleton import ANKLES, HEELS, KNEES, TOES

FEET = (ANKLES, HEELS, TOES)
OPPOSED = -0.35  # cosine between expected and seen below which the feet count as exchanged
DRIFT_S = 0.05  # over which the feet's motion is learnt; at 60 pictures a second a single one is mostly jitter
LEAST_APART_LL = 0.12  # feet nearer than this cannot be told apart
LEAST_ALIKE = 0.33  # a model that puts both feet on one spot has not exchanged them
FAR_APART_LL = 0.6
MOST_MERGED = 2
LONGEST_S = 0.45
FORGET_S = 0.25


class LegGuard:
    """Looks at each frame's points and exchanges them back where needed."""

    def __init__(self):
        self.forget()

    def forget(self) -> None:
        self._apart: list[float] | None = None
        self._drift: list[float] = []
        self._t_s = nan
        self._since_s = nan
        self._merged = 0

    @property
    def began_s(self) -> float:
        """When the present exchange began, NaN without one."""
        return self._since_s

    def step(self, t_s: float, rows: list, sight: list) -> bool:
        """True when this frame's legs were exchanged; ``rows`` and ``sight`` are then already put right."""
        if not isfinite(rows[0][0]):
            return False
        gap_s = t_s - self._t_s
        if self._apart is None or not gap_s < FORGET_S:
            self.forget()
            self._remember(t_s, _apart(rows), 0.0)
            return False
        expected = [a + v * gap_s for a, v in zip(self._apart, self._drift, strict=True)]
        seen = _apart(rows)
        if _on_one_spot(expected, seen, _leg(rows)) and self._merged < MOST_MERGED:
            self._merged += 1
            self._apart, self._t_s = expected, t_s
            return False
        self._merged = 0
        swapped = _opposed(expected, seen, _leg(rows), isfinite(self._since_s))
        if swapped and t_s - self._since_s > LONGEST_S:  # never true while none is going on: NaN
            self.forget()
            self._remember(t_s, seen, 0.0)
            return False
        if swapped:
            _exchange(rows, sight, expected)
            self._since_s = self._since_s if isfinite(self._since_s) else t_s
        else:
            self._since_s = nan
        self._remember(t_s, _apart(rows), gap_s)
        return swapped

    def _remember(self, t_s: float, apart: list[float], gap_s: float) -> None:
        if self._apart is None or gap_s <= 0:
            self._drift = [0.0] * len(apart)
        else:
            new = 1 - exp(-gap_s / DRIFT_S)
            self._drift = [
                new * (now - was) / gap_s + (1 - new) * v
                for now, was, v in zip(apart, self._apart, self._drift, strict=True)
            ]
        self._apart, self._t_s = apart, t_s


def _apart(rows: list) -> list[float]:
    """Left minus right of ankle, heel and toe, then of the knee."""
    out = []
    for left, right in (*FEET, KNEES):
        out.append(rows[left][0] - rows[right][0])
        out.append(rows[left][1] - rows[right][1])
    return out


def _leg(rows: list) -> float:
    """About a leg's length: what lies between the higher knee and the lower ankle, twice."""
    knee, ankle = KNEES[0], ANKLES[0]
    return 2 * sqrt((rows[knee][0] - rows[ankle][0]) ** 2 + (rows[knee][1] - rows[ankle][1]) ** 2)


def _opposed(expected: list[float], seen: list[float], leg: float, so_far: bool) -> bool:
    """Whether the feet lie the other way round than expected; where they are too near to tell, as ``so_far``."""
    far = sqrt(sum(a * a for a in expected)), sqrt(sum(b * b for b in seen))
    if min(far) < LEAST_APART_LL * leg:
        return so_far
    return sum(a * b for a, b in zip(expected, seen, strict=True)) < OPPOSED * far[0] * far[1]


def _on_one_spot(expected: list[float], seen: list[float], leg: float) -> bool:
    """The model has put both feet on the place of one: they should lie far apart and don't."""
    far = sum(a * a for a in expected)
    return far > (FAR_APART_LL * leg) ** 2 and sum(b * b for b in seen) < LEAST_ALIKE**2 * far


def _exchange(rows: list, sight: list, expected: list[float]) -> None:
    """Puts the feet back, and the knees where they were exchanged with them."""
    left, right = KNEES
    knee = (rows[left][0] - rows[right][0]) * expected[6] + (rows[left][1] - rows[right][1]) * expected[7]
    for a, b in (*FEET, KNEES) if knee < 0 else FEET:
        rows[a], rows[b] = rows[b], rows[a]
        sight[a], sight[b] = sight[b], sight[a]
