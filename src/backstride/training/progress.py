"""Where a person stands after what was done: level, week, pauses and stops, streaks, records, trends with their error.

All pure: a person, their sessions (oldest first) and mornings go in; days are Unix seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite, nan

from .gates import next_gate, volume_gate
from .levels import lower
from .person import Person
from .plan import Programme
from .record import SessionRecord, Soreness

DAY_S = 86400.0
PAUSE_S = 48 * 3600.0
WEEK_S = 7 * DAY_S
REPEAT_AFTER_S, BACK_AFTER_S, ANEW_AFTER_S = 7 * DAY_S, 14 * DAY_S, 60 * DAY_S
PAIN_GOES_ON, PAIN_STOPS = 2.0, 4.0
SEE_SOMEBODY = "Please see a doctor or physiotherapist before you go on."


# ---- after a session, after a morning, after a while

def after_session(person: Person, programme: Programme, sessions: Sequence[SessionRecord],
                  soreness: Sequence[Soreness] = ()) -> Person:  # fmt: skip
    """The person after the last of ``sessions``: first what speaks for less, then the gates."""
    last = sessions[-1]
    if why := _professional_wanted(sessions, soreness):
        return replace(_fallen_back(person, last, why), stopped_why=why)
    if why := fall_back_because(last):
        return _fallen_back(person, last, why)
    return _up(person, programme, sessions, soreness)


def after_morning(person: Person, sessions: Sequence[SessionRecord], soreness: Sequence[Soreness]) -> Person:
    """The person after what the last of ``soreness`` told."""
    if soreness and soreness[-1].worse:
        return replace(person, stopped_why=f"Worse the next morning. {SEE_SOMEBODY}")
    if why := _professional_wanted(sessions, soreness):
        return replace(person, stopped_why=why)
    return _level_up(person, sessions, soreness)


def after_days_off(person: Person, last_s: float, now_s: float) -> tuple[Person, str]:
    """The person who comes back at ``now_s`` after the last session at ``last_s``, and what changed, in words."""
    away_s = now_s - last_s
    if away_s > ANEW_AFTER_S:
        anew = replace(person, programme="first_steps", week=1, level="L0", level_since_s=now_s)
        return anew, "More than 60 days off: first steps again."
    if away_s > BACK_AFTER_S:
        down = replace(person, level=lower(person.level), level_since_s=now_s, week=max(person.week - 1, 1))
        return down, "More than two weeks off: one level and one week back."
    if away_s > REPEAT_AFTER_S and person.week > 1:
        return replace(person, week=person.week - 1), "A week off: the last week again."
    return person, ""


def fall_back_because(last: SessionRecord) -> str:
    """Why one level down and a pause of 48 hours; empty where nothing speaks for it."""
    if last.falls:
        return "After a fall: one level down, 48 hours of rest, and the questions about your health again."
    if last.stumbles >= 2:
        return "After two stumbles: one level down, 48 hours of rest, and the questions about your health again."
    if last.worst_pain >= PAIN_STOPS or any(pain.sharp for pain in last.pains):
        return "After that pain: one level down, 48 hours of rest, and the questions about your health again."
    return ""


def _fallen_back(person: Person, last: SessionRecord, why: str) -> Person:
    ended_s = last.began_at_s + last.seconds
    return replace(
        person, level=lower(person.level), level_since_s=ended_s, paused_until_s=ended_s + PAUSE_S, pause_why=why,
        answered_at_s=nan,
    )  # fmt: skip


def _professional_wanted(sessions: Sequence[SessionRecord], soreness: Sequence[Soreness]) -> str:
    """The reason to end the programme: the same place at 3 or more in two sessions running."""
    if any(pain.where in ("chest", "dizzy") for pain in sessions[-1].pains if pain.where):
        return f"Pain in the chest or dizziness. {SEE_SOMEBODY}"
    places = [{pain.where for pain in one.pains if pain.level >= 3 and pain.where} for one in sessions[-2:]]
    same = places[0] & places[1] if len(places) == 2 else set()
    return f"Pain at the same place in two sessions ({', '.join(sorted(same))}). {SEE_SOMEBODY}" if same else ""


def _up(person: Person, programme: Programme, sessions: Sequence[SessionRecord],
        soreness: Sequence[Soreness]) -> Person:  # fmt: skip
    person = _level_up(person, sessions, soreness)
    if programme.key != person.programme:
        return person
    if week_because(programme, person, sessions):
        return person
    return replace(person, week=person.week + 1) if person.week < len(programme.weeks) else person


def week_because(programme: Programme, person: Person, sessions: Sequence[SessionRecord]) -> str:
    """Why the week is trained again; empty where the next one may come."""
    this_week = [one for one in sessions if one.programme == programme.key and one.week == person.week]
    whole = sum(one.completed for one in this_week)
    if whole < programme.per_week[0]:
        return f"{whole} of {programme.per_week[0]} sessions of this week are done."
    if this_week and this_week[-1].worst_pain > PAIN_GOES_ON:
        return f"Pain {this_week[-1].worst_pain:g} of 10: the week again."
    return "; ".join(condition for condition in volume_gate(this_week).missing if "not measured" not in condition)


def _level_up(person: Person, sessions: Sequence[SessionRecord], soreness: Sequence[Soreness]) -> Person:
    gate = next_gate(person, sessions, soreness)
    if gate is None or not gate.met or gate.opens is None or not sessions:
        return person
    last = sessions[-1]
    return replace(person, level=gate.opens, level_since_s=last.began_at_s + last.seconds)


# ---- what the pages show

@dataclass(frozen=True)
class TrendPoint:
    """One session's value with the error it may claim."""

    at_s: float
    value: float
    error: float


