"""The plays of the path bench: other places, cameras and things than the recordings have, made with truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from ..path import threat
from .play import Actor, Play, Way
from .play_truth import halves_m
from .random_play import random_play
from .spoiled import FROM_THE_START, Spoil, Tips, blinding
from .stage import Camera, Stage

SIZE = (640, 360)
CAMERAS = {
    "front": Camera("front", SIZE, 4.2, 0.9, 1.9, down_deg=8),
    "front, high": Camera("front", SIZE, 4.8, -1.8, 3.0, down_deg=15),
    "front, narrow": Camera("front", SIZE, 6.0, 1.2, 2.0, 42, 2, 7),
    "rear": Camera("rear", SIZE, 4.0, -1.0, 1.5, down_deg=7),
    "rear, far aside": Camera("rear", SIZE, 4.6, 1.9, 2.2, down_deg=11, turn_deg=-6),
    "side": Camera("side", SIZE, 0.0, 7.5, 1.5, down_deg=6),
    "side, aslant": Camera("side", SIZE, 0.4, -7.5, 2.2, 65, 6, 9),
}
LONG_M = {"front": 9.0, "rear": 9.0, "side": 6.0}
NEARER = {"front, narrow": 0.6}  # where things are, by the lane's length; elsewhere FAR: small ones must be seen
FAR, BALLS = 0.85, 1.2  # and balls are as large as basketballs
LIES, STEPS_IN, CROSSES, COMES = "lies there", "steps in", "crosses", "comes toward"
Told = tuple[str, str, str, str, float]  # camera, ground, thing, what it does, the runner's speed
PLAYS: tuple[Told, ...] = (
    ("front", "red track", "standing person", STEPS_IN, 1.4), ("front", "blue track", "cone", LIES, 1.2),
    ("front, narrow", "lawn", "bag", LIES, 1.6), ("front, high", "red track", "dog", CROSSES, 1.3),
    ("front, narrow", "earth", "ball", CROSSES, 1.1), ("front, narrow", "asphalt", "red ball", LIES, 1.4),
    ("rear", "red track", "bicycle", STEPS_IN, 1.2), ("rear", "blue track", "box", LIES, 1.5),
    ("rear", "lawn", "person", STEPS_IN, 1.8), ("rear, far aside", "red track", "bag", LIES, 1.0),
    ("rear, far aside", "earth", "bicycle", CROSSES, 1.4), ("rear, far aside", "pale paving", "cone", STEPS_IN, 1.2),
    ("side", "red track", "ball", STEPS_IN, 0.9), ("side", "blue track", "person", STEPS_IN, 1.3),
    ("side", "lawn", "cone", LIES, 1.1), ("side, aslant", "red track", "dog", STEPS_IN, 0.8),
    ("side, aslant", "asphalt", "bench", LIES, 1.2), ("side, aslant", "blue track", "bag", STEPS_IN, 1.0),
    ("front", "red track", "person", COMES, 1.2), ("rear", "red track", "bicycle", COMES, 1.0),
)  # fmt: skip
LIKE_ITS_GROUND: tuple[Told, ...] = (  # only its shape and its shade tell the thing
    ("front, narrow", "asphalt", "grey box", LIES, 1.1), ("rear", "pale paving", "white box", STEPS_IN, 1.3),
    ("side", "asphalt", "grey ball", STEPS_IN, 1.0), ("side, aslant", "asphalt", "black box", LIES, 1.0),
)  # fmt: skip
RANDOM = "staged, random"
CONDITIONS: dict[str, Sequence] = {"staged": PLAYS, "staged, like its ground": LIKE_ITS_GROUND, RANDOM: range(24)}
BESIDE = (  # camera, ground, and who is beside the corridor: kind, side, metres of air to it, along from and to
    ("front", "red track", (("person", 1, 0.35, 1.0, 9.0), ("standing person", -1, 0.4, 6.0, 6.0))),
    ("front, high", "blue track", (("dog", -1, 0.4, 8.0, 1.0), ("person", 1, 0.6, 9.0, 1.0))),
    ("rear", "asphalt", (("standing person", 1, 0.35, 5.0, 5.0), ("person", -1, 0.5, 1.0, 8.0))),
    ("rear, far aside", "lawn", (("bicycle", -1, 0.5, 5.0, 5.0), ("standing person", 1, 0.4, 4.0, 4.0))),
    ("side", "red track", (("bicycle", -1, 0.6, -4.0, 10.0), ("standing person", -1, 0.4, 4.5, 4.5))),
    ("side, aslant", "pale paving", (("dog", 1, 0.5, 6.0, 0.0), ("person", 1, 0.6, 0.0, 6.0))),
)  # fmt: skip
BESIDE_S = 7.0


@lru_cache(maxsize=1)
def play(condition: str, number: int) -> Play:
    """One of the plays of a condition; of those by lot, any. Every other one of those that are listed is a senior's."""
    if condition == RANDOM:
        return random_play(number)
    camera, ground, kind, deed, speed = CONDITIONS[condition][number]
    stage = Stage(CAMERAS[camera], LONG_M[CAMERAS[camera].view], ground, number)
    at, spot = NEARER.get(camera, FAR) * stage.length_m, 0.15 * (-1) ** number
    stops_m = 0.5 * stage.length_m if deed == COMES else at - 0.9
    lasts_s = (stops_m + 0.5) / speed
    who = threat.SENIOR if number % 2 else threat.ADULT
    return Play(stage, _runs(stops_m, lasts_s), float(np.clip(lasts_s + 0.8, 4.0, 9.0)),
                (Actor(kind, _way(deed, stage, at, spot), BALLS if "ball" in kind else 1.0),), who=who)  # fmt: skip


