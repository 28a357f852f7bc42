"""Cameras made of software. A test plugs them in, asks for faults and lets them take pictures, one by one.

    camera = SoftCamera()
    CameraManager.singleton().cameras[:] = [camera]
    camera.shoot(3)

Nothing here runs by a clock: a picture is taken when a test says so. Like the real one, a camera that has no free
buffer at that time drops the picture, and its sequence and its timestamps go on.
"""

import mmap
import os
from contextlib import suppress
from enum import Enum
from threading import Event, Lock
from types import SimpleNamespace

import cv2
import numpy as np

from . import controls, properties
from ._values import (
    ColorSpace,
    ControlInfo,
    ControlType,
    Orientation,
    PixelFormat,
    Rectangle,
    Size,
    StreamRole,
    Transform,
)

RAW_FORMAT, RAW_SIZE = "SRGGB10_CSI2P", Size(2304, 1296)
BYTES_PER_PIXEL = {"YUV420": 1, "RGB888": 3, "BGR888": 3, "XRGB8888": 4, "XBGR8888": 4}
TO_MEMORY = {  # from R, G, B to what lies in memory
    "RGB888": cv2.COLOR_RGB2BGR,
    "BGR888": None,
    "XRGB8888": cv2.COLOR_RGB2BGRA,
    "XBGR8888": cv2.COLOR_RGB2RGBA,
    "YUV420": cv2.COLOR_RGB2YUV_I420,
}
POISON = 0xEE  # what lies in the padding of a row


class FrameMetadata:
    Status = Enum("Status", "Success Error Cancelled Startup")


class FrameBuffer:
    class Plane:
        offset = length = 0
        _fd = -1

        @property
        def fd(self):
            return self._fd

        @fd.setter
        def fd(self, fd):
            self._fd = os.dup(fd)  # libcamera keeps one of its own

        def __del__(self):
            if self._fd >= 0:
                os.close(self._fd)

    def __init__(self, planes):
        self.planes = planes
        self.memory = mmap.mmap(planes[0].fd, planes[0].length)
        self.metadata = SimpleNamespace(status=FrameMetadata.Status.Success)


class Request:
    Status = Enum("Status", "Pending Complete Cancelled")

    def __init__(self, cookie):
        self.cookie, self.buffers = cookie, {}
        self.reuse()

    def reuse(self):
        self.metadata, self.controls, self.status = {}, {}, self.Status.Pending

    def add_buffer(self, stream, buffer):
        self.buffers[stream] = buffer

    def set_control(self, control, value):
        self.controls[control.name] = value


class SensorConfiguration:
    bit_depth, output_size = 0, None


class StreamConfiguration:
    def __init__(self, pixel_format, size, sizes=()):
        self.pixel_format, self.size = PixelFormat(pixel_format), size
        self.buffer_count, self.stride, self.frame_size, self.stream = 4, 0, 0, None
        self.color_space = ColorSpace.Rec709()
        names = [RAW_FORMAT] if pixel_format == RAW_FORMAT else list(BYTES_PER_PIXEL)
        formats = [PixelFormat(name) for name in names]
        self.formats = SimpleNamespace(pixel_formats=formats, sizes=lambda _: list(sizes or [size]))


class CameraConfiguration:
    Status = Enum("Status", "Valid Adjusted Invalid")

    def __init__(self, camera, streams):
        self.camera, self.streams = camera, streams
        self.orientation, self.sensor_config = Orientation.Rotate0, None

    def at(self, index):
        return self.streams[index]

    def __iter__(self):
        return iter(self.streams)

    def validate(self):
        wanted = [(s.pixel_format, s.size) for s in self.streams]
        for stream in self.streams:
            self.camera.adjust(stream)
        return self.Status.Valid if wanted == [(s.pixel_format, s.size) for s in self.streams] else self.Status.Adjusted