def trend(sessions: Sequence[SessionRecord], measure: str) -> tuple[TrendPoint, ...]:
    """A measure over the sessions in which it was measured. Names are those of ``Measures``."""
    return tuple(
        TrendPoint(one.began_at_s, m.value, m.error) for one in sessions for m in one.measured if m.name == measure
    )


def trend_told(points: Sequence[TrendPoint]) -> str:
    """Up, down, or no change beyond the error, between the first and the last third of the sessions."""
    third = len(points) // 3
    if third < 1:
        return "too few sessions to tell"
    first, last = points[:third], points[-third:]
    change = _mean(last) - _mean(first)
    error = max((point.error for point in (*first, *last) if isfinite(point.error)), default=nan)
    if not isfinite(error):
        return "its error is not known: no change can be told"
    if not abs(change) > error:
        return f"no change beyond the error of ± {error:.3g}"
    return f"{'up' if change > 0 else 'down'} by {abs(change):.3g} (error ± {error:.3g})"


def _mean(points: Sequence[TrendPoint]) -> float:
    return sum(point.value for point in points) / len(points)


def streak_weeks(sessions: Sequence[SessionRecord], now_s: float) -> int:
    """Weeks in a row, up to now, each of seven days back from now, with at least one whole session."""
    ages = {int((now_s - one.began_at_s) // WEEK_S) for one in sessions if one.completed and isfinite(one.began_at_s)}
    first, count = (0 if 0 in ages else 1), 0  # this week is not over yet
    while first + count in ages:
        count += 1
    return count


@dataclass(frozen=True)
class Best:
    """A record: what, how much, when."""

    name: str
    value: float
    unit: str
    at_s: float


def bests(sessions: Sequence[SessionRecord]) -> tuple[Best, ...]:
    """The longest backward bout, the most metres of a session, the calmest focus. No speed: nobody is raced."""
    found = []
    bouts = [(one, bout) for one in sessions for bout in one.bouts if bout.way == "backward" and isfinite(bout.metres)]
    if bouts:
        one, bout = max(bouts, key=lambda pair: pair[1].metres)
        found.append(Best("Longest backward bout", bout.metres, "m", one.began_at_s))
    measured = [one for one in sessions if isfinite(one.backward_m)]
    if measured:
        one = max(measured, key=lambda one: one.backward_m)
        found.append(Best("Most backward in one session", one.backward_m, "m", one.began_at_s))
    focused = [(one, share) for one in sessions for rule, share in one.green if rule in one.focus and isfinite(share)]
    if focused:
        one, share = max(focused, key=lambda pair: pair[1])
        found.append(Best("Best focus", 100 * share, "% green", one.began_at_s))
    return tuple(found)


@dataclass(frozen=True)
class GroupLine:
    """One runner as a coach sees them in the list of a group."""

    name: str
    programme: str
    week: int
    level: str
    sessions: int
    last_s: float
    streak: int
    worst_pain: float
    attention: tuple[str, ...]  # what somebody should look at


def group_line(person: Person, sessions: Sequence[SessionRecord], soreness: Sequence[Soreness],
               now_s: float) -> GroupLine:  # fmt: skip
    last = sessions[-1] if sessions else None
    last_s, pain = (last.began_at_s, last.worst_pain) if last else (nan, nan)
    told = any(morning.session_at_s == last_s for morning in soreness)
    attention = (
        person.stopped_why,
        person.pause_why if now_s < person.paused_until_s else "",
        "More than two weeks off" if now_s - last_s > BACK_AFTER_S else "",
        "The morning after was not told" if DAY_S / 2 < now_s - last_s < 3 * DAY_S and not told else "",
    )
    return GroupLine(
        person.name, person.programme, person.week, person.level, len(sessions), last_s,
        streak_weeks(sessions, now_s), pain, tuple(text for text in attention if text),
    )  # fmt: skip
