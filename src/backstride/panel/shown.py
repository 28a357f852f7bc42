"""A moment in the words and figures that the live page shows. What is not known is said to be not known.

Pages, events and ``/api/state`` all show this one thing, so that they can't differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

from ..types import Cue, Measures, Moment, Observation, PathView, Site, known
from .guided_shown import NO_TRAINING, GuidedShown, guided_shown
from .path_shown import PathShown, path_shown

DASH = "–"
DIRECTIONS = {"backward": "BACKWARD", "forward": "FORWARD", "still": "STILL", "unknown": "DIRECTION UNKNOWN"}
CLASSES = {"safety": "Safety", "balance": "Balance", "guide": "Training", "form": "Form", "praise": "Well done"}
BANDS = {"green": "good", "amber": "a little off", "red": "off", "unknown": ""}
WORST_FIRST = ("red", "amber", "green", "unknown")


@dataclass(frozen=True)
class Reading:
    """One number as it is shown. ``note`` is its judgement in words, or why there is no number."""

    key: str
    label: str
    value: float | None
    text: str  # "4°", or a dash
    band: str
    note: str


@dataclass(frozen=True)
class CueShown:
    """A cue as it is shown. ``t_s`` and ``rule`` tell one cue from the next."""

    t_s: float
    rule: str
    class_: str
    class_words: str
    words: str


@dataclass(frozen=True)
class Shown:
    """All that the live page shows at one time. ``live`` is false when no new moment came: then it shows no numbers."""

    live: bool
    t_s: float | None
    coaching: bool
    muted: bool
    tracked: bool
    direction: str
    direction_words: str
    path: PathShown
    readings: tuple[Reading, ...]
    cue: CueShown | None
    hints: tuple[str, ...]  # what makes the picture hard to judge
    notices: tuple[str, ...]  # what this machine lacks
    runner: str = ""  # who runs now, empty where nobody said
    recording: bool = False  # whether a clip is being recorded
    room: str = ""  # how long can still be recorded, in one sentence
    sound: str = "silent"  # whether somebody hears the coach: silent, unconfirmed, asked, heard or not heard
    training: GuidedShown = NO_TRAINING


def shown(moment: Moment, site: Site, muted: bool, notices: tuple[str, ...]) -> Shown:
    """What the page shows of this moment."""
    measures = moment.measures
    return Shown(
        live=True,
        t_s=round(moment.t_s, 3),
        coaching=moment.coaching,
        muted=muted,
        tracked=measures.tracked,
        direction=measures.direction,
        direction_words=DIRECTIONS[measures.direction] if measures.tracked else "NO RUNNER IN SIGHT",
        path=path_shown(moment.path, site, too_fast(moment), _backward_mps(measures)),
        readings=readings(measures, moment.observations),
        cue=cue_shown(moment.caption) if moment.caption else None,
        hints=(*measures.quality.warnings, *_note(moment.path)),
        notices=notices,
        training=guided_shown(moment.training),
    )


def nothing_shown(site: Site, muted: bool, notices: tuple[str, ...]) -> Shown:
    """What the page shows while no moment comes: that nothing is known."""
    why = "no data"
    empty = Measures(0.0, not_measured=tuple((name, why) for name in FIELDS))
    path = PathView(0.0, "unknown", why)
    return Shown(
        live=False,
        t_s=None,
        coaching=False,
        muted=muted,
        tracked=False,
        direction="unknown",
        direction_words="NO DATA",
        path=path_shown(path, site),
        readings=readings(empty, ()),
        cue=None,
        hints=(),
        notices=notices,
    )


def cue_shown(cue: Cue) -> CueShown:
    return CueShown(round(cue.t_s, 3), cue.rule, cue.class_, CLASSES[cue.class_], cue.words)


# ---- the numbers

FIELDS = (
    "trunk_lean_deg", "cadence_spm",
    "elbow_left_deg", "elbow_right_deg", "knee_flexion_left_deg", "knee_flexion_right_deg",
)  # fmt: skip


def readings(measures: Measures, observations: tuple[Observation, ...]) -> tuple[Reading, ...]:
    """The few numbers that matter to a runner: lean, elbow, knee, cadence."""
    lean, cadence = measures.trunk_lean_deg, measures.cadence_spm
    elbow, knee = measures.elbow_near_deg, measures.knee_flexion_near_deg
    side = measures.near_side
    return (
        _reading("lean", "Lean", lean, "°", _band(observations, "lean", "lean_back"), _why(measures, "trunk_lean_deg")),
        _reading("elbow", "Elbow", elbow, "°", _band(observations, "elbow"), _why(measures, f"elbow_{side}_deg")),
        # no band: the rule judges the knee at contact, not the one that swings now
        _reading("knee", "Knee", knee, "°", "unknown", _why(measures, f"knee_flexion_{side}_deg")),
        _reading("cadence", "Steps/min", cadence, "", _band(observations, "cadence"), _why(measures, "cadence_spm")),
    )  # fmt: skip


def _reading(key: str, label: str, value: float, unit: str, band: str, why: str) -> Reading:
    if not known(value):
        return Reading(key, label, None, DASH, "unknown", why)
    way = _way(value) if key == "lean" else ""
    note = ", ".join(words for words in (way, BANDS[band]) if words)
    return Reading(key, label, round(value, 1), f"{abs(value):.0f}{unit}", band, note)


def _way(lean_deg: float) -> str:
    """The sign as a word: people don't read one from afar."""
    return "upright" if abs(lean_deg) < 0.5 else "forward" if lean_deg > 0 else "back"


def _why(measures: Measures, name: str) -> str:
    """Why a field has no number: the measure's own reason, or the nearest that can be said."""
    name = name.replace("unknown", "left")  # no near side: the reason of either side holds for both
    fallback = "not measured" if measures.tracked else "no runner in sight"
    return dict(measures.not_measured).get(name, fallback)


def _band(observations: tuple[Observation, ...], *rules: str) -> str:
    bands = {o.band for o in observations if o.rule in rules}
    return next((band for band in WORST_FIRST if band in bands), "unknown")


# ---- the path


def _note(path: PathView) -> tuple[str, ...]:
    note = path.report.note if path.report else ""
    return (note[:1].upper() + note[1:],) if note else ()


def too_fast(moment: Moment) -> bool:
    """Whether the runner is faster than what the watched range allows."""
    capped = any(o.rule == "speed_cap" and o.band in ("amber", "red") for o in moment.observations)
    return capped and moment.measures.speed_mps > moment.path.speed_mps


def _backward_mps(measures: Measures) -> float:
    return measures.speed_mps if measures.direction == "backward" else nan