class SoftCamera:
    """``asked`` remembers the controls it was started with. What a test may ask for stands in ``__init__``."""

    def __init__(
        self, name="soft", *, path="/base/soc/i2c/soft@1a", align=64, size=None, pixel_format=None, modes=None
    ):  # fmt: skip
        # of the sensor: size -> shortest time of a frame in us, and the part of the sensor that it sees
        self.modes = modes or {RAW_SIZE: (16666, Rectangle(0, 0, 4608, 2592))}
        self.mode = next(iter(self.modes))
        self.exposure_us = None  # what a picture takes, where it is not what was asked for
        self.gain, self.lux = 2.0, 400.0
        self.id, self.name = path, name
        self.align = align  # bytes: each row in memory is filled up to a multiple
        self.only_size, self.only_format = size, pixel_format  # whatever is asked for, it gives these
        self.busy = False  # another program has it
        self.unplugged = False  # no request is completed any more, and nobody is told
        self.may_stop = Event()  # cleared: stop() hangs in the driver
        self.may_stop.set()
        self.sequence, self.frame_us, self.asked, self.open, self.queue = 0, 33333, {}, False, []
        self.lock = Lock()
        self.properties = {properties.Model: name, properties.Location: 2, properties.Rotation: 0}
        if "/usb" not in path:
            self.properties[properties.ColorFilterArrangement] = 0
        self.controls = {
            controls.FrameDurationLimits: ControlInfo(16666, 120000, 33333),
            controls.ExposureTime: ControlInfo(26, 66666, 20000),
            controls.ExposureTimeMode: ControlInfo(0, 1, 0),
            controls.AnalogueGain: ControlInfo(1.0, 16.0, 1.0),
            controls.NoiseReductionMode: ControlInfo(0, 4, 0),
        }
        self._use_mode(self.mode)

    # ---- what picamera2 calls

    def acquire(self):
        if self.busy:
            raise RuntimeError("Failed to acquire camera: Device or resource busy")
        self.open = True

    def release(self):
        self.open = False

    def generate_configuration(self, roles):
        raw, other = (RAW_FORMAT, RAW_SIZE), ("XRGB8888", Size(800, 600))
        raw = (*raw, tuple(self.modes))
        return CameraConfiguration(self, [StreamConfiguration(*(raw if r == StreamRole.Raw else other)) for r in roles])

    def adjust(self, stream):
        name = str(stream.pixel_format)
        if name == RAW_FORMAT:
            stream.size, stream.stride = RAW_SIZE, RAW_SIZE.width * 10 // 8
            stream.frame_size = stream.stride * stream.size.height
            return
        name, stream.size = self.only_format or name, self.only_size or stream.size
        stream.pixel_format = PixelFormat(name)
        stream.stride = -(-stream.size.width * BYTES_PER_PIXEL[name] // self.align) * self.align
        stream.frame_size = stream.stride * stream.size.height * (3 if name == "YUV420" else 2) // 2

    def configure(self, configuration):
        self.orientation = configuration.orientation
        if configuration.sensor_config is not None:
            self._use_mode(configuration.sensor_config.output_size)
        for stream in configuration:
            stream.stream = SimpleStream(stream)
        return 0

    def _use_mode(self, size):
        self.mode = size
        shortest_us, seen = self.modes[size]
        if controls.FrameDurationLimits in self.controls:
            self.controls[controls.FrameDurationLimits] = ControlInfo(shortest_us, 120000, 33333)
        self.controls[controls.ScalerCrop] = ControlInfo(Rectangle(0, 0, 64, 64), seen, seen)

    def create_request(self, cookie):
        return Request(cookie)

    def start(self, asked):
        self.asked = {control.name: value for control, value in asked.items()}
        self.frame_us = self.asked.get("FrameDurationLimits", (self.frame_us,))[0]

    def queue_request(self, request):
        with self.lock:
            self.queue.append(request)

    def stop(self):
        self.may_stop.wait()
        with self.lock:
            waiting, self.queue = self.queue, []
        for request in waiting:
            request.status = Request.Status.Cancelled
            CameraManager.singleton().done(request)

    # ---- what a test calls

    def shoot(self, pictures=1):
        """Takes so many pictures. Each lower half is as bright as its sequence number."""
        for _ in range(pictures):
            with self.lock:
                request = self.queue.pop(0) if self.queue and not self.unplugged else None
            if request:
                self._complete(request)
            self.sequence += 1

    def picture(self, size):
        """Left red, right blue, below grey: R, G, B."""
        image = np.zeros((size.height, size.width, 3), np.uint8)
        image[:, : size.width // 2, 0] = image[:, size.width // 2 :, 2] = 255
        image[size.height // 2 :] = self.sequence % 256
        return image[::-1, ::-1] if self.orientation == Orientation.Rotate180 else image

    def _complete(self, request):
        for stream, buffer in request.buffers.items():
            if str(stream.configuration.pixel_format) != RAW_FORMAT:
                self._expose(stream.configuration, buffer)
        request.metadata = {
            controls.SensorTimestamp: 5_000_000_000 + self.sequence * self.frame_us * 1000,
            controls.FrameDuration: self.frame_us,
            controls.ExposureTime: self.exposure_us or self.asked.get("ExposureTime", 20000),
            controls.AnalogueGain: self.gain,
            controls.Lux: self.lux,
        }
        request.status = Request.Status.Complete
        CameraManager.singleton().done(request)

    def _expose(self, stream, buffer):
        code = TO_MEMORY[str(stream.pixel_format)]
        picture = np.ascontiguousarray(self.picture(stream.size))
        pixels = picture if code is None else cv2.cvtColor(picture, code)
        planes = [(pixels, stream.stride)]
        if str(stream.pixel_format) == "YUV420":
            height, width = stream.size.height, stream.size.width
            chroma = pixels[height:].reshape(2, height // 2, width // 2)
            planes = [
                (pixels[:height], stream.stride),
                (chroma[0], stream.stride // 2),
                (chroma[1], stream.stride // 2),
            ]
        at = 0
        for plane, stride in planes:
            rows = np.full((plane.shape[0], stride), POISON, np.uint8)
            rows[:, : plane[0].size] = plane.reshape(plane.shape[0], -1)
            buffer.memory[at : at + rows.size] = rows.tobytes()
            at += rows.size


class SimpleStream:
    def __init__(self, configuration):
        self.configuration = configuration


class CameraManager:
    _only = None

    @classmethod
    def singleton(cls):
        cls._only = cls._only or cls()
        return cls._only

    def __init__(self):
        self.cameras, self.event_fd = [], os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self.ready, self.lock = [], Lock()

    def done(self, request):
        with self.lock:
            self.ready.append(request)
        os.eventfd_write(self.event_fd, 1)

    def get_ready_requests(self):
        with suppress(BlockingIOError):
            os.eventfd_read(self.event_fd)
        with self.lock:
            ready, self.ready = self.ready, []
        return ready


__all__ = [
    "CameraConfiguration",
    "CameraManager",
    "ColorSpace",
    "ControlType",
    "FrameBuffer",
    "FrameMetadata",
    "Orientation",
    "PixelFormat",
    "Rectangle",
    "Request",
    "SensorConfiguration",
    "Size",
    "SoftCamera",
    "StreamRole",
    "Transform",
]
