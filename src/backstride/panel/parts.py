"""What the panel is built from: the collaborators that main hands over, and the little it asks of each."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from sys import prefix
from typing import Protocol

from flask import current_app

from ..types import Ask, Cue, Moment, Setup
from .accounts import Accounts
from .backup_parts import BackupParts, no_backups
from .calibrate_parts import CalibrateParts, no_calibrating
from .clip_parts import ClipParts, no_clips
from .exporting import Exporting
from .health_parts import HealthParts, no_health
from .seats import Seats
from .settings_parts import SettingsParts, no_settings
from .training_parts import TrainingParts, no_training


class Session(Protocol):
    """The wishes of the people around one session."""

    muted: bool
    runner: str  # who runs now, empty where nobody said

    def press(self, press: Ask) -> None: ...


@dataclass(frozen=True)
class Recording:
    """How the recording stands: whether a clip is being recorded, and how long there is room for one."""

    runs: bool = False
    room: str = ""  # one sentence, empty where nobody knows


class Runners(Protocol):
    """The people who run here."""

    def names(self) -> tuple[str, ...]: ...

    def add(self, name: str) -> str:
        """Keeps a name and gives it as it is spelled here; OSError where the disk does not take it."""


class Nobody:
    """Stands where no names are kept: each is taken as it comes."""

    def names(self) -> tuple[str, ...]:
        return ()

    def add(self, name: str) -> str:
        return " ".join(name.split())


class Latest(Protocol):
    """The newest moment of the loop."""

    @property
    def moment(self) -> Moment | None: ...

    @property
    def closed(self) -> bool: ...

    def wait(self, after_number: int, timeout_s: float) -> Moment | None:
        """The newest moment once it is another one than ``after_number``; None when none came in time."""

    def cues_since(self, number: int) -> tuple[Cue, ...]:
        """The cues that began after this moment, oldest first."""


class Viewer(Protocol):
    """One pair of eyes on the stream."""

    def next(self, timeout_s: float) -> bytes | None:
        """The newest JPEG that this viewer has not had yet; None when none came in time."""


class Sound(Protocol):
    """Whether somebody hears the coach."""

    @property
    def state(self) -> str:
        """silent, unconfirmed, asked, heard or not heard."""

    def play(self) -> None: ...

    def answer(self, heard: bool) -> None: ...


class NoSound:
    """Where nothing sounds."""

    state = "silent"

    def play(self) -> None:
        """There is nothing to hear."""

    def answer(self, heard: bool) -> None:
        """Nobody was asked."""


class Stream(Protocol):
    """The annotated picture, encoded once for all viewers."""

    @property
    def closed(self) -> bool: ...

    def viewer(self) -> AbstractContextManager[Viewer]: ...


def web_folder() -> Path:
    """Where ``templates`` and ``static`` lie: beside ``src`` in a checkout, under the prefix when installed."""
    checkout = Path(__file__).resolve().parents[3] / "web"
    return checkout if checkout.is_dir() else Path(prefix) / "share" / "backstride" / "web"


@dataclass(frozen=True)
class PanelParts:
    """The panel's collaborators. ``notices`` gives short texts about what is missing, such as a camera or sound."""

    session: Session
    latest: Latest
    stream: Stream
    accounts: Accounts
    setup: Setup
    title: str  # what is being watched: "demo recording", "USB camera 0"
    version: str
    notices: Callable[[], tuple[str, ...]] = tuple
    language: str = "en"  # of the cues, for screen readers
    host_names: tuple[str, ...] = ()  # names besides IP addresses, localhost and *.local under which we may be called
    clips: ClipParts = field(default_factory=no_clips)
    exporting: Exporting = field(default_factory=Exporting)
    calibrating: CalibrateParts = field(default_factory=no_calibrating)
    calibrating_path: CalibrateParts | None = None  # of a second camera that looks only at the path
    path_stream: Stream | None = None  # that camera's picture
    recording: Callable[[], Recording] = Recording
    runners: Runners = field(default_factory=Nobody)
    training: TrainingParts = field(default_factory=no_training)
    health: HealthParts = field(default_factory=no_health)
    backups: BackupParts = field(default_factory=no_backups)
    settings: SettingsParts = field(default_factory=no_settings)
    speak_code: Callable[[str], None] = lambda code: None  # spells the claim code through the loudspeaker
    sound: Callable[[], Sound] = NoSound
    web: Path = field(default_factory=web_folder)
    pictures: Seats = field(default_factory=lambda: Seats(12))
    listeners: Seats = field(default_factory=lambda: Seats(12))


def parts() -> PanelParts:
    """The collaborators of the app that answers the present request."""
    return current_app.extensions["backstride"]
