"""What is true of the path in a play: things by frame, when the stop model asks for a warning, when one is right."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, isfinite, nan

import numpy as np

from ..path import threat
from . import cast
from .path_truth import Intrusion, PathTruth, ThingTruth
from .play import FPS, Actor, Play

HELD_S, EARLY, EARLY_M = 2.0, 1.3, 1.0  # a warning is right so long after, and so far before it is due
SOON_S = 3.0  # so long before a thing comes in
SEEN_S = 0.6  # no warning is due before the thing was in sight for so long; what is hidden to the end is not asked for
LATEST_S = 5.0  # to contact: no warning is right earlier than that
TALL_PX = 16.0  # what looks smaller is not asked for
IN_SIGHT, SIGHT_STEP = 0.5, 3  # share of a thing that must be uncovered to be in sight; frames between two checks
BODY_M, DEEP_M = 0.25, 0.3
RANK = {"watching": 0, "slow": 1, "stop": 2}

Span = tuple[float, float]

def truth_of(play: Play) -> PathTruth:
    """What is true frame by frame, from the ways and the figures' outlines: no picture is drawn for it."""
    told = [_of_thing(actor, play) for actor in play.actors]
    stop = tuple(span for one in told for span in one[3])
    slow = tuple(span for one in told for span in one[2])
    intrusions = tuple(one for _, stays, _, _ in told for one in stays)
    return PathTruth(play.t_s, tuple(thing for thing, _, _, _ in told), intrusions, (*slow, *stop), stop)


def _of_thing(actor: Actor, play: Play) -> tuple[ThingTruth, list[Intrusion], list[Span], list[Span]]:
    t_s, half, (across, along) = play.t_s, play.stage.width_m / 2, actor.place(play.t_s)
    wide_m, deep_m = halves_m(actor, play)
    runner = play.runner_at(t_s)[1]
    distance, closing = along - runner, np.gradient(runner, t_s) - np.gradient(along, t_s)
    there = (np.abs(across) - wide_m < half) & (along > 0) & (along < play.stage.length_m)
    ahead = there & (distance > 0)
    ttc = np.where((closing > threat.STILL_MPS) & (distance > 0), distance / np.maximum(closing, 1e-6), nan)
    levels = [threat.level(d, c, play.who) if here else "watching"
              for d, c, here in zip(distance, closing, ahead, strict=True)]  # fmt: skip
    rank = np.array([RANK[level] for level in levels])
    stays = [_stay(actor, play, rank, start, end) for start, end in _spans(ahead)]
    right = [_right(t_s, distance, closing, there, model, within_s)
             for model, within_s in ((play.who.slow, inf), (play.who.stop, play.who.stop_ttc_s))]  # fmt: skip
    return ThingTruth(deep_m, ahead & (tall_px(actor, play, t_s) >= TALL_PX), distance, ttc), stays, *right


def halves_m(actor: Actor, play: Play) -> tuple[float, float]:
    """Half a thing's size across and along the lane: it faces the camera; its depth is its width up to a bound."""
    figure = cast.things(actor.kind)[0]
    wide = np.ptp(np.flatnonzero((figure.outline > 0.5).any(axis=0))) / figure.px_m * actor.size / 2
    wide = min(float(wide), BODY_M) if "person" in actor.kind else float(wide)  # not the swinging hands
    deep = min(wide, DEEP_M)
    return (deep, wide) if play.stage.camera.view == "side" else (wide, deep)


def tall_px(actor: Actor, play: Play, t_s: float | np.ndarray) -> np.ndarray:
    """How tall a thing looks on the play's picture; NaN while it is not there."""
    figure, (across, along) = cast.things(actor.kind)[0], actor.place(t_s)
    rows = np.flatnonzero((figure.outline > 0.5).any(axis=1))
    tall_m = (figure.foot[1] - rows[0]) / figure.px_m * actor.size
    foot, head = play.stage.pixels(across, along), play.stage.pixels(across, along, tall_m)
    return np.linalg.norm(head - foot, axis=-1)


def _spans(flags: np.ndarray) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.r_[0, flags.astype(int), 0]))
    yield from zip(edges[::2].tolist(), (edges[1::2] - 1).tolist(), strict=True)


def _stay(actor: Actor, play: Play, rank: np.ndarray, start: int, end: int) -> Intrusion:
    """One stay in the corridor; nothing is due for what looks too small then or is hidden to the end."""
    seen_s = _seen_from_s(actor, play, float(play.t_s[end]))
    due_s = []
    for level in (RANK["slow"], RANK["stop"]):
        asked = np.flatnonzero(rank[start : end + 1] >= level)
        at_s = float(play.t_s[start + asked[0]]) if len(asked) else nan
        tall = len(asked) and tall_px(actor, play, at_s) >= TALL_PX and isfinite(seen_s)
        due_s.append(max(at_s, SEEN_S, seen_s) if tall else nan)
    from_s = float(play.t_s[start])
    return Intrusion(actor.kind, from_s, float(play.t_s[end]), max(from_s - SOON_S, 0.4), *due_s)


def _seen_from_s(actor: Actor, play: Play, until_s: float) -> float:
    """From when a thing was in sight for long enough to be known; NaN where that never was so before ``until_s``."""
    times = play.t_s[play.t_s <= until_s][::SIGHT_STEP]
    seen_s = np.cumsum([play.in_sight(actor, t_s) >= IN_SIGHT for t_s in times.tolist()]) * SIGHT_STEP / FPS
    known = np.flatnonzero(seen_s >= SEEN_S - 1e-6)
    return float(times[known[0]]) if len(known) else nan


def _right(t_s: np.ndarray, distance: np.ndarray, closing: np.ndarray, there: np.ndarray, model: threat.StopModel,
           within_s: float) -> list[Span]:  # fmt: skip
    """Spans in which a warning is right: near enough, and in the corridor now, soon or just before."""
    soon = np.zeros(len(t_s), bool)
    for start, end in _spans(there):
        soon |= (t_s >= t_s[start] - SOON_S) & (t_s <= t_s[end] + HELD_S)
    closing = np.nan_to_num(closing)
    need = np.array([model.distance_m(one) for one in closing])
    near = (distance < EARLY * np.maximum(need, closing * min(within_s, LATEST_S)) + EARLY_M) & (distance > -2.0)
    return [(float(t_s[a]), float(t_s[b]) + HELD_S) for a, b in _spans(soon & near)]
