"""A clip's points and angles as the files that Sports2D, Pose2Sim and OpenSim read: TRC (markers) and MOT (angles).

TRC. X to the right, Y up, Z 0, from the picture's lower left corner; the five heading lines are Sports2D's. Units are
metres where lane, belt or the runner's height tell the scale, else pixels: one scale for the whole clip, which holds in
the plane in which the runner moves, seen square from the side; from the rear or the front no metres are given. A marker
that was not seen is NaN in its frame (an empty cell at a line's end would be one cell too few for OpenSim). Hip and
Neck are the middles of hips and shoulders, as Sports2D makes them for models without; the top of the head is known to
no model here and is left out.

MOT. Degrees, by Sports2D's names (with ``_`` for blanks, at which OpenSim's older reader splits) and signs, from
``measures.csv``: *knee* 0 straight, growing as it bends; *elbow* 0 straight (180 less ours); *trunk* 90 upright, less
when leaning toward the side faced (90 less our lean). Pitch and yaw of the head have no counterpart there and keep our
signs: up, and to the runner's left, are positive. Angles that were never measured are left out; others are NaN where
they were not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import numpy as np

from ..core import skeleton as s
from ..core.figure import figure_of
from ..core.place import Place
from ..types import Setup
from .catalog import read_table
from .clips import BadLibrary
from .kept_arrays import read_poses

MARKERS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("Hip", s.HIPS),
    ("RHip", (s.RIGHT_HIP,)), ("RKnee", (s.RIGHT_KNEE,)), ("RAnkle", (s.RIGHT_ANKLE,)),
    ("RBigToe", (s.RIGHT_TOE,)), ("RHeel", (s.RIGHT_HEEL,)),
    ("LHip", (s.LEFT_HIP,)), ("LKnee", (s.LEFT_KNEE,)), ("LAnkle", (s.LEFT_ANKLE,)),
    ("LBigToe", (s.LEFT_TOE,)), ("LHeel", (s.LEFT_HEEL,)),
    ("Neck", s.SHOULDERS), ("Nose", (s.NOSE,)),
    ("RShoulder", (s.RIGHT_SHOULDER,)), ("RElbow", (s.RIGHT_ELBOW,)), ("RWrist", (s.RIGHT_WRIST,)),
    ("LShoulder", (s.LEFT_SHOULDER,)), ("LElbow", (s.LEFT_ELBOW,)), ("LWrist", (s.LEFT_WRIST,)),
    ("REye", (s.RIGHT_EYE,)), ("LEye", (s.LEFT_EYE,)), ("REar", (s.RIGHT_EAR,)), ("LEar", (s.LEFT_EAR,)),
)  # fmt: skip
"""Sports2D's names for the points that its bodies (HALPE_26, BODY_25) share with ours."""

HEADING = "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames"
LEAST_LIKELY = 0.3  # a point less visible than this is left empty, as Sports2D leaves it


@dataclass(frozen=True)
class Angle:
    """One column of the MOT file and how it follows from one of ``measures.csv``."""

    name: str
    column: str
    from_ours: Callable[[np.ndarray], np.ndarray]


ANGLES = (
    Angle("right_knee", "knee_flexion_right_deg", lambda deg: deg),
    Angle("left_knee", "knee_flexion_left_deg", lambda deg: deg),
    Angle("right_elbow", "elbow_right_deg", lambda deg: 180 - deg),
    Angle("left_elbow", "elbow_left_deg", lambda deg: 180 - deg),
    Angle("trunk", "trunk_lean_deg", lambda deg: 90 - deg),
    Angle("head_pitch", "head_pitch_deg", lambda deg: deg),
    Angle("head_yaw", "head_yaw_deg", lambda deg: deg),
)


@dataclass(frozen=True)
class Points:
    """``poses.npz`` read back."""

    t_s: np.ndarray  # (n,)
    points: np.ndarray  # (n, 33, 2) image heights
    visibility: np.ndarray  # (n, 33)
    image_size: tuple[int, int]  # width, height in pixels


