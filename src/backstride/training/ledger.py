"""What a session leaves behind, gathered frame by frame: distances, speeds, how long each rule was green, the measures.

Distances are the integral of the measured speed while the runner is seen going the way asked for: what is not seen is
not counted. From the side several passes through the picture add up.
"""

from __future__ import annotations

from math import isfinite, nan
from statistics import median

from ..core.claims import claimed_error
from ..types import Moment
from .counting import DrillCount
from .energy import is_rough, kcal_a_minute
from .plan import Block, Bout
from .prescription import Prescription
from .record import BoutRecord, EndedBy, Measured, PainAnswer, SessionRecord

BALANCE = ("lean_back", "lane_drift", "clearance", "step_width")
"""Rules of balance that a bout is judged by; a look over the shoulder and fatigue stand for themselves."""
SAFETY = ("fall", "pain", "obstacle", "belt_drift", "turnaround", "stumble", "intruder", "speed_cap", "rails")
"""Rules whose red is a red safety event."""
MEASURES = (
    "trunk_lean_deg", "head_pitch_deg", "knee_flexion_near_deg", "elbow_near_deg", "cadence_spm", "speed_mps",
    "step_length_m", "knee_at_contact_deg", "knee_swing_peak_deg", "reach_ll", "bounce_bh", "heel_first_share",
    "contact_time_s", "step_time_cv", "asymmetry_percent", "arm_leg_correlation", "step_width_m", "lane_offset_m",
)  # fmt: skip
SAMPLE_S = 0.5
GAP_S = 0.25  # a longer silence between two frames counts for nothing
HELPS_WITHIN_S = 15.0
RAILS_DOUBT_S = 1.0
KNOWN_SHARE = 0.8  # of the moving time, for an energy that is worth a number
LEAST_SAMPLES = 5


