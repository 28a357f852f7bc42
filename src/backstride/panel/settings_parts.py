"""What the settings page asks of the settings file; by default there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..errors import BadInput


class Setting(Protocol):
    """One key that the file may hold."""

    table: str
    key: str
    usual: str
    meaning: str


@dataclass(frozen=True)
class SettingsParts:
    """The collaborators of the settings page. ``read`` and ``save`` refuse with BadInput."""

    read: Callable[[], str]
    check: Callable[[str], Sequence[str]]  # every fault in a sentence
    save: Callable[[str], None]
    restart: Callable[[], None] | None = None  # takes the saved settings up; None where nobody could start it again
    known: Sequence[Setting] = ()
    safe_mode: bool = False  # nothing else runs: the settings are broken


def no_settings() -> SettingsParts:
    """The parts of a panel whose settings stand nowhere."""

    def refuse(*what: object) -> str:
        raise BadInput("There is no settings file here.")

    return SettingsParts(lambda: "", lambda text: (), refuse)