def read_points(path: Path) -> Points:
    """The poses of a clip. Raises BadRecording where they cannot be read."""
    kept = read_poses(path)
    points = kept["points"].astype(float)[:, :, :2]
    return Points(kept["t_s"], points, kept["visibility"].astype(float), tuple(kept["image_size"].tolist()))


def trc_text(kept: Points, setup: Setup, title: str) -> str:
    """The points as a TRC file. ``title`` stands in its first line."""
    scale, unit = metres_per_height(kept, setup), "m"
    if not isfinite(scale):
        scale, unit = float(kept.image_size[1]), "px"
    rate, count = f"{rate_hz(kept.t_s):.6g}", len(kept.t_s)
    names = [name for name, _ in MARKERS]
    lines = [
        f"PathFileType\t4\t(X/Y/Z)\t{title}",
        HEADING,
        "\t".join([rate, rate, str(count), str(len(names)), unit, rate, "0", str(count)]),
        "Frame#\tTime\t" + "\t\t\t".join(names) + "\t\t",
        "\t\t" + "\t".join(f"X{n}\tY{n}\tZ{n}" for n in range(1, len(names) + 1)),
    ]
    places = markers(kept) * (scale, -scale) + (0.0, scale)
    for n, (t_s, frame) in enumerate(zip(kept.t_s, places, strict=True)):
        cells = [f"{x:.6f}\t{y:.6f}\t0.0" if isfinite(x + y) else "NaN\tNaN\tNaN" for x, y in frame]
        lines.append(f"{n}\t{t_s:.6f}\t" + "\t".join(cells))
    return "\n".join(lines) + "\n"


def markers(kept: Points) -> np.ndarray:
    """The markers' places (n, markers, 2) in image heights, y down; NaN where hardly visible."""
    seen = np.where(kept.visibility[:, :, None] >= LEAST_LIKELY, kept.points, np.nan)
    return np.stack([seen[:, list(indices)].mean(axis=1) for _, indices in MARKERS], axis=1)


def metres_per_height(kept: Points, setup: Setup) -> float:
    """How many metres the picture is high where the runner is, the median over the clip; NaN where nothing tells."""
    if setup.view != "side":
        return float("nan")
    place, (width, height) = Place(setup), kept.image_size
    found = []
    for t_s, points, visibility in zip(kept.t_s.tolist(), kept.points.tolist(), kept.visibility.tolist(), strict=True):
        place.step(figure_of(t_s, points, visibility, width / height), "unknown", kept.image_size)
        found.append(place.metres_per_ih)
    told = np.array(found)[np.isfinite(found)]
    return float(np.median(told)) if len(told) else float("nan")


def mot_text(table: Path, title: str) -> str:
    """The angles of ``measures.csv`` as a MOT file. Raises BadLibrary where there is no table."""
    measures = read_table(table)
    if measures is None or not len(measures.t_s):
        raise BadLibrary(f"{table.parent.name}: has no measures.csv to make angles of")
    given = [angle for angle in ANGLES if np.isfinite(measures.numbers[angle.column]).any()]
    columns = [angle.from_ours(measures.numbers[angle.column]) for angle in given]
    lines = [
        title,
        "version=1",
        f"nRows={len(measures.t_s)}",
        f"nColumns={len(columns) + 1}",
        "inDegrees=yes",
        "",
        "Units are S.I. units (second, meters, Newtons, ...), angles are in degrees; NaN was not measured.",
        "Knee, elbow: 0 straight. Trunk: 90 upright, less when leaning to the side faced. Head: up and left positive.",
        "",
        "endheader",
        "\t".join(["time", *(angle.name for angle in given)]),
    ]
    for t_s, *angles in zip(measures.t_s, *columns, strict=True):
        lines.append("\t".join([f"{t_s:.6f}", *(f"{deg:.4f}" if isfinite(deg) else "NaN" for deg in angles)]))
    return "\n".join(lines) + "\n"


def rate_hz(t_s: np.ndarray) -> float:
    """Frames a second: the median, so that a gap does not count."""
    return float(1 / np.median(np.diff(t_s))) if len(t_s) > 1 else 30.0
