"""What is said about backward running: each with its source, nothing that may not be said, no error made up."""

import re
from dataclasses import asdict, fields
from math import isfinite

import pytest

from backstride.core.claims import claimed_error
from backstride.training import facts

FORBIDDEN = (
    r"path is clear", r"\bsafe\b", r"prevents? injur", r"\btreats?\b", r"low impact", r"reduces? pain",
    r"30 % more fat", r"\bdiagnos", r"fall-proof", r"always stops", r"\bcures?\b", r"\bheals?\b(?! none)",
)  # fmt: skip


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)


ALL = tuple(texts([asdict(one) for one in (*facts.FACTS, *facts.MISQUOTED, *facts.SAFETY)]
                  + [facts.NOT_MEASURED, facts.LIMITS, facts.FOR_CLINICIANS]))  # fmt: skip


def test_every_card_tells_claim_source_population_confidence_and_when_it_was_checked():
    assert len({fact.key for fact in facts.FACTS}) == len(facts.FACTS) >= 8
    for fact in facts.FACTS:
        assert all(getattr(fact, field.name) for field in fields(fact))


@pytest.mark.parametrize("words", FORBIDDEN)
def test_nothing_is_said_that_may_not_be_said(words):
    assert [text for text in ALL if re.search(words, text, re.IGNORECASE)] == []


def test_the_corrected_figures_stand_on_the_cards():
    said = " ".join(fact.claim for fact in facts.FACTS)
    assert "84 %" in said and "backward walking at 6.4 km/h used 60 %" in said
    assert "-2.4 %" in said and "2.5 %" not in said
    assert "per minute it is about the same" in said


def test_the_errors_are_those_that_the_measures_claim():
    rows = {(row.name, row.view): row for row in facts.how_well()}
    assert all(isfinite(row.near) for row in rows.values())
    lean = rows["trunk_lean_deg", "side"]
    assert (lean.near, lean.slow) == tuple(claimed_error("trunk_lean_deg", "side", True, fps) for fps in (60, 30))
    assert not isfinite(rows["heel_first_share", "side"].slow)
    assert facts.figure(float("nan")) == "not given"
