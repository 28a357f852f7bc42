"""The file that keeps the owner's password hash: read with suspicion, written whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from ..errors import BadConfig


def read_password_hash(path: Path) -> str:
    """The owner's password hash, or nothing when this machine was never claimed. A damaged file claims nothing anew."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfig(f"The accounts file {path} can't be read: it must be a text file of this user.") from error
    try:
        kept = json.loads(text)
        password_hash = kept["owner"]["password_hash"] if kept["format"] == 1 else None
    except (ValueError, KeyError, TypeError) as error:
        raise BadConfig(_damaged(path)) from error
    if not isinstance(password_hash, str) or not password_hash.startswith("scrypt:"):
        raise BadConfig(_damaged(path))
    path.chmod(0o600)
    return password_hash


def _damaged(path: Path) -> str:
    return f"The accounts file {path} is damaged: restore it from a backup, or remove it to claim this machine anew."


def write_password_hash(path: Path, password_hash: str) -> None:
    """Whole or not at all, for this user's eyes only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")  # mkstemp makes it 0600
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            json.dump({"format": 1, "owner": {"password_hash": password_hash}}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
