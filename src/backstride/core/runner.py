"""The one door of the measuring part: a pose goes in, everything known of the runner comes out.

Live and replay are this same code. It is causal; what needs to look ahead says so by an event whose own ``t_s`` lies
a little back.
"""

from __future__ import annotations

from backstride.core.contacts import Landing
from backstride.core.figure import figure_of
from backstride.core.legs import LegGuard
from backstride.core.posture import PostureWatch
from backstride.core.rhythm import Rhythm
from backstride.core.travel import Travel
from backstride.core.view import FacingWatch, QualityWatch, near_side
from backstride.types import Contact, DirectionChange, Measures, Pose, Setup, Swap, ToeOff


class Runner:
    """Measures one runner, frame after frame."""

    def __init__(self, setup: Setup):
        self.setup = setup
        self._legs = LegGuard()
        self._facing = FacingWatch(setup.view)
        self._quality = QualityWatch()
        self._travel = Travel()
        self._posture = PostureWatch()
        self._rhythm = Rhythm()

    def step(self, pose: Pose) -> Measures:
        """All that is known as of this frame."""
        rows, sight = pose.points.tolist(), pose.visibility.tolist()
        swapped = self._legs.step(pose.t_s, rows, sight)
        body = figure_of(pose.t_s, rows, sight)
        facing = self._facing.step(body)
        events = []
        if swapped and self._legs.began_s == pose.t_s:
            events.append(Swap(pose.t_s, repaired=True))
        if self._travel.step(body, facing):
            events.append(DirectionChange(self._travel.since_s, self._travel.direction))
        for told in self._rhythm.step(body, facing, self._travel.direction):
            side = ("left", "right")[told.side]
            if isinstance(told, Landing):
                events.append(Contact(told.contact_s, side, told.first))
            else:
                events.append(ToeOff(told.toe_off_s, side))
        posture = self._posture.step(body, facing)
        return Measures(
            t_s=pose.t_s,
            tracked=body.tracked,
            swapped=swapped,
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
