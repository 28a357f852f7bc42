"""What stands behind a rule, for people who ask why something was said: its bands, its error and on whose word."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from ..types import CueClass, Gait
from .references import Reference, reference
from .rules import PRAISE_AFTER_S, PRAISE_SOURCES, RULES, Rule

_ANYTHING = (-inf, inf)
_BY_KEY = {rule.key: rule for rule in RULES}


@dataclass(frozen=True)
class Explained:
    """One rule in the figures that a person can check. A limit that does not exist is infinite."""

    rule: str
    class_: CueClass
    unit: str  # "state" and "level" count 0, 1, 2: their bands mean nothing to people
    ok: tuple[float, float]
    slack: tuple[float, float]  # red beyond it
    run_ok: tuple[float, float]  # the same while running, where it differs from ok
    margin: float  # the error of the number, allowed for outside the bands
    hold_s: tuple[float, float]  # how long amber, how long red must last
    window_s: float  # the median over this long is judged
    gaits: tuple[Gait, ...]  # empty: any
    evidence: str
    note: str
    sources: tuple[Reference, ...]


def explain(key: str) -> Explained | None:
    """What stands behind the rule of this key; None where there is no such rule."""
    if key == "praise":
        return _praise()
    return _explained(_BY_KEY[key]) if key in _BY_KEY else None


def _explained(rule: Rule) -> Explained:
    run_bands = rule.run_bands or rule.bands
    return Explained(
        rule.key, rule.class_, rule.unit, rule.bands.ok, rule.bands.slack, run_bands.ok, rule.margin, rule.hold_s,
        rule.window_s, rule.gaits, rule.evidence, rule.note, tuple(reference(source) for source in rule.sources),
    )  # fmt: skip


def _praise() -> Explained:
    return Explained(
        "praise", "praise", "state", _ANYTHING, _ANYTHING, _ANYTHING, 0.0, (PRAISE_AFTER_S, PRAISE_AFTER_S), 0.0, (),
        "coach's judgement", "", tuple(reference(source) for source in PRAISE_SOURCES),
    )  # fmt: skip
