"""What a made-up runner does, and how a camera sees it: the wish list that ``made_up`` turns into poses and truth.

Lengths of the body are shares of its height (Drillis and Contini 1966, as used in every textbook of gait). How fast a
sole still moves when a force plate feels it come or go was read from walks and runs over plates, forward as they were
and backward as they are in reverse.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, nan
from typing import Literal

from ..types import Direction, First, Gait, Side, Site, View

Noise = Literal["none", "usual", "hard"]

THIGH, SHANK, ANKLE = 0.245, 0.246, 0.039
TRUNK, UPPER_ARM, FOREARM = 0.288, 0.186, 0.146
HEEL_BEHIND, TOE_AHEAD = 0.035, 0.105  # of the ankle, where a pose model sets its marks
HIP_HALF, SHOULDER_HALF, EARS_UP = 0.05, 0.105, 0.118


@dataclass(frozen=True)
class Look:
    """A turn of the head: over the left shoulder (+) or the right (-), there and back within ``for_s``."""

    at_s: float
    yaw_deg: float
    for_s: float = 1.0


@dataclass(frozen=True)
class Plan:
    """One runner before one camera. The defaults are a good backward walk on a treadmill, seen from the right."""

    # who and how
    height_m: float = 1.75
    direction: Direction = "backward"
    gait: Gait = "walk"
    speed_mps: float = 1.0
    cadence_spm: float = 112.0
    duty: float = 0.62  # share of a stride that a foot stands
    lift_m: float = 0.07  # of the sole in mid-swing
    tuck_deg: float = 18.0  # how far the toes hang in mid-swing
    crouch: float = 0.03  # of leg length: how much lower than stretched the hip is carried
    lands_mps: float = 0.9  # a sole's speed along the ground as it comes down, and as it leaves
    leaves_mps: float = 0.3
    early_m: float = 0.0  # how much nearer to the hip a foot is set than midway over its stance
    bounce_m: float = 0.04
    lean_deg: float = 3.0
    elbow_deg: float = 92.0
    arm_deg: float = 24.0
    first: First = "toe"
    step_width_m: float = 0.12
    head_pitch_deg: float = 0.0
    stand_s: float = 1.0  # before it goes
    seconds: float = 20.0
    # what goes wrong
    lean_then_deg: float = nan
    lean_from_s: float = inf
    arms_with_legs: bool = False
    looks: tuple[Look, ...] = ()
    stumbles_s: tuple[float, ...] = ()
    falls_s: float = inf
    rises_s: float = inf
    stops_s: float = inf
    turns_s: float = inf
    drift_mps: float = 0.0  # toward the belt's rear edge, or to the runner's left on a lane
    drift_from_s: float = inf
    # the place and the camera
    site: Site = "treadmill"
    view: View = "side"
    near: Side = "right"
    yaw_deg: float = 0.0
    distance_m: float = 4.0
    camera_along: bool = False
    calibrated: bool = True
    height_known: bool = True
    fps: float = 60.0
    image_size: tuple[int, int] = (1280, 720)
    noise: Noise = "usual"
    seed: int = 1

    @property
    def leg_m(self) -> float:
        return (THIGH + SHANK) * self.height_m

    @property
    def way(self) -> float:
        """+1 where the runner travels the way it faces at the start, -1 backward."""
        return -1.0 if self.direction == "backward" else 1.0


BACKWARD_WALK = Plan()
BACKWARD_JOG = Plan(
    gait="run", speed_mps=1.8, cadence_spm=166, duty=0.40, lift_m=0.09, tuck_deg=25, crouch=0.03, bounce_m=0.05,
    arm_deg=28, lands_mps=0.45, leaves_mps=1.1,
)  # fmt: skip
BACKWARD_RUN = replace(
    BACKWARD_JOG, speed_mps=2.7, cadence_spm=180, duty=0.33, lift_m=0.11, arm_deg=32, leaves_mps=1.5,
)  # fmt: skip
FORWARD_WALK = Plan(
    direction="forward", first="heel", speed_mps=1.2, cadence_spm=114, lift_m=0.04, tuck_deg=35, crouch=0.0,
    early_m=0.06, lands_mps=0.25, leaves_mps=0.8,
)  # fmt: skip
FORWARD_JOG = replace(
    BACKWARD_JOG, direction="forward", first="heel", speed_mps=2.3, lift_m=0.11, tuck_deg=50, lean_deg=5.0,
    early_m=0.06, lands_mps=1.3, leaves_mps=0.45,
)  # fmt: skip
FORWARD_RUN = replace(
    FORWARD_JOG, first="flat", speed_mps=3.2, cadence_spm=176, duty=0.34, lift_m=0.17, early_m=0.1, lands_mps=1.8,
)  # fmt: skip
