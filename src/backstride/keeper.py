"""Keeps the record of a guided session when it ends, and what follows from it for the person. A sink."""

from __future__ import annotations

import logging
from queue import SimpleQueue
from threading import Thread

from .errors import BackstrideError
from .training.person import Person
from .training.programmes import programme
from .training.progress import after_session
from .training.record import SessionRecord
from .training.store import Store
from .types import Frame, Moment

log = logging.getLogger(__name__)
CLOSE_S = 5.0


class Keeper:
    """Writes in a thread of its own: a slow disk holds nobody up. ``fault`` is for people, empty while all is well."""

    def __init__(self, store: Store):
        self._store = store
        self._records: SimpleQueue[SessionRecord | None] = SimpleQueue()
        self.fault = ""
        self._thread = Thread(target=self._work, name="training-keeper", daemon=True)
        self._thread.start()

    def take(self, frame: Frame, moment: Moment) -> None:
        if moment.training.record is not None:
            self._records.put(moment.training.record)

    def close(self) -> None:
        """Ends when everything is kept."""
        self._records.put(None)
        self._thread.join(CLOSE_S)

    def _work(self) -> None:
        while (record := self._records.get()) is not None:
            try:
                keep(self._store, record)
                self.fault = ""
            except (OSError, BackstrideError) as fault:
                log.exception("a training was not kept")
                self.fault = f"The last training could not be kept ({fault})"


def keep(store: Store, record: SessionRecord) -> Person | None:
    """Adds a record and moves its person on; without a name or a bout it is nobody's history."""
    if not record.runner or not record.bouts:
        return None
    person = store.person(record.runner)
    store.add_session(record)
    trained = programme(record.programme, store.own_programmes())
    if person is None or trained is None:
        return person
    moved = after_session(person, trained, store.sessions(record.runner), store.soreness(record.runner))
    store.keep_person(moved)
    return moved