class Ledger:
    """One session's books. ``metres`` and ``seconds`` are of the present bout."""

    def __init__(self, plan: Prescription):
        self._plan = plan
        self._begun_s = self._t_s = nan
        self._bouts: list[BoutRecord] = []
        self._green: dict[str, list[float]] = {}  # rule: green and judged seconds
        self._samples: dict[str, list[float]] = {name: [] for name in MEASURES}
        self._next_sample_s = -1.0
        self._hints: dict[str, float] = {}  # form rules that were spoken of, and when
        self._helped: dict[str, int] = {}
        self._kcal = self._known_s = self._moving_s = 0.0
        self._rough = False
        self._stumbles_now = 0
        self._watched_m = nan
        self._fps = nan
        self.efforts: list[float] = []
        self.pains: list[PainAnswer] = []
        self.efforts_asked = self.pains_asked = 0
        self.stumbles = self.falls = self.safety_reds = 0
        self.fatigue_red = False
        self._start_bout(0, 1, Block(()), Bout("forward", "walk"))

    # ---- the present bout

    def _start_bout(self, block_number: int, set_number: int, block: Block, bout: Bout) -> None:
        self._at = (block_number, set_number, block, bout)
        self._speeds: list[float] = []
        self._amber_s = self._judged_s = 0.0
        self._free_s, self._free_doubt_s, self._longest_free_s = 0.0, 0.0, nan
        self._seen_moving = False
        self._count = DrillCount(block.drill, self._plan.view)
        self.metres, self.seconds, self.speed_known_s = 0.0, 0.0, 0.0

    def start_bout(self, block_number: int, set_number: int, block: Block, bout: Bout) -> None:
        self._start_bout(block_number, set_number, block, bout)

    @property
    def counted(self) -> int | None:
        return self._count.count

    @property
    def metres_known(self) -> bool:
        """Whether any of the bout's way was measured."""
        return self.speed_known_s > 0.0

    def end_bout(self, ended_by: EndedBy) -> BoutRecord:
        number, set_number, block, bout = self._at
        record = BoutRecord(
            number, set_number, block.kind, bout.way, bout.pace, block.drill, bout.metres, bout.seconds, bout.cap_mps,
            self.metres if self.metres_known else nan, round(self.seconds, 2),
            median(self._speeds) if self._speeds else nan, ended_by, self.counted, self._longest_free_s,
            self._amber_s / self._judged_s if self._judged_s else nan,
        )  # fmt: skip
        self._bouts.append(record)
        return record

    # ---- frame by frame

    def step(self, moment: Moment, moving: bool) -> float:
        """Takes one frame; gives the seconds since the last one, 0 after a gap. ``moving``: a bout is under way."""
        elapsed_s = moment.t_s - self._t_s
        elapsed_s = elapsed_s if 0 < elapsed_s <= GAP_S else 0.0
        self._t_s = moment.t_s
        if self._begun_s != self._begun_s:
            self._begun_s = moment.t_s
        self._alarms(moment)
        if moving:
            self._move(moment, elapsed_s)
        return elapsed_s

    def _alarms(self, moment: Moment) -> None:
        now = moment.measures.stumbles_in_minute
        self.stumbles += max(0, now - self._stumbles_now)
        self._stumbles_now = now
        self.falls += sum(event.kind == "fall" and event.state == "confirmed" for event in moment.events)
        for standing in moment.observations:
            if standing.changed and standing.band == "red":
                self.safety_reds += standing.rule in SAFETY
                self.fatigue_red = self.fatigue_red or standing.rule == "fatigue"
        if isfinite(moment.path.range_m):
            self._watched_m = max(moment.path.range_m, self._watched_m if isfinite(self._watched_m) else 0.0)

    def _move(self, moment: Moment, elapsed_s: float) -> None:
        _, _, block, bout = self._at
        measures = moment.measures
        speed = measures.speed_mps
        going = measures.tracked and measures.direction == bout.way
        self._moving_s += elapsed_s
        if going and isfinite(speed):
            self.metres += speed * elapsed_s
            self.speed_known_s += elapsed_s
            self._speeds.append(speed)
            self._spend(speed, elapsed_s, block, bout)
        if block.drill:
            self._count.step(moment, elapsed_s)
        if bout.way != "backward":
            return
        self._rails(measures.hands_on_rails, elapsed_s)
        if going and elapsed_s:
            self._judge(moment, elapsed_s, main=block.kind == "main")
            self._sample(moment)

    def _spend(self, speed: float, elapsed_s: float, block: Block, bout: Bout) -> None:
        plan = self._plan
        minute = kcal_a_minute(
            plan.mass_kg, speed, bout.pace, bout.way, block.incline_percent / 100, plan.backward_sessions
        )
        if isfinite(minute):
            self._kcal += minute * elapsed_s / 60
            self._known_s += elapsed_s
            self._rough = self._rough or is_rough(speed)

    def _rails(self, held: bool | None, elapsed_s: float) -> None:
        if held is None:
            self._free_doubt_s += elapsed_s
            if self._free_doubt_s > RAILS_DOUBT_S:
                self._free_s = 0.0
            return
        self._free_doubt_s = 0.0
        self._free_s = 0.0 if held else self._free_s + elapsed_s
        self._longest_free_s = max(self._free_s, self._longest_free_s if isfinite(self._longest_free_s) else 0.0)

    def _judge(self, moment: Moment, elapsed_s: float, main: bool) -> None:
        off = judged = False
        for standing in moment.observations:
            if standing.band == "unknown":
                continue
            green = self._green.setdefault(standing.rule, [0.0, 0.0])
            green[0] += elapsed_s if standing.band == "green" else 0.0
            green[1] += elapsed_s
            if standing.rule in BALANCE:
                judged, off = True, off or standing.band != "green"
            if standing.band == "green" and standing.rule in self._hints:
                self._helped[standing.rule] = self._helped.get(standing.rule, 0) + 1
                del self._hints[standing.rule]
        self._judged_s += elapsed_s if judged else 0.0
        self._amber_s += elapsed_s if off else 0.0
        self._notice_hint(moment)

    def _notice_hint(self, moment: Moment) -> None:
        if moment.cue is not None and moment.cue.class_ == "form":
            self._hints[moment.cue.rule] = moment.t_s
        for rule, said_s in list(self._hints.items()):
            if moment.t_s - said_s > HELPS_WITHIN_S:
                del self._hints[rule]

    def _sample(self, moment: Moment) -> None:
        if moment.t_s < self._next_sample_s:
            return
        self._next_sample_s = moment.t_s + SAMPLE_S
        self._fps = moment.measures.quality.fps
        for name, values in self._samples.items():
            value = getattr(moment.measures, name)
            if isfinite(value):
                values.append(value)

    # ---- the end

    def record(self, ended_by: EndedBy, completed: bool) -> SessionRecord:
        plan = self._plan
        focus = tuple(dict.fromkeys(block.focus for block in plan.blocks if block.focus and block.kind == "main"))
        shares = {rule: green / judged for rule, (green, judged) in self._green.items() if judged > 0}
        cv = self._samples["step_time_cv"]
        return SessionRecord(
            plan.runner, plan.programme, plan.week, plan.level, plan.site, plan.view, plan.began_at_s,
            round(self._t_s - self._begun_s, 1), completed, ended_by, tuple(self._bouts),
            tuple(self.efforts), self.efforts_asked, tuple(self.pains), self.pains_asked,
            focus, tuple(sorted(shares.items())), self.safety_reds, self.stumbles, self.falls, self.fatigue_red,
            shares.get("shoulder_check", nan), plan.looks, median(cv) if cv else nan, tuple(self._measured()),
            tuple(sorted(self._helped.items())), *self._energy(), plan.wbgt_c, self._watched_m, plan.spotter,
        )  # fmt: skip

    def _measured(self):
        for name, values in self._samples.items():
            if len(values) < LEAST_SAMPLES:
                continue
            value = median(values)
            claimed = claimed_error(name.replace("_near_deg", "_deg"), self._plan.view, True, self._fps, value)
            yield Measured(name, value, claimed, len(values))

    def _energy(self) -> tuple[float, bool]:
        known = self._moving_s > 0 and self._known_s >= KNOWN_SHARE * self._moving_s
        return (self._kcal, self._rough) if known else (nan, False)


