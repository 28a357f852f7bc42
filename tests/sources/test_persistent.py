"""A camera may be lost and come back; whoever takes its frames sees one source."""

from itertools import islice

import numpy as np
import pytest

from backstride.errors import BadInput, SourceLost, SourceQuiet, SourceStuck
from backstride.sources.persistent import Persistent
from backstride.types import Frame

IMAGE = np.zeros((2, 2, 3), np.uint8)
CABLE = SourceLost("camera 0 was lost: no picture for 3 s")


class Desk:
    """Opens made-up cameras in turn, lets time pass where somebody waits, and remembers everything."""

    def __init__(self, *cameras):
        self.cameras = list(cameras)
        self.now_s = 1000.0
        self.told = []
        self.meanwhile = lambda: None  # what happens while somebody waits

    def open(self):
        camera = self.cameras.pop(0)
        if isinstance(camera, Exception):
            self.told.append("no camera")
            raise camera
        return camera

    def wait(self, seconds):
        self.told.append(f"wait {seconds:g}")
        self.now_s += seconds
        self.meanwhile()

    def persistent(self):
        return Persistent(
            self.open,
            lost=lambda why: self.told.append(f"lost: {why}"),
            back=lambda: self.told.append("back"),
            clock=lambda: self.now_s,
            wait=self.wait,
        )


class Camera:
    """Gives ``frames`` frames, 0.1 s apart, then ends as told."""

    title, live = "camera 0", True

    def __init__(self, desk_time, frames, end=None, stuck=False):
        self.time, self.frames, self.end, self.stuck = desk_time, frames, end, stuck
        self.fps, self.closed = 10.0, 0

    def __iter__(self):
        for number in range(self.frames):
            yield Frame(IMAGE, number / 10, number)
            self.time.now_s += 0.1
        if self.end:
            raise self.end

    def close(self):
        self.closed += 1
        if self.stuck:
            raise SourceStuck("camera 0: its driver does not answer")


def desk_with(*plans):
    desk = Desk()
    desk.cameras = [Camera(desk, *plan) if isinstance(plan, tuple) else plan for plan in plans]
    return desk


def test_frames_go_on_after_a_loss_with_time_and_numbers_growing():
    desk = desk_with((3, CABLE), (3,))
    frames = list(desk.persistent())
    assert [frame.number for frame in frames] == [0, 1, 2, 3, 4, 5]
    assert np.allclose([frame.t_s for frame in frames], [0.0, 0.1, 0.2, 1.3, 1.4, 1.5])  # a second without a camera


def test_a_loss_and_a_return_are_told_once():
    desk = desk_with((1, CABLE), BadInput("busy"), BadInput("busy"), (2,))
    list(desk.persistent())
    assert desk.told == [f"lost: {CABLE}", "wait 1", "no camera", "wait 2", "no camera", "wait 4", "back"]


def test_the_pause_stays_at_four_seconds():
    desk = desk_with((1, CABLE), *[BadInput("away")] * 5, (1,))
    list(desk.persistent())
    assert [word for word in desk.told if word.startswith("wait")] == [f"wait {s}" for s in (1, 2, 4, 4, 4, 4)]


def test_a_camera_that_opens_and_gives_nothing_is_not_back():
    desk = desk_with((1, CABLE), (0, CABLE), (1,))
    frames = list(desk.persistent())
    assert desk.told == [f"lost: {CABLE}", "wait 1", "wait 1", "back"]
    assert [frame.number for frame in frames] == [0, 1]


def test_a_camera_lost_before_its_first_frame_starts_at_zero():
    desk = desk_with((0, CABLE), (2,))
    assert [frame.t_s for frame in desk.persistent()] == [0.0, 0.1]


def test_a_lost_camera_is_closed_before_it_is_opened_again():
    desk = desk_with((1, CABLE), (1,))
    first = desk.cameras[0]
    list(desk.persistent())
    assert first.closed == 1


def test_a_stuck_driver_is_not_tried_again():
    desk = desk_with((1, CABLE, True), (1,))
    with pytest.raises(SourceStuck):
        list(desk.persistent())
    assert len(desk.cameras) == 1


def test_a_camera_that_never_opened_is_an_error_of_the_person():
    with pytest.raises(BadInput, match="no camera 0"):
        desk_with(BadInput("There is no camera 0")).persistent()


def test_closing_while_the_camera_is_away_ends_it():
    desk = desk_with((1, CABLE), BadInput("away"), BadInput("away"))
    source = desk.persistent()
    desk.meanwhile = source.close
    assert len(list(source)) == 1 and len(desk.cameras) == 2


def test_a_source_that_ends_ends():
    assert len(list(islice(desk_with((4,)).persistent(), 10))) == 4


class Hiccup(Camera):
    """Falls quiet once in its middle, then goes on."""

    def __init__(self, desk_time, frames):
        super().__init__(desk_time, frames)
        self.numbers = iter(range(frames))

    def __iter__(self):
        for number in self.numbers:
            yield Frame(IMAGE, number / 10, number)
            self.time.now_s += 0.1
            if number == 1:
                raise SourceQuiet("no picture for 0.6 s")


def test_a_camera_that_only_falls_quiet_is_told_of_and_not_opened_anew():
    desk = Desk()
    camera = Hiccup(desk, 4)
    desk.cameras = [camera]
    frames = list(desk.persistent())
    assert desk.told == ["lost: no picture for 0.6 s", "back"]
    assert [(f.number, round(f.t_s, 6)) for f in frames] == [(0, 0.0), (1, 0.1), (2, 0.2), (3, 0.3)]
    assert camera.closed == 0


def patient(desk, **wishes):
    return Persistent(
        desk.open,
        missing=lambda why: desk.told.append(f"missing: {why}"),
        lost=lambda why: desk.told.append(f"lost: {why}"),
        back=lambda: desk.told.append("back"),
        trying=lambda why: desk.told.append("try"),
        patient=True,
        title="the camera",
        fps=30.0,
        clock=lambda: desk.now_s,
        wait=desk.wait,
        **wishes,
    )


def test_a_patient_one_awaits_a_camera_that_was_never_there():
    desk = desk_with(BadInput("no camera found"), BadInput("no camera found"), (2,))
    source = patient(desk)
    assert (source.title, source.fps) == ("the camera", 30.0)
    assert [frame.number for frame in source] == [0, 1]
    assert desk.told == [
        "no camera", "missing: no camera found", "try", "wait 1", "no camera", "try", "wait 2", "back"
    ]  # fmt: skip
    assert (source.title, source.fps) == ("camera 0", 10.0)


def test_a_camera_that_worked_and_stays_away_is_left_to_a_new_process():
    desk = desk_with((1, CABLE), *[BadInput("away")] * 40)
    began_s = desk.now_s
    with pytest.raises(SourceStuck, match="a new process may find it"):
        list(patient(desk, give_up_s=60))
    assert 60 < desk.now_s - began_s < 70


def test_one_that_never_worked_is_awaited_for_ever():
    desk = desk_with(*[BadInput("away")] * 100, (1,))
    assert len(list(patient(desk, give_up_s=60))) == 1


def test_closing_one_that_waits_for_its_first_camera_ends_it():
    desk = desk_with(BadInput("away"), BadInput("away"))
    source = patient(desk)
    desk.meanwhile = source.close
    assert list(source) == []
