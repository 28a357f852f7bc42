"""Which sentences come before a bout and after it, in the order in which a person would say them."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from .lines import Lines
from .prescription import Prescription
from .record import EndedBy


def announced(lines: Lines, plan: Prescription, block_number: int, set_number: int, bout_number: int, sets: int,
              new_kind: bool, recall: str) -> tuple[str, ...]:  # fmt: skip
    """All that is said before this bout. Numbers count from 0; ``recall`` is a cue that helped before."""
    return tuple(_announced(lines, plan, block_number, set_number, bout_number, sets, new_kind, recall))


def _announced(lines: Lines, plan: Prescription, block_number: int, set_number: int, bout_number: int, sets: int,
               new_kind: bool, recall: str) -> Iterator[str]:  # fmt: skip
    block = plan.blocks[block_number]
    bout = block.bouts[bout_number]
    first_set, first_bout = set_number == 0, bout_number == 0
    backward = bout.way == "backward"
    if new_kind:
        yield lines.say(block.kind)
    if first_set and first_bout and block.drill:
        yield lines.say(block.drill)
    if first_set and block.spotter and backward:
        yield lines.say("spotter_by")
    if sets > 1 and first_bout:
        yield lines.say("set", n=set_number + 1, of=sets)
    if first_set and backward and isfinite(block.effort_percent):
        yield lines.say("effort_of", n=f"{block.effort_percent:g}")
    if first_set and backward and isfinite(block.click_spm):
        yield lines.say("click")
    if recall:
        yield lines.say("remember", words=recall)
    on_belt = plan.site == "treadmill"
    if backward and first_set and not on_belt and block.support != "none":
        yield lines.support(block)
    yield lines.doing(bout)
    if on_belt and (first_set or len(block.bouts) > 1):
        yield lines.belt(block, bout)
    if on_belt and backward and block.support != "none":
        yield lines.support(block)


def end_words(lines: Lines, why: EndedBy, turns: bool) -> str:
    """What ends a bout; ``turns``: the next one goes the other way without a rest."""
    if why == "time_limit":
        return lines.say("limit")
    return lines.say("done_turn" if turns else "done")
