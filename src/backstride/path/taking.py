"""Whether a picture may be kept as the look at the empty lane, and whether a kept one still shows the lane's place.

What lies there that nobody names cannot be known from one picture: whoever keeps it must look at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

import cv2
import numpy as np

from .aim import Aim
from .asked import Names
from .blind import HEIGHT, Eye, edges_of
from .lane import Lane
from .plot import plot_of, small_lane, working_size
from .region import region_of

BLURRED = "the picture is blurred"
# How much of its strongest edges a picture keeps when it is blurred a little: sharp ones 0.41 to 0.62, ones that were
# blurred by 0.6 % of their height before (sd) 0.72 to 0.79, by 0.8 % 0.84 and more; noise changes nothing of that.
SHARP_KEEPS, A_LITTLE_PX, STRONGEST = 0.8, 2.0, 0.98
ON_LANE_M = 0.3  # a thing whose foot stands so near the corridor reaches into it
NEARLY = 0.1  # of somebody's height, around them: a shadow, a swinging hand, and what the detector errs by
LOOKS, STEP_S = 8, 0.15  # so often the picture is compared: a move is one that lasts
SAME_H = 0.003  # of the picture's height: less than what the watch calls a move


@dataclass(frozen=True)
class Seen:
    """What was named on a picture: whether somebody is on or near the lane, and what seems to be on it."""

    somebody: bool
    things: tuple[str, ...]


def why_unfit(picture: np.ndarray, lane: Lane) -> str:
    """Why the lane cannot be seen on this picture (uint8 B G R); empty where it can."""
    eye = Eye(plot_of(small_lane(lane)).in_heights)
    return eye.look(picture, 0.0).why or (BLURRED if _is_blurred(picture) else "")


def seen_on(picture: np.ndarray, lane: Lane, names: Names) -> Seen:
    """Who and what is named on the whole picture, on the lane, and on its far half, where things are small."""
    plot, scale = plot_of(small_lane(lane)), lane.image_size[1] / working_size(lane.image_size)[1]
    x0, y0, x1, y1 = region_of(lane, plot, scale)
    far = x0, y0, x1, max(y0 + 32, (y0 + y1) // 2)
    regions = ((0, 0, *lane.image_size), (x0, y0, x1, y1), far)
    found = [one for region in regions for one in names.look(picture, region)]
    on_lane = (one.label for one in found if one.label != "person" and _is_on(lane, one.box))
    somebody = any(one.label == "person" and reaches_in(lane, one.box) for one in found)
    return Seen(somebody, tuple(sorted(set(on_lane))))


def reaches_in(lane: Lane, box: tuple[float, float, float, float]) -> bool:
    """Whether somebody's box (pixels of the picture) reaches into what the watch looks at, or nearly."""
    small = small_lane(lane)
    plot, scale = plot_of(small), small.image_size[1] / lane.image_size[1]
    wide = np.array(box) + NEARLY * (box[3] - box[1]) * np.array((-1, -1, 1, 1))
    x0, y0, x1, y1 = np.maximum(0, np.round(wide * scale).astype(int) - (*plot.corner, *plot.corner))
    return bool(plot.mask[y0:y1, x0:x1].any())


def same_place(kept: np.ndarray, picture: np.ndarray, lane: Lane) -> bool:
    """Whether the camera surely stands where it stood when ``kept`` was taken; False where nobody can tell."""
    if kept.shape[0] * picture.shape[1] != kept.shape[1] * picture.shape[0]:
        return False
    before, now = (edges_of(_judged(one)) for one in (kept, picture))
    aim = Aim(before, plot_of(small_lane(lane)).in_heights)
    whys, shifts = zip(*(aim.look(now, n * STEP_S) for n in range(LOOKS)), strict=True)
    return not any(whys) and max(hypot(*shift) for shift in shifts) < SAME_H


def _is_on(lane: Lane, box: tuple[float, float, float, float]) -> bool:
    x0, _, x1, y1 = box
    along, across = lane.ground(np.array([((x0 + x1) / 2, y1)]))[0]
    return bool(-ON_LANE_M <= along <= lane.range_m + ON_LANE_M and abs(across) <= lane.width_m / 2 + ON_LANE_M)


def _is_blurred(picture: np.ndarray) -> bool:
    """The watch tells a blurred picture from the ones before it; a look has none before it."""
    size = working_size((picture.shape[1], picture.shape[0]))
    grey = cv2.cvtColor(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY).astype(np.float32)
    return _strongest_edges(cv2.GaussianBlur(grey, (0, 0), A_LITTLE_PX)) > SHARP_KEEPS * _strongest_edges(grey)


def _strongest_edges(grey: np.ndarray) -> float:
    soft = cv2.GaussianBlur(grey, (0, 0), 0.8)  # what is left is no noise
    across, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    return float(np.quantile(cv2.magnitude(across, down), STRONGEST))


def _judged(picture: np.ndarray) -> np.ndarray:
    size = max(32, round(picture.shape[1] * HEIGHT / picture.shape[0])), HEIGHT
    return cv2.cvtColor(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
