"""What is known of the running appliance: gathered from its parts for the health pages, Prometheus and the bundle."""

from __future__ import annotations

import os
import platform
import re
import secrets
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from importlib import metadata
from math import nan
from pathlib import Path
from threading import Thread
from typing import Any

from . import __version__
from .bench.machine import machine as processor
from .clips import clips_folder
from .config import Config
from .device import Device
from .doctor import board
from .doctor.asked import asked_of
from .doctor.checks import examined
from .doctor.command import as_text
from .doctor.line import Line
from .doctor.machine import Machine
from .doctor.system import synchronised
from .health import readings as shown
from .health.bundle import Bundle, Text, bundle, settings_told
from .health.exposition import exposition
from .health.log import Ring, open_log
from .health.masks import Masks
from .health.meters import Meters, TimedCoach, TimedEstimator, TimedScout
from .health.told import parts_of
from .library.storage import GIGABYTE, Rate, rate, room
from .panel.health_parts import HealthParts
from .panel.metrics_key import MetricsKey
from .types import Setup

KEY = "metrics.key"  # in the data folder
NETWORKS = "/etc/NetworkManager/system-connections"
COMMON = {"root", "pi", "backstride", "raspberrypi", "localhost", "owner", "lo", "eth0", "wlan0"}  # names of nobody
PACKAGES = ("numpy", "opencv-contrib-python", "ai-edge-litert", "mediapipe", "av", "flask", "cheroot", "picamera2")


class Remembered:
    """The answer to a question that is dear to ask, for some seconds. Who asks while it is asked has the old one."""

    def __init__(self, ask: Callable[[], Any], for_s: float, first: Any = None):
        self._ask, self._for_s, self._answer, self._asked_s = ask, for_s, first, float("-inf")

    def __call__(self) -> Any:
        now_s = time.monotonic()
        if now_s - self._asked_s >= self._for_s:
            self._asked_s = now_s
            self._answer = self._ask()
        return self._answer


class KnownWords:
    """What is private, as of a while ago. A line of the log may be written by whoever holds the very lock that this
    would wait for, so it is never asked in that thread."""

    def __init__(self, ask: Callable[[], set[str]], every_s: float = 20.0):
        self._ask, self._every_s, self._words, self._asked_s = ask, every_s, ask(), time.monotonic()

    def __call__(self) -> set[str]:
        if time.monotonic() - self._asked_s >= self._every_s:
            self._asked_s = time.monotonic()
            Thread(target=self.refresh, name="private words", daemon=True).start()
        return self._words

    def refresh(self) -> None:
        self._words = self._ask()


