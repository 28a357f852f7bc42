from dataclasses import dataclass
from math import nan

from backstride.core.fatigue import FatigueWatch, Form

FRESH = Form(cadence_spm=170, bounce_bh=0.04, lean_deg=4, step_time_cv=0.02, asymmetry_percent=2, clearance_ll=0.1)


@dataclass
class Session:
    """Runs a watch second by second at 2.5 steps a second."""

    watch: FatigueWatch
    t_s: float = 0.0

    def run(self, seconds, form, gait="run"):
        flags = []
        for _ in range(int(seconds * 10)):
            self.t_s += 0.1
            flags.append(self.watch.step(self.t_s, int(self.t_s * 2.5), gait, form))
        return flags


def test_the_same_form_raises_no_flag():
    assert max(Session(FatigueWatch()).run(120, FRESH)) == 0


def test_three_things_that_fade_for_half_a_minute_are_three_flags():
    session = Session(FatigueWatch())
    session.run(60, FRESH)
    tired = FRESH._replace(cadence_spm=159, bounce_bh=0.048, step_time_cv=0.034)
    assert session.run(40, tired)[-1] == 3


def test_what_is_not_measured_raises_no_flag():
    session = Session(FatigueWatch())
    session.run(60, FRESH)
    assert max(session.run(40, Form(nan, nan, nan, nan, nan, nan))) == 0


def test_a_run_is_not_compared_with_a_walk():
    session = Session(FatigueWatch())
    session.run(60, FRESH, gait="run")
    slow = FRESH._replace(cadence_spm=110)
    assert max(session.run(60, slow, gait="walk")) == 0
