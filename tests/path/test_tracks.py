"""Sightings that become things, stay themselves, and are not forgotten for standing still."""

from collections import deque
from dataclasses import replace

import numpy as np
import pytest

from backstride.path.belief import is_smooth
from backstride.path.sighting import Sighting
from backstride.path.spots import Spot, motion
from backstride.path.track import Track
from backstride.path.tracks import Tracks
from backstride.path.whole import Whole

BOX = (0.4, 0.4, 0.5, 0.6)


def seen(along, across=0.0, **more):
    return Sighting(along, across, 0.2, more.pop("box", (along / 10, 0.4, along / 10 + 0.02, 0.6)), **more)


class Scene:
    """Nothing goes elsewhere, and nobody can tell where anything would stand."""

    def __init__(self, hidden, shows=lambda box, look: False):
        self.hidden, self.shows = hidden, shows

    def standing(self, box, label):
        return None

    def px_per_m(self, along_m):
        return 100.0

    def moved(self, box, along_m, across_m):
        return box


def feed(tracks, sightings, start_s, seconds, runner=lambda t_s: t_s, **scene):
    """Ten looks a second; ``sightings`` of the time gives what each look sees."""
    answers_s = scene.pop("answers_s", 0.0)
    scene = Scene(scene.pop("hidden", lambda box: False), **scene)
    for i in range(round(seconds * 10)):
        t_s = start_s + i / 10
        tracks.look(sightings(t_s), t_s, runner(t_s), scene, answers_s)
    return tracks


def test_a_thing_is_believed_after_four_looks_and_not_before():
    tracks = feed(Tracks(), lambda t_s: [seen(5.0)], 0.0, 0.3)
    assert tracks.believed == ()
    assert len(feed(tracks, lambda t_s: [seen(5.0)], 0.3, 0.1).believed) == 1


def test_specks_that_come_and_go_are_never_believed():
    places = iter(range(1, 100))
    assert feed(Tracks(), lambda t_s: [seen(next(places) * 1.7 % 9)], 0.0, 3.0).believed == ()


def at(along, across, half_wide):
    """What is seen there on a picture that shows 3.6 m of the ground."""
    x, y = 1.0 + across / 3.6, 0.8 - along / 36
    return seen(along, across, box=(x - half_wide, y - 0.06, x + half_wide, y))


def test_drops_that_lie_here_and_there_about_one_place_are_no_thing():
    places = [(5.0, 0.0), (5.3, -0.4), (4.7, 0.4)]
    assert feed(Tracks(), lambda t_s: [at(*places[round(t_s * 10) % 3], 0.01)], 0.0, 1.0).believed == ()
    assert feed(Tracks(), lambda t_s: [at(5.0, 1.0 - 1.6 * t_s, 0.03)], 0.0, 0.4).believed


def test_where_something_else_shows_at_every_look_a_thing_is_believed_only_after_six():
    def in_rain(t_s):
        return [seen(5.0), seen(20.0 + 50 * t_s), seen(-20.0 - 50 * t_s)]

    rains = feed(Tracks(), lambda t_s: in_rain(t_s)[1:], 0.0, 1.0)
    assert feed(rains, in_rain, 1.0, 0.5).believed == ()
    assert len(feed(rains, in_rain, 1.5, 0.1).believed) == 1


def test_names_alone_whose_one_side_comes_nearer_tell_of_no_way_sideways():
    def motion_of(sides):
        def bench(t_s):
            right, left = sides(t_s)
            return [Sighting(5.0, (left + right) / 2, (left - right) / 2, BOX, "bench", 0.5, shown_s=t_s)]

        tracks = feed(Tracks(), lambda t_s: [] if round(t_s * 10) % 4 else bench(t_s), 0.0, 1.7, answers_s=0.4)
        return tracks.believed[0].motion(1.6)[3]

    assert motion_of(lambda t_s: (1.1 - 0.5 * t_s, 2.5)) == 0.0
    assert motion_of(lambda t_s: (1.1 - 0.5 * t_s, 2.5 - 0.5 * t_s)) == pytest.approx(-0.5, abs=0.1)


