"""A video file as a source: every picture, upright, in square pixels, at its presentation time.

It knows no clock and drops nothing; playing a file in real time is `playback`. What cannot be read, or is not whole, is
refused with one sentence, at the door where that is possible and else when the break is reached.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction
from math import isfinite, nan
from pathlib import Path

import av
import numpy as np

from ..errors import BadInput
from ..types import Frame
from .whole import break_off

SMALLEST_PX = 96
ACCEPTED = "a whole mp4, mov, mkv, webm, avi or ts video file"
# FFmpeg would also open play lists (which name other files and addresses), text screens and single pictures.
_FORMATS = "mov,mp4,matroska,webm,avi,mpegts,mpeg,flv,asf,ogg"
_LEAST_STEP_S = 1e-4
_THREADS = 2  # the pose model needs the other cores


class Video:
    """Every frame of a video file. Iterating again starts again; two runs give equal frames.

    ``size`` is width and height of the upright picture, ``frames`` an estimate (0 where nothing is known), ``fps`` the
    nominal rate, NaN where the file names none.
    """

    live = False

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.title = self.path.name
        self._container = None
        container, stream = self._open()
        with container:
            self.fps = _nominal_fps(stream)
            self.frames = _frames(container, stream, self.fps)
            self.size = self._first_size(container, stream)

    def __iter__(self) -> Iterator[Frame]:
        self.close()
        container, stream = self._open()
        self._container = container
        with container:
            for frame in self._pictures(container, stream):
                yield frame
                if self._container is not container:  # closed, or begun anew, while the loop looked at this frame
                    return

    def close(self) -> None:
        if self._container is not None:
            self._container.close()
            self._container = None

    def _open(self) -> tuple[av.container.InputContainer, av.VideoStream]:
        _check_readable(self.path)
        broken = break_off(self.path)
        try:
            # "file:" keeps a name with a colon from being taken for an address
            options = {"format_whitelist": _FORMATS, "protocol_whitelist": "file"}
            container = av.open(f"file:{self.path}", options=options)
        except (av.error.FFmpegError, UnicodeError) as error:
            raise self._bad(broken or f"is no video that can be read ({_reason(error)})") from error
        try:
            return container, self._picture_stream(container, broken)
        except BadInput:
            container.close()
            raise

    def _picture_stream(self, container: av.container.InputContainer, broken: str) -> av.VideoStream:
        stream = container.streams.best("video")
        if stream and (break_s := _break_s(stream, self.path.stat().st_size)):
            raise self._bad("breaks off after {:.1f} s of {:.1f} s".format(*break_s))
        if broken:
            raise self._bad(broken)
        if stream is None or stream.disposition & av.stream.Disposition.attached_pic:
            raise self._bad("has no moving pictures")
        stream.codec_context.thread_type = "AUTO"
        stream.codec_context.thread_count = _THREADS
        return stream

    def _first_size(self, container: av.container.InputContainer, stream: av.VideoStream) -> tuple[int, int]:
        first = next(self._pictures(container, stream), None)
        if first is None:
            raise self._bad("has no pictures in it")
        if min(first.size) < SMALLEST_PX:
            width, height = first.size
            raise self._bad(f"has pictures of {width}×{height}; {SMALLEST_PX} pixels a side is the least")
        return first.size

    def _pictures(self, container: av.container.InputContainer, stream: av.VideoStream) -> Iterator[Frame]:
        start, t_s, size, turn = None, 0.0, None, None
        period_s = 1 / self.fps if isfinite(self.fps) else 1 / 30
        try:
            for number, picture in enumerate(container.decode(stream)):
                start = picture.pts if start is None else start
                own_t_s = float((picture.pts - start) * picture.time_base) if picture.pts is not None else nan
                if number > 0:
                    # Files without, or with disordered, presentation times exist (B-frames in an avi): time runs on.
                    t_s = own_t_s if own_t_s > t_s + _LEAST_STEP_S else t_s + period_s
                turn = turn or _turn(picture)
                image = _upright(picture, stream.sample_aspect_ratio, turn)
                size = size or image.shape
                if image.shape != size:
                    raise self._bad(f"changes its picture size after {t_s:.1f} s")
                yield Frame(image, t_s, number)
        except (av.error.FFmpegError, UnicodeError) as error:
            raise self._bad(f"is damaged or breaks off after {t_s:.1f} s ({_reason(error)})") from error

    def _bad(self, what: str) -> BadInput:
        return BadInput(f"{self.path} {what}: {ACCEPTED} is accepted.")


def _upright(picture: av.VideoFrame, pixel_aspect: Fraction | None, turn: tuple[int, int, int, int]) -> np.ndarray:
    """The picture as B G R, in square pixels, turned by the turn that its file asks for."""
    width = picture.width
    if pixel_aspect and abs(pixel_aspect - 1) > 0.005:
        width = max(1, round(width * float(pixel_aspect)))  # oblong pixels would bend every angle
    image = picture.to_ndarray(format="bgr24", width=width, height=picture.height)
    a, b, c, d = turn
    right, down = a, d
    if abs(b) > abs(a):
        image, right, down = image.swapaxes(0, 1), c, b
    return np.ascontiguousarray(image[:: -1 if down < 0 else 1, :: -1 if right < 0 else 1])


def _turn(picture: av.VideoFrame) -> tuple[int, int, int, int]:
    """a, b, c, d of a film's display matrix: (p, q) goes to (a p + c q, b p + d q), pixels right and down.

    Read from the first picture only: asking a picture for it ties a knot that keeps the picture in memory until Python
    looks for such knots, which takes hundreds of pictures.
    """
    data = picture.side_data.get("DISPLAYMATRIX")
    if data is None:
        return 1, 0, 0, 1
    matrix = np.frombuffer(data, np.int32)
    return int(matrix[0]), int(matrix[1]), int(matrix[3]), int(matrix[4])


def _check_readable(path: Path) -> None:
    try:
        if not path.exists():
            raise BadInput(f"{path} does not exist: {ACCEPTED} is accepted.")
        if not path.is_file():
            raise BadInput(f"{path} is {'a folder' if path.is_dir() else 'no regular file'}: {ACCEPTED} is accepted.")
        with path.open("rb") as file:
            if not file.read(1):
                raise BadInput(f"{path} is empty: {ACCEPTED} is accepted.")
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} cannot be read ({_reason(error)}): {ACCEPTED} is accepted.") from error


def _break_s(stream: av.VideoStream, size: int) -> tuple[float, float] | None:
    """Where the first picture lies beyond the file's end, and the whole length; None where all are there."""
    entries = stream.index_entries
    lost = [entry.timestamp for entry in entries if entry.pos + entry.size > size]
    if not lost:
        return None
    first = min(entry.timestamp for entry in entries)
    return float((min(lost) - first) * stream.time_base), float((stream.duration or 0) * stream.time_base)


def _nominal_fps(stream: av.VideoStream) -> float:
    rate = stream.average_rate or stream.guessed_rate
    return float(rate) if rate else nan


def _frames(container: av.container.InputContainer, stream: av.VideoStream, fps: float) -> int:
    if stream.frames:
        return stream.frames
    if not isfinite(fps):
        return 0
    if stream.duration:
        return round(float(stream.duration * stream.time_base) * fps)
    return round(container.duration / av.time_base * fps) if container.duration else 0


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
