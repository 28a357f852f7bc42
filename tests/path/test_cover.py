"""What takes the edges from a part of the view, block by block: 15 rows of 26, the lane's part is the lower eight."""

import numpy as np

from backstride.path.cover import Cover

LANE = (0.0, 0.47, 1.8, 1.0)
EDGY, GREY = np.full((15, 26), 0.5, np.float32), np.full((15, 26, 3), 120.0, np.float32)
SOFT = np.zeros((15, 26), bool)
CORNER, MIDDLE = np.s_[11:15, 0:6], np.s_[9:13, 10:16]  # 24 of the lane's 208 blocks: an eighth


def seen(where, colour=60.0, looks=3):
    """The answers where a part loses its edges and takes on a colour."""
    blocks, colours = EDGY.copy(), GREY.copy()
    blocks[where], colours[where] = 0.02, colour
    cover = Cover(EDGY, GREY, LANE)
    return [cover.hides(blocks, colours, SOFT) for _ in range(looks)]


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
    cover = Cover(known, first, LANE)
    return [cover.hides(blocks, colours, SOFT) for _ in range(looks)]


def test_ground_that_a_runner_left_between_pale_lines_has_the_bare_ground_s_colour_and_is_no_cover():
    assert not any(lined(ground=120.0))
    assert lined(ground=60.0) == [False, True, True]


def test_a_quarter_of_the_lane_is_hidden_whatever_its_colour():
    assert seen(np.s_[7:15, 0:7], colour=122.0)[-1]


def test_a_cover_reaches_in_over_blocks_that_never_had_edges():
    known, blocks, colours = EDGY.copy(), EDGY.copy(), GREY.copy()
    known[12:] = blocks[12:] = 0.01
    blocks[7:, 8:18], colours[7:, 8:18] = 0.01, 60.0  # from the lower edge up
    cover = Cover(known, GREY, LANE)
    assert [cover.hides(blocks, colours, SOFT) for _ in range(2)] == [False, True]


def test_a_hand_that_trembles_stays_noticed_down_to_a_smaller_share():
    cover = Cover(EDGY, GREY, LANE)
    large, small = EDGY.copy(), EDGY.copy()
    large[CORNER], small[12:15, 0:5] = 0.02, 0.02
    darker = np.full_like(GREY, 120.0)
    darker[CORNER] = 60.0
    assert not cover.hides(small, darker, SOFT) and not cover.hides(small, darker, SOFT)
    assert [cover.hides(one, darker, SOFT) for one in (large, large, small)] == [False, True, True]


BARE = np.full((15, 26), 0.02, np.float32)  # a ground without edges to lose


def painted(colour, sharp=SOFT, looks=3):
    """The answers where a corner of a bare ground takes on a colour."""
    colours = GREY.copy()
    colours[CORNER] = colour
    blocks = np.where(sharp, 0.5, BARE).astype(np.float32)
    cover = Cover(BARE, GREY, LANE)
    return [cover.hides(blocks, colours, sharp) for _ in range(looks)]


def test_on_a_bare_ground_a_cover_is_told_by_its_colour():
    assert painted((45, 105, 60)) == painted((30, 30, 30)) == [False, True, True]


def test_a_shadow_on_a_bare_ground_keeps_its_hue_and_is_no_cover():
    assert not any(painted((65, 65, 65)))


def test_a_plain_thing_in_focus_has_a_sharp_outline_and_is_no_cover():
    outline = np.zeros((15, 26), bool)
    outline[10, 0:7] = outline[11:15, 6] = True
    assert not any(painted((45, 105, 60), outline))
