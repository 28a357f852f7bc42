"""The gates between the levels, and the one to the next week: each condition met, missed or not measured, with figures.

What was not measured opens no level. It does not hold up the next week's volume, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, nan

from .levels import caps
from .person import Person
from .plan import Level
from .readiness import readiness
from .record import BoutRecord, SessionRecord, Soreness

GREEN_LEAN, GREEN_PLACE, ON_TIME, GREEN_FOCUS = 0.90, 0.95, 0.80, 0.70
MOST_EFFORT, MOST_PAIN, MOST_CV = 5.0, 2.0, 0.06
WALK_M, WALK_MPS = 50.0, 1.0
BELT_FREE_S = 60.0
RUN_MPS, MOST_AMBER = 1.8, 0.10


@dataclass(frozen=True)
class Condition:
    """One thing that a gate asks for. ``met`` is None where it was not measured or not answered."""

    asks: str
    met: bool | None
    found: str


@dataclass(frozen=True)
class Gate:
    """One gate. ``opens`` is the level behind it; empty for the next week's volume."""

    key: str
    name: str
    opens: Level | None
    conditions: tuple[Condition, ...]

    @property
    def met(self) -> bool:
        if self.opens is None:
            return all(condition.met is not False for condition in self.conditions)
        return all(condition.met for condition in self.conditions)

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not met yet, in words with the figure found."""
        return tuple(f"{c.asks}: {c.found}" for c in self.conditions if not c.met)


def next_gate(person: Person, sessions: Sequence[SessionRecord], soreness: Sequence[Soreness]) -> Gate | None:
    """The gate out of the person's level; None on the last one."""
    build = {"L0": _to_walker, "L1": _to_jogger, "L2": _to_runner, "L3": _to_athlete}.get(person.level)
    since = person.level_since_s if isfinite(person.level_since_s) else -1e30
    on_level = [one for one in sessions if one.level == person.level and not one.began_at_s < since]
    return build(person, on_level, soreness) if build else None


def volume_gate(sessions: Sequence[SessionRecord]) -> Gate:
    """The gate to the next week of a programme, from the sessions of this one."""
    last = sessions[-2:]
    whole = sum(one.completed for one in last)
    focus = _lowest(_green(one, rule) for one in last for rule in one.focus)
    tired = any(one.fatigue_red for one in last)
    return Gate(
        "G3", "The next week", None, (
            Condition("the last 2 sessions whole", len(last) == 2 and whole == 2, f"{whole} of {len(last)}"),
            Condition("the focus green 70 % of the time", _at_least(focus, GREEN_FOCUS), _percent(focus)),
            Condition("form never faded for good", not tired, "it faded" if tired else "it held"),
        ),
    )  # fmt: skip


def gates(person: Person, sessions: Sequence[SessionRecord], soreness: Sequence[Soreness]) -> tuple[Gate, ...]:
    """What stands before this person: the next level, and the next week."""
    week = [one for one in sessions if one.programme == person.programme and one.week == person.week]
    level = next_gate(person, sessions, soreness)
    return (*([level] if level else []), volume_gate(week))


# ---- the four levels

def _to_walker(person: Person, sessions: Sequence[SessionRecord], soreness: Sequence[Soreness]) -> Gate:
    last = sessions[-2:]
    lean = _lowest(_green(one, "lean_back") for one in last)
    reds, stumbles = sum(one.safety_reds for one in last), sum(one.stumbles for one in last)
    return Gate(
        "G1", "From first steps to walker", "L1", (
            _done(sessions, 2),
            _few("no red warning in the last 2 sessions", reds, 0, last),
            _few("at most one stumble", stumbles, 1, last),
            Condition("not sitting back 90 % of the time", _at_least(lean, GREEN_LEAN), _percent(lean)),
            _effort(last), *_pain(last, soreness),
        ),
    )  # fmt: skip


def _to_jogger(person: Person, sessions: Sequence[SessionRecord], soreness: Sequence[Soreness]) -> Gate:
    last = sessions[-2:]
    on_belt = bool(last) and last[-1].site == "treadmill"
    place = "belt_drift" if on_belt else "lane_drift"
    held = _lowest(_green(one, place) for one in last)
    cv = max((one.step_time_cv for one in last if isfinite(one.step_time_cv)), default=nan)
    return Gate(
        "G2", "From walker to jogger", "L2", (
            _done(sessions, 4),
            _walks_free(sessions) if on_belt else _walks_far(sessions),
            Condition(f"in the middle of the {'belt' if on_belt else 'lane'} 95 % of the time",
                      _at_least(held, GREEN_PLACE), _percent(held)),
            *(() if on_belt else (_looks(last),)),
            Condition("step times vary by 6 % at most", cv <= MOST_CV if isfinite(cv) else None, _percent(cv)),
        ),
    )  # fmt: skip


