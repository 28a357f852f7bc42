"""Hand-made collaborators of the panel that remember what was asked of them."""

from contextlib import contextmanager
from threading import Condition

import cv2
import numpy as np

from backstride.types import Cue, Measures, Moment, PathView, Pose

PASSWORD = "seven league boots"
VIEWER, VIEWERS_PASSWORD = "Ann", "look but do not touch"
# Made with few rounds, so that tests don't pay for a memory-hard hash that is not their subject.
QUICK_HASH = "scrypt:1024:8:1$salt$"


class HandClock:
    """Time goes on when it is told to."""

    def __init__(self):
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s

    def forward(self, seconds: float) -> None:
        self.now_s += seconds


class RememberingSession:
    def __init__(self):
        self.muted = False
        self.runner = ""
        self.pressed = []

    def press(self, press):
        self.pressed.append(press)


class ScriptedLatest:
    """Gives the moments of a script, one at each wait, then closes."""

    def __init__(self, *moments, before=None):
        self.script = list(moments)
        self.moment = before
        self.cues = []

    @property
    def closed(self):
        return not self.script

    def wait(self, after_number, timeout_s):
        news = self.script.pop(0) if self.script else None
        if news is not None:
            self.moment = news
            self.cues = [news.cue] if news.cue else []
        return news

    def cues_since(self, number):
        return tuple(self.cues)


class LiveLatest:
    """Moments come when the test takes them in; readers on other threads wait for them."""

    def __init__(self):
        self._changed = Condition()
        self.moment = None
        self.closed = False
        self._cues = []

    def take(self, moment):
        with self._changed:
            self.moment = moment
            if moment.cue:
                self._cues.append((moment.number, moment.cue))
            self._changed.notify_all()

    def wait(self, after_number, timeout_s):
        with self._changed:
            news = self._changed.wait_for(lambda: self.closed or self._other(after_number), timeout_s)
            return self.moment if news and self._other(after_number) else None

    def cues_since(self, number):
        with self._changed:
            return tuple(cue for at, cue in self._cues if at > number)

    def close(self):
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    def _other(self, number):
        return self.moment is not None and self.moment.number != number


class FakeStream:
    """Pictures come when the test takes them in. ``viewers`` counts open eyes, ``seen`` who came at all."""

    def __init__(self):
        self._changed = Condition()
        self._number, self._jpeg = 0, b""
        self.viewers = self.seen = 0
        self.closed = False

    def take(self, jpeg):
        with self._changed:
            self._number, self._jpeg = self._number + 1, jpeg
            self._changed.notify_all()

    @contextmanager
    def viewer(self):
        with self._changed:
            self.viewers += 1
            self.seen += 1
        try:
            yield FakeViewer(self)
        finally:
            with self._changed:
                self.viewers -= 1

    def close(self):
        with self._changed:
            self.closed = True
            self._changed.notify_all()


class FakeViewer:
    def __init__(self, stream):
        self._stream, self._seen = stream, 0

    def next(self, timeout_s):
        stream = self._stream
        with stream._changed:
            stream._changed.wait_for(lambda: stream.closed or stream._number > self._seen, timeout_s)
            if stream._number == self._seen:
                return None
            self._seen = stream._number
            return stream._jpeg


def jpeg_of(grey: int, size=(640, 360)) -> bytes:
    """A picture with some grain, so that its file has the size of a real one."""
    width, height = size
    grain = np.random.default_rng(grey).integers(0, 40, (height, width, 3), dtype=np.uint8)
    return cv2.imencode(".jpg", cv2.add(np.full((height, width, 3), grey, np.uint8), grain))[1].tobytes()


def no_pose(t_s, number):
    return Pose(np.full((33, 3), np.nan, np.float32), np.zeros(33, np.float32), (640, 360), t_s, number)


def cue(t_s=1.0, class_="form", words="Lean a little forward", rule="lean"):
    return Cue(t_s, rule, class_, words, "because", 2.0)


def moment(number=1, t_s=None, measures=None, path=None, observations=(), cue=None, caption=None, coaching=True):
    t_s = number / 30 if t_s is None else t_s
    measures = measures or Measures(t_s, tracked=True, direction="backward", near_side="left")
    path = path or PathView(t_s, "watching", range_m=8.0)
    return Moment(t_s, number, no_pose(t_s, number), measures, path, observations, cue, caption or cue, coaching)