def test_a_ball_keeps_its_number_while_it_rolls_and_its_speed_is_known():
    tracks = feed(Tracks(), lambda t_s: [seen(5.0, -2.0 + 1.6 * t_s)], 0.0, 1.5)
    ball, = tracks.believed
    along, across, along_mps, across_mps = ball.motion(1.4)
    assert (along, across) == pytest.approx((5.0, 0.24), abs=0.05)
    assert (along_mps, across_mps) == pytest.approx((0.0, 1.6), abs=0.05)


def test_a_thing_that_stands_has_no_speed_however_its_outline_wavers():
    tracks = feed(Tracks(), lambda t_s: [seen(5.0 + 0.08 * (-1) ** round(t_s * 10))], 0.0, 2.0)
    assert tracks.believed[0].motion(1.9)[2:] == (0.0, 0.0)


def test_two_things_stay_two():
    tracks = feed(Tracks(), lambda t_s: [seen(3.0), seen(6.0)], 0.0, 1.0)
    assert [track.motion(1.0)[0] for track in tracks.believed] == pytest.approx([3.0, 6.0])


def test_a_thing_goes_a_while_after_it_was_last_seen_but_waits_behind_the_runner():
    gone = feed(feed(Tracks(), lambda t_s: [seen(5.0)], 0.0, 1.0), lambda t_s: [], 1.0, 1.5)
    waiting = feed(feed(Tracks(), lambda t_s: [seen(5.0)], 0.0, 1.0), lambda t_s: [], 1.0, 1.5,
                   hidden=lambda box: True)  # fmt: skip
    assert gone.believed == () and len(waiting.believed) == 1


def test_the_detector_names_a_thing_without_making_it_two():
    named = lambda t_s: [seen(5.0), seen(5.3, label="dog", score=0.7)]  # noqa: E731
    thing, = feed(Tracks(), named, 0.0, 1.0).believed
    assert thing.label == "dog"
    assert thing.motion(0.9)[0] == pytest.approx(5.0)


def test_a_piece_of_the_runner_goes_with_the_runner_and_is_not_believed():
    assert feed(Tracks(), lambda t_s: [seen(2.0 + t_s, by_runner=True)], 0.0, 3.0).believed == ()


def test_what_stays_while_the_runner_beside_it_goes_on_is_a_thing():
    assert len(feed(Tracks(), lambda t_s: [seen(4.0, by_runner=True)], 0.0, 1.5).believed) == 1


def test_the_same_where_the_edge_of_the_picture_cuts_them():
    piece = feed(Tracks(), lambda t_s: [seen(2.0 + t_s, by_runner=True, cut=True, box=BOX)], 0.0, 3.0)
    stays = feed(Tracks(), lambda t_s: [seen(4.0, by_runner=True, cut=True, box=BOX)], 0.0, 1.5)
    assert piece.believed == () and len(stays.believed) == 1


def test_what_the_edge_of_the_picture_cuts_has_no_speed_yet():
    tracks = feed(Tracks(), lambda t_s: [seen(5.0 + t_s, cut=True, box=BOX)], 0.0, 1.0)
    assert tracks.believed[0].motion(0.9)[2:] == (0.0, 0.0)


def test_an_outline_that_jumps_once_does_not_move():
    track = Track(1, seen=deque(Spot(i / 10, 5.0 if i < 4 else 5.3, 0.0) for i in range(10)))
    assert track.motion(1.0)[2:] == (0.0, 0.0)


def test_one_who_walks_up_the_lane_moves_at_a_walk():
    track = Track(1, seen=deque(Spot(i / 10, 9.0 - 0.12 * i + 0.05 * (i % 2), 0.0) for i in range(10)))
    assert track.motion(0.9)[2] == pytest.approx(-1.2, abs=0.1)


def test_one_who_was_seen_now_and_then_far_off_is_believed_four_looks_after_coming_into_plain_sight():
    now_and_then = lambda t_s: [seen(5.0, label="person", score=0.8)] if round(t_s * 10) % 20 == 0 else []  # noqa: E731
    tracks = feed(Tracks(), lambda t_s: now_and_then(t_s) if t_s < 0.95 else [seen(5.0)], 0.0, 1.4)
    assert len(tracks.believed) == 1


