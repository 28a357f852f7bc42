"""A USB camera through Video4Linux: a thread of its own reads it, so that the loop always gets the newest picture."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import cv2
import numpy as np

from ..errors import BadInput, SourceLost
from ..types import Frame
from .light import Light, dim_by_brightness
from .newest import Newest
from .nodes import cameras
from .silence import QUIET_S, Silence

_MISSES = 10  # in a row, before a camera counts as gone; a single one happens
_CLOSE_S = 2.0
_LOOK_EVERY = 10  # pictures: how often the light is judged


class UsbCamera:
    """``t_s`` is stamped by the monotonic clock right after the driver gave the picture, before it is decoded."""

    live = True

    def __init__(
        self,
        number: int = 0,
        size: tuple[int, int] = (1280, 720),
        fps: float = 30.0,
        rotation_deg: int = 0,
        *,
        capture: Callable[[int], cv2.VideoCapture] | None = None,
        clock: Callable[[], float] = time.monotonic,
        quiet_s: float = QUIET_S,
        patience_s: float = 3.0,
    ) -> None:
        self.title = f"USB camera {number}"
        self._clock, self._turned, self._light = clock, rotation_deg == 180, Light()
        self._capture = (capture or _v4l2)(number)
        if not self._capture.isOpened():
            raise BadInput(f"{self.title} (/dev/video{number}) cannot be opened: {_ADVICE}.")
        self.fps = _asked(self._capture, size, fps)
        self._newest = Newest()
        self._closed = Event()
        self._reader = Thread(target=self._read, name=self.title, daemon=True)
        self._reader.start()
        try:  # a camera that another program holds opens well and gives nothing
            self._first = self._newest.take(patience_s)
        except (SourceLost, TimeoutError) as loss:
            self.close()
            raise BadInput(f"{self.title} (/dev/video{number}) gives no picture: {_ADVICE}.") from loss
        self.size = self._first.size
        self._silence = Silence(self.title, quiet_s, patience_s, time.monotonic)

    def __iter__(self) -> Iterator[Frame]:
        if self._first is not None:
            first, self._first = self._first, None
            self._silence.ends()
            yield first
        while not self._closed.is_set():
            try:
                frame = self._newest.take(self._silence.left_s())
            except TimeoutError as error:
                raise self._silence.told() from error
            except SourceLost as loss:
                if self._closed.is_set():
                    return
                raise SourceLost(f"{self.title} was lost: {loss}") from loss
            self._silence.ends()
            yield frame

    def close(self) -> None:
        """Ends the reading thread. One that hangs in the driver is left to end by itself; it gives the camera back."""
        self._closed.set()
        self._newest.fail(SourceLost("closed"))
        self._reader.join(_CLOSE_S)

    def _read(self) -> None:
        try:
            self._newest.fail(SourceLost(self._read_until_lost()))
        except cv2.error as error:
            self._newest.fail(SourceLost(str(error)))
        finally:
            self._capture.release()

    def _read_until_lost(self) -> str:
        start_s, number, misses = None, 0, 0
        while not self._closed.is_set():
            if not self._capture.grab():
                misses += 1
                if misses == _MISSES:
                    return "it gives no pictures any more"
                continue
            now_s = self._clock()
            misses = 0
            start_s = now_s if start_s is None else start_s
            fine, image = self._capture.retrieve()
            if fine:  # else a torn picture: it counts, and is dropped
                self._newest.put(self._frame(image, now_s - start_s, number, now_s))
            number += 1
        return "closed"

    def _frame(self, image: np.ndarray, t_s: float, number: int, captured_s: float) -> Frame:
        if number % _LOOK_EVERY == 0:
            self._light.seen(dim_by_brightness(float(image[::16, ::16].mean())), t_s)
        return Frame(cv2.flip(image, -1) if self._turned else image, t_s, number, captured_s)

    @property
    def dim(self) -> str:
        """Why there is too little light to see feet; empty while there is enough."""
        return self._light.dim


_ADVICE = "is it plugged in, does no other program use it, and may this user read it (group video)"


def _v4l2(number: int) -> cv2.VideoCapture:
    if not Path(f"/dev/video{number}").exists():
        raise BadInput(f"There is no USB camera {number} (/dev/video{number}): {_accepted()}.")
    level = cv2.utils.logging.getLogLevel()
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)  # what is wrong is said in one sentence, by us
    try:
        return cv2.VideoCapture(number, cv2.CAP_V4L2)
    finally:
        cv2.utils.logging.setLogLevel(level)


def _accepted() -> str:
    here = [f"usb:{number}" for number in cameras()]
    return f"{' or '.join(here)} is accepted" if here else "no USB camera is plugged in"


def _asked(capture: cv2.VideoCapture, size: tuple[int, int], fps: float) -> float:
    """Asks for what we want and tells the rate that was granted. The order matters: format, then size, then rate."""
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))  # uncompressed 720p does not fit USB 2 at 30 fps
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, size[0])
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, size[1])
    capture.set(cv2.CAP_PROP_FPS, fps)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    granted = capture.get(cv2.CAP_PROP_FPS)
    return granted if granted > 0 else fps
