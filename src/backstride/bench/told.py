"""What the real loop and the real coach say of a row of poses: one column a measure, and all events and cues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..coach.coach import Coach
from ..loop import run
from ..path.nowhere import NoScout
from ..path.recorded import RecordedScout
from ..pose.recorded import RecordedFrames
from ..session import Session
from ..types import Cue, Event, Frame, Moment, Pose, Setup

WORDS = ("facing", "direction", "gait", "fall")
FLAGS = ("tracked", "swapped")
FIGURES = (
    "trunk_lean_deg", "head_pitch_deg", "head_yaw_deg", "knee_flexion_left_deg", "knee_flexion_right_deg",
    "elbow_left_deg", "elbow_right_deg", "cadence_spm", "speed_mps", "step_length_m", "belt_position", "lane_offset_m",
    "contact_time_s", "flight_time_s", "duty_factor", "reach_ll", "knee_at_contact_deg", "knee_stance_peak_deg",
    "knee_swing_peak_deg", "clearance_ll", "bounce_bh",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Told:
    """Arrays have one entry a frame; the columns stand in the order of ``FIGURES``, ``WORDS`` and ``FLAGS``."""

    figures: np.ndarray
    words: np.ndarray
    flags: np.ndarray
    events: tuple[Event, ...]
    cues: tuple[Cue, ...]

    def figure(self, name: str) -> np.ndarray:
        return self.figures[:, FIGURES.index(name)]

    def word(self, name: str) -> np.ndarray:
        return self.words[:, WORDS.index(name)]

    def flag(self, name: str) -> np.ndarray:
        return self.flags[:, FLAGS.index(name)]


class GivenPoses:
    """An estimator that has its answers already."""

    model, model_sha256 = "given", ""

    def __init__(self, poses: Sequence[Pose]):
        self._poses = poses

    def estimate(self, frame: Frame) -> Pose:
        return self._poses[frame.number]

    def close(self) -> None:
        """Nothing is held open."""


class Notes:
    """A sink that keeps of each moment what is compared with the truth."""

    def __init__(self) -> None:
        self._figures: list[tuple] = []
        self._words: list[tuple] = []
        self._flags: list[tuple] = []
        self._events: list[Event] = []
        self._cues: list[Cue] = []

    def take(self, frame: Frame, moment: Moment) -> None:
        measures = moment.measures
        self._figures.append(tuple(getattr(measures, name) for name in FIGURES))
        self._words.append(tuple(getattr(measures, name) for name in WORDS))
        self._flags.append(tuple(getattr(measures, name) for name in FLAGS))
        self._events += moment.events
        if moment.cue is not None:
            self._cues.append(moment.cue)

    def close(self) -> None:
        """Nothing is held open."""

    def told(self) -> Told:
        return Told(
            np.array(self._figures, float), np.array(self._words), np.array(self._flags, bool),
            tuple(self._events), tuple(self._cues),
        )  # fmt: skip


def told_of(poses: Sequence[Pose], setup: Setup, scout: RecordedScout | None = None) -> Told:
    """Carries the poses through the loop, as a replay does; without a scout nobody watches the path."""
    notes = Notes()
    frames = RecordedFrames(np.array([pose.t_s for pose in poses]), poses[0].image_size, "given poses")
    run(frames, GivenPoses(poses), scout or NoScout(setup.site), Coach(setup), Session(), [notes])
    return notes.told()
