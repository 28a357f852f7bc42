"""The coach: one pose and one view of the path in, one moment out. It owns the measuring and remembers the session."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan

from ..core.claims import claimed_error
from ..core.runner import Runner
from ..errors import BadConfig
from ..types import NO_WISHES, Ask, Begin, Cue, Moment, Observation, PathView, Pose, Setup, Wishes
from .cues import Arbiter, Heard
from .judge import Judge
from .memory import SENIOR_STOP_TTC_S, Memory, in_sight
from .now import Now
from .rules import RULES, applies, bands_for
from .words import LANGUAGES

CAPTION_S = 2.0  # how long a cue stays on the screen after it was said


class Coach:
    """Turns poses into moments: measures, where each rule stands, and at most one cue.

    ``senior`` grants a longer reaction; ``speed_cap_mps`` and ``rails_wanted`` are what a training sets.
    ``runner`` measures the poses; tests hand in one that answers from a list.
    """

    def __init__(
        self,
        setup: Setup,
        language: str = "en",
        senior: bool = False,
        *,
        speed_cap_mps: float = nan,
        rails_wanted: bool = False,
        runner: Runner | None = None,
    ):
        if language not in LANGUAGES:
            raise BadConfig(f"language is {language!r}; accepted are {', '.join(LANGUAGES)}")
        rules = tuple(rule for rule in RULES if setup.site in rule.sites and setup.view in rule.views)
        self._runner = runner or Runner(setup)
        self._judges = tuple(Judge(rule) for rule in rules)
        self._view, self._margins_fps = setup.view, nan
        self._arbiter = Arbiter(rules, language, setup.site)
        self._memory = Memory(setup.site, speed_cap_mps, rails_wanted, SENIOR_STOP_TTC_S if senior else 0.0)
        self._coaching = True
        self._caption: Cue | None = None

    def step(
        self, pose: Pose, path_view: PathView, presses: Sequence[Ask] = (), wishes: Wishes = NO_WISHES
    ) -> Moment:
        """What is known and said at this frame; ``wishes`` are what a training asks for at it."""
        t_s = pose.t_s
        for press in presses:
            self._obey(press)
        path_view = in_sight(t_s, path_view)
        measures = self._runner.step(pose)
        now = self._memory.now(t_s, measures, path_view, wishes)
        observations = self._judged(t_s, now)
        outside = any(judge.outside for judge in self._judges)
        heard: Heard = "everything" if self._coaching else "safety" if now.hurt else "nothing"
        cue = self._arbiter.choose(t_s, now, observations, outside, heard, wishes)
        events = measures.events + self._memory.path_events
        return Moment(
            t_s, pose.number, pose, measures, path_view, observations, cue, self._shown(t_s, cue),
            self._coaching, events, tuple(presses),
        )  # fmt: skip

    def _obey(self, press: Ask) -> None:
        """Start and stop turn the coaching on and off; pain ends it and leaves the safety cues on.

        The rest is for the recorder and for a training, which find it in the moment.
        """
        if isinstance(press, Begin):
            press = "start"
        if press not in ("start", "stop", "pain"):
            return
        self._coaching = press == "start"
        self._memory.hurt = press == "pain"
        if press == "start":
            self._arbiter.start_over()

    def _judged(self, t_s: float, now: Now) -> tuple[Observation, ...]:
        """Where each rule stands. Outside a stretch of backward travel its rules have nothing to judge."""
        self._set_margins(now.measures.quality.fps)
        in_rep = now.rep_s == now.rep_s
        measures = now.measures
        standings = []
        for judge in self._judges:
            rule = judge.rule
            if not in_rep and rule.in_rep:
                standings.append(judge.forget(t_s))
            else:
                value = rule.value(now) if applies(rule, measures) else nan
                standings.append(judge.step(t_s, value, bands_for(rule, measures.gait)))
        return tuple(standings)

    def _set_margins(self, fps: float) -> None:
        """Allows each rule the error that its measure may claim at this frame rate, and never less than the table's."""
        if not abs(fps - self._margins_fps) > 0.1 * fps and (fps != fps or self._margins_fps == self._margins_fps):
            return
        self._margins_fps = fps
        for judge in self._judges:
            claimed = claimed_error(judge.rule.measure, self._view, True, fps) if judge.rule.measure else nan
            judge.allow(max(judge.rule.margin, claimed) if claimed == claimed else judge.rule.margin)

    def _shown(self, t_s: float, cue: Cue | None) -> Cue | None:
        """The cue that stands on the screen: the newest, until a while after it was said."""
        if cue is not None:
            self._caption = cue
        elif self._caption is not None and t_s > self._caption.t_s + self._caption.duration_s + CAPTION_S:
            self._caption = None
        return self._caption
