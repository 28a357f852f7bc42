"""A runner made from motion formulas: poses with the truth beside them, for tests that need time.

Lengths are leg lengths (thigh plus shank is 1), the camera is a pinhole, the legs are drawn by inverse kinematics from
feet whose contacts are planned. ``x`` is the way the runner faces, ``y`` up, ``z`` to the runner's right.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import acos, atan2, cos, degrees, hypot, pi, radians, sin

import numpy as np

from backstride.core import skeleton as sk
from backstride.types import Pose, Setup

THIGH = SHANK = 0.5
TORSO, UPPER_ARM, FOREARM, FOOT_LENGTH, ANKLE_UP = 0.55, 0.32, 0.28, 0.25, 0.08
LEG_M = 0.903
HEIGHT_M = 1.75  # (1 + TORSO) * LEG_M / 0.8


@dataclass(frozen=True)
class Gait:
    """What to make. The defaults are a good backward walk on a treadmill, seen from its right side."""

    backward: bool = True
    running: bool = False
    view: str = "side"  # side, rear, front
    faces: str = "right"  # in the picture, side view
    on_belt: bool = True  # else over ground past a standing camera
    camera_travels: bool = False
    fps: float = 30.0
    seconds: float = 10.0
    still_s: float = 0.0  # stands before it goes
    cadence_spm: float = 110.0
    speed_mps: float = 1.0
    lean_deg: float = 3.0
    elbow_deg: float = 95.0
    arms_with_legs: bool = False  # the fault: same-side arm and leg go together
    heel_first: bool = False
    looks: tuple[tuple[float, float, float], ...] = ()  # from_s, to_s, yaw_deg (+ to the runner's left)
    falls_at_s: float = float("inf")
    leans_from_s: float = 0.0  # lean_deg holds from then on, 3 degrees before
    noise: float = 0.0  # image heights
    lost: tuple[tuple[float, float], ...] = ()  # from_s, to_s: nobody found
    exchanged: tuple[tuple[float, float], ...] = ()  # from_s, to_s: legs exchanged by the pose model
    distance_m: float = 4.5
    seed: int = 1

    @property
    def duty(self) -> float:
        return 0.36 if self.running else 0.62

    @property
    def stride_s(self) -> float:
        return 120 / self.cadence_spm

    @property
    def speed(self) -> float:
        """Leg lengths a second."""
        return self.speed_mps / LEG_M


@dataclass(frozen=True)
class Made:
    """Poses, and what is true of them."""

    poses: tuple[Pose, ...]
    setup: Setup
    contacts: tuple[tuple[float, str], ...]
    toe_offs: tuple[tuple[float, str], ...]
    near_side: str


def make(gait: Gait | None = None, **changes) -> Made:
    """Draws the runner frame by frame."""
    gait = replace(gait or Gait(), **changes)
    noise = np.random.default_rng(gait.seed)
    frames = np.arange(round(gait.seconds * gait.fps)) / gait.fps
    poses = tuple(_pose(gait, float(t), n, noise) for n, t in enumerate(frames))
    near = {"right": "right", "left": "left"}[gait.faces] if gait.view == "side" else "unknown"
    setup = Setup("treadmill" if gait.on_belt else "track", gait.view, HEIGHT_M)
    return Made(poses, setup, _times(gait, 0.0), _times(gait, gait.duty), near)


def _times(gait: Gait, phase: float) -> tuple[tuple[float, str], ...]:
    """When each foot passes a phase of its stride."""
    out = []
    for side, shift in (("left", 0.0), ("right", 0.5)):
        for n in range(int(gait.seconds / gait.stride_s) + 2):
            t_s = gait.still_s + (n + phase - shift) * gait.stride_s
            if gait.still_s + 0.4 * gait.stride_s < t_s < min(gait.seconds, gait.falls_at_s):
                out.append((t_s, side))
    return tuple(sorted(out))


def _pose(gait: Gait, t_s: float, number: int, noise) -> Pose:
    points, visibility = np.full((33, 3), np.nan, np.float32), np.zeros(33, np.float32)
    shaking = noise.normal(0, gait.noise, (33, 2))
    if not any(a <= t_s < b for a, b in gait.lost):
        body = _body(gait, t_s)
        for index, place in body.items():
            points[index] = _seen(gait, t_s, place)
        for hidden, like in ((1, 2), (3, 2), (4, 5), (6, 5), (9, 0), (10, 0)):
            points[hidden] = points[like]
        for hand in (17, 19, 21):
            points[hand], points[hand + 1] = points[sk.LEFT_WRIST], points[sk.RIGHT_WRIST]
        points[:, :2] += shaking
        visibility[:] = 0.95
        if gait.view == "side":
            far = sk.LEFT_EAR if gait.faces == "right" else sk.RIGHT_EAR
            visibility[[i for i in range(7, 33) if i % 2 == far % 2]] = 0.6
        if any(a <= t_s < b for a, b in gait.exchanged):
            for left, right in (sk.KNEES, sk.ANKLES, sk.HEELS, sk.TOES):
                points[[left, right]] = points[[right, left]]
    return Pose(points, visibility, (1280, 720), t_s, number)


def _body(gait: Gait, t_s: float) -> dict[int, tuple[float, float, float]]:
    """Joints in leg lengths, the hips' ground point at the origin."""
    going_s = min(t_s, gait.falls_at_s) - gait.still_s
    strength = min(max(going_s / 0.15, 0.0), 1.0)
    phase = going_s / gait.stride_s if going_s > 0 else 0.0
    bounce = (-0.035 if gait.running else 0.025) * cos(4 * pi * (phase - gait.duty / 2)) * strength
    hip_y, tip = 0.96 + bounce, 0.0
    if t_s > gait.falls_at_s:
        tip = min((t_s - gait.falls_at_s) / 0.7, 1.0)
        hip_y = hip_y * (1 - tip) + 0.12 * tip
    lean = gait.lean_deg if t_s >= gait.leans_from_s else 3.0
    lean = radians(lean * (1 - tip) - 82 * tip)
    out: dict[int, tuple[float, float, float]] = {}
    for side, z, shift in ((0, -0.1, 0.0), (1, 0.1, 0.5)):
        out[sk.HIPS[side]] = (0.0, hip_y, z)
        swing = _leg(gait, out, side, z, (phase + shift) % 1.0, strength, hip_y, tip)
        shoulder = (TORSO * sin(lean), hip_y + TORSO * cos(lean), 2.1 * z)
        out[sk.SHOULDERS[side]] = shoulder
        _arm(gait, out, side, shoulder, swing if gait.arms_with_legs else -swing)
    _head(gait, out, t_s, lean, hip_y)
    return out


