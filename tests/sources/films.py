"""Video files made on the spot, small and of every kind that people bring."""

from fractions import Fraction

import av
import numpy as np

RED, GREEN, BLUE, WHITE = (0, 0, 255), (0, 255, 0), (255, 0, 0), (255, 255, 255)
CORNERS = [RED, GREEN, BLUE, WHITE]  # B G R, clockwise from the top left


def corners_image(size, brightness=255):
    """Four coloured corners, clockwise from the top left: red, green, blue, white."""
    width, height = size
    image = np.empty((height, width, 3), np.uint8)
    image[: height // 2, : width // 2], image[: height // 2, width // 2 :] = RED, GREEN
    image[height // 2 :, width // 2 :], image[height // 2 :, : width // 2] = BLUE, WHITE
    return (image * (brightness / 255)).astype(np.uint8)


def corners_of(image):
    """The corners' colours, clockwise from the top left, each channel to the nearest of full and none."""
    rows, columns = image.shape[0] // 8, image.shape[1] // 8
    spots = image[rows, columns], image[rows, -columns], image[-rows, -columns], image[-rows, columns]
    return [tuple(255 if channel > 127 else 0 for channel in spot) for spot in spots]


def film(path, frames=30, size=(160, 120), codec="libx264", pixels="yuv420p", **wishes):
    """Writes a film of four corners that darkens by 2 of 255 a frame, 30 a second, and gives its path.

    Wishes: ``times_s`` of the frames, ``rotation`` (degrees), ``pixel_aspect``, ``codec_options``, ``options`` of the
    container, ``pipe`` to write it without ever going back.
    """
    target = _Pipe(path) if wishes.get("pipe") else str(path)
    format_ = {".mkv": "matroska", ".mp4": "mp4"}[path.suffix] if wishes.get("pipe") else None
    times_s = wishes.get("times_s") or [number / 30 for number in range(frames)]
    tick = Fraction(1, 1000) if "times_s" in wishes else Fraction(1, 30)
    with av.open(target, "w", format=format_, options=wishes.get("options", {})) as output:
        stream = output.add_stream(codec, rate=30, options=wishes.get("codec_options", {}))
        stream.width, stream.height = size
        stream.pix_fmt, stream.codec_context.time_base = pixels, tick
        if "rotation" in wishes:
            stream.set_display_rotation(wishes["rotation"])
        if "pixel_aspect" in wishes:
            stream.codec_context.sample_aspect_ratio = wishes["pixel_aspect"]
        for number, time_s in enumerate(times_s):
            picture = av.VideoFrame.from_ndarray(corners_image(size, 255 - 2 * number), format="bgr24")
            picture.pts, picture.time_base = round(time_s / tick), tick
            output.mux(stream.encode(picture))
        output.mux(stream.encode(None))
    return path


def sound_only(path):
    with av.open(str(path), "w") as output:
        stream = output.add_stream("aac", rate=44100)
        silence = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), format="fltp", layout="stereo")
        silence.rate, silence.pts = 44100, 0
        output.mux(stream.encode(silence))
        output.mux(stream.encode(None))
    return path


class _Pipe:
    """Takes bytes and cannot go back, as when a program writes into another."""

    def __init__(self, path):
        self._file = path.open("wb")

    def write(self, data):
        return self._file.write(data)

    def close(self):
        self._file.close()
