"""A whole training in compressed time: recordings stand in for the runner, who does what the voice asks for.

Each recording is looked at once; then its poses are played over and over: the backward one while backward travel is
asked for, the forward one for forward, the standing one for the rest. Without a forward one nobody is in the picture;
without a standing one the runner is frozen in the backward one's first pose.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import pairwise
from math import nan
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from .core import skeleton
from .errors import BadInput
from .material import Material, Wanted, open_material
from .script import Script, ScriptedSession, Timed, read_script
from .training.checks import faults, needed_level
from .training.levels import LEVELS
from .training.notation import revived
from .training.person import Person
from .training.plan import Level, Programme
from .training.prescription import Prescription, Refusal, Today, prescribe
from .training.programmes import PROGRAMMES, programme
from .training.readiness import QUESTIONS
from .training.record import SessionRecord
from .types import Begin, Frame, PathView, Pose, Setup

LONGEST_S = 3 * 3600.0
GAP_S = 0.4  # nobody in the picture, where one pose does not follow from the last
JUMP = 0.15  # image heights: from here on a nose was not carried by its body
DAY_S = 86400.0


@dataclass(frozen=True)
class Rehearsal:
    """What is trained, and who answers."""

    training: str  # a programme's key or code, or a JSON file; with ":" and the week after it
    answers: Path | None = None
    forward: Path | None = None
    still: Path | None = None
    level: Level | None = None  # None: the lowest that carries the week
    language: str = "en"


def open_rehearsal(wanted: Wanted, rehearsal: Rehearsal) -> tuple[Material, ScriptedSession]:
    """The recordings as one material, and the session that answers. Raises BadInput."""
    chosen, week = _programme(rehearsal.training)
    script = _script(rehearsal.answers)
    takes = {"backward": Take.of(wanted)}
    for way, path in (("forward", rehearsal.forward), ("still", rehearsal.still)):
        if path is not None:
            takes[way] = Take.of(replace(wanted, source=path))
    setup = takes["backward"].setup
    plan = _plan(chosen, week, rehearsal, setup)
    begin = () if any(isinstance(one.ask, Begin) for one in script.timed) else (Timed(0.0, Begin(plan)),)
    presses = script.presses if "still" in takes else (("standing", "skip"), *script.presses)
    takes.setdefault("still", takes["backward"].frozen())
    session = ScriptedSession(replace(script, timed=(*begin, *script.timed), presses=presses), obliging=True)
    cast = Cast(takes, session)
    name = f"{chosen.key} week {week} on {wanted.source.name}"
    return Material(name, cast, cast, setup, cast), session


def _programme(asked: str) -> tuple[Programme, int]:
    name, _, week = asked.rpartition(":") if ":" in asked else (asked, "", "1")
    found = _own(Path(name)) if name.endswith(".json") else programme(name)
    if found is None:
        keys = ", ".join(one.key for one in PROGRAMMES)
        raise BadInput(f"--training is {name}; accepted: {keys}, or the JSON file of a programme, with :WEEK behind it")
    if not week.isdecimal() or not 1 <= int(week) <= len(found.weeks):
        raise BadInput(f"--training: week {week} of {found.name}; accepted: 1 to {len(found.weeks)}")
    return found, int(week)


def _own(path: Path) -> Programme:
    try:
        found = revived(Programme, json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as fault:
        raise BadInput(f"{path}: is no programme ({fault})") from fault
    if wrong := faults(found):
        raise BadInput(f"{path}: {wrong[0]}")
    return found


def _script(path: Path | None) -> Script:
    if path is None:
        return Script()
    try:
        return read_script(path.read_text(encoding="utf-8").splitlines(), str(path))
    except (OSError, UnicodeDecodeError) as fault:
        raise BadInput(f"{path}: cannot be read ({fault})") from fault


def _plan(chosen: Programme, week: int, rehearsal: Rehearsal, setup: Setup) -> Prescription:
    """The session of somebody who answered every question with no and has trained through what comes before."""
    needed = needed_level(chosen.week(week)) or LEVELS[-1].level
    level = rehearsal.level or max(needed, chosen.at_least)
    person = Person(
        "", tuple((question.key, False) for question in QUESTIONS), 0.0, ("clinician",), 0.0, chosen.key, week, level,
        height_m=setup.height_m,
    )  # fmt: skip
    before = [
        SessionRecord("", one.key, len(one.weeks), level, setup.site, setup.view, completed=True)
        for one in PROGRAMMES for _ in range(3)
    ]  # fmt: skip
    today = Today(DAY_S, spotter=True)
    plan = prescribe(chosen, week, person, today, setup.site, setup.view, rehearsal.language, before)
    if isinstance(plan, Refusal):
        raise BadInput(f"--training {rehearsal.training}: {' '.join(plan.reasons)}")
    return plan


@dataclass(frozen=True)
class Take:
    """One recording, looked at: its poses and views of the path, a frame apart."""

    poses: tuple[Pose, ...]
    views: tuple[PathView, ...]
    frame_s: float
    setup: Setup
    model: tuple[str, str]

    @classmethod
    def of(cls, wanted: Wanted) -> Take:
        material = open_material(wanted)
        with closing(material.source), closing(material.estimator), closing(material.scout):
            poses, views = [], []
            for frame in material.source:
                pose = material.estimator.estimate(frame)
                poses.append(pose)
                views.append(material.scout.look(frame, pose))
            model = (material.estimator.model, material.estimator.model_sha256)
        if len(poses) < 2:
            raise BadInput(f"{material.name}: holds too few frames to train on")
        times = [pose.t_s for pose in poses]
        frame_s = median(after - before for before, after in pairwise(times))
        return cls(tuple(poses), tuple(views), frame_s, material.setup, model)


    def frozen(self) -> Take:
        """The first pose on which somebody is seen, held."""
        first = next((n for n, pose in enumerate(self.poses) if pose.tracked), 0)
        return replace(self, poses=self.poses[first : first + 1], views=self.views[first : first + 1])


class Cast:
    """Source, estimator and scout in one: the pose for each frame is the one that the training asks for."""

    def __init__(self, takes: dict[str, Take], session: ScriptedSession):
        self._takes, self._session = takes, session
        first = takes["backward"]
        self._size, self.fps = first.poses[0].image_size, 1 / first.frame_s
        self.size, self.frames, self.title = self._size, None, "a cast of recordings"
        self.model, self.model_sha256 = first.model
        self._role, self._at, self._gap_s = "", 0, 0.0
        self._pose: Pose | None = None
        self._view: PathView | None = None

    def __iter__(self) -> Iterator[Frame]:
        number, t_s = 0, 0.0
        black = np.zeros((self._size[1], self._size[0], 3), np.uint8)
        while t_s < LONGEST_S and not self._session.over:
            frame_s = self._turn(t_s, number)
            yield Frame(black, t_s, number)
            number, t_s = number + 1, t_s + frame_s

    def estimate(self, frame: Frame) -> Pose:
        return self._pose

    def look(self, frame: Frame, pose: Pose) -> PathView:
        return self._view

    def close(self) -> None:
        """Nothing is open."""

    def _turn(self, t_s: float, number: int) -> float:
        """Sets pose and view of this frame; gives how long it lasts."""
        role = self._session.role
        take = self._takes.get(role)
        if take is None or role != self._role or self._gap_s > 0:
            return self._nobody(t_s, number, role)
        pose, view = take.poses[self._at], take.views[self._at]
        if self._pose is not None and _jumps(self._pose, pose):
            self._gap_s = GAP_S
            return self._nobody(t_s, number, role)
        self._pose = replace(pose, t_s=t_s, number=number)
        self._view = _moved(view, t_s - pose.t_s)
        self._at = (self._at + 1) % len(take.poses)
        return take.frame_s

    def _nobody(self, t_s: float, number: int, role: str) -> float:
        frame_s = self._takes["backward"].frame_s
        if role != self._role:
            self._role, self._at, self._gap_s = role, 0, GAP_S
        points, visibility = np.full((skeleton.COUNT, 3), nan, np.float32), np.zeros(skeleton.COUNT, np.float32)
        self._pose = Pose(points, visibility, self._size, t_s, number)
        view = self._takes["backward"].views[0]
        self._view = replace(view, t_s=t_s, things=(), report=None)
        self._gap_s = max(0.0, self._gap_s - frame_s)
        return frame_s


def _jumps(before: Pose, after: Pose) -> bool:
    way = after.points[skeleton.NOSE, :2] - before.points[skeleton.NOSE, :2]
    return bool(np.abs(way).max() > JUMP)  # NaN: nobody before or now, which is no jump


def _moved(view: PathView, by_s: float) -> PathView:
    report = None if view.report is None else replace(view.report, t_s=view.report.t_s + by_s)
    return replace(view, t_s=view.t_s + by_s, report=report)


def transcript(events: list[dict[str, Any]]) -> str:
    """What was said, pressed and answered, one line each, as a person would hear it."""
    lines = []
    for row in events:
        told = _told(row)
        if told:
            minutes, seconds = divmod(row["t_s"], 60)
            lines.append(f"{int(minutes):02d}:{seconds:04.1f}  {told}")
    return "\n".join(lines) + "\n"


def _told(row: dict[str, Any]) -> str:
    kind = row["kind"]
    if kind == "cue":
        return f"{row['class']:8s} {row['words']}"
    if kind == "answer":
        return f"{'answer':8s} {row['question']}: {row['value']}"
    return f"{'press':8s} {row['press']}" if kind == "press" else ""

