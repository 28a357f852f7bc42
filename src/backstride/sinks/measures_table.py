"""The measures as a table: one row a frame, an empty cell where nothing was measured."""

from __future__ import annotations

from math import isfinite
from typing import TextIO

from ..types import Frame, Measures, Moment

_WORDS = ("facing", "direction", "gait")
_DIGITS = {  # column -> decimals; the order is the table's
    "trunk_lean_deg": 2,
    "head_pitch_deg": 2,
    "head_yaw_deg": 2,
    "knee_flexion_left_deg": 2,
    "knee_flexion_right_deg": 2,
    "elbow_left_deg": 2,
    "elbow_right_deg": 2,
    "cadence_spm": 2,
    "speed_mps": 3,
    "step_length_m": 3,
    "contact_left": None,
    "contact_right": None,
    "belt_position": 3,
    "lane_offset_m": 3,
}
NUMBERS = tuple(name for name, digits in _DIGITS.items() if digits is not None)
COLUMNS = (
    "frame", "t_s", "tracked", "swapped", *_WORDS, *_DIGITS, "obstacle_distance_m", "obstacle_ttc_s", "path_state",
)  # fmt: skip


class MeasuresTable:
    """Writes ``measures.csv`` to an open text file."""

    def __init__(self, file: TextIO):
        self._file = file
        file.write(",".join(COLUMNS) + "\n")

    def take(self, frame: Frame, moment: Moment) -> None:
        self._file.write(",".join(_cells(moment)) + "\n")

    def close(self) -> None:
        self._file.close()


def _cells(moment: Moment) -> list[str]:
    measures = moment.measures
    cells = [str(moment.number), f"{moment.t_s:.6f}", str(int(measures.tracked)), str(int(measures.swapped))]
    cells += [getattr(measures, word) for word in _WORDS]
    cells += [_cell(measures, name, digits) for name, digits in _DIGITS.items()]
    in_way = (thing for thing in moment.path.things if thing.in_way)
    nearest = min(in_way, key=lambda thing: thing.distance_m, default=None)
    cells += ["", ""] if nearest is None else [_number(nearest.distance_m, 2), _number(nearest.ttc_s, 2)]
    return [*cells, moment.path.state]


def _cell(measures: Measures, name: str, digits: int | None) -> str:
    value = getattr(measures, name)
    if digits is None:
        return "" if value is None else str(int(value))
    return _number(value, digits)


def _number(value: float, digits: int) -> str:
    if not isfinite(value):
        return ""
    text = f"{value:.{digits}f}"
    return text[1:] if float(text) == 0 and text.startswith("-") else text
