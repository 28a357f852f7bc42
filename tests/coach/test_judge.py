"""One rule over time: wobble, hold, hysteresis, and what is not known."""

from math import inf, isnan, nan

from backstride.coach.judge import UNKNOWN_AFTER_S, Judge, Window
from backstride.coach.rules import Bands, Rule

FPS = 30.0
BANDS = Bands(ok=(-inf, 10.0), slack=(-inf, 20.0), release=2.0)


def made_rule(**changes) -> Rule:
    told = {"hold_s": (1.0, 0.5), "sources": ("own_judgement",)} | changes
    return Rule("lean", lambda now: 0.0, "deg", BANDS, "form", **told)


class Watched:
    """A judge and all that it said, fed with seconds of one number."""

    def __init__(self, rule):
        self.judge, self.told = Judge(rule), []

    def sees(self, seconds, value):
        for _ in range(round(seconds * FPS)):
            frame = len(self.told)
            self.told.append(self.judge.step(frame / FPS, value(frame) if callable(value) else value, BANDS))
        return self

    @property
    def band(self):
        return self.told[-1].band

    @property
    def changes(self):
        return [standing.band for standing in self.told if standing.changed]


def test_a_number_inside_its_band_is_green_at_once():
    assert Watched(made_rule()).sees(0.1, 5.0).changes == ["green"]


def test_amber_waits_for_its_hold():
    watched = Watched(made_rule()).sees(1, 5.0).sees(0.9, 15.0)
    assert watched.band == "green"
    assert watched.sees(0.2, 15.0).band == "amber"


def test_red_may_come_sooner_than_amber():
    watched = Watched(made_rule()).sees(1, 5.0).sees(0.6, 25.0)
    assert watched.changes == ["green", "red"]


def test_red_falls_back_to_amber_without_a_new_hold():
    assert Watched(made_rule()).sees(1, 5.0).sees(1, 25.0).sees(0.1, 15.0).changes == ["green", "red", "amber"]


def test_wobble_at_the_edge_does_not_chatter():
    watched = Watched(made_rule()).sees(1, 5.0).sees(2, 11.0).sees(10, lambda frame: 10.0 + (-1.5) ** (frame % 2))
    assert watched.changes == ["green", "amber"]


def test_a_wobble_that_never_lasts_is_never_amber():
    watched = Watched(made_rule()).sees(1, 5.0).sees(10, lambda frame: 12.0 if frame % 20 < 12 else 5.0)
    assert watched.changes == ["green"]


def test_it_clears_only_well_inside_the_limit():
    watched = Watched(made_rule()).sees(1, 5.0).sees(2, 12.0).sees(1, 9.0)
    assert watched.band == "amber"
    assert watched.sees(0.1, 7.5).band == "green"


def test_the_margin_of_error_lies_outside_the_band():
    watched = Watched(made_rule(margin=3.0)).sees(1, 5.0).sees(3, 12.5)
    assert watched.band == "green" and not watched.judge.outside
    assert watched.sees(2, 13.5).band == "amber"


def test_a_margin_may_be_larger_than_the_tables_own():
    watched = Watched(made_rule(margin=1.0))
    watched.judge.allow(5.0)
    assert watched.sees(3, 14.0).band == "green"


def test_unknown_does_not_start_a_judgement():
    watched = Watched(made_rule()).sees(1, 5.0).sees(0.5, 15.0).sees(2, nan).sees(0.3, 15.0)
    assert watched.band == "green"


def test_unknown_does_not_clear_a_judgement():
    watched = Watched(made_rule()).sees(3, 15.0).sees(2, nan)
    assert watched.band == "amber" and isnan(watched.told[-1].value)


def test_unknown_is_named_after_a_while():
    watched = Watched(made_rule()).sees(3, 15.0).sees(UNKNOWN_AFTER_S + 0.2, nan)
    assert watched.band == "unknown" and watched.told[-1].value != watched.told[-1].value


def test_after_a_long_unknown_the_hold_begins_anew():
    watched = Watched(made_rule()).sees(3, 15.0).sees(5, nan).sees(0.8, 15.0)
    assert watched.band == "unknown"
    assert watched.sees(0.4, 15.0).band == "amber"


def test_nothing_is_said_of_a_number_that_was_never_known():
    watched = Watched(made_rule()).sees(10, nan)
    assert watched.changes == [] and watched.band == "unknown"


def test_since_tells_when_the_band_began():
    watched = Watched(made_rule()).sees(1, 5.0).sees(3, 15.0)
    assert 1.9 <= watched.told[-1].since_s <= 2.1


def test_a_single_wild_frame_leaves_the_median_alone():
    watched = Watched(made_rule(window_s=1.0, hold_s=(0.0, 0.0))).sees(2, 5.0).sees(0.1, 90.0).sees(1, 5.0)
    assert watched.changes == ["green"]


def test_a_silent_rule_shows_its_number_and_no_band():
    watched = Watched(made_rule(silent=True)).sees(3, 15.0)
    assert watched.band == "unknown" and watched.told[-1].value == 15.0


def test_what_was_held_is_void_once_forgotten():
    watched = Watched(made_rule()).sees(3, 15.0)
    assert watched.judge.forget(3.0).band == "unknown"


# ---- the window


def test_the_window_gives_the_median_of_its_last_seconds():
    window = Window(1.0)
    assert [window.median(t / 4, float(t)) for t in range(8)][-1] == 5.0  # of 3 4 5 6 7


def test_the_window_is_silent_until_a_third_of_it_is_spanned():
    window = Window(3.0)
    assert window.median(0.0, 1.0) != window.median(0.5, 1.0)
    assert window.median(1.1, 1.0) == 1.0


def test_the_window_counts_time_not_frames():
    window = Window(1.0)
    window.median(0.0, 100.0)
    assert window.median(5.0, 1.0) != 100.0
    assert window.median(5.6, 1.0) == 1.0


def test_equal_numbers_leave_the_window_one_by_one():
    window = Window(0.5)
    for frame in range(200):
        middle = window.median(frame / 100, 7.0)
    assert middle == 7.0
