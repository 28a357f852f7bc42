"""Rounds of arms, their figures side by side, and what is held against which target.

Every ratio is taken within a round, in which the arms followed one another, and the median of the rounds is told: what
another program takes for a while then falls on both sides of it. CPU seconds are the process's own, all threads.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, nan
from operator import ge, le
from pathlib import Path
from statistics import median

import numpy as np

from .arms import Arm
from .busy import Busy
from .footage import Footage
from .machine import machine
from .tables import cells_table, figure
from .take import Take, apart_px

ALIKE_PX = (1.0, 3.0)  # median and 95 %, on 640×480: as exact as the engines are held to be
LOADED = 0.3  # cores that others may take before the figures are called doubtful

Takes = dict[str, list[Take]]


@dataclass(frozen=True)
class Target:
    """What a figure is held to: at least or at most ``bound``."""

    key: str
    words: str
    holds: str  # "≥" or "≤"
    bound: float

    def met(self, value: float) -> bool:
        """An unknown figure meets nothing."""
        return {"≥": ge, "≤": le}[self.holds](value, self.bound) if isfinite(value) else False


TARGETS = (
    Target("ours_over_bare", "ours, all on, 1 viewer / bare MediaPipe, frames a second", "≥", 0.85),
    Target("ours_over_naive_3_viewers", "ours / naive, both with 3 viewers, frames a second", "≥", 3.0),
    Target("ours_over_sequential", "ours / sequential, both with 1 viewer, frames a second", "≥", 1.1),
    Target("p95_over_sequential", "capture to decision, 95 %: ours / sequential", "≤", 0.7),
    Target("p95_10_viewers_over_none", "pose, 95 %: 10 viewers and one stalled / nobody", "≤", 1.1),
    Target("track_3_looks_over_unwatched", "pose rate, a track's lane looked at 3 times a second / not", "≥", 0.9),
    Target("treadmill_3_looks_over_unwatched", "the same about a treadmill", "≥", 0.9),
    Target("decision_p95_minus_inference_ms", "capture to decision, 95 %, over one inference, ms", "≤", 15.0),
    Target("safety_frame_to_sound_p95_ms", "safety cue: frame to first sample at the device, 95 %, ms", "≤", 150.0),
    Target("rss_mb", "memory of the running appliance, MB", "≤", 500.0),
    Target("cold_start_s", "start to first annotated picture, s", "≤", 5.0),
    Target("litert_over_mediapipe", "bare LiteRT / bare MediaPipe, frames a second", "≥", 1.2),
)


def rounds(arms: Mapping[str, Arm], footage: Footage, count: int, times: int, paced: bool = False) -> Takes:
    """All arms ``times`` times, one after the other, each round beginning with another one."""
    takes: Takes = {name: [] for name in arms}
    names = list(arms)
    for turn in range(times):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            _progress(f"round {turn + 1} of {times}: {name}")
            take = Take(footage, count, paced=paced)
            arms[name](take)
            takes[name].append(take)
    _progress("")
    return takes


def unlike(takes: Takes, references: Mapping[str, str]) -> dict[str, str]:
    """Why an arm's row is void, by its name: it did not find what the arm named in ``references`` found.

    An arm that this machine cannot run is no reference, and is not compared.
    """
    why = {}
    for name, reference in references.items():
        if not {name, reference} <= takes.keys():
            continue
        apart = apart_px(takes[name][0], takes[reference][0])
        off = float(np.median(apart)), float(np.percentile(apart, 95, method="higher"))
        if not (off[0] <= ALIKE_PX[0] and off[1] <= ALIKE_PX[1]):
            why[name] = f"{figure(off[0])} px (95 %: {figure(off[1])} px) from {reference}"
    return why


def ratio(takes: Takes, void: Mapping[str, str], over: str, under: str,
          what: Callable[[Take], float]) -> float:  # fmt: skip
    """The median over the rounds of ``what(take)`` of one arm over another's; NaN where either is void or absent."""
    if {over, under} & set(void) or not {over, under} <= takes.keys():
        return nan
    return median(what(a) / what(b) for a, b in zip(takes[over], takes[under], strict=True))


