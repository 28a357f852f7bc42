"""The support bundle: a few text files that the owner reads before giving them away.

It is put together from what holds no names, no pictures and no secrets, and masked on top of that. Nothing is sent.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, is_dataclass
from math import isnan
from pathlib import Path
from typing import Any

from .masks import Masks

PLAIN = {  # settings that say nothing about anybody; of all others the bundle tells only whether they are set
    "run.site", "run.view", "run.language", "run.senior", "camera.size", "camera.fps", "camera.exposure_us",
    "camera.rotation_deg", "model", "engine", "panel.port", "panel.tls", "voice.muted", "recording.on",
    "recording.pre_s", "recording.post_s", "recording.cues", "recording.whole_sessions", "recording.max_gb",
    "recording.max_days", "recording.reserve_gb",
}  # fmt: skip
ABOUT = """\
This is a support bundle of Backstride {version}.
It was made because somebody pressed a button, and was sent nowhere.

It holds what the doctor found, how each part fares, figures, the settings that
say nothing about people, facts about the machine and the last lines of the log.
It holds no pictures, no names of people or networks, no passwords, codes, keys
or their hashes. Names, addresses and folders are replaced by <words like this>.

Please read it before you give it away: it cannot know what somebody wrote where
nobody expects it.
"""


@dataclass(frozen=True)
class Text:
    """One file of the bundle."""

    name: str
    text: str


@dataclass(frozen=True)
class Bundle:
    """What the owner reads, and the same as an archive. ``id`` tells one bundle from the next."""

    id: str
    texts: tuple[Text, ...]

    @property
    def archive(self) -> bytes:
        """A zip; its dates are none, because a wrong clock must not spoil it."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for text in self.texts:
                archive.writestr(zipfile.ZipInfo(f"backstride-support/{text.name}"), text.text)
        return out.getvalue()


def bundle(id: str, version: str, texts: Iterable[Text], masks: Masks) -> Bundle:
    """The bundle of these texts, each without what is private."""
    about = Text("about.txt", ABOUT.format(version=version))
    return Bundle(id, (about, *(Text(text.name, masks.over(text.text)) for text in texts)))


def settings_told(config: Any) -> str:
    """The settings as lines; only those that say nothing about anybody with their value."""
    return "".join(f"{key} = {value}\n" for key, value in _settings(asdict(config), ""))


def _settings(table: dict[str, Any], above: str) -> Iterable[tuple[str, str]]:
    for key, value in table.items():
        name = f"{above}{key}"
        if isinstance(value, dict) and not is_dataclass(value):
            yield from _settings(value, f"{name}.")
        else:
            yield name, str(value) if name in PLAIN else _whether_set(name, value)


def _whether_set(name: str, value: Any) -> str:
    if name == "run.source":
        return value if value in {"auto", "camera"} or value.startswith("usb:") else "a recording"
    if name == "voice.device":
        return value.partition(":")[0]  # the rest may be a card's own name
    if isinstance(value, float) and isnan(value):
        return "not set"
    if isinstance(value, Path):
        return "set"
    return "set" if value else "not set"
