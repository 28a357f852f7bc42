"""The calibration page's form: its fields as a calibration, a calibration as its fields. Refusals are for people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot, isfinite, nan

from ..core.place import same_shape
from ..errors import BadInput
from ..types import BeltCalibration, LaneCalibration
from .calibrate_parts import Saved

Point = tuple[float, float]
Size = tuple[int, int]

CORNERS = ("Near left corner", "Near right corner", "Far right corner", "Far left corner")  # in the order of ground_m
ENDS = ("Console end of the belt", "Rear end of the belt")
MARKS = ("First point", "Second point")
POINTS = {"corner": CORNERS, "end": ENDS, "mark": MARKS}
TRAVELS = {"far": (0.0, 1.0), "near": (0.0, -1.0), "left": (-1.0, 0.0), "right": (1.0, 0.0)}
"""The ways the runner may travel backward, as the camera sees them, on ground whose axes go right and away."""
USUAL_LANE = ((0.30, 0.92), (0.70, 0.92), (0.58, 0.45), (0.42, 0.45))  # shares of the picture, to be dragged
USUAL_BELT = ((0.25, 0.80), (0.75, 0.80))
NUMBER = re.compile(r"[-+]?[0-9]{1,6}([.,][0-9]{0,8})?|[-+]?[.,][0-9]{1,8}")
CLOSEST_ENDS_PX = 10


@dataclass(frozen=True)
class Sheet:
    """The fields as they came. Each question gives a checked value or raises BadInput with a sentence."""

    texts: Mapping[str, str]

    def lane(self) -> LaneCalibration:
        size = self.size()
        near_m = self._number("near_m", "The near side", 0.1, 200, "metres")
        deep_m = self._number("deep_m", "The depth from near to far", 0.1, 200, "metres")
        travel = self.texts.get("travel", "")
        if travel not in TRAVELS:
            raise BadInput("Please choose which way the runner travels.")
        usual_m = near_m if travel in {"far", "near"} else deep_m
        width_m = self._number("width_m", "The lane's width", 0.3, 20, "metres", usual_m)
        if not 0.3 <= width_m <= 20:
            raise BadInput("The lane's width must be a number of metres from 0.3 to 20.")
        ground = ((0.0, 0.0), (near_m, 0.0), (near_m, deep_m), (0.0, deep_m))
        margin_m = self._number("margin_m", "The margin beside the lane", 0, 2, "metres", 0.0)
        return LaneCalibration(self._points("corner", size), ground, width_m, TRAVELS[travel], size, margin_m)

    def belt(self) -> BeltCalibration:
        size = self.size()
        console, rear = self._points("end", size)
        if hypot(rear[0] - console[0], rear[1] - console[1]) < CLOSEST_ENDS_PX:
            raise BadInput(f"The two ends of the belt are less than {CLOSEST_ENDS_PX} pixels apart.")
        length_m = self._number("belt_length_m", "The belt's length", 0.5, 6, "metres")
        speed_mps = self._number("speed_mps", "The belt's speed", 0, 8, "metres per second", nan)
        return BeltCalibration((console, rear), length_m, size, speed_mps)

    def height_m(self) -> float:
        """NaN where it was left empty."""
        return self._number("height_m", "The runner's height", 0.8, 2.6, "metres", nan)

    def marks(self) -> tuple[Point, ...]:
        """The two points whose distance is asked for."""
        return self._points("mark", self.size())

    def size(self) -> Size:
        if not self.texts.get("image_width"):
            raise BadInput("There is no picture to mark points on.")
        width, height = (self._number(f"image_{side}", "The picture's size", 96, 16_384, "pixels")
                         for side in ("width", "height"))  # fmt: skip
        return round(width), round(height)

    def _points(self, kind: str, size: Size) -> tuple[Point, ...]:
        return tuple(self._point(f"{kind}_{n}", name, size) for n, name in enumerate(POINTS[kind], 1))

    def _point(self, field: str, name: str, size: Size) -> Point:
        x, y = (self._number(f"{field}_{axis}", name, -1e6, 1e6, "pixels") for axis in "xy")
        if not (0 <= x <= size[0] and 0 <= y <= size[1]):
            raise BadInput(f"{name}: the point lies outside the picture.")
        return x, y

    def _number(self, field: str, name: str, low: float, high: float, unit: str, empty: float | None = None) -> float:
        text = self.texts.get(field, "").strip()
        if not text and empty is not None:
            return empty
        value = float(text.replace(",", ".")) if NUMBER.fullmatch(text) else nan
        if not low <= value <= high:  # true for NaN too
            raise BadInput(
                f"{name} must be a number of {unit}" + (f" from {low:g} to {high:g}." if high < 1e6 else ".")
            )
        return value


def fields_of(saved: Saved, size: Size | None) -> dict[str, str]:
    """What the form shows first: the saved calibration where it fits this picture, else places to drag from."""
    lane, belt = (known if known and fits(known.image_size, size) else None for known in (saved.lane, saved.belt))
    kept = next((known.image_size for known in (lane, belt) if known), None)
    shown = size or kept
    fields = {"height_m": _text(saved.height_m)} | _lane_fields(lane, shown) | _belt_fields(belt, shown)
    return fields | ({"image_width": str(shown[0]), "image_height": str(shown[1])} if shown else {})


def fits(calibrated: Size, size: Size | None) -> bool:
    """Whether points marked on a picture of one size hold on one of the other; True while there is none to compare."""
    return size is None or same_shape(calibrated, size)


def _lane_fields(lane: LaneCalibration | None, size: Size | None) -> dict[str, str]:
    """A lane that was written by hand need not be a rectangle from its near left corner: then it is marked anew."""
    if lane is None or not (known := _rectangle(lane)):
        own = {} if lane is None else {"width_m": _text(lane.width_m), "margin_m": _margin(lane)}
        return _point_fields("corner", USUAL_LANE, size) | {"near_m": "1.22", "deep_m": "10", "travel": "far"} | own
    near_m, deep_m, travel = known
    usual_m = near_m if travel in {"far", "near"} else deep_m
    return _point_fields("corner", _shares(lane.image_px, lane.image_size), size or lane.image_size) | {
        "near_m": _text(near_m), "deep_m": _text(deep_m), "travel": travel,
        "width_m": "" if lane.width_m == usual_m else _text(lane.width_m),
        "margin_m": _margin(lane),
    }  # fmt: skip


def shown_whole(lane: LaneCalibration) -> bool:
    """Whether the form can show this lane; others were written by hand."""
    return _rectangle(lane) is not None


def _margin(lane: LaneCalibration) -> str:
    return _text(lane.margin_m) if lane.margin_m else ""


def _rectangle(lane: LaneCalibration) -> tuple[float, float, str] | None:
    travel = next((name for name, way in TRAVELS.items() if way == tuple(lane.travel)), None)
    if len(lane.ground_m) != 4 or travel is None:
        return None
    near_m, deep_m = lane.ground_m[2]
    corners = ((0, 0), (near_m, 0), (near_m, deep_m), (0, deep_m))
    return (near_m, deep_m, travel) if lane.ground_m == corners and min(near_m, deep_m) > 0 else None


def _belt_fields(belt: BeltCalibration | None, size: Size | None) -> dict[str, str]:
    if belt is None:
        return _point_fields("end", USUAL_BELT, size)
    return _point_fields("end", _shares(belt.belt_px, belt.image_size), size or belt.image_size) | {
        "belt_length_m": _text(belt.belt_length_m), "speed_mps": _text(belt.speed_mps),
    }  # fmt: skip


def _shares(points: tuple[Point, ...], size: Size) -> tuple[Point, ...]:
    return tuple((x / size[0], y / size[1]) for x, y in points)


def _point_fields(kind: str, shares: tuple[Point, ...], size: Size | None) -> dict[str, str]:
    if size is None:
        return {}
    return {
        f"{kind}_{n}_{axis}": _text(round(share * side, 1))
        for n, point in enumerate(shares, 1) for axis, share, side in zip("xy", point, size, strict=True)
    }  # fmt: skip


def _text(value: float) -> str:
    return f"{value:.10g}" if isfinite(value) else ""
