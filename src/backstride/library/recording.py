"""A recording: a folder with one small described file, the untouched clip, and the poses and path that were seen.

Inputs are recorded, outputs derived: ``expected.jsonl`` says what the coach gives for them today.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ..calibration import calibration_in
from ..errors import BadRecording
from ..toml_reader import Section, read_toml
from ..types import Setup, Site, View

FORMAT = 1


@dataclass(frozen=True)
class About:
    """What ``about.toml`` says."""

    title: str
    shows: str
    origin: str
    licence: str
    consent: str
    site: Site
    view: View
    fps: float
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Recording:
    """A recording folder that was read. ``clip`` or ``poses`` may be absent, not both."""

    folder: Path
    about: About
    setup: Setup

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def clip(self) -> Path | None:
        return _present(self.folder / "clip.mp4")

    @property
    def poses(self) -> Path | None:
        return _present(self.folder / "poses.npz")

    @property
    def path(self) -> Path | None:
        return _present(self.folder / "path.npz")

    @property
    def expected(self) -> Path:
        return self.folder / "expected.jsonl"


def read_recording(folder: Path) -> Recording:
    """Reads a recording folder. Raises BadRecording with one sentence where it is none or is damaged."""
    described = folder / "about.toml"
    if not described.is_file():
        raise BadRecording(f"{folder}: is no recording; accepted: a folder with about.toml and clip.mp4 or poses.npz")
    file = read_toml(described, BadRecording)
    file.whole("format", low=FORMAT, high=FORMAT)
    about = _about(file)
    known = calibration_in(file)
    file.done()
    recording = Recording(folder, about, Setup(about.site, about.view, known.height_m, known.lane, known.belt))
    if recording.clip is None and recording.poses is None:
        raise BadRecording(f"{folder}: holds neither clip.mp4 nor poses.npz")
    return recording


def _about(file: Section) -> About:
    return About(
        title=file.text("title"),
        shows=file.text("shows"),
        origin=file.text("origin"),
        licence=file.text("licence"),
        consent=file.text("consent", ""),
        site=file.text("site", choices=("track", "treadmill")),
        view=file.text("view", choices=("side", "rear", "front")),
        fps=file.number("fps", low=1, high=1000),
        faults=file.texts("faults", ()),
    )


def write_expected(path: Path, lines: tuple[str, ...]) -> None:
    """Writes the lines the coach gives for a recording, as a new file that replaces the old one at once."""
    part = path.with_name(path.name + ".part")
    part.write_text("".join(f"{line}\n" for line in lines))
    part.replace(path)


def expected_lines(events: tuple[dict, ...]) -> tuple[str, ...]:
    """The observations and cues among replayed events, one JSON line each: what a reader of a diff wants to see."""
    return tuple(json.dumps(e, ensure_ascii=False) for e in events if e["kind"] in ("observation", "cue"))


def _present(path: Path) -> Path | None:
    return path if path.is_file() else None
