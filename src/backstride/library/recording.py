"""A recording: a folder with one small described file, the untouched clip, and the poses and path that were seen.

Inputs are recorded, outputs derived: ``expected.jsonl`` says what the coach gives for them today.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from math import isfinite, nan
from pathlib import Path

from ..calibration import calibration_in
from ..errors import BadRecording
from ..toml_reader import Section, read_toml
from ..types import LaneCalibration, Setup, Site, View

FORMAT = 1


@dataclass(frozen=True)
class Recorded:
    """How a clip of one's own came to be: the table ``[recorded]``. A recording that ships has none."""

    session: str  # the same for all clips of one session
    order: int  # counts the clips of one folder, whatever the clock said
    reason: str  # for what the clip was begun: a rule's key, obstacle, fall, pain, keep or session
    triggers: tuple[str, ...]  # everything it was kept for: "5.03 lean_back", in the clip's time
    started_at: str  # ISO 8601, the wall clock at the first picture
    started_s: float  # the session's time at the first picture
    duration_s: float  # from the first picture to the last
    frames: int
    lost_frames: int = 0  # those that the encoder or the disk could not take
    runner: str = ""
    model: str = ""
    model_sha256: str = ""
    language: str = "en"
    version: str = ""  # of Backstride


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
    recorded: Recorded | None = None


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
    def path_clip(self) -> Path | None:
        """What a path camera saw."""
        return _present(self.folder / "path.mp4")

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
    known = calibration_in(file, folder)
    file.done()
    recording = Recording(folder, about, Setup(about.site, about.view, *vars(known).values()))
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
        recorded=_recorded(file.section("recorded")) if "recorded" in file else None,
    )


def _recorded(table: Section) -> Recorded:
    recorded = Recorded(
        session=table.text("session"),
        order=table.whole("order", low=0),
        reason=table.text("reason"),
        triggers=table.texts("triggers"),
        started_at=table.text("started_at"),
        started_s=table.number("started_s"),
        duration_s=table.number("duration_s", low=0),
        frames=table.whole("frames", low=0),
        lost_frames=table.whole("lost_frames", 0, low=0),
        runner=table.text("runner", ""),
        model=table.text("model", ""),
        model_sha256=table.text("model_sha256", ""),
        language=table.text("language", "en"),
        version=table.text("version", ""),
    )
    table.done()
    return recorded


def about_text(about: About, setup: Setup) -> str:
    """What ``about.toml`` says, as ``read_recording`` reads it back."""
    top = {field.name: getattr(about, field.name) for field in fields(About) if field.name != "recorded"}
    blocks = [_lines({"format": FORMAT, **top})]
    if about.recorded is not None:
        blocks.append("[recorded]\n" + _lines(vars(about.recorded)))
    if isfinite(setup.height_m):
        blocks.append("[runner]\n" + _lines({"height_m": setup.height_m}))
    path = setup.path and _lane_values(setup.path.lane) | {"view": setup.path.view or nan}
    for name, part in (("lane", setup.lane and _lane_values(setup.lane)),
                       ("treadmill", setup.belt and vars(setup.belt)), ("path", path)):  # fmt: skip
        if part is not None:
            blocks.append(f"[{name}]\n" + _lines(part))
    return "\n".join(blocks)


def _lane_values(lane: LaneCalibration) -> dict[str, object]:
    """Without the look at the empty lane: it is of another day than the clip."""
    return vars(replace(lane, empty=None)) | {"empty": nan}


def _lines(values: Mapping[str, object]) -> str:
    """Keys and values as TOML; what is NaN is left out."""
    said = ((key, value) for key, value in values.items() if value == value)
    return "".join(f"{key} = {_toml(value)}\n" for key, value in said)


def _toml(value: object) -> str:
    """JSON's texts, lists and numbers are TOML's too, but for the letter DEL."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).replace("\x7f", "\\u007f")


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
