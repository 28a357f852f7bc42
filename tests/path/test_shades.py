"""Things of the ground's own colour are told by their sides; a shadow or a patch of sun has none."""

import cv2
import numpy as np
import pytest
from lane_scene import SIZE, TRACK, bare, calibration, lit, pixels, pose, with_runner

from backstride.path.body import drawn
from backstride.path.changes import Changes
from backstride.path.lane import lane_of
from backstride.path.plot import plot_of
from backstride.path.shades import Lights, Shades

TALL, WIDE = 0.45, 0.5


class Watch:
    """A lane watched picture by picture, the runner far from anything."""

    def __init__(self):
        self.plot = plot_of(lane_of(calibration(), SIZE))
        self.changes = Changes(self.plot)

    def look(self, picture, times=1):
        runner = pose(0.3)
        mask = drawn(runner, SIZE[1], self.plot.corner, self.plot.size)
        for _ in range(times):
            found = self.changes.look(self.plot.cut(with_runner(picture.copy(), runner)), mask)
        return [tuple(self.plot.lane.ground(np.array([change.foot]))[0]) for change in found]


def stood_up(picture, along, across, shares):
    """Upright faces side by side, each the track's colour in a light of its own; one share alone is no thing."""
    edges = np.linspace(across - WIDE / 2, across + WIDE / 2, len(shares) + 1)
    for share, left, right in zip(shares, edges[:-1], edges[1:], strict=True):
        (x0, y1), (x1, _) = pixels(along, left), pixels(along, right)
        top = pixels(along, left, TALL)[1]
        colour = tuple(round(value * share) for value in TRACK)
        cv2.rectangle(picture, (round(x0), round(top)), (round(x1), round(y1)), colour, -1)
    return picture


@pytest.mark.parametrize("shares", [(1.25, 0.7), (0.85, 0.5), (1.6, 1.15)])
def test_a_box_in_the_grounds_own_colour_is_told_by_its_sides(shares):
    watch = Watch()
    assert watch.look(bare(), times=4) == []
    assert watch.look(stood_up(bare(), 5.0, 0.1, shares)) == [pytest.approx((5.0, 0.1), abs=0.25)]


@pytest.mark.parametrize("share", [0.5, 0.75, 1.2])
def test_a_patch_of_shade_or_sun_has_no_sides(share):
    watch = Watch()
    watch.look(bare(), times=4)
    assert watch.look(_patched(bare(), 5.0, 0.1, share), times=5) == []


def _patched(picture, along, across, share, wide=WIDE, tall=TALL):
    """The light of a piece of the picture changed, lines and all."""
    (x0, y1), (x1, _) = pixels(along, across - wide / 2), pixels(along, across + wide / 2)
    patch = np.s_[round(pixels(along, across, tall)[1]) : round(y1), round(x0) : round(x1)]
    picture[patch] = lit(picture[patch], share)
    return picture


def shadowed_box(runner_by):
    """What is found of a box with a thin shadow to one side, where the runner stands so many pixels from its end."""
    plot = plot_of(lane_of(calibration(), SIZE))
    rows, columns = plot.mask.shape
    ground, runner = np.full((rows, columns), 120, np.float32), np.zeros((rows, columns), np.uint8)
    now, (y, x) = ground.copy(), (rows // 2, columns // 2)
    now[y : y + 16, x : x + 8], now[y : y + 16, x + 8 : x + 16] = 80, 150
    now[y + 11 : y + 15, x + 16 : x + 100] = 80
    runner[y - 30 : y + 16, x + 100 + runner_by : x + 110 + runner_by] = 255
    lights = Lights(now, ground, ground, np.full_like(runner, 255))
    found = Shades(plot).regions(lights, runner, steps=6.0)[1]
    return [(left - x, top - y, wide, tall) for _, (left, top, wide, tall, _) in found]


def test_the_runners_thin_shadow_that_reaches_a_box_does_not_hide_it():
    assert shadowed_box(-2) == [pytest.approx((0, 0, 16, 16), abs=2)]


def test_anothers_shadow_is_not_cut_into_pieces_that_might_be_things():
    assert shadowed_box(20) == []


def test_it_may_lie_there_from_the_start_and_is_never_learned():
    lying = stood_up(bare(), 5.0, 0.1, (1.25, 0.7))
    watch = Watch()
    assert watch.look(lying) == [pytest.approx((5.0, 0.1), abs=0.25)]
    assert watch.look(lying, times=300) == [pytest.approx((5.0, 0.1), abs=0.25)]


def test_one_that_stood_there_in_the_first_picture_and_leaves_leaves_no_ghost():
    watch = Watch()
    watch.look(stood_up(bare(), 5.0, 0.1, (1.25, 0.7)), times=5)
    watch.look(bare())
    assert watch.look(bare(), times=20) == []


def test_sides_are_seen_in_less_light_too():
    watch = Watch()
    watch.look(bare(), times=4)
    assert watch.look(lit(stood_up(bare(), 5.0, 0.1, (1.25, 0.7)), 0.5)) == [pytest.approx((5.0, 0.1), abs=0.25)]


@pytest.mark.parametrize(("how_many", "found"), [(2, 2), (3, 0)])
def test_many_at_once_are_sun_through_leaves(how_many, found):
    watch = Watch()
    watch.look(bare(), times=4)
    dappled = bare()
    for along in (2.0, 5.2, 8.0)[:how_many]:
        for aside, share in ((-0.15, 1.25), (0.15, 0.7)):
            _patched(dappled, along, aside, share, wide=0.3, tall=0.3)
    assert len(watch.look(dappled)) == found
