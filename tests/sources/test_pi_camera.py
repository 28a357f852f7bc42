"""The Pi's camera: the real picamera2 over cameras made of software, with the faults that real ones have.

The suite's other modules never see the stand-in: it is on the path, and picamera2 is loaded, only while these run.
"""

import importlib.util
import logging
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from math import nan
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from films import BLUE, RED

from backstride.errors import BadInput, SourceLost, SourceQuiet, SourceStuck
from backstride.sources.camera import PiCamera, _captured_s, bgr, pi_cameras
from backstride.sources.persistent import Persistent

STAND_IN = Path(__file__).parents[1] / "software_libcamera"
BORROWED = ("libcamera", "picamera2", "pykms")

pytestmark = [
    pytest.mark.skipif(
        importlib.util.find_spec("picamera2") is None or sys.platform != "linux",
        reason="picamera2 is not installed (pip install picamera2; it needs gcc, python3-dev and libcap-dev)",
    ),
    pytest.mark.filterwarnings("ignore:setDaemon"),  # picamera2's own
]


@dataclass(frozen=True)
class Settings:
    size: tuple[int, int] = (640, 360)
    fps: float = 30.0
    exposure_us: int = 4000
    rotation_deg: int = 0


class MemoryHeap:
    """Buffers from plain memory instead of the kernel's heap for cameras."""

    isValid = True

    def alloc(self, name, size):
        from picamera2.dma_heap import UniqueFD

        fd = os.memfd_create(name)
        os.ftruncate(fd, size)
        return UniqueFD(fd)

    def close(self):
        pass


def _without_borrowed():
    """Takes these modules out of the running program and gives what was there."""
    return {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] in BORROWED}


@pytest.fixture(scope="module")
def libcamera():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(STAND_IN)
        before = _without_borrowed()
        import libcamera
        import picamera2.allocators.dmaallocator as allocator

        patch.setattr(allocator, "DmaHeap", MemoryHeap)
        patch.setattr(allocator, "fcntl", SimpleNamespace(ioctl=lambda *_: 0))  # plain memory needs no syncing
        logging.getLogger("picamera2").setLevel(logging.CRITICAL)
        yield libcamera
    _without_borrowed()
    sys.modules.update(before)


@pytest.fixture
def plugged(libcamera):
    """``plugged(faults…)`` plugs in one more software camera and gives it; all are unplugged and let go in the end."""
    cameras = libcamera.CameraManager.singleton().cameras

    def plug(**faults):
        cameras.append(libcamera.SoftCamera(**faults))
        return cameras[-1]

    yield plug
    for camera in cameras:
        camera.may_stop.set()
    for thread in threading.enumerate():
        if thread.name.startswith("closing"):
            thread.join(60)
    cameras.clear()


@pytest.fixture
def opened(libcamera):
    """``opened(settings)`` opens the first camera; it is closed in the end."""
    sources = []

    def open_camera(settings=Settings(), **wishes):
        sources.append(PiCamera(settings, **{"patience_s": 60.0, "deadline_s": 60.0} | wishes))
        return sources[-1]

    yield open_camera
    for source in sources:
        source.close()