@dataclass(frozen=True)
class Result:
    """Everything one benchmark found."""

    takes: Takes
    void: Mapping[str, str]
    ratios: Mapping[str, float]
    milliseconds: Callable[[Take], np.ndarray]  # what a row's p50 and p95 are of
    about: str  # what those milliseconds are
    busy: Busy


def tell(result: Result, json_file: Path | None, notes: Sequence[str] = ()) -> int:
    """Prints the tables, writes the JSON where a file is named; 1 where a target is missed."""
    held = [target for target in TARGETS if target.key in result.ratios]
    print(arms_table(result))
    print()
    print(targets_table(held, result.ratios))
    for line in (*notes, f"Milliseconds are {result.about}.", result.busy.words):
        print(f"\n{line}")
    if result.busy.others > LOADED:
        print(f"WARNING: other programs took {result.busy.others:.1f} of the cores: only ratios of CPU seconds hold")
    if json_file is not None:
        json_file.write_text(json.dumps(as_json(result), indent=1) + "\n")
    return 0 if all(target.met(result.ratios[target.key]) for target in held) else 1


def arms_table(result: Result) -> str:
    lines = [("arm", "frames/s", "p50 ms", "p95 ms", "CPU ms a frame", "pictures/s a viewer", "not recorded", "")]
    for name, takes in result.takes.items():
        fps, cpu_s = median(t.fps for t in takes), median(t.cpu_s_per_frame for t in takes)
        cells = (fps, *_quantiles(result, takes), 1000 * cpu_s)
        viewers = _viewers(name)
        seen = median(t.notes.get("pictures", 0) / t.whole_s for t in takes) / viewers if viewers else nan
        lost = sum(t.notes["lost"] for t in takes) if "lost" in takes[0].notes else nan
        why = f"VOID: {result.void[name]}" if name in result.void else ""
        lines.append((name, *map(figure, cells), figure(seen), figure(lost), why))
    return cells_table(lines, texts=(0, 7))


def targets_table(held: Sequence[Target], ratios: Mapping[str, float]) -> str:
    lines = [("figure", "what it is", "target", "found", "")]
    for target in held:
        met = "ok" if target.met(ratios[target.key]) else "MISSED"
        lines.append((target.key, target.words, f"{target.holds} {target.bound:g}", figure(ratios[target.key]), met))
    for key in (key for key in ratios if key not in {target.key for target in held}):
        lines.append((key, "", "", figure(ratios[key]), ""))
    return cells_table(lines, texts=(0, 1, 4))


def as_json(result: Result) -> dict[str, object]:
    """The contract's form; what is void or unknown is null."""
    arms = {}
    for name, takes in result.takes.items():
        fps, cpu = median(t.fps for t in takes), median(t.cpu_s_per_frame for t in takes)
        p50_ms, p95_ms = _quantiles(result, takes)
        row = {"fps": fps, "p50_ms": p50_ms, "p95_ms": p95_ms, "cpu_s_per_frame": cpu}
        arms[name] = {key: _number(nan if name in result.void else value) for key, value in row.items()}
    told = machine() | {"other_programs_cores": round(result.busy.others, 2)}
    return {"machine": told, "arms": arms, "ratios": {key: _number(value) for key, value in result.ratios.items()}}


def _quantiles(result: Result, takes: Sequence[Take]) -> tuple[float, float]:
    all_ms = [result.milliseconds(take) for take in takes]
    if not all(map(len, all_ms)):
        return nan, nan
    return median(np.median(ms) for ms in all_ms), median(np.percentile(ms, 95) for ms in all_ms)


def _viewers(name: str) -> int:
    """How many read along in an arm of that name."""
    words = name.partition("viewer")[0].split() if "viewer" in name else ["10"] if "stalled" in name else []
    return int(words[-1]) if words and words[-1].isdecimal() else 0


def _number(value: float) -> float | None:
    return round(float(value), 5) if isfinite(value) else None


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