def _leg(gait: Gait, out, side, z, phase, strength, hip_y, tip) -> float:
    """Draws one leg; answers how far its foot is ahead toward the facing, -1..1."""
    half = gait.speed * gait.stride_s * gait.duty / 2
    pitch_at_contact = radians(15 if gait.heel_first else -15)
    if phase < gait.duty:
        along, lift = half - gait.speed * gait.stride_s * phase, 0.0
        pitch = pitch_at_contact * max(0.0, 1 - phase / (0.25 * gait.duty))
    else:
        u = (phase - gait.duty) / (1 - gait.duty)
        along = -half + 2 * half * (u - sin(2 * pi * u) / (2 * pi))
        lift, pitch = (0.3 if gait.running else 0.14) * sin(pi * u) ** 2, pitch_at_contact * u
    ahead = (-1 if gait.backward else 1) * along * strength
    toe_down, heel_down = max(0.0, -pitch), max(0.0, pitch)
    x, y = ahead + 0.3 * tip, lift * strength + FOOT_LENGTH * sin(toe_down) * 0.75 + FOOT_LENGTH * sin(heel_down) * 0.25
    heel = (x - 0.25 * FOOT_LENGTH, y - 0.25 * FOOT_LENGTH * sin(pitch), z)
    toe = (x + 0.75 * FOOT_LENGTH, y + 0.75 * FOOT_LENGTH * sin(pitch), z)
    ankle = (x, y + ANKLE_UP, z)
    out[sk.HEELS[side]], out[sk.TOES[side]], out[sk.ANKLES[side]] = heel, toe, ankle
    out[sk.KNEES[side]] = _knee((0.0, hip_y, z), ankle)
    return ahead / half if half else 0.0


