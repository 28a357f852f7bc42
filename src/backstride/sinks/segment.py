"""A picture file that is whole up to its last half second at every moment: fragmented MP4, straight to the disk.

What was written is never touched again, so a kill or a full disk costs the fragment in hand and nothing before it.
"""

from __future__ import annotations

import contextlib
import os
from fractions import Fraction
from math import isfinite
from pathlib import Path

import av

from .encoder import TICKS, Coded

FRAGMENT_US = 500_000
OPTIONS = {
    # delay_moov: the parameter sets of the stream are taken from its first picture, whoever coded it.
    "movflags": "frag_keyframe+empty_moov+delay_moov+default_base_moof",
    "frag_duration": str(FRAGMENT_US),
    "flush_packets": "1",
}


class Segment:
    """Writes coded pictures, the first at time zero. Begins with a keyframe."""

    def __init__(self, path: Path, size: tuple[int, int], fps: float):
        self._disk = _Disk(path)
        self._file = av.open(self._disk, "w", format="mp4", options=OPTIONS)
        rate = Fraction(fps if isfinite(fps) and fps > 0 else 30.0).limit_denominator(1001)
        width, height = (side + side % 2 for side in size)
        self._stream = self._file.add_mux_stream("h264", rate, width=width, height=height, time_base=Fraction(1, TICKS))
        self._usual_ticks = round(TICKS / rate)
        self._first: int | None = None

    @property
    def bytes(self) -> int:
        return self._disk.bytes

    def write(self, coded: Coded) -> None:
        """Raises OSError where the disk does not take it."""
        if self._first is None:
            self._first = coded.ticks
        packet = av.Packet(coded.data)
        packet.stream, packet.time_base = self._stream, Fraction(1, TICKS)
        packet.pts = packet.dts = coded.ticks - self._first
        packet.duration, packet.is_keyframe = self._usual_ticks, coded.is_key
        self._file.mux(packet)

    def sync(self) -> None:
        """Returns when the disk has what was written."""
        self._disk.sync()

    def close(self) -> None:
        """Writes what is left and the index. Raises OSError where the disk does not take it."""
        try:
            self._file.close()
            self._disk.sync()
        finally:
            self._disk.close()

    def abandon(self) -> None:
        """Lets go of a file that the disk no longer takes, as it is."""
        self._disk.refuse()
        with contextlib.suppress(OSError, av.FFmpegError):
            self._file.close()
        self._disk.close()


class _Disk:
    """An unbuffered file that takes nothing more after its first fault: no later byte may follow a torn one."""

    def __init__(self, path: Path):
        self._file = path.open("xb", buffering=0)
        self._refuses = False
        self.bytes = 0

    def write(self, data: bytes) -> int:
        if self._refuses:
            raise OSError("the file was given up")
        left = memoryview(data)
        try:
            while left:
                left = left[self._file.write(left) :]
        except OSError:
            self._refuses = True
            raise
        self.bytes += len(data)
        return len(data)

    def refuse(self) -> None:
        self._refuses = True

    def sync(self) -> None:
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()
