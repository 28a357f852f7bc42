"""What one look found: the word between those who look at pictures and the one who judges. Recorded, it is a replay."""

from __future__ import annotations

from dataclasses import dataclass

from .threat import Motion


@dataclass(frozen=True)
class Found:
    """A thing that is believed, as of the report's time."""

    track: int
    label: str
    motion: Motion
    box: tuple[float, float, float, float]  # x0, y0, x1, y1 in image heights


@dataclass(frozen=True)
class Report:
    """One look at the lane at ``t_s``. ``why`` says why it could not be seen, and is empty where it was."""

    t_s: float
    why: str = ""
    found: tuple[Found, ...] = ()
