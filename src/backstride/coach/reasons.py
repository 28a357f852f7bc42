"""Why a sentence was said, for people who review: the number, its band and error, for how long, on whose word."""

from __future__ import annotations

from math import isfinite

from ..types import Observation
from .now import Now
from .references import reference
from .rules import PRAISE_AFTER_S, PRAISE_SOURCES, Rule, bands_for
from .values import nearest_threat


def reason(now: Now, rule: Rule, standing: Observation) -> str:
    """Value, band, error and source of one cue."""
    return f"{_number(now, rule, standing)}, {standing.band}{_limit(now, rule, standing)}; {_sources(rule)}"


def praise_reason(good_for_s: float) -> str:
    names = ", ".join(reference(key).short for key in PRAISE_SOURCES)
    return f"everything measured stayed in its band for {good_for_s:.0f} s (asked: {PRAISE_AFTER_S:.0f}); {names}"


def recovered_reason(focus: str, for_s: float) -> str:
    return f"{focus.replace('_', ' ')}, the focus of this part, came back from red and has been good for {for_s:.0f} s"


def watched_reason(now: Now) -> str:
    return f"the path is {now.path.state} again; nothing is said about what lies beyond the camera's sight"


def _number(now: Now, rule: Rule, standing: Observation) -> str:
    if rule.key == "obstacle" and (threat := nearest_threat(now)):
        return f"obstacle: {threat.label} at {threat.distance_m:.1f} m, closing {threat.closing_mps:.1f} m/s"
    if rule.key == "path_unknown":
        return f"path {now.path_doubt}" + (f", {now.path.why}" if now.path.why else "")
    if not isfinite(standing.value):
        return f"{rule.key.replace('_', ' ')}, not measured just now"
    return f"{rule.key.replace('_', ' ')} {standing.value:.3g} {rule.unit}"


def _limit(now: Now, rule: Rule, standing: Observation) -> str:
    """The limit that was crossed, with the error that was allowed for."""
    bands = bands_for(rule, now.measures.gait)
    low, high = bands.slack if standing.band == "red" else bands.ok
    limit = low if standing.value < low else high
    if not isfinite(limit) or rule.unit in ("state", "level"):
        return ""
    error = f" by more than its error of {rule.margin:g}" if rule.margin else ""
    hold_s = rule.hold_s[standing.band == "red"]
    return f": beyond {limit:g}{error}" + (f" for {hold_s:g} s" if hold_s else "")


def _sources(rule: Rule) -> str:
    return ", ".join(reference(key).short for key in rule.sources) + f" ({rule.evidence})"
