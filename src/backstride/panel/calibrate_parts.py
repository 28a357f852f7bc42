"""What the calibration page asks of the camera, of the lane's maths and of the file; by default there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
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


class Unsure(BadInput):
    """Nobody knows whether the lane is empty. Its sentence is for the one who must look, and then say so."""


class EmptyLook(Protocol):
    """The look at the empty lane that is kept with the lane."""

    @property
    def taken_s(self) -> float | None:
        """When it was taken, seconds since 1970; None where there is none."""

    def picture(self) -> bytes | None:
        """It as JPEG; None where there is none that can be read."""

    def take(self, sure: bool) -> None:
        """Keeps the newest picture. BadInput where that cannot be the look, Unsure where somebody must be ``sure``."""

    def remove(self) -> None:
        """Forgets it. OSError where the disk does not take that."""


class NoLook:
    """Where none can be kept."""

    taken_s = None

    def picture(self) -> bytes | None:
        return None

    def take(self, sure: bool) -> None:
        raise BadInput("A look at the empty lane can't be kept here.")

    def remove(self) -> None:
        """There is nothing to forget."""


@dataclass(frozen=True)
class CalibrateParts:
    """The collaborators of the calibration page. ``lane_of`` and ``saved`` refuse with BadInput, ``save`` too
    or with OSError."""

    still: Callable[[], bytes | None]  # the newest picture, undrawn, as JPEG; None when none comes
    lane_of: Callable[[LaneCalibration, tuple[int, int]], Ground]
    saved: Callable[[], Saved]
    save: Callable[[float, LaneCalibration | None, BeltCalibration | None], str]  # gives what else is to be told
    notice: str = ""  # why what is saved will not be used at the next start, where that is so
    size: Callable[[], tuple[int, int] | None] | None = None  # of the newest picture; None: the runner's camera tells
    used: Saved | None = None  # what is in use now; None: what the panel's setup says
    looks: EmptyLook = field(default_factory=NoLook)


def no_calibrating() -> CalibrateParts:
    """The parts of a panel that can neither see nor save."""

    def refuse(*what: object) -> Ground:
        raise BadInput("calibrating is not possible here")

    return CalibrateParts(lambda: None, refuse, Blank, refuse)
