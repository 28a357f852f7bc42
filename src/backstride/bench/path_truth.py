"""What is true of the path in a rendered clip: the things by frame, when a warning is due, and when one is right."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from math import nan
from pathlib import Path

import numpy as np

from ..errors import BadRecording


@dataclass(frozen=True)
class Intrusion:
    """One stay of a thing in the corridor. Due times are NaN where the stop model asks for nothing."""

    thing: str
    from_s: float
    to_s: float
    allowed_from_s: float
    due_slow_s: float
    due_stop_s: float


@dataclass(frozen=True, eq=False)
class ThingTruth:
    """One thing by frame, NaN or False where it is not there. ``half_along_m`` is half its size along the lane."""

    half_along_m: float
    in_corridor: np.ndarray
    distance_m: np.ndarray
    ttc_s: np.ndarray


@dataclass(frozen=True, eq=False)
class PathTruth:
    """The path of one clip. ``right_slow`` and ``right_stop`` are spans in which such a warning is right."""

    t_s: np.ndarray
    things: tuple[ThingTruth, ...]
    intrusions: tuple[Intrusion, ...]
    right_slow: tuple[tuple[float, float], ...]
    right_stop: tuple[tuple[float, float], ...]


def read_path_truth(path: Path) -> PathTruth:
    """The path's truth in a ``truth.json.gz``. Raises BadRecording with one sentence where there is none."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            told = json.load(file)
        return _path_truth(told["path"], told["frames_truth"]["t_s"])
    except (OSError, EOFError, ValueError, KeyError, TypeError) as fault:
        raise BadRecording(f"{path}: tells nothing true of the path ({fault})") from fault


def _path_truth(told: dict, t_s: list) -> PathTruth:
    right_stop = tuple(map(tuple, told["allowed_stop"]))
    return PathTruth(
        np.array(t_s, float),
        tuple(
            ThingTruth(thing["half_along_m"], np.array(thing["in_corridor"], bool), _numbers(thing["distance_m"]),
                       _numbers(thing["ttc_s"]))
            for thing in told["things"].values()
        ),
        tuple(
            Intrusion(one["thing"], one["from_s"], one["to_s"], one["allowed_from_s"], _number(one["due_slow_s"]),
                      _number(one["due_stop_s"]))
            for one in told["intrusions"]
        ),
        (*map(tuple, told["allowed_slow"]), *right_stop),
        right_stop,
    )  # fmt: skip


def _number(value: float | None) -> float:
    return nan if value is None else float(value)


def _numbers(values: list) -> np.ndarray:
    return np.array([nan if value is None else value for value in values], float)
