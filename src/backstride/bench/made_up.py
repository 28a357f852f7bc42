"""A made-up runner: poses as a pose model would give them, and the truth beside them, from formulas and a seed.

    made = make(replace(BACKWARD_JOG, fps=30, noise="hard", seed=7))

Two calls with the same plan give the same poses. Nothing is drawn: points go straight to the measuring part.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np

from ..core import skeleton as sk
from ..types import Pose, Setup
from .lens import BELT_M, FOCAL_IH, Camera, belt_for, camera_for, lane_for
from .motion import LEFT, RIGHT, Motion
from .noise import add_noise
from .plan import EARS_UP, FOREARM, SHOULDER_HALF, TRUNK, UPPER_ARM, Plan
from .steps import step_truth
from .truth import Truth
from .wanted import events_of, faults_of, may_of, not_measurable, ordinary, unseen_looks, words_of

NOSE_M, NOSE_UNDER_M, EAR_M, EYES_M = 0.105, 0.022, 0.073, (0.09, 0.03, 0.015)  # ahead, up, to each side
PARTS = ((1, 2), (3, 2), (4, 5), (6, 5), (9, 0), (10, 0))  # points of the face that follow others


@dataclass(frozen=True, eq=False)
class Made:
    """The runner as the camera saw it, and as it was."""

    plan: Plan
    poses: tuple[Pose, ...]
    setup: Setup
    truth: Truth


def make(plan: Plan) -> Made:
    """Works the plan out, frame by frame."""
    motion = Motion(plan)
    t_s = np.arange(round(plan.seconds * plan.fps)) / plan.fps
    ground = _ground(motion, t_s)
    body, elbows = _body(motion, t_s)
    camera = camera_for(plan, ground)
    xy, depth = camera.sees(body + ground[:, None, :])
    hip_depth = depth[:, list(sk.HIPS)].mean(1)
    size_ih = FOCAL_IH * plan.height_m / hip_depth
    z = FOCAL_IH * (depth - hip_depth[:, None]) / hip_depth[:, None]
    points = np.concatenate([xy, z[..., None]], -1)
    seen = add_noise(plan, points, size_ih, _in_picture(xy, camera), _far(depth))
    poses = tuple(
        Pose(seen.points[k], seen.visibility[k], plan.image_size, float(t), k) for k, t in enumerate(t_s.tolist())
    )
    setup = Setup(
        plan.site, plan.view, plan.height_m if plan.height_known else nan,
        lane_for(plan, camera, ground), belt_for(plan, camera),
    )  # fmt: skip
    return Made(plan, poses, setup, _truth(motion, t_s, camera, elbows, seen.found, seen.swapped, setup))


def _ground(motion: Motion, t_s: np.ndarray) -> np.ndarray:
    """The ground under the hips in the world: on a belt only the drift moves it."""
    plan = motion.plan
    drift = plan.drift_mps * np.maximum(t_s - plan.drift_from_s, 0.0)
    x = -plan.way * drift if plan.site == "treadmill" else plan.way * motion.clock.way_m(t_s)
    z = np.zeros(len(t_s)) if plan.site == "treadmill" else -drift
    return np.stack([x, np.zeros(len(t_s)), z], 1)


def _body(motion: Motion, t_s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """33 points over the ground under the hips, and the elbows' angles (2, n)."""
    out = np.zeros((len(t_s), sk.COUNT, 3))
    legs = motion.legs(t_s)
    for side in (LEFT, RIGHT):
        joints = (legs.hip, legs.knee, legs.ankle, legs.heel, legs.toe)
        for pair, joint in zip((sk.HIPS, sk.KNEES, sk.ANKLES, sk.HEELS, sk.TOES), joints, strict=True):
            out[:, pair[side]] = joint[side]
    facing, right = motion.axes(t_s)
    hip = legs.hip.mean(0)
    lean = np.radians(motion.lean_deg(t_s))
    neck = hip + _tilted(facing, lean, TRUNK * motion.plan.height_m)
    elbows = np.stack([_arm(motion, t_s, out, side, neck, facing, right) for side in (LEFT, RIGHT)])
    _head(motion, t_s, out, neck + _tilted(facing, lean / 2, EARS_UP * motion.plan.height_m), facing, right)
    for point, like in PARTS:
        out[:, point] = out[:, like]
    return out, elbows


def _tilted(facing: np.ndarray, angle: np.ndarray, long_m) -> np.ndarray:
    """A rod that stands upright at 0 and tips toward the facing."""
    return facing * (np.sin(angle) * long_m)[:, None] + np.array([0.0, 1.0, 0.0]) * (np.cos(angle) * long_m)[:, None]


