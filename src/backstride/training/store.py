"""What is asked of whoever keeps people, sessions and own programmes: a folder, or a dictionary in tests."""

from __future__ import annotations

from typing import Protocol

from .person import Person
from .plan import Programme
from .record import SessionRecord, Soreness


class Store(Protocol):
    """People by name. Everything that is written is whole or not there; a name that is not known is no fault."""

    def people(self) -> tuple[Person, ...]: ...

    def person(self, name: str) -> Person | None: ...

    def keep_person(self, person: Person) -> None: ...

    def sessions(self, name: str) -> tuple[SessionRecord, ...]:
        """Oldest first."""

    def add_session(self, record: SessionRecord) -> None: ...

    def soreness(self, name: str) -> tuple[Soreness, ...]:
        """Oldest first."""

    def add_soreness(self, name: str, soreness: Soreness) -> None: ...

    def own_programmes(self) -> tuple[Programme, ...]: ...

    def keep_programme(self, programme: Programme) -> None: ...

    def drop_programme(self, key: str) -> None: ...

    def forget(self, name: str) -> None:
        """Deletes everything of a person that is kept here."""


class NothingKept:
    """A store in memory: for tests, and where no folder is."""

    def __init__(self) -> None:
        self._people: dict[str, Person] = {}
        self._sessions: dict[str, list[SessionRecord]] = {}
        self._soreness: dict[str, list[Soreness]] = {}
        self._programmes: dict[str, Programme] = {}

    def people(self) -> tuple[Person, ...]:
        return tuple(self._people[name] for name in sorted(self._people))

    def person(self, name: str) -> Person | None:
        return self._people.get(name)

    def keep_person(self, person: Person) -> None:
        self._people[person.name] = person

    def sessions(self, name: str) -> tuple[SessionRecord, ...]:
        return tuple(self._sessions.get(name, ()))

    def add_session(self, record: SessionRecord) -> None:
        self._sessions.setdefault(record.runner, []).append(record)

    def soreness(self, name: str) -> tuple[Soreness, ...]:
        return tuple(self._soreness.get(name, ()))

    def add_soreness(self, name: str, soreness: Soreness) -> None:
        self._soreness.setdefault(name, []).append(soreness)

    def own_programmes(self) -> tuple[Programme, ...]:
        return tuple(self._programmes.values())

    def keep_programme(self, programme: Programme) -> None:
        self._programmes[programme.key] = programme

    def drop_programme(self, key: str) -> None:
        self._programmes.pop(key, None)

    def forget(self, name: str) -> None:
        for kept in (self._people, self._sessions, self._soreness):
            kept.pop(name, None)
