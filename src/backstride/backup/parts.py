"""What belongs to a backup: a list of kinds of files, each with its bound and its check. The rest stays out.

Not on it, on purpose: accounts and certificates. A backup lies around on laptops, where password hashes could be
guessed in peace, and an old one must not bring back somebody whom the owner removed. Films only where asked for.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import cv2

from ..calibration import read_calibration
from ..config import parse_config
from ..errors import BadInput
from ..library.kept_arrays import read_looks, read_poses
from ..library.notes import read_notes
from ..library.plain import open_film
from ..toml_reader import read_text, read_toml

SETTINGS, TRAINING, CLIPS = "config.toml", "training", "clips"
CLIP = r"clips/[A-Za-z0-9][A-Za-z0-9._-]{0,119}/"
KIB, MIB = 1 << 10, 1 << 20
MOST_FRAMES = 500_000  # of one clip: over two hours at 60 a second
MOST_COLUMNS, LONGEST_LINE = 100, 256 * KIB
MOST_PIXELS = 64 << 20
UNFINISHED = ("journal.part", "clip.mp4.part")


@dataclass(frozen=True)
class Places:
    """Where the machine keeps them."""

    data: Path
    clips: Path
    settings: Path


@dataclass(frozen=True)
class Part:
    """One kind of file, by its name in the archive. ``check`` raises BadInput for one that is damaged."""

    title: str
    pattern: str
    most_bytes: int
    check: Callable[[Path], object]
    is_film: bool = False


def _settings(path: Path) -> None:
    _, faults = parse_config(read_text(path), path.parent)
    if faults:
        raise BadInput("; ".join(faults))


def _json(path: Path) -> None:
    try:
        json.loads(path.read_bytes())
    except (ValueError, RecursionError) as fault:
        raise BadInput(f"{path.name} is no JSON ({fault})") from fault


def _lines(path: Path) -> None:
    try:
        with path.open("rb") as file:
            while line := file.readline(LONGEST_LINE):
                if len(line) >= LONGEST_LINE:
                    raise ValueError("a line is too long")
                if line.strip():
                    json.loads(line)
    except (ValueError, RecursionError) as fault:
        raise BadInput(f"{path.name} is no list of JSON lines ({fault})") from fault


def _table(path: Path) -> None:
    """The library reads tables whole: one that is no table, or longer than anybody runs, would take all memory."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = csv.reader(file)
            width = len(next(rows, ()))
            if width > MOST_COLUMNS or any(len(row) != width or n > MOST_FRAMES for n, row in enumerate(rows)):
                raise ValueError("its rows are not alike, or too many")
    except (ValueError, csv.Error) as fault:
        raise BadInput(f"{path.name} is no table of measures ({fault})") from fault


def _film(path: Path) -> None:
    try:
        with open_film(path) as film:
            film.streams.video[0]
    except (av.FFmpegError, IndexError) as fault:
        raise BadInput(f"{path.name} is no film") from fault


def _nothing(path: Path) -> None:
    if path.stat().st_size:
        raise BadInput(f"{path.name} holds something")


def _picture(path: Path) -> None:
    """Its head is looked at first: a small file may unpack to more than there is memory for."""
    with path.open("rb") as file:
        head = file.read(24)
    width, height = (int.from_bytes(head[at : at + 4], "big") for at in (16, 20))
    told = head[:8] == b"\x89PNG\r\n\x1a\n" and width * height <= MOST_PIXELS
    if not told or cv2.imread(str(path)) is None:
        raise BadInput(f"{path.name} is no picture")


PARTS = (
    Part("settings", r"config\.toml", 256 * KIB, _settings),
    Part("calibration", r"(path-)?calibration\.toml", 256 * KIB, read_calibration),
    Part("calibration", r"(path-)?lane-empty-[0-9]{8}T[0-9]{6}\.png", 64 * MIB, _picture),
    Part("runners", r"runners\.json", 256 * KIB, _json),
    Part("training", r"training/programmes/[a-z0-9][a-z0-9_-]{0,60}\.json", MIB, _json),
    Part("training", r"training/[a-z0-9][a-z0-9-]{0,60}/person\.json", MIB, _json),
    Part("training", r"training/[a-z0-9][a-z0-9-]{0,60}/(sessions|soreness)\.jsonl", 16 * MIB, _lines),
    Part("clips", CLIP + r"about\.toml", 256 * KIB, read_toml),
    Part("clips", CLIP + r"notes\.toml", 256 * KIB, lambda path: read_notes(path.parent)),
    Part("clips", CLIP + r"keep", 0, _nothing),
    Part("clips", CLIP + r"(events|expected)\.jsonl", 16 * MIB, _lines),
    Part("clips", CLIP + r"measures\.csv", 128 * MIB, _table),
    Part("clips", CLIP + r"poses\.npz", 256 * MIB, lambda path: read_poses(path, MOST_FRAMES)),
    Part("clips", CLIP + r"path\.npz", 128 * MIB, read_looks),
    Part("clips", CLIP + r"clip\.mp4", 64 << 30, _film, is_film=True),
)


def part_of(name: str) -> Part | None:
    """The kind of file that bears this name in an archive."""
    return next((part for part in PARTS if re.fullmatch(part.pattern, name, re.ASCII)), None)


def found_files(places: Places, films: bool) -> Iterator[tuple[str, Path]]:
    """Every file here that belongs to a backup, with its name there. Links and half-written ones do not."""
    for name, path in (*_single(places), *_under(places.data / TRAINING, TRAINING), *_of_clips(places.clips, films)):
        part = part_of(name)
        if part and (films or not part.is_film) and path.is_file() and not path.is_symlink():
            yield name, path


def _single(places: Places) -> Iterator[tuple[str, Path]]:
    yield SETTINGS, places.settings.resolve()
    for name in ("calibration.toml", "path-calibration.toml", "runners.json"):
        yield name, places.data / name
    for path in sorted(places.data.glob("*lane-empty-*.png")):  # of the calibrations, with nobody on them
        yield path.name, path


def _under(folder: Path, name: str) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.glob("*/*")) if folder.is_dir() else ():
        if not path.parent.is_symlink():
            yield f"{name}/{path.parent.name}/{path.name}", path


def _of_clips(clips: Path, films: bool) -> Iterator[tuple[str, Path]]:
    """Without its film a clip needs its poses: with neither it is no recording."""
    for folder in sorted(clips.iterdir()) if clips.is_dir() else ():
        whole = folder.is_dir() and not any((folder / name).exists() for name in UNFINISHED)
        if whole and not folder.is_symlink() and (films or (folder / "poses.npz").is_file()):
            yield from ((f"{CLIPS}/{folder.name}/{path.name}", path) for path in sorted(folder.iterdir()))
