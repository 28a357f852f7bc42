"""A USB camera: the newest picture, stamped when it came, and a plain word when the camera is gone."""

from queue import Queue

import cv2
import numpy as np
import pytest

from backstride.errors import BadInput, SourceLost, SourceQuiet
from backstride.sources.usb import UsbCamera, cameras


class Capture:
    """A camera on a bench: gives a picture, a torn one or none as a test hands them over; remembers what was asked."""

    def __init__(self, *given, opens=True):
        self.opens, self.asked, self.released = opens, [], 0
        self.pictures = Queue()
        self.now_s = 50.0
        self.give(*given)

    def give(self, *pictures):
        for picture in pictures:
            self.pictures.put(picture)

    def clock(self):
        return self.now_s

    def isOpened(self):
        return self.opens

    def set(self, what, value):
        self.asked.append((what, value))
        return True

    def get(self, what):
        return {cv2.CAP_PROP_FPS: 25.0}[what]

    def grab(self):
        self.picture = self.pictures.get(timeout=60)
        if isinstance(self.picture, Exception):
            raise self.picture
        self.now_s += 0.04
        return self.picture != "none"

    def retrieve(self):
        self.now_s += 0.01  # decoding takes its time and must not count
        if self.picture == "torn":
            return False, None
        return True, np.full((120, 160, 3), self.picture, np.uint8)

    def release(self):
        self.released += 1


def opened(capture, **wishes):
    return UsbCamera(0, capture=lambda _: capture, clock=capture.clock, patience_s=60, **wishes)


def unplugged(capture, source):
    """Ends the bench so that a test's reader does not wait for more."""
    capture.give(*["none"] * 10)
    source.close()


def test_it_asks_for_motion_jpeg_before_the_size_and_keeps_one_picture_in_the_driver():
    capture = Capture(0)
    source = opened(capture, size=(640, 480), fps=30)
    assert capture.asked == [
        (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")),
        (cv2.CAP_PROP_FRAME_WIDTH, 640),
        (cv2.CAP_PROP_FRAME_HEIGHT, 480),
        (cv2.CAP_PROP_FPS, 30),
        (cv2.CAP_PROP_BUFFERSIZE, 1),
    ]
    assert (source.fps, source.size) == (25.0, (160, 120))  # what it got, not what it asked for
    unplugged(capture, source)


def test_time_is_when_the_picture_came_and_starts_at_zero():
    capture = Capture(0)
    source = opened(capture)
    frames = iter(source)
    first = next(frames)
    capture.give(1)
    second = next(frames)
    assert (first.t_s, first.number) == (0.0, 0)
    assert second.t_s == pytest.approx(0.05) and second.number == 1
    assert second.captured_s - first.captured_s == pytest.approx(0.05)  # by the clock, before it was decoded
    unplugged(capture, source)


def test_a_torn_picture_is_dropped_and_counted():
    capture = Capture(0)
    source = opened(capture)
    frames = iter(source)
    next(frames)
    capture.give("torn", "torn", 9)
    frame = next(frames)
    assert (frame.number, frame.image[0, 0, 0]) == (3, 9)
    unplugged(capture, source)


def test_a_single_miss_is_forgiven():
    capture = Capture(0)
    source = opened(capture)
    frames = iter(source)
    next(frames)
    capture.give(*["none"] * 9, 5)
    assert next(frames).image[0, 0, 0] == 5
    unplugged(capture, source)


def test_an_unplugged_camera_is_lost_and_given_back():
    capture = Capture(0, *["none"] * 10)
    source = opened(capture)
    with pytest.raises(SourceLost, match="USB camera 0 was lost: it gives no pictures any more"):
        list(source)
    source.close()
    assert capture.released == 1


def test_a_driver_that_fails_loudly_is_a_lost_camera_too():
    capture = Capture(0, cv2.error("VIDIOC_DQBUF"))
    with pytest.raises(SourceLost, match="VIDIOC_DQBUF"):
        list(opened(capture))


def test_a_camera_that_cannot_be_opened_is_refused():
    with pytest.raises(BadInput, match=r"USB camera 0 \(/dev/video0\) cannot be opened: is it plugged in"):
        opened(Capture(opens=False))


def test_a_camera_that_another_program_holds_is_refused():
    capture = Capture(*["none"] * 10)
    with pytest.raises(BadInput, match=r"gives no picture: .* does no other program use it"):
        opened(capture)
    assert capture.released == 1


def test_a_camera_that_is_not_there_is_refused_without_asking_the_driver():
    with pytest.raises(BadInput, match=r"There is no USB camera 4321 \(/dev/video4321\)"):
        UsbCamera(4321)


def test_only_usb_cameras_are_listed_and_only_their_picture_node(tmp_path):
    devices, known = tmp_path / "dev", tmp_path / "class"
    devices.mkdir(), known.mkdir()

    def node(number, path, index, plugged=True):
        place = tmp_path / "devices" / path / f"video{number}"
        place.mkdir(parents=True)
        (place / "index").write_text(f"{index}\n")
        (known / f"video{number}").symlink_to(place)
        if plugged:
            (devices / f"video{number}").touch()

    node(10, "pci0000:00/usb1/1-2/video4linux", 0)
    node(2, "pci0000:00/usb1/1-1/video4linux", 0)
    node(3, "pci0000:00/usb1/1-1/video4linux", 1)  # its notes, no pictures
    node(19, "platform/soc/bcm2835-codec/video4linux", 0)  # a Pi's decoder
    node(20, "pci0000:00/usb1/1-3/video4linux", 0, plugged=False)  # not handed into this container
    assert cameras(devices, known) == [2, 10]


def test_a_machine_without_video_has_no_cameras(tmp_path):
    assert cameras(tmp_path, tmp_path / "nowhere") == []


def test_a_camera_that_falls_quiet_is_told_of_and_goes_on():
    capture = Capture(1)
    source = opened(capture, quiet_s=0.05)
    frames = iter(source)
    next(frames)
    with pytest.raises(SourceQuiet, match=r"USB camera 0 was lost: no picture for 0\.05 s"):
        next(frames)
    capture.give(2)
    frame = next(iter(source))
    assert (frame.number, frame.image[0, 0, 0]) == (1, 2)
    unplugged(capture, source)


def test_a_camera_that_hangs_upside_down_is_turned_here():
    class Striped(Capture):
        def retrieve(self):
            fine, image = super().retrieve()
            image[:60] = 0
            return fine, image

    source = opened(Striped(200), rotation_deg=180)
    image = next(iter(source)).image
    assert image[0, 0, 0] == 200 and image[-1, -1, 0] == 0
    unplugged(source._capture, source)


def test_a_gloomy_picture_is_told():
    capture = Capture(*[10] * 120)
    source = opened(capture)
    frames = iter(source)
    while next(frames).t_s < 4.5:
        pass
    assert source.dim == "Too dark: the picture's brightness is 4 %"
    unplugged(capture, source)
