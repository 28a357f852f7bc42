"""What the health pages ask of the running appliance and of the doctor; by default nothing is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

from ..health.bundle import Bundle
from ..health.readings import Readings
from .metrics_key import MetricsKey


class Line(Protocol):
    """A line of the doctor's."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def mend(self) -> str: ...


@dataclass(frozen=True)
class Examined:
    """What the doctor found, and when by the monotonic clock."""

    lines: tuple[Line, ...]
    at_s: float


@dataclass
class Kept:
    """What was made for the owner and is read again: one examination, one bundle. One of each is made at a time."""

    examined: Examined | None = None
    bundle: Bundle | None = None
    busy: Lock = field(default_factory=Lock)


@dataclass(frozen=True)
class HealthParts:
    """The collaborators of the health pages. ``examine`` takes seconds."""

    readings: Callable[[], Readings] = Readings
    examine: Callable[[], Sequence[Line]] = tuple
    bundle: Callable[[Sequence[Line]], Bundle] = lambda lines: Bundle("none", ())
    key: MetricsKey = field(default_factory=lambda: MetricsKey(None))
    kept: Kept = field(default_factory=Kept)


def no_health() -> HealthParts:
    """The parts of a panel that knows nothing of its machine."""
    return HealthParts()
