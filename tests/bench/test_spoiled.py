"""Pictures spoiled on purpose: the same each time, and really spoiled."""

import numpy as np
import pytest

from backstride.bench.spoiled import HARMLESS, blinding

PICTURE = np.random.default_rng(2).integers(40, 200, (90, 160, 3), np.uint8)


@pytest.mark.parametrize("kind", HARMLESS)
def test_weather_is_the_same_at_the_same_time_and_keeps_the_pictures_size(kind):
    once, again = (HARMLESS[kind](PICTURE, 3.3) for _ in range(2))
    assert once.shape == PICTURE.shape and once.dtype == np.uint8
    assert np.array_equal(once, again) and not np.array_equal(once, PICTURE)


STUCK = {"frozen frames", "frozen frames, from the start", "two frames by turns"}


PARTLY = {"finger over a part of the lane", "leaf over a part of the lane"}


@pytest.mark.parametrize("kind", sorted(set(blinding()) - STUCK - PARTLY))
def test_blindness_changes_most_of_the_picture(kind):
    assert (blinding()[kind](PICTURE, 3.3) != PICTURE).mean() > 0.5


@pytest.mark.parametrize("kind", sorted(PARTLY))
def test_what_covers_a_part_leaves_the_rest_as_it_is(kind):
    assert 0.1 < (blinding()[kind](PICTURE, 3.3) != PICTURE).mean() < 0.5


def test_a_frozen_clip_shows_its_first_picture():
    frozen = blinding()["frozen frames"]
    assert frozen(PICTURE, 3.0) is PICTURE and frozen(PICTURE + 1, 3.1) is PICTURE


def test_a_stuck_buffer_shows_two_pictures_by_turns():
    stuck, other = blinding()["two frames by turns"], PICTURE + 1
    shown = [stuck(picture, 0.1 * i) for i, picture in enumerate((PICTURE, other, PICTURE + 2, PICTURE + 3))]
    assert [one is PICTURE for one in shown] == [True, False, True, False] and shown[3] is other
