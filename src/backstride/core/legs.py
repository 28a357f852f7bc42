"""Keeps left and right legs apart: the pose model now and then exchanges them for some frames.

What is watched is how the left foot lies to the right one. A body cannot turn that round within a frame; a model can.
Such a frame is put right and marked. Nothing is remembered for longer than a moment: if the turned-round picture stays,
the model is believed again, so that no error of this guard can last.
"""

from __future__ import annotations

from math import isfinite, nan, sqrt

from backstride.core.skeleton import ANKLES, HEELS, KNEES, TOES

FEET = (ANKLES, HEELS, TOES)
OPPOSED = -0.35  # cosine between expected and seen below which the feet count as exchanged
LEAST_APART_LL = 0.12  # feet nearer than this cannot be told apart
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
        swapped = _opposed(expected, seen, _leg(rows))
        if swapped and isfinite(self._since_s) and t_s - self._since_s > LONGEST_S:
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
            drift = self._drift
            self._drift = [
                0.7 * (now - was) / gap_s + 0.3 * v for now, was, v in zip(apart, self._apart, drift, strict=True)
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


def _opposed(expected: list[float], seen: list[float], leg: float) -> bool:
    dot = sum(a * b for a, b in zip(expected, seen, strict=True))
    if dot >= 0:
        return False
    far = sqrt(sum(a * a for a in expected)), sqrt(sum(b * b for b in seen))
    return min(far) > LEAST_APART_LL * leg and dot < OPPOSED * far[0] * far[1]


def _exchange(rows: list, sight: list, expected: list[float]) -> None:
    """Puts the feet back, and the knees where they were exchanged with them."""
    left, right = KNEES
    knee = (rows[left][0] - rows[right][0]) * expected[6] + (rows[left][1] - rows[right][1]) * expected[7]
    for a, b in (*FEET, KNEES) if knee < 0 else FEET:
        rows[a], rows[b] = rows[b], rows[a]
        sight[a], sight[b] = sight[b], sight[a]
