"""Made-up moments for the tests of what comes after the coach."""

from math import nan

import numpy as np

from backstride.types import Cue, Frame, Measures, Moment, Observation, PathView, Pose


def pose_at(t_s: float = 0.0, number: int = 0) -> Pose:
    """A pose on which nobody was found."""
    return Pose(np.full((33, 3), nan, np.float32), np.zeros(33, np.float32), (640, 360), t_s, number)


def frame_at(t_s: float = 0.0, number: int = 0) -> Frame:
    """A black picture."""
    return Frame(np.zeros((360, 640, 3), np.uint8), t_s, number)


def moment_at(
    t_s: float = 0.0, number: int = 0, *, measures: Measures | None = None, cue: Cue | None = None,
    observations: tuple[Observation, ...] = (), events=(), path: PathView | None = None,
) -> Moment:  # fmt: skip
    """A moment with what a test cares about and nothing else."""
    return Moment(
        t_s, number, pose_at(t_s, number), measures or Measures(t_s),
        path or PathView(t_s, "unknown", "nobody looks"),
        observations, cue, cue, events=events,
    )  # fmt: skip


def cue_at(t_s: float = 0.0, rule: str = "lean_back", class_="balance", words: str = "Chest over your toes") -> Cue:
    return Cue(t_s, rule, class_, words, "because", 1.5)
