"""The one door of the measuring part: a pose goes in, everything known of the runner comes out.

Live and replay are this same code. It is causal. Delays: angles 0.01 to 0.1 s; facing 0.25 s and direction 0.5 s after
they begin to show; contacts about 0.15 s and toe-offs about 0.25 s, as events whose own ``t_s`` lies back by so much.
"""

from __future__ import annotations

from math import isfinite, nan

from ..types import Contact, DirectionChange, Event, Measures, Pose, Setup, Swap, ToeOff
from .alarms import FallWatch, StopWatch, TurnWatch
from .arms import ArmsWatch
from .contacts import FIRST_NEEDS_FPS, SIDES, Landing, Stance
from .fatigue import FatigueWatch, Form
from .figure import figure_of, nobody
from .gait import GaitWatch
from .head import HeadWatch
from .identity import BodyWatch
from .legs import LegGuard
from .place import Place
from .posture import PostureWatch
from .rails import RailsWatch
from .reasons import not_measured
from .rhythm import Rhythm
from .travel import Travel
from .view import FacingWatch, QualityWatch, near_side


class Runner:
    """Measures one runner, frame after frame."""

    def __init__(self, setup: Setup):
        self.setup = setup
        self._body = BodyWatch()
        self._quality = QualityWatch()
        self._begin()

    def _begin(self) -> None:
        """All that belongs to one body; somebody else begins anew."""
        setup = self.setup
        self._legs = LegGuard()
        self._facing = FacingWatch(setup.view)
        self._travel = Travel()
        self._posture = PostureWatch()
        self._rhythm = Rhythm()
        self._gait = GaitWatch()
        self._place = Place(setup)
        self._head = HeadWatch(setup.view)
        self._arms = ArmsWatch()
        self._rails = RailsWatch()
        self._falls = FallWatch()
        self._stop = StopWatch(setup.site)
        self._turn = TurnWatch()
        self._fatigue = FatigueWatch()

    def step(self, pose: Pose) -> Measures:
        """All that is known as of this frame."""
        rows, sight = pose.points.tolist(), pose.visibility.tolist()
        wide = pose.image_size[0] / pose.image_size[1]
        body = figure_of(pose.t_s, rows, sight, wide)
        whose = self._body.step(body) if body.tracked else "same"
        if whose == "other":
            self._begin()
        swapped = whose != "doubtful" and self._legs.step(pose.t_s, rows, sight)
        if whose == "doubtful":
            body = nobody(pose.t_s)
        elif swapped:
            body = figure_of(pose.t_s, rows, sight, wide)
        quality = self._quality.step(body)
        facing = self._facing.step(body)
        events: list[Event] = []
        if swapped and self._legs.began_s == pose.t_s:
            events.append(Swap(pose.t_s, repaired=True))
        self._place.step(body, facing, pose.image_size)
        if self._travel.step(body, facing, self._place.coming_mps):
            events.append(DirectionChange(self._travel.since_s, self._travel.direction))
        direction = self._travel.direction
        told = self._rhythm.step(body, facing, direction)
        events += [_event(what) for what in told]
        near = near_side(facing)
        near_number = SIDES.index(near) if near in SIDES else -1
        moving = direction in ("backward", "forward")
        gait = self._gait.step(pose.t_s, told, self._rhythm, direction, near_number)
        posture = self._posture.step(body, facing, direction == "still")
        look = self._head.step(body, facing, posture.yaw, direction)
        events += [look] if look else []
        self._arms.step(pose.t_s, self._rhythm.seen, near_number, self._rhythm.leg, moving)
        events += self._falls.step(body, moving)
        bounce = gait.bounce_ih / self._place.body_ih
        form = Form(
            gait.cadence_spm, bounce, posture.lean, gait.step_time_cv, gait.asymmetry_percent, gait.clearance_ll
        )
        metres = self._place.metres_per_ih
        speed = self._speed_mps(gait.speed_ih * metres, direction)
        return Measures(
            t_s=pose.t_s,
            tracked=body.tracked,
            swapped=swapped,
            facing=facing,
            direction=direction,
            gait=gait.gait,
            near_side=near,
            trunk_lean_deg=posture.lean,
            lean_neutral_deg=self._posture.neutral_lean,
            head_pitch_deg=posture.pitch,
            head_yaw_deg=posture.yaw,
            knee_flexion_left_deg=posture.knee_left,
            knee_flexion_right_deg=posture.knee_right,
            elbow_left_deg=posture.elbow_left,
            elbow_right_deg=posture.elbow_right,
            cadence_spm=gait.cadence_spm if body.tracked else nan,
            speed_mps=speed if body.tracked else nan,
            step_length_m=gait.speed_ih * metres * 60 / gait.cadence_spm if body.tracked else nan,
            contact_left=self._rhythm.down[0],
            contact_right=self._rhythm.down[1],
            contact_time_s=gait.contact_time_s,
            flight_time_s=gait.flight_time_s,
            duty_factor=gait.duty_factor,
            step_time_cv=gait.step_time_cv,
            step_length_ll=gait.step_length_ll,
            reach_ll=gait.reach_ll,
            knee_at_contact_deg=gait.knee_at_contact_deg,
            knee_stance_peak_deg=gait.knee_stance_peak_deg,
            knee_swing_peak_deg=gait.knee_swing_peak_deg,
            clearance_ll=gait.clearance_ll,
            bounce_bh=bounce,
            step_width_m=gait.step_width_ll * self._rhythm.leg * metres,
            heel_first_share=gait.heel_first_share,
            asymmetry_percent=gait.asymmetry_percent,
            arm_leg_correlation=self._arms.correlation,
            arm_swing_ll=self._arms.swing_ll,
            looking=self._head.looking,
            since_check_s=self._head.since_check_s(pose.t_s),
            last_check_side=self._head.last_side,
            belt_position=self._place.belt_position,
            belt_edge_s=self._place.belt_edge_s,
            lane_offset_m=self._place.lane_offset_m,
            lane_line_s=self._place.lane_line_s,
            hands_on_rails=self._rails.step(body, facing, moving) if self.setup.site == "treadmill" else None,
            stumbles_in_minute=self._falls.stumbles_in_minute(pose.t_s),
            fall=self._falls.state,
            stopped_suddenly=self._stop.step(
                pose.t_s, direction, gait.speed_ih / self._rhythm.leg, self._gait.last_step_s
            ),
            turning_round=self._turn.step(pose.t_s, facing, direction),
            fatigue_flags=self._fatigue.step(pose.t_s, self._gait.steps, gait.gait, form),
            quality=quality,
            not_measured=not_measured(
                near != "unknown" or self.setup.view == "side",
                not quality.fps < FIRST_NEEDS_FPS,
                isfinite(metres),
                self.setup.belt is not None,
                self.setup.lane is not None,
                self.setup.site == "treadmill",
            ),
            events=tuple(events),
        )

    def _speed_mps(self, by_feet: float, direction: str) -> float:
        if direction == "still":
            return 0.0 if isfinite(self._place.metres_per_ih) else nan
        return abs(self._place.lane_speed_mps) if self.setup.view != "side" else by_feet


def _event(what: Landing | Stance) -> Contact | ToeOff:
    if isinstance(what, Landing):
        return Contact(what.contact_s, SIDES[what.side], what.first)
    return ToeOff(what.toe_off_s, SIDES[what.side])
