"""What the figures must hold. Near and far foot count together, although only the near side was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite, nan

from .conditions import Held
from .tables import Row


@dataclass(frozen=True)
class Target:
    """``at_most`` bounds the mean absolute error (or the share of wrong answers, or the count an hour); ``given`` and
    ``right`` are least shares; ``p95_at_most`` bounds 19 of 20."""

    measure: str
    at_most: float = inf
    given: float = 0.0
    right: float = 0.0
    p95_at_most: float = inf

    def met(self, row: Row) -> bool:
        """A measure that never answers meets its error bound, not its share."""
        return not (
            row.mae > self.at_most or row.p95 > self.p95_at_most or row.given < self.given
            or (self.right > 0 and row.right < self.right)
        )  # fmt: skip

    @property
    def words(self) -> str:
        """For people."""
        parts = [
            f"≤ {self.at_most:g}" if isfinite(self.at_most) else "",
            f"95 % ≤ {self.p95_at_most:g}" if isfinite(self.p95_at_most) else "",
            f"given ≥ {100 * self.given:g} %" if self.given else "",
            f"right ≥ {100 * self.right:g} %" if self.right else "",
        ]
        return ", ".join(part for part in parts if part)


TARGETS: dict[Held, tuple[Target, ...]] = {
    "full": (
        Target("contact_ms", 20, 0.97),
        Target("contact_extra", 0.02),
        Target("toe_off_ms", 20, 0.97),
        Target("toe_off_extra", 0.02),
        Target("cadence_spm", 1.5),
        Target("cadence_halved_or_doubled", 0),
        Target("contact_time_ms", 25),
        Target("flight_time_ms", 25),
        Target("trunk_lean_deg", 2.5),
        Target("knee_at_contact_deg", 5),
        Target("knee_stance_peak_deg", 5),
        Target("knee_swing_peak_deg", 5),
        Target("knee_near_deg", 5),
        Target("elbow_near_deg", 6),
        Target("step_length_percent", 8),
        Target("speed_percent", 8),
        Target("direction", right=0.99),
        Target("gait", right=0.99),
        Target("first_part", 0.1),
        Target("swapped_frames", given=0.95),
    ),
    "looks": (
        Target("head_check_s", given=0.9),
        Target("head_check_extra", 0.1),
        Target("head_check_side", 0.05),
    ),
    "rest": (),
}
ALWAYS = (
    Target("cadence_halved_or_doubled", 0.01),
    Target("fall_s", given=1.0, p95_at_most=1.5),
    Target("falls_invented_per_h", 0),
    Target("wrong_cues_per_h", 0),
    Target("cues_from_swapped_legs_per_h", 0),
    Target("given_though_unknowable", 0),
)
CUES = Target("cue", given=1.0)  # every fault is spoken of in time


@dataclass(frozen=True)
class Verdict:
    """A target held against one row."""

    target: Target
    row: Row
    met: bool


def verdicts(rows: Sequence[Row], held: Held) -> list[Verdict]:
    """Every target that has a row here."""
    out = []
    for row in rows:
        for target in (*TARGETS[held], *ALWAYS):
            if target.measure == row.measure:
                out.append(Verdict(target, row, target.met(row)))
        if row.measure.startswith("cue_"):
            out.append(Verdict(CUES, row, CUES.met(row)))
    return out


def worst(all_verdicts: Sequence[Verdict]) -> list[Verdict]:
    """For each target the row that is furthest off, in the order of the targets."""
    by_target: dict[tuple[str, str], Verdict] = {}
    for verdict in all_verdicts:
        key = (verdict.row.measure, verdict.target.words)
        if key not in by_target or _off(verdict) > _off(by_target[key]):
            by_target[key] = verdict
    return list(by_target.values())


def _off(verdict: Verdict) -> tuple[bool, float]:
    row, target = verdict.row, verdict.target
    error = row.p95 if isfinite(target.p95_at_most) else row.mae if isfinite(target.at_most) else nan
    return not verdict.met, (error if isfinite(error) else 1 - row.given if isfinite(row.given) else -1.0)