def _knee(hip, ankle) -> tuple[float, float, float]:
    """Two links between hip and ankle, bent toward the facing."""
    dx, dy = ankle[0] - hip[0], ankle[1] - hip[1]
    far = min(hypot(dx, dy), THIGH + SHANK - 1e-6)
    way = atan2(dy, dx) + acos(far / (2 * THIGH))
    return hip[0] + THIGH * cos(way), hip[1] + THIGH * sin(way), (hip[2] + ankle[2]) / 2


def _arm(gait: Gait, out, side, shoulder, swing) -> None:
    upper = radians(-90 + 25 * swing)
    elbow = (shoulder[0] + UPPER_ARM * cos(upper), shoulder[1] + UPPER_ARM * sin(upper), shoulder[2])
    fore = upper + radians(180 - gait.elbow_deg)
    out[sk.ELBOWS[side]] = elbow
    out[sk.WRISTS[side]] = (elbow[0] + FOREARM * cos(fore), elbow[1] + FOREARM * sin(fore), shoulder[2])


def _head(gait: Gait, out, t_s, lean, hip_y) -> None:
    yaw = radians(next((yaw for a, b, yaw in gait.looks if a <= t_s < b), 0.0))
    x, y = (TORSO + 0.27) * sin(lean), hip_y + (TORSO + 0.27) * cos(lean)
    ahead, left = (cos(yaw), -sin(yaw)), (-sin(yaw), -cos(yaw))  # (x, z)
    out[sk.NOSE] = (x + 0.12 * ahead[0], y - 0.025, 0.12 * ahead[1])
    for ear, way in ((sk.LEFT_EAR, 1), (sk.RIGHT_EAR, -1)):
        out[ear] = (x + 0.08 * way * left[0], y, 0.08 * way * left[1])
    for eye, way in ((sk.LEFT_EYE, 1), (sk.RIGHT_EYE, -1)):
        out[eye] = (x + 0.1 * ahead[0] + 0.03 * way * left[0], y + 0.02, 0.1 * ahead[1] + 0.03 * way * left[1])


def _seen(gait: Gait, t_s: float, place) -> tuple[float, float, float]:
    """A pinhole at 1.1 m; image heights, the picture's middle is (0.89, 0.5)."""
    x, y, z = place
    distance, eye, focal = gait.distance_m / LEG_M, 1.1 / LEG_M, 0.27 * 4.5 / LEG_M
    way = 0.0 if gait.on_belt or gait.camera_travels else gait.speed * max(0.0, t_s - gait.still_s)
    way = min(way, gait.speed * max(0.0, min(t_s, gait.falls_at_s + 0.3) - gait.still_s))
    travelled = (-1 if gait.backward else 1) * way
    if gait.view == "side":
        f = 1 if gait.faces == "right" else -1
        middle = 0.0 if gait.on_belt or gait.camera_travels else travelled / max(abs(travelled), 1e-9)
        across, depth = f * (x + travelled - middle * gait.speed * gait.seconds / 2), distance - f * z
    else:
        to_camera = 1 if gait.view == "front" else -1
        across, depth = -to_camera * z, distance - to_camera * (x + travelled)
    return 0.89 + focal * across / depth, 0.5 - focal * (y - eye) / depth, focal * (depth - distance) / distance


def knee_flexion_deg(points: np.ndarray, side: int) -> float:
    """What the drawn leg shows."""
    hip, knee, ankle = (points[pair[side], :2] for pair in (sk.HIPS, sk.KNEES, sk.ANKLES))
    u, v = hip - knee, ankle - knee
    return 180 - degrees(acos(float(u @ v) / (hypot(*u) * hypot(*v))))
