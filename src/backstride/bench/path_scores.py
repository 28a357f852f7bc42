"""What a scout told held against what is true: warnings, metres and seconds, false alarms, blindness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from .path_clip import Look
from .path_truth import Intrusion, PathTruth
from .tables import Found, Rate

LATE_S = 0.4  # after the stop model asks
HELD_S = 2.0  # a warning counts this long after the thing has left
BLIND_FROM_S, BLIND_S = 3.0, 1.0
DISTANCE_M, DISTANCE_SHARE, TTC_S = 0.4, 0.1, 0.4  # bounds of an answer
FARTHEST_TTC_S = 10.0  # later contacts are nobody's concern yet
RANK = {"slow": 1, "stop": 2}


def warnings(looks: Sequence[Look], truth: PathTruth) -> Iterator[Found]:
    """Whether each warning that was due came in time, and how long before (positive) it came."""
    leads = [lead for one in truth.intrusions for lead in _leads(one, looks)]
    if leads:
        known = np.array([lead for lead in leads if np.isfinite(lead)])
        yield Found("warning too late", ~(np.array(leads) >= -LATE_S), len(leads))
        yield Found("warning before due, s", known, len(leads))


def _leads(one: Intrusion, looks: Sequence[Look]) -> Iterator[float]:
    for level, due_s in (("slow", one.due_slow_s), ("stop", one.due_stop_s)):
        if np.isfinite(due_s):
            counts = [look for look in looks if one.allowed_from_s <= look[0] <= one.to_s + HELD_S]
            given = [t_s for t_s, view, _ in counts if RANK.get(view.state, 0) >= RANK[level]]
            yield due_s - given[0] if given else -np.inf


def errors(looks: Sequence[Look], truth: PathTruth) -> Iterator[Found]:
    """Metres and seconds of the nearest thing on the lane; a distance down to its near edge is no error."""
    metres, far, seconds, due = [], [], [], [0, 0]
    for i, (_, view, _) in enumerate(looks[: len(truth.t_s)]):
        there = [one for one in truth.things if one.in_corridor[i] and one.distance_m[i] > 0]
        if not there or view.state == "unknown":
            continue
        true = min(there, key=lambda one: one.distance_m[i])
        told = min((one for one in view.things if one.in_way), key=lambda one: one.distance_m, default=None)
        soon = bool(true.ttc_s[i] < FARTHEST_TTC_S)
        due[0] += 1
        due[1] += soon
        if told is not None:
            off = told.distance_m - true.distance_m[i]
            metres.append(off if off > 0 else min(off + true.half_along_m, 0.0))
            far.append(true.distance_m[i])
            if soon and np.isfinite(told.ttc_s):
                seconds.append(told.ttc_s - true.ttc_s[i])
    if due[0]:
        off_m, off_s = np.array(metres, float), np.array(seconds, float)
        bounds_m = np.maximum(DISTANCE_M, DISTANCE_SHARE * np.array(far, float))
        yield Found("distance, m", off_m, due[0])
        yield Found("distance out of bounds", np.abs(off_m) > bounds_m, due[0])
        yield Found("seconds to contact, s", off_s, due[1])
        yield Found("seconds out of bounds", np.abs(off_s) > TTC_S, due[1])


def undisturbed(looks: Sequence[Look]) -> list[Rate]:
    """Warnings that begin while nothing is in the way, by the time that was watched."""
    states = [view.state for _, view, _ in looks]
    step_s = (looks[-1][0] - looks[0][0]) / (len(looks) - 1)
    watched_s = step_s * sum(state != "unknown" for state in states)
    return [Rate(f"false {level} an hour", _begun([state == level for state in states]), watched_s) for level in RANK]


def _begun(given: Sequence[bool]) -> int:
    return sum(now and not before for before, now in zip([False, *given], given, strict=False))


def blindness(looks: Sequence[Look], from_s: float = BLIND_FROM_S) -> list[Found | Rate]:
    """Whether blindness is told within a second, and whether all frames after that say so."""
    told = [t_s for t_s, view, _ in looks if t_s >= from_s and view.state == "unknown"]
    later = np.array([view.state != "unknown" for t_s, view, _ in looks if t_s > from_s + BLIND_S])
    late = not told or told[0] > from_s + BLIND_S
    return [Found("blindness told too late", np.array([late]), 1), Found("blind yet watching", later, len(later))]


def untimely(looks: Sequence[Look], truth: PathTruth) -> list[Rate]:
    """Warnings that begin or go on where none of their level is right, by the time that was watched."""
    right = {"slow": truth.right_slow, "stop": truth.right_stop}
    step_s = (looks[-1][0] - looks[0][0]) / (len(looks) - 1)
    watched_s = step_s * sum(view.state != "unknown" for _, view, _ in looks)
    return [Rate(f"false {level} an hour",
                 _begun([view.state == level and not _within(t_s, right[level], step_s) for t_s, view, _ in looks]),
                 watched_s) for level in RANK]  # fmt: skip


def _within(t_s: float, spans: Sequence[tuple[float, float]], slack_s: float) -> bool:
    return any(start - slack_s <= t_s <= end + slack_s for start, end in spans)
