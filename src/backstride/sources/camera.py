"""The Raspberry Pi's camera through picamera2: the one door to it, opened only when somebody asks for a camera.

One stream, not two. A small second stream would come as YUV and cost a conversion to save the pose model a shrinking of
the picture that it does anyway in well under a millisecond; the main stream comes out of the camera's own processor as
B, G, R and needs no conversion at all. With one stream there are also no two aspects that could bend angles.
No reading thread of ours either: picamera2's own keeps the newest picture and gives the older ones back uncopied.
"""

from __future__ import annotations

import atexit
import logging
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from math import inf, nan
from threading import Event, Thread
from typing import Any, Protocol

import cv2
import numpy as np

from ..errors import BadInput, SourceLost, SourceStuck
from ..types import Frame
from .light import Light, dim_by_camera
from .silence import QUIET_S, Silence

_log = logging.getLogger(__name__)
_BUFFERS = 6
_OLDEST_S = 10.0  # a picture that seems older is stamped by another clock
_ENOUGH_FPS = 50.0  # tells toe first from heel first; beyond it, a wider view is worth more than more pictures
_LARGEST_MODE = 8_000_000  # pixels: the modes for stills are slower than any measure could use
# How each of libcamera's formats becomes B G R. Its names read backwards: "RGB888" is B, G, R in memory.
_TO_BGR = {
    "RGB888": None,
    "BGR888": cv2.COLOR_RGB2BGR,
    "XRGB8888": cv2.COLOR_BGRA2BGR,
    "XBGR8888": cv2.COLOR_RGBA2BGR,
    "YUV420": cv2.COLOR_YUV2BGR_I420,  # not COLOR_YUV420p2BGR: that one is YV12 and swaps red and blue
}


class CameraSettings(Protocol):
    size: tuple[int, int]  # asked for; the camera may give another
    fps: float
    exposure_us: int  # fixed, so that a moving leg stays sharp; 0 lets the camera choose
    rotation_deg: int  # 0, or 180 for a camera that hangs upside down


def pi_cameras() -> list[str]:
    """The names of the cameras on the Pi's ribbon cables; empty where there is none or no picamera2."""
    try:
        return [_model(info) for info in _on_cables(_picamera2())]
    except BadInput as reason:
        _log.info("%s", reason)
        return []


