"""A made-up session for the tests of recording: small moving pictures, moments to one's liking, a clock that is set."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import av
import numpy as np

from backstride.journal import Origin
from backstride.library.mending import finish
from backstride.pose.recorded import write_poses
from backstride.sinks.cutter import RecorderSettings
from backstride.sinks.recorder import Recorder
from backstride.types import Frame, Setup
from moments import moment_at

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
ORIGIN = Origin("made-up camera", 30.0, "pose_landmarker_lite", "ab" * 32, "en", "0.1")
finished = partial(finish, write_poses=write_poses)
PLENTY = 10**12


def picture(number, size=(96, 64)):
    """A picture whose brightness tells its number: 16, 20, 24 … and over again."""
    image = np.full((size[1], size[0], 3), 16 + 4 * (number % 50), np.uint8)
    image[8:24, number % 60 : number % 60 + 20] = 255
    return image


def noise(number, size=(320, 180)):
    """A picture that fills a disk."""
    return np.random.default_rng(number).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)


class Film:
    """Feeds a recorder as fast as it goes, waiting for the disk after each run, never for a clock."""

    def __init__(self, clips, *, fps=30.0, clock=lambda: NOON, free=lambda folder: PLENTY, finish=finished,
                 setup=None, size=(96, 64), picture=picture, **settings):  # fmt: skip
        settings = RecorderSettings(**{"mailbox": 100_000, **settings})
        self.runner = ""
        self.recorder = Recorder(clips, settings, setup or Setup(), ORIGIN, clock, finish, free=free,
                                 who=lambda: self.runner)  # fmt: skip
        self.fps, self.size, self.number, self.picture = fps, size, 0, picture
        self.clips = clips

    def run(self, to_s, **at_s):
        """Frames until ``to_s``; ``cue=(2.0, a_cue)`` and the like put something into the frame of that time."""
        while self.number / self.fps < to_s:
            t_s = self.number / self.fps
            moment = moment_at(t_s, self.number)
            for name, (when_s, what) in at_s.items():
                if abs(when_s - t_s) < 0.5 / self.fps:
                    moment = replace(moment, **{name: what})
            self.recorder.take(Frame(self.picture(self.number, self.size), t_s, self.number), moment)
            self.number += 1
        assert self.recorder.wait_until_written((self.number - 1) / self.fps, 60)
        return self

    def end(self):
        self.recorder.close()
        return self

    @property
    def folders(self):
        return folders_in(self.clips)


def folders_in(clips):
    """The clips in the order of their count."""
    clips_folders = (f for f in clips.iterdir() if not f.name.startswith(".") and f.name != "unmendable")
    return sorted(clips_folders, key=lambda folder: int(folder.name.rpartition("-")[2]))


def times_in(clip):
    """The time of every picture of a clip, decoded to the last by another program's library, no fault forgiven."""
    with av.open(str(clip), options={"err_detect": "explode"}) as file:
        return [float(p.pts * p.time_base) for p in file.decode(video=0)]


def content_of(folder):
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}
