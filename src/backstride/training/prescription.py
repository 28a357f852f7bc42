"""From a programme, a person and the day to one session: its blocks at this place, its caps, what must be confirmed.

``prescribe`` gives a ``Prescription``, or a ``Refusal`` that says why not today. The day comes in as seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, isfinite, nan

from ..types import Site, View
from .checks import growth_limit_m
from .drills import drill
from .heat import Heat, heat
from .levels import LevelCaps, caps, lower, set_caps
from .person import Person
from .plan import LEVELS_IN_ORDER, Block, Bout, Level, Programme, backward_metres, metres_of, seconds_of
from .programmes import COOL_DOWN, MIN_GAP_H, PROGRAMMES, WARM_UP
from .readiness import Readiness, closed_because, readiness, ticks
from .record import SessionRecord

LEAST_BELT_S = 20.0  # a belt that starts and stops for less is no bout
FORM_A_MINUTE = {1: 4.0, 2: 4.0, 3: 2.0, 4: 2.0}  # by week; 1 and every other set after
LATE_FORM_A_MINUTE = 1.0


@dataclass(frozen=True)
class Today:
    """What is known of the day before the session begins."""

    at_s: float = nan  # Unix seconds
    wbgt_c: float = nan  # heat, entered by a person
    spotter: bool = False
    drills: tuple[str, ...] = ()  # added by wish, such as the crab walk


@dataclass(frozen=True)
class Prescription:
    """One session, whole: everything that the state machine needs, so that a recording of it replays by itself."""

    programme: str
    programme_name: str
    week: int
    weeks: int
    runner: str
    level: Level
    site: Site
    view: View
    blocks: tuple[Block, ...]
    language: str = "en"
    cap_mps: float = nan  # of the level, the answers and the heat
    rails_held: bool = False
    senior: bool = False
    ticks: tuple[str, ...] = ()
    looks: bool = True
    form_a_minute: float = 4.0
    every_other_set: bool = False
    recall: str = ""  # the form rule whose cue helped before
    mass_kg: float = nan
    show_energy: bool = False
    backward_sessions: int = 0
    began_at_s: float = nan
    wbgt_c: float = nan
    spotter: bool = False
    notes: tuple[str, ...] = ()  # what was changed for today, for the page
    given: tuple[tuple[str, str], ...] = ()  # what was confirmed on the page already: tick and answer


@dataclass(frozen=True)
class Refusal:
    """Why there is no session now. ``not_before_s`` is when it may be, NaN where time alone does not mend it."""

    reasons: tuple[str, ...]
    not_before_s: float = nan
    too_hot: bool = False


def prescribe(
    programme: Programme, week: int, person: Person, today: Today, site: Site, view: View, language: str = "en",
    sessions: Sequence[SessionRecord] = (), given: tuple[tuple[str, str], ...] = (),
) -> Prescription | Refusal:  # fmt: skip
    """The session of ``week`` for this person today, or the reasons why there is none."""
    ready = readiness(person, today.at_s)
    warm = heat(today.wbgt_c, person.level)
    refusal = _refused(programme, person, today, site, sessions, ready, warm)
    if refusal is not None:
        return refusal
    level = lower(person.level, warm.levels_down)
    careful = ready.careful or programme.key in ("rehab_knee", "senior")
    allowed = caps(level, careful)
    asked, (week, blocks, notes) = week, _week(programme, week, level, allowed, site, today, person)
    if not _goes_back(blocks):
        return Refusal((f"No week of it can be trained on level {level} ({allowed.name}) here: {' '.join(notes)}",))
    if week != asked:
        notes = (f"Week {asked} cannot be trained yet: week {week} again.", *notes)
    last_m = max((one.counts_m for one in sessions[-3:] if one.counts_m > 0), default=nan)
    blocks, grown = _held_to_growth(blocks, last_m)
    blocks, heated = _in_heat(blocks, warm)
    spotter = any(block.spotter for block in blocks)
    support = ready.helper or any(block.support not in ("none",) for block in blocks) or level == "L0"
    form, every_other = FORM_A_MINUTE.get(week, LATE_FORM_A_MINUTE), week > 4
    return Prescription(
        programme.key, programme.name, week, len(programme.weeks), person.name, level, site, view,
        (*_around(WARM_UP, blocks, site, allowed), *blocks, *_around(COOL_DOWN, blocks, site, allowed)),
        language, allowed.cap_mps(site), site == "treadmill" and allowed.rails == "held", careful,
        ticks(site, support and site == "track" and careful, spotter, ready.adult),
        ready.looks and person.look_mode == "solo" and site == "track", form, every_other, recall_of(sessions),
        person.mass_kg, _may_show_energy(programme, person),
        sum(bool(one.backward_m > 0) for one in sessions), today.at_s, today.wbgt_c, today.spotter,
        (*notes, *grown, *heated), given,
    )  # fmt: skip


def recall_of(sessions: Sequence[SessionRecord]) -> str:
    """The form rule whose cue was most often followed by good form in the last sessions; empty where none was."""
    counts: dict[str, int] = {}
    for one in sessions[-3:]:
        for rule, times in one.helped:
            counts[rule] = counts.get(rule, 0) + times
    return max(counts, key=lambda rule: (counts[rule], rule), default="")


def _refused(programme: Programme, person: Person, today: Today, site: Site, sessions: Sequence[SessionRecord],
             ready: Readiness, warm: Heat) -> Refusal | None:  # fmt: skip
    done = finished(sessions)
    if why := closed_because(programme, person, done, today.at_s):
        return Refusal(why)
    if LEVELS_IN_ORDER.index(person.level) < LEVELS_IN_ORDER.index(programme.at_least):
        return Refusal((f"It begins on level {programme.at_least}; yours is {person.level}.",))
    if warm.cancelled:
        return Refusal((f"Too hot: {today.wbgt_c:g} °C WBGT. Rest today.",), too_hot=True)
    if today.at_s < person.paused_until_s:
        return Refusal((person.pause_why or "A pause of 48 hours.",), person.paused_until_s)
    if not ready.looks and site == "track" and person.look_mode == "solo":
        return Refusal(("With a sore neck, train on a track with a spotter or a mirror.",))
    last_s = max((one.began_at_s for one in sessions if isfinite(one.began_at_s) and one.bouts), default=nan)
    next_s = last_s + MIN_GAP_H * 3600
    if today.at_s < next_s:
        return Refusal((f"{MIN_GAP_H:.0f} hours lie between two sessions.",), next_s)
    return None


def finished(sessions: Sequence[SessionRecord]) -> frozenset[str]:
    """Keys of the programmes whose last week was trained as often as it asks for, each session whole."""
    return frozenset(one.key for one in PROGRAMMES if _trained_through(one, sessions))


def _trained_through(programme: Programme, sessions: Sequence[SessionRecord]) -> bool:
    last = [s for s in sessions if s.programme == programme.key and s.week >= len(programme.weeks) and s.completed]
    return len(last) >= programme.per_week[0]


# ---- the blocks at this place, on this day

def _week(programme: Programme, week: int, level: Level, allowed: LevelCaps, site: Site, today: Today,
          person: Person) -> tuple[int, tuple[Block, ...], tuple[str, ...]]:  # fmt: skip
    """The latest week up to ``week`` that still has something backward in it on this level, today."""
    week = min(week, len(programme.weeks))
    blocks, notes = _blocks(programme.week(week).blocks, level, allowed, site, today, person)
    if _goes_back(blocks) or week == 1:
        return week, blocks, notes
    earlier, blocks, more = _week(programme, week - 1, level, allowed, site, today, person)
    return earlier, blocks, tuple(dict.fromkeys((*notes, *more)))


def _goes_back(blocks: tuple[Block, ...]) -> bool:
    return any(bout.way == "backward" for block in blocks if block.kind == "main" for bout in block.bouts)


def _blocks(blocks: tuple[Block, ...], level: Level, allowed: LevelCaps, site: Site, today: Today,
            person: Person) -> tuple[tuple[Block, ...], tuple[str, ...]]:  # fmt: skip
    kept, notes = [], []
    for block in blocks:
        why = _left_out(block, level, allowed, site, today, person)
        if why:
            notes.append(why)
            continue
        kept.append(placed(block, allowed, site))
    return tuple(kept), tuple(notes)


def _left_out(block: Block, level: Level, allowed: LevelCaps, site: Site, today: Today, person: Person) -> str:
    name = f"{block.bouts[0].way} {block.bouts[0].pace}" if not block.drill else drill(block.drill).name
    if block.drill and site == "treadmill":
        return f"{name} left out: drills are not for a treadmill."
    if block.drill and (LEVELS_IN_ORDER.index(level) < LEVELS_IN_ORDER.index(drill(block.drill).at_least)):
        return f"{name} left out: from level {drill(block.drill).at_least} on."
    if block.drill and any(person.said_yes(key) for key in drill(block.drill).not_for):
        return f"{name} left out: your answers speak against it."
    if block.spotter and not today.spotter:
        return f"{name} left out: it needs a spotter."
    if any(bout.way == "backward" and bout.pace not in allowed.paces for bout in block.bouts):
        return f"{name} left out: level {level} allows {', '.join(allowed.paces)}."
    return ""


def placed(block: Block, allowed: LevelCaps, site: Site) -> Block:
    """The block at this place under these caps. On a belt an amount in metres becomes seconds."""
    block = block.on_belt if site == "treadmill" and block.on_belt is not None else block
    bouts = tuple(_bout(bout, allowed, site) for bout in block.bouts)
    support = "both_hands" if site == "treadmill" and allowed.rails == "held" else block.support
    incline = min(block.incline_percent, allowed.incline_percent) if site == "treadmill" else 0.0
    return replace(block, bouts=bouts, support=support, incline_percent=incline, on_belt=None)


def _bout(bout: Bout, allowed: LevelCaps, site: Site) -> Bout:
    if bout.way == "forward":
        return bout
    most = allowed.cap_mps(site)
    cap = min(bout.cap_mps, most) if isfinite(bout.cap_mps) else most
    most_m, most_s = set_caps(allowed.level, bout.pace)
    if site == "treadmill" and isfinite(bout.metres):
        seconds = max(LEAST_BELT_S, 5.0 * ceil(seconds_of(replace(bout, cap_mps=cap)) / 5.0 - 1e-9))
        return replace(bout, metres=nan, seconds=min(seconds, most_s), cap_mps=cap)
    return replace(bout, metres=min(bout.metres, most_m), seconds=min(bout.seconds, most_s), cap_mps=cap)


def _around(common: tuple[Block, ...], blocks: tuple[Block, ...], site: Site, allowed: LevelCaps) -> tuple[Block, ...]:
    """Warm-up or cool-down: never longer in one go, or faster, than the session's own backward walking."""
    walks = [bout for block in blocks for bout in block.bouts if bout.way == "backward"]
    longest_m = max(metres_of(bout) for bout in walks)
    slowest = min(bout.cap_mps for bout in walks)
    support = next((block.support for block in blocks if block.support != "none"), "none")
    shaped = []
    for block in common:
        block = placed(block, allowed, site)
        bouts = tuple(_shortened(bout, longest_m, slowest) for bout in block.bouts)
        shaped.append(replace(block, bouts=bouts, support=support if support != "none" else block.support))
    return tuple(shaped)


