"""What one look sees: things on the ground, and what the picture tells of boxes on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from ..core.boxes import Box

OBSTACLE, PERSON = "obstacle", "person"


@dataclass(frozen=True)
class Sighting:
    """One thing on one look."""

    along_m: float
    across_m: float
    half_width_m: float  # across the lane
    box: Box  # in image heights
    label: str = OBSTACLE
    score: float = 0.0  # of the label
    by_runner: bool = False
    cut: bool = False  # the picture's edge hides a part of it: where its middle is and how it moves is not known
    by_other: bool = False  # it adjoins somebody who was named, and may belong to the body
    stands: bool = False  # whatever it was named before, it is known to be seen down to where it stands
    shown_s: float | None = None  # when the detector was shown what it named; a detector beside may answer later
    look: np.ndarray | None = field(default=None, compare=False, repr=False)  # as it was shown, where that is known

    @property
    def by_body(self) -> bool:
        return self.by_runner or self.by_other

    def at_s(self, t_s: float) -> float:
        """When it was there, told at a look of ``t_s``."""
        return t_s if self.shown_s is None else self.shown_s


class Scene(Protocol):
    """What a picture tells of boxes on it, in image heights."""

    def hidden(self, box: Box) -> bool:
        """Whether the runner's body covers it."""

    def standing(self, box: Box, label: str) -> Sighting | None:
        """What has such a box, on the ground; None where there is none."""

    def shows(self, box: Box, look: np.ndarray) -> bool:
        """Whether what has such a box still looks so."""

    def moved(self, box: Box, along_m: float, across_m: float) -> Box:
        """The box of what stands there instead."""

    def px_per_m(self, along_m: float) -> float:
        """How large a metre is there."""
