"""What stands on thin legs: its parts are put where the whole stands, as long as they are seen."""

from dataclasses import replace

import pytest

from backstride.path.on_legs import OnLegs, once
from backstride.path.sighting import Sighting


def thing(*box, label="bench", score=0.8):
    return Sighting(5.0, 0.0, 0.5, box, label, score)


def part(*box):
    return thing(*box, label="obstacle", score=0.0)


BENCH = 0.4, 0.3, 0.8, 0.5
SEAT = 0.4, 0.38, 0.8, 0.42


def named(*things, t_s=0.0):
    on_legs = OnLegs()
    on_legs.name(things, t_s)
    return on_legs


def test_a_seat_is_put_on_the_benchs_feet():
    rest, found = named(thing(*BENCH)).parted([part(*SEAT)], 0.1)
    assert rest == [] and found == [BENCH]


def test_all_parts_make_one_thing():
    leg = part(0.45, 0.42, 0.46, 0.46)
    rest, found = named(thing(*BENCH)).parted([part(*SEAT), leg], 0.1)
    assert rest == [] and len(found) == 1


def test_a_leg_that_is_seen_tells_the_foot_more_exactly_than_the_detectors_box():
    _, found = named(thing(*BENCH)).parted([part(*SEAT), part(0.45, 0.42, 0.46, 0.492)], 0.1)
    assert found == [pytest.approx((0.4, 0.3, 0.8, 0.492))]


def test_what_is_seen_down_to_its_foot_stands_in_the_middle_of_what_is_seen():
    nearly_all = part(0.42, 0.34, 0.78, 0.49)  # whichever of its legs shows
    assert named(thing(*BENCH)).parted([nearly_all], 0.1) == ([], [nearly_all.box])


def test_a_bench_half_hidden_stands_where_the_leg_beside_is_and_is_as_wide_as_it_was_named():
    left_half = part(0.4, 0.34, 0.58, 0.49)
    assert named(thing(*BENCH)).parted([left_half], 0.1) == ([], [pytest.approx((0.4, 0.3, 0.8, 0.49))])


def test_a_named_shadow_does_not_draw_a_bench_nearer_but_the_frame_of_a_bicycle_is_no_wheel():
    ends_above_the_foot = part(0.4, 0.3, 0.8, 0.45)
    for label, stands in (("bench", True), ("bicycle", False)):
        on_legs = named(thing(*BENCH, label=label))
        assert on_legs.parted([ends_above_the_foot], 0.1) == ([], [BENCH])  # a glimpse tells nothing yet
        assert on_legs.parted([ends_above_the_foot], 0.2) == ([], [ends_above_the_foot.box if stands else BENCH])


def test_a_part_that_ends_well_below_the_foot_is_joined_to_something_else():
    for below, stands in ((0.01, True), (0.018, False)):
        on_legs = named(thing(*BENCH))
        on_legs.parted([part(0.4, 0.3, 0.8, 0.5)], 0.0)
        longer = part(0.4, 0.3, 0.8, 0.5 + below)
        on_legs.name([thing(*BENCH)], 0.1)
        assert (on_legs.parted([longer], 0.1) == ([], [longer.box])) == stands


def test_its_parts_tell_how_it_goes_on_between_two_names():
    on_legs = named(thing(*BENCH))
    for look in range(6):
        _, (box,) = on_legs.parted([part(0.4, 0.36 + 0.003 * look, 0.8, 0.4 + 0.003 * look)], look / 10)
    assert box == pytest.approx((0.4, 0.315, 0.8, 0.515))


def test_another_part_that_is_the_lowest_now_moves_nothing():
    on_legs = named(thing(*BENCH))
    on_legs.parted([part(*SEAT)], 0.0)
    _, (box,) = on_legs.parted([part(0.4, 0.3, 0.8, 0.35)], 0.1)
    assert box == pytest.approx(BENCH)


