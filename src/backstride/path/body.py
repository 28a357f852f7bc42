"""What of the picture is the runner's own body, drawn generously from the pose, and where the runner's feet stand."""

from __future__ import annotations

import cv2
import numpy as np

from ..core import skeleton as sk
from ..types import Pose

# Thickness in body heights, measured to the outside of loose clothes; hands and shoes reach beyond their points.
LIMB_BH, TRUNK_BH, HEAD_BH, END_BH = 0.09, 0.14, 0.085, 0.06
SOLE_BH = 0.03  # the foot's points lie about this far above the sole
NOSE_ANKLE_BH = 0.88
TRUNK_LENGTH_BH = 0.30
BONES = (
    (*sk.LEFT_LEG[:3],), (*sk.RIGHT_LEG[:3],), (*sk.LEFT_ARM,), (*sk.RIGHT_ARM,),
    (sk.LEFT_ANKLE, sk.LEFT_HEEL, sk.LEFT_TOE), (sk.RIGHT_ANKLE, sk.RIGHT_HEEL, sk.RIGHT_TOE),
)  # fmt: skip
TRUNK = (*sk.SHOULDERS, *reversed(sk.HIPS))


def body_height(points: np.ndarray) -> float:
    """The body's height in the picture, standing or fallen, in the unit of the points."""
    upright = np.linalg.norm(points[sk.NOSE] - points[list(sk.ANKLES)], axis=1).max() / NOSE_ANKLE_BH
    trunk = np.linalg.norm(points[list(sk.SHOULDERS)].mean(0) - points[list(sk.HIPS)].mean(0)) / TRUNK_LENGTH_BH
    return float(max(upright, trunk))


def sole(pose: Pose) -> np.ndarray:
    """Where the runner stands on the picture, in image heights: below the hips' middle, at the lowest foot's sole."""
    points = pose.points[:, :2].astype(float)
    feet = points[[*sk.HEELS, *sk.TOES, *sk.ANKLES]]
    return np.array([points[list(sk.HIPS), 0].mean(), feet[:, 1].max() + SOLE_BH * body_height(points)])


def drawn(pose: Pose, height_px: int, corner: tuple[int, int], size: tuple[int, int], grow: float = 1.0) -> np.ndarray:
    """A mask (uint8, 255 the runner) on a rectangle of a picture ``height_px`` high; ``grow`` widens the body."""
    mask = np.zeros((size[1], size[0]), np.uint8)
    points = pose.points[:, :2].astype(float)
    tall = body_height(points) * height_px * grow
    at = np.round(points * height_px - np.array(corner)).astype(np.int32)
    cv2.fillConvexPoly(mask, cv2.convexHull(at[list(TRUNK)]), 255)
    cv2.polylines(mask, [at[list(TRUNK)]], True, 255, max(1, round(TRUNK_BH * tall)))
    for bone in BONES:
        cv2.polylines(mask, [at[list(bone)]], False, 255, max(1, round(LIMB_BH * tall)))
    for end in (*sk.WRISTS, *sk.HEELS, *sk.TOES):
        cv2.circle(mask, tuple(at[end].tolist()), max(1, round(END_BH * tall)), 255, -1)
    head = at[[sk.NOSE, *sk.EARS]].mean(0).astype(int)
    cv2.circle(mask, tuple(head.tolist()), max(1, round(HEAD_BH * tall)), 255, -1)
    return mask
