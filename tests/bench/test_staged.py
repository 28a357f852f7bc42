"""The plays of the path bench: what is true of them agrees with what is drawn, and with the stop model."""

from dataclasses import replace

import numpy as np
import pytest

from backstride.bench import cast
from backstride.bench.play import Actor, Play
from backstride.bench.play_truth import TALL_PX, halves_m, tall_px, truth_of
from backstride.bench.random_play import AIR_M, random_bystanders, random_play
from backstride.bench.spoiled import blinding, unspoiled
from backstride.bench.stage import Stage
from backstride.bench.staged import BESIDE, BLINDED, CAMERAS, CONDITIONS, LONG_M, blinded, bystanders, play
from backstride.path import threat
from backstride.path.lane import lane_of, runner_view

STANDS_STILL = ((0.0, 0.0, -0.5), (9.0, 0.0, -0.5))
FAR_AWAY = ((0.0, 0.0, 30.0), (9.0, 0.0, 30.0))
RUNS_MPS = 1.0
RUNS = ((0.0, 0.0, 0.0), (6.0, 0.0, 6.0 * RUNS_MPS))


def stage(camera="front", **changed):
    return Stage(CAMERAS[camera], LONG_M[CAMERAS[camera].view], **changed)


def lies(kind, across, along):
    return Actor(kind, ((0.0, across, along),))


def changed_pixels(here, actor):
    """Where a thing changes the picture of its stage; the runner stands far away, and nothing throws a shadow."""
    without = Play(here, FAR_AWAY, 1.0, shadows=False)
    apart = np.abs(replace(without, actors=(actor,)).picture(0.5).astype(int) - without.picture(0.5)).max(axis=2)
    return np.argwhere(apart > 25)[:, ::-1]


@pytest.mark.parametrize("camera", CAMERAS)
def test_the_calibrated_lane_is_the_stages_own_ground(camera):
    here = stage(camera)
    lane = lane_of(here.setup().lane, here.camera.size)
    ground = np.array([(0.7, 0.3), (3.0, -0.5), (5.5, 0.0)])
    assert lane.pixels(ground) == pytest.approx(here.pixels(ground[:, 1], ground[:, 0]), abs=0.05)
    assert lane.range_m == pytest.approx(here.length_m)
    assert runner_view(lane) == here.camera.view
    assert (lane.outline() >= 0).all() and (lane.outline() < here.camera.size).all()


@pytest.mark.parametrize("camera", ["front", "rear, far aside", "side", "side, aslant"])
@pytest.mark.parametrize("kind", cast.KINDS)
def test_a_thing_is_drawn_where_it_truly_stands_and_as_large_as_it_is(camera, kind):
    here, actor = stage(camera, ground="lawn"), lies(kind, 0.2, 4.5)
    drawn = changed_pixels(here, actor)
    left, right, foot = drawn[:, 0].min(), drawn[:, 0].max(), drawn[:, 1].max() + 1
    lane, px_m = lane_of(here.setup().lane, here.camera.size), here.pixels(0.2, 4.5)[1] - here.pixels(0.2, 4.5, 1)[1]
    along, across = lane.ground(np.array([[here.pixels(0.2, 4.5)[0], foot]]))[0]
    assert (along, across) == pytest.approx((4.5, 0.2), abs=0.45)  # a pixel's row is up to 0.3 m of ground there
    assert foot == pytest.approx(here.pixels(0.2, 4.5)[1], abs=4)
    assert foot - drawn[:, 1].min() == pytest.approx(tall_px(actor, Play(here, STANDS_STILL, 1.0), 0.5), rel=0.2)
    wide_m = 2 * halves_m(actor, Play(here, STANDS_STILL, 1.0))[1 if here.camera.view == "side" else 0]
    if "person" not in kind:  # whose swinging arms and legs are wider than the body that is counted
        assert (right + 1 - left) / px_m == pytest.approx(wide_m, rel=0.15, abs=0.04)


@pytest.mark.parametrize("kind", cast.KINDS)
def test_no_figure_carries_its_old_ground_along(kind):
    """The recordings' track is red; on what is cut out nothing of it is left at the edge, and edges are smooth."""
    for figure in cast.things(kind):
        soft = (figure.outline > 0.02) & (figure.outline < 0.98)
        assert soft.any()
        if kind in cast.CUT:
            blue, green, red = figure.picture[figure.outline > 0.5].astype(int).T
            track = (red > 150) & (red > 1.7 * green) & (green > blue + 8)
            assert track.mean() < 0.02