def test_what_the_detector_named_twice_is_a_thing():
    twice = lambda t_s: [seen(5.0, label="person", score=0.8)] if round(t_s * 10) in (0, 4) else []  # noqa: E731
    assert feed(Tracks(), twice, 0.0, 0.4).believed == ()
    assert len(feed(Tracks(), twice, 0.0, 0.5).believed) == 1


def test_two_names_with_a_long_time_between_them_bear_out_none():
    seldom = lambda t_s: [seen(5.0, label="person", score=0.8)] if round(t_s * 10) in (0, 40) else []  # noqa: E731
    wavering = lambda t_s: [seen(5.0, by_other=True)] if round(t_s * 10) % 2 else seldom(t_s)  # noqa: E731
    assert feed(Tracks(), wavering, 0.0, 4.5, runner=lambda t_s: 0.0).believed == ()


def test_a_dog_that_is_also_named_a_person_is_one_thing():
    dog, person = (0.40, 0.40, 0.46, 0.55), (0.38, 0.34, 0.46, 0.56)
    both = [seen(5.0, box=dog, label="dog", score=0.4), seen(5.1, box=person, label="person", score=0.5)]
    known = feed(Tracks(), lambda t_s: [seen(5.0, box=dog, label="dog", score=0.4)], 0.0, 0.5)
    assert [one.label for one in feed(known, lambda t_s: both, 0.5, 2.0).believed] == ["dog"]


def test_one_who_stands_as_near_to_a_dog_as_beside_it_is_told_too():
    dog, person = (0.40, 0.40, 0.46, 0.55), (0.43, 0.20, 0.48, 0.56)
    both = [seen(5.0, box=dog, label="dog", score=0.4), seen(5.0, 0.5, box=person, label="person", score=0.5)]
    assert len(feed(Tracks(), lambda t_s: both, 0.0, 2.0).believed) == 2


def test_one_who_is_believed_is_never_given_up_for_a_doubtful_one_of_its_kind():
    tracks = feed(Tracks(), lambda t_s: [seen(5.0, box=BOX, label="person", score=0.8)], 0.0, 1.0)
    around = (BOX[0] - 0.05, BOX[1] - 0.05, BOX[2] + 0.05, BOX[3] + 0.2)
    feed(tracks, lambda t_s: [seen(3.0, box=around, label="person", score=0.8)], 1.0, 0.1)
    assert [one.number for one in tracks.believed] == [1]


def test_the_detectors_larger_box_around_what_the_runner_half_hides_is_no_second_thing():
    def half_hidden(t_s):
        rest = seen(5.0, box=(0.70, 0.44, 0.74, 0.54))
        return [rest, seen(6.6, label="person", score=0.7, box=(0.69, 0.30, 0.76, 0.54))] if t_s > 0.45 else [rest]

    assert len(feed(Tracks(), half_hidden, 0.0, 1.5).believed) == 1


PERSON = (0.40, 0.20, 0.46, 0.60)


def person(**more):
    return seen(5.0, 1.4, box=PERSON, **more)


def named_at(*tenths):
    """The detector's look at a person who stands, at these tenths of a second; nothing at the others."""
    return lambda t_s: [person(label="person", score=0.8)] if round(t_s * 10) in tenths else []


def standing(change):
    """A person who stands beside the lane: named every 0.4 s, and the change that each look sees."""
    return lambda t_s: [*named_at(*range(0, 100, 4))(t_s), *([change(t_s)] if change(t_s) else [])]


def test_a_shirt_alone_does_not_send_its_wearer_down_the_lane():
    shirt = lambda t_s: seen(9.5, 0.4, box=(0.41, 0.25, 0.45, 0.38)) if t_s > 1.0 else person()  # noqa: E731
    one, = feed(Tracks(), standing(shirt), 0.0, 2.0, runner=lambda t_s: 0.0).believed
    assert one.motion(1.9) == pytest.approx((5.0, 1.4, 0.0, 0.0))


