"""What somebody writes in an afternoon: everything on every frame, one after the other, and a picture for each viewer.

An opponent to be measured against, not a part of the appliance. It uses the same models, MediaPipe in its VIDEO mode
(the fast way, which tracks) and OpenCV with its own threads; nothing in it was made slow on purpose.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Sequence
from math import atan2, degrees

import cv2
import mediapipe as mp
import numpy as np

from ..path.detector import NanoDet
from ..types import Frame

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n--frame\r\n"
BONES = ((11, 12), (11, 23), (12, 24), (23, 24), (23, 25), (25, 27), (24, 26), (26, 28), (11, 13), (13, 15), (12, 14),
         (14, 16), (27, 29), (29, 31), (28, 30), (30, 32))  # fmt: skip


def naive(frames: Iterable[Frame], pose, detector: NanoDet, viewers: Sequence[socket.socket],
          decided: Callable[[Frame, np.ndarray], None]) -> None:  # fmt: skip
    for frame in frames:
        image = frame.image.copy()  # the camera's buffer
        points = points_of(pose, frame)
        things = detector.look(image, (0, 0, image.shape[1], image.shape[0]))
        angles = angles_of(points)
        cue = "Lean forward" if angles and angles["lean"] < -5 else ""
        decided(frame, points)
        draw(image, points, angles, things, cue)
        for viewer in viewers:
            send(viewer, cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, 80))[1].tobytes())


def points_of(pose, frame: Frame) -> np.ndarray:
    """The 33 points in pixels, NaN where nobody was found."""
    height, width = frame.image.shape[:2]
    rgb = cv2.cvtColor(frame.image, cv2.COLOR_BGR2RGB)
    found = pose.detect_for_video(mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb), round(1000 * frame.t_s))
    if not found.pose_landmarks:
        return np.full((33, 2), np.nan)
    return np.array([(point.x * width, point.y * height) for point in found.pose_landmarks[0]])


def angles_of(points: np.ndarray) -> dict[str, float]:
    if np.isnan(points).any():
        return {}
    trunk = (points[11] + points[12]) / 2 - (points[23] + points[24]) / 2
    return {
        "lean": degrees(atan2(trunk[0], -trunk[1])),
        "left knee": angle(points[23], points[25], points[27]),
        "right knee": angle(points[24], points[26], points[28]),
        "left elbow": angle(points[11], points[13], points[15]),
        "right elbow": angle(points[12], points[14], points[16]),
    }


def angle(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> float:
    one, other = a - b, c - b
    return degrees(np.arccos(np.dot(one, other) / np.linalg.norm(one) / np.linalg.norm(other)))


def draw(image: np.ndarray, points: np.ndarray, angles: dict[str, float], things, cue: str) -> None:
    if angles:
        pixels = points.astype(int)
        for a, b in BONES:
            cv2.line(image, tuple(pixels[a].tolist()), tuple(pixels[b].tolist()), (255, 255, 255), 2, cv2.LINE_AA)
        for x, y in pixels.tolist():
            cv2.circle(image, (x, y), 3, (0, 200, 0), -1, cv2.LINE_AA)
    for thing in things:
        x0, y0, x1, y1 = (round(side) for side in thing.box)
        cv2.rectangle(image, (x0, y0), (x1, y1), (0, 0, 255), 2)
        cv2.putText(image, thing.label, (x0, y0 - 4), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 255), 1, cv2.LINE_AA)
    texts = [f"{name}: {value:.0f}" for name, value in angles.items()] + [cue]
    for n, text in enumerate(texts):
        cv2.putText(image, text, (8, 20 + 20 * n), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (255, 255, 255), 1, cv2.LINE_AA)


def send(viewer: socket.socket, jpeg: bytes) -> None:
    head = f"Content-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
    viewer.sendall(head.encode() + jpeg + b"\r\n--frame\r\n")
