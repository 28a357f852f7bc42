"""The error each measure may claim, by view, side and frame rate, as measured on tracks with known truth."""

from __future__ import annotations

from math import nan


def claimed_error(measure: str, view: str, near: bool, fps: float) -> float:
    """The mean absolute error of ``measure`` in its own unit; NaN where none is known."""
    return nan
