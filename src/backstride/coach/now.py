"""What a rule may look at: the measures, the path and what the coach remembers of the session. It judges nothing."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import Literal

from ..types import Measures, PathView

PathDoubt = Literal["none", "unwatched", "lost", "blind"]
"""Unwatched: no lane was ever in sight. Lost: it was, and is not for half a second. Blind: not for one and a half."""


@dataclass(frozen=True)
class Now:
    """One frame as the rules see it."""

    measures: Measures
    path: PathView
    path_doubt: PathDoubt = "none"
    unseen_s: float = nan  # since the runner was last seen; NaN before anybody was
    rep_s: float = nan  # since this stretch of backward travel began; NaN outside of one
    same_side_looks: int = 0  # how many looks in a row went over the same shoulder
    hurt: bool = False  # the pain button was pressed and coaching was not started again
    speed_cap_mps: float = nan  # NaN where no training set one
    rails_wanted: bool = False
    stop_ttc_s: float = 0.0  # a warning this near in time is a stop, whatever its level
    watched_cap_mps: float = nan  # what the path's watched range allowed at best in this stretch; NaN where unknown
    forward_planned: bool = False  # a training asks for forward travel now
    end_planned: bool = False  # a training asks the runner to come to a stand
    looks_wanted: bool = True  # looks over the shoulder are asked for
    on_treadmill: bool = False
