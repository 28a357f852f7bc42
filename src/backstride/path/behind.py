"""Where a thing may be while the runner's body hides it: what does not come out again stands where it still may."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from ..core.boxes import Box
from .sighting import Scene


class Covered(NamedTuple):
    """A place where something may stand that the runner's body covers."""

    along_m: float
    across_m: float
    box: Box


@dataclass
class Behind:
    """The way of one thing behind the runner, look by look."""

    places: list[Covered] = field(default_factory=list)  # where it may be since it went there
    last_s: float = -np.inf  # when it may have been there last
    stood: Covered | None = None  # it did not come out again: about there

    def come_out(self) -> None:
        self.places, self.stood = [], None

    def wait(self, here: Covered | None, t_s: float, scene: Scene) -> None:
        """A look does not see it: it may be ``here``, if it goes on, or where it was covered before and is now."""
        self.places = [place for place in self.places if scene.hidden(place.box)]  # elsewhere it would be seen
        if here is not None:
            self.places.append(here)
        if self.places:
            self.last_s = t_s
            self.stood = None if here is not None else self.places[len(self.places) // 2]