def test_a_bench_named_a_second_time_faintly_by_its_boards_is_one_bench():
    boards, other = thing(0.4, 0.3, 0.8, 0.4, score=0.3), thing(0.9, 0.3, 1.2, 0.5, score=0.3)
    assert once([thing(*BENCH), boards, other]) == [thing(*BENCH), other]
    behind_it = thing(0.45, 0.25, 0.6, 0.4, score=0.5)
    assert once([thing(*BENCH), behind_it]) == [thing(*BENCH), behind_it]


def test_a_bench_named_surely_by_its_boards_too_is_one_bench_which_stands_where_the_lower_name_ends():
    boards = thing(0.4, 0.3, 0.8, 0.4, score=0.5)
    assert once([thing(*BENCH), boards]) == [thing(*BENCH)]
    assert once([replace(boards, score=0.9), thing(*BENCH)]) == [thing(*BENCH, score=0.9)]


def test_a_bench_named_a_second_time_faintly_with_much_of_the_ground_before_it_is_one_bench():
    with_the_lines = thing(0.38, 0.2, 0.84, 0.98, score=0.3)
    assert once([thing(*BENCH), with_the_lines]) == [thing(*BENCH)]


def test_feet_named_faintly_that_go_one_way_all_along_are_going():
    for feet, foot in (((0.5, 0.51, 0.52, 0.53), 0.53), ((0.5, 0.52, 0.49, 0.53), 0.5)):
        on_legs = OnLegs()
        for look, y in enumerate(feet):
            (box,) = on_legs.name([thing(0.2, 0.3, 0.4, y, score=0.3)], 0.4 * look)
        assert box[3] == pytest.approx(foot, abs=0.006)


def test_of_two_bicycles_each_has_the_parts_that_lie_in_it_whichever_was_named_first():
    left, right = (0.4, 0.3, 0.6, 0.5), (0.56, 0.3, 0.76, 0.5)
    saddle = part(0.56, 0.32, 0.61, 0.36)
    for bicycles in ((left, right), (right, left)):
        on_legs = named(*(thing(*box, label="bicycle") for box in bicycles))
        assert on_legs.parted([saddle], 0.1) == ([], [right])


def test_who_stands_in_front_is_no_part():
    taller, nearer = part(0.5, 0.1, 0.6, 0.5), part(0.5, 0.42, 0.6, 0.53)
    rest, found = named(thing(*BENCH)).parted([taller, nearer], 0.1)
    assert rest == [taller, nearer] and found == []


def test_what_stands_before_a_car_or_a_person_is_no_part_of_it():
    for label in ("car", "person"):
        rest, found = named(thing(*BENCH, label=label)).parted([part(*SEAT)], 0.1)
        assert rest == [part(*SEAT)] and found == []


def test_somebodys_legs_before_a_bicycle_are_no_part_of_it():
    legs, somebody = part(0.5, 0.35, 0.55, 0.52), thing(0.48, 0.1, 0.57, 0.52, label="person")
    rest, found = named(thing(*BENCH, label="bicycle"), somebody).parted([legs], 0.1)
    assert rest == [legs] and found == []


def test_while_somebody_stands_by_it_the_detector_alone_tells_its_place():
    somebody = thing(0.78, 0.1, 0.9, 0.5, label="person")
    assert named(thing(*BENCH), somebody).parted([part(*SEAT)], 0.1) == ([], [])


def test_who_stood_by_it_is_forgotten_after_a_second_and_not_at_once_where_one_look_does_not_name_them():
    somebody = thing(0.78, 0.1, 0.9, 0.5, label="person")
    on_legs = named(thing(*BENCH), somebody)
    on_legs.name([thing(*BENCH)], 0.4)
    assert on_legs.parted([part(*SEAT)], 0.5) == ([], [])
    assert on_legs.parted([part(*SEAT)], 1.1) == ([], [BENCH])


def test_who_walks_past_is_where_they_walk_between_two_names():
    on_legs = named(thing(*BENCH), thing(0.1, 0.1, 0.3, 0.5, label="person"))
    on_legs.name([thing(*BENCH), thing(0.2, 0.1, 0.4, 0.5, label="person")], 0.4)
    assert on_legs.parted([part(*SEAT)], 0.5) == ([], [])
    gone_by = part(0.4, 0.38, 0.45, 0.42)
    assert on_legs.parted([gone_by], 0.8) == ([gone_by], [])


