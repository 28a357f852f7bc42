"""The sentences of a training in each language. The tables are data; here they are filled in.

No sentence says that a way is free or that something is without risk, and none asks for a bare stop on a treadmill.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import floor, isfinite

from ..types import Site
from . import lines_de, lines_en, lines_es, lines_fr, lines_it
from .plan import Block, Bout
from .prescription import Prescription

_TABLES = {"en": lines_en, "de": lines_de, "fr": lines_fr, "it": lines_it, "es": lines_es}
KMH = 3.6
LONG_S = 120.0  # from here on minutes are said


class Lines:
    """The sentences of one session: its language and its site."""

    def __init__(self, language: str, site: Site):
        self._table, self._belt = _TABLES[language], site == "treadmill"

    def say(self, key: str, **filled: object) -> str:
        """The sentence of this key; on a treadmill its own wording where there is one."""
        lines = self._table.LINES
        key = f"{key}_belt" if self._belt and f"{key}_belt" in lines else key
        return lines[key].format(**filled)

    def amount(self, seconds: float) -> str:
        """Seconds in words: from two minutes on in minutes, where they are whole."""
        amounts = self._table.AMOUNTS
        if seconds == 60:
            return amounts["one_min"]
        if seconds >= LONG_S and seconds % 60 == 0:
            return amounts["min"].format(n=round(seconds / 60))
        return amounts["s"].format(n=round(seconds))

    def doing(self, bout: Bout) -> str:
        """ "Walk backward 20 metres." """
        go = self._table.GO[f"{bout.pace}_{bout.way}"]
        if isfinite(bout.metres):
            return self.say("amount", go=go, amount=self._table.AMOUNTS["m"].format(n=round(bout.metres)))
        if isfinite(bout.seconds):
            return self.say("for", go=go, amount=self.amount(bout.seconds))
        return self.say("open", go=go)

    def belt(self, block: Block, bout: Bout) -> str:
        """What to set on the console; a cap is rounded down to a tenth of a kilometre an hour."""
        if not isfinite(bout.cap_mps):
            return self.say("belt_free")
        tenths = floor(bout.cap_mps * KMH * 10 + 1e-6)
        v = f"{tenths // 10}{self._table.DECIMAL}{tenths % 10}"
        if block.incline_percent:
            return self.say("belt_incline", v=v, n=f"{block.incline_percent:g}")
        return self._table.LINES["belt"].format(v=v)

    def support(self, block: Block) -> str:
        return self.say(block.support) if block.support != "none" else ""

    def name(self, programme: str, own: str) -> str:
        """A programme's name: in the language of the session for ours, as it was written for an own one."""
        return self._table.NAMES.get(programme, own)

    def title(self, plan: Prescription) -> str:
        return self.say("week", name=self.name(plan.programme, plan.programme_name), n=plan.week)


def sentences_of(plan: Prescription) -> tuple[str, ...]:
    """Every sentence that this session may say and whose numbers are known beforehand, the first ones first."""
    lines = Lines(plan.language, plan.site)
    return tuple(dict.fromkeys((*_plain(lines, plan), *_of_blocks(lines, plan))))


FILLED_LATER = {"pass", "counted", "over_metres", "energy", "remember", "rest", "set", "amount", "for", "open", "week",
                "hello", "belt", "belt_incline", "effort_of"}  # fmt: skip


def _plain(lines: Lines, plan: Prescription) -> Iterator[str]:
    yield lines.say("hello", title=lines.title(plan))
    yield from (lines.say(key) for key in plan.ticks)
    keys = [key for key in lines_en.LINES if key not in FILLED_LATER and not key.endswith("_belt")]
    yield from (lines.say(key) for key in keys)


def _of_blocks(lines: Lines, plan: Prescription) -> Iterator[str]:
    for block in plan.blocks:
        yield from (lines.say("set", n=n, of=block.sets) for n in range(1, block.sets + 1) if block.sets > 1)
        if isfinite(block.effort_percent):
            yield lines.say("effort_of", n=f"{block.effort_percent:g}")
        for more_s in (0.0, 30.0, 60.0):
            if block.rest_s:
                yield lines.say("rest", amount=lines.amount(block.rest_s + more_s))
        for bout in block.bouts:
            yield lines.doing(bout)
            if plan.site == "treadmill":
                yield lines.belt(block, bout)
