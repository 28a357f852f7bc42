"""The small picture that stands for a clip in lists."""

from __future__ import annotations

import logging
from pathlib import Path

import av
import cv2

from .plain import open_film

log = logging.getLogger(__name__)

FILE = "picture.jpg"
WIDTH_PX, QUALITY = 320, 80
AT = 0.4  # of the clip's length: what the clip was kept for happens after the first seconds


def picture_of(folder: Path) -> Path | None:
    """The clip's picture, made from a keyframe where it is not there yet; None where none can be made."""
    path, clip = folder / FILE, folder / "clip.mp4"
    if path.is_file():
        return path
    if not clip.is_file():
        return None
    try:
        return _made(clip, path)
    except (av.FFmpegError, OSError, IndexError) as fault:  # IndexError: a file without a video in it
        log.warning("%s gives no picture: %s", clip, fault)
        return None


def _made(clip: Path, path: Path) -> Path | None:
    with open_film(clip) as file:
        stream = file.streams.video[0]
        stream.codec_context.skip_frame = "NONKEY"
        if file.duration:
            file.seek(int(AT * file.duration))
        frame = next(file.decode(stream), None)
    if frame is None:
        return None
    height = max(2, round(frame.height * WIDTH_PX / frame.width))
    small = cv2.resize(frame.to_ndarray(format="bgr24"), (WIDTH_PX, height), interpolation=cv2.INTER_AREA)
    _, jpeg = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    part = path.with_name(f"{FILE}.new")
    part.write_bytes(jpeg.tobytes())
    part.replace(path)
    return path
