"""Writes a backup: a zip of the files that belong to one, whole or not at all, for this user's eyes only."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

from ..errors import BadInput
from .parts import Places, found_files, part_of

PACKED_ALREADY = (".npz", ".mp4")
OWN_EYES = 0o100600 << 16


def write_backup(target: Path, places: Places, films: bool = False) -> dict[str, int]:
    """Writes the file, which must not be there yet; gives the number of files by kind. Raises BadInput."""
    if target.exists():
        raise BadInput(f"{target}: is there already; accepted: the name of a new file")
    part = ""
    try:
        number, part = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
        with os.fdopen(number, "wb") as file:
            counts = _fill(zipfile.ZipFile(file, "w"), places, films)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)
    except OSError as fault:
        with suppress(OSError):
            Path(part).unlink()
        raise BadInput(f"{target}: cannot be written ({fault.strerror})") from fault
    return counts


def _fill(archive: zipfile.ZipFile, places: Places, films: bool) -> dict[str, int]:
    counts: Counter[str] = Counter()
    with archive:
        for name, path in found_files(places, films):
            member = zipfile.ZipInfo(name)
            member.external_attr = OWN_EYES
            packed = path.suffix in PACKED_ALREADY
            member.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            with path.open("rb") as source, archive.open(member, "w", force_zip64=True) as out:
                while piece := source.read(1 << 20):
                    out.write(piece)
            counts[part_of(name).title] += 1
    return dict(counts)
