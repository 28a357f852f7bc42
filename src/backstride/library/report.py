"""The report of a session: what went well, at most three things to work on, how it compares, and drills that fit.

Pure: it is made from the session's row and those of earlier ones. It judges by what the coach judged at the time (how
long each rule stood in which band, what was cued), names a change only where it is larger than the measure's own error,
and says where too little was seen. It knows nothing of health and claims nothing about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, nan, sqrt
from statistics import median
from typing import Literal

from ..core.claims import claimed_error
from . import report_words as words
from .clips import Measured, SessionRow
from .report_words import Drill, Topic

Change = Literal["up", "down", "steady", "unknown"]
MOST_TO_WORK_ON = 3
MOST_WELL = 3
ENOUGH_S = 20.0  # of backward running, before anything is judged
JUDGED_S = 10.0  # that a rule must have been judged for
WELL_SHARE = 0.85  # of the judged time in the green
WORK_SHARE = 0.10  # of the judged time outside
WORK_CUES = 2  # or so many cues
EARLIER = 5  # sessions, whose middle is compared with
LEAST_FRAMES = 60  # that a measure must have been seen on to be compared
FPS = 30.0  # at which errors are claimed: a session's row knows no rate


@dataclass(frozen=True)
class Good:
    """Something that went well. ``share`` is how much of the judged time it stood in the green."""

    rule: str
    title: str
    text: str
    share: float


@dataclass(frozen=True)
class Work:
    """Something to work on. ``because`` gives the figures behind it."""

    rule: str
    title: str
    text: str
    because: str
    drills: tuple[Drill, ...]


@dataclass(frozen=True)
class Trend:
    """One measure against the earlier sessions. ``change`` is named only beyond ``error``, and never called better."""

    name: str
    title: str
    unit: str
    now: float
    before: float  # the middle of the earlier sessions, NaN without
    error: float  # that the difference may have, NaN where none is known
    change: Change
    past: tuple[tuple[str, float], ...]  # started_at and value, oldest first, this session last
    text: str

    @property
    def places(self) -> tuple[tuple[float, float, float, float], ...]:
        """Where each value lies in a drawing of 1 by 1, y up: x, y, and the ends of its error; none for one value."""
        values = [value for _, value in self.past]
        if len(values) < 2:
            return ()
        error = self.error if isfinite(self.error) else 0.0
        low, high = min(values) - error, max(values) + error
        tall = (high - low) or 1.0

        def y(value: float) -> float:
            return (value - low) / tall

        return tuple((n / (len(values) - 1), y(v), y(v - error), y(v + error)) for n, v in enumerate(values))


@dataclass(frozen=True)
class Report:
    """What the page and the PDF show."""

    session: str
    runner: str
    started_at: str
    site: str
    length_s: float
    backward_s: float
    clips: tuple[str, ...]
    enough: bool  # whether enough was seen to judge
    well: tuple[Good, ...]
    work: tuple[Work, ...]
    trends: tuple[Trend, ...]
    notes: tuple[str, ...]  # sentences that go with all of it


MEASURES = (  # column, title, unit, decimals
    ("trunk_lean_deg", "Trunk lean", "°", 1),
    ("head_pitch_deg", "Head pitch", "°", 0),
    ("cadence_spm", "Cadence", "steps/min", 0),
    ("speed_mps", "Speed", "m/s", 2),
    ("step_length_m", "Step length", "m", 2),
)


def report(session: SessionRow, earlier: Sequence[SessionRow] = ()) -> Report:
    """The report. ``earlier`` are sessions of the same runner, in any order; others' and later ones are left out."""
    past = _comparable(session, earlier)
    enough = session.backward_s >= ENOUGH_S
    return Report(
        session.id, session.runner, session.started_at, session.site, session.length_s, session.backward_s,
        session.clips, enough,
        well=_well(session) if enough else (),
        work=_work(session) if enough else (),
        trends=_trends(session, past),
        notes=_notes(session, past, enough),
    )  # fmt: skip


def _comparable(session: SessionRow, earlier: Sequence[SessionRow]) -> tuple[SessionRow, ...]:
    """Earlier sessions of the runner at the same kind of place, oldest first. Nobody's sessions compare with none."""
    same = (e for e in earlier if e.runner == session.runner != "" and e.site == session.site and e.id != session.id)
    return tuple(sorted((e for e in same if e.started_at < session.started_at), key=lambda e: e.started_at))


# ---- well and not

def _seconds(session: SessionRow, rule: str) -> tuple[float, float, float]:
    """For how long the rule stood in green, amber and red."""
    found = {band: s for key, band, s in session.bands if key == rule}
    return found.get("green", 0.0), found.get("amber", 0.0), found.get("red", 0.0)


def _cued(session: SessionRow, rule: str) -> int:
    return dict(session.cues).get(rule, 0)


def _well(session: SessionRow) -> tuple[Good, ...]:
    found = []
    for topic in words.TOPICS.values():
        green, amber, red = _seconds(session, topic.rule)
        judged = green + amber + red
        if judged >= JUDGED_S and green / judged >= WELL_SHARE and _cued(session, topic.rule) < WORK_CUES:
            found.append(Good(topic.rule, topic.title, topic.well, green / judged))
    return tuple(sorted(found, key=lambda good: -good.share)[:MOST_WELL])


