"""What lets a machine be left alone: who hears that the camera left or came, that the loop hangs, that all is well.

Composition only: each part knows one thing, and here they are told of one another.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

from .appliance.buttons import Buttons
from .appliance.easing import Easing, Pulse, Step
from .appliance.self_test import Facts, SelfTest, findings
from .appliance.service import Service
from .appliance.sound_check import SoundCheck
from .appliance.tick import Tick
from .coach.device_words import device_says
from .config import Config
from .pose.landmarker import Landmarker
from .pose.switched import Switched
from .session import Session
from .sinks.alive import Alive
from .sinks.latest import Latest
from .sinks.pcm import replaced
from .sinks.recorder import Recorder, Unrecorded
from .sinks.speech import Silent, Speech
from .sinks.stream import Stream
from .sinks.voice import NoVoice
from .sources.persistent import Persistent
from .types import Frame, Moment, Setup

log = logging.getLogger(__name__)
OFFLINE = "offline.wav"  # in the data folder: what the service manager plays when this process is gone
OFFLINE_DEVICE = "offline.device"  # and the ALSA device that it plays it on
GIVE_UP_S = 60.0  # a camera that worked and is away for so long gets a new process, where one starts by itself


@dataclass(frozen=True)
class Fellows:
    """The parts of the appliance that this one listens to, speaks through and eases."""

    session: Session
    source: Persistent
    estimator: Landmarker | Switched
    scout: Any
    latest: Latest
    stream: Stream
    speech: Speech | Silent
    recorder: Recorder | Unrecorded


class Device:
    """Tells people, by voice, panel and picture, and the service manager, how the machine itself fares."""

    def __init__(self, config: Config, setup: Setup, fellows: Fellows, tell: Callable[[str], None] = print):
        self._says = lambda key: device_says(config.run.language, setup.site, key)
        self._config, self._fellows, self._tell = config, fellows, tell
        speech, latest, recorder = fellows.speech, fellows.latest, fellows.recorder
        self.camera_fault, self.losses, self._told_dim = "", 0, False
        self.service = Service(lambda: fellows.source.title)
        self.alive = Alive(self.loop_hangs)
        self.pulse = Pulse(lambda: fellows.source.fps)
        self.sound = SoundCheck(
            lambda: speech.audible, lambda: speech.status,
            lambda: speech.announce(self._says("sound_check"), "form", asked=True),
        )  # fmt: skip
        self._self_test = SelfTest(setup.site, lambda: speech.audible, self._disk_full, self.ready)
        self._tick = Tick(config.voice.tick_s, speech.tick)
        self.easing = Easing(self._steps(), self.pulse.strain)
        self._buttons = Buttons(config.gpio, fellows.session.press, lambda: _coaching(latest),
                                lambda: bool(recorder.recording))  # fmt: skip
        self.easing.start()
        Thread(target=keep_offline, args=(speech, self._says("offline"), config.data), daemon=True).start()

    @property
    def sinks(self) -> tuple[Any, ...]:
        return self.service, self.alive, self.pulse, self, self._self_test, self._tick

    def notices(self) -> tuple[str, ...]:
        """What is amiss with the machine now."""
        heard = self.sound.notice
        if self.sound.state == "silent":
            heard = f"{heard}: {_why_silent(self._fellows.speech.status)}"
        texts = (self.camera_fault, heard, self._fellows.source.dim, self.easing.notice, self._buttons.fault)
        return tuple(text for text in texts if text)

    def take(self, frame: Frame, moment: Moment) -> None:
        """Says once that there is too little light."""
        if not self._told_dim and self._fellows.source.dim:
            self._told_dim = True
            log.warning("%s", self._fellows.source.dim)
            self._fellows.speech.announce(self._says("too_dark"), "balance", asked=True)

    def ready(self, facts: Facts) -> None:
        """The self-test is done: says what works and what does not."""
        words = " ".join(self._says(key) for key in findings(facts))
        self._tell(f"Self-test: {words}" + ("" if facts.audible else " Nothing can be heard."))
        self._fellows.speech.announce(words, "form", asked=True)

    # ---- what fails

    def camera_lost(self, why: str) -> None:
        self.alive.excuse()
        self.camera_fault = why
        self.losses += 1
        log.warning("camera lost: %s", why)
        self._fellows.stream.say("Camera lost")
        self._fellows.speech.announce(self._says("camera_lost"), "safety")

    def camera_missing(self, why: str) -> None:
        """At the start: there never was one, and nobody runs yet."""
        self.camera_fault = why
        log.warning("no camera: %s", why)
        self._fellows.stream.say("No camera found")
        self._fellows.speech.announce(self._says("camera_missing"), "form", asked=True)

    def camera_back(self) -> None:
        self.camera_fault = ""
        log.warning("the camera gives pictures")
        self._fellows.speech.announce(self._says("camera_back"), "balance")

    def camera_tried(self, why: str) -> None:
        """From the loop's own thread, before each try to open the camera again."""
        self.camera_fault = why
        self.service.waits(why)

    def loop_hangs(self) -> None:
        log.error("no frame was coached for %.1f s, and the camera is not the cause", self.alive.silence_s)
        self._fellows.stream.say("Coach offline")
        self._fellows.speech.announce(self._says("offline"), "safety")

    def loop_died(self) -> None:
        """Says so while there is still a voice; the caller ends the process."""
        self._fellows.speech.say_last(self._says("offline"))

    def frames_told(self) -> str:
        """Every frame that the camera gave is one of these."""
        coached, dropped = self.pulse.coached, self.pulse.dropped
        return f"Frames: {coached + dropped} seen, {coached} coached, {dropped} dropped for newer ones"

    def close(self) -> None:
        self._tell(self.frames_told())
        self.service.close()
        self.easing.close()
        self._buttons.close()
        self.alive.close()

    # ---- what is looked at and eased

    def _disk_full(self) -> bool:
        try:
            free_bytes = shutil.disk_usage(self._config.data).free
        except OSError:
            return False
        return bool(self._fellows.recorder.fault) or free_bytes < 1.5e9 * self._config.recording.reserve_gb

    def _steps(self) -> tuple[Step, ...]:
        """What can be eased here, in the ladder's order; a small pose model cannot be made smaller."""
        stream, scout, recorder = self._fellows.stream, self._fellows.scout, self._fellows.recorder
        steps = (
            Step("stream_rate", "the picture on the panel moves less often", stream.ease_rate),
            Step("stream_size", "it is smaller", stream.ease_size),
            Step("detector_rate", "things on the path are named half as often", scout.ease),
            Step("recording_quality", "every second picture is recorded", recorder.ease),
        )
        if not isinstance(self._fellows.estimator, Switched):
            return steps
        return (*steps, Step("pose_model", "the small pose model measures, less exactly", self._ease_model))

    def _ease_model(self, eased: bool) -> None:
        estimator = self._fellows.estimator
        estimator.ease(eased)
        self._fellows.recorder.models(estimator.model, estimator.model_sha256)


def keep_offline(speech: Speech | Silent, words: str, folder: Path) -> None:
    """Keeps "coach offline" as a file for the time after this process. Without it, that time is silent; no more."""
    try:
        replaced(folder / OFFLINE, speech.wav(words, "safety").read_bytes())
        replaced(folder / OFFLINE_DEVICE, os.fsencode(f"{speech.alsa_device}\n"))
    except (NoVoice, OSError) as fault:
        log.warning("'coach offline' could not be kept for the service manager: %s", fault)


def _coaching(latest: Latest) -> bool:
    return latest.moment is not None and latest.moment.coaching


def _why_silent(status: str) -> str:
    """One sentence for people; the log tells the whole reason."""
    return "no sound device; cues are only shown" if status.startswith("no sound device") else status
