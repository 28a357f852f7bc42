"""Of the regions of odd pixels those are things that stand on the ground and are large enough for where they stand."""

import numpy as np
import pytest
from lane_scene import SIZE, calibration, pixels

from backstride.path.lane import lane_of
from backstride.path.odd_things import Change, Found, Things
from backstride.path.plot import plot_of


def plot(begin_m=0.0):
    return plot_of(lane_of(calibration(begin_m), SIZE))


def standing(on, along, across, wide, tall):
    """A mask of the plot with an upright rectangle on it, in metres."""
    (x0, y1), (x1, _) = pixels(along, across - wide / 2), pixels(along, across + wide / 2)
    (left, top), y0 = on.corner, pixels(along, across, tall)[1]
    mask = np.zeros(on.mask.shape, np.uint8)
    mask[max(0, round(y0) - top) : round(y1) - top, round(x0) - left : round(x1) - left] = 255
    return mask


def found(on, odd, ring=None, beside_m=np.inf):
    return Things(on).among(odd, np.zeros_like(odd) if ring is None else ring, beside_m)


def test_a_thing_stands_where_its_lower_edge_meets_the_ground():
    on = plot()
    ((change, _),) = found(on, standing(on, 5.0, 0.2, 0.4, 0.5)).things
    assert on.lane.ground(np.array([change.foot]))[0] == pytest.approx((5.0, 0.2), abs=0.1)


@pytest.mark.parametrize(("wide", "tall"), [(0.6, 0.08), (0.04, 0.6)])
def test_what_is_too_low_or_too_thin_is_dropped(wide, tall):
    on = plot()
    regions = found(on, standing(on, 1.0, 0.0, wide, tall))
    assert regions.things == []
    assert len(regions.dropped) == 1


def test_what_stands_too_far_beside_the_corridor_is_dropped():
    on = plot()
    odd = standing(on, 5.0, 1.4, 0.4, 0.5)
    assert len(found(on, odd, beside_m=1.0).things) == 1
    assert found(on, odd, beside_m=0.5).things == []


def test_what_the_plots_lower_edge_cuts_off_stands_before_the_plot():
    on = plot(begin_m=2.5)
    odd = standing(on, 5.0, 0.0, 0.4, 0.5)
    odd[-40:, 100:140] = 255
    assert len(found(on, odd).things) == 1


def test_the_fringe_of_the_runners_body_does_not_draw_the_foot_of_a_bag_behind_it_down():
    on = plot()
    bag = standing(on, 6.0, 0.2, 0.5, 0.4)
    rows, columns = (np.flatnonzero(bag.any(axis=axis)) for axis in (1, 0))
    fringe, ring = np.zeros_like(bag), np.zeros_like(bag)
    fringe[rows[0] : rows[-1] + 20, columns[0] - 2 : columns[0]] = 255
    ring[:, columns[0] - 9 : columns[0] + 2] = 255
    ((alone, _),), ((change, _),) = found(on, bag).things, found(on, bag | fringe, ring).things
    assert change.by_runner
    assert change.foot[1] == alone.foot[1]


def test_the_one_leg_of_somebody_that_shows_beside_the_runner_is_no_fringe():
    on = plot()
    body = standing(on, 6.0, 0.2, 0.6, 1.6)
    rows, columns = (np.flatnonzero(body.any(axis=axis)) for axis in (1, 0))
    knee, ring = rows[0] + len(rows) // 2, np.zeros_like(body)
    body[knee:, columns[0] + 6 :] = 0  # a leg alone, and the runner close beside it
    ring[knee:, columns[0] - 9 : columns[0] + 6] = 255
    ((change, _),) = found(on, body, ring).things
    assert on.lane.ground(np.array([change.foot]))[0, 0] == pytest.approx(6.0, abs=0.1)


def test_what_the_body_nearly_hides_is_all_there_is_to_tell():
    on = plot()
    odd, runner = standing(on, 5.0, 0.2, 0.4, 0.5), standing(on, 5.0, 0.1, 0.5, 1.6)
    ((change, _),) = found(on, odd, runner).things
    assert on.lane.ground(np.array([change.foot]))[0] == pytest.approx((5.0, 0.2), abs=0.1)


def test_what_adjoins_the_runner_may_belong_to_the_runner():
    on = plot()
    odd, runner = standing(on, 5.0, 0.2, 0.4, 0.5), standing(on, 5.0, 0.3, 0.4, 1.6)
    assert [change.by_runner for change, _ in found(on, odd).things] == [False]
    assert [change.by_runner for change, _ in found(on, odd, runner).things] == [True]


def test_pieces_of_one_thing_stand_where_the_lower_one_does():
    nothing = np.zeros((40, 40), np.uint8)
    regions = Found(nothing.copy(), nothing.astype(np.int32), [], [])
    upper, lower = Change((5, 5, 15, 20), (10, 19.5), 10, False), Change((6, 10, 16, 30), (11, 29.5), 4, True)
    for change in (upper, lower):
        x0, y0, x1, y1 = change.box
        regions.add(change, np.s_[y0:y1, x0:x1], np.ones((y1 - y0, x1 - x0), bool))
    assert [change for change, _ in regions.things] == [Change((5, 5, 16, 30), (11, 29.5), 4, True)]
    assert regions.things_where()[regions.odd > 0].all()


def test_what_of_a_thing_in_the_grounds_own_colour_is_just_like_it_lies_where_the_thing_does():
    nothing = np.zeros((40, 40), np.uint8)
    regions = Found(nothing.copy(), nothing.astype(np.int32), [], [])
    sides = np.ones((20, 20), bool)
    sides[5:15, :14] = False  # but for a dark side, the lid and the foot a grey box is as the ground is
    regions.add(Change((8, 10, 28, 30), (18, 29.5), 20, False), np.s_[10:30, 8:28], sides)
    assert regions.things_where()[10:30, 8:28].all()
    assert np.count_nonzero(regions.things_where()) == 20 * 20


@pytest.mark.parametrize(("below_px", "stain"), [(2, False), (12, True)])
def test_a_region_that_goes_on_well_below_a_thing_that_is_known_is_that_and_a_stain(below_px, stain):
    odd = np.zeros((60, 60), np.uint8)
    odd[10:30, 20:40] = 255
    regions = Found(odd, (odd > 0).astype(np.int32), [(Change((20, 10, 40, 30), (30, 29.5), 20, False), 1)], [])
    around = Change((20, 10, 40, 30 + below_px), (30, 29.5 + below_px), 20, False)
    part = np.s_[10 : 30 + below_px, 20:40]
    assert regions.has_stain(around, part, np.ones((20 + below_px, 20), bool)) == stain


def test_a_box_of_which_only_a_corner_has_another_colour_is_no_corner_with_a_stain():
    odd = np.zeros((60, 60), np.uint8)
    odd[10:14, 20:40] = 255
    regions = Found(odd, (odd > 0).astype(np.int32), [(Change((20, 10, 40, 14), (30, 13.5), 20, False), 1)], [])
    box = Change((20, 10, 40, 30), (30, 29.5), 20, False)
    assert not regions.has_stain(box, np.s_[10:30, 20:40], np.ones((20, 20), bool))
