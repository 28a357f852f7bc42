"""What the service manager hears, and from whom."""

import socket

import pytest

from backstride.appliance.service import Service, teller
from moments import frame_at, moment_at


class Manager:
    """Remembers what it was told, at a time set by hand."""

    def __init__(self):
        self.heard, self.now_s = [], 100.0
        self.service = Service(lambda: "Pi camera imx708", self.heard.append, lambda: self.now_s)

    def coach(self, after_s=0.0):
        self.now_s += after_s
        self.service.take(frame_at(), moment_at())


def test_the_service_is_ready_with_the_first_coached_frame_and_not_before():
    manager = Manager()
    assert manager.heard == []
    manager.coach()
    assert manager.heard == ["READY=1\nSTATUS=Coaching from Pi camera imx708", "WATCHDOG=1"]


def test_the_watchdog_is_fed_by_frames_alone_and_not_by_each():
    manager = Manager()
    for _ in range(4):
        manager.coach(0.2)
    assert manager.heard.count("WATCHDOG=1") == 2
    fed = len(manager.heard)
    manager.now_s += 60  # no frame comes: nothing is sent, and systemd ends the process
    assert len(manager.heard) == fed


def test_while_a_camera_is_away_each_try_to_open_it_feeds_the_watchdog_and_says_why():
    manager = Manager()
    manager.coach()
    manager.service.waits("no picture\nREADY=1 for 3 s")
    assert manager.heard[-1] == "STATUS=Waiting for a camera: no picture READY=1 for 3 s\nWATCHDOG=1"
    manager.coach(1.0)
    assert manager.heard[-2:] == ["STATUS=Coaching from Pi camera imx708", "WATCHDOG=1"]


def test_a_start_without_a_camera_may_take_as_long_as_it_takes():
    manager = Manager()
    manager.service.waits("no camera found")
    assert manager.heard[-1].endswith("WATCHDOG=1\nEXTEND_TIMEOUT_USEC=30000000")
    manager.coach()
    assert manager.heard[-2].startswith("READY=1\n")


def test_that_it_coached_is_noted_for_whoever_speaks_after_its_end(tmp_path):
    service = Service(str, lambda message: None, run_folder=str(tmp_path))
    assert not (tmp_path / "coaching").exists()
    service.take(frame_at(), moment_at())
    assert (tmp_path / "coaching").exists()


def test_an_end_is_told():
    manager = Manager()
    manager.service.close()
    assert manager.heard == ["STOPPING=1"]


@pytest.fixture(params=["file", "abstract"])
def listening(request, tmp_path):
    """A service manager's socket and the address that a service is given."""
    name = "@backstride-test" if request.param == "abstract" else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind("\0" + name[1:] if name.startswith("@") else name)
        ear.settimeout(20)
        yield ear, name


def test_messages_reach_the_socket_that_the_manager_named(listening):
    ear, name = listening
    teller({"NOTIFY_SOCKET": name})("READY=1")
    assert ear.recv(100) == b"READY=1"


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "/nowhere/at/all"}])
def test_where_nobody_listens_nothing_happens(environment):
    teller(environment)("READY=1")
