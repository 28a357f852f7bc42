"""Other light changes how bright a colour is, and leaves its kind."""

import numpy as np
import pytest
from lane_scene import GRASS, LINE, TRACK

from backstride.path.kinds import Kinds, greenness


def picture(*colours):
    """Broad stripes one above the other."""
    return np.repeat(np.array(colours, np.float32), 20, axis=0)[:, None].repeat(30, axis=1)


def test_half_the_light_is_half_as_bright_and_of_the_same_kind():
    whole, half = Kinds(picture(TRACK, GRASS)), Kinds(picture(TRACK, GRASS) / 2)
    assert half.kind == pytest.approx(whole.kind, abs=1e-4)
    assert half.brightness == pytest.approx(whole.brightness / 2, rel=1e-4)
    assert half.green == pytest.approx(whole.green, abs=0.06)


def test_what_has_no_colour_in_common_is_dark():
    red, blue = picture((0, 0, 200)), picture((200, 0, 0))
    assert Kinds(red).brightness_of(blue).max() == 0


def test_grass_is_greener_than_the_track_and_a_white_line_is_neither():
    green = greenness(picture(TRACK, LINE, GRASS))[10::20, 0]
    assert green[0] < green[1] < green[2]
    assert green[1] == pytest.approx(0, abs=0.01)


def test_it_is_plain_away_from_edges_and_where_it_is_not_too_dark():
    plain = Kinds(picture(TRACK, LINE, (5, 5, 5))).plain[:, 15] > 0
    assert plain[[10, 30]].all()
    assert not plain[[19, 20, 50]].any()


def test_rows_are_taken_anew_and_the_others_stay():
    kinds, other = Kinds(picture(TRACK, GRASS)), Kinds(picture(LINE, LINE))
    kinds.keep(picture(LINE, LINE), slice(0, 20))
    assert np.array_equal(kinds.kind[:20], other.kind[:20])
    assert np.array_equal(kinds.kind[20:], Kinds(picture(GRASS)).kind)
