"""The file that keeps the password hashes of owner and viewers: read with suspicion, written whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import BadConfig
from .passwords import is_hash

FORMAT = 2  # 1 knew no viewers
LARGEST_BYTES = 64 * 1024
LONGEST_NAME, MOST_VIEWERS = 40, 20


@dataclass(frozen=True)
class Kept:
    """What the file holds: the owner's password hash, empty while nobody claimed the machine, and those of viewers."""

    owner: str = ""
    viewers: Mapping[str, str] = field(default_factory=dict)  # name: password hash


def read_accounts(path: Path) -> Kept:
    """The accounts, or none when this machine was never claimed. A damaged file claims nothing anew: BadConfig."""
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST_BYTES + 1).decode()
    except FileNotFoundError:
        return Kept()
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfig(f"The accounts file {path} can't be read: it must be a text file of this user.") from error
    try:
        kept = _kept(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadConfig(
            f"The accounts file {path} is damaged: restore it from a copy, or remove it to claim this machine anew."
        ) from error
    path.chmod(0o600)
    return kept


def _kept(told: dict) -> Kept:
    if told["format"] not in (1, FORMAT) or isinstance(told["format"], bool):
        raise ValueError("format")
    viewers = {name: viewer["password_hash"] for name, viewer in told.get("viewers", {}).items()}
    kept = Kept(told["owner"]["password_hash"], viewers)
    if not all(map(is_hash, (kept.owner, *viewers.values()))) or len(viewers) > MOST_VIEWERS:
        raise ValueError("hash")
    if any(name != tidy_name(name) for name in viewers):
        raise ValueError("name")
    return kept


def tidy_name(text: str) -> str:
    """A viewer's name as it is kept: printable, single spaces; empty where it can't be one."""
    name = " ".join(text[: 10 * LONGEST_NAME].split())
    return name if 0 < len(name) <= LONGEST_NAME and name.isprintable() else ""


def write_accounts(path: Path, kept: Kept) -> None:
    """Whole or not at all, for this user's eyes only."""
    told = {
        "format": FORMAT,
        "owner": {"password_hash": kept.owner},
        "viewers": {name: {"password_hash": password_hash} for name, password_hash in kept.viewers.items()},
    }
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")  # mkstemp makes it 0600
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            json.dump(told, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
