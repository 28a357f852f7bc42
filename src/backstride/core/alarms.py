"""What must not wait: stumble, fall, sudden stop, turning round. States with their own memory, no words.

Heights are shares of the runner's own: the hip over the lower foot against its running median, so that neither distance
nor camera height matters. Nothing here is certified; a fall is a candidate first and confirmed only when it lasts.
"""

from __future__ import annotations

from collections import deque
from math import atan2, degrees, isfinite, nan
from statistics import median
from typing import Literal

from ..types import Direction, Facing, Fall, Site
from .figure import Figure
from .skeleton import HEELS, TOES
from .smoothing import Lowpass

STUMBLE_SHARE = 0.86  # of the usual hip height
STUMBLE_TILT_DEG = 10.0  # away from the usual lean
FALLEN_DEG, FALLEN_SHARE = 58.0, 0.5
DOWN_LL_PER_S = 1.05  # about 0.95 m/s: faster than one crouches
CONFIRM_S, RECOVER_S = 2.0, 1.0
USUAL_S = 6.0
UPRIGHT_DEG = 35.0
LOW_HOLDS_S = 0.06  # two frames at 30 a second: one wild pose is no fall


class Build:
    """The runner's usual hip height and tilt: medians over some seconds, taken ten times a second."""

    def __init__(self):
        self._heights: deque[float] = deque(maxlen=int(USUAL_S * 10))
        self._tilts: deque[float] = deque(maxlen=int(USUAL_S * 10))
        self._next_s = 0.0
        self.height = self.tilt = nan

    def learn(self, t_s: float, height: float, tilt: float) -> None:
        if t_s < self._next_s or abs(tilt) > UPRIGHT_DEG:
            return
        self._next_s = t_s + 0.1
        self._heights.append(height)
        self._tilts.append(tilt)
        if len(self._heights) >= 10:
            self.height, self.tilt = median(self._heights), median(self._tilts)


class FallWatch:
    """Stumbles and falls, from any side."""

    def __init__(self):
        self._build = Build()
        self._height = Lowpass(0.05)
        self._tilt = Lowpass(0.05)
        self._hip = Lowpass(0.08)
        self._hips: deque[tuple[float, float]] = deque()
        self._dropped_s = -1e9
        self._low_s = self._up_s = nan
        self._stumbling = False
        self._stumbles: deque[float] = deque()
        self.state: Literal["none", "candidate", "confirmed"] = "none"

    def step(self, figure: Figure, moving: bool) -> list[Fall]:
        """The changes of state of this frame."""
        t_s = figure.t_s
        if not figure.inside:  # cut off by the picture's edge, or gone: nothing new can be seen
            return self._lying(t_s) if self.state == "candidate" else []
        lowest = max(figure.at[i][1] for i in (*HEELS, *TOES))
        height = self._height.step(t_s, (lowest - figure.hip[1]) / figure.leg)
        dx, dy = figure.shoulder[0] - figure.hip[0], figure.hip[1] - figure.shoulder[1]
        tilt = self._tilt.step(t_s, degrees(atan2(dx, dy)))
        self._watch_drop(t_s, self._hip.step(t_s, figure.hip[1] / figure.leg))
        usual = self._build.height
        if not isfinite(usual):
            self._build.learn(t_s, height, tilt)
            return []
        low = abs(tilt) > FALLEN_DEG or height < FALLEN_SHARE * usual
        if not low and self.state == "none":
            self._watch_stumble(t_s, height, tilt, moving)
            self._build.learn(t_s, height, tilt)
        return self._judge(t_s, low, upright=abs(tilt) < UPRIGHT_DEG and height > 0.7 * usual)

    def stumbles_in_minute(self, t_s: float) -> int:
        while self._stumbles and self._stumbles[0] < t_s - 60:
            self._stumbles.popleft()
        return len(self._stumbles)

    def _watch_drop(self, t_s: float, hip: float) -> None:
        self._hips.append((t_s, hip))
        while self._hips[0][0] < t_s - 0.3:
            self._hips.popleft()
        first_s, first = self._hips[0]
        if t_s - first_s > 0.15 and (hip - first) / (t_s - first_s) > DOWN_LL_PER_S:
            self._dropped_s = t_s

    def _watch_stumble(self, t_s: float, height: float, tilt: float, moving: bool) -> None:
        sunk = height < STUMBLE_SHARE * self._build.height
        tipped = abs(tilt - self._build.tilt) > STUMBLE_TILT_DEG
        if sunk and tipped and moving and not self._stumbling:
            self._stumbles.append(t_s)
        self._stumbling = (sunk and tipped) or (self._stumbling and height < 0.95 * self._build.height)

    def _judge(self, t_s: float, low: bool, upright: bool) -> list[Fall]:
        self._up_s = nan if not upright else self._up_s if isfinite(self._up_s) else t_s
        if self.state == "none":
            self._low_s = nan if not low else self._low_s if isfinite(self._low_s) else t_s
            if t_s - self._low_s >= LOW_HOLDS_S and t_s - self._dropped_s < 1.0:
                self.state = "candidate"
                return [Fall(t_s, "candidate")]
            return []
        if isfinite(self._up_s) and t_s - self._up_s > RECOVER_S:
            self.state, self._low_s = "none", nan
            return [Fall(t_s, "recovered")]
        return self._lying(t_s) if self.state == "candidate" and not upright else []

    def _lying(self, t_s: float) -> list[Fall]:
        if t_s - self._low_s < CONFIRM_S:
            return []
        self.state = "confirmed"
        return [Fall(t_s, "confirmed")]


class StopWatch:
    """A sudden stop on the track: from a clear speed to standing within about a second."""

    FROM_LL_PER_S = 0.55
    HOLDS_S = 12.0
    LAST_STEP_S = 2.4  # under strong jitter standing is known as late as this

    def __init__(self, site: Site):
        self._site = site
        self._moving_s = nan
        self._speed = nan
        self._stopped_s = nan

    def step(self, t_s: float, direction: Direction, speed_ll: float, last_step_s: float) -> bool:
        """True from the sudden stop until the runner moves again, at most some seconds."""
        if self._site == "treadmill":
            return False
        if direction in ("backward", "forward"):
            self._moving_s, self._stopped_s = t_s, nan
            self._speed = speed_ll if isfinite(speed_ll) else self._speed
            return False
        if direction == "still" and isfinite(self._moving_s):
            if self._speed > self.FROM_LL_PER_S and t_s - last_step_s < self.LAST_STEP_S:
                self._stopped_s = t_s
            self._moving_s, self._speed = nan, nan
        return isfinite(self._stopped_s) and t_s - self._stopped_s < self.HOLDS_S


class TurnWatch:
    """Turning round while the ground or the belt still moves."""

    HOLDS_S = 2.0

    def __init__(self):
        self._facing: Facing = "unknown"
        self._moving_s = -1e9
        self._turned_s = -1e9

    def step(self, t_s: float, facing: Facing, direction: Direction) -> bool:
        """True for a while from the moment the facing changed in motion."""
        if direction in ("backward", "forward"):
            self._moving_s = t_s
        if facing != self._facing:
            if self._facing != "unknown" and facing != "unknown" and t_s - self._moving_s < 0.6:
                self._turned_s = t_s
            self._facing = facing
        return t_s - self._turned_s < self.HOLDS_S
