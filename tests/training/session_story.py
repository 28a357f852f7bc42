"""A whole guided session with a made-up runner who does what the voice asks; what was said and shown is remembered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import nan

import numpy as np

from backstride.coach.coach import Coach
from backstride.guided import GuidedCoach
from backstride.training.person import Person
from backstride.training.prescription import Prescription, Refusal, Today, prescribe
from backstride.training.programmes import programme
from backstride.training.readiness import QUESTIONS
from backstride.training.record import SessionRecord
from backstride.types import Answer, Ask, Begin, Fall, Guided, Measures, Moment, PathView, Pose, Quality, Setup

DAY_S = 86400.0
READY = tuple((question.key, False) for question in QUESTIONS)
GOOD = Measures(
    t_s=0.0, tracked=True, facing="left", direction="still", gait="still", near_side="left", trunk_lean_deg=3.0,
    head_pitch_deg=-4.0, elbow_left_deg=95.0, elbow_right_deg=95.0, cadence_spm=110.0, knee_at_contact_deg=30.0,
    knee_swing_peak_deg=60.0, reach_ll=0.3, bounce_bh=0.03, heel_first_share=0.0, arm_leg_correlation=-0.9,
    arm_swing_ll=0.4, belt_position=0.48, lane_offset_m=0.0, since_check_s=2.0, hands_on_rails=True, step_time_cv=0.03,
    speed_mps=0.0, quality=Quality(fps=60.0, runner_height_share=0.6, visible_share=1.0),
)  # fmt: skip


def person(**changes) -> Person:
    """Somebody who answered every question with no and read the safety text."""
    return replace(Person("Ada", READY, 0.0, onboarded_at_s=0.0, mass_kg=60.0, height_m=1.7), **changes)


def plan(key="first_steps", week=1, site="track", view="side", who=None, today=None, sessions=(), **changes):
    """The prescription of a week; raises where there is none."""
    made = prescribe(programme(key), week, who or person(), today or Today(DAY_S), site, view, sessions=sessions)
    if isinstance(made, Refusal):
        raise AssertionError(made.reasons)
    return replace(made, **changes)


class RunnerFromAList:
    def __init__(self) -> None:
        self.next = GOOD

    def step(self, pose: Pose) -> Measures:
        return replace(self.next, t_s=pose.t_s)


Changes = Callable[["SessionStory"], dict]
Presses = Callable[["SessionStory"], tuple[Ask, ...]]


class SessionStory:
    """Runs one plan. ``measures`` and ``presses`` may say more about each frame; the runner obeys otherwise."""

    def __init__(self, prescription: Prescription, fps: float = 10.0, speed_mps: float = nan):
        self.plan, self.fps, self.speed_mps = prescription, fps, speed_mps
        self.runner = RunnerFromAList()
        coach = Coach(Setup(prescription.site, prescription.view), prescription.language, runner=self.runner)
        self.coach = GuidedCoach(coach)
        self.moments: list[Moment] = []
        self.presses: list[tuple[float, Ask]] = []
        self.record: SessionRecord | None = None
        self.effort, self.pain = "4", "0"

    @property
    def t_s(self) -> float:
        return len(self.moments) / self.fps

    @property
    def now(self) -> Guided:
        return self.moments[-1].training if self.moments else Guided()

    def go(self, until=lambda story: False, measures: Changes = lambda story: {},
           presses: Presses = lambda story: (), at_most_s: float = 4 * 3600.0) -> SessionStory:  # fmt: skip
        """Goes on until ``until`` holds or the session is over."""
        begin_s = self.t_s
        while True:
            asks = (Begin(self.plan),) if not self.moments else ()
            self.frame((*asks, *self._answers(), *presses(self)), **measures(self))
            if until(self) or (self.now.phase == "off" and len(self.moments) > 1):
                return self
            assert self.t_s - begin_s < at_most_s, f"never came to it: {self.transcript[-5:]}"

    def frame(self, asks: tuple[Ask, ...] = (), **changes) -> Moment:
        self.runner.next = replace(GOOD, **{**self._obeys(), **changes})
        self.presses.extend((self.t_s, ask) for ask in asks)
        pose = Pose(np.zeros((33, 3), np.float32), np.ones(33, np.float32), (1280, 720), self.t_s, len(self.moments))
        path = PathView(self.t_s, "off" if self.plan.site == "treadmill" else "watching", range_m=12.0)
        moment = self.coach.step(pose, path, asks)
        self.moments.append(moment)
        self.record = moment.training.record or self.record
        return moment

    def _obeys(self) -> dict:
        """Goes the way that is asked for, a little under the cap."""
        guided = self.now
        if guided.phase != "moving":
            return {}
        block = self.plan.blocks[guided.block_number - 1]
        bout = next(bout for bout in block.bouts if bout.way == guided.way)
        cap = bout.cap_mps if bout.cap_mps == bout.cap_mps else 1.5
        speed = self.speed_mps if self.speed_mps == self.speed_mps else 0.95 * cap
        return {"direction": guided.way, "gait": "walk" if bout.pace == "walk" else "run", "speed_mps": speed,
                "cadence_spm": 110.0 if bout.pace == "walk" else 168.0}  # fmt: skip

    def _answers(self) -> tuple[Ask, ...]:
        """Answers a question two seconds after it was heard."""
        question = self.now.question
        heard = [moment.cue for moment in self.moments[-300:] if moment.cue and question]
        if question is None or not heard or heard[-1].words != question.words:
            return ()
        if self.t_s < heard[-1].t_s + heard[-1].duration_s + 2.0:
            return ()
        value = {"effort": self.effort, "pain": self.pain, "pain_now": "0", "pain_where": "knee", "pain_sharp": "no"}
        return (Answer(question.key, value.get(question.key, "yes")),)

    @property
    def said(self) -> list[str]:
        return [moment.cue.words for moment in self.moments if moment.cue]

    @property
    def transcript(self) -> list[str]:
        return [
            f"{int(m.t_s) // 60:02d}:{m.t_s % 60:04.1f} {m.cue.class_:8s}{m.cue.words}" for m in self.moments if m.cue
        ]


def fell(t_s: float) -> dict:
    """The measures of the frame on which a fall is confirmed."""
    return {"fall": "confirmed", "events": (Fall(t_s, "confirmed"),)}
