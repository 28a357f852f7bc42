"""The key with which a program reads ``/metrics``: made by the owner, shown once, kept as a digest."""

from __future__ import annotations

import hmac
import json
import logging
import os
import re
import secrets
import tempfile
from hashlib import sha256
from pathlib import Path
from threading import Lock

from ..errors import BackstrideError

log = logging.getLogger(__name__)

BEARER = re.compile(r"Bearer ([A-Za-z0-9_-]{43})", re.ASCII)
LARGEST_BYTES = 4096


class NotKept(BackstrideError):
    """The key could not be written down."""


class MetricsKey:
    """At most one key. A plain digest is enough for it: unlike a password, nobody can guess 256 bits."""

    def __init__(self, path: Path | None):
        self._path, self._lock = path, Lock()
        self._digest = _read(path) if path else ""

    @property
    def made(self) -> bool:
        return bool(self._digest)

    def opens(self, authorization: str) -> bool:
        """Whether the header ``Authorization: Bearer KEY`` carries the key."""
        found, digest = BEARER.fullmatch(authorization), self._digest
        return bool(digest and found) and hmac.compare_digest(_digest_of(found[1]), digest)

    def make(self) -> str:
        """A new key, for the owner to copy now; the one before opens nothing any more. Raises NotKept."""
        key = secrets.token_urlsafe(32)
        self._keep(_digest_of(key))
        return key

    def drop(self) -> None:
        """From now on nothing but a session reads the metrics. Raises NotKept."""
        self._keep("")

    def _keep(self, digest: str) -> None:
        if self._path is None:
            raise NotKept("No key can be kept on this machine.")
        with self._lock:
            try:
                _write(self._path, digest)
            except OSError as fault:
                raise NotKept("The key can't be kept: this machine's disk is full or can't be written.") from fault
            self._digest = digest


def _digest_of(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def _read(path: Path) -> str:
    """The digest; of a damaged file none, so that it opens nothing."""
    try:
        with path.open("rb") as file:
            digest = json.loads(file.read(LARGEST_BYTES))["metrics_sha256"]
    except FileNotFoundError:
        return ""
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as fault:
        log.warning("the key of the metrics cannot be read, so none opens them (%s)", type(fault).__name__)
        return ""
    return digest if isinstance(digest, str) and re.fullmatch(r"[0-9a-f]{64}", digest) else ""


def _write(path: Path, digest: str) -> None:
    """Whole or not at all, for this user's eyes only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp makes it 0600
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            json.dump({"metrics_sha256": digest}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
