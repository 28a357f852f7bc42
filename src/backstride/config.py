"""What differs between two installations: read once, checked as a whole, handed out as frozen parts.

A threshold of a coaching rule is no setting: it is a line in the table of rules.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import nan
from pathlib import Path
from typing import get_args

from .errors import BadConfig
from .toml_reader import Section, parse_toml, read_text
from .types import CueClass, Site, View

CHECKOUT = Path(__file__).resolve().parents[2]
DATA = CHECKOUT / ".data"
"""Where settings made in the panel and rendered sentences are kept unless the config names another folder. Inside the
checkout, so that two checkouts share no password and deleting the folder leaves nothing behind."""

LANGUAGES = ("en", "de", "fr", "it", "es")


@dataclass(frozen=True)
class RunConfig:
    source: str = "auto"  # auto, camera, usb:N or the path of a video or recording
    site: Site | None = None  # None: as the recording says, else track
    view: View | None = None
    language: str = "en"
    senior: bool = False  # longer reaction and stopping distances
    height_m: float = nan
    calibration: Path | None = None
    patient: bool = False  # waits for a camera that is not there, instead of ending or playing the demo


@dataclass(frozen=True)
class PathConfig:
    """A second camera that looks only at the path; none where ``source`` is empty."""

    source: str = ""  # usb:N, camera:N, or the path of a video
    calibration: Path | None = None  # None: as it was calibrated in the panel
    view: View | None = None  # of the runner; None: as the lane's way across the picture tells
    belt: bool = True  # on a treadmill: warns of people and animals near the belt
    spotters: int = 0  # so many people belong beside the belt and are not warned of


@dataclass(frozen=True)
class CameraConfig:
    size: tuple[int, int] = (1280, 720)
    fps: float = 60.0  # what the measures need at best; a camera that can't gives its most
    exposure_us: int = 4000  # fixed, so that a moving leg stays sharp; 0 lets the camera choose
    rotation_deg: int = 0
    index: int = 0  # which of several Pi cameras sees the runner's form


@dataclass(frozen=True)
class PanelConfig:
    host: str = "0.0.0.0"
    port: int = 8080
    names: tuple[str, ...] = ()  # further host names the panel answers to
    tls: bool = False  # https, with a certificate that this machine makes itself


@dataclass(frozen=True)
class VoiceConfig:
    muted: bool = False
    device: str = "auto"  # an ALSA device, "none", or auto: whatever plays here
    piper_model: Path | None = None
    tick_s: float = 0.0  # a quiet tick so often while the coach watches; 0: none


@dataclass(frozen=True)
class GpioConfig:
    """Numbers of pins as the chip counts them (BCM); None where nothing is connected."""

    start_stop: int | None = None  # a button to ground
    pain: int | None = None  # a button to ground
    light: int | None = None  # on while a clip is recorded


@dataclass(frozen=True)
class RecordingConfig:
    on: bool = True
    pre_s: float = 5.0  # recorded before an event
    post_s: float = 5.0  # and after it
    cues: tuple[CueClass, ...] = ("safety", "balance")  # the classes of cues that are events; falls and pain always are
    whole_sessions: bool = False
    folder: Path | None = None  # None: clips in the data folder
    max_gb: float = 20.0  # older clips go when there are more; 0: no limit
    max_days: float = 0.0  # older clips go; 0: no limit
    reserve_gb: float = 1.0  # of the disk that recording never uses


@dataclass(frozen=True)
class Config:
    run: RunConfig = field(default_factory=RunConfig)
    camera: CameraConfig = field(default_factory=CameraConfig)
    model: str = "auto"  # lite, full, or auto: lite on a Raspberry Pi, full elsewhere
    engine: str = "litert"  # what runs the pose networks: litert, or mediapipe, its reference
    panel: PanelConfig = field(default_factory=PanelConfig)
    voice: VoiceConfig = field(default_factory=VoiceConfig)
    recording: RecordingConfig = field(default_factory=RecordingConfig)
    data: Path = DATA
    gpio: GpioConfig = field(default_factory=GpioConfig)
    path: PathConfig = field(default_factory=PathConfig)


def read_config(path: Path | None) -> Config:
    """The settings in a TOML file, or the defaults without one. Raises BadConfig naming key, value and range of
    each fault."""
    if path is None:
        return Config()
    config, faults = parse_config(read_text(path, BadConfig), path.parent, str(path))
    if faults:
        raise BadConfig("; ".join(f"{path} {fault}" for fault in faults))
    return config


def parse_config(text: str, folder: Path, where: str = "settings") -> tuple[Config, tuple[str, ...]]:
    """The settings in a text whose paths start from ``folder``, and every fault: a default stands in for what is wrong.

    Raises BadConfig where the text is no TOML at all.
    """
    faults: list[str] = []
    file = parse_toml(text, where, BadConfig, faults)
    config = Config(
        _run(file.section("run"), folder),
        _camera(file.section("camera")),
        *_pose(file.section("pose")),
        _panel(file.section("panel")),
        _voice(file.section("voice"), folder),
        _recording(file.section("recording"), folder),
        _data(file.section("data"), folder),
        _gpio(file.section("gpio")),
        path=_path(file.section("path"), folder),
    )
    file.done()
    return config, tuple(faults)


def _run(table: Section, folder: Path) -> RunConfig:
    calibration = table.text("calibration", "")
    run = RunConfig(
        table.text("source", "auto"),
        table.text("site", None, ("track", "treadmill")),
        table.text("view", None, ("side", "rear", "front")),
        table.text("language", "en", LANGUAGES),
        table.flag("senior", False),
        table.number("height_m", nan, 0.8, 2.6),
        folder / calibration if calibration else None,
        table.flag("patient", False),
    )
    if run.source.startswith("usb:") and not run.source.removeprefix("usb:").isdecimal():
        table.fault("source", run.source, "auto, camera, usb:N such as usb:0, or a path")
    table.done()
    return run


def _path(table: Section, folder: Path) -> PathConfig:
    calibration = table.text("calibration", "")
    path = PathConfig(
        table.text("source", ""),
        folder / calibration if calibration else None,
        table.text("view", None, ("side", "rear", "front")),
        table.flag("belt", True),
        table.whole("spotters", 0, 0, 3),
    )
    if not path.source and (path.calibration or path.view):
        table.fault("source", path.source, "usb:N, camera:N or the path of a video, where a camera is described")
    table.done()
    return path


def _camera(table: Section) -> CameraConfig:
    usual = CameraConfig()
    camera = CameraConfig(
        (table.whole("width", usual.size[0], 96, 4096), table.whole("height", usual.size[1], 96, 4096)),
        table.number("fps", usual.fps, 5, 240),
        table.whole("exposure_us", usual.exposure_us, 0, 100_000),
        table.whole("rotation_deg", 0, 0, 180),
        table.whole("index", 0, 0, 9),
    )
    if camera.rotation_deg not in (0, 180):
        table.fault("rotation_deg", camera.rotation_deg, "0 or 180")
    table.done()
    return camera


def _pose(table: Section) -> tuple[str, str]:
    model = table.text("model", "auto", ("auto", "lite", "full"))
    engine = table.text("engine", "litert", ("litert", "mediapipe"))
    table.done()
    return model, engine


def _panel(table: Section) -> PanelConfig:
    panel = PanelConfig(
        table.text("host", "0.0.0.0"), table.whole("port", 8080, 0, 65535), table.texts("names", ()),
        table.flag("tls", False),
    )  # fmt: skip
    table.done()
    return panel


def _voice(table: Section, folder: Path) -> VoiceConfig:
    piper = table.text("piper_model", "")
    voice = VoiceConfig(
        table.flag("muted", False),
        table.text("device", "auto"),
        folder / piper if piper else None,
        table.number("tick_s", 0.0, 0, 600),
    )
    if 0 < voice.tick_s < 2:
        table.fault("tick_s", voice.tick_s, "0 for none, or 2 to 600 seconds")
    table.done()
    return voice


def _recording(table: Section, folder: Path) -> RecordingConfig:
    usual, chosen = RecordingConfig(), table.text("folder", "")
    recording = RecordingConfig(
        table.flag("on", usual.on),
        table.number("pre_s", usual.pre_s, 0, 60),
        table.number("post_s", usual.post_s, 1, 300),
        table.texts("cues", usual.cues, get_args(CueClass)),
        table.flag("whole_sessions", usual.whole_sessions),
        folder / chosen if chosen else None,
        table.number("max_gb", usual.max_gb, 0, 1e6),
        table.number("max_days", usual.max_days, 0, 1e5),
        table.number("reserve_gb", usual.reserve_gb, 0, 1e5),
    )
    table.done()
    return recording


def _data(table: Section, folder: Path) -> Path:
    chosen = table.text("folder", "")
    table.done()
    return folder / chosen if chosen else DATA


def _gpio(table: Section) -> GpioConfig:
    gpio = GpioConfig(*(table.whole(key, None, 0, 27) for key in ("start_stop", "pain", "light")))
    table.done()
    used = [pin for pin in (gpio.start_stop, gpio.pain, gpio.light) if pin is not None]
    if len(set(used)) < len(used):
        table.fault("light", gpio.light, "a pin of its own for each of start_stop, pain and light")
    return gpio
