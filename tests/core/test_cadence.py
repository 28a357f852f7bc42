from math import isnan, pi, sin

import pytest

from backstride.core.cadence import Cadence, Crossings
from backstride.core.ground import COLUMNS, HIP_Y
from backstride.core.smoothing import History
from backstride.types import known
from measuring import of


def hip(bounces_per_s, seconds=4.0, fps=60):
    seen = History(COLUMNS)
    for n in range(round(seconds * fps)):
        row = [0.0] * COLUMNS
        row[HIP_Y] = 0.5 + 0.01 * sin(2 * pi * bounces_per_s * n / fps)
        seen.append(n / fps, row)
    return seen


def stepping(step_s, until_s=4.0, late_s=0.0):
    """Contacts of both feet; the right one is always read ``late_s`` late."""
    cadence = Cadence()
    for n in range(int(until_s / step_s)):
        cadence.event("contact", n % 2, n * step_s + late_s * (n % 2))
        cadence.event("toe_off", n % 2, (n + 0.6) * step_s)
    return cadence


def test_a_foot_that_is_always_read_late_changes_nothing():
    assert stepping(0.36, late_s=0.03).spm(4.0, hip(1 / 0.36), along=False) == pytest.approx(60 / 0.36, abs=0.2)


def test_a_missed_contact_halves_nothing():
    cadence = Cadence()
    for n in (0, 1, 2, 3, 5, 6, 7, 8, 9, 10):
        cadence.event("contact", n % 2, 0.36 * n)
        cadence.event("toe_off", n % 2, 0.36 * n + 0.2)
    assert cadence.spm(3.8, hip(1 / 0.36), along=False) == pytest.approx(60 / 0.36, abs=0.2)


@pytest.mark.parametrize("bounces", [0.5, 2.0])
def test_nothing_is_said_where_the_bodys_bounce_objects(bounces):
    assert known(stepping(0.4).spm(4.0, hip(2.5), along=False))
    assert isnan(stepping(0.4).spm(4.0, hip(2.5 * bounces), along=False))


def test_events_that_contradict_one_another_are_no_cadence():
    cadence = Cadence()
    for n, t_s in enumerate((0.0, 0.31, 0.75, 1.02, 1.62, 1.71, 2.3, 2.4, 3.0, 3.3)):
        cadence.event("contact", n % 2, t_s)
    assert isnan(cadence.spm(3.4, hip(2.5), along=False))


def test_feet_that_only_touch_the_middle_have_not_passed():
    crossings = Crossings()
    told = [crossings.step(n / 60, 0.3 if n < 20 else 0.03 * (-1) ** n) for n in range(60)]
    assert not any(told)


def test_feet_that_pass_are_told_with_the_time_of_their_passing():
    crossings = Crossings()
    told = [found for n in range(60) if (found := crossings.step(n / 60, 0.4 - n / 60))]
    assert told == [(pytest.approx(0.4, abs=0.005), -1)]


@pytest.mark.parametrize("spm, running", [(100, False), (170, True)])
def test_the_first_cadence_shown_is_already_right(spm, running):
    _, measures = of(cadence_spm=spm, running=running, still_s=1.5, fps=60, noise=0.002, seconds=6)
    shown = [m.cadence_spm for m in measures if known(m.cadence_spm)]
    assert all(abs(value - spm) < 0.06 * spm for value in shown)


def test_a_runner_who_quickens_is_followed_within_four_steps():
    cadence = stepping(0.4)
    for n in range(4):
        cadence.event("contact", n % 2, 4.0 + n / 3)
        cadence.event("toe_off", n % 2, 4.2 + n / 3)
    assert cadence.spm(5.3, hip(2.5), along=False) > 165


def test_a_foot_of_which_every_other_contact_is_missed_halves_nothing():
    cadence = stepping(0.4)
    sparse = Cadence()
    for n in range(10):
        sparse.event("contact", n % 2, 0.4 * n)
    for kind in ("toe_off", "passed"):
        for n in (0, 1, 4, 5, 8, 9):
            sparse.event(kind, n % 2, 0.1 + 0.4 * n)
    assert sparse.spm(4.0, hip(2.5), along=False) == pytest.approx(cadence.spm(4.0, hip(2.5), along=False), abs=0.5)


def test_strides_are_not_counted_across_a_loss():
    cadence = stepping(0.4, until_s=2.0)
    for n in range(2):
        cadence.event("contact", n, 3.2 + 0.4 * n)
        cadence.event("toe_off", n, 3.4 + 0.4 * n)
    seen = History(COLUMNS)
    for n in range(60):
        seen.append(3.1 + n / 60, [0.0] * COLUMNS)
    assert isnan(cadence.spm(4.1, seen, along=False))
