"""Is a video file whole? Walks the outermost parts of mp4, mov, mkv, webm and avi and compares them with its length.

Refuses to know pictures: it reads a few bytes at the head of each part and trusts the sizes written there. A decoder is
no judge of this: it plays what is left of a cut file and ends as if all was well.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_MP4_STARTS = {b"ftyp", b"styp", b"moov", b"mdat", b"moof", b"free", b"skip", b"wide"}
_MP4_NEEDED = {b"moov", b"mdat", b"moof"}  # the rest (padding, notes) may be cut without a loss
_TS_PACKET, _TS_SYNC = 188, 0x47
_EBML, _SEGMENT, _CLUSTER = 0x1A45DFA3, 0x18538067, 0x1F43B675
_UNKNOWN = -1


def break_off(path: Path) -> str:
    """Where the file breaks off, in words; "" when it is whole or of a kind that does not tell.

    A transport stream cut between two packets, or fragments between two, are as good as whole: nothing promises more.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_TS_PACKET + 1)
        file.seek(0)
        if head[4:8] in _MP4_STARTS:
            return _mp4_break(file, size)
        if head[:4] == _EBML.to_bytes(4, "big"):
            return _mkv_break(file, size)
        if head[:4] == b"RIFF" and 8 + int.from_bytes(head[4:8], "little") > size + 1:  # a pad byte may be left out
            return _at(size, 8 + int.from_bytes(head[4:8], "little"))
        if head[:1] == head[_TS_PACKET:] == bytes([_TS_SYNC]) and size % _TS_PACKET:
            return f"breaks off at byte {size}, within a packet"
    return ""


def _at(size: int, promised: int) -> str:
    return f"breaks off at byte {size} of {promised}"


def _mp4_break(file: BinaryIO, size: int) -> str:
    kinds = set()
    for kind, end in _mp4_boxes(file, size):
        kinds.add(kind)
        if end > size and kind in _MP4_NEEDED:
            return _at(size, end)
    return "" if b"moov" in kinds else f"breaks off at byte {size}, before its table of pictures (moov)"


def _mp4_boxes(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int]]:
    """Kind and end of each outermost box; stops at what cannot be one (some writers leave padding behind)."""
    at = 0
    while at + 8 <= size:
        file.seek(at)
        head = file.read(16)
        length, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        elif length == 0:  # "until the end of the file"
            length = size - at
        if length < 8:
            return
        yield kind, at + length
        at += length


def _mkv_break(file: BinaryIO, size: int) -> str:
    """A finished file names its segment's length; one written to a pipe or never closed has only that of its blocks."""
    while file.tell() < size:
        name, length = _mkv_number(file, keep_marker=True), _mkv_number(file)
        if name is None or length is None:
            return f"breaks off at byte {size}, within a part's head"
        if length == _UNKNOWN and name in (_SEGMENT, _CLUSTER):
            continue  # its children follow as if they were its sisters
        end = file.tell() + length
        if length == _UNKNOWN or end > size:
            return _at(size, max(end, size))
        file.seek(end)
    return ""


def _mkv_number(file: BinaryIO, keep_marker: bool = False) -> int | None:
    """A number of variable length, ``_UNKNOWN`` when all its bits are ones, None when the file ends within it."""
    first = file.read(1)
    if not first or first[0] == 0:
        return None
    extra = 8 - first[0].bit_length()
    rest = file.read(extra)
    if len(rest) < extra:
        return None
    number = int.from_bytes(first + rest, "big")
    if keep_marker:
        return number
    number -= 1 << (7 * (extra + 1))
    return _UNKNOWN if number == (1 << (7 * (extra + 1))) - 1 else number
