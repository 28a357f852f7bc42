"""What systemd is told of this service: that it coaches, that its loop still turns, what it waits for, that it ends.

The watchdog is fed from the loop's own thread and from nowhere else: by each frame, and by each try to open a camera
that is away. Whatever hangs that thread (a driver, a model, a deadlock) ends in a new process. Where no service manager
listens, nothing is sent.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ..types import Frame, Moment

FEED_S = 0.5  # between two words to the watchdog, which is patient for many seconds
COACHING = "coaching"  # a file in the service's run folder, which systemd deletes with it
TRY_S = 30  # what one try to open a camera may take, closing a stuck one included


class Service:
    """The loop's line to the service manager. ``tell`` sends one message; by default to ``NOTIFY_SOCKET``."""

    def __init__(self, title: Callable[[], str], tell: Callable[[str], None] | None = None,
                 clock: Callable[[], float] = time.monotonic, run_folder: str | None = None):  # fmt: skip
        self._run_folder = os.environ.get("RUNTIME_DIRECTORY", "") if run_folder is None else run_folder
        self._title, self._tell, self._clock = title, tell or teller(), clock
        self._ready = self._waits = False
        self._fed_s = float("-inf")

    def take(self, frame: Frame, moment: Moment) -> None:
        """A frame was coached. The first one makes the service ready."""
        if not self._ready or self._waits:
            status = f"STATUS=Coaching from {self._title()}"
            self._tell(status if self._ready else f"READY=1\n{status}")
            self._note_coaching()
            self._ready, self._waits = True, False
        if self._clock() - self._fed_s >= FEED_S:
            self._fed_s = self._clock()
            self._tell("WATCHDOG=1")

    def _note_coaching(self) -> None:
        """From now on, an end that nobody asked for is spoken by ``device/coach-offline``."""
        if self._run_folder:
            with suppress(OSError):
                Path(self._run_folder, COACHING).touch()

    def waits(self, why: str) -> None:
        """The loop waits for its camera and tries to open it now. Until the first frame, its start may take longer."""
        self._waits = True
        more_time = "" if self._ready else f"\nEXTEND_TIMEOUT_USEC={TRY_S * 1_000_000}"
        self._tell(f"STATUS=Waiting for a camera: {one_line(why)}\nWATCHDOG=1{more_time}")

    def close(self) -> None:
        self._tell("STOPPING=1")


def teller(environment: dict[str, str] | None = None) -> Callable[[str], None]:
    """Sends messages to the service manager that started this process; to nobody where none did."""
    address = (os.environ if environment is None else environment).get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return lambda message: None
    address = "\0" + address[1:] if address.startswith("@") else address

    def tell(message: str) -> None:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
                line.sendto(message.encode(), socket.MSG_DONTWAIT, address)
        except OSError:
            pass  # a service manager that does not listen just now must not end the coaching

    return tell


def one_line(text: str) -> str:
    return " ".join(text.split())