class PiCamera:
    """``t_s`` is the sensor's own time of exposure. ``number`` counts the sensor's frames by that time.

    ``quiet_s``: after so long without a picture SourceQuiet is raised; iterated again, the camera goes on where it was.
    ``patience_s``: after so long it is lost. ``deadline_s``: a driver that does not let itself be closed within it is
    stuck.
    """

    live = True

    def __init__(
        self,
        settings: CameraSettings,
        number: int = 0,
        *,
        quiet_s: float = QUIET_S,
        patience_s: float = 3.0,
        deadline_s: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        picamera2 = _picamera2()
        infos = _on_cables(picamera2)  # opening a camera that is not there ends in a bare IndexError
        if number >= len(infos):
            raise BadInput(f"There is no Pi camera {number}: {_connected(infos)}, and its cable must sit at both ends.")
        self.title = f"Pi camera {_model(infos[number])}"
        self._deadline_s = deadline_s
        self._silence = Silence(self.title, quiet_s, patience_s, clock)
        self._closed = Event()
        self._waiting: Any = None  # picamera2's promise of the next picture; one that is late stays the next
        self._start_ns = self._last_ns = 0
        self._number = -1
        self._asked_us, self._highest_gain, self._light = settings.exposure_us, inf, Light()
        self._camera = self._acquired(picamera2, number)
        try:
            self._start(settings)
        except (RuntimeError, OSError, BadInput) as error:  # OSError: no memory left for the camera's buffers
            self.close()
            raise error if isinstance(error, BadInput) else self._busy(error) from error

    def __iter__(self) -> Iterator[Frame]:
        while not self._closed.is_set():
            try:
                image, metadata = self._capture()
            except (CancelledError, SourceLost):
                if self._closed.is_set():  # while this waited
                    return
                raise
            yield self._frame(image, metadata)

    def _frame(self, image: np.ndarray, metadata: dict[str, Any]) -> Frame:
        at_ns = metadata["SensorTimestamp"]
        if self._number < 0:
            self._start_ns, self._number = at_ns, 0
        else:
            frame_us = metadata.get("FrameDuration", 1e6 / self.fps)
            self._number += max(1, round((at_ns - self._last_ns) / (1000 * frame_us)))
        self._last_ns = at_ns
        t_s = (at_ns - self._start_ns) / 1e9
        self._light.seen(dim_by_camera(metadata, self._asked_us, self._highest_gain), t_s)
        return Frame(image, t_s, self._number, _captured_s(at_ns))

    @property
    def dim(self) -> str:
        """Why there is too little light to see feet; empty while there is enough."""
        return self._light.dim

    def close(self) -> None:
        """Gives the camera back. Raises SourceStuck when the driver does not answer."""
        if self._closed.is_set():
            return
        self._closed.set()
        self._camera.cancel_all_and_flush()  # a request that timed out would block the queue that stops the camera
        closing = Thread(target=self._close, name=f"closing {self.title}", daemon=True)
        closing.start()
        closing.join(self._deadline_s)
        if closing.is_alive():
            atexit.unregister(self._camera.close)  # it would hang the end of the process, too
            raise SourceStuck(f"{self.title}: its driver does not answer")

    def _close(self) -> None:
        # Not stop() first: that asks picamera2's own thread to stop the camera and waits for ever where this has died.
        try:
            self._camera.close()
        except Exception:  # noqa: BLE001 - whatever a failing driver raises here, there is nothing left to close
            _log.warning("closing %s failed", self.title, exc_info=True)

    def _acquired(self, picamera2: Any, number: int) -> Any:
        camera = picamera2.__new__(picamera2)
        try:
            camera.__init__(number)
        except RuntimeError as error:
            # It leaves both ends of its pipe open: tried every few seconds, that uses up what a process may open.
            camera.notifymeread.close()
            os.close(camera.notifyme_w)
            raise self._busy(error) from error
        return camera

    def _busy(self, error: Exception) -> BadInput:
        cause = error.__cause__ or error
        return BadInput(
            f"{self.title} cannot be opened ({cause}): end the other program that uses it (rpicam-hello, motion …)."
        )

    def _start(self, settings: CameraSettings) -> None:
        self._configure(settings, self._best_mode(settings))
        stream = self._camera.stream_configuration("main")  # as it became, not as it was asked for
        self.size: tuple[int, int] = stream["size"]
        self._format: str = stream["format"]
        if self._format not in _TO_BGR:
            raise BadInput(f"{self.title} gives pictures as {self._format}: {', '.join(_TO_BGR)} are accepted.")
        self._camera.set_controls(self._controls(settings))
        self._camera.start()

    def _configure(self, settings: CameraSettings, mode: tuple[int, int] | None) -> None:
        from libcamera import Transform

        turned = settings.rotation_deg == 180
        self._camera.configure(
            self._camera.create_video_configuration(
                main={"size": settings.size, "format": "RGB888"},
                transform=Transform(hflip=turned, vflip=turned),
                buffer_count=_BUFFERS,
                queue=True,
                display=None,
                encode=None,
                sensor=None if mode is None else {"output_size": mode},
            )
        )

    def _best_mode(self, settings: CameraSettings) -> tuple[int, int] | None:
        """The sensor's mode that sees widest of those that are fast enough, or the widest of all; None: no choice.

        picamera2 would take the one whose shape is most like the picture's, which on some sensors sees half as wide.
        How fast and how wide a mode is, is known once the camera is configured for it.
        """
        sizes = self._mode_sizes(settings.size)
        if len(sizes) < 2:
            return None
        found = []
        for size in sizes:
            try:
                self._configure(settings, size)
            except (RuntimeError, OSError) as reason:
                _log.info("%s cannot use its mode %s: %s", self.title, size, reason)
                continue
            known = self._camera.camera_controls
            fps = 1e6 / known["FrameDurationLimits"][0] if "FrameDurationLimits" in known else settings.fps
            width = known["ScalerCrop"][1][2] if "ScalerCrop" in known else 0
            found.append((fps >= min(settings.fps, _ENOUGH_FPS), width, fps, size))
        return max(found)[-1] if found else None

    def _mode_sizes(self, least: tuple[int, int]) -> list[tuple[int, int]]:
        """The sizes of the sensor's modes that are not smaller than the picture."""
        from libcamera import StreamRole

        raw = self._camera.camera.generate_configuration([StreamRole.Raw]).at(0).formats
        sizes = {(size.width, size.height) for kind in raw.pixel_formats for size in raw.sizes(kind)}
        return sorted(
            (w, h) for w, h in sizes if w >= least[0] and h >= least[1] and w * h <= _LARGEST_MODE
        )  # fmt: skip

    def _controls(self, settings: CameraSettings) -> dict[str, Any]:
        """What this camera can do of what was asked: a control that it does not know would end the start."""
        known, controls = self._camera.camera_controls, {}
        self.fps = settings.fps
        if "FrameDurationLimits" in known:
            shortest_us, longest_us = known["FrameDurationLimits"][:2]
            frame_us = int(min(max(1e6 / settings.fps, shortest_us), longest_us))
            self.fps = 1e6 / frame_us
            controls["FrameDurationLimits"] = (frame_us, frame_us)
        if "ExposureTime" in known and settings.exposure_us:
            controls["ExposureTime"] = max(settings.exposure_us, known["ExposureTime"][0])
        if "AnalogueGain" in known:
            self._highest_gain = known["AnalogueGain"][1]
        return controls

    def _capture(self) -> tuple[np.ndarray, dict[str, Any]]:
        if self._waiting is None:
            self._waiting = self._camera.capture_request(wait=False)
        try:
            request = self._waiting.get_result(timeout=self._silence.left_s())
        except TimeoutError as error:
            raise self._silence.told() from error
        self._waiting = None
        self._silence.ends()
        try:  # copied and given back before anybody thinks about it: there are only a few
            return bgr(request.make_array("main"), self._format, self.size), request.get_metadata()
        finally:
            request.release()


def bgr(pixels: np.ndarray, pixel_format: str, size: tuple[int, int]) -> np.ndarray:
    """A B G R picture of ``size``. Rows may be padded: cut after the conversion, YUV planes fold the padding in."""
    code = _TO_BGR[pixel_format]
    image = pixels if code is None else cv2.cvtColor(pixels, code)
    return np.ascontiguousarray(image[: size[1], : size[0]])


def _captured_s(sensor_ns: int) -> float:
    """When the sensor began to expose, by the monotonic clock; its own goes on while the machine sleeps.

    NaN where it counts by yet another clock.
    """
    age_s = (time.clock_gettime_ns(time.CLOCK_BOOTTIME) - sensor_ns) / 1e9
    return time.monotonic() - age_s if 0 <= age_s < _OLDEST_S else nan


def _on_cables(picamera2: Any) -> list[dict[str, Any]]:
    """Without those on USB, which libcamera lists as well, behind the others; they are `usb`'s."""
    return [info for info in picamera2.global_camera_info() if "/usb" not in info["Id"]]


def _model(info: dict[str, Any]) -> str:
    return str(info.get("Model", "camera"))


def _connected(infos: list[dict[str, Any]]) -> str:
    names = ", ".join(f"{number} ({_model(info)})" for number, info in enumerate(infos))
    return f"{names} is connected" if names else "none is connected"


def _picamera2() -> Any:
    try:
        from picamera2 import Picamera2
    except ModuleNotFoundError as error:
        raise BadInput(f"The Pi camera needs python3-picamera2 from apt ({error}).") from error
    except Exception as error:  # a numpy of another build shows as any kind of error, far from its cause
        _log.warning("picamera2 is installed and cannot be loaded", exc_info=True)
        raise BadInput(f"picamera2 is installed and cannot be loaded ({error}): install it anew from apt.") from error
    return Picamera2
