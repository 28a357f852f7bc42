"""The annotated picture for any number of viewers: each is drawn and encoded once, and only when somebody waits for it.

The newest frame wins for every viewer. A viewer that stalls costs nothing and holds up nobody; it goes on with the
picture of the moment it comes back.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from ..errors import BackstrideError
from ..types import Frame, Moment, Setup
from .overlay import draw, notice

log = logging.getLogger(__name__)

MAX_VIEWERS = 16
SILENCE_S = 1.0  # without a frame for so long, viewers are told instead of shown an old picture as if it were live
NO_FRAMES = "No picture from the camera"
NOT_DRAWN = "The picture cannot be shown"
EMPTY_SIZE = (640, 360)
EASED_FPS, EASED_WIDTH = 8.0, 640  # for viewers, while the machine cannot do all it would like to


class TooManyViewers(BackstrideError):
    """All places to watch are taken."""


@dataclass(frozen=True)
class StreamCounts:
    """What the stream did since its start: for the health page."""

    viewers: int
    encoded: int
    dropped: int  # frames that a newer one overtook while somebody looked
    failed: int


class Viewer:
    """One person's place at the stream. It remembers only which picture it gave last."""

    def __init__(self, stream: Stream, seen: int) -> None:
        self._stream = stream
        self._seen = seen

    def next(self, timeout_s: float) -> bytes | None:
        """The newest JPEG that this viewer did not get yet; None when none came in time or the stream was closed."""
        picture = self._stream.after(self._seen, timeout_s)
        if picture is None:
            return None
        self._seen, jpeg = picture
        return jpeg


