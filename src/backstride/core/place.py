"""From the picture to metres: scale, the place on the belt, the place in the lane.

Metres come from a calibration or from the runner's height, never from an assumption. A calibration made on a picture of
another shape is not used.
"""

from __future__ import annotations

from math import hypot, isfinite, nan

from ..types import BeltCalibration, Facing, LaneCalibration, Setup
from .figure import Figure
from .geometry import Point, homography, on_ground, slope_doubt
from .skeleton import HEELS, TOES
from .smoothing import History, Lowpass

LEG_AND_TORSO_OF_HEIGHT = 0.80  # thigh, shank and hip-to-shoulder over body height: sd 0.014 over 18 bodies
NUDGE = 0.002  # image heights: how far one looks beside a point to learn the scale there


def same_shape(calibrated: tuple[int, int], size: tuple[int, int]) -> bool:
    """A calibration holds for its own picture size and for any other of the same shape."""
    return abs(calibrated[0] * size[1] - calibrated[1] * size[0]) <= 0.01 * calibrated[0] * size[1]


class Belt:
    """The belt seen from the side, a line in the picture."""

    def __init__(self, calibration: BeltCalibration):
        high = calibration.image_size[1]
        (x0, y0), (x1, y1) = calibration.belt_px
        self._start_x, self._way_x = x0 / high, (x1 - x0) / high
        self.metres_per_ih = calibration.belt_length_m / hypot(self._way_x, (y1 - y0) / high)

    def position(self, hip: Point) -> float:
        """Where the hip is along the belt: 0 the console end, 1 the rear edge."""
        return (hip[0] - self._start_x) / self._way_x


class Lane:
    """The lane on the ground, metres."""

    def __init__(self, calibration: LaneCalibration):
        high = calibration.image_size[1]
        self._matrix = homography(tuple((x / high, y / high) for x, y in calibration.image_px), calibration.ground_m)
        self._travel = calibration.travel
        self.width_m = calibration.width_m
        across = [self._across_along(point)[0] for point in calibration.ground_m]
        self._middle_m = (min(across) + max(across)) / 2

    def _across_along(self, ground: Point) -> tuple[float, float]:
        tx, ty = self._travel
        return ground[1] * tx - ground[0] * ty, ground[0] * tx + ground[1] * ty

    def along_m(self, foot: Point) -> float:
        """How far along the way of backward travel."""
        return self._across_along(on_ground(self._matrix, foot))[1]

    def offset_m(self, foot: Point, facing: Facing) -> float:
        """From the lane's middle, positive to the runner's left; NaN unless seen from front or back."""
        if facing not in ("toward", "away"):
            return nan
        here = self._across_along(on_ground(self._matrix, foot))[0]
        right = self._across_along(on_ground(self._matrix, (foot[0] + NUDGE, foot[1])))[0]
        left_is_right_in_picture = facing == "toward"
        return (here - self._middle_m) * (1 if (right > here) == left_is_right_in_picture else -1)

    def metres_per_ih(self, foot: Point) -> float:
        """How many metres an image height to the side is worth where the foot stands."""
        a, b = on_ground(self._matrix, foot), on_ground(self._matrix, (foot[0] + NUDGE, foot[1]))
        return hypot(b[0] - a[0], b[1] - a[1]) / NUDGE


