"""How much of the machine other programs took while a benchmark ran: what makes its seconds doubtful."""

from __future__ import annotations

import os
import resource
import time
from dataclasses import dataclass
from pathlib import Path

from .machine import State, state

STAT = Path("/proc/stat")


@dataclass(frozen=True)
class Busy:
    """Cores on average: of other programs, and all there are. NaN where the system does not tell."""

    others: float
    cores: int
    load: float
    board: tuple[State, State] | None = None  # at the begin and at the end

    @property
    def words(self) -> str:
        others = f"Meanwhile other programs took {self.others:.1f} of {self.cores} cores (load {self.load:.1f})."
        return others if self.board is None else f"{others} Begin: {self.board[0].words}; end: {self.board[1].words}."


class Watch:
    """From its making to ``busy()``."""

    def __init__(self):
        self._began, self._state = (time.monotonic(), _machine_s(), _own_s()), state()

    def busy(self) -> Busy:
        began_s, machine_s, own_s = self._began
        others_s = (_machine_s() - machine_s) - (_own_s() - own_s)
        cores = os.cpu_count() or 1
        # the system counts in hundredths of a second: over a short while that can come out as more than there is
        others = min(float(cores), max(0.0, others_s / (time.monotonic() - began_s)))
        return Busy(others, cores, os.getloadavg()[0], (self._state, state()))


def _machine_s() -> float:
    """Seconds that all cores have worked, for anybody."""
    if not STAT.exists():
        return float("nan")
    user, nice, system, _, _, irq, softirq, *_ = map(int, STAT.read_text().split("\n", 1)[0].split()[1:])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def _own_s() -> float:
    """Seconds that this process and its finished children have worked."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)
