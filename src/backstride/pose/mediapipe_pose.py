"""MediaPipe's pose landmarker, opened on a window of the picture. The only door to MediaPipe."""

from __future__ import annotations

import numpy as np

from .machine import check_mediapipe_runs
from .models import ModelFile
from .runner_choice import Body
from .window import Window

SOMEBODY = 0.7
"""Least mean presence of the points of a body. Runners have 0.96 and more, half outside 0.76; trees, a rack of
dumb-bells or a place just left by the runner have 0.62 and less, though MediaPipe's own measure lets them pass."""
BLACK = np.zeros((64, 64, 3), np.uint8)


class Detector:
    """Finds bodies on single pictures, without memory."""

    def __init__(self, model: ModelFile, people: int):
        self._landmarker = _open(model, "IMAGE", people)

    def bodies(self, image: np.ndarray, window: Window) -> list[Body]:
        found = self._landmarker.detect(_picture(window.rgb(image)))
        return [
            _body(landmarks, window, image.shape[0]) for landmarks in found.pose_landmarks if _is_somebody(landmarks)
        ]

    def close(self) -> None:
        self._landmarker.close()


class Tracker:
    """Follows one body from picture to picture; looks for it anew where it was lost, as MediaPipe's VIDEO mode does."""

    def __init__(self, model: ModelFile):
        self._landmarker = _open(model, "VIDEO", 1)
        self._last_ms = -1

    def body(self, image: np.ndarray, window: Window, t_s: float) -> Body | None:
        found = self._detect(window.rgb(image), t_s)
        return _body(found[0], window, image.shape[0]) if found and _is_somebody(found[0]) else None

    def forget(self, t_s: float) -> None:
        """Makes the tracker lose whom it follows: it is shown a black picture."""
        self._detect(BLACK, t_s)

    def close(self) -> None:
        self._landmarker.close()

    def _detect(self, rgb: np.ndarray, t_s: float):
        self._last_ms = max(self._last_ms + 1, round(t_s * 1000))  # MediaPipe refuses a time that does not grow
        return self._landmarker.detect_for_video(_picture(rgb), self._last_ms).pose_landmarks


def warm_up(model: ModelFile) -> None:
    """Has a body found where none is: so all is loaded, and what is said once is said, before the first frame."""
    landmarker = _open(model, "IMAGE", 1, least_confidence=0.0)
    landmarker.detect(_picture(BLACK))
    landmarker.close()


def _open(model: ModelFile, mode: str, people: int, least_confidence: float = 0.5):
    check_mediapipe_runs()
    from mediapipe.tasks import python as tasks  # not at the top: on some processors this import ends the process
    from mediapipe.tasks.python import vision

    return vision.PoseLandmarker.create_from_options(
        vision.PoseLandmarkerOptions(
            base_options=tasks.BaseOptions(model_asset_path=str(model.path)),
            running_mode=vision.RunningMode[mode],
            num_poses=people,
            min_pose_detection_confidence=least_confidence,
        )
    )


def _picture(rgb: np.ndarray):
    import mediapipe

    return mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=rgb)


def _is_somebody(landmarks) -> bool:
    return sum(p.presence for p in landmarks) / len(landmarks) >= SOMEBODY


def _body(landmarks, window: Window, image_height: int) -> Body:
    """MediaPipe gives x, y and z as shares of the picture's width, height and width: the window is square."""
    shares = np.array([(p.x, p.y, p.z) for p in landmarks], np.float64)
    visibility = np.array([p.visibility for p in landmarks], np.float32)
    return Body(window.in_image_heights(shares, image_height), visibility)
