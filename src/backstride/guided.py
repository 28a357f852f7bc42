"""A coach with a training beside it: one step a frame, and the loop need not know which of the two it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .coach.coach import Coach
from .coach.words import phrases
from .training.prescription import Prescription
from .training.session import Guide
from .types import NO_WISHES, Ask, Begin, Moment, PathView, Pose


class GuidedCoach:
    """Coaches, and guides a session when one is begun. What the training wants is heard one frame later."""

    def __init__(self, coach: Coach):
        self._coach = coach
        self._guide: Guide | None = None

    def step(self, pose: Pose, path_view: PathView, presses: Sequence[Ask] = ()) -> Moment:
        """What is known, said and shown at this frame."""
        for ask in presses:
            if isinstance(ask, Begin) and (self._guide is None or self._guide.phase == "over"):
                self._guide = Guide(ask.plan, pose.t_s, recall_words(ask.plan))
        guide = self._guide
        moment = self._coach.step(pose, path_view, presses, NO_WISHES if guide is None else guide.wishes)
        if guide is None:
            return moment
        moment = replace(moment, training=guide.step(moment))
        if guide.finished:
            self._guide = None
        return moment


def recall_words(plan: Prescription) -> str:
    """The sentence of the cue that helped before; empty where there is none."""
    said = phrases(plan.language, plan.site, plan.recall) if plan.recall else ()
    return said[0] if said else ""
