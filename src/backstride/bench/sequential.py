"""The fair opponent: a good script, still in one loop. It looks for things on every sixth frame and encodes once.

It tells what to say before it draws. It records nothing, judges one angle, and needs its viewers to read in time.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Sequence

import cv2
import numpy as np

from ..path.detector import NanoDet
from ..types import Frame
from .naive import angles_of, draw, points_of, send

DETECT_EVERY = 6  # frames


def sequential(frames: Iterable[Frame], pose, detector: NanoDet, viewers: Sequence[socket.socket],
               decided: Callable[[Frame, np.ndarray], None]) -> None:  # fmt: skip
    things = ()
    for frame in frames:
        points = points_of(pose, frame)
        if frame.number % DETECT_EVERY == 0:
            things = detector.look(frame.image, (0, 0, frame.image.shape[1], frame.image.shape[0]))
        angles = angles_of(points)
        cue = "Lean forward" if angles and angles["lean"] < -5 else ""
        decided(frame, points)
        if viewers:
            image = frame.image.copy()
            draw(image, points, angles, things, cue)
            jpeg = cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, 80))[1].tobytes()
            for viewer in viewers:
                send(viewer, jpeg)
