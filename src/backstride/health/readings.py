"""All that is known of the running appliance at one time: what the pages, Prometheus and the bundle tell from."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import nan

from .meters import Spread

STAGES = ("camera", "pose", "path", "coach", "stream", "recorder")
EMPTY = Spread((), (0,), 0.0)


@dataclass(frozen=True)
class Stage:
    """One stage of the loop or behind it. NaN where it was never at work; ``took`` where its time is taken."""

    count: int = 0
    rate_hz: float = nan
    age_s: float = nan  # since it last did something
    took: Spread | None = None


@dataclass(frozen=True)
class Camera:
    title: str = ""
    fps: float = nan  # what it was set to
    live: bool = False
    fault: str = ""
    dim: str = ""  # why there is too little light
    losses: int = 0
    seen: int = 0  # frames
    coached: int = 0
    dropped: int = 0  # seen = coached + dropped


@dataclass(frozen=True)
class Voice:
    status: str = ""
    audible: bool = False
    muted: bool = False
    confirmed: str = ""  # whether a person heard it: unconfirmed, asked, heard, not heard
    fates: tuple[tuple[str, int], ...] = ()  # what became of the sentences


@dataclass(frozen=True)
class Recorder:
    on: bool = False
    fault: str = ""
    recording: bool = False
    clips: int = 0
    coded: int = 0
    lost: int = 0  # frames


@dataclass(frozen=True)
class Stream:
    viewers: int = 0
    places: int = 0
    listeners: int = 0
    encoded: int = 0
    dropped: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Path:
    """``state`` is the coach's; empty before the first frame."""

    state: str = ""
    why: str = ""
    age_s: float = nan  # of the look it rests on


@dataclass(frozen=True)
class Machine:
    """None and NaN: this machine does not tell."""

    temperature_c: float | None = None
    throttled: int | None = None  # the Pi's bits
    free_bytes: int | None = None
    minutes: float = nan  # of recording that the disk still takes
    rss_bytes: int = 0
    cpu_s: float = 0.0
    open_files: int = 0
    threads: int = 0
    free_memory_bytes: int | None = None
    clock_jumped_s: float = 0.0  # by how much the wall clock was changed since the start
    clock_confirmed: bool | None = None


@dataclass(frozen=True)
class Readings:
    version: str = ""
    uptime_s: float = 0.0
    site: str = "track"
    view: str = "side"
    model: str = ""
    engine: str = ""
    coaching: bool | None = None  # None before the first frame
    tracked_age_s: float = nan
    camera: Camera = field(default_factory=Camera)
    stages: tuple[tuple[str, Stage], ...] = ()
    latencies: tuple[tuple[str, Spread], ...] = ()  # decision, cue, sound: since the picture was taken
    cue_to_sound: Spread = EMPTY
    cues: tuple[tuple[str, str, int], ...] = ()  # rule, class, how often
    voice: Voice = field(default_factory=Voice)
    path: Path = field(default_factory=Path)
    recorder: Recorder = field(default_factory=Recorder)
    stream: Stream = field(default_factory=Stream)
    machine: Machine = field(default_factory=Machine)
    eased: tuple[str, ...] | None = None  # steps of the degrade ladder that are taken; None: nobody watches the load
    eased_why: str = ""
    faults: tuple[str, ...] = ()  # parts that failed and are left out
    logged: tuple[tuple[str, int], ...] = ()  # lines by level

    def stage(self, name: str) -> Stage:
        return dict(self.stages).get(name, Stage())

    def latency(self, to: str) -> Spread:
        return dict(self.latencies).get(to, EMPTY)
