"""The one door of the measuring part: a pose goes in, everything known of the runner comes out.

Live and replay are this same code. It is causal; what needs to look ahead says so by an event whose own ``t_s`` lies
a little back.
"""

from __future__ import annotations

from backstride.core.figure import figure
from backstride.core.posture import PostureWatch
from backstride.core.travel import Travel
from backstride.core.view import FacingWatch, QualityWatch, near_side
from backstride.types import DirectionChange, Measures, Pose, Setup


class Runner:
    """Measures one runner, frame after frame."""

    def __init__(self, setup: Setup):
        self.setup = setup
        self._facing = FacingWatch(setup.view)
        self._quality = QualityWatch()
        self._travel = Travel()
        self._posture = PostureWatch()

    def step(self, pose: Pose) -> Measures:
        """All that is known as of this frame."""
        body = figure(pose)
        facing = self._facing.step(body)
        events = []
        if self._travel.step(body, facing):
            events.append(DirectionChange(self._travel.since_s, self._travel.direction))
        posture = self._posture.step(body, facing)
        return Measures(
            t_s=pose.t_s,
            tracked=body.tracked,
            facing=facing,
            direction=self._travel.direction,
            near_side=near_side(facing),
            trunk_lean_deg=posture.lean,
            head_pitch_deg=posture.pitch,
            head_yaw_deg=posture.yaw,
            knee_flexion_left_deg=posture.knee_left,
            knee_flexion_right_deg=posture.knee_right,
            elbow_left_deg=posture.elbow_left,
            elbow_right_deg=posture.elbow_right,
            quality=self._quality.step(body),
            events=tuple(events),
        )