def test_the_legs_of_one_who_walks_by_do_not_draw_a_thing_onto_the_lane():
    stone = feed(Tracks(), lambda t_s: [seen(5.0, -1.5, box=BOX)], 0.0, 1.0)
    walked_by = feed(stone, lambda t_s: [seen(5.0, -2.5 + t_s, box=BOX, by_other=True)], 1.0, 0.6)
    assert walked_by.believed[0].motion(1.5)[1] == pytest.approx(-1.5)
    rolls = feed(walked_by, lambda t_s: [seen(5.0, -2.5 + t_s, box=BOX)], 1.6, 0.8)
    assert rolls.believed[0].motion(2.3)[1] == pytest.approx(-0.2, abs=0.1)


def test_a_shadow_at_the_feet_of_one_beside_the_lane_does_not_draw_them_onto_it():
    shadow = lambda t_s: seen(4.2, 0.3, box=(0.40, 0.30, 0.46, 0.68)) if 1.0 < t_s < 1.5 else person()  # noqa: E731
    one, = feed(Tracks(), standing(shadow), 0.0, 2.0).believed
    assert one.motion(1.9) == pytest.approx((5.0, 1.4, 0.0, 0.0))


def test_what_lies_for_longer_before_the_feet_of_one_who_was_named_is_a_thing():
    joined = lambda t_s: seen(4.2, 0.3, box=(0.40, 0.30, 0.46, 0.68)) if t_s > 1.0 else person()  # noqa: E731
    one, thing = feed(Tracks(), standing(joined), 0.0, 2.0).believed
    assert thing.motion(1.9)[:2] == pytest.approx((4.2, 0.3)) and one.label == "person"


def test_what_was_seen_down_to_where_it_stands_tells_that_whatever_box_was_named():
    lower = lambda t_s: seen(4.2, 0.3, box=(0.40, 0.30, 0.46, 0.68), stands=True)  # noqa: E731
    one, = feed(Tracks(), standing(lower), 0.0, 2.0, runner=lambda t_s: 0.0).believed
    assert one.motion(1.9)[:2] == pytest.approx((4.2, 0.3))


def test_one_person_in_pieces_is_one():
    legs, shirt = (0.40, 0.50, 0.46, 0.60), (0.41, 0.22, 0.45, 0.38)
    pieces = [seen(5.0, 1.4, box=legs), seen(9.5, 0.4, box=shirt)]
    in_pieces = lambda t_s: [*named_at(*range(0, 100, 4))(t_s), *pieces]  # noqa: E731
    assert len(feed(Tracks(), in_pieces, 0.0, 2.0, runner=lambda t_s: 0.0).believed) == 1


@pytest.mark.parametrize(("along_m", "told"), [(5.0, [1]), (6.0, [1, 2])])
def test_an_unnamed_piece_at_the_place_of_one_who_was_named_is_no_second_thing(along_m, told):
    tracks, legs = Tracks(), (0.40, 0.50, 0.46, 0.60)
    for number, at_m, box in ((1, 5.0, PERSON), (2, along_m, legs)):
        seen_there = deque(Spot(i / 10, at_m, 1.4) for i in range(10))
        tracks._tracks.append(Track(number, seen=seen_there, box=box, hits=9, last_s=0.9, believed=True))
    tracks._tracks[0].named, tracks._tracks[0].whole = 2, Whole(PERSON, 0.9)
    tracks._tracks[0].labels["person"] = 1.0
    tracks.look([], 1.0, 0.0, Scene(lambda box: False))
    assert [track.number for track in tracks.believed] == told


def test_what_a_detector_beside_names_late_stood_there_when_it_was_shown():
    walks = lambda t_s: 9.0 - t_s  # noqa: E731
    late = lambda t_s: [seen(walks(t_s - 0.3), label="dog", score=0.8, shown_s=t_s - 0.3)]  # noqa: E731
    dog, = feed(Tracks(), late, 0.3, 1.5).believed
    assert dog.motion(1.7)[0] == pytest.approx(walks(1.7), abs=0.05)


@pytest.mark.parametrize("late_s", [0.2, 0.3, 0.6])
def test_what_comes_fast_and_is_named_late_is_one_thing(late_s):
    comes = lambda t_s: 20.0 - 5.0 * t_s  # noqa: E731
    named = lambda t_s: seen(comes(t_s), label="bicycle", score=0.8, shown_s=t_s)  # noqa: E731
    both = lambda t_s: [seen(comes(t_s))] + [named(t_s - late_s)] * (round((t_s - late_s) * 10) % 4 == 0)  # noqa: E731
    bicycle, = feed(Tracks(), both, 0.0, 2.0).believed
    assert bicycle.label == "bicycle" and bicycle.motion(1.9)[2] == pytest.approx(-5.0, abs=0.1)


