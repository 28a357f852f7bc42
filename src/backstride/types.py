"""The words of the house: what walks from a picture to a spoken cue.

Every type here is frozen. Nothing in this module knows a camera, a clock, a file or a screen.

Conventions, stated once and used everywhere
--------------------------------------------
* ``t_s`` is the frame's own time in seconds since the first frame of its source. It comes from the sensor or from the
  file, never from a wall clock.
* A point on the picture is given in **image heights on both axes**: x to the right, y down, (0, 0) the top left corner.
* Left and right are the runner's own; only ``Facing`` speaks of the picture's left and right.
* *Facing* is where chest and toes point, *direction* is where the body travels relative to that. They are two facts and
  neither is ever inferred from the other.
* Trunk lean: degrees from the vertical, hips to shoulders, **positive toward the side the runner faces**; a backward
  runner who sits back has a negative lean.
* Knee flexion: 0 is a straight leg, growing as the knee bends. Elbow: 180 is a straight arm.
* Head pitch: positive up. Head yaw: positive to the runner's left, 0 along the facing.
* Lane offset: metres from the lane's middle, positive to the runner's left.
* Belt position: 0 the console end, 1 the rear edge.
* ``_ll`` counts in leg lengths (hip to ankle, standing), ``_bh`` in body heights: what can be said without metres.
* NaN, ``None`` and ``"unknown"`` mean *not measured*. They are never replaced by a guess.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite, nan
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np

Site = Literal["track", "treadmill"]
View = Literal["side", "rear", "front"]
"""What the camera sees of the runner: a side, the back (rear) or the face (front)."""
Side = Literal["left", "right", "unknown"]
Facing = Literal["left", "right", "toward", "away", "unknown"]
Direction = Literal["backward", "forward", "still", "unknown"]
Gait = Literal["walk", "run", "still", "unknown"]
First = Literal["toe", "heel", "flat", "unknown"]
Band = Literal["green", "amber", "red", "unknown"]
CueClass = Literal["safety", "balance", "guide", "form", "praise"]
"""Guide is what a training says: "Walk backward 20 metres." It waits for safety and balance, and form waits for it."""
PathState = Literal["watching", "slow", "stop", "unknown", "off"]
Press = Literal["start", "stop", "pain", "keep", "next", "pause", "skip", "end"]
"""What a person may press while a session runs; read by the loop at the frame boundary. "keep" asks for a clip.

"next", "pause", "skip" and "end" are for a guided training: yes, ready or go on; pause or go on; leave this part out;
finish here. Without a training nothing happens on them.
"""


@dataclass(frozen=True)
class Answer:
    """What somebody answered to a question of a training: its key, and a number or word as it was typed."""

    question: str
    value: str


@dataclass(frozen=True)
class Begin:
    """Asks for a guided session. ``plan`` is a ``training.prescription.Prescription``, unknown to this module."""

    plan: Any


Ask = Press | Answer | Begin
"""Everything that people may ask of a running session."""


# ---- what is known beforehand

@dataclass(frozen=True)
class LaneCalibration:
    """Four ground points of a track lane: ``image_px[i]`` on the picture is ``ground_m[i]`` on the ground."""

    image_px: tuple[tuple[float, float], ...]
    ground_m: tuple[tuple[float, float], ...]
    width_m: float
    travel: tuple[float, float]  # unit vector on the ground: the way of backward travel
    image_size: tuple[int, int]  # width, height of the picture the points were taken on
    margin_m: float = 0.0  # on each side of the lane, watched as if it belonged to it
    empty: Path | None = None  # a picture of the lane when nothing was on it, where somebody took one


@dataclass(frozen=True)
class BeltCalibration:
    """The ends of a treadmill's belt on a side-view picture, console end first."""

    belt_px: tuple[tuple[float, float], tuple[float, float]]
    belt_length_m: float
    image_size: tuple[int, int]
    speed_mps: float = nan  # as set on the console, NaN where nobody told


@dataclass(frozen=True)
class PathCamera:
    """A second camera that looks only at the path: its own lane, and what it sees of the runner."""

    lane: LaneCalibration
    view: View | None = None  # of the runner; None: as the way of travel across its picture tells
    starts_s: float = 0.0  # of a film: its first picture, in the other camera's time