@pytest.mark.parametrize("who", [threat.ADULT, threat.SENIOR])
def test_warnings_are_due_where_the_stop_model_asks_for_them(who):
    told = truth_of(Play(stage(), RUNS, 6.0, (lies("bench", 0.0, 7.0),), who=who)).intrusions
    stop_m = max(who.stop.distance_m(RUNS_MPS), who.stop_ttc_s * RUNS_MPS)
    assert len(told) == 1
    assert told[0].due_slow_s == pytest.approx(max(7.0 - who.slow.distance_m(RUNS_MPS), 0.6), abs=0.04)
    assert told[0].due_stop_s == pytest.approx(7.0 - stop_m, abs=0.04)


def test_distance_and_seconds_are_those_along_the_lane():
    thing = truth_of(Play(stage(), RUNS, 3.0, (Actor("dog", ((0.0, 0.0, 7.0), (3.0, 0.0, 5.5))),))).things[0]
    assert thing.distance_m[30] == pytest.approx(7.0 - 0.5 - 1.0)
    assert thing.ttc_s[30] == pytest.approx(5.5 / 1.5)


def test_a_thing_is_in_the_way_from_where_its_edge_comes_over_the_line():
    crossing = Actor("bag", ((0.0, 3.0, 5.0), (6.0, -3.0, 5.0)))
    acted = Play(stage(), STANDS_STILL, 6.0, (crossing,))
    (stay,) = truth_of(acted).intrusions
    reach = acted.stage.width_m / 2 + halves_m(crossing, acted)[0]
    assert (stay.from_s, stay.to_s) == pytest.approx((3.0 - reach, 3.0 + reach), abs=0.04)


def test_beyond_the_calibrated_ground_and_beside_the_lane_nothing_is_in_the_way():
    for actor in (lies("bag", 0.0, 9.5), lies("person", 1.3, 5.0), lies("bag", 0.0, -0.5)):
        truth = truth_of(Play(stage(), RUNS, 3.0, (actor,)))
        assert not truth.things[0].in_corridor.any()
        assert truth.intrusions == truth.right_slow == truth.right_stop == ()


def test_nothing_is_due_for_what_looks_smaller_than_is_asked_for():
    acted = Play(stage(), RUNS, 6.0, (lies("red ball", 0.0, 8.0),))
    assert tall_px(acted.actors[0], acted, 1.0) < TALL_PX
    (stay,) = truth_of(acted).intrusions
    assert np.isnan([stay.due_slow_s, stay.due_stop_s]).all()
    assert not truth_of(acted).things[0].in_corridor.any()


def test_nothing_is_due_before_a_thing_came_out_from_behind_the_runner():
    """From this camera the body hides a bag behind it until the runner steps aside at three seconds."""
    aside = ((0.0, 0.0, 1.0), (3.0, 0.0, 1.0), (3.2, 0.6, 1.0), (6.0, 0.6, 3.8))
    in_line = replace(CAMERAS["front"], aside_m=0.0)
    hidden = Play(replace(stage(), camera=in_line), aside, 6.0, (lies("bag", 0.0, 5.0),))
    assert hidden.in_sight(hidden.actors[0], 1.0) < 0.1 < 0.9 < hidden.in_sight(hidden.actors[0], 5.0)
    (stay,) = truth_of(hidden).intrusions
    assert 3.5 < stay.due_slow_s < 4.5
    never = replace(hidden, runner=((0.0, 0.0, 1.0), (2.0, 0.0, 3.0), (6.0, 0.0, 3.0)))
    assert np.isnan([(one.due_slow_s, one.due_stop_s) for one in truth_of(never).intrusions]).all()


@pytest.mark.parametrize("condition, number", [
    (condition, number) for condition, plays in CONDITIONS.items() if "random" not in condition
    for number in range(len(plays))
])  # fmt: skip
def test_every_listed_play_has_a_warning_due_while_its_runner_still_runs(condition, number):
    acted = play(condition, number)
    due = [stay.due_slow_s for stay in truth_of(acted).intrusions]
    assert np.isfinite(due).any()
    assert 4.0 <= acted.seconds <= 9.0


@pytest.mark.parametrize("number", range(len(BESIDE)))
def test_bystanders_come_close_but_are_never_in_the_way(number):
    acted = bystanders(number, unspoiled)
    truth = truth_of(acted)
    assert truth.intrusions == truth.right_slow == truth.right_stop == ()
    for actor in acted.actors:
        air_m = np.abs(actor.place(acted.t_s)[0]) - halves_m(actor, acted)[0] - acted.stage.width_m / 2
        assert (air_m > 0.3).all() and (air_m < 0.7).all()