def test_of_two_things_a_late_name_is_that_of_the_one_that_was_there():
    goes, comes = (lambda t_s: 3.0 + 2.0 * t_s), (lambda t_s: 7.0 - 2.0 * t_s)
    named = lambda t_s: seen(goes(t_s), label="dog", score=0.8, shown_s=t_s)  # noqa: E731 (they meet at 1.0 s)
    all_three = lambda t_s: [seen(goes(t_s), 0.0), seen(comes(t_s), 1.0)] + [named(0.8)] * (t_s > 1.15)  # noqa: E731
    tracks = feed(Tracks(), all_three, 0.0, 1.3)
    assert [track.motion(1.2)[0] for track in tracks.believed if track.label == "dog"] == pytest.approx([goes(1.2)])


def test_what_was_named_late_began_where_the_runner_was_when_it_was_shown():
    piece = lambda t_s: seen(4.0 + 3.0 * t_s, box=BOX, by_runner=True)  # noqa: E731
    late = replace(piece(0.0), label="bench", score=0.3, shown_s=0.0)
    looks = lambda t_s: [piece(t_s)] if t_s > 0.55 else [late] if t_s > 0.45 else []  # noqa: E731
    assert feed(Tracks(), looks, 0.0, 3.0, runner=lambda t_s: 3.0 * t_s).believed == ()


def spots(across, half_m=lambda i: 0.2, alone=False, count=10):
    return deque(Spot(i / 10, 5.0, across(i), half_m(i), alone) for i in range(count))


def test_one_who_comes_out_from_behind_the_runner_on_one_side_has_not_moved():
    assert motion(spots(lambda i: 1.5 - 0.04 * i, lambda i: 0.1 + 0.04 * i), 0.9)[3] == 0.0


def test_one_who_crosses_close_beside_the_runner_moves_with_both_sides():
    assert motion(spots(lambda i: 1.5 - 0.1 * i), 0.9)[3] == pytest.approx(-1.0)


def test_a_look_or_two_beside_the_runner_tell_no_speed_across():
    assert motion(spots(lambda i: 1.5 - 0.1 * i, count=5), 0.4)[3] == 0.0


def test_who_crosses_where_a_pixel_is_far_has_a_speed_after_two_seconds():
    wavers = (0.0, 0.3, -0.3, 0.2, -0.2, 0.3, 0.0, -0.3, 0.1, -0.1)
    across = lambda i: 2.5 - 0.11 * i + wavers[i % 10]  # noqa: E731
    assert motion(spots(across, alone=True), 0.9)[3] == 0.0
    assert motion(spots(across, alone=True, count=20), 1.9)[3] == pytest.approx(-1.1, abs=0.2)


def test_one_place_that_is_off_makes_no_speed_be_it_the_newest():
    assert motion(spots(lambda i: 1.5 if i < 9 else 0.3, alone=True), 0.9) == pytest.approx((5.0, 1.5, 0.0, 0.0))


def test_a_step_to_the_side_is_known_within_three_looks():
    assert motion(spots(lambda i: 1.5 if i < 7 else 0.3, alone=True), 0.9)[1] == pytest.approx(0.3)


def test_what_goes_its_own_way_beside_the_runner_is_a_thing_too():
    dog = lambda t_s: [seen(5.0 + 0.5 * t_s, by_runner=True)]  # noqa: E731
    assert len(feed(Tracks(), dog, 0.0, 2.0, runner=lambda t_s: 2.0 * t_s).believed) == 1


def test_of_what_is_hardly_ever_seen_whole_nobody_says_that_it_goes_its_own_way():
    assert not is_smooth(Track(1, seen=deque([Spot(1.0, 5.0, 0.0)])))
    assert not is_smooth(Track(1, seen=deque()))


