"""The foot of what stands on thin legs: steady names are a way, unsteady ones are noise, and parts tell the rest."""

import pytest

from backstride.path.feet import Low, Naming, foot_by, lows_with, trend


def named(*feet, score=0.3, tells_foot=True):
    return [Naming(0.4 * i, "bench", (0.4, 0.3, 0.8, foot), score, tells_foot) for i, foot in enumerate(feet)]


def test_feet_that_go_one_way_four_times_have_a_pace():
    assert trend(named(0.5, 0.51, 0.52, 0.53)) == pytest.approx((0.53, 0.025))


def test_feet_that_go_to_and_fro_or_were_named_too_seldom_have_none():
    assert trend(named(0.5, 0.52, 0.51, 0.53)) is None
    assert trend(named(0.5, 0.51, 0.52)) is None


def test_feet_that_hardly_moved_have_none():
    assert trend(named(0.5, 0.502, 0.504, 0.506)) is None


def test_one_name_that_is_off_among_many_hides_no_way():
    assert trend(named(0.5, 0.51, 0.505, 0.53, 0.54))[1] == pytest.approx(0.025, abs=0.004)


def test_feet_behind_the_runner_tell_no_way():
    assert trend(named(0.5, 0.51, 0.52, 0.53, tells_foot=False)) is None


def test_the_foot_is_as_far_below_its_parts_as_most_names_say_and_the_surer_weigh_more():
    lows = [Low(0.4 * i, 0.4 + 0.02 * i) for i in range(3)]
    assert foot_by(named(0.5, 0.52, 0.53), lows) == pytest.approx(0.54)
    faint, sure = named(0.44)[0], Naming(0.4, "bench", (0.4, 0.3, 0.8, 0.52), 0.8, True)
    assert foot_by([faint, sure], lows) == pytest.approx(0.54)


def test_parts_that_come_and_go_do_not_move_a_foot_that_is_named_at_one_place():
    assert foot_by(named(0.5, 0.501, 0.5), [Low(0.0, 0.49), Low(0.4, 0.47), Low(0.8, 0.45)]) == pytest.approx(0.5)


def test_where_the_names_go_one_way_and_the_parts_do_not_the_names_are_gone_by():
    stuck = [Low(0.4 * i, 0.51) for i in range(4)] + [Low(1.3, 0.51)]
    assert foot_by(named(0.5, 0.52, 0.54, 0.56), stuck) == pytest.approx(0.565)


def test_names_given_while_no_part_was_seen_tell_that_it_comes_nearer():
    seen_later = [Low(0.8, 0.47), Low(1.2, 0.462), Low(1.6, 0.465)]
    assert foot_by(named(0.5, 0.51, 0.52, 0.523), seen_later) == pytest.approx(0.536, abs=0.002)


def test_parts_that_were_not_seen_when_it_was_named_tell_nothing():
    assert foot_by(named(0.5), [Low(0.2, 0.4)]) is None
    assert foot_by(named(0.5, tells_foot=False), [Low(0.0, 0.4)]) is None


def test_a_name_weighs_the_same_however_often_its_parts_were_seen_at_about_that_time():
    looked_at_seldom = [Low(0.4, 0.4), Low(0.8, 0.4)]
    often_at_first = [Low(-0.05, 0.4), Low(0.0, 0.4), Low(0.05, 0.4), *looked_at_seldom]
    for lows in ([Low(0.0, 0.4), *looked_at_seldom], often_at_first):
        assert foot_by(named(0.5, 0.46, 0.46), lows) == pytest.approx(0.46)


def test_a_name_tells_of_the_parts_that_were_seen_nearest_to_it_in_time():
    lows = [Low(-0.05, 0.37), Low(0.01, 0.4), Low(0.05, 0.43), Low(0.4, 0.43)]
    assert foot_by(named(0.5, 0.53), lows) == pytest.approx(0.53)


def test_what_jumps_is_another_part_and_begins_anew():
    seen = lows_with((Low(0.0, 0.4),), Low(0.1, 0.405), height=0.1)
    assert len(seen) == 2 and lows_with(seen, Low(0.2, 0.44), height=0.1) == (Low(0.2, 0.44),)


def test_what_was_seen_long_ago_is_forgotten():
    assert lows_with((Low(0.0, 0.4),), Low(3.1, 0.4), height=0.1) == (Low(3.1, 0.4),)


@pytest.mark.filterwarnings("error")
def test_what_one_picture_names_twice_tells_no_pace_between_the_two():
    once = named(0.5, 0.51, 0.52, 0.53)
    twice = [*once, once[-1]._replace(box=(0.2, 0.3, 0.6, 0.532))]
    assert trend(twice)[1] == pytest.approx(0.025, abs=0.004)
    assert trend([once[0]] * 4) is None
