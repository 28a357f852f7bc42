"""A running clip's journal: all but its picture, appended frame by frame, readable after a kill up to its last frame.

``journal.part`` is a run of entries, each ``length (4 bytes) · CRC-32 (4 bytes) · kind (1 byte) · content``, numbers
little-endian; the length counts kind and content, the CRC is of both. A torn or damaged entry ends the journal. Kinds:

* ``H`` what is known of the clip (JSON, ``Heading``): the first entry;
* ``M`` a line of measures.csv, the heading line first; ``E`` a line of events.jsonl; both in the clip's own time;
* ``P`` a pose: t_s (float64), 33 x 3 points and 33 visibilities (float32); the n-th belongs to the clip's n-th picture;
* ``T`` what the clip was kept for (JSON: t_s, reason); ``L`` how many frames are missing (JSON number);
* ``K`` a look at the path (JSON): from when it was known, and what it found; both times the clip's own;
* ``R`` who runs (JSON text), where that was said after the clip began: the last one holds.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from math import nan
from pathlib import Path
from typing import Any

import numpy as np

from .errors import BackstrideError
from .types import BeltCalibration, Found, LaneCalibration, Motion, PathCamera, Pose, Report, Setup

NAME = "journal.part"
_PREFIX = struct.Struct("<II")
_POINTS, _POINT_COUNT = (33, 3), 33
_POSE_BYTES = 8 + 4 * (99 + 33)
_LONGEST_ENTRY = 1 << 20


class BadJournal(BackstrideError):
    """A journal that does not even say which clip it is of."""


@dataclass(frozen=True)
class Origin:
    """What is known of a session before its first frame."""

    title: str  # the source, for people: "USB camera 0"
    fps: float = nan  # nominal
    model: str = ""
    model_sha256: str = ""
    language: str = "en"
    version: str = ""
    runner: str = ""


@dataclass(frozen=True)
class Heading:
    """What is known of a clip when it begins."""

    origin: Origin
    setup: Setup
    image_size: tuple[int, int]  # width, height in pixels
    session: str  # the same for all clips of one session
    order: int  # counts the clips of this folder, whatever the clock says
    reason: str
    started_at: str  # ISO 8601: the wall clock at the clip's first frame
    started_s: float  # the session's time at the clip's first frame


@dataclass(frozen=True)
class Trigger:
    """Something for which a clip is kept: a rule's key, or ``obstacle``, ``fall``, ``pain``, ``keep``, ``session``."""

    t_s: float
    reason: str


@dataclass(frozen=True)
class Journaled:
    """A journal that was read, up to its first damage."""

    heading: Heading
    poses: tuple[Pose, ...]
    measures: tuple[str, ...]  # with the heading line
    events: tuple[str, ...]
    triggers: tuple[Trigger, ...]
    lost_frames: int
    runner: str = ""
    looks: tuple[tuple[float, Report], ...] = ()  # from when each was known (s), and what it found


class Journal:
    """Appends entries; what one ``write`` was given survives the death of the process."""

    def __init__(self, path: Path, heading: Heading):
        self._file = path.open("xb", buffering=0)
        self._waiting = bytearray()
        self._add(b"H", json.dumps(asdict(heading), ensure_ascii=False, default=str).encode())
        self.write()

    def fileno(self) -> int:
        return self._file.fileno()

    def measures(self, line: str) -> None:
        self._add(b"M", line.encode())

    def event(self, line: str) -> None:
        self._add(b"E", line.encode())

    def trigger(self, trigger: Trigger) -> None:
        self._add(b"T", _json(asdict(trigger)))

    def look(self, known_s: float, report: Report) -> None:
        self._add(b"K", _json({"known_s": known_s, **asdict(report)}))

    def runner(self, name: str) -> None:
        self._add(b"R", _json(name))

    def lost(self, frames: int) -> None:
        self._add(b"L", _json(frames))

    def pose(self, t_s: float, pose: Pose) -> None:
        points, visibility = (np.ascontiguousarray(a, "<f4").tobytes() for a in (pose.points, pose.visibility))
        self._add(b"P", struct.pack("<d", t_s) + points + visibility)

    def write(self) -> None:
        """Hands everything added to the kernel."""
        waiting, self._waiting = memoryview(bytes(self._waiting)), bytearray()
        while waiting:
            waiting = waiting[self._file.write(waiting) :]

    def sync(self) -> None:
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()

    def _add(self, kind: bytes, content: bytes) -> None:
        entry = kind + content
        self._waiting += _PREFIX.pack(len(entry), zlib.crc32(entry)) + entry


