"""What is worth keeping: the events around which a clip is recorded."""

from __future__ import annotations

from collections.abc import Collection

from ..journal import Trigger
from ..types import CueClass, Fall, Moment, Obstacle


def triggers_in(moment: Moment, cue_classes: Collection[CueClass]) -> tuple[Trigger, ...]:
    """The triggers of one moment, the gravest first. Pain is known by its cue, whatever classes are chosen."""
    found = []
    for event in moment.events:
        if isinstance(event, Fall) and event.state != "recovered":
            found.append(Trigger(event.t_s, "fall"))
    if "pain" in moment.presses or (moment.cue is not None and moment.cue.rule == "pain"):
        found.append(Trigger(moment.t_s, "pain"))
    for event in moment.events:
        if isinstance(event, Obstacle) and event.level != "unknown":
            found.append(Trigger(event.t_s, "obstacle"))
    if moment.cue is not None and moment.cue.class_ in cue_classes and moment.cue.rule != "pain":
        found.append(Trigger(moment.t_s, moment.cue.rule))
    if "keep" in moment.presses:
        found.append(Trigger(moment.t_s, "keep"))
    return tuple(found)