def _to_runner(person: Person, sessions: Sequence[SessionRecord], soreness: Sequence[Soreness]) -> Gate:
    best, calm = 0, True
    for one in sessions:
        fast = [bout for bout in one.bouts if _backward(bout) and bout.speed_mps >= RUN_MPS]
        fifties = [bout for bout in fast if bout.metres >= 0.95 * 50]
        twenties = [bout for bout in fast if bout.metres >= 0.95 * 20]
        share = max(len(fifties) / 4, len(twenties) / 8)
        if share > best:
            best, calm = share, all(not bout.amber_balance_share > MOST_AMBER for bout in fifties or twenties)
    met = None if not sessions else best >= 1 and calm
    unsteady = "" if calm else ", balance was off too often"
    found = "not yet" if best == 0 else f"{100 * min(best, 1):.0f} % of it{unsteady}"
    return Gate(
        "G4", "From jogger to runner", "L3", (
            _done(sessions, 6),
            Condition("4 × 50 m or 8 × 20 m at 1.8 m/s, balance off at most 10 % of the time", met, found),
        ),
    )  # fmt: skip


def _to_athlete(person: Person, sessions: Sequence[SessionRecord], soreness: Sequence[Soreness]) -> Gate:
    grown = not readiness(person).adult
    spotter = any(one.spotter for one in sessions[-2:]) or person.look_mode == "spotter"
    range_m = max((one.watched_m for one in sessions[-2:] if isfinite(one.watched_m)), default=nan)
    wanted_m = slow_distance_m(caps("L4").ground_mps)
    watched = range_m >= wanted_m if isfinite(range_m) else None
    seen = "the path was not watched" if watched is None else f"{range_m:.0f} m"
    return Gate(
        "G5", "From runner to athlete", "L4", (
            Condition("16 or older, or with a coach", grown or spotter, "yes" if grown or spotter else "no"),
            _done(sessions, 6),
            Condition(f"a spotter, or the path watched for {wanted_m:.0f} m", spotter or watched,
                      "a spotter" if spotter else seen),
        ),
    )  # fmt: skip


def slow_distance_m(speed_mps: float) -> float:
    """How far ahead a runner of this speed must be warned to slow: 2.5 s, 1 m/s², 1 m (the path's own stop model)."""
    return speed_mps * 2.5 + speed_mps**2 / 2.0 + 1.0


# ---- conditions that several gates share

def _done(sessions: Sequence[SessionRecord], wanted: int) -> Condition:
    whole = sum(one.completed for one in sessions)
    return Condition(f"{wanted} whole sessions on this level", whole >= wanted, f"{whole} of {wanted}")


def _effort(last: Sequence[SessionRecord]) -> Condition:
    told = [effort for one in last for effort in one.efforts]
    found = f"{max(told):g}" if told else "not answered"
    return Condition("effort 5 of 10 at most", max(told) <= MOST_EFFORT if told else None, found)


def _few(asks: str, count: int, most: int, last: Sequence[SessionRecord]) -> Condition:
    return Condition(asks, count <= most if last else None, str(count) if last else "none yet")


def _pain(last: Sequence[SessionRecord], soreness: Sequence[Soreness]) -> tuple[Condition, Condition]:
    levels = [one.worst_pain for one in last if isfinite(one.worst_pain)]
    began = {one.began_at_s for one in last}
    mornings = [morning for morning in soreness if morning.session_at_s in began and morning.worse is not None]
    worse = any(morning.worse for morning in mornings)
    return (
        Condition("pain 2 of 10 at most", max(levels) <= MOST_PAIN if levels else None,
                  f"{max(levels):g}" if levels else "not answered"),
        Condition("not worse the next morning", not worse if mornings else None,
                  ("worse" if worse else "not worse") if mornings else "not answered"),
    )  # fmt: skip


def _walks_far(sessions: Sequence[SessionRecord]) -> Condition:
    far = [bout for one in sessions for bout in one.bouts if _backward(bout) and bout.metres >= 0.95 * WALK_M]
    best = max((bout.speed_mps for bout in far if isfinite(bout.speed_mps)), default=nan)
    told = f"{best:.2f} m/s" if isfinite(best) else "not measured over 50 m yet"
    return Condition("50 m backward at 1.0 m/s", best >= WALK_MPS if isfinite(best) else None, told)


def _walks_free(sessions: Sequence[SessionRecord]) -> Condition:
    best = max((b.rails_free_s for s in sessions for b in s.bouts if isfinite(b.rails_free_s)), default=nan)
    told = f"{best:.0f} s" if isfinite(best) else "not measured"
    return Condition("60 s without hands on the rails", best >= BELT_FREE_S if isfinite(best) else None, told)


def _looks(last: Sequence[SessionRecord]) -> Condition:
    if last and not last[-1].looks_asked:
        return Condition("looks over the shoulder", True, "not asked for: a spotter, a mirror or a sore neck")
    share = _lowest(one.looks_on_time for one in last)
    return Condition("looks on time 80 % of the time", _at_least(share, ON_TIME), _percent(share))


def _green(one: SessionRecord, rule: str) -> float:
    return dict(one.green).get(rule, nan)


def _lowest(shares) -> float:
    known = [share for share in shares if isfinite(share)]
    return min(known) if known else nan


def _at_least(share: float, wanted: float) -> bool | None:
    return share >= wanted if isfinite(share) else None


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if isfinite(share) else "not measured"


def _backward(bout: BoutRecord) -> bool:
    return bout.way == "backward"


