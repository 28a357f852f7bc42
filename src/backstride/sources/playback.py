"""A video file played as if it were a camera: in real time, pictures dropped when the loop is late, over and over."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import isfinite
from threading import Event

from ..types import Frame
from .video import Video

_LONGEST_SKIP_S = 1.0


class Playback:
    """``t_s`` and ``number`` keep growing over the loops. ``wait`` waits that many seconds, less once closed."""

    live = True
    dim = ""  # a recording is as bright as it is

    def __init__(
        self,
        path: str | os.PathLike[str],
        loop: bool = True,
        *,
        title: str = "",
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self._video = Video(path)
        self._loop = loop
        self._clock = clock
        self._closed = Event()
        self._wait = wait or self._closed.wait
        self.fps = self._video.fps
        self.size = self._video.size
        self.title = title or f"recording {self._video.title}"

    def __iter__(self) -> Iterator[Frame]:
        frames = self._endless() if self._loop else iter(self._video)
        frame = next(frames, None)
        began_s = self._clock()  # when the first frame would have been taken
        shown_s = -_LONGEST_SKIP_S
        for following in frames:
            now_s = self._clock() - began_s
            if following.t_s <= now_s and frame.t_s - shown_s < _LONGEST_SKIP_S:
                frame = following  # too late for this one: the next is due already
                continue
            if frame.t_s < now_s - _LONGEST_SKIP_S:
                began_s += now_s - frame.t_s  # a machine that cannot even decode in time sees it slowly, not never
            if not self._until(began_s + frame.t_s):
                return
            yield replace(frame, captured_s=began_s + frame.t_s)
            shown_s, frame = frame.t_s, following
        if frame is not None and self._until(began_s + frame.t_s):
            yield replace(frame, captured_s=began_s + frame.t_s)

    def close(self) -> None:
        self._closed.set()
        self._video.close()

    def _until(self, due_s: float) -> bool:
        """Waits until a frame is due; False when it was closed meanwhile."""
        early_s = due_s - self._clock()
        if early_s > 0:
            self._wait(early_s)
        return not self._closed.is_set()

    def _endless(self) -> Iterator[Frame]:
        offset_s, offset = 0.0, 0
        period_s = 1 / self.fps if isfinite(self.fps) else 1 / 30
        while not self._closed.is_set():
            for frame in self._video:
                shown = replace(frame, t_s=offset_s + frame.t_s, number=offset + frame.number)
                yield shown
            offset_s, offset = shown.t_s + period_s, shown.number + 1