@dataclass(frozen=True)
class Setup:
    """What is fixed for a session before its first frame: the place, the camera's view and what was calibrated."""

    site: Site = "track"
    view: View = "side"
    height_m: float = nan
    lane: LaneCalibration | None = None
    belt: BeltCalibration | None = None
    path: PathCamera | None = None  # None: one camera sees runner and path


# ---- picture and pose

@dataclass(frozen=True, eq=False)
class Frame:
    """One picture with its own time. ``number`` counts what the source saw: a jump tells what a live source dropped."""

    image: np.ndarray  # (height, width, 3) uint8, B G R, upright; a recording without pictures gives a black one
    t_s: float
    number: int
    captured_s: float = nan  # when it was taken, by this machine's monotonic clock; NaN for one of a file

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.image.shape[1], self.image.shape[0]


@dataclass(frozen=True, eq=False)
class Pose:
    """The runner's 33 body points (``core.skeleton`` names them) in image heights; NaN where nobody was found.

    A frame on which only somebody else was seen is a frame without the runner: its points are NaN too.
    """

    points: np.ndarray  # (33, 3) float32: x, y in image heights, z as the model gives it in the same scale
    visibility: np.ndarray  # (33,) float32, 0 hidden … 1 in plain sight; 0 where nobody was found
    image_size: tuple[int, int]  # width, height in pixels
    t_s: float
    number: int

    @property
    def tracked(self) -> bool:
        return bool(np.isfinite(self.points[0, 0]))


# ---- what happened

@dataclass(frozen=True)
class Contact:
    """A foot came down at ``t_s``; ``first`` says which part of it."""

    kind: ClassVar[str] = "contact"
    t_s: float
    side: Side
    first: First = "unknown"


@dataclass(frozen=True)
class ToeOff:
    """The last part of a foot left the ground at ``t_s``."""

    kind: ClassVar[str] = "toe_off"
    t_s: float
    side: Side


@dataclass(frozen=True)
class HeadCheck:
    """A look over a shoulder that began at ``t_s``."""

    kind: ClassVar[str] = "head_check"
    t_s: float
    side: Side
    duration_s: float


@dataclass(frozen=True)
class DirectionChange:
    """From ``t_s`` on the runner travels ``now``."""

    kind: ClassVar[str] = "direction"
    t_s: float
    now: Direction


@dataclass(frozen=True)
class Swap:
    """The pose model exchanged left and right legs; ``repaired`` tells whether they were put back or blanked."""

    kind: ClassVar[str] = "swap"
    t_s: float
    repaired: bool


@dataclass(frozen=True)
class Fall:
    """A fall: ``candidate`` when it looks like one, ``confirmed`` when the runner stays low, ``recovered`` when up."""

    kind: ClassVar[str] = "fall"
    t_s: float
    state: Literal["candidate", "confirmed", "recovered"]


@dataclass(frozen=True)
class Obstacle:
    """A warning about one thing on the path (or, for ``unknown``, about not seeing the path)."""

    kind: ClassVar[str] = "obstacle"
    t_s: float
    level: Literal["slow", "stop", "unknown"]
    label: str
    distance_m: float
    ttc_s: float
    track: int


Event = Contact | ToeOff | HeadCheck | DirectionChange | Swap | Fall | Obstacle


# ---- what was measured

