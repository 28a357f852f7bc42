"""What the calibration page asks of the camera, of the lane's maths and of the file; by default there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import nan
from typing import Protocol

import numpy as np

from ..errors import BadInput
from ..types import BeltCalibration, LaneCalibration


class Ground(Protocol):
    """A calibrated lane that measures. ``ground`` turns (n, 2) pixels into metres along and across, NaN in the sky."""

    reprojection_px: float
    range_m: float

    def ground(self, pixels: np.ndarray) -> np.ndarray: ...


class Saved(Protocol):
    """What a calibration file holds."""

    @property
    def height_m(self) -> float: ...

    @property
    def lane(self) -> LaneCalibration | None: ...

    @property
    def belt(self) -> BeltCalibration | None: ...


@dataclass(frozen=True)
class Blank:
    """A calibration file that holds nothing."""

    height_m: float = nan
    lane: LaneCalibration | None = None
    belt: BeltCalibration | None = None


@dataclass(frozen=True)
class CalibrateParts:
    """The collaborators of the calibration page. ``lane_of`` and ``saved`` refuse with BadInput, ``save`` too."""

    still: Callable[[], bytes | None]  # the newest picture, undrawn, as JPEG; None when none comes
    lane_of: Callable[[LaneCalibration, tuple[int, int]], Ground]
    saved: Callable[[], Saved]
    save: Callable[[float, LaneCalibration | None, BeltCalibration | None], None]
    notice: str = ""  # why what is saved will not be used at the next start, where that is so
    size: Callable[[], tuple[int, int] | None] | None = None  # of the newest picture; None: the runner's camera tells
    used: Saved | None = None  # what is in use now; None: what the panel's setup says


def no_calibrating() -> CalibrateParts:
    """The parts of a panel that can neither see nor save."""

    def refuse(*what: object) -> Ground:
        raise BadInput("calibrating is not possible here")

    return CalibrateParts(lambda: None, refuse, Blank, refuse)
