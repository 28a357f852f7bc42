"""The look at the empty lane that was kept with the calibration: what lies there at the start is seen against it.

It serves while the camera stands where it stood and the light lets the lane be recognised; in another light the watch
begins as it does without one, and says so. A camera that was moved since has no calibrated lane any more.
"""

from __future__ import annotations

from copy import deepcopy

import cv2
import numpy as np

from ..errors import BadInput
from ..types import LaneCalibration
from .blind import Eye, Sight

BEFORE_S = 0.4  # so long before the first picture the look passes for one: less than a freeze lasts
TRIAL_S = 2.0  # in which it is found out whether the look serves
OTHER_LIGHT = "the look at the empty lane does not fit today's light: look again when nothing is on it"
MOST_DIFFERS = 0.5  # of the corridor: so much is another light, not a thing


def read_empty(calibration: LaneCalibration) -> np.ndarray | None:
    """The look (uint8 B G R), or None where none was taken. BadInput where it is not the calibrated picture's."""
    if calibration.empty is None:
        return None
    picture = cv2.imread(str(calibration.empty), cv2.IMREAD_COLOR)
    if picture is None:
        raise BadInput(f"{calibration.empty}: the look at the empty lane cannot be read; accepted: a picture file")
    (width, height), (rows, columns) = calibration.image_size, picture.shape[:2]
    if abs(columns * height - rows * width) > 0.02 * rows * width:
        raise BadInput(f"{calibration.empty}: the look at the empty lane is {columns}x{rows}, the lane was calibrated "
                       f"on {width}x{height}; accepted: the same shape of picture")  # fmt: skip
    return picture


class Trial:
    """The first seconds with a look at the empty lane: two eyes, one that knows it and one that does not.

    ``eye`` is the one to go on with; ``serves`` tells whether it is the one that knows.
    """

    def __init__(self, eye: Eye, empty: np.ndarray):
        """``eye`` has seen nothing yet."""
        self.eye, self._plain, self._empty = eye, deepcopy(eye), empty
        self.serves, self.over = True, False
        self._began_s: float | None = None

    def look(self, picture: np.ndarray, t_s: float) -> Sight:
        if self._began_s is None:
            self._began_s = t_s
            self.eye.look(self._empty, t_s - BEFORE_S)
        sight, plain = self.eye.look(picture, t_s), self._plain.look(picture, t_s)
        self.over = t_s - self._began_s >= TRIAL_S
        if sight.why and not plain.why and "moved" not in sight.why:
            return self.give_up(plain)
        return sight

    def give_up(self, sight: Sight) -> Sight:
        """From now on as if there were no look at the empty lane."""
        self.eye, self.serves, self.over = self._plain, False, True
        return sight
