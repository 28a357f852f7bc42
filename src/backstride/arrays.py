"""Reads named arrays from a zip of them (``.npz``) that may be foreign, cut short or hostile.

Nothing is unpacked before every header was held against what is accepted; pickled content is never opened.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np

from .errors import BadRecording

Header = tuple[tuple[int, ...], np.dtype]
"""Shape and kind that an array claims to have."""
HEADERS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # as numpy writes them
UNREADABLE = (
    OSError, EOFError, zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, ValueError,
    OverflowError,
)  # fmt: skip
"""What a broken zip ends in; NotImplementedError for an unknown compression, RuntimeError for an encrypted member."""


def read_arrays(path: Path, names: Iterable[str], accepted: str, check: Callable[[Mapping[str, Header]], None],
                optional: Iterable[str] = ()) -> dict[str, np.ndarray]:  # fmt: skip
    """Every array of those names, once ``check`` raised nothing at their headers; an optional one where it is there.

    Raises BadRecording, which says what is accepted.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            there = set(archive.namelist())
            for name in names:
                if f"{name}.npy" not in there:
                    raise BadRecording(f"{path} has no {name}: {accepted}.")
            wanted = (*names, *(name for name in optional if f"{name}.npy" in there))
            headers = {name: _header(path, archive, name, accepted) for name in wanted}
            check(headers)
            return {name: _array(path, archive, name) for name in wanted}
    except FileNotFoundError as error:
        raise BadRecording(f"{path} does not exist: give a file or a recording folder that has one.") from error
    except UNREADABLE as error:
        raise BadRecording(f"{path} cannot be read as a zip of arrays ({error}): {accepted}.") from error


def _header(path: Path, archive: zipfile.ZipFile, name: str, accepted: str) -> Header:
    if archive.getinfo(f"{name}.npy").compress_type not in PACKED:
        raise BadRecording(f"{path} has {name} packed in a way that is not accepted: {accepted}.")
    try:
        with archive.open(f"{name}.npy") as content:
            shape, _, dtype = HEADERS[np.lib.format.read_magic(content)](content)
    except (ValueError, KeyError, TypeError, RecursionError) as error:  # KeyError: a header of an unknown version
        raise BadRecording(f"{path} has a {name} that is not an array ({error}): {accepted}.") from error
    if dtype.hasobject:
        raise BadRecording(f"{path} has pickled objects in {name}, which are never opened: {accepted}.")
    return shape, dtype


def _array(path: Path, archive: zipfile.ZipFile, name: str) -> np.ndarray:
    try:
        with archive.open(f"{name}.npy") as content:
            return np.lib.format.read_array(content, allow_pickle=False)
    except ValueError as error:
        raise BadRecording(f"{path} is cut short: {name} holds less than it says ({error}).") from error
