"""The lane on the ground: pixels into metres along and across the backward path, and back. Straight lanes only.

*Along* grows in the way of backward travel and is 0 where the calibrated ground begins; *across* is 0 in the lane's
middle and positive to the runner's left. What lies outside the calibrated ground is not claimed to be known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import BadInput
from ..types import LaneCalibration, View

SMALLEST_TURN = 0.002  # of the picture's (or ground's) square: three points with less between them are a line
ASPECT_SLACK = 0.02
LARGEST_REPROJECTION = 0.01  # of the picture's height: more than four points that disagree by more do not fit a plane
LARGEST_STRETCH = 400.0  # metres of ground per picture height, at a calibrated point: more is the horizon


@dataclass(frozen=True, eq=False)
class Lane:
    """A calibrated lane for pictures of one size. Make it with ``lane_of``."""

    to_ground: np.ndarray  # 3x3, pixels -> (along, across) in metres
    to_picture: np.ndarray
    width_m: float
    range_m: float  # how far along the ground is calibrated
    image_size: tuple[int, int]
    reprojection_px: float  # root mean square; 0 for four points, which fit any plane

    def ground(self, pixels: np.ndarray) -> np.ndarray:
        """(n, 2) pixels -> (n, 2) metres along and across; NaN on and above the horizon."""
        return _mapped(self.to_ground, pixels)

    def pixels(self, ground: np.ndarray) -> np.ndarray:
        """(n, 2) metres along and across -> (n, 2) pixels; NaN behind the camera."""
        return _mapped(self.to_picture, ground)

    def px_per_m(self, ground: np.ndarray) -> np.ndarray:
        """Pixels that an upright or crosswise metre takes at each ground point, the larger of its two directions.

        The direction along the line of sight is shortened; the other one shows the true scale.
        """
        here = self.pixels(ground)
        steps = [np.linalg.norm(self.pixels(ground + np.array(step)) - here, axis=1) / 0.1 for step in STEPS]
        return np.max(steps, axis=0)

    def outline(self, beside_m: float = 0.0, beyond_m: float = 0.0) -> np.ndarray:
        """(4, 2) pixels of the corridor's corners, widened by ``beside_m`` and lengthened by ``beyond_m``."""
        half = self.width_m / 2 + beside_m
        corners = [(-beyond_m, -half), (-beyond_m, half), (self.range_m + beyond_m, half),
                   (self.range_m + beyond_m, -half)]  # fmt: skip
        return self.pixels(np.array(corners))


STEPS = ((0.1, 0.0), (-0.1, 0.0), (0.0, 0.1), (0.0, -0.1))


def lane_of(calibration: LaneCalibration, image_size: tuple[int, int]) -> Lane:
    """The lane for pictures of ``image_size``. BadInput says what is wrong with the points or the size."""
    image = np.array(calibration.image_px, float)
    ground = np.array(calibration.ground_m, float)
    _check_points(image, ground, calibration.image_size)
    image = image * _scale(calibration.image_size, image_size)
    path = _path(ground, calibration.travel, _seen_from_above(image, ground))
    to_ground = _homography(image, path)
    _check_plane(to_ground, image, image_size)
    to_picture = np.linalg.inv(to_ground)
    width_m = calibration.width_m + 2 * calibration.margin_m
    error_px = float(np.sqrt(np.mean(np.sum((_mapped(to_picture, path) - image) ** 2, axis=1))))
    if not error_px <= LARGEST_REPROJECTION * image_size[1]:
        raise BadInput(f"lane calibration: the points miss one another by {error_px:.0f} pixels; "
                       "accepted: points on one flat ground, in the same order in both lists")  # fmt: skip
    return Lane(to_ground, to_picture, width_m, float(path[:, 0].max()), image_size, error_px)


def runner_view(lane: Lane) -> View:
    """What a camera that sees this lane sees of a backward runner, who faces against the way of travel."""
    way = np.array([(0.4 * lane.range_m, 0.0), (0.6 * lane.range_m, 0.0)])
    at_x, scale = lane.pixels(way)[:, 0], lane.px_per_m(way)
    if abs(at_x[1] - at_x[0]) > 0.5 * 0.2 * lane.range_m * scale.mean():  # the way is to be seen in half its length
        return "side"
    return "front" if scale[1] < scale[0] else "rear"


def _path(ground: np.ndarray, travel: tuple[float, float], from_above: bool) -> np.ndarray:
    """Ground points as metres along (from the nearest) and across (from the middle, positive to the runner's left)."""
    ahead = np.array(travel, float) / np.hypot(*travel)
    left = np.array((ahead[1], -ahead[0]))  # the runner faces against travel: left is a quarter turn from there
    if not from_above:
        left = -left
    along, across = ground @ ahead, ground @ left
    return np.stack([along - along.min(), across - (across.min() + across.max()) / 2], axis=1)


