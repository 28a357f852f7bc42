"""What every programme must keep to, ours and those made in the panel: growth, caps, rests, and gates within reach.

``faults`` gives sentences for people; a programme without one may be trained.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import isfinite

from .levels import caps, set_caps
from .plan import (
    LEVELS_IN_ORDER,
    PACES,
    SUPPORTS,
    Block,
    Bout,
    Level,
    Programme,
    Week,
    backward_metres,
    metres_of,
    seconds_of,
)

GROWTH_SHARE, GROWTH_M = 0.15, 90.0  # backward metres of a session, from one week to the next
MOST_WEEKS, MOST_A_WEEK, MOST_SETS, MOST_BLOCKS = 16, 3, 20, 8
LONGEST_BOUT_S = 1800.0
CLICKS_SPM = (60.0, 220.0)
FAST_EFFORT = 75.0  # from here on somebody stands by
SESSIONS_FOR = {"L0": 2, "L1": 4, "L2": 6, "L3": 6}  # on a level before its gate can open


def faults(programme: Programme) -> tuple[str, ...]:
    """Everything that is wrong with a programme, in order of its weeks."""
    return tuple((*_frame(programme), *_amounts(programme), *_growth(programme), *_gates(programme)))


def growth_limit_m(before_m: float) -> float:
    """The most backward metres of a session after a week with ``before_m``."""
    return before_m + max(GROWTH_SHARE * before_m, GROWTH_M)


def needed_level(week: Week) -> Level | None:
    """The lowest level whose caps carry the week on the ground; None where none does."""
    return next((level for level in LEVELS_IN_ORDER if not any(_over(level, week))), None)


# ---- each week by itself

def _frame(programme: Programme) -> Iterator[str]:
    if not programme.name.strip():
        yield "The programme needs a name."
    if not 1 <= len(programme.weeks) <= MOST_WEEKS:
        yield f"It has {len(programme.weeks)} weeks; accepted: 1 to {MOST_WEEKS}."
    fewest, most = programme.per_week
    if not 1 <= fewest <= most <= MOST_A_WEEK:
        yield f"It asks for {fewest} to {most} sessions a week; accepted: 1 to {MOST_A_WEEK}, for 48 hours lie between."
    if [week.number for week in programme.weeks] != list(range(1, len(programme.weeks) + 1)):
        yield "Its weeks are not numbered 1, 2, 3."
    if programme.key != "first_steps" and "first_steps" not in programme.needs:
        yield "First steps must come before it."


def _amounts(programme: Programme) -> Iterator[str]:
    for week in programme.weeks:
        where = f"Week {week.number}"
        if not 1 <= len(week.blocks) <= MOST_BLOCKS:
            yield f"{where} has {len(week.blocks)} parts; accepted: 1 to {MOST_BLOCKS}."
        if not any(bout.way == "backward" for block in week.blocks for bout in block.bouts):
            yield f"{where} has no backward part."
        for block in week.blocks:
            yield from (f"{where}: {fault}" for fault in _of_block(block, programme.walking_only))
        if needed_level(week) is None:
            yield f"{where}: no level allows it ({'; '.join(_over('L4', week))})."


def _of_block(block: Block, walking_only: bool) -> Iterator[str]:
    if not block.bouts or not 1 <= block.sets <= MOST_SETS:
        yield f"{block.sets} sets; accepted: 1 to {MOST_SETS}."
    if not 0 <= block.rest_s <= 600 or not 0 <= block.turn_pause_s <= 120:
        yield f"rests of {block.rest_s:g} s; accepted: 0 to 600."
    if block.sets > 1 and block.rest_s < 30 and len(block.bouts) == 1:
        yield f"a rest of {block.rest_s:g} s between sets; accepted: 30 s or more."
    if len(block.bouts) > 1 and block.turn_pause_s < 5:
        yield "less than 5 s to turn round."
    if block.support not in SUPPORTS:
        yield f"support {block.support!r} is not known."
    if not 0 <= block.incline_percent <= 10:
        yield f"an incline of {block.incline_percent:g} %; accepted: 0 to 10."
    if isfinite(block.click_spm) and not CLICKS_SPM[0] <= block.click_spm <= CLICKS_SPM[1]:
        yield f"a metronome of {block.click_spm:g}; accepted: {CLICKS_SPM[0]:g} to {CLICKS_SPM[1]:g} steps a minute."
    if block.effort_percent > FAST_EFFORT and not block.spotter and _backward(block):
        yield f"an effort of {block.effort_percent:g} % without a spotter."
    for bout in block.bouts:
        yield from _of_bout(bout, walking_only)


def _of_bout(bout: Bout, walking_only: bool) -> Iterator[str]:
    if bout.pace not in PACES or bout.way not in ("backward", "forward"):
        yield f"{bout.way} {bout.pace} is not known."
        return
    if isfinite(bout.metres) and isfinite(bout.seconds):
        yield "metres and seconds for one bout; accepted: one of them."
    if walking_only and bout.way == "backward" and bout.pace != "walk":
        yield f"a backward {bout.pace}, where only walking is allowed."
    for amount, most in ((bout.metres, 5000.0), (bout.seconds, LONGEST_BOUT_S)):
        if isfinite(amount) and not 0 < amount <= most:
            yield f"an amount of {amount:g}; accepted: up to {most:g}."
    if bout.way == "backward" and not bout.cap_mps > 0:
        yield "a backward bout without a speed cap."
    if bout.way == "backward" and bout.open_ended:
        yield "a backward bout without an end; accepted: metres or seconds."


def _over(level: Level, week: Week) -> Iterator[str]:
    """What of a week lies beyond a level."""
    allowed = caps(level)
    for block in week.blocks:
        for bout in block.bouts:
            if bout.way != "backward":
                continue
            most_m, most_s = set_caps(level, bout.pace)
            if bout.pace not in allowed.paces:
                yield f"backward {bout.pace}"
            elif bout.cap_mps > allowed.ground_mps + 1e-9:
                yield f"{bout.cap_mps:g} m/s over {allowed.ground_mps:g}"
            elif bout.metres > most_m or bout.seconds > most_s:
                yield f"a bout longer than {most_m:g} m or {most_s:g} s"
        if block.incline_percent > allowed.incline_percent:
            yield f"{block.incline_percent:g} % incline"


def _backward(block: Block) -> bool:
    return any(bout.way == "backward" for bout in block.bouts)


# ---- from week to week

def _growth(programme: Programme) -> Iterator[str]:
    for before, week in pairwise(programme.weeks):
        was_m, is_m = backward_metres(before.blocks), backward_metres(week.blocks)
        new_pace = _hardest(week) > _hardest(before)
        if is_m > growth_limit_m(was_m) + 0.5:
            limit = growth_limit_m(was_m)
            yield f"Week {week.number}: {is_m:.0f} m backward after {was_m:.0f} m; accepted: at most {limit:.0f} m."
        if new_pace and is_m > was_m + 0.5:
            yield f"Week {week.number}: a new gait with more metres; accepted: as many or fewer."
        more = asks_more(before, week)
        if len(more) > 1 and not new_pace:
            yield f"Week {week.number}: {' and '.join(more)} grow in one week; accepted: one of them."


def asks_more(before: Week, week: Week) -> tuple[str, ...]:
    """Which of speed, amount, incline and support ask for more than the week before."""
    old, new = _demands(before), _demands(week)
    names = ("speed", "amount", "incline", "support")
    return tuple(name for name, was, now in zip(names, old, new, strict=True) if now > was + 1e-6)


def _demands(week: Week) -> tuple[float, float, float, float]:
    """Fastest cap of the hardest gait, amount, incline and how little is held. Drills have their own fixed amounts."""
    main = [block for block in week.blocks if block.kind == "main" and _backward(block)]
    bouts = [(block, bout) for block in main for bout in block.bouts if bout.way == "backward"]
    in_seconds = all(isfinite(bout.seconds) for _, bout in bouts)
    amount = sum(block.sets * (seconds_of(bout) if in_seconds else metres_of(bout)) for block, bout in bouts)
    return (
        max((bout.cap_mps for _, bout in bouts), default=0.0), amount,
        max((block.incline_percent for block in main), default=0.0),
        float(max((SUPPORTS.index(block.support) for block in main), default=0)),
    )  # fmt: skip


def _hardest(week: Week) -> int:
    return max((PACES.index(b.pace) for block in week.blocks for b in block.bouts if b.way == "backward"), default=0)


# ---- gates

def _gates(programme: Programme) -> Iterator[str]:
    """Each week's level must be within reach by then: sessions enough, and bouts on which its gate can be shown."""
    level: Level = programme.at_least
    since = 0
    for place, week in enumerate(programme.weeks):
        needed = needed_level(week)
        while needed is not None and LEVELS_IN_ORDER.index(needed) > LEVELS_IN_ORDER.index(level):
            sessions = programme.per_week[0] * (place - since)
            wanted = SESSIONS_FOR[level]
            if sessions < wanted and not (place == since == 0):
                yield (
                    f"Week {week.number} needs level {needed}, so {wanted} sessions on {level} before it; "
                    f"{sessions} fit."
                )
            if place == 0:
                yield f"Week 1 needs level {needed}; the programme begins on {level}."
            if place and not _shows(level, programme.weeks[since:place]):
                yield f"Week {week.number} needs level {needed}, but no bout before it shows what the gate asks for."
            level, since = LEVELS_IN_ORDER[LEVELS_IN_ORDER.index(level) + 1], place


def _shows(level: Level, weeks: tuple[Week, ...]) -> bool:
    """Whether a gate's own task is among these weeks: 50 m at 1.0 m/s, or 4 × 50 m or 8 × 20 m at 1.8 m/s."""
    if level in ("L0", "L3"):
        return True
    blocks = [block for week in weeks for block in week.blocks]
    return any(_shows_it(level, block, bout) for block in blocks for bout in block.bouts if bout.way == "backward")


def _shows_it(level: Level, block: Block, bout: Bout) -> bool:
    far_m, cap_mps = metres_of(bout), bout.cap_mps
    if level == "L1":
        return far_m >= 50 and cap_mps > 1.0
    return cap_mps > 1.8 and ((far_m >= 50 and block.sets >= 4) or (far_m >= 20 and block.sets >= 8))
