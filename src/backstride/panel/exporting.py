"""Exports that take a while: made one at a time beside the requests, kept until the next one or the end."""

from __future__ import annotations

import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Literal

from ..errors import BadInput
from .clip_parts import Export

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """One export of one clip, and how it stands. ``folder`` holds the file and goes with the last one who knows it."""

    id: str
    key: str
    state: Literal["making", "made", "failed"]
    folder: Any
    path: Path

    def stands(self, state: Literal["made", "failed"]) -> Job:
        return Job(self.id, self.key, state, self.folder, self.path)


class Exporting:
    """Knows the newest job. ``start`` refuses while another one is being made: drawing a film takes a core or two."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._job: Job | None = None
        self._thread = Thread()

    def job(self, id: str, key: str) -> Job | None:
        """The job for this clip and export, if it is the newest one."""
        with self._lock:
            return self._job if self._job and (self._job.id, self._job.key) == (id, key) else None

    def start(self, clip: Any, export: Export) -> bool:
        """Begins to make the export; False where another one is still being made. The same one again is no other."""
        with self._lock:
            if self._job and self._job.state == "making":
                return (self._job.id, self._job.key) == (clip.row.id, export.key)
            folder = tempfile.TemporaryDirectory(prefix="backstride-export-")
            path = Path(folder.name) / f"{clip.row.id}{export.suffix}"
            self._job = Job(clip.row.id, export.key, "making", folder, path)
            self._thread = Thread(target=self._make, args=(clip, export, self._job), name="export", daemon=True)
            self._thread.start()
        return True

    def forget(self) -> None:
        """Lets go of what was made; what is still being made stays until it is."""
        with self._lock:
            if self._job and self._job.state != "making":
                self._job = None

    def wait(self, timeout_s: float) -> None:
        """Waits until the present job is done: for drills."""
        self._thread.join(timeout_s)

    def _make(self, clip: Any, export: Export, job: Job) -> None:
        state: Literal["made", "failed"] = "failed"
        try:
            export.write(clip, job.path)
            state = "made"
        except BadInput as refusal:
            log.warning("Clip %s cannot be exported: %s", job.id, refusal)
        except Exception:  # whatever is wrong with one clip: the page says so, and the panel goes on
            log.exception("Clip %s could not be exported", job.id)
        with self._lock:
            self._job = job.stands(state)