def _scale(calibrated: tuple[int, int], shown: tuple[int, int]) -> float:
    if abs(calibrated[0] * shown[1] / (calibrated[1] * shown[0]) - 1) > ASPECT_SLACK:
        raise BadInput(f"lane calibration: made on a picture of {calibrated[0]}x{calibrated[1]}, this one is "
                       f"{shown[0]}x{shown[1]}; accepted: the same shape of picture, or a new calibration")  # fmt: skip
    return shown[1] / calibrated[1]


def _check_points(image: np.ndarray, ground: np.ndarray, size: tuple[int, int]) -> None:
    if len(image) != len(ground) or len(image) < 4:
        raise BadInput(f"lane calibration: {len(image)} picture points and {len(ground)} ground points; "
                       "accepted: at least four, as many in both lists")  # fmt: skip
    if not (np.isfinite(image).all() and np.isfinite(ground).all()):
        raise BadInput("lane calibration: a point is not a number; accepted: pixels and metres")
    for points, square, name in ((image, size[0] * size[1], "picture"), (ground, _square(ground), "ground")):
        if _smallest_turn(points[:4]) < SMALLEST_TURN * square:
            raise BadInput(f"lane calibration: three of the {name} points lie on one line; "
                           "accepted: four corners of a piece of the lane")  # fmt: skip
    if not _winds_once(image[:4]) or not _winds_once(ground[:4]):
        raise BadInput("lane calibration: the points cross over; accepted: corners in order around the lane")


def _check_plane(to_ground: np.ndarray, image: np.ndarray, size: tuple[int, int]) -> None:
    """The ground must lie before the camera at every point, and not at the horizon."""
    depth = np.c_[image, np.ones(len(image))] @ to_ground[2]
    lower = image + np.array((0, 0.001 * size[1]))
    step = np.linalg.norm(_mapped(to_ground, lower) - _mapped(to_ground, image), axis=1) * 1000
    if not (np.all(depth > 0) or np.all(depth < 0)) or not np.all(step < LARGEST_STRETCH):
        raise BadInput("lane calibration: a point lies at the horizon; accepted: points on the ground in plain sight")


def _square(points: np.ndarray) -> float:
    """The square of the points' spread; a lane is long and narrow, so this is its box, not its length squared."""
    return float(np.prod(np.maximum(np.ptp(points, axis=0), 1e-9)))


def _turns(points: np.ndarray) -> np.ndarray:
    """Twice the signed area at each corner of a quadrilateral."""
    before, after = points - np.roll(points, 1, axis=0), np.roll(points, -1, axis=0) - points
    return before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]


def _smallest_turn(points: np.ndarray) -> float:
    return float(np.abs(_turns(points)).min() / 2)


def _winds_once(points: np.ndarray) -> bool:
    """A convex quadrilateral turns the same way at all four corners."""
    turns = _turns(points)
    return bool(np.all(turns > 0) or np.all(turns < 0))


def _seen_from_above(image: np.ndarray, ground: np.ndarray) -> bool:
    """Whether the ground's second axis is to the left of its first, as seen by the camera; y is down on the picture."""
    return bool(np.sign(_turns(image[:4]).sum()) != np.sign(_turns(ground[:4]).sum()))


def _homography(image: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """Least squares through all points, on centred and scaled coordinates so that it is well posed."""
    near, far = _normal(image), _normal(ground)
    (x, y), (u, v) = _mapped(near, image).T, _mapped(far, ground).T
    one, zero = np.ones_like(x), np.zeros_like(x)
    rows = np.vstack([np.stack([x, y, one, zero, zero, zero, -u * x, -u * y, -u], 1),
                      np.stack([zero, zero, zero, x, y, one, -v * x, -v * y, -v], 1)])  # fmt: skip
    matrix = np.linalg.inv(far) @ np.linalg.svd(rows)[2][-1].reshape(3, 3) @ near
    depth = np.c_[image, np.ones(len(image))] @ matrix[2]
    return matrix / (np.linalg.norm(matrix[2]) * np.sign(depth[0]))


def _normal(points: np.ndarray) -> np.ndarray:
    middle, spread = points.mean(axis=0), points.std()
    return np.array([[1 / spread, 0, -middle[0] / spread], [0, 1 / spread, -middle[1] / spread], [0, 0, 1]])


def _mapped(matrix: np.ndarray, points: np.ndarray) -> np.ndarray:
    x, y = np.asarray(points, float).T
    (a, b, c), (d, e, f), (g, h, i) = matrix.tolist()
    depth = g * x + h * y + i
    depth = np.where(depth > 1e-9, depth, np.nan)  # behind the camera, or above the horizon
    return np.stack([(a * x + b * y + c) / depth, (d * x + e * y + f) / depth], axis=1)
