"""Where things stand and how fast they go, from where they were seen: slow ones, those that stop, those that waver."""

from collections import deque

import pytest

from backstride.path.sighting import Sighting
from backstride.path.spots import Spot, lately, motion
from backstride.path.track import Track
from backstride.path.tracks import Tracks


def spots(along, seconds, step_s=0.1):
    times = [i * step_s for i in range(round(seconds / step_s) + 1)]
    return [Spot(t_s, along(t_s) + 0.06 * (-1) ** (i // 2), 0.0) for i, t_s in enumerate(times)]


class Nothing:
    """A scene in which no body hides anything."""

    def hidden(self, box):
        return False


def test_who_goes_slowly_is_known_to_go_after_two_seconds_and_not_within_one():
    slowly = spots(lambda t_s: 5.0 + 0.25 * t_s, 2.0)
    assert motion(slowly[-11:], 2.0)[2] == 0.0
    along, _, along_mps, _ = motion(slowly, 2.0)
    assert (along, along_mps) == pytest.approx((5.5, 0.25), abs=0.06)


def test_a_track_remembers_long_enough_for_that():
    tracks = Tracks()
    for spot in spots(lambda t_s: 5.0 + 0.25 * t_s, 2.5):
        box = (0.4, 0.4, 0.5, 0.6)
        tracks.look([Sighting(spot.along_m, spot.across_m, 0.2, box)], spot.t_s, 0.0, Nothing())
    assert tracks.believed[0].motion(2.5)[2] == pytest.approx(0.25, abs=0.06)


def test_what_wavers_for_two_seconds_stands_nevertheless():
    assert motion(spots(lambda t_s: 5.0, 2.0), 2.0)[2] == 0.0


def test_who_stopped_a_second_ago_does_not_go_on_for_what_was_before():
    along, _, along_mps, _ = motion(spots(lambda t_s: 5.0 - 0.6 * min(t_s, 1.0), 2.0), 2.0)
    assert along_mps == 0.0 and along == pytest.approx(4.4, abs=0.07)


def test_who_turned_a_second_ago_goes_as_of_late():
    assert motion(spots(lambda t_s: 5.0 + abs(t_s - 1.0), 2.0), 2.0)[2] == pytest.approx(1.0, abs=0.1)


def test_what_is_seen_seldom_counts_for_longer():
    seldom = spots(lambda t_s: 9.0 - t_s, 2.0, step_s=0.4)
    assert [spot.t_s for spot in lately(seldom)] == pytest.approx([0.8, 1.2, 1.6, 2.0])
    assert len(lately(spots(lambda t_s: 5.0, 2.0))) == 11


def test_who_comes_nearer_is_not_so_soon_taken_to_have_stopped():
    comes = [Spot(i / 10, 9.0 - min(i / 10, 1.5), 0.0) for i in range(20)]
    assert motion(comes, 1.9)[2] < -0.5


def test_who_went_slowly_away_and_stopped_is_not_carried_on_by_an_outline_that_wavers():
    assert motion(spots(lambda t_s: 5.0 + 0.3 * min(t_s, 1.2), 2.0), 2.0)[2] == 0.0


def test_what_was_seen_as_often_at_either_of_two_places_is_at_one_of_them_and_not_between():
    across = [-1.3, -1.3, 2.5, 2.5]
    _, told, *_ = motion([Spot(i / 10, 5.0, x) for i, x in enumerate(across)], 0.3)
    assert told in (-1.3, 2.5)


def test_within_a_step_nobody_is_said_to_go_but_a_ball_is():
    seen = [Spot(i / 10, 5.0, -1.5 + 0.1 * i) for i in range(5)]
    walker, ball = Track(1, deque(seen)), Track(2, deque(seen))
    walker.labels["person"] = 0.8
    assert (walker.motion(0.4)[3], ball.motion(0.4)[3]) == pytest.approx((0.0, 1.0))
    walker.seen.extend(Spot(i / 10, 5.0, -1.5 + 0.1 * i) for i in range(5, 8))
    assert walker.motion(0.7)[3] == pytest.approx(1.0)
