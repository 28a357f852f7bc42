"""About how much energy a session took: the ACSM equations with what backward going costs more on top, ± 20 %.

Sources: ACSM equations (mL/kg/min, m/min); backward running + 35 % of the net part (Wright and Weyand 2001, Rasica
2020); backward walking 1.45 falling to 1.2 with practice (Heath 2001 measured - 19 % in four weeks; the factors are
ours).
"""

from __future__ import annotations

from math import isfinite, nan

from .plan import Pace, Way

RUN_BACKWARD, WALK_BACKWARD, WALK_PRACTISED, PRACTISED_AFTER = 1.35, 1.45, 1.2, 12
ROUGH_BELOW_M_MIN = 50.0
ERROR_SHARE = 0.20
HONEST = (
    "About 30 to 35 % more energy than forward running at the same speed (lab studies). You will run slower backward,"
    " so per minute it is about the same. The extra cost fades with practice."
)


def kcal_a_minute(mass_kg: float, speed_mps: float, pace: Pace, way: Way, incline: float = 0.0,
                  backward_sessions: int = 0) -> float:  # fmt: skip
    """Kilocalories a minute; ``incline`` is a share (0.05 for 5 %). NaN where mass or speed is not known."""
    if not (isfinite(mass_kg) and isfinite(speed_mps)) or speed_mps < 0:
        return nan
    s = 60.0 * speed_mps
    net = 0.1 * s + 1.8 * s * incline if pace == "walk" else 0.2 * s + 0.9 * s * incline
    if way == "backward":
        net *= _factor(pace, backward_sessions)
    return (3.5 + net) * mass_kg / 1000 * 5


def is_rough(speed_mps: float) -> bool:
    """Whether the speed lies under what the equations were made for."""
    return 60.0 * speed_mps < ROUGH_BELOW_M_MIN


def _factor(pace: Pace, backward_sessions: int) -> float:
    if pace != "walk":
        return RUN_BACKWARD
    return WALK_BACKWARD - (WALK_BACKWARD - WALK_PRACTISED) * min(1.0, backward_sessions / PRACTISED_AFTER)