def _work(session: SessionRow) -> tuple[Work, ...]:
    weighed = [(_weight(session, topic), topic) for topic in words.TOPICS.values()]
    worst = sorted((pair for pair in weighed if pair[0] > 0), key=lambda pair: -pair[0])
    return tuple(_to_do(session, topic) for _, topic in worst[:MOST_TO_WORK_ON])


def _weight(session: SessionRow, topic: Topic) -> float:
    """How much a point needs work: the share of time outside, red twice, and the cues; 0 where it needs none."""
    green, amber, red = _seconds(session, topic.rule)
    judged, cues = green + amber + red, _cued(session, topic.rule)
    outside = (amber + red) / judged if judged >= JUDGED_S else 0.0
    if outside < WORK_SHARE and cues < WORK_CUES:
        return 0.0
    return outside + (red / judged if judged else 0.0) + 0.1 * cues


def _to_do(session: SessionRow, topic: Topic) -> Work:
    green, amber, red = _seconds(session, topic.rule)
    judged, cues = green + amber + red, _cued(session, topic.rule)
    told = [f"outside its band for {amber + red:.0f} of {judged:.0f} s"] if judged >= JUDGED_S else []
    told += [f"said {cues} times" if cues > 1 else "said once"] if cues else []
    drills = tuple(words.DRILLS[key] for key in topic.drills if session.site in words.DRILLS[key].sites)
    return Work(topic.rule, topic.title, topic.work, ", ".join(told), drills)


# ---- trend

def _corrections(row: SessionRow) -> int:
    """Cues that asked for something else; praise and a training's instructions do not."""
    return sum(n for rule, n in row.cues if rule not in ("praise", "training"))


def _trends(session: SessionRow, past: Sequence[SessionRow]) -> tuple[Trend, ...]:
    measured = (_measure_trend(session, past, *measure) for measure in MEASURES)
    counted = (
        _counted_trend(session, past, "cues", "Cues", _corrections),
        _counted_trend(session, past, "head_checks", "Looks behind", lambda row: row.head_checks),
    )
    return tuple(trend for trend in (*measured, *counted) if trend is not None)


def _measure_trend(session: SessionRow, past: Sequence[SessionRow], name: str, title: str, unit: str,
                   decimals: int) -> Trend | None:  # fmt: skip
    seen = _seen(session, name)
    if seen is None:
        return None
    now = seen.median
    mostly = f" (mostly {seen.p10:.{decimals}f} to {seen.p90:.{decimals}f})"
    known = [(row.started_at, value) for row in past if isfinite(value := _median_of(row, name))]
    error = claimed_error(name, session.view, True, FPS, now)
    return _trend(name, title, unit, now, known, session.started_at, error, decimals, mostly)


def _counted_trend(session: SessionRow, past: Sequence[SessionRow], name: str, title: str, count) -> Trend | None:
    """Counts in a minute of backward running; they differ by chance as counts do."""
    if session.backward_s < ENOUGH_S:
        return None
    known = [(row.started_at, 60 * count(row) / row.backward_s) for row in past if row.backward_s >= ENOUGH_S]
    minutes = session.backward_s / 60
    error = sqrt(max(1, count(session))) / minutes
    return _trend(name, title, "a minute", count(session) / minutes, known, session.started_at, error, 1)


def _trend(name: str, title: str, unit: str, now: float, known: list[tuple[str, float]], started_at: str, error: float,
           decimals: int, mostly: str = "") -> Trend:  # fmt: skip
    before = median(value for _, value in known[-EARLIER:]) if known else nan
    change = _change(now - before, error)
    sure = f" ± {error:.{max(decimals, 1)}f}" if isfinite(error) else ""
    told = f"{title}: {now:.{decimals}f}{sure}{unit if unit == '°' else f' {unit}'}{mostly}"
    if change in ("up", "down"):
        told += f", {change} from {before:.{decimals}f}"
    elif change == "steady":
        told += f", as before ({before:.{decimals}f}) within the error"
    return Trend(name, title, unit, now, before, error, change, (*known, (started_at, now)), told)


def _change(difference: float, error: float) -> Change:
    """Two values that may each be wrong by ``error`` differ only beyond what both may be wrong by together."""
    if not isfinite(difference) or not isfinite(error):
        return "unknown"
    if abs(difference) <= sqrt(2) * error:
        return "steady"
    return "up" if difference > 0 else "down"


def _median_of(row: SessionRow, name: str) -> float:
    seen = _seen(row, name)
    return nan if seen is None else seen.median


def _seen(row: SessionRow, name: str) -> Measured | None:
    enough = (m for m in row.measures if m.name == name and m.n >= LEAST_FRAMES and isfinite(m.median))
    return next(enough, None)


# ---- notes

def _notes(session: SessionRow, past: Sequence[SessionRow], enough: bool) -> tuple[str, ...]:
    said = [
        (not enough, words.TOO_LITTLE),
        (_cued(session, "pain") > 0, words.PAINED),
        (_cued(session, "visibility") > 0, words.UNSEEN),
        (enough and not _well(session), words.NOTHING_WELL),
        (enough and not _work(session), words.NOTHING_TO_WORK_ON),
        (session.runner != "" and not past, words.NO_HISTORY),
        (enough and bool(_work(session)), words.FREE_WAY if session.site == "track" else words.AT_THE_BELT),
    ]
    return tuple(text for holds, text in said if holds)
