"""``backstride bench viewers``: that who looks does not hold up the coaching, however many and however slow.

Paced at 30 frames a second; the milliseconds are the pose estimator's own, within the running appliance.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..pose.models import model_file
from . import arms
from .busy import Watch
from .footage import read_footage
from .loop import RECORDING
from .speed import Result, Takes, ratio, rounds, tell
from .take import Take

COUNT, TIMES = 240, 4


def viewers(json_file: Path | None, recording: Path = RECORDING, count: int = COUNT, times: int = TIMES) -> int:
    """Runs and tells it all; 1 where a target is missed."""
    footage, watch = read_footage(recording), Watch()
    takes = rounds(arms.watched(model_file(arms.MODEL)), footage, count, times, paced=True)
    figures, about = viewer_figures(takes), "the pose estimator's own"
    return tell(Result(takes, {}, figures, lambda take: take.pose_ms, about, watch.busy()), json_file)


def viewer_figures(takes: Takes) -> dict[str, float]:
    return {
        "p95_10_viewers_over_none": ratio(takes, {}, arms.STALLED, arms.ALONE, _p95),
        "cpu_10_viewers_over_none": ratio(takes, {}, arms.STALLED, arms.ALONE, lambda take: take.cpu_s_per_frame),
    }


def _p95(take: Take) -> float:
    return float(np.percentile(take.pose_ms, 95))
