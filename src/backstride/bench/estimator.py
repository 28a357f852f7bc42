"""``backstride bench estimator``: our engine for the pose networks against MediaPipe, on every clip that ships.

Both are shown the same windows of the same pictures, one after the other, so that whatever else the machine does falls
on both. Pixels are those of a picture of 640×480; milliseconds are the processor's, all threads.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from math import isfinite, nan
from pathlib import Path

import numpy as np

from ..config import CHECKOUT
from ..core import skeleton
from ..library.recording import read_recording
from ..pose.landmarker import Landmarker
from ..pose.models import model_file
from ..sources.video import Video
from ..types import Frame, Setup
from .footage import scaled
from .machine import machine
from .side_by_side import Look, SideBySide
from .tables import cells_table, figure

MODELS = ("lite", "full")
ALL = "all clips"
FRAMES = 150  # of each clip
MEDIAN_PX, P95_PX, SHARE, RATE = 1.0, 3.0, 0.01, 1.2  # what is demanded of all clips together


@dataclass(frozen=True, eq=False)
class Compared:
    """Both engines on one clip, or on all of them, with one model."""

    clip: str
    model: str
    apart_px: np.ndarray  # of all points on all windows in which both saw somebody
    seen: np.ndarray  # (windows, 2) bool: LiteRT saw somebody, MediaPipe did
    cpu_ms: np.ndarray  # (windows, 2)

    @property
    def figures(self) -> dict[str, float]:
        """What is told of it; NaN where there was nothing to compare."""
        apart, windows = self.apart_px, len(self.seen)
        shares = self.seen.mean(axis=0) if windows else (nan, nan)
        costs = np.median(self.cpu_ms, axis=0) if windows else (nan, nan)
        return {
            "median_px": float(np.median(apart)) if apart.size else nan,
            "p95_px": float(np.percentile(apart, 95)) if apart.size else nan,
            "seen_share": float(shares[0]), "seen_share_mediapipe": float(shares[1]),
            "cpu_ms": float(costs[0]), "cpu_ms_mediapipe": float(costs[1]),
            "rate": float(costs[1] / costs[0]),  # frames LiteRT reads in the time that MediaPipe takes for one
        }  # fmt: skip

    @property
    def misses(self) -> str:
        """What is not as demanded; empty where all is."""
        told = self.figures
        held = {"median": told["median_px"] <= MEDIAN_PX, "95 %": told["p95_px"] <= P95_PX,
                "seen": abs(told["seen_share"] - told["seen_share_mediapipe"]) <= SHARE, "rate": told["rate"] >= RATE}
        return ", ".join(name for name, met in held.items() if not met)


def estimator(json_file: Path | None, clips: list[Path] | None = None, frames: int = FRAMES) -> int:
    """Runs and tells it all; 1 where all clips together miss something."""
    folders = clips or sorted(path.parent for path in (CHECKOUT / "recordings").glob("*/clip.mp4"))
    rows = []
    for model in MODELS:
        each = [compare(folder, model, frames) for folder in folders]
        rows += [*each, together(each, model)]
    print(table(rows))
    print(f"\nDemanded: median ≤ {MEDIAN_PX:g} px, 95 % ≤ {P95_PX:g} px, the same share seen, rate ≥ {RATE:g}.")
    if json_file is not None:
        json_file.write_text(json.dumps({"machine": machine(), "estimator": [_json(row) for row in rows]}, indent=1))
    return int(any(row.misses for row in rows if row.clip == ALL))


def compare(folder: Path, model: str, frames: int = FRAMES) -> Compared:
    """Both engines on the first frames of a recording's clip."""
    recording = read_recording(folder)
    source = Video(recording.clip)
    looks = _looks([Frame(scaled(f.image), f.t_s, f.number) for f in islice(source, frames)], recording.setup, model)
    source.close()
    points = np.array([[look.points_px for look in both] for both in looks]).reshape(-1, 2, skeleton.COUNT, 2)
    seen = np.isfinite(points[:, :, 0, 0])
    ours, theirs = points[seen.all(axis=1)].swapaxes(0, 1)
    cpu_ms = np.array([[1000 * look.cpu_s for look in both] for both in looks]).reshape(-1, 2)
    return Compared(recording.name, model, np.hypot(*(ours - theirs).reshape(-1, 2).T), seen, cpu_ms)


def together(rows: Sequence[Compared], model: str) -> Compared:
    parts = ([getattr(row, name) for row in rows] for name in ("apart_px", "seen", "cpu_ms"))
    return Compared(ALL, model, *map(np.concatenate, parts))


def _looks(pictures: list[Frame], setup: Setup, model: str) -> list[tuple[Look, Look]]:
    engine = SideBySide(model_file(model))
    landmarker = Landmarker(model_file(model), setup, engine)
    for picture in pictures:
        landmarker.estimate(picture)
    landmarker.close()
    return list(engine.looks.values())


def table(rows: Sequence[Compared]) -> str:
    head = ("model", "clip", "windows", "median px", "95 % px", "seen", "by MediaPipe", "CPU ms", "MediaPipe's", "rate")
    lines = [(*head, "")]
    for row in rows:
        told = row.figures
        shares = (f"{100 * told[name]:.0f} %" for name in ("seen_share", "seen_share_mediapipe"))
        costs = (figure(told[name]) for name in ("cpu_ms", "cpu_ms_mediapipe", "rate"))
        over = f"OVER: {row.misses}" if row.misses else "ok"
        lines.append((row.model, row.clip, str(len(row.seen)), figure(told["median_px"]), figure(told["p95_px"]),
                      *shares, *costs, over))  # fmt: skip
    return cells_table(lines, texts=(0, 1, 10))


def _json(row: Compared) -> dict[str, object]:
    told = {key: round(value, 5) if isfinite(value) else None for key, value in row.figures.items()}
    return {"model": row.model, "clip": row.clip, "windows": len(row.seen), **told, "misses": row.misses}