def test_a_bystanders_shadow_falls_over_the_lane():
    acted = bystanders(0, unspoiled)
    lane = lane_of(acted.stage.setup().lane, acted.stage.camera.size)
    apart = replace(acted, shadows=False).picture(0.1).astype(int) - acted.picture(0.1)
    ground = lane.ground(np.argwhere(apart.max(axis=2) > 15)[:, ::-1].astype(float))
    assert (np.abs(ground[:, 1]) < 0.3).sum() > 20


def test_the_runners_pose_stands_where_the_runner_is_drawn():
    for camera in ("front", "rear", "side", "side, aslant"):
        acted = Play(stage(camera), ((0.0, 0.0, 2.0), (9.0, 0.0, 2.0)), 1.0, shadows=False)
        (_, pose), *_ = acted.frames()
        apart = np.abs(acted.picture(0.0).astype(int) - acted.stage.bare).max(axis=2) > 40
        rows, columns = np.flatnonzero(apart.any(axis=1)), np.flatnonzero(apart.any(axis=0))
        points, height = pose.points[:, :2] * acted.stage.camera.size[1], rows[-1] - rows[0]
        assert points[:, 1].max() == pytest.approx(rows[-1], abs=0.06 * height)
        assert points[:, 1].min() == pytest.approx(rows[0], abs=0.12 * height)
        assert columns[0] - 3 <= points[:, 0].min() and points[:, 0].max() <= columns[-1] + 3


def test_a_play_by_lot_is_the_same_each_time_and_another_for_another_number():
    one, again, other = random_play(5), random_play(5), random_play(6)
    assert np.array_equal(one.picture(1.0), again.picture(1.0))
    assert one.actors == again.actors != other.actors
    lots = [random_play(seed) for seed in CONDITIONS["staged, random"]]
    assert {acted.stage.camera.view for acted in lots} == {"front", "rear", "side"}
    assert {acted.who for acted in lots} == {threat.ADULT, threat.SENIOR}
    assert len({acted.stage.ground for acted in lots}) >= 5


def test_bystanders_by_lot_are_never_in_the_way_and_some_come_close():
    lots = [random_bystanders(seed) for seed in range(18)]
    least_m = []
    for acted in lots:
        assert truth_of(acted).intrusions == ()
        for actor in acted.actors:
            air_m = np.abs(actor.place(acted.t_s)[0]) - acted.stage.width_m / 2
            least_m.append(air_m.min())
    assert AIR_M[0] < min(least_m) < 2 * AIR_M[0] + 0.3
    assert len({acted.weather for acted in lots}) == 9 and {len(acted.actors) for acted in lots} == {1, 2, 3}
    assert random_bystanders(3).actors == lots[3].actors


def test_a_dog_that_walks_to_the_left_looks_to_the_left():
    here = stage("front", ground="lawn")
    ways = {to: Actor("dog", ((0.0, 0.0, 4.0), (1.0, to, 4.0))) for to in (0.6, -0.6)}
    for to, actor in ways.items():
        drawn = changed_pixels(here, actor)
        middle = drawn[:, 0].min() / 2 + drawn[:, 0].max() / 2
        head = drawn[drawn[:, 1] < np.percentile(drawn[:, 1], 25), 0].mean()  # larger than the tail
        leads = np.sign(here.pixels(to, 4.0)[0] - here.pixels(0.0, 4.0)[0])
        assert np.sign(head - middle) == leads


@pytest.mark.parametrize("view", ["front", "rear", "side"])
def test_no_frame_of_the_runner_loses_its_head_or_its_feet(view):
    for one in cast.runner(view):
        rows = np.flatnonzero((one.figure.outline > 0.5).any(axis=1))
        points = one.points_m[:, 1] * one.figure.px_m + one.figure.foot[1]
        tall = np.ptp(points)
        assert rows[-1] > points.max() - 0.04 * tall
        assert rows[0] < points.min() + 0.02 * tall


@pytest.mark.parametrize("number", [n for n in BLINDED if "part" in list(blinding())[n % len(blinding())]])
def test_what_covers_a_part_lies_over_a_good_part_of_the_lane(number):
    acted, from_s = blinded(number)
    stage, before = acted.stage, acted.picture(from_s - 1 / 30)
    changed = np.abs(acted.picture(from_s).astype(int) - before).max(axis=2) > 20
    along, across = np.meshgrid(np.linspace(0, stage.length_m, 60), np.linspace(-0.6, 0.6, 9))
    x, y = np.round(stage.pixels(across, along)).astype(int).reshape(-1, 2).T
    inside = (x < changed.shape[1]) & (y < changed.shape[0])
    assert changed[y[inside], x[inside]].mean() > 0.2
