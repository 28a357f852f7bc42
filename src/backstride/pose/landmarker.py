"""MediaPipe's pose landmarker on frames: a picture in, the runner's pose in image heights out."""

from __future__ import annotations

import cv2
import numpy as np

from ..core import skeleton
from ..types import Frame, Pose, Setup
from .machine import check_mediapipe_runs
from .models import ModelFile
from .quiet import without_chatter


class Landmarker:
    """Follows one runner from frame to frame."""

    def __init__(self, model: ModelFile, setup: Setup):
        check_mediapipe_runs()
        self.model, self.model_sha256 = model.name, model.sha256
        self._last_ms = -1
        with without_chatter():
            self._tracker = _landmarker(model, "VIDEO")
            self._bodies(np.zeros((64, 64, 3), np.uint8), 0)  # the first picture loads the rest, and chats

    def estimate(self, frame: Frame) -> Pose:
        """The runner's pose on this frame; NaN where the runner was not found."""
        bodies = self._bodies(frame.image, round(frame.t_s * 1000))
        points, visibility = bodies[0] if bodies else _nobody()
        return Pose(points, visibility, frame.size, frame.t_s, frame.number)

    def close(self) -> None:
        self._tracker.close()

    def _bodies(self, image: np.ndarray, t_ms: int) -> list[tuple[np.ndarray, np.ndarray]]:
        self._last_ms = max(self._last_ms + 1, t_ms)  # MediaPipe refuses a time that does not grow
        found = self._tracker.detect_for_video(_mediapipe_image(image), self._last_ms)
        height, width = image.shape[:2]
        return [_in_image_heights(body, width / height) for body in found.pose_landmarks]


def _landmarker(model: ModelFile, mode: str):
    from mediapipe.tasks import python as tasks  # here, not above: on some processors the import ends the process
    from mediapipe.tasks.python import vision

    return vision.PoseLandmarker.create_from_options(
        vision.PoseLandmarkerOptions(
            base_options=tasks.BaseOptions(model_asset_path=str(model.path)),
            running_mode=vision.RunningMode[mode],
        )
    )


def _mediapipe_image(image: np.ndarray):
    import mediapipe

    rgb = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
    return mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=rgb)


def _in_image_heights(body, aspect: float) -> tuple[np.ndarray, np.ndarray]:
    """Points and visibility of one body. MediaPipe gives x and z as shares of the width, y as a share of the height."""
    points = np.array([(p.x * aspect, p.y, p.z * aspect) for p in body], np.float32)
    return points, np.array([p.visibility for p in body], np.float32)


def _nobody() -> tuple[np.ndarray, np.ndarray]:
    return np.full((skeleton.COUNT, 3), np.nan, np.float32), np.zeros(skeleton.COUNT, np.float32)