def grey_of(frame):
    """The number that the software camera painted below."""
    return int(np.median(frame.image[-frame.image.shape[0] // 4 :]))


def test_a_picture_is_blue_green_red_and_has_the_size_that_was_asked_for(plugged, opened):
    camera = plugged()
    source = opened()
    camera.shoot()
    frame = next(iter(source))
    assert frame.size == source.size == (640, 360)
    assert tuple(frame.image[10, 10]) == RED and tuple(frame.image[10, -10]) == BLUE
    assert frame.image.flags.c_contiguous and frame.image.dtype == np.uint8


@pytest.mark.parametrize(("age_s", "captured_s"), [(0.02, 76.98), (3600.0, nan), (-1.0, nan)])
def test_when_a_picture_was_taken_is_told_by_our_clock_or_not_at_all(monkeypatch, age_s, captured_s):
    """Some sensors stamp by yet another clock."""
    clocks = SimpleNamespace(
        monotonic=lambda: 77.0, clock_gettime_ns=lambda which: 9_000_000_000, CLOCK_BOOTTIME=time.CLOCK_BOOTTIME
    )
    monkeypatch.setattr("backstride.sources.camera.time", clocks)
    assert _captured_s(9_000_000_000 - round(1e9 * age_s)) == pytest.approx(captured_s, nan_ok=True)


@pytest.mark.parametrize("pixel_format", ["RGB888", "BGR888", "XRGB8888", "XBGR8888", "YUV420"])
@pytest.mark.parametrize("align", [64, 128])
def test_padding_never_shows_and_colours_hold_whatever_format_the_camera_insists_on(
    plugged, opened, pixel_format, align
):
    camera = plugged(pixel_format=pixel_format, align=align)
    source = opened(Settings(size=(648, 364)))  # no multiple of 64 or 128 in any format
    camera.sequence = 77
    camera.shoot()
    image = next(iter(source)).image.astype(int)
    assert image.shape == (364, 648, 3)
    assert abs(image[:180, :320] - RED).max() <= 3 and abs(image[:180, 328:] - BLUE).max() <= 3
    assert abs(image[184:] - 77).max() <= 3


def test_a_format_that_nobody_can_turn_into_a_picture_is_refused(plugged, opened, libcamera, monkeypatch):
    monkeypatch.setitem(libcamera._libcamera.BYTES_PER_PIXEL, "NV12", 1)
    camera = plugged(pixel_format="NV12")
    with pytest.raises(BadInput, match=r"gives pictures as NV12: RGB888, .* are accepted"):
        opened()
    assert not camera.open


def test_the_size_that_the_camera_gives_counts_not_the_one_that_was_asked_for(plugged, opened, libcamera):
    camera = plugged(size=libcamera.Size(1152, 648))
    source = opened(Settings(size=(1280, 720)))
    camera.shoot()
    assert source.size == next(iter(source)).size == (1152, 648)


def test_a_camera_that_hangs_upside_down_gives_upright_pictures(plugged, opened, libcamera):
    camera = plugged()
    opened(Settings(rotation_deg=180))
    assert camera.orientation == libcamera.Orientation.Rotate180


def test_exposure_is_short_and_fixed_and_the_gain_is_left_to_the_camera(plugged, opened):
    camera = plugged()
    opened(Settings(exposure_us=4000))
    assert (camera.asked["ExposureTime"], camera.asked["ExposureTimeMode"]) == (4000, 1)
    assert "AnalogueGain" not in camera.asked


def test_exposure_zero_leaves_it_to_the_camera(plugged, opened):
    camera = plugged()
    opened(Settings(exposure_us=0))
    assert "ExposureTime" not in camera.asked


def test_a_camera_that_knows_no_exposure_is_not_asked_for_one(plugged, opened, libcamera):
    camera = plugged()
    del camera.controls[libcamera.controls.ExposureTime]
    opened()
    assert "ExposureTime" not in camera.asked


@pytest.mark.parametrize(("asked", "given_us"), [(25.0, 40000), (200.0, 16666), (1.0, 120000)])
def test_the_frame_rate_is_fixed_at_what_the_sensor_can(plugged, opened, asked, given_us):
    camera = plugged()
    source = opened(Settings(fps=asked))
    assert camera.asked["FrameDurationLimits"] == (given_us, given_us)
    assert source.fps == pytest.approx(1e6 / given_us)


def modes(libcamera, **known):
    """Modes by name, ``m1536x864=(fps, crop)``, as libcamera tells them."""
    size = {name: libcamera.Size(*map(int, name[1:].split("x"))) for name in known}
    return {size[name]: (round(1e6 / fps), libcamera.Rectangle(*crop)) for name, (fps, crop) in known.items()}


WHOLE, MIDDLE = (0, 0, 4608, 2592), (768, 432, 3072, 1728)


def test_of_the_modes_that_are_fast_enough_the_widest_is_taken(plugged, opened, libcamera):
    """A Camera Module 3: its fastest mode sees two thirds of the width."""
    known = modes(libcamera, m1536x864=(120, MIDDLE), m2304x1296=(56, WHOLE), m4608x2592=(14, WHOLE))
    camera = plugged(modes=known)
    source = opened(Settings(size=(1280, 720), fps=60))
    assert camera.mode == libcamera.Size(2304, 1296)
    assert source.fps == pytest.approx(56, abs=0.1)


def test_where_no_mode_is_fast_enough_a_wide_view_is_worth_more(plugged, opened, libcamera):
    """A Camera Module 2: the mode shaped like the picture sees 58 % of the width."""
    known = modes(
        libcamera, m640x480=(103, (1000, 752, 1280, 960)), m1640x1232=(41, (0, 0, 3280, 2464)),
        m1920x1080=(47, (680, 692, 1920, 1080)),
    )  # fmt: skip
    camera = plugged(modes=known)
    source = opened(Settings(size=(1280, 720), fps=60))
    assert camera.mode == libcamera.Size(1640, 1232)
    assert source.fps == pytest.approx(41, abs=0.1)


def test_a_small_rate_needs_no_fast_mode(plugged, opened, libcamera):
    known = modes(libcamera, m1536x864=(120, MIDDLE), m2304x1296=(35, WHOLE))
    camera = plugged(modes=known)
    source = opened(Settings(size=(1280, 720), fps=30))
    assert camera.mode == libcamera.Size(2304, 1296)
    assert source.fps == pytest.approx(30, abs=0.1)


def test_a_picture_still_comes_after_a_mode_was_chosen(plugged, opened, libcamera):
    camera = plugged(modes=modes(libcamera, m1536x864=(120, MIDDLE), m2304x1296=(56, WHOLE)))
    source = opened(Settings(size=(1280, 720)))
    camera.shoot()
    assert next(iter(source)).size == (1280, 720)


def seconds_of_light(camera, source, seconds, rate=30):
    frames = iter(source)
    for _ in range(seconds):  # one look a second
        camera.shoot()
        next(frames)
        camera.sequence += rate - 1


def test_too_little_light_for_the_short_exposure_is_told_and_its_return_too(plugged, opened):
    camera = plugged()
    source = opened(Settings(exposure_us=4000))
    seconds_of_light(camera, source, 3)
    assert source.dim == ""
    camera.gain = 16.0  # all that this camera has
    seconds_of_light(camera, source, 4)
    assert source.dim == "Too dark: feet are lost in noise (gain 16 at 4 ms)"
    camera.gain = 8.0
    seconds_of_light(camera, source, 3)
    assert source.dim  # not yet: it may be a cloud that passes
    seconds_of_light(camera, source, 5)
    assert source.dim == ""


def test_an_exposure_that_blurs_feet_is_told(plugged, opened):
    camera = plugged()
    source = opened(Settings(exposure_us=0))
    camera.exposure_us = 16000
    seconds_of_light(camera, source, 4)
    assert source.dim == "Too dark: each picture takes 16 ms, and feet blur"


def test_the_second_of_two_cameras_is_opened_by_its_number(plugged):
    plugged(name="imx708")
    second = plugged(name="imx219", path="/base/soc/i2c/other@10")
    source = PiCamera(Settings(), 1, deadline_s=60)
    assert source.title == "Pi camera imx219" and second.open
    source.close()


def test_time_is_the_sensors_own_and_starts_at_zero(plugged, opened):
    camera = plugged()
    frames = iter(opened(Settings(fps=50)))
    times_s = []
    for _ in range(3):
        camera.shoot()
        times_s.append(next(frames).t_s)
    assert np.allclose(times_s, [0.0, 0.02, 0.04])


def test_a_late_loop_loses_pictures_and_the_number_tells_how_many(plugged, opened):
    camera = plugged()
    frames = iter(opened())
    camera.shoot()
    assert next(frames).number == 0
    for _ in range(4):  # more pictures than the camera has buffers: some are lost in the sensor, some in picamera2
        camera.shoot(9)
        frame = next(frames)
        assert frame.number == grey_of(frame)
        assert frame.t_s == pytest.approx(frame.number / 30, abs=1e-3)


def test_a_frame_stays_as_it_was_when_its_buffer_is_used_again(plugged, opened):
    camera = plugged()
    frames = iter(opened())
    camera.shoot()
    first = next(frames)
    for _ in range(12):
        camera.shoot()
        next(frames)
    assert grey_of(first) == 0


def test_a_camera_whose_frames_stop_is_lost_and_can_still_be_closed(plugged, opened):
    camera = plugged()
    source = opened(patience_s=0.05)
    camera.unplugged = True
    with pytest.raises(SourceLost, match=r"Pi camera soft was lost: no picture for 0\.05 s"):
        next(iter(source))
    source.close()  # a plain stop() would wait for ever behind the picture that never came
    assert not camera.open


def test_a_camera_that_falls_quiet_is_told_of_soon_and_goes_on_where_it_was(plugged, opened):
    camera = plugged()
    source = opened(quiet_s=0.05)
    camera.shoot()
    first = next(iter(source))
    with pytest.raises(SourceQuiet, match=r"no picture for 0\.05 s"):
        next(iter(source))
    camera.sequence += 30  # a second in which the cable had no contact
    camera.shoot()
    second = next(iter(source))
    assert (first.number, second.number, grey_of(second)) == (0, 31, 31)
    assert second.t_s == pytest.approx(31 / 30, abs=1e-3)


def test_a_quiet_camera_that_stays_quiet_is_lost(plugged, opened):
    camera = plugged()
    source = opened(quiet_s=0.05, patience_s=0.1)
    camera.shoot()
    next(iter(source))
    with pytest.raises(SourceQuiet):
        next(iter(source))
    with pytest.raises(SourceLost) as loss:
        next(iter(source))
    assert not isinstance(loss.value, SourceQuiet)


def test_before_its_first_picture_a_camera_may_take_its_time(plugged, opened):
    camera = plugged()
    now_s = [0.0]
    source = opened(quiet_s=0.05, clock=lambda: now_s[0])
    now_s[0] = 2.0
    assert source._silence.left_s() == 58.0
    camera.shoot()
    assert next(iter(source)).number == 0


def test_a_late_loop_still_gives_the_camera_a_moment(plugged, opened):
    plugged().shoot()
    now_s = [0.0]
    source = opened(quiet_s=0.5, clock=lambda: now_s[0])
    source._silence.ends()
    now_s[0] = 9.0
    assert source._silence.left_s() > 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_camera_can_be_closed_after_picamera2s_thread_died(plugged, opened):
    camera = plugged()
    source = opened(patience_s=0.05)

    def fails(_):
        raise RuntimeError("a callback failed")

    source._camera.pre_callback = fails
    camera.shoot()
    with pytest.raises(SourceLost):
        next(iter(source))
    source.close()
    assert not camera.open


def test_a_driver_that_does_not_stop_is_stuck_and_closing_returns(plugged, libcamera):
    camera = plugged()
    source = PiCamera(Settings(), patience_s=0.05, deadline_s=0.05)
    camera.may_stop.clear()
    with pytest.raises(SourceStuck, match="its driver does not answer"):
        source.close()
    source.close()  # said once


def test_a_closed_camera_gives_no_more_frames(plugged, opened):
    camera = plugged()
    source = opened()
    frames = iter(source)
    camera.shoot()
    next(frames)
    source.close()
    assert list(frames) == []


def test_closing_from_elsewhere_ends_a_loop_that_waits(plugged, opened):
    plugged()
    source = opened()
    asked, capture_request = threading.Event(), source._camera.capture_request

    def capture(**wishes):
        job = capture_request(**wishes)
        asked.set()
        return job

    source._camera.capture_request = capture
    frames = []
    loop = threading.Thread(target=lambda: frames.extend(source))
    loop.start()
    asked.wait(60)
    source.close()
    loop.join(60)
    assert frames == [] and not loop.is_alive()


def test_a_lost_camera_comes_back(plugged, opened):
    camera = plugged()
    told, patience_s = [], iter([0.5, 60.0])
    source = Persistent(
        lambda: opened(patience_s=next(patience_s)),
        lost=lambda why: told.append("lost"),
        back=lambda: told.append("back"),
        clock=lambda: 0.0,
        wait=lambda seconds: setattr(camera, "unplugged", False),
    )
    frames = iter(source)
    camera.shoot()
    first = next(frames)
    camera.unplugged = True
    camera.start = _shooting_once(camera, camera.start)
    second = next(frames)
    assert told == ["lost", "back"]
    assert (first.number, second.number) == (0, 1) and second.t_s >= first.t_s
    source.close()


def _shooting_once(camera, start):
    """A start after which one picture is taken as soon as there is a buffer for it."""
    queue_request = camera.queue_request

    def start_and_shoot(asked):
        start(asked)

        def queue_and_shoot(request):
            camera.queue_request = queue_request
            queue_request(request)
            camera.shoot()

        camera.queue_request = queue_and_shoot

    return start_and_shoot


def test_without_a_camera_there_is_one_clear_sentence(libcamera):
    assert pi_cameras() == []
    with pytest.raises(BadInput, match="There is no Pi camera 0: none is connected"):
        PiCamera(Settings())


def test_a_wrong_number_names_those_that_are_connected(plugged):
    plugged(name="imx708")
    with pytest.raises(BadInput, match=r"There is no Pi camera 3: 0 \(imx708\) is connected"):
        PiCamera(Settings(), 3)


def test_a_busy_camera_is_refused_and_leaves_nothing_open(plugged):
    camera = plugged()
    camera.busy = True
    open_before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        with pytest.raises(BadInput, match=r"resource busy.*end the other program"):
            PiCamera(Settings())
    assert len(os.listdir("/proc/self/fd")) <= open_before


def test_cameras_on_usb_are_left_to_the_other_source(plugged):
    plugged(name="imx708")
    plugged(name="webcam", path="/base/usb@1")
    assert pi_cameras() == ["imx708"]
    with pytest.raises(BadInput, match=r"There is no Pi camera 1: 0 \(imx708\) is connected"):
        PiCamera(Settings(), 1)


def test_yuv_is_cut_after_its_conversion():
    """Six columns and two of padding; the colour planes are half as wide and lie behind one another."""
    grey, blue, red = np.full((4, 8), 81), np.full((2, 4), 90), np.full((2, 4), 240)
    grey[:, 6:], blue[:, 3:], red[:, 3:] = 0, 0, 0
    pixels = np.vstack([grey, blue.reshape(1, 8), red.reshape(1, 8)]).astype(np.uint8)
    image = bgr(pixels, "YUV420", (6, 4)).astype(int)
    assert image.shape == (4, 6, 3)
    assert abs(image - RED).max() <= 2


def test_a_machine_without_picamera2_has_no_cameras_and_loads_none_by_itself():
    code = (
        "import sys; sys.modules['picamera2'] = None\n"
        "from backstride.sources.camera import PiCamera, pi_cameras\n"
        "assert pi_cameras() == []\n"
        "try: PiCamera(None)\n"
        "except Exception as error: print(type(error).__name__, error)\n"
        "assert 'libcamera' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.startswith("BadInput The Pi camera needs python3-picamera2 from apt")