def _arm(motion: Motion, t_s, out, side: int, neck, facing, right) -> np.ndarray:
    """Draws one arm; answers the elbow's angle."""
    plan = motion.plan
    shoulder = neck + right * (SHOULDER_HALF * plan.height_m * (1 if side == RIGHT else -1))
    swing = motion.swing(side, t_s)
    upper = np.pi + np.radians(-plan.arm_deg * swing + 12.0 * motion.clock.going(t_s))  # hangs, elbows a little behind
    angle = 165.0 + (plan.elbow_deg - 165.0) * motion.clock.going(t_s) - 5.0 * swing
    elbow = shoulder + _tilted(facing, upper, UPPER_ARM * plan.height_m)
    wrist = elbow + _tilted(facing, upper - np.radians(180.0 - angle), FOREARM * plan.height_m)
    out[:, sk.SHOULDERS[side]], out[:, sk.ELBOWS[side]], out[:, sk.WRISTS[side]] = shoulder, elbow, wrist
    for finger in (17, 19, 21):
        out[:, finger + side] = wrist + (wrist - elbow) * 0.3
    return angle


def _head(motion: Motion, t_s, out, ears, facing, right) -> None:
    yaw, pitch = np.radians(motion.yaw_deg(t_s))[:, None], np.radians(motion.plan.head_pitch_deg)
    ahead, left = facing * np.cos(yaw) - right * np.sin(yaw), -facing * np.sin(yaw) - right * np.cos(yaw)
    up = np.array([0.0, 1.0, 0.0])
    ahead, up = ahead * np.cos(pitch) + up * np.sin(pitch), up * np.cos(pitch) - ahead * np.sin(pitch)
    out[:, sk.NOSE] = ears + ahead * NOSE_M - up * NOSE_UNDER_M
    for ear, eye, way in ((sk.LEFT_EAR, sk.LEFT_EYE, 1), (sk.RIGHT_EAR, sk.RIGHT_EYE, -1)):
        out[:, ear] = ears + left * (EAR_M * way)
        out[:, eye] = ears + ahead * EYES_M[0] + left * (EYES_M[1] * way) + up * EYES_M[2]


def _in_picture(xy: np.ndarray, camera: Camera) -> np.ndarray:
    """Trunk and legs are inside: a pose model finds such a body."""
    wide = camera.image_size[0] / camera.image_size[1]
    mattering = xy[:, [*sk.SHOULDERS, *sk.HIPS, *sk.KNEES, *sk.ANKLES]]
    inside = (mattering > 0.0).all(-1) & (mattering[..., 0] < wide) & (mattering[..., 1] < 1.0)
    return inside.all(1)


def _far(depth: np.ndarray) -> np.ndarray:
    """Points of the body's side away from the camera; of a body seen along the way none."""
    apart = depth[:, sk.LEFT_HIP] - depth[:, sk.RIGHT_HIP]
    odd = np.arange(sk.COUNT) % 2 == 1  # from the ears on, left points have odd numbers
    limbs = np.arange(sk.COUNT) >= 7
    return limbs & ((odd & (apart[:, None] > 0.1)) | (~odd & (apart[:, None] < -0.1)))


def _truth(motion: Motion, t_s, camera: Camera, elbows, seen, swapped, setup: Setup) -> Truth:
    plan, nothing = motion.plan, np.full(len(t_s), nan)
    facing, direction, gait = words_of(motion, t_s, camera)
    steps, legs = step_truth(motion, t_s), motion.legs(t_s)
    moving = np.isin(direction, ("backward", "forward"))
    speed = np.where(direction == "still", 0.0, motion.clock.speed_mps(t_s))
    drift = plan.drift_mps * np.maximum(t_s - plan.drift_from_s, 0.0)
    return Truth(
        t_s, seen, swapped, ordinary(plan, t_s), facing, direction, gait,
        trunk_lean_deg=motion.lean_deg(t_s),
        head_pitch_deg=np.full(len(t_s), plan.head_pitch_deg),
        head_yaw_deg=motion.yaw_deg(t_s),
        knee_flexion_left_deg=legs.flexion_deg[LEFT],
        knee_flexion_right_deg=legs.flexion_deg[RIGHT],
        elbow_left_deg=elbows[LEFT],
        elbow_right_deg=elbows[RIGHT],
        speed_mps=speed,
        belt_position=0.5 + drift / BELT_M if setup.belt else nothing,
        lane_offset_m=drift if setup.lane else nothing,
        **{name: np.where(moving, values, nan) for name, values in steps.items()},
        events=events_of(motion),
        faults=faults_of(plan),
        may=(*may_of(plan), *unseen_looks(plan, t_s, seen)),
        not_measurable=not_measurable(setup, plan.fps),
    )
