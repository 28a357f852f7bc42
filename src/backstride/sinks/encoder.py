"""H.264 from pictures: by the machine's own encoder where it has one that works, by libx264 otherwise.

One second of picture can be cut off anywhere: a keyframe comes each second of the frames' own time, and no picture
refers to a later one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.frame import PictureType
from av.video.reformatter import ColorRange, Colorspace

from .clip import evened

log = logging.getLogger(__name__)

TICKS = 90_000
KEY_EVERY_S = 1.0
LONGEST_GROUP = 600  # pictures: the seconds rule, this only bounds a source without a clock
HARDWARE, SOFTWARE = "h264_v4l2m2m", "libx264"
OPTIONS = {
    # "superfast" gives the picture of "ultrafast" in two thirds of its bytes for a tenth more computing.
    SOFTWARE: {"preset": "superfast", "crf": "23", "tune": "zerolatency", "forced-idr": "1", "bf": "0",
               "sc_threshold": "0", "g": str(LONGEST_GROUP)},
    HARDWARE: {"g": "60", "num_capture_buffers": "16"},
}  # fmt: skip
HARDWARE_BPS = 4_000_000  # the hardware knows no quality, only a rate
VIDEO_DEVICES = Path("/sys/class/video4linux")


@dataclass(frozen=True)
class Coded:
    """One coded picture; ``ticks`` is its time in 1/90000 s."""

    data: bytes
    is_key: bool
    ticks: int


class Encoder:
    """Codes the pictures of one size. A hardware encoder that fails is left for libx264, within the same frame."""

    def __init__(self, size: tuple[int, int], fps: float, names: Sequence[str] | None = None,
                 opened: Callable[[str, tuple[int, int], float], av.VideoCodecContext] | None = None):  # fmt: skip
        self._size, self._fps = size, fps if isfinite(fps) and fps > 0 else 30.0
        self._names = list(names or encoder_names())
        self._opened = opened or open_codec
        self._codec: av.VideoCodecContext | None = None
        self._last_key_s = -np.inf

    @property
    def name(self) -> str:
        return self._names[0]

    def code(self, image: np.ndarray, ticks: int) -> list[Coded]:
        """The coded pictures that became ready: with libx264 always the one handed in."""
        t_s = ticks / TICKS
        is_key = t_s - self._last_key_s >= KEY_EVERY_S - 1e-3
        while True:
            try:
                coded = self._encoded(_picture(image, ticks, is_key))
            except (av.FFmpegError, OSError) as fault:
                if len(self._names) == 1:
                    raise
                log.warning("%s does not work here (%s): %s records", self._names.pop(0), fault, self._names[0])
                self._codec, is_key = None, True
                continue
            self._last_key_s = t_s if is_key else self._last_key_s
            return coded

    def flush(self) -> list[Coded]:
        """What the encoder still held back."""
        return [] if self._codec is None else [_coded(packet) for packet in self._codec.encode(None)]

    def _encoded(self, picture: av.VideoFrame) -> list[Coded]:
        if self._codec is None:
            self._codec = self._opened(self.name, self._size, self._fps)
        return [_coded(packet) for packet in self._codec.encode(picture)]


def encoder_names(devices: Path = VIDEO_DEVICES) -> tuple[str, ...]:
    """The encoders worth trying here, best first. A Pi 4 has a device named "bcm2835-codec-encode", a Pi 5 none.

    Its presence is asked for first: otherwise FFmpeg would open every camera to find an encoder among them.
    """
    named = (file.read_text(errors="replace") for file in sorted(devices.glob("*/name")))
    return (HARDWARE, SOFTWARE) if any("codec-encode" in name for name in named) else (SOFTWARE,)


def open_codec(name: str, size: tuple[int, int], fps: float) -> av.VideoCodecContext:
    codec = av.CodecContext.create(name, "w")
    codec.width, codec.height = (side + side % 2 for side in size)
    codec.pix_fmt, codec.time_base = "yuv420p", Fraction(1, TICKS)
    codec.framerate = Fraction(fps).limit_denominator(1001)
    codec.thread_count = 1  # a second one would be taken from the pose model
    codec.colorspace, codec.color_range = Colorspace.ITU601, ColorRange.MPEG  # as OpenCV converts
    if name == HARDWARE:
        codec.bit_rate = HARDWARE_BPS
    codec.options = OPTIONS.get(name, {})
    codec.open()
    return codec


def _picture(image: np.ndarray, ticks: int, is_key: bool) -> av.VideoFrame:
    # OpenCV converts in a third of the time that the encoder's own conversion takes.
    picture = av.VideoFrame.from_ndarray(cv2.cvtColor(evened(image), cv2.COLOR_BGR2YUV_I420), format="yuv420p")
    picture.pts, picture.time_base = ticks, Fraction(1, TICKS)
    if is_key:
        picture.pict_type = PictureType.I
    return picture


def _coded(packet: av.Packet) -> Coded:
    return Coded(bytes(packet), packet.is_keyframe, packet.pts)
