"""Plays by lot: a camera, a ground, a thing and what it does, all from one number, so that anyone gets the same.

Or nobody in the way, but a few close beside it, in a light and weather by turns.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..path import threat
from ..types import View
from . import cast
from .play import Actor, Play, Way
from .play_truth import halves_m
from .spoiled import HARMLESS, unspoiled
from .stage import GROUNDS, Camera, Stage

SIZES, OFTEN = ((640, 360), (1280, 720), (640, 480)), (0.3, 0.5, 0.2)
VIEWS: tuple[View, ...] = ("side", "front", "rear")
DEEDS = ("start", "cross", "enter", "toward", "away")
STANDS = frozenset({"cone", "bag", "bench", "box", "white box", "black box", "grey box", "standing person"})
OUTSIDE_M = 0.3  # from the lane's line to where a thing waits, to its middle
ROOM_M = 1.0  # from a thing to where the runner stops
BESIDE = ("person", "standing person", "dog", "bicycle", "person", "cone", "bag", "bench")
AIR_M = 0.35, 1.2  # from the corridor to whoever is beside it
OTHER_LOTS = 100_000  # so that their places are others than those of the plays with the same number


def random_play(seed: int) -> Play:
    """The play of this number. Every fourth one is a senior's."""
    dice, stage = _stage(seed)
    kind, deed = str(dice.choice(cast.KINDS)), str(dice.choice(DEEDS))
    speed, long = dice.uniform(0.7, 2.4), stage.length_m
    at, side = dice.uniform(0.55, 0.97) * long, float(dice.choice([-1, 1]))
    spot, enters_s = dice.uniform(-0.4, 0.4), dice.uniform(0.3, 0.6) * min(9.0, (long + 0.5) / speed)
    if kind in STANDS and deed != "start":
        deed = "enter"
    thing_mps = dice.uniform(1.5, 3.5) if kind == "bicycle" else dice.uniform(0.9, 1.6)
    way = _way(dice, deed, stage, (at, side, spot), (enters_s, thing_mps, speed))
    tint = dice.uniform(0.6, 1.15) * dice.uniform(0.85, 1.15, 3)
    actor = Actor(kind, way, dice.uniform(0.9, 1.15), tuple(tint.tolist()))
    stops_m = {"toward": 0.45 * long, "away": long - 0.2}.get(deed, at - ROOM_M)
    runs_s = max(0.5, (stops_m + 0.5) / speed)
    runner = ((0.0, 0.0, -0.5), (runs_s, dice.uniform(-0.1, 0.1), stops_m), (runs_s + 0.01, 0.0, stops_m))
    return Play(stage, runner, float(np.clip(runs_s + 1, 3.5, 10)), (actor,), who=_who(seed))


def random_bystanders(seed: int) -> Play:
    """The play of this number with one to three beside the corridor, who stand or go along it, and nobody in it."""
    dice, stage = _stage(OTHER_LOTS + seed)
    weathers = (unspoiled, *HARMLESS.values())
    lasts_s = float(dice.uniform(6, 9))
    runs_m = min(lasts_s * dice.uniform(0.8, 2.4), 0.95 * stage.length_m + 0.5)
    runner = (0.0, 0.0, -0.5), (lasts_s, float(dice.uniform(-0.1, 0.1)), runs_m - 0.5)
    bare = Play(stage, runner, lasts_s, weather=weathers[seed % len(weathers)], who=_who(seed))
    return replace(bare, actors=tuple(_bystander(dice, bare) for _ in range(dice.integers(1, 4))))


def _who(seed: int) -> threat.Runner:
    return threat.SENIOR if seed % 4 == 3 else threat.ADULT


def _bystander(dice: np.random.Generator, bare: Play) -> Actor:
    kind = str(dice.choice(BESIDE))
    stands = kind in STANDS or (kind == "bicycle" and dice.random() < 0.5)
    wide_m, _ = halves_m(Actor(kind, ((0.0, 0.0, 0.0),)), bare)
    across = float(dice.choice([-1, 1])) * (bare.stage.width_m / 2 + wide_m + float(dice.uniform(*AIR_M)))
    from_m, along_mps = float(dice.uniform(0.5, bare.stage.length_m)), 0.0
    if not stands:
        along_mps = float(dice.choice([-1, 1]) * (dice.uniform(2, 4) if kind == "bicycle" else dice.uniform(0.6, 2.0)))
    way = (0.0, across, from_m), (bare.seconds, across, from_m + along_mps * bare.seconds)
    tint = dice.uniform(0.7, 1.1) * dice.uniform(0.9, 1.1, 3)
    return Actor(kind, way, float(dice.uniform(0.9, 1.15)), tuple(tint.tolist()))


def _way(dice: np.random.Generator, deed: str, stage: Stage, place: tuple[float, float, float],
         pace: tuple[float, float, float]) -> Way:  # fmt: skip
    (at, side, spot), (enters_s, thing_mps, runner_mps), long = place, pace, stage.length_m
    edge = stage.width_m / 2 + OUTSIDE_M
    waits = side * (edge + thing_mps * enters_s)
    match deed:
        case "start":
            return ((0.0, spot, at),)
        case "enter":
            return (0.0, waits, at), (enters_s + (edge - spot * side) / thing_mps, spot, at)
        case "cross":
            return (0.0, waits, at), (2 * enters_s + 2 * edge / thing_mps, -waits, at)
        case "toward":
            toward_mps = dice.uniform(0.6, 1.4)
            return (0.0, spot, long + 2 * toward_mps), (6.0, spot, long - 4 * toward_mps)
    away_mps = dice.uniform(0.3, 0.6) * runner_mps
    return (0.0, spot, 0.4 * long), (6.0, spot, 0.4 * long + 6 * away_mps)


def _stage(seed: int) -> tuple[np.random.Generator, Stage]:
    """A lane that is wholly on the picture."""
    dice = np.random.default_rng(seed)
    while True:
        size = SIZES[dice.choice(len(SIZES), p=OFTEN)]
        camera, long_m = _camera(dice, size)
        ground = str(dice.choice(list(GROUNDS)))
        stage = Stage(camera, round(long_m, 1), ground, seed, sun=(dice.uniform(-1, 1), dice.uniform(-1, 1)))
        corners = np.array(stage.setup().lane.image_px)
        if np.isfinite(corners).all() and (corners >= 0).all() and (corners < size).all():
            return dice, stage


def _camera(dice: np.random.Generator, size: tuple[int, int]) -> tuple[Camera, float]:
    view: View = str(dice.choice(VIEWS))
    if view == "side":
        side = float(dice.choice([-1, 1]))
        back_m, aside_m, up_m = dice.uniform(-0.6, 0.6), side * dice.uniform(6, 9), dice.uniform(1.1, 2.6)
        angles = dice.uniform(55, 75), dice.uniform(-12, 12), dice.uniform(3, 12)
        return Camera(view, size, back_m, aside_m, up_m, *angles), dice.uniform(5, 7)
    back_m, aside_m, up_m = dice.uniform(3, 5.5), dice.uniform(-2.2, 2.2), dice.uniform(1.2, 3.2)
    angles = dice.uniform(50, 72), dice.uniform(-8, 8), dice.uniform(4, 12)
    return Camera(view, size, back_m, aside_m, up_m, *angles), dice.uniform(8, 13)
