"""The bare lane: its light, what stands in for what was not seen bare, and what of that is learned."""

import numpy as np
import pytest
from lane_scene import BLUE, SIZE, TRACK, bare, calibration

from backstride.path.bare import MISSED_LOOKS, Bare
from backstride.path.lane import lane_of
from backstride.path.learning import learn
from backstride.path.odd_things import Found
from backstride.path.plot import plot_of
from backstride.path.surface import Surface

PLOT = plot_of(lane_of(calibration(), SIZE))
PICTURE = PLOT.cut(bare())
NOWHERE = np.zeros(PLOT.mask.shape, bool)
ON_THE_LANE, ON_GRASS = np.s_[150:170, 280:300], np.s_[25:35, 5:15]  # between two lines; above the ground


def at(*parts):
    mask = NOWHERE.copy()
    for part in parts:
        mask[part] = True
    return mask


def lane(hidden=NOWHERE, body=NOWHERE, lying=()):
    picture = PICTURE.astype(np.float32)
    picture[hidden | body] = BLUE
    return Bare(PLOT, Surface(PLOT, picture, ~body), picture, body, hidden | body, lying)


def glance(on, picture=PICTURE, runner=NOWHERE):
    return on.glance(np.clip(picture, 0, 255).astype(np.uint8), np.where(runner, 255, 0).astype(np.uint8))


def taught(on, odd=NOWHERE, runner=NOWHERE):
    """What is still unseen after one look at the empty lane."""
    odd = np.where(odd, 255, 0).astype(np.uint8)
    learn(on, glance(on, runner=runner), Found(odd, np.zeros(odd.shape, np.int32), [], []), 1)
    return len(on.unseen.at())


def test_the_strips_colour_stands_in_for_what_is_hidden():
    on = lane(at(ON_THE_LANE))
    assert len(on.unseen.guessed) == 400
    assert on.picture[ON_THE_LANE].reshape(-1, 3) == pytest.approx(np.tile(TRACK, (400, 1)), abs=12)


def test_what_the_runner_hides_above_the_ground_is_left_out():
    on = lane(body=at(ON_GRASS))
    assert (len(on.unseen.guessed), len(on.unseen.blank)) == (0, 100)


@pytest.mark.parametrize("gain", [0.5, 1.2])
def test_a_look_is_brought_into_the_first_looks_light(gain):
    seen = glance(lane(), PICTURE * gain)
    assert seen.gain == pytest.approx(gain, rel=0.03)
    assert np.median(seen.brightness / lane().kinds.brightness) == pytest.approx(1.0, abs=0.03)


def test_the_last_light_serves_while_the_runner_hides_all():
    on = lane()
    glance(on, PICTURE * 0.5)
    assert glance(on, PICTURE, runner=~NOWHERE).gain == pytest.approx(0.5, rel=0.03)


def test_what_was_hidden_is_learned_once_it_is_seen_bare():
    on = lane(at(ON_THE_LANE), body=at(ON_GRASS))
    assert taught(on) == 0
    assert np.array_equal(on.picture[ON_GRASS], PICTURE[ON_GRASS])


def test_what_the_runner_hides_or_what_is_odd_is_not_learned():
    assert taught(lane(at(ON_THE_LANE)), runner=at(ON_THE_LANE)) == 400
    assert taught(lane(at(ON_THE_LANE)), odd=at(ON_THE_LANE)) == 400


def test_while_any_of_a_thing_is_seen_now_and_then_that_lay_there_nothing_of_its_place_is_learned():
    on, any_of_it = lane(at(ON_THE_LANE), lying=[ON_THE_LANE]), at(np.s_[150:151, 280:281])
    assert [taught(on, odd=any_of_it) for _ in range(3)] == [400] * 3
    assert [taught(on) for _ in range(MISSED_LOOKS)] == [400] * MISSED_LOOKS
    assert taught(on, odd=any_of_it) == 400
    assert [taught(on) for _ in range(MISSED_LOOKS + 1)] == [400] * MISSED_LOOKS + [0]


def test_the_lane_follows_a_light_that_falls_aslant_but_not_where_it_is_odd():
    on, odd = lane(), np.where(at(ON_THE_LANE), 255, 0).astype(np.uint8)
    before = on.picture.copy()
    aslant = PICTURE * np.linspace(0.9, 1.1, PICTURE.shape[1])[:, None]
    for number in range(1, 11):
        learn(on, glance(on, aslant), Found(odd, np.zeros(odd.shape, np.int32), [], []), number)
    changed = np.abs(on.picture - before).max(axis=2) > 0
    assert changed[PLOT.mask > 0].mean() > 0.9
    assert not changed[ON_THE_LANE].any()
