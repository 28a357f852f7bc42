"""What happened, was judged and was said, one JSON line each, in time order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from math import isfinite
from typing import Any

from ..training.notation import plain
from ..types import Answer, Ask, Begin, Cue, Event, Frame, Guided, Moment, Observation

DIGITS = 4
"""Decimals of every number in the log: a tenth of a millisecond, a tenth of a millimetre."""


class EventLog:
    """Keeps the rows of a session. An event may be older than the moment it became known in: ``rows`` sorts by time."""

    def __init__(self) -> None:
        self._rows: list[dict[str, Any]] = []

    def take(self, frame: Frame, moment: Moment) -> None:
        self._rows.extend(rows_of(moment))

    def rows(self) -> list[dict[str, Any]]:
        return sorted(self._rows, key=lambda row: row["t_s"])

    def lines(self) -> list[str]:
        return [json.dumps(row, ensure_ascii=False) for row in self.rows()]

    def close(self) -> None:
        pass


def rows_of(moment: Moment) -> Iterator[dict[str, Any]]:
    """The rows one moment adds. A band that became unknown is no judgement and stays out."""
    for event in moment.events:
        yield _event_row(event)
    for observation in moment.observations:
        if observation.changed and observation.band != "unknown":
            yield _observation_row(moment.t_s, observation)
    if moment.cue is not None:
        yield _cue_row(moment.cue)
    for ask in moment.presses:
        yield {"t_s": _plain(moment.t_s), **asked(ask)}
    if moment.training.changed:
        yield _training_row(moment.t_s, moment.training)


def asked(ask: Ask) -> dict[str, Any]:
    """What somebody pressed or answered, as ``script.ask_of`` reads it. Whose session it is stays out of it."""
    if isinstance(ask, Begin):
        return {"kind": "begin", "plan": plain(replace(ask.plan, runner=""))}
    if isinstance(ask, Answer):
        return {"kind": "answer", "question": ask.question, "value": ask.value}
    return {"kind": "press", "press": ask}


def _training_row(t_s: float, now: Guided) -> dict[str, Any]:
    question = now.question.key if now.question else None
    row = {
        "t_s": _plain(t_s), "kind": "training", "phase": now.phase, "block": now.block_number, "part": now.kind,
        "set": now.set_number, "way": now.way or None, "doing": now.doing, "question": question,
    }  # fmt: skip
    if now.record is not None:
        row |= {"completed": now.record.completed, "ended_by": now.record.ended_by}
    return row


def _event_row(event: Event) -> dict[str, Any]:
    said = {f.name: _plain(getattr(event, f.name)) for f in fields(event) if f.name != "t_s"}
    return {"t_s": _plain(event.t_s), "kind": event.kind, **said}


def _observation_row(t_s: float, observation: Observation) -> dict[str, Any]:
    return {
        "t_s": _plain(t_s),
        "kind": "observation",
        "rule": observation.rule,
        "band": observation.band,
        "value": _plain(observation.value),
        "unit": observation.unit,
    }


def _cue_row(cue: Cue) -> dict[str, Any]:
    return {
        "t_s": _plain(cue.t_s),
        "kind": "cue",
        "rule": cue.rule,
        "class": cue.class_,
        "words": cue.words,
        "why": cue.why,
    }


def _plain(value: Any) -> Any:
    """A value as JSON holds it: numbers rounded, NaN as null."""
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, int):
        return value
    return round(float(value), DIGITS) if isfinite(value) else None
