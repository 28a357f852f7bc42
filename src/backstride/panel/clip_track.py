"""What the browser draws and plots of one clip: poses as compact bytes, measures and events as JSON.

Reads files of a clip folder, which somebody may have put there: what does not make sense is left out, never guessed.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from ..types import Pose

SERIES = (
    "trunk_lean_deg", "head_pitch_deg", "head_yaw_deg", "knee_flexion_left_deg", "knee_flexion_right_deg",
    "elbow_left_deg", "elbow_right_deg", "cadence_spm", "speed_mps", "belt_position", "lane_offset_m",
    "obstacle_distance_m", "contact_left", "contact_right",
)  # fmt: skip
WORDS = ("facing", "direction", "gait", "path_state")
SHOWN = ("contact", "toe_off", "head_check", "direction", "swap", "obstacle", "fall", "cue")
MOST_LINE = 20_000  # letters of one event
MOST_S = 1e9
MAGIC = b"BSP1"
UNITS_PER_HEIGHT = 8192  # a picture is at most four times as wide as high in 16 bits
NOWHERE = -32768


def pose_bytes(poses: Iterable[Pose]) -> bytes:
    """All poses, little-endian: ``BSP1``, frames, width, height (uint32), then for all frames t_s (float64), 33 x 2
    points in 1/8192 of the picture's height (int16, -32768 is unknown) and 33 visibilities in 1/255 (uint8)."""
    kept = list(poses)
    width, height = kept[0].image_size if kept else (0, 0)
    head = MAGIC + np.array([len(kept), width, height], "<u4").tobytes()
    times = np.array([pose.t_s for pose in kept], "<f8")
    points = np.array([pose.points[:, :2] for pose in kept], np.float64).reshape(-1, 33, 2) * UNITS_PER_HEIGHT
    whole = np.where(np.isfinite(points), np.clip(np.rint(points), NOWHERE + 1, -NOWHERE - 1), NOWHERE)
    seen = np.array([pose.visibility for pose in kept], np.float64).reshape(-1, 33)
    return head + times.tobytes() + whole.astype("<i2").tobytes() + np.rint(seen * 255).astype(np.uint8).tobytes()


def series(path: Path | None) -> dict[str, list]:
    """The columns of ``measures.csv`` that are drawn, with ``t_s``; numbers that are not there are None."""
    table: dict[str, list] = {name: [] for name in ("t_s", *SERIES, *WORDS)}
    if path is None:
        return table
    with path.open(newline="", encoding="utf-8", errors="replace") as file:
        for row in _rows(file):
            if (t_s := _number(row.get("t_s"))) is None:
                continue
            table["t_s"].append(t_s)
            for name in SERIES:
                table[name].append(_number(row.get(name)))
            for name in WORDS:
                table[name].append(str(row.get(name) or ""))
    return table


def _rows(file: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The rows of a table, as far as it is one."""
    try:
        yield from csv.DictReader(file)
    except csv.Error:
        return


def events(path: Path | None) -> list[dict[str, Any]]:
    """The lines of ``events.jsonl`` that the ribbon shows, in order of time; a torn or foreign line is left out."""
    if path is None:
        return []
    with path.open(encoding="utf-8", errors="replace") as file:
        told = (_event(line) for line in file if len(line) < MOST_LINE)
        return sorted((event for event in told if event), key=lambda event: event["t_s"])


def _event(line: str) -> dict[str, Any] | None:
    try:
        event = json.loads(line, parse_constant=lambda name: None)
    except (ValueError, RecursionError):
        return None
    if not isinstance(event, dict) or event.get("kind") not in SHOWN:
        return None
    t_s = event.get("t_s")
    return event if isinstance(t_s, int | float) and not isinstance(t_s, bool) and -MOST_S < t_s < MOST_S else None


def _number(cell: str | None) -> float | None:
    try:
        value = float(cell or "nan")
    except (ValueError, TypeError):  # TypeError: a row with more cells than there are columns
        return None
    return value if isfinite(value) else None
