"""What takes the edges from a part of the view, block by block: 15 rows of 26, the lane's part is the lower eight."""

import cv2
import numpy as np
import pytest

from backstride.path.cover import BLOCK, Cover

LANE = (0.0, 0.47, 1.8, 1.0)
EDGY, GREY = np.full((15, 26), 0.5, np.float32), np.full((15, 26, 3), 120.0, np.float32)
CORNER, MIDDLE = np.s_[11:15, 0:6], np.s_[9:13, 10:16]  # 24 of the lane's 208 blocks: an eighth
ASIDE = np.s_[9:13, 0:6]  # as many, with ground below


def shown(colours, soft_px=0.0):
    """A picture of blocks of these colours, in focus or not."""
    picture = np.kron(colours, np.ones((BLOCK, BLOCK, 1))).astype(np.uint8)
    return cv2.GaussianBlur(picture, (0, 0), soft_px) if soft_px else picture


def seen(where, colour=60.0, looks=3):
    """The answers where a part loses its edges and takes on a colour."""
    blocks, colours = EDGY.copy(), GREY.copy()
    blocks[where], colours[where] = 0.02, colour
    cover = Cover(shown(GREY), EDGY, LANE)
    return [cover.hides(shown(colours), blocks) for _ in range(looks)]


def test_what_reaches_in_from_the_edge_hides_the_lane_from_its_second_look_on():
    assert seen(CORNER) == [False, True, True]


def test_a_narrow_tip_is_told_by_a_colour_that_no_shadow_gives_the_ground():
    tip = np.s_[11:15, 0:4]  # a thirteenth of the lane
    assert seen(tip, colour=30.0) == [False, True, True]
    assert not any(seen(tip, colour=85.0))


def test_what_does_not_touch_the_edge_stands_on_the_lane_and_is_no_cover():
    assert not any(seen(MIDDLE))


def test_where_a_thing_has_left_the_ground_goes_on_in_its_own_colour():
    assert not any(seen(CORNER, colour=122.0))


LINES = np.s_[:, ::2]  # pale ones on a bare ground


def lined(ground, runner=90.0, looks=3):
    """The answers where the runner of the first picture has left a corner between pale lines, by the colour there."""
    known, first = np.full_like(EDGY, 0.02), np.full_like(GREY, 120.0)
    known[LINES], first[LINES] = 0.5, 200.0
    blocks, colours = known.copy(), first.copy()
    known[CORNER], first[CORNER] = 0.5, runner
    blocks[CORNER], colours[CORNER] = 0.02, ground
    cover = Cover(shown(first), known, LANE)
    return [cover.hides(shown(colours), blocks) for _ in range(looks)]


def test_ground_that_a_runner_left_between_pale_lines_has_the_bare_ground_s_colour_and_is_no_cover():
    assert not any(lined(ground=120.0))
    assert lined(ground=60.0) == [False, True, True]


def test_a_quarter_of_the_lane_is_hidden_whatever_its_colour():
    assert seen(np.s_[7:15, 0:7], colour=122.0)[-1]


def test_a_cover_reaches_in_over_blocks_that_never_had_edges():
    known, blocks, colours = EDGY.copy(), EDGY.copy(), GREY.copy()
    known[12:] = blocks[12:] = 0.01
    blocks[7:, 8:18], colours[7:, 8:18] = 0.01, 60.0  # from the lower edge up
    cover = Cover(shown(GREY), known, LANE)
    assert [cover.hides(shown(colours), blocks) for _ in range(2)] == [False, True]


def test_a_hand_that_trembles_stays_noticed_down_to_a_smaller_share():
    cover = Cover(shown(GREY), EDGY, LANE)
    large, small = EDGY.copy(), EDGY.copy()
    large[CORNER], small[12:15, 0:5] = 0.02, 0.02
    darker = np.full_like(GREY, 120.0)
    darker[CORNER] = 60.0
    assert not cover.hides(shown(darker), small) and not cover.hides(shown(darker), small)
    assert [cover.hides(shown(darker), one) for one in (large, large, small)] == [False, True, True]


BARE = np.full((15, 26), 0.02, np.float32)  # a ground without edges to lose


def painted(colour, where=CORNER, soft_px=6.0):
    """The answers where a part of a bare ground takes on a colour."""
    colours = GREY.copy()
    colours[where] = colour
    cover = Cover(shown(GREY), BARE, LANE)
    return [cover.hides(shown(colours, soft_px), BARE) for _ in range(3)]


def test_on_a_bare_ground_a_cover_is_told_by_its_colour():
    assert painted((45, 105, 60)) == painted((30, 30, 30)) == [False, True, True]


def test_a_shadow_on_a_bare_ground_keeps_its_hue_and_is_no_cover():
    assert not any(painted((65, 65, 65)))


def test_a_plain_thing_in_focus_has_a_sharp_outline_and_is_no_cover():
    assert not any(painted((45, 105, 60), ASIDE, soft_px=0.0))
    assert painted((45, 105, 60), ASIDE) == [False, True, True]


@pytest.mark.parametrize("lowest, soft_px, told", [(13, 0.0, False), (13, 6.0, True), (15, 0.0, True)])
def test_a_thing_in_focus_that_takes_the_ground_s_edges_is_no_cover_while_its_foot_is_seen(lowest, soft_px, told):
    blocks, colours = EDGY.copy(), GREY.copy()
    blocks[8:lowest, 0:8], colours[8:lowest, 0:8] = 0.02, 60.0  # a fifth of the lane, or more
    cover = Cover(shown(GREY), EDGY, LANE)
    assert [cover.hides(shown(colours, soft_px), blocks) for _ in range(2)] == [False, told]