def _way(deed: str, stage: Stage, at: float, spot: float) -> Way:
    wait_s, outside = 1.5, stage.width_m / 2 + 0.5
    return {
        LIES: ((0.0, spot, at),),
        STEPS_IN: ((0.0, outside + wait_s, at), (wait_s + outside, spot, at)),
        CROSSES: ((0.0, outside + wait_s, at), (2 * (wait_s + outside), -outside - wait_s, at)),
        COMES: ((0.0, spot, stage.length_m + 1.0), (6.0, spot, stage.length_m - 5.0)),
    }[deed]


def _runs(stops_m: float, lasts_s: float) -> Way:
    return (0.0, 0.0, -0.5), (lasts_s, 0.05, stops_m), (lasts_s + 0.01, 0.05, stops_m)


def bystanders(number: int, weather: Spoil) -> Play:
    """A play with nobody in the way, but close beside it, and their shadows over the lane."""
    camera, ground, beside = BESIDE[number]
    sun = (-0.9 * beside[0][1], 0.2)  # away from the first of them, over the lane
    stage = Stage(CAMERAS[camera], LONG_M[CAMERAS[camera].view], ground, 50 + number, sun=sun)
    bare = Play(stage, _runs(0.9 * stage.length_m, 0.95 * BESIDE_S), BESIDE_S, weather=weather)
    return replace(bare, actors=tuple(_beside(bare, *told) for told in beside))


def _beside(bare: Play, kind: str, side: int, air_m: float, from_m: float, to_m: float) -> Actor:
    wide_m, _ = halves_m(Actor(kind, ((0.0, 0.0, 0.0),)), bare)
    across = side * (bare.stage.width_m / 2 + wide_m + air_m)
    return Actor(kind, ((0.0, across, from_m), (BESIDE_S, across, to_m)))


BLINDED, BLINDED_FROM_S = range(40), 1.8
TIPS_SHARE = 0.3, 0.7  # of the lane's length: so far onto it reach a finger and a leaf


def blinded(number: int) -> tuple[Play, float]:
    """A play by lot that is blinded in one of the ways, by turns; and from when on."""
    bare = random_play(number)
    ways = blinding(_tips(bare.stage))
    kind = list(ways)[number % len(ways)]
    from_s = 0.0 if kind.endswith(FROM_THE_START) else BLINDED_FROM_S
    return replace(bare, weather=lambda picture, t_s: ways[kind](picture, t_s) if t_s >= from_s else picture), from_s


def _tips(stage: Stage) -> Tips:
    first, second = (stage.pixels(0.0, share * stage.length_m) / stage.camera.size[1] for share in TIPS_SHARE)
    return tuple(first.tolist()), tuple(second.tolist())