class Place:
    """Where the runner is. Lengths NaN where no calibration holds."""

    DRIFT_S = 1.0
    SPEED_S = 1.8
    SURE = 2.5  # times its standard error

    def __init__(self, setup: Setup):
        self._setup = setup
        self._belt = Belt(setup.belt) if setup.belt and setup.view == "side" else None
        self._lane = Lane(setup.lane) if setup.lane else None
        self._fits: bool | None = None
        self._body = Lowpass(1.0)
        self._body_ih = nan
        self._foot_y = Lowpass(0.15)
        self._steady = Lowpass(0.15)
        self._way = History(2)  # belt position or lane offset; metres along the lane
        self._next_s = 0.0
        self._drifts = (nan, nan, nan)
        self._speeds = (nan, nan, nan)
        self._toward = nan
        self.belt_position = self.lane_offset_m = self.metres_per_ih = nan

    def step(self, figure: Figure, facing: Facing, size: tuple[int, int]) -> None:
        """Takes in one frame; the answers are the attributes."""
        self.belt_position = self.lane_offset_m = nan
        if not figure.tracked:
            return
        self._body_ih = self._body.step(figure.t_s, (figure.leg + figure.torso) / LEG_AND_TORSO_OF_HEIGHT)
        self._check(size)
        foot = (figure.hip[0], self._foot_y.step(figure.t_s, _lowest(figure)))
        self.metres_per_ih = self._scale(foot)
        along = nan
        if self._belt:
            self.belt_position = self._steady.step(figure.t_s, self._belt.position(figure.hip))
        elif self._lane and self._setup.view != "side":
            self.lane_offset_m = self._steady.step(figure.t_s, self._lane.offset_m(foot, facing))
            along = self._lane.along_m(foot)
            self._toward = 1.0 if self._lane.along_m((foot[0], foot[1] + NUDGE)) > along else -1.0
        self._way.append(figure.t_s, (self.belt_position if self._belt else self.lane_offset_m, along))
        if figure.t_s >= self._next_s:
            self._next_s = figure.t_s + 0.1
            self._drifts = self._slopes(figure.t_s, self.DRIFT_S)
            self._speeds = self._slopes(figure.t_s, self.SPEED_S)

    def _check(self, size: tuple[int, int]) -> None:
        """Lets go of a calibration that was made on a picture of another shape."""
        if self._fits is None:
            self._fits = True
            if self._belt and not same_shape(self._setup.belt.image_size, size):
                self._belt = None
            if self._lane and not same_shape(self._setup.lane.image_size, size):
                self._lane = None

    def _scale(self, foot: Point) -> float:
        if self._belt:
            return self._belt.metres_per_ih
        if self._lane and self._setup.view == "side":
            return self._lane.metres_per_ih(foot)
        return self._setup.height_m / self._body_ih

    def _slopes(self, t_s: float, over_s: float) -> tuple[float, float, float]:
        """Of the place across and of the place along; and the standard error of the latter."""
        times, rows = self._way.since(t_s - over_s)
        if len(times) < 5 or times[-1] - times[0] < 0.6 * over_s:
            return nan, nan, nan
        centred = times - times.mean()
        spread = float(centred @ centred)
        across, along = ((centred @ rows) / spread).tolist()
        rest = rows[:, 1] - rows[:, 1].mean() - along * centred
        return across, along, slope_doubt(centred, rest)

    @property
    def body_ih(self) -> float:
        """The runner's height in the picture, image heights, by the length of legs and torso."""
        return self._body_ih

    @property
    def lane_speed_mps(self) -> float:
        """Along the lane, seen from front or back; positive in the way of backward travel."""
        return self._speeds[1]

    @property
    def coming_mps(self) -> float:
        """Speed toward the camera along the lane; NaN without a lane seen along the way, or lost in the jitter."""
        _, along, doubt = self._drifts
        return along * self._toward if abs(along) > self.SURE * doubt else nan

    @property
    def belt_edge_s(self) -> float:
        """Seconds until the nearer end at the present drift; NaN while there is none to speak of."""
        return _until(self.belt_position, self._drifts[0], 0.0, 1.0, 0.03)

    @property
    def lane_line_s(self) -> float:
        """Seconds until the lane's line at the present drift; NaN while there is none to speak of."""
        half = self._lane.width_m / 2 if self._lane else nan
        return _until(self.lane_offset_m, self._drifts[0], -half, half, 0.05)


def _until(at: float, drift: float, low: float, high: float, least: float) -> float:
    if not (isfinite(at) and abs(drift) >= least):
        return nan
    return max(0.0, (high - at) / drift if drift > 0 else (low - at) / drift)


def _lowest(figure: Figure) -> float:
    return max(figure.at[i][1] for i in (*HEELS, *TOES))
