"""Where what has a box on the picture stands, and what the runner's body hides of it."""

import numpy as np
import pytest
from lane_scene import SIZE, bare, pixels, pose, setup, with_box

from backstride.path.body import drawn
from backstride.path.changes import Change
from backstride.path.ground import DEEP_M, Ground
from backstride.path.lane import lane_of
from backstride.path.plot import plot_of
from backstride.path.sighting import PERSON

PLOT = plot_of(lane_of(setup().lane, SIZE))


def ground(runner=None, picture=None):
    cut = PLOT.cut(np.zeros((SIZE[1], SIZE[0], 3), np.uint8) if picture is None else picture)
    if runner is None:
        return Ground(PLOT, np.zeros(PLOT.size[::-1], np.uint8), cut)
    return Ground(PLOT, drawn(runner, SIZE[1], PLOT.corner, PLOT.size), cut)


def box(along, across, wide=0.4, tall=0.5):
    (x0, y1), (x1, _) = pixels(along, across - wide / 2), pixels(along, across + wide / 2)
    return tuple(value / SIZE[1] for value in (x0, pixels(along, across, tall)[1], x1, y1))


def test_a_thing_stands_where_its_box_ends_and_its_middle_is_half_its_depth_beyond():
    one = ground().standing(box(5.0, 0.3, wide=0.4))
    assert one.half_width_m == pytest.approx(0.2, abs=0.01)
    assert np.hypot(one.along_m - 5.0, one.across_m - 0.3) == pytest.approx(0.2, abs=0.02)
    assert one.along_m > 5.0


def test_nothing_is_believed_to_be_as_deep_as_a_wall_is_wide():
    one = ground().standing(box(5.0, 0.0, wide=2.0))
    assert np.hypot(one.along_m - 5.0, one.across_m) == pytest.approx(DEEP_M, abs=0.01)


def test_somebodys_arms_are_wider_than_the_feet():
    wide = box(5.0, 0.0, wide=0.8, tall=1.7)
    assert ground().standing(wide, PERSON).half_width_m == ground().standing(wide, "bench").half_width_m / 2


def test_a_change_stands_where_a_box_of_its_width_would():
    x0, y0, x1, y1 = np.array(box(5.0, 0.0)) * SIZE[1]
    change = Change((x0, y0, x1, y1), ((x0 + x1) / 2, y1), x1 - x0, by_runner=True)
    under, standing = ground().under(change), ground().standing(box(5.0, 0.0))
    assert (under.along_m, under.across_m) == pytest.approx((standing.along_m, standing.across_m))
    assert under.by_runner and not standing.by_runner


def test_above_the_horizon_nothing_stands():
    assert ground().standing((0.4, 0.1, 0.5, 0.2)) is None


def test_what_the_pictures_edge_cuts_is_cut():
    x0, y0, x1, y1 = box(2.0, 0.0)
    assert not ground().standing((x0, y0, x1, y1)).cut
    assert ground().standing((0.0, y0, x1, y1)).cut
    assert ground().standing((x0, y0, SIZE[0] / SIZE[1], y1)).cut


def test_what_is_moved_stands_there_and_is_as_large_as_it_was():
    here, there = box(5.0, 0.0), ground().moved(box(5.0, 0.0), 7.0, 0.4)
    x, y = pixels(7.0, 0.4) / SIZE[1]
    assert ((there[0] + there[2]) / 2, there[3]) == pytest.approx((x, y))
    assert (there[2] - there[0], there[3] - there[1]) == pytest.approx((here[2] - here[0], here[3] - here[1]))


def test_behind_the_camera_nothing_is_hidden():
    beyond = ground(pose(4.0)).moved(box(5.0, 0.0), -9.0, 0.0)
    assert np.isnan(beyond).any() and not ground(pose(4.0)).hidden(beyond)


def test_what_stands_behind_the_runner_is_hidden_and_its_feet_are_not_known():
    behind = ground(pose(4.0))
    assert behind.hidden(box(4.5, 0.0)) and behind.standing(box(4.5, 0.0)).by_runner
    assert not behind.hidden(box(8.0, -0.9)) and not behind.standing(box(8.0, -0.9)).by_runner


def test_a_thing_that_nobody_names_again_still_looks_as_it_did_until_it_is_gone():
    there = box(5.0, 0.3, wide=0.6, tall=0.6)
    look = ground(picture=with_box(bare(), 5.0, 0.3)).look(there)
    assert ground(picture=with_box(bare(), 5.0, 0.3)).shows(there, look)
    assert not ground(picture=bare()).shows(there, look)


def test_what_the_body_hides_looks_like_nothing():
    there, picture = box(5.0, 0.0, wide=0.6, tall=0.6), with_box(bare(), 5.0, 0.0)
    over = ground(pose(4.9, 0.0), picture)
    assert over.share_hidden(there) > 0
    assert over.look(there) is None
    assert ground(picture=picture).look(there) is not None


def test_a_sliver_at_the_plots_edge_has_no_look():
    gravel = np.random.default_rng(3).integers(60, 180, (SIZE[1], SIZE[0], 3)).astype(np.uint8)
    _, y0, _, y1 = box(5.0, 0.3)
    right = (PLOT.corner[0] + PLOT.size[0]) / SIZE[1]
    assert ground(picture=gravel).look((right - 0.03, y0, right + 0.06, y1)) is None
    assert ground(picture=gravel).look((right - 0.03, y0, right + 0.02, y1)) is not None