@dataclass(frozen=True)
class Quality:
    """How fit the picture is to be judged."""

    fps: float = nan  # pose frames per second, median over the last two seconds
    runner_height_share: float = nan  # nose to lower ankle, as a share of the picture's height
    visible_share: float = nan  # share of the last two seconds' frames on which the points that matter were seen
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measures:
    """Everything known of the runner at one frame. Each number is NaN where view, rate or visibility cannot carry it.

    ``not_measured`` says why, by field name. ``events`` are those that became known at this frame; their own ``t_s``
    may lie up to the stated delay earlier.
    """

    t_s: float
    tracked: bool = False
    swapped: bool = False
    facing: Facing = "unknown"
    direction: Direction = "unknown"
    gait: Gait = "unknown"
    near_side: Side = "unknown"  # the runner's side toward the camera, side view only
    # posture
    trunk_lean_deg: float = nan
    lean_neutral_deg: float = nan  # the runner's own lean when standing still, NaN until it was seen
    head_pitch_deg: float = nan
    head_yaw_deg: float = nan
    knee_flexion_left_deg: float = nan
    knee_flexion_right_deg: float = nan
    elbow_left_deg: float = nan
    elbow_right_deg: float = nan
    # rhythm and way
    cadence_spm: float = nan
    speed_mps: float = nan
    step_length_m: float = nan
    contact_left: bool | None = None
    contact_right: bool | None = None
    contact_time_s: float = nan
    flight_time_s: float = nan
    duty_factor: float = nan
    step_time_cv: float = nan  # standard deviation over mean of the step times, last 20 steps
    # the last steps (medians)
    step_length_ll: float = nan
    reach_ll: float = nan  # foot ahead of the hip in the way of travel at contact
    knee_at_contact_deg: float = nan
    knee_stance_peak_deg: float = nan
    knee_swing_peak_deg: float = nan
    clearance_ll: float = nan  # lowest height of the foot in mid-swing over its height in stance
    bounce_bh: float = nan  # hip's rise and fall in a step, body heights
    step_width_m: float = nan
    heel_first_share: float = nan  # of the last 20 contacts
    asymmetry_percent: float = nan  # the largest left-right difference, 200 |l - r| / (l + r)
    # arms, head, place
    arm_leg_correlation: float = nan  # same-side arm and leg; -1 opposed as it should be, +1 together
    arm_swing_ll: float = nan
    looking: bool | None = None  # the head is turned away from the facing at this frame
    since_check_s: float = nan  # since the last look over a shoulder ended, or since the backward run began
    last_check_side: Side = "unknown"
    belt_position: float = nan
    belt_edge_s: float = nan  # seconds until the nearer end at the present drift
    lane_offset_m: float = nan
    lane_line_s: float = nan
    hands_on_rails: bool | None = None
    # alarms (states held by core.alarms)
    stumbles_in_minute: int = 0
    fall: Literal["none", "candidate", "confirmed"] = "none"
    stopped_suddenly: bool = False
    turning_round: bool = False
    fatigue_flags: int = 0
    quality: Quality = field(default_factory=Quality)
    not_measured: tuple[tuple[str, str], ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def knee_flexion_near_deg(self) -> float:
        return self._near("knee_flexion_left_deg", "knee_flexion_right_deg")

    @property
    def elbow_near_deg(self) -> float:
        return self._near("elbow_left_deg", "elbow_right_deg")

    def _near(self, left: str, right: str) -> float:
        if self.near_side == "unknown":
            return nan
        return getattr(self, left if self.near_side == "left" else right)


# ---- the path behind the runner

@dataclass(frozen=True)
class Motion:
    """Where a thing is and how it moves, in metres on the lane's ground; ``half_width_m`` is half its size across."""

    along_m: float
    across_m: float
    along_mps: float
    across_mps: float
    half_width_m: float


@dataclass(frozen=True)
class Found:
    """A thing that is believed, as of its report's time."""

    track: int
    label: str
    motion: Motion
    box: tuple[float, float, float, float]  # x0, y0, x1, y1 in image heights


@dataclass(frozen=True)
class Report:
    """One look at the lane at ``t_s``. ``why`` says why it could not be seen, and is empty where it was.

    The word between those who look at pictures and the one who judges. Kept, it is a replay.
    """

    t_s: float
    why: str = ""
    found: tuple[Found, ...] = ()
    note: str = ""  # what people should know of how it was looked, and the runner need not
    runner: tuple[float, float] | None = None  # a path camera's own: where it saw the runner stand, in image heights


@dataclass(frozen=True)
class Thing:
    """Something in or near the corridor behind the runner."""

    track: int
    label: str  # "person", "bicycle" …, or "obstacle" where the class is unknown
    distance_m: float  # along the path from the runner
    lateral_m: float  # from the corridor's middle, positive to the runner's left
    closing_mps: float
    ttc_s: float
    level: Literal["watching", "slow", "stop"]
    box: tuple[float, float, float, float]  # x0, y0, x1, y1 in image heights
    in_way: bool = True  # it stands in the corridor, or will when the runner comes; False for one beside the lane


@dataclass(frozen=True)
class PathView:
    """What was seen of the backward path, as of ``t_s``. ``watching`` means in sight, nothing found: never "clear"."""

    t_s: float
    state: PathState
    why: str = ""  # for ``unknown`` and ``off``: the reason in words
    things: tuple[Thing, ...] = ()
    range_m: float = nan  # how far the lane is watched
    speed_mps: float = nan  # the largest speed at which what stands at that range's end still leaves room to slow down
    report: Report | None = None  # the look that this rests on; None where there was none


# ---- judgement

@dataclass(frozen=True)
class Observation:
    """Where one rule stands: its band since ``since_s``. ``changed`` is true on the frame the band changed."""

    rule: str
    band: Band
    value: float
    unit: str
    since_s: float
    changed: bool


@dataclass(frozen=True)
class Cue:
    """One sentence for the runner. ``why`` is for people who review: value, band and source."""

    t_s: float
    rule: str
    class_: CueClass
    words: str
    why: str
    duration_s: float  # how long the sentence takes, in data time


# ---- training

Phase = Literal[
    "off", "checks", "standing", "announced", "countdown", "moving", "turning", "resting", "paused", "hurt", "over",
]  # fmt: skip
"""Where a guided session stands; "off" is no training."""


@dataclass(frozen=True)
class Question:
    """What a training wants to know now. ``kind`` tells how it is answered."""

    key: str  # "shoes", "effort", "pain" …
    words: str  # in the language of the session
    kind: Literal["yes_no", "zero_to_ten", "choice"] = "yes_no"
    choices: tuple[str, ...] = ()  # the accepted values of a choice
    since_s: float = 0.0


@dataclass(frozen=True)
class Guided:
    """What a training shows at a frame, in the language of the session. ``done`` and ``of`` count ``unit``."""

    phase: Phase = "off"
    title: str = ""  # "First steps, week 1"
    part: str = ""  # "Set 2 of 4"
    doing: str = ""  # the instruction that holds: "Walk backward 20 metres."
    kind: str = ""  # of the block: warm_up, main, drill, cool_down
    way: Literal["backward", "forward", ""] = ""  # the way asked for now
    done: float = nan
    of: float = nan
    unit: Literal["m", "s", ""] = ""
    set_number: int = 0
    sets: int = 0
    block_number: int = 0
    blocks: int = 0
    drill: str = ""  # its key, for the drawn figure
    counted: int | None = None  # repetitions of a drill so far; None: not counted
    question: Question | None = None
    click_spm: float = nan  # the metronome clicks at this rate now; NaN: it is silent
    changed: bool = False  # phase, part or question are other than at the frame before
    upcoming: tuple[str, ...] = ()  # on the first frame: every sentence that the session may say, for rendering
    record: Any = None  # on the last frame: the ``training.record.SessionRecord``


UNGUIDED = Guided()


@dataclass(frozen=True)
class Wishes:
    """What a training asks of the coach for the next frame. The defaults are a coach without a training."""

    say: str = ""  # a sentence of the training that waits to be said
    focus: str = ""  # the form rule of this block; others are spoken of only when red
    form_a_minute: float = 4.0  # at most so many form cues in a minute; 0: none
    speed_cap_mps: float = nan
    rails: bool = False  # hands belong on the rails
    senior: bool = False  # more time to react
    forward: bool = False  # forward travel is planned: nobody is reminded of it
    end_planned: bool = False  # the runner is asked to come to a stop: nobody asks why
    looks: bool = True  # looks over the shoulder are asked for


NO_WISHES = Wishes()


@dataclass(frozen=True)
class Moment:
    """All that is known and said at one frame: what every sink receives."""

    t_s: float
    number: int
    pose: Pose
    measures: Measures
    path: PathView
    observations: tuple[Observation, ...]
    cue: Cue | None  # the one that starts at this frame
    caption: Cue | None  # the one that still stands on the screen
    coaching: bool = True
    events: tuple[Event, ...] = ()  # measures' events and the path's, those that became known now
    presses: tuple[Ask, ...] = ()  # what people pressed and answered before this frame
    training: Guided = UNGUIDED


def known(value: float) -> bool:
    """True when a number was measured."""
    return isfinite(value)