class Vitals:
    """Made before the parts, told of them when they are there; readings can be asked for at any time."""

    def __init__(self, config: Config, setup: Setup, file: Path | None = None, machine: Machine | None = None):
        self._config, self._setup, self._file = config, setup, file
        self.meters, self._machine = Meters(), machine or Machine()
        self._private: Callable[[], Iterable[str]] = tuple
        self._words = KnownWords(self._private_words)
        self.masks = Masks(self._words)
        self._ring: Ring = open_log(self.masks)
        self._parts: dict[str, Any] = {}
        self._wall_ahead_s = time.time() - time.monotonic()
        self._throttled = Remembered(lambda: board.throttle_bits(self._machine), 5.0)
        self._confirmed = Remembered(lambda: synchronised(self._machine), 60.0)
        self._rate = Remembered(self._recorded_rate, 600.0, Rate())

    def know(self, private: Callable[[], Iterable[str]] | None = None, **parts: Any) -> None:
        """The appliance's parts by name, and who tells what is private now."""
        self._parts |= parts
        self._private = private or self._private
        self._words.refresh()
        if "speech" in parts:
            parts["speech"].on_sound = self.meters.sounded

    def timed(self, estimator: Any, scout: Any, coach: Any) -> tuple[Any, Any, Any]:
        """The same three, with the time taken that each turn of theirs takes."""
        meters = self.meters
        return (
            TimedEstimator(estimator, meters.pose_s, meters.clock),
            TimedScout(scout, meters.path_s, meters.clock),
            TimedCoach(coach, meters.coach_s, meters.clock),
        )

    def for_panel(self) -> HealthParts:
        return HealthParts(self.readings, self.examine, self.bundle, MetricsKey(self._config.data / KEY))

    # ---- what is known now

    def readings(self) -> shown.Readings:
        meters, moment = self.meters, self.meters.moment
        return shown.Readings(
            version=__version__,
            uptime_s=meters.clock() - meters.started_s,
            site=self._setup.site,
            view=self._setup.view,
            model=getattr(self._parts.get("estimator"), "model", ""),
            engine=self._config.engine,
            coaching=None if moment is None else moment.coaching,
            tracked_age_s=meters.tracked.age_s,
            camera=self._camera(),
            stages=self._stages(),
            latencies=(
                ("decision", meters.to_decision_s.spread), ("cue", meters.to_cue_s.spread),
                ("sound", meters.to_sound_s.spread),
            ),
            cue_to_sound=meters.cue_to_sound_s.spread,
            cues=tuple((rule, class_, count) for (rule, class_), count in sorted(meters.cues.items())),
            voice=self._voice(),
            path=self._path(),
            recorder=self._recorder(),
            stream=self._stream(),
            machine=self._board(),
            eased=self._device.easing.eased if self._device else None,
            eased_why=self._device.easing.why if self._device else "",
            faults=tuple(sink.fault for sink in self._parts.get("guarded", ()) if sink.fault),
            logged=tuple(sorted(self._ring.counts.items())),
        )  # fmt: skip

    def _camera(self) -> shown.Camera:
        source, device, meters = self._parts.get("source"), self._device, self.meters
        return shown.Camera(
            title=source.title if source else "",
            fps=source.fps if source else nan,
            live=bool(source) and not self._parts.get("plays"),
            fault=device.camera_fault if device else "",
            dim=source.dim if source else "",
            losses=device.losses if device else 0,
            seen=meters.seen,
            coached=meters.coached.count,
            dropped=meters.dropped,
        )

    @property
    def _device(self) -> Device | None:
        return self._parts.get("device")

    def _stages(self) -> tuple[tuple[str, shown.Stage], ...]:
        meters, recorder, stream = self.meters, self._recorder(), self._stream()
        coached, looks = meters.coached, meters.looks
        return (
            ("camera", shown.Stage(meters.seen, meters.seen_rate_hz, coached.age_s)),
            ("pose", shown.Stage(coached.count, coached.rate_hz, coached.age_s, meters.pose_s.spread)),
            ("path", shown.Stage(looks.count, looks.rate_hz, looks.age_s, meters.path_s.spread)),
            ("coach", shown.Stage(coached.count, coached.rate_hz, coached.age_s, meters.coach_s.spread)),
            ("stream", shown.Stage(stream.encoded)),
            ("recorder", shown.Stage(recorder.coded)),
        )

    def _voice(self) -> shown.Voice:
        speech = self._parts.get("speech")
        if speech is None:
            return shown.Voice()
        fates = tuple(sorted(vars(speech.counts).items()))
        confirmed = self._device.sound.state if self._device else ""
        return shown.Voice(speech.status, speech.audible, self._parts["session"].muted, confirmed, fates)

    def _path(self) -> shown.Path:
        moment = self.meters.moment
        if moment is None:
            return shown.Path()
        seen = moment.path
        return shown.Path(seen.state, seen.why, moment.t_s - seen.report.t_s if seen.report is not None else nan)

    def _recorder(self) -> shown.Recorder:
        recorder = self._parts.get("recorder")
        if recorder is None:
            return shown.Recorder()
        counts, on = recorder.counts, self._config.recording.on
        return shown.Recorder(on, recorder.fault, bool(recorder.recording), counts.clips, counts.coded, counts.lost)

    def _stream(self) -> shown.Stream:
        stream, panel = self._parts.get("stream"), self._parts.get("panel")
        if stream is None or panel is None:
            return shown.Stream()
        counts = stream.counts
        return shown.Stream(
            counts.viewers, panel.pictures.limit, panel.listeners.taken, counts.encoded, counts.dropped, counts.failed
        )

    def _board(self) -> shown.Machine:
        free, minutes = self._room()
        found = re.search(r"MemAvailable:\s+(\d+) kB", self._machine.text("/proc/meminfo") or "")
        statm = (self._machine.text("/proc/self/statm") or "0 0").split()
        return shown.Machine(
            temperature_c=board.temperature_c(self._machine),
            throttled=self._throttled(),
            free_bytes=free,
            minutes=minutes,
            rss_bytes=int(statm[1]) * os.sysconf("SC_PAGE_SIZE"),
            cpu_s=sum(os.times()[:4]),
            open_files=len(self._machine.names("/proc/self/fd")),
            threads=len(self._machine.names("/proc/self/task")),
            free_memory_bytes=1024 * int(found[1]) if found else None,
            clock_jumped_s=round(time.time() - time.monotonic() - self._wall_ahead_s, 3),
            clock_confirmed=self._confirmed(),
        )

    def _room(self) -> tuple[int | None, float]:
        try:
            left = room(clips_folder(self._config), self._reserve_bytes, taken=self._rate())
        except OSError:
            return None, nan
        return left.free_bytes, left.minutes

    @property
    def _reserve_bytes(self) -> int:
        return round(self._config.recording.reserve_gb * GIGABYTE)

    def _recorded_rate(self) -> Rate:
        try:
            return rate(clips_folder(self._config))
        except OSError:
            return Rate()

    # ---- the doctor, the bundle

    def examine(self) -> tuple[Line, ...]:
        return tuple(examined(Machine(), asked_of(self._file)))

    def bundle(self, lines: Sequence[Line]) -> Bundle:
        self._words.refresh()
        now = self.readings()
        told = (f"{part.state:8}{part.title:22}{part.words}  {part.detail}".rstrip() for part in parts_of(now))
        texts = (
            Text("doctor.txt", _lines(as_text(line) for line in lines)),
            Text("health.txt", _lines(told)),
            Text("machine.txt", _lines(_facts(self._machine))),
            Text("settings.txt", settings_told(self._config)),
            Text("metrics.txt", exposition(now).decode()),
            Text("log.txt", _lines(self._ring.lines)),
        )
        return bundle(secrets.token_hex(4), __version__, texts, self.masks)

    def _private_words(self) -> set[str]:
        """What must not leave this machine and is known to be private: people, this machine's own name, networks."""
        networks = (name.removesuffix(".nmconnection") for name in self._machine.names(NETWORKS))
        own = (socket.gethostname(), self._machine.user(), *self._config.panel.names)
        words = (*own, *networks, *_ssids(self._machine), *self._private())
        return {word for word in words if word.lower() not in COMMON}


def _ssids(machine: Machine) -> Iterable[str]:
    """The names of the networks that this machine knows, where it may read them."""
    for name in machine.names(NETWORKS):
        for line in (machine.text(f"{NETWORKS}/{name}") or "").splitlines():
            key, _, value = line.partition("=")
            if key in {"ssid", "psk", "id"}:
                yield value.strip()


def _facts(machine: Machine) -> Iterable[str]:
    """What this is, without its name."""
    about = processor()
    system = re.search(r'^PRETTY_NAME="?([^"\n]*)', machine.text("/etc/os-release") or "", re.M)
    yield f"board: {about['processor']}, {about['cores']} cores, {machine.architecture}"
    yield f"system: {system[1] if system else 'not known'}, kernel {platform.release()}"
    yield f"python: {platform.python_version()}"
    for package in PACKAGES:
        try:
            yield f"{package}: {metadata.version(package)}"
        except metadata.PackageNotFoundError:
            yield f"{package}: not installed"


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
