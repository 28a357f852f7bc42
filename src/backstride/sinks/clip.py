"""annotated.mp4: every frame with its overlay, at its own time, in a file that any browser and phone plays."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import isfinite
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.reformatter import ColorRange, Colorspace

from backstride.sinks.overlay import draw
from backstride.types import Frame, Moment, Setup

Draw = Callable[[np.ndarray, Moment, Setup], np.ndarray]
TICKS = 90_000  # a second in the file's own clock: holds 24, 25, 29.97, 30, 50 and 60 fps without rounding
FPS_WHERE_UNKNOWN = 30.0
ENCODER = {"preset": "veryfast", "crf": "23"}  # a third of the size of "ultrafast" for two thirds more computing
THREADS = 2  # the encoder works beside the pose model; fixed, so that the bytes don't hang on the machine's cores


class AnnotatedClip:
    """Draws and encodes each frame it takes. A file wants every frame, so ``take`` waits for the encoder."""

    def __init__(self, path: Path, fps_hint: float, setup: Setup | None = None, draw: Draw = draw) -> None:
        self._setup, self._draw = setup or Setup(), draw
        self._fps = fps_hint if isfinite(fps_hint) and fps_hint > 0 else FPS_WHERE_UNKNOWN
        self._file = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart", "fflags": "+bitexact"})
        self._stream: av.VideoStream | None = None
        self._last = -1
        self._closed = False

    def take(self, frame: Frame, moment: Moment) -> None:
        image = evened(self._draw(frame.image, moment, self._setup))
        if self._stream is None:
            self._stream = self._opened(image.shape[1], image.shape[0])
        # OpenCV converts in a third of the time that the encoder's own conversion takes.
        picture = av.VideoFrame.from_ndarray(cv2.cvtColor(image, cv2.COLOR_BGR2YUV_I420), format="yuv420p")
        self._last = picture.pts = max(round(frame.t_s * TICKS), self._last + 1)
        picture.time_base = Fraction(1, TICKS)
        self._write(picture)

    def close(self) -> None:
        """Ends the file. Without a single frame there is none."""
        if self._closed:
            return
        self._closed = True
        if self._stream is not None:
            self._write(None)
        self._file.close()

    def _opened(self, width: int, height: int) -> av.VideoStream:
        stream = self._file.add_stream("libx264", rate=Fraction(self._fps).limit_denominator(1001), options=ENCODER)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = stream.time_base = Fraction(1, TICKS)
        stream.codec_context.thread_count = THREADS
        # Players guess the matrix from the size; OpenCV's is always that of BT.601.
        stream.codec_context.colorspace, stream.codec_context.color_range = Colorspace.ITU601, ColorRange.MPEG
        return stream

    def _write(self, picture: av.VideoFrame | None) -> None:
        for packet in self._stream.encode(picture):
            packet.duration = round(TICKS / self._fps)  # counts for the last one only: how long it stays
            self._file.mux(packet)


def evened(image: np.ndarray) -> np.ndarray:
    """Repeats the last row or column of a picture with an odd side: yuv420p halves both."""
    height, width = image.shape[:2]
    if height % 2 == 0 and width % 2 == 0:
        return image
    return cv2.copyMakeBorder(image, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE)
