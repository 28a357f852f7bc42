"""The whole appliance as a process of its own, on the real picamera2 over a camera of software that fails."""

import importlib.util
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
CHILD = """
import os, sys, threading, time
from types import SimpleNamespace
import libcamera
import picamera2.allocators.dmaallocator as allocator
from picamera2.dma_heap import UniqueFD
from backstride import main
from backstride.config import CameraConfig, Config, PanelConfig, RecordingConfig, RunConfig, VoiceConfig
from backstride.sources.camera import PiCamera

class MemoryHeap:
    isValid = True
    def alloc(self, name, size):
        fd = os.memfd_create(name)
        os.ftruncate(fd, size)
        return UniqueFD(fd)
    def close(self):
        pass

allocator.DmaHeap, allocator.fcntl = MemoryHeap, SimpleNamespace(ioctl=lambda *_: 0)
camera = libcamera.SoftCamera("imx708")
libcamera.CameraManager.singleton().cameras.append(camera)

def shoot():
    while not camera.unplugged:
        time.sleep(0.02)
        camera.shoot()

def fail(*_):
    camera.may_stop.clear()
    camera.unplugged = True

threading.Thread(target=shoot, daemon=True).start()
threading.Thread(target=lambda: (sys.stdin.readline(), fail()), daemon=True).start()
main._pi_camera = lambda config: PiCamera(config.camera, quiet_s=0.3, patience_s=0.6, deadline_s=0.3)
main.run_live(Config(
    run=RunConfig(source="camera", patient=True), camera=CameraConfig((320, 240), 30.0), model="lite",
    panel=PanelConfig("127.0.0.1", 0), voice=VoiceConfig(device="none"), recording=RecordingConfig(on=False),
    data=__import__("pathlib").Path(sys.argv[1]),
))
"""


@pytest.mark.model
@pytest.mark.skipif(
    importlib.util.find_spec("picamera2") is None or sys.platform != "linux",
    reason="picamera2 is not installed (pip install picamera2; it needs gcc, python3-dev and libcap-dev)",
)
def test_a_driver_that_hangs_ends_the_process_so_that_a_new_one_starts(tmp_path):
    path = os.pathsep.join([str(TESTS / "software_libcamera"), *sys.path])
    address = "\0backstride-test-stuck"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address)
        manager.settimeout(60)
        environment = {**os.environ, "PYTHONPATH": path, "NOTIFY_SOCKET": address.replace("\0", "@")}
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, tmp_path], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        with child:
            heard = manager.recv(1000)
            assert heard == b"READY=1\nSTATUS=Coaching from Pi camera imx708", heard
            child.stdin.write("fail\n")
            child.stdin.flush()
            said = child.stdout.read()
            assert child.wait(60) == 75, said
    assert "Pi camera imx708: its driver does not answer" in said
