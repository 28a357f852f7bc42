"""``backstride bench loss``: how soon a lost camera is heard, and seen on the panel.

The whole appliance runs on a USB camera whose driver is ours; now and then it gives no more pictures, and hangs as a
real one does. Told in seconds from the last picture that it gave: to the first sample at a sound device, to the picture
stream's notice, and to the word that the page gets. Bad: one of them later than a second.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import islice
from math import nan
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event, Thread
from urllib.parse import urlencode

import cv2
import numpy as np

from .. import main
from ..config import CHECKOUT, Config, PanelConfig, RunConfig, VoiceConfig
from ..errors import BadInput
from ..panel.accounts import Accounts
from ..sources.usb import UsbCamera
from ..sources.video import Video
from ..types import Setup
from .machine import machine
from .onlookers import HOST
from .sound_card import SoundCard, sound_can_be_heard

CLIP = CHECKOUT / "recordings" / "garden-walk-backward" / "clip.mp4"
TIMES, FPS, MOST_S = 10, 30, 1.0
AWAY_S, BETWEEN_S, START_S = 2.0, 4.0, 60.0  # patience_s of the camera is 3: it only falls quiet
PASSWORD = "seven league boots"
DARK = 60  # mean brightness below which a picture of the stream is the notice, and not the garden


def loss(json_file: Path | None) -> int:
    """Takes the camera away ten times; 1 where one of them was told too late."""
    if not sound_can_be_heard():
        raise BadInput("bench loss: needs aplay (apt-get install alsa-utils)")
    with TemporaryDirectory(prefix="backstride-") as folder, _sound(Path(folder)) as card:
        rows = _lost(Path(folder), card)
    print("seconds from the last picture, median and worst of", len(rows))
    for name in rows[0]:
        values = [row[name] for row in rows]
        print(f"{name:20s} {median(values):6.3f} {max(values):6.3f}")
    if json_file is not None:
        json_file.write_text(json.dumps({"machine": machine(), "loss": rows}, indent=1) + "\n")
    return int(not all(value <= MOST_S for row in rows for value in row.values()))


class Driver:
    """A camera's driver that paces a film, and hangs while it is unplugged. ``last_s``: when it last gave a picture."""

    def __init__(self, pictures: list[np.ndarray]):
        self._pictures, self._number, self.last_s, self.unplugged = pictures, 0, 0.0, Event()

    def isOpened(self) -> bool:
        return True

    def set(self, what: int, value: float) -> bool:
        return True

    def get(self, what: int) -> float:
        return float(FPS)

    def grab(self) -> bool:
        time.sleep(1 / FPS)
        while self.unplugged.is_set():
            time.sleep(0.005)
        self.last_s, self._number = time.perf_counter(), self._number + 1
        return True

    def retrieve(self) -> tuple[bool, np.ndarray]:
        return True, self._pictures[self._number % len(self._pictures)].copy()

    def release(self) -> None:
        """Nothing is held."""


def _lost(folder: Path, card: SoundCard) -> list[dict[str, float]]:
    driver, ready, ports = Driver([frame.image for frame in islice(Video(CLIP), 60)]), Event(), []
    accounts = Accounts(folder / "accounts.json")
    accounts.claim(accounts.claim_code, PASSWORD)

    def tell(line: str) -> None:
        if line.startswith("Panel:"):
            ports.append(int(line.rstrip("/").rsplit(":", 1)[1]))
        if line.startswith("Self-test"):
            ready.set()

    with _appliance(folder, driver, tell):
        if not ready.wait(START_S):
            raise BadInput("bench loss: the appliance did not start")
        seen = Seen(ports[0], _signed_in(ports[0]))
        return [_once(driver, card, seen) for _ in range(TIMES)]


def _once(driver: Driver, card: SoundCard, seen: Seen) -> dict[str, float]:
    time.sleep(BETWEEN_S)  # what was spoken has ended
    driver.unplugged.set()
    time.sleep(2 / FPS)
    last_s = driver.last_s
    seen.forget()
    time.sleep(AWAY_S)
    row = {"heard": card.first_sound_after(last_s) - last_s}
    row |= {name: at_s - last_s for name, at_s in seen.first_s.items()}
    driver.unplugged.clear()
    return row


class Seen:
    """Two windows of the panel: when the stream first showed its notice, and when the page was first told."""

    def __init__(self, port: int, cookie: str):
        self.first_s: dict[str, float] = {}
        self._port, self._cookie = port, cookie
        self.forget()
        for watch in (self._stream, self._events):
            Thread(target=watch, daemon=True).start()

    def forget(self) -> None:
        self.first_s = {"seen in the picture": nan, "told to the page": nan}

    def _note(self, name: str) -> None:
        if self.first_s[name] != self.first_s[name]:
            self.first_s[name] = time.perf_counter()

    def _answer(self, path: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(HOST, self._port)
        connection.request("GET", path, headers={"Cookie": self._cookie})
        return connection.getresponse()

    def _stream(self) -> None:
        stream = self._answer("/stream.mjpg")
        while line := stream.fp.readline():
            if not line.startswith(b"Content-Length"):
                continue
            stream.fp.readline()
            jpeg = stream.fp.read(int(line.split()[1]))
            if cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE).mean() < DARK:
                self._note("seen in the picture")

    def _events(self) -> None:
        events = self._answer("/events")
        while line := events.fp.readline():
            if line.startswith(b"event: quiet"):
                self._note("told to the page")


@contextmanager
def _appliance(folder: Path, driver: Driver, tell: Callable[[str], None]) -> Iterator[None]:
    """The real one, in a thread, on this driver."""
    opened: list[UsbCamera] = []

    def camera() -> UsbCamera:
        opened.append(UsbCamera(0, capture=lambda number: driver))
        return opened[-1]

    config = Config(run=RunConfig(patient=True), model="lite", panel=PanelConfig(HOST, 0),
                    voice=VoiceConfig(device="alsa:default"), data=folder)  # fmt: skip
    place_before = main._place
    main._place = lambda config: main.Place(camera, Setup())
    with ExitStack() as parts:
        keep = lambda part: parts.enter_context(closing(part))  # noqa: E731
        Thread(target=lambda: main._coach_live(config, tell, folder / "config.toml", keep), daemon=True).start()
        try:
            yield
        finally:
            main._place = place_before
            driver.unplugged.clear()
            opened[-1].close()


def _signed_in(port: int) -> str:
    """The cookie of the owner, who signs in as a browser does."""
    page, cookie = _asked(port, "GET", "/login", "")
    form = {"csrf": re.search(r'name="csrf" value="([^"]+)"', page)[1], "password": PASSWORD}
    return _asked(port, "POST", "/login", cookie, urlencode(form))[1]


def _asked(port: int, method: str, path: str, cookie: str, body: str | None = None) -> tuple[str, str]:
    """The page, and the cookie that came with it."""
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    with closing(http.client.HTTPConnection(HOST, port)) as connection:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        given = "; ".join(v.split(";")[0] for v in answer.headers.get_all("Set-Cookie", ()))
        return answer.read().decode(), given


@contextmanager
def _sound(folder: Path) -> Iterator[SoundCard]:
    card, before = SoundCard(folder), dict(os.environ)
    os.environ["ALSA_CONFIG_PATH"] = str(card.config)
    try:
        yield card
    finally:
        card.close()
        os.environ.clear()
        os.environ.update(before)