def read_journal(path: Path) -> Journaled:
    """Everything sound in a journal. Raises BadJournal where not even the heading is."""
    entries = _entries(path.read_bytes())
    kind, content = next(entries, (b"", b""))
    if kind != b"H":
        raise BadJournal(f"{path}: does not begin with a heading")
    heading = _heading(json.loads(content))
    found: dict[bytes, list[bytes]] = {kind: [] for kind in (b"M", b"E", b"T", b"P", b"L", b"R", b"K")}
    for kind, content in entries:
        found.setdefault(kind, []).append(content)
    return Journaled(
        heading,
        tuple(_pose(n, content, heading.image_size) for n, content in enumerate(found[b"P"])),
        tuple(line.decode() for line in found[b"M"]),
        tuple(line.decode() for line in found[b"E"]),
        tuple(Trigger(**json.loads(content)) for content in found[b"T"]),
        sum(json.loads(content) for content in found[b"L"]),
        json.loads(found[b"R"][-1]) if found[b"R"] else heading.origin.runner,
        tuple(_look(json.loads(content)) for content in found[b"K"]),
    )


def _entries(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + _PREFIX.size < len(data):
        length, crc = _PREFIX.unpack_from(data, at)
        entry = data[at + _PREFIX.size : at + _PREFIX.size + length]
        if not 0 < length <= _LONGEST_ENTRY or len(entry) < length or zlib.crc32(entry) != crc:
            return
        yield entry[:1], entry[1:]
        at += _PREFIX.size + length


def _pose(number: int, content: bytes, image_size: tuple[int, int]) -> Pose:
    if len(content) != _POSE_BYTES:
        raise BadJournal(f"a pose of {len(content)} bytes; accepted: {_POSE_BYTES}")
    numbers = np.frombuffer(content, "<f4", offset=8)
    points, visibility = numbers[:99].reshape(_POINTS), numbers[99:]
    return Pose(points, visibility, image_size, struct.unpack_from("<d", content)[0], number)


def _look(said: dict[str, Any]) -> tuple[float, Report]:
    found = (Found(one["track"], one["label"], Motion(**one["motion"]), tuple(one["box"])) for one in said["found"])
    runner = said.get("runner")
    return said["known_s"], Report(said["t_s"], said["why"], tuple(found), said.get("note", ""),
                                  runner and (runner[0], runner[1]))  # fmt: skip


def _heading(said: dict[str, Any]) -> Heading:
    setup = dict(said["setup"])
    lane, belt, path = setup.pop("lane"), setup.pop("belt"), setup.pop("path", None)
    setup = Setup(
        **setup,
        lane=None if lane is None else _lane(lane),
        belt=None if belt is None else BeltCalibration(**_tupled(belt)),
        path=None if path is None else PathCamera(**path | {"lane": _lane(path["lane"])}),
    )
    return Heading(**{**said, "origin": Origin(**said["origin"]), "setup": setup,
                      "image_size": tuple(said["image_size"])})  # fmt: skip


def _lane(said: dict[str, Any]) -> LaneCalibration:
    """The look at the empty lane stays behind: it is of another day than the clip."""
    return LaneCalibration(**_tupled(said) | {"empty": None})


def _tupled(value: Any) -> Any:
    """JSON's lists as the tuples that they were."""
    if isinstance(value, dict):
        return {key: _tupled(inner) for key, inner in value.items()}
    return tuple(_tupled(inner) for inner in value) if isinstance(value, list) else value


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
