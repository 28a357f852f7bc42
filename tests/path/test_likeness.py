"""How a thing looked where it was named tells whether it is still there."""

import cv2
import numpy as np
import pytest

from backstride.path.likeness import SMALLEST_PX, alike, likeness

GRAIN = np.random.default_rng(5)


def ground(colour=(90, 120, 150)):
    return np.clip(np.full((40, 60, 3), colour) + GRAIN.normal(0, 2, (40, 60, 3)), 0, 255).astype(np.uint8)


def with_crate(picture, x=20):
    cv2.rectangle(picture, (x, 10), (x + 20, 30), (70, 95, 125), -1)
    cv2.rectangle(picture, (x + 14, 12), (x + 20, 30), (50, 70, 90), -1)
    return picture


def look(picture):
    return likeness(picture[8:32, 17:44])


@pytest.mark.parametrize("gain", [0.6, 1.0, 1.4])
def test_what_stands_there_in_any_light_looks_as_it_did(gain):
    later = np.clip(with_crate(ground()) * gain, 0, 255).astype(np.uint8)
    assert alike(look(with_crate(ground())), look(later))


def test_what_is_gone_or_has_moved_on_looks_so_no_more():
    then = look(with_crate(ground()))
    assert not alike(then, look(with_crate(ground(), x=26)))
    assert look(ground()) is None
    line = ground()
    line[:, 30:34] = 220
    assert not alike(then, look(line))


def test_what_is_plain_or_tiny_has_no_look_of_its_own():
    assert likeness(np.full((20, 20, 3), 90, np.uint8)) is None
    assert likeness(with_crate(ground())[10 : 10 + SMALLEST_PX - 1]) is None
    assert likeness(with_crate(ground())[10 : 10 + SMALLEST_PX]) is not None
    assert likeness(with_crate(ground())[:0]) is None
