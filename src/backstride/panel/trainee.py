"""Who trains, with their history, as the training pages need them together; and the day's session for them."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan

from flask import abort, request

from ..training.person import Person
from ..training.plan import Programme
from ..training.prescription import Prescription, Refusal, Today, finished, prescribe
from ..training.programmes import PROGRAMMES, programme
from ..training.progress import after_days_off
from ..training.record import SessionRecord, Soreness
from .parts import parts
from .training_parts import TrainingParts

MOST_NAME = 80
HOUR_S = 3600.0
MORNING_AFTER_S, MORNING_UNTIL_S = 6 * HOUR_S, 72 * HOUR_S  # when the morning after is asked about


def training() -> TrainingParts:
    """The collaborators of the training pages."""
    return parts().training


@dataclass(frozen=True)
class Trainee:
    """One runner with everything that is kept of their training. Sessions and mornings are oldest first."""

    person: Person
    sessions: tuple[SessionRecord, ...]
    mornings: tuple[Soreness, ...]
    programme: Programme
    own: tuple[Programme, ...]

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def done(self) -> frozenset[str]:
        return finished(self.sessions)

    @property
    def last(self) -> SessionRecord | None:
        return self.sessions[-1] if self.sessions else None

    def this_week(self) -> tuple[SessionRecord, ...]:
        """The sessions of the week that they are in."""
        person = self.person
        return tuple(s for s in self.sessions if (s.programme, s.week) == (person.programme, person.week))

    def asked_about(self, now_s: float) -> SessionRecord | None:
        """The session whose morning after is still to be told."""
        last = self.last
        if last is None or not MORNING_AFTER_S < now_s - last.began_at_s < MORNING_UNTIL_S:
            return None
        told = any(morning.session_at_s == last.began_at_s for morning in self.mornings)
        return None if told else last


def trainee(name: str) -> Trainee:
    """The runner of this name, with an empty history where nothing is kept of them."""
    kept = training()
    person = kept.store.person(name) or Person(name, added_at_s=kept.now())
    own = kept.store.own_programmes()
    return Trainee(
        person, kept.store.sessions(name), kept.store.soreness(name),
        programme(person.programme, own) or PROGRAMMES[0], own,
    )  # fmt: skip


def named(values) -> str:
    """The runner that a form names; 400 for none."""
    name = " ".join(values.get("runner", "").split())
    if not name or len(name) > MOST_NAME:
        abort(400)
    return name


def known_trainee() -> Trainee:
    """The runner whom the address names; 404 where nobody knows the name."""
    name = " ".join(request.args.get("runner", "").split())
    if name.casefold() not in {one.casefold() for one in everybody()}:
        abort(404)
    return trainee(name)


def everybody() -> tuple[str, ...]:
    """All who run or train here, each once, in order of the alphabet."""
    names = {one.name.casefold(): one.name for one in training().store.people()}
    for name in parts().runners.names():
        names.setdefault(name.casefold(), name)
    return tuple(names[key] for key in sorted(names))


def back_today(one: Trainee, now_s: float) -> tuple[Trainee, str]:
    """The runner as they come back today, after what days off take away, and that in words."""
    last = one.last
    if last is None or not isfinite(last.began_at_s):
        return one, ""
    person, why = after_days_off(one.person, last.began_at_s, now_s)
    found = programme(person.programme, one.own) or PROGRAMMES[0]
    return Trainee(person, one.sessions, one.mornings, found, one.own), why


def todays(one: Trainee, wbgt_c: float = nan, spotter: bool = False,
           given: tuple[tuple[str, str], ...] = ()) -> Prescription | Refusal:  # fmt: skip
    """The session of today, or why there is none."""
    setup = parts().setup
    today = Today(training().now(), wbgt_c, spotter)
    return prescribe(
        one.programme, one.person.week, one.person, today, setup.site, setup.view, parts().language, one.sessions, given
    )