class Stream:
    """Takes frames into a one-place mailbox; a thread of its own draws and encodes the newest for all viewers."""

    def __init__(
        self,
        setup: Setup | None = None,
        max_width: int = 1280,
        quality: int = 80,
        max_viewers: int = MAX_VIEWERS,
        silence_s: float = SILENCE_S,
        drawing: Callable[[np.ndarray, Any, Setup], np.ndarray] | None = None,
    ) -> None:
        """``drawing`` puts on a picture what ``take`` was given with it; by default that is a moment."""
        self._setup, self._drawing = setup or Setup(), drawing
        self._max_width, self._quality, self._least_s = max_width, quality, 0.0
        self._usual_width, self._drawn_s = max_width, -np.inf
        self._max_viewers, self._silence_s = max_viewers, silence_s
        self._lock = threading.Lock()
        self._due = threading.Condition(self._lock)  # wakes the thread that draws
        self._published = threading.Condition(self._lock)  # wakes the viewers, once a picture and not at every frame
        self._newest: tuple[Frame, Moment] | None = None
        self._arrived_s = -np.inf
        self._frame_waits = self._notice_waits = self._closed = False
        self._asked = False  # by a viewer, since the last picture
        self._said = ""
        self._number, self._jpeg = 0, b""
        self._viewers = self._encoded = self._dropped = self._failed = 0
        self._thread = threading.Thread(target=self._work, name="stream", daemon=True)
        self._thread.start()

    # ---- the loop's side: never waits

    def take(self, frame: Frame, moment: Moment) -> None:
        with self._lock:
            self._dropped += self._frame_waits
            self._newest, self._arrived_s, self._said = (frame, moment), time.monotonic(), ""
            self._frame_waits = self._viewers > 0
            if self._frame_waits:
                self._due.notify_all()

    def say(self, text: str) -> None:
        """Shows ``text`` on a picture of its own until the next frame: "Camera lost"."""
        with self._lock:
            self._said = text
            self._frame_waits, self._notice_waits = False, True
            self._due.notify_all()

    def ease_rate(self, eased: bool) -> None:
        """At most EASED_FPS pictures a second, or as many as come."""
        self._least_s = 1 / EASED_FPS if eased else 0.0

    def ease_size(self, eased: bool) -> None:
        """Pictures at most EASED_WIDTH wide, or as wide as usual."""
        self._max_width = min(EASED_WIDTH, self._usual_width) if eased else self._usual_width

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._due.notify_all()
            self._published.notify_all()
        self._thread.join()

    # ---- the viewers' side

    @contextmanager
    def viewer(self) -> Iterator[Viewer]:
        """A place to watch from, given back at the end of the ``with``."""
        seen = self._enter()
        try:
            yield Viewer(self, seen)
        finally:
            self._leave()

    @property
    def viewers(self) -> int:
        return self._viewers

    @property
    def closed(self) -> bool:
        return self._closed

    @property
    def counts(self) -> StreamCounts:
        with self._lock:
            return StreamCounts(self._viewers, self._encoded, self._dropped, self._failed)

    def after(self, seen: int, timeout_s: float) -> tuple[int, bytes] | None:
        """Number and JPEG of the newest picture once it is later than ``seen``."""
        with self._lock:
            if self._frame_waits or self._notice_waits:
                seen = self._number  # what lies ready is no longer the newest
            if self._number <= seen:
                self._asked = True
                self._due.notify_all()
                self._published.wait_for(lambda: self._closed or self._number > seen, timeout_s)
            return (self._number, self._jpeg) if self._number > seen and not self._closed else None

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height of the newest frame; None before one came."""
        newest = self._newest
        return newest[0].size if newest else None

    def snapshot(self) -> bytes:
        """One annotated JPEG of now, made for the caller alone; a notice where there is no fresh frame."""
        with self._lock:
            shown = self._newest if self._is_fresh() else None
        return self._jpeg_of(shown)

    @property
    def frame(self) -> Frame | None:
        """The newest frame, undrawn; None when no fresh one is there."""
        with self._lock:
            return self._newest[0] if self._newest and self._is_fresh() else None

    def still(self) -> bytes | None:
        """The newest frame as JPEG, whole and undrawn, to calibrate on; None when no fresh frame is there."""
        frame = self.frame
        return encoded(frame.image, 95) if frame else None

    def _enter(self) -> int:
        with self._lock:
            if self._viewers >= self._max_viewers:
                raise TooManyViewers(f"{self._max_viewers} viewers are watching already; close one of them first.")
            if self._viewers == 0:  # nothing was encoded while nobody looked: begin with what is newest
                self._frame_waits = self._is_fresh()
                self._notice_waits = not self._frame_waits
            self._viewers += 1
            return self._number

    def _leave(self) -> None:
        with self._lock:
            self._viewers -= 1
            if self._viewers == 0:
                self._frame_waits = self._notice_waits = self._asked = False

    def _is_fresh(self) -> bool:
        return not self._said and time.monotonic() - self._arrived_s < self._silence_s

    # ---- the thread's side

    def _work(self) -> None:
        while not self._closed:
            if self._wait_for_work():
                self._publish(self._jpeg_of(self._next_shown()))

    def _wait_for_work(self) -> bool:
        """True when a picture is due for somebody: a frame, a notice, or a notice because no frame came for long.

        A notice comes again after each silence, so that a viewer who went away is found out when it is sent.
        """
        with self._lock:
            self._due.wait_for(lambda: self._closed or self._asked)
            self._due.wait_for(self._has_news, self._silence_s)
            self._due.wait_for(self._has_more_urgent, max(0.0, self._drawn_s + self._least_s - time.monotonic()))
            self._drawn_s = time.monotonic()
            return self._viewers > 0 and not self._closed

    def _has_news(self) -> bool:
        return self._closed or self._frame_waits or self._notice_waits or self._viewers == 0

    def _has_more_urgent(self) -> bool:
        """What does not wait for the next eased picture."""
        return self._closed or self._notice_waits or self._viewers == 0

    def _next_shown(self) -> tuple[Frame, Moment] | None:
        """The newest frame, or None for a notice."""
        with self._lock:
            shown = self._newest if self._frame_waits else None
            self._frame_waits = self._notice_waits = False
            return shown

    def _publish(self, jpeg: bytes) -> None:
        with self._lock:
            self._number, self._jpeg = self._number + 1, jpeg
            self._encoded += 1
            self._asked = False
            self._published.notify_all()

    def _jpeg_of(self, shown: tuple[Frame, Moment] | None) -> bytes:
        if shown is None:
            return encoded(notice(self._shown_size(), self._said or NO_FRAMES), self._quality)
        frame, moment = shown
        try:
            drawn = (self._drawing or draw)(narrowed(frame.image, self._max_width), moment, self._setup)
            return encoded(drawn, self._quality)
        except Exception:  # whatever one frame does to the drawing, viewers must be told, coaching goes on
            self._failed += 1
            if self._failed == 1:
                log.exception("A picture could not be drawn for the viewers")
            return encoded(notice(self._shown_size(), NOT_DRAWN), self._quality)

    def _shown_size(self) -> tuple[int, int]:
        newest = self._newest
        if newest is None:
            return EMPTY_SIZE
        width, height = newest[0].size
        shown = min(width, self._max_width)
        return shown, max(1, round(height * shown / width))


def narrowed(image: np.ndarray, max_width: int) -> np.ndarray:
    """The picture itself, or a smaller copy of a picture wider than ``max_width``."""
    height, width = image.shape[:2]
    if width <= max_width:
        return image
    return cv2.resize(image, (max_width, max(1, round(height * max_width / width))), interpolation=cv2.INTER_AREA)


def encoded(image: np.ndarray, quality: int) -> bytes:
    _, jpeg = cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, quality))
    return jpeg.tobytes()
