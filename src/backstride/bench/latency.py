"""``backstride bench latency``: how old a picture is when the runner hears what it shows.

Paced at 30 frames a second; a frame is captured when it is due, whether or not anybody takes it then. The sequential
script and ours, with one viewer each, are asked when they know what to say. Ours is also given warnings at certain
frames, and a sound device tells when each of them began to sound.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import nan
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np

from ..coach.coach import Coach
from ..pose.models import model_file
from ..sinks.speech import open_speech
from ..sinks.voice import open_voice
from ..types import Cue, Moment
from . import arms
from .busy import Watch
from .footage import read_footage
from .loop import RECORDING
from .ours import Parts, ours
from .sound_card import SoundCard, sound_can_be_heard
from .speed import Result, Takes, ratio, rounds, tell
from .take import Take

COUNT, TIMES = 300, 3
WARN_EVERY = 60  # frames: the sentence before it has ended
WORDS = "Obstacle"
VOICED = "ours, all on, 1 viewer, warnings spoken"
REHEARSED_S, SOUNDS_S = 20.0, 1.0


@dataclass
class Warned:
    """A coach that also warns at each 60th frame it sees, with a cue as it makes them."""

    coach: Coach
    frames: list[int]
    steps: int = 0

    def step(self, pose, path, presses=()) -> Moment:
        moment = self.coach.step(pose, path, presses)
        self.steps += 1
        if self.steps % WARN_EVERY:
            return replace(moment, cue=None)  # nothing else may sound when a warning is due
        self.frames.append(moment.number)
        cue = Cue(moment.t_s, "obstacle_stop", "safety", WORDS, "bench", 1.0)
        return replace(moment, cue=cue, caption=cue)


def latency(json_file: Path | None, recording: Path = RECORDING, count: int = COUNT, times: int = TIMES) -> int:
    """Runs and tells it all; 1 where a target is missed."""
    footage, watch, model, to_sound_ms = read_footage(recording), Watch(), model_file(arms.MODEL), []
    compared = {
        arms.LITERT: lambda take: arms.bare_litert(take, model),
        **{name: arm for name, arm in arms.by_mediapipe(model).items() if name == arms.SEQUENTIAL},
        arms.ONE: arms.watched(model)[arms.ONE],
        VOICED: lambda take: to_sound_ms.extend(_voiced(take, model)),
    }
    takes = rounds(compared, footage, count, times, paced=True)
    figures = {**decision_figures(takes), "safety_frame_to_sound_p95_ms": sound_p95_ms(to_sound_ms)}
    notes = (_sound_note(to_sound_ms),)
    about = "from a frame's capture to what is to be said about it"
    return tell(Result(takes, {}, figures, lambda take: take.decision_ms, about, watch.busy()), json_file, notes)


def decision_figures(takes: Takes) -> dict[str, float]:
    inference_ms = median(float(np.median(take.pose_ms)) for take in takes[arms.LITERT])
    ours_ms = median(_p95(take) for take in takes[arms.ONE])
    return {
        "p95_over_sequential": ratio(takes, {}, arms.ONE, arms.SEQUENTIAL, _p95),
        "decision_p95_minus_inference_ms": ours_ms - inference_ms,
    }


def sound_p95_ms(to_sound_ms: list[float]) -> float:
    """One warning that was never heard leaves no figure."""
    heard = np.array(to_sound_ms)
    return float(np.percentile(heard, 95)) if heard.size and np.isfinite(heard).all() else nan


def _p95(take: Take) -> float:
    return float(np.percentile(take.decision_ms, 95))


def _voiced(take: Take, model) -> list[float]:
    """Milliseconds from each warned frame's capture to its first sample; nothing where no sound can be made."""
    if not sound_can_be_heard():
        ours(take, model, Parts(1))
        return []
    warned: list[int] = []
    with TemporaryDirectory(prefix="backstride-") as folder, _opened(Path(folder)) as (card, speech):
        ours(take, model, Parts(1), speech, lambda coach: Warned(coach, warned))
        time.sleep(SOUNDS_S)
        captured = [take.captured_s[number] for number in warned if number >= take.warm]
        return [1000 * (card.first_sound_after(t_s) - t_s) for t_s in captured]


@contextmanager
def _opened(folder: Path):
    """The sound device, and the real voice on it."""
    card, before = SoundCard(folder), os.environ.get("ALSA_CONFIG_PATH")
    os.environ["ALSA_CONFIG_PATH"] = str(card.config)
    voice = open_voice("en", folder / "voice")
    speech = open_speech(voice, (WORDS,), "alsa:default")
    voice.rehearsed(REHEARSED_S)
    try:
        yield card, speech
    finally:
        speech.close()
        card.close()
        if before is None:
            del os.environ["ALSA_CONFIG_PATH"]
        else:
            os.environ["ALSA_CONFIG_PATH"] = before


def _sound_note(to_sound_ms: list[float]) -> str:
    if not to_sound_ms:
        return "No warning was heard: aplay (alsa-utils) is not installed."
    heard = np.array(to_sound_ms)
    return (
        f"{len(heard)} warnings, {np.isfinite(heard).sum()} heard: frame to first sample median"
        f" {np.nanmedian(heard):.0f} ms; a sound card's own buffer comes on top."
    )
