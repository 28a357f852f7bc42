"""Where things stand on the picture: sizes from the picture's own, and places where labels cover nothing. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import hypot

import numpy as np

from ..core import skeleton as body
from ..types import Facing, Pose, Side

VISIBLE = 0.5  # a point the model itself doubts is not drawn
FAR_AWAY = 4.0  # image heights: a point beyond is a slip of the model, and too large for the drawing
COLUMN_TORSOS = 1.0  # distance of the values from the hips, in torso lengths: past a bent forearm


@dataclass(frozen=True)
class Rect:
    """A place on the picture in whole pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    def meets(self, other: Rect) -> bool:
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def within(self, width: int, height: int) -> Rect:
        """Moved so that it lies on a picture of this size, as far as it fits."""
        x, y = max(0, min(self.x, width - self.width)), max(0, min(self.y, height - self.height))
        return Rect(x, y, self.width, self.height)


@dataclass(frozen=True, eq=False)
class Body:
    """The points to draw: pixels of the picture, and which of them are seen."""

    px: np.ndarray  # (33, 2)
    seen: np.ndarray  # (33,) bool

    def middle(self, pair: tuple[int, int]) -> np.ndarray | None:
        """Middle of a pair, or the one that is seen where the other is hidden behind it; None when neither is."""
        seen = [self.px[point] for point in pair if self.seen[point]]
        return sum(seen) / len(seen) if seen else None


def scale(width: int, height: int) -> float:
    """How large letters and lines are: 1 at 640×360. A narrow picture counts by its width, or words would not fit."""
    return max(0.6, min(height / 360, width / 480))


def body_on(pose: Pose, width: int, height: int) -> Body:
    near_enough = np.abs(np.nan_to_num(pose.points[:, :2], nan=1e9)).max(axis=1) < FAR_AWAY
    seen = near_enough & (pose.visibility >= VISIBLE)
    return Body(np.where(near_enough[:, None], pose.points[:, :2], 0) * height, seen)


def side_of(point: int) -> Side:
    if point in (body.LEFT_EYE, body.LEFT_EAR, *body.LEFT_ARM, *body.LEFT_LEG):
        return "left"
    if point in (body.RIGHT_EYE, body.RIGHT_EAR, *body.RIGHT_ARM, *body.RIGHT_LEG):
        return "right"
    return "unknown"


def column(hips: np.ndarray, shoulders: np.ndarray, facing: Facing, widest: int, width: int) -> tuple[int, bool]:
    """Left edge of the column of values and whether it stands right of the body.

    It keeps its distance from hips and shoulders, which move calmly, so that the numbers can be read while limbs swing.
    It stands on the side the runner faces (what lies behind matters more), unless the picture ends there.
    """
    reach = COLUMN_TORSOS * hypot(*(shoulders - hips)) + widest / 8
    right_x = max(hips[0], shoulders[0]) + reach
    left_x = min(hips[0], shoulders[0]) - reach - widest
    fits_right, fits_left = right_x + widest <= width, left_x >= 0
    on_right = not fits_left if facing == "left" else fits_right or not fits_left
    return round(right_x if on_right else left_x), bool(on_right)


def free_spot(wanted: Rect, taken: Iterable[Rect], width: int, height: int) -> Rect:
    """The place nearest to ``wanted``, up or down, that meets no taken one; ``wanted`` itself where all is full."""
    taken = tuple(taken)
    start = wanted.within(width, height)
    step = max(2, wanted.height // 4)
    for distance in range(0, height, step):
        for y in (start.y + distance, start.y - distance):
            spot = Rect(start.x, y, start.width, start.height)
            if 0 <= y <= height - spot.height and not any(spot.meets(other) for other in taken):
                return spot
    return start


def wrapped(words: str, width_of: Callable[[str], float], most: float) -> tuple[str, ...]:
    """The words in lines no wider than ``most``; a single longer word has a line of its own."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer) <= most:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def shortened(words: str, width_of: Callable[[str], float], most: float) -> str:
    """The words, or their beginning and an ellipsis."""
    if width_of(words) <= most:
        return words
    while words and width_of(words + "…") > most:
        words = words[:-1]
    return words.rstrip(" ,·(") + "…"
