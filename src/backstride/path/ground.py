"""The ground under boxes on the working picture: where what has such a box stands, and what the runner's body hides.

It takes a box at its word: a thing stands where the box ends below. And how what is there looks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.boxes import Box, area
from .changes import Change
from .likeness import alike, likeness
from .plot import Plot
from .sighting import OBSTACLE, PERSON, Sighting

NARROW_M, WIDE_M = 0.12, 1.2  # half widths that are believed
DEEP_M = 0.25  # half depths
FROM_TOP = 0.7  # of a box's height: what is below is feet, or what else tells where it stands
GOOD_PART = 0.15  # of a box
ON_PLOT = 0.5  # of a box, or it has no look: a sliver shows the ground behind
EDGE_PX = 2  # so near the picture's edge a box is cut by it


@dataclass(frozen=True, eq=False)
class Ground:
    """A plot's ground, with the runner's body on it. Boxes are in image heights."""

    plot: Plot
    body: np.ndarray  # on the plot's rectangle, not 0 where the runner is
    picture: np.ndarray  # of that rectangle, uint8 B G R

    def under(self, change: Change) -> Sighting | None:
        """A change as a thing on the ground; None where there is no ground under it."""
        (x, y), half = change.foot, change.base_px / 2
        feet = np.array([(x, y), (x - half, y), (x + half, y)])
        wide_m = self._half_width_m(feet)
        if wide_m is None:
            return None
        box = tuple(value / self._tall_px for value in change.box)
        along, across = self._middle(feet[0], change.base_px)
        return Sighting(along, across, _believed(wide_m), box, by_runner=change.by_runner, cut=self._cut_off(box))

    def standing(self, box: Box, label: str = OBSTACLE, score: float = 0.0) -> Sighting | None:
        """A thing of which the whole box is known; None where there is no ground under it."""
        x0, y0, x1, y1 = box
        feet = np.array([((x0 + x1) / 2, y1), (x0, y1), (x1, y1)]) * self._tall_px
        wide_m = self._half_width_m(feet)
        if wide_m is None:
            return None
        wide_m /= 2 if label == PERSON else 1  # arms are wider than feet
        along, across = self._middle(feet[0], feet[2, 0] - feet[1, 0])
        hidden = self.hidden((x0, y0 + FROM_TOP * (y1 - y0), x1, y1))
        return Sighting(along, across, _believed(wide_m), box, label, score, hidden, self._cut_off(box))

    def moved(self, box: Box, along_m: float, across_m: float) -> Box:
        """A box, at another place on the ground, as large as it was: nothing goes far unseen. NaN behind the camera."""
        x, y = self.plot.lane.pixels(np.array([(along_m, across_m)]))[0] / self._tall_px
        aside, down = x - (box[0] + box[2]) / 2, y - box[3]
        return box[0] + aside, box[1] + down, box[2] + aside, box[3] + down

    def px_per_m(self, along_m: float) -> float:
        """How large a metre is on the lane's middle so far along."""
        return float(self.plot.lane.px_per_m(np.array([(along_m, 0.0)]))[0])

    def hidden(self, box: Box) -> bool:
        """Whether the runner's body lies over a good part of a box."""
        return self.share_hidden(box) > GOOD_PART

    def share_hidden(self, box: Box) -> float:
        """How much of what of a box is on the plot the runner's body lies over."""
        if not np.isfinite(box).all():  # behind the camera
            return 0.0
        cut = self.body[self._part(box)]
        return float((cut > 0).mean()) if cut.size else 0.0

    def look(self, box: Box) -> np.ndarray | None:
        """How what has a box looks; None where the body hides any of it, most is off the plot, or it has no look."""
        part = self.picture[self._part(box)]
        on_plot = part.shape[0] * part.shape[1] > ON_PLOT * area(box) * self._tall_px**2
        return likeness(part) if on_plot and self.share_hidden(box) == 0 else None

    def shows(self, box: Box, look: np.ndarray) -> bool:
        """Whether what has a box looks so."""
        now = self.look(box)
        return now is not None and alike(now, look)

    def _part(self, box: Box) -> tuple[slice, slice]:
        x0, y0, x1, y1 = (round(value * self._tall_px) for value in box)
        left, top = self.plot.corner
        return np.s_[max(0, y0 - top) : max(0, y1 - top), max(0, x0 - left) : max(0, x1 - left)]

    @property
    def _tall_px(self) -> int:
        return self.plot.lane.image_size[1]

    def _half_width_m(self, feet_px: np.ndarray) -> float | None:
        """Half of what lies between a thing's left and right foot, which follow its middle."""
        ground = self.plot.lane.ground(feet_px)
        return abs(ground[2, 1] - ground[1, 1]) / 2 if np.isfinite(ground).all() else None

    def _middle(self, foot_px: np.ndarray, wide_px: float) -> tuple[float, float]:
        """The ground under a thing's middle: from its foot's near edge away from the camera, about as deep as wide."""
        near, beyond = self.plot.lane.ground(np.array([foot_px, foot_px - (0, 1)]))
        if not np.isfinite(beyond).all():  # at the horizon
            return float(near[0]), float(near[1])
        depth_m = min(wide_px / 2 / float(self.plot.lane.px_per_m(near[None])[0]), DEEP_M)
        along, across = near + (beyond - near) / np.linalg.norm(beyond - near) * depth_m
        return float(along), float(across)

    def _cut_off(self, box: Box) -> bool:
        """Whether the picture's left or right edge cuts a box."""
        wide_px, tall_px = self.plot.lane.image_size
        return box[0] * tall_px < EDGE_PX or box[2] * tall_px > wide_px - EDGE_PX


def _believed(half_width_m: float) -> float:
    return float(np.clip(half_width_m, NARROW_M, WIDE_M))
