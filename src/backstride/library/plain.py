"""A clip's folder holds plain files: whoever puts a link there wants another file shown, sent or written over."""

from __future__ import annotations

import os
from pathlib import Path

import av

from ..errors import BadRecording

FILM = {"format_whitelist": "mov,mp4", "protocol_whitelist": "file"}
"""FFmpeg would open play lists as well, which name other files and addresses."""


def refuse_links(folder: Path) -> None:
    """Raises BadRecording where the folder or anything in it is a link, a pipe or a device."""
    if folder.is_symlink():
        raise BadRecording(f"{folder}: is a link; accepted: a folder of plain files")
    try:
        with os.scandir(folder) as found:
            for entry in found:
                if not (entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False)):
                    raise BadRecording(f"{folder}: {entry.name} is a link or a device; accepted: plain files")
    except OSError as fault:
        raise BadRecording(f"{folder}: cannot be read ({fault.strerror})") from fault


def open_film(path: Path) -> av.container.InputContainer:
    """Opens an mp4 and nothing that only bears its name. Raises av.FFmpegError."""
    return av.open(f"file:{path}", options=FILM)
