"""A made-up session told second by second: made-up measures go into the real coach, and what it said is remembered."""

from __future__ import annotations

from dataclasses import replace
from math import nan

import numpy as np

from backstride.coach.coach import Coach
from backstride.types import Cue, Measures, Moment, PathView, Pose, Quality, Setup, Thing

GOOD = Measures(
    t_s=0.0, tracked=True, facing="left", direction="backward", gait="run", near_side="left", trunk_lean_deg=3.0,
    head_pitch_deg=-4.0, elbow_left_deg=95.0, elbow_right_deg=95.0, cadence_spm=168.0, knee_at_contact_deg=30.0,
    knee_swing_peak_deg=75.0, reach_ll=0.3, bounce_bh=0.05, heel_first_share=0.0, arm_leg_correlation=-0.9,
    arm_swing_ll=0.4, belt_position=0.48, since_check_s=nan, hands_on_rails=False,
    quality=Quality(fps=60.0, runner_height_share=0.6, visible_share=1.0),
)  # fmt: skip
"""A good backward runner from the side."""


class RunnerFromAList:
    """Stands in for the measuring part: answers with what the story put down for the frame."""

    def __init__(self) -> None:
        self.next = GOOD

    def step(self, pose: Pose) -> Measures:
        return replace(self.next, t_s=pose.t_s)


class Story:
    """Runs a coach over made-up seconds and remembers every moment."""

    def __init__(self, site="treadmill", view="side", fps=30.0, language="en", **coach):
        self.runner = RunnerFromAList()
        self.coach = Coach(Setup(site, view), language, runner=self.runner, **coach)
        self.site, self.fps = site, fps
        self.moments: list[Moment] = []

    @property
    def t_s(self) -> float:
        return len(self.moments) / self.fps

    def goes_on(self, seconds: float, path: PathView | None = None, presses=(), events=(), **measures) -> Story:
        """So many seconds with these measures, good form otherwise. Presses and events come with the first frame."""
        for _ in range(round(seconds * self.fps)):
            self.frame(path, presses, events, **measures)
            presses = events = ()
        return self

    def frame(self, path: PathView | None = None, presses=(), events=(), **measures) -> Moment:
        t_s = self.t_s
        self.runner.next = replace(GOOD, events=tuple(events), **measures)
        path = replace(path, t_s=t_s) if path else PathView(t_s, "off" if self.site == "treadmill" else "watching")
        return self._step(t_s, path, presses)

    def frozen_path(self, seconds: float, path: PathView) -> Story:
        """So many seconds in which the scout keeps answering with one old view."""
        for _ in range(round(seconds * self.fps)):
            self.runner.next = GOOD
            self._step(self.t_s, path, ())
        return self

    def _step(self, t_s: float, path: PathView, presses) -> Moment:
        pose = Pose(np.zeros((33, 3), np.float32), np.ones(33, np.float32), (1280, 720), t_s, len(self.moments))
        moment = self.coach.step(pose, path, presses)
        self.moments.append(moment)
        return moment

    @property
    def cues(self) -> list[Cue]:
        return [moment.cue for moment in self.moments if moment.cue]

    def said(self, rule: str) -> list[Cue]:
        return [cue for cue in self.cues if cue.rule == rule]

    @property
    def words(self) -> list[str]:
        return [cue.words for cue in self.cues]

    def band(self, rule: str) -> str:
        """Where the rule stands at the last frame."""
        return next(standing.band for standing in self.moments[-1].observations if standing.rule == rule)


def thing(label="person", distance_m=3.0, level="stop", lateral_m=0.0, track=1) -> Thing:
    return Thing(track, label, distance_m, lateral_m, 2.0, distance_m / 2.0, level, (0.4, 0.2, 0.5, 0.6))


def sees(*things: Thing, state=None) -> PathView:
    """A view of a watched path with these things on it."""
    levels = [t.level for t in things]
    worst = "stop" if "stop" in levels else "slow" if "slow" in levels else "watching"
    return PathView(0.0, state or worst, things=tuple(things), range_m=12.0)