def test_a_shadow_that_goes_along_with_the_runner_is_not_believed_and_what_the_runner_nears_is():
    for ahead_m in (0.6, 1.2):
        shadow = lambda t_s: [seen(2.0 + ahead_m + 2 * t_s)]  # noqa: B023, E731
        assert feed(Tracks(), shadow, 0.0, 2.0, runner=lambda t_s: 2.0 + 2 * t_s).believed == ()
    stone = lambda t_s: [seen(2.6)]  # noqa: E731
    assert len(feed(Tracks(), stone, 0.0, 0.7, runner=lambda t_s: 1.7 + t_s).believed) == 1


def at_place_of_another(label, place_m, kind="sports ball"):
    """A thing that is not seen any more, and another one that is."""
    tracks = Tracks()
    for number, along_m, last_s in ((1, 4.0, 0.8), (2, place_m, 1.0)):
        spots = deque(Spot(i / 10, along_m, 0.0) for i in range(round(last_s * 10)))
        track = Track(number, seen=spots, hits=9, first_s=0.0, last_s=last_s - 0.1, believed=True)
        if name := label if number == 2 else kind:
            track.labels[name] = 1.0
        tracks._tracks.append(track)
    tracks._tracks[1].box = (place_m / 10, 0.4, place_m / 10 + 0.02, 0.6)
    tracks.look([seen(place_m)], 1.0, 0.0, Scene(lambda box: False))
    return [track.number for track in tracks.believed]


def test_what_is_not_seen_is_the_one_of_its_kind_that_is_seen_at_its_place():
    assert at_place_of_another("sports ball", 4.2) == [2]


def test_what_was_never_named_and_is_not_seen_is_whatever_is_seen_at_its_place():
    assert at_place_of_another("person", 4.2, kind="") == [2]
    assert at_place_of_another("", 4.2) == [1, 2]


def test_what_is_not_seen_is_still_there_beside_another_kind_or_farther_from_its_like():
    assert at_place_of_another("dog", 4.2) == [1, 2]
    assert at_place_of_another("sports ball", 4.6) == [1, 2]


CRATE = np.arange(9.0)


def named_crate(t_s):
    """Named twice and then never again; no change shows it."""
    return [seen(5.0, label="suitcase", score=0.4, look=CRATE)] if round(t_s, 1) in (0.0, 0.4) else []


def test_what_looks_as_it_did_when_it_was_named_is_still_there_though_nobody_names_it_again():
    asked = []
    shows = lambda box, look: asked.append((box, look)) or True  # noqa: E731
    crate, = feed(Tracks(), named_crate, 0.0, 8.0, runner=lambda t_s: 0.0, shows=shows).believed
    assert crate.motion(8.0) == (5.0, 0.0, 0.0, 0.0)
    assert asked[-1][0] == crate.box and asked[-1][1] is CRATE


def test_what_looks_so_no_more_is_forgotten_as_ever():
    assert feed(Tracks(), named_crate, 0.0, 4.0, runner=lambda t_s: 0.0).believed == ()


def test_a_look_alone_bears_nothing_out_for_ever():
    shown = feed(Tracks(), named_crate, 0.0, 13.0, runner=lambda t_s: 0.0, shows=lambda box, look: True)
    assert shown.believed == ()


@pytest.mark.parametrize("named_s", [(0.0,), (0.0, 0.4)])
def test_a_scrap_of_what_was_named_does_not_bear_out_that_it_is_there(named_s):
    """Somebody and a crate far behind, named as one umbrella: the crate is a thing, the umbrella none."""
    umbrella = seen(0.2, box=(0.2, 0.0, 0.8, 0.9), label="umbrella", score=0.3, by_runner=True)

    def look(t_s):
        crate = seen(6.0, box=(0.60, 0.40, 0.65, 0.45))
        return [crate, umbrella] if round(t_s, 1) in named_s else [crate]

    thing, = feed(Tracks(), look, 0.0, 2.5, runner=lambda t_s: 0.0).believed
    assert thing.motion(2.5)[0] == 6.0


def test_what_went_on_when_it_was_seen_last_is_not_held_by_its_look():
    def rolls(t_s):
        return [seen(5.0 + t_s, label="sports ball", score=0.5, look=CRATE)] if t_s < 1.05 else []

    assert feed(Tracks(), rolls, 0.0, 6.0, runner=lambda t_s: 0.0, shows=lambda box, look: True).believed == ()
