"""What is whole of a fragmented MP4 that was cut off anywhere: how many bytes, and how many pictures are in them.

Reads the boxes of ISO/IEC 14496-12 that ``sinks.segment`` writes: ``ftyp moov (moof mdat)… mfra``.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

KNOWN = (b"ftyp", b"free", b"moov", b"moof", b"mdat", b"mfra")
_LONGEST_HEADER_BOX = 1 << 24  # bytes of a moov or moof: ours have under a thousand


@dataclass(frozen=True)
class Whole:
    """The whole part of a file. ``tail_known`` tells that what follows is the beginning of a fragment, or zeros."""

    bytes: int
    pictures: int
    tail_known: bool
    index: bool  # the closing index is there: the file was closed by its writer


@dataclass(frozen=True)
class _Box:
    kind: bytes
    at: int
    size: int


def whole_part(path: Path) -> Whole:
    """Up to the last fragment that is there with all its bytes, which make sense as H.264."""
    size = path.stat().st_size
    with path.open("rb") as file:
        boxes = list(_boxes(file, size))
        fragments = [(a, b) for a, b in pairwise(boxes) if (a.kind, b.kind) == (b"moof", b"mdat")]
        while fragments and not _makes_sense(file, fragments[-1][1]):  # a power cut may leave zeros in the last one
            boxes = boxes[: boxes.index(fragments.pop()[0])]
        end = _end(boxes, fragments)
        pictures = sum(_pictures(_content(file, moof)) for moof, _ in fragments)
        return Whole(end, pictures, _is_known(file, end, size), bool(boxes) and boxes[-1].kind == b"mfra")


def _end(boxes: list[_Box], fragments: list[tuple[_Box, _Box]]) -> int:
    """Where the whole part ends: after the index, or after the last fragment; a lone moof is not whole."""
    if not fragments:
        return 0
    last = boxes[-1] if boxes[-1].kind in (b"mfra", b"mdat") else fragments[-1][1]
    return last.at + last.size


def _boxes(file: BinaryIO, size: int) -> Iterator[_Box]:
    """The outer boxes that are there whole."""
    at = 0
    while at + 8 <= size:
        file.seek(at)
        head = file.read(16)
        length, kind = struct.unpack_from(">I4s", head)
        if length == 1 and len(head) == 16:
            length = struct.unpack_from(">Q", head, 8)[0]
        if kind not in KNOWN or length < 8 or at + length > size:
            return
        yield _Box(kind, at, length)
        at += length


def _content(file: BinaryIO, box: _Box) -> bytes:
    if box.size > _LONGEST_HEADER_BOX:
        return b""
    file.seek(box.at + 8)
    return file.read(box.size - 8)


def _pictures(moof: bytes) -> int:
    """The sum of the sample counts of a moof's runs: moof / traf / trun."""
    runs = (run for kind, traf in _inner(moof) if kind == b"traf" for kind, run in _inner(traf) if kind == b"trun")
    return sum(struct.unpack_from(">I", run, 4)[0] for run in runs if len(run) >= 8)


def _inner(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        if length < 8:
            return
        yield kind, content[at + 8 : at + length]
        at += length


def _makes_sense(file: BinaryIO, mdat: _Box) -> bool:
    """Its H.264 units, each with its length before it, fill the box exactly, and none is empty."""
    at, end = mdat.at + 8, mdat.at + mdat.size
    while at < end:
        file.seek(at)
        head = file.read(5)
        if len(head) < 5 or not head[4] & 0x1F or head[4] & 0x80:
            return False
        at += 4 + struct.unpack_from(">I", head)[0]
    return at == end and mdat.size > 8


def _is_known(file: BinaryIO, end: int, size: int) -> bool:
    """Whether what follows the whole part begins as a box of ours does, or is all zeros."""
    file.seek(end)
    head = file.read(8)
    if len(head) < 8 or head[4:8] in KNOWN:
        return True
    while head:
        if head.strip(b"\0"):
            return False
        head = file.read(1 << 20)
    return True