def _shortened(bout: Bout, longest_m: float, slowest_mps: float) -> Bout:
    if bout.way == "forward":
        return bout
    cap = min(bout.cap_mps, slowest_mps)
    if isfinite(bout.metres):
        return replace(bout, metres=min(bout.metres, float(round(longest_m))), cap_mps=cap)
    return replace(bout, seconds=min(bout.seconds, max(LEAST_BELT_S, 5.0 * round(longest_m / cap / 5.0))), cap_mps=cap)


def _held_to_growth(blocks: tuple[Block, ...], last_m: float) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Fewer sets where the session would grow beyond the limit over what was last done."""
    if not isfinite(last_m):
        return blocks, ()
    limit = growth_limit_m(last_m)
    changed = False
    while backward_metres(blocks) > limit + 0.5 and any(b.sets > 1 for b in blocks if b.kind == "main"):
        most = max((b for b in blocks if b.kind == "main" and b.sets > 1), key=lambda b: b.sets)
        blocks = tuple(replace(b, sets=b.sets - 1) if b is most else b for b in blocks)
        changed = True
    note = f"Fewer sets: at most {limit:.0f} m backward after {last_m:.0f} m last time."
    return blocks, (note,) if changed else ()


def _in_heat(blocks: tuple[Block, ...], warm: Heat) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    if warm == Heat():
        return blocks, ()
    shaped = []
    for block in blocks:
        work_s = sum(seconds_of(bout) for bout in block.bouts if isfinite(seconds_of(bout)))
        rest_s = block.rest_s + warm.more_rest_s
        if isfinite(warm.work_rest):
            rest_s = max(rest_s, work_s / warm.work_rest)
        shaped.append(replace(block, sets=max(1, block.sets - warm.fewer_sets), rest_s=rest_s))
    hot = "Hot day: as much rest as work, one level lower."
    return tuple(shaped), ("Warm day: fewer sets, longer rests." if warm.fewer_sets else hot,)


def _may_show_energy(programme: Programme, person: Person) -> bool:
    if programme.key in ("rehab_knee", "senior"):
        return person.show_energy
    return isfinite(person.mass_kg)
