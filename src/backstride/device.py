"""What lets a machine be left alone: who hears that the camera left or came, that the loop hangs, all is well."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

from .appliance.service import Service
from .coach.device_words import device_says
from .config import Config
from .sinks.alive import Alive
from .sinks.pcm import replaced
from .sinks.speech import Silent, Speech
from .sinks.stream import Stream
from .sinks.voice import NoVoice
from .types import Setup

log = logging.getLogger(__name__)
OFFLINE = "offline.wav"  # in the data folder: what the service manager plays when this process is gone
OFFLINE_DEVICE = "offline.device"  # and the ALSA device that it plays it on
GIVE_UP_S = 60.0  # a camera that worked and is away for so long gets a new process, where one starts by itself


class Device:
    """Tells people, by voice, panel and picture, and the service manager, how the machine itself fares."""

    def __init__(self, config: Config, setup: Setup, speech: Speech | Silent, stream: Stream,
                 title: Callable[[], str]):  # fmt: skip
        self._says = lambda key: device_says(config.run.language, setup.site, key)
        self._speech, self._stream = speech, stream
        self.service = Service(title)
        self.alive = Alive(self.loop_hangs)
        self._camera_fault = ""
        keeping = Thread(target=keep_offline, args=(speech, self._says("offline"), config.data), daemon=True)
        keeping.start()

    @property
    def sinks(self) -> tuple[Any, ...]:
        return self.service, self.alive

    def notices(self) -> tuple[str, ...]:
        """What is amiss with the machine now."""
        return (self._camera_fault,) if self._camera_fault else ()

    def camera_lost(self, why: str) -> None:
        self.alive.excuse()
        self._camera_fault = why
        log.warning("camera lost: %s", why)
        self._stream.say("Camera lost")
        self._speech.announce(self._says("camera_lost"), "safety")

    def camera_back(self) -> None:
        self._camera_fault = ""
        log.warning("the camera gives pictures again")
        self._speech.announce(self._says("camera_back"), "balance")

    def camera_tried(self, why: str) -> None:
        """From the loop's own thread, before each try to open the camera again."""
        self._camera_fault = why
        self.service.waits(why)

    def loop_hangs(self) -> None:
        log.error("no frame was coached for %.1f s, and the camera is not the cause", self.alive.silence_s)
        self._stream.say("Coach offline")
        self._speech.announce(self._says("offline"), "safety")

    def loop_died(self) -> None:
        """Says so while there is still a voice; the caller ends the process."""
        self._speech.say_last(self._says("offline"))

    def close(self) -> None:
        self.service.close()
        self.alive.close()


def keep_offline(speech: Speech | Silent, words: str, folder: Path) -> None:
    """Keeps "coach offline" as a file for the time after this process. Without it, that time is silent; no more."""
    try:
        replaced(folder / OFFLINE, speech.wav(words, "safety").read_bytes())
        replaced(folder / OFFLINE_DEVICE, os.fsencode(f"{speech.alsa_device}\n"))
    except (NoVoice, OSError) as fault:
        log.warning("'coach offline' could not be kept for the service manager: %s", fault)