def test_a_foot_that_the_pictures_end_cuts_off_tells_nothing_of_where_it_stands():
    on_legs = OnLegs(lowest=0.6)
    for t_s, foot, low in ((0.0, 0.6, 0.59), (0.4, 0.6, 0.57), (0.8, 0.6, 0.55), (1.2, 0.55, 0.545)):
        on_legs.name([thing(0.4, 0.3, 0.8, foot, label="bicycle")], t_s)
        on_legs.parted([part(0.5, 0.4, 0.6, low)], t_s)
    _, found = on_legs.parted([part(0.5, 0.4, 0.6, 0.54)], 1.3)
    assert found[0][3] == pytest.approx(0.54)


def test_a_faint_name_hardly_moves_the_foot():
    on_legs = named(thing(*BENCH))
    (box,) = on_legs.name([thing(0.41, 0.3, 0.81, 0.46, score=0.3)], 0.4)
    assert box == pytest.approx((0.41, 0.3, 0.81, 0.494))
    assert on_legs.name([thing(0.41, 0.3, 0.81, 0.46, score=0.6)], 0.8) == [pytest.approx((0.41, 0.3, 0.81, 0.46))]


def test_without_a_part_nothing_is_found():
    assert named(thing(*BENCH)).parted([], 0.1) == ([], [])


def test_a_bicycle_goes_on_between_two_looks_of_the_detector():
    on_legs = named(thing(0.2, 0.3, 0.4, 0.5, label="bicycle"))
    on_legs.name([thing(0.24, 0.3, 0.44, 0.5, label="bicycle")], 0.4)
    _, (box,) = on_legs.parted([part(0.33, 0.32, 0.38, 0.4)], 0.8)
    assert box == pytest.approx((0.28, 0.3, 0.48, 0.5))


def test_what_comes_nearer_goes_down_unless_the_runner_hides_its_foot():
    for by_runner, foot in ((False, 0.54), (True, 0.52)):
        on_legs = named(thing(0.2, 0.3, 0.4, 0.5, label="bicycle"))
        nearer = thing(0.2, 0.32, 0.4, 0.52, label="bicycle")
        on_legs.name([replace(nearer, by_runner=by_runner)], 0.4)
        _, (box,) = on_legs.parted([part(0.25, 0.36, 0.38, 0.4)], 0.8)
        assert box[3] == pytest.approx(foot)


def test_what_has_stopped_is_held_by_its_parts():
    on_legs = named(thing(0.2, 0.3, 0.4, 0.5))
    on_legs.name([thing(0.24, 0.3, 0.44, 0.5)], 0.4)
    for look in range(5, 20):
        _, (box,) = on_legs.parted([part(0.24, 0.38, 0.44, 0.42)], look / 10)
    assert box == pytest.approx((0.24, 0.3, 0.44, 0.5))


def test_what_was_not_named_for_three_seconds_is_forgotten():
    on_legs = named(thing(*BENCH))
    assert on_legs.parted([part(*SEAT)], 2.9)[1] == [BENCH]
    assert on_legs.parted([part(*SEAT)], 3.1) == ([part(*SEAT)], [])


def test_named_again_it_is_the_same_one():
    on_legs = named(thing(*BENCH))
    on_legs.name([thing(0.41, 0.3, 0.81, 0.5)], 0.4)
    assert len(on_legs.parted([part(*SEAT)], 0.5)[1]) == 1


def test_parts_of_what_somebody_stands_beside_are_left_once_its_name_is_too_old_to_keep_it():
    on_legs = named(thing(*BENCH))
    on_legs.name([thing(0.75, 0.1, 0.9, 0.48, label="person")], 0.8)
    assert on_legs.parted([part(*SEAT)], 0.9) == ([], [])
    assert on_legs.parted([part(*SEAT)], 1.1) == ([part(*SEAT)], [])
