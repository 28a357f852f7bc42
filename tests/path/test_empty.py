"""A look at the empty lane, kept with the calibration: what it shows that no first picture can, and when it serves."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from lane_scene import BLUE, SIZE, bare, calibration, frame, lit, pose, run, setup, with_box, with_runner

from backstride.errors import BadInput
from backstride.path.detector import NoDetector
from backstride.path.empty import OTHER_LIGHT, read_empty
from backstride.path.scout import InlineScout


def at_a_run(t_s):
    return 0.5 + 1.5 * t_s


@pytest.fixture
def scout(tmp_path):
    """A scout that has a look at the empty lane."""

    def scout(empty=None):
        file = tmp_path / "empty.png"
        cv2.imwrite(str(file), bare() if empty is None else empty)
        return InlineScout(replace(setup(), lane=replace(calibration(), empty=file)), SIZE, NoDetector())

    return scout


def lying(along, across, colour=BLUE, tall=0.5):
    """A box that lies there from the first picture on."""
    return lambda t_s: with_box(bare(), along, across, colour=colour, tall=tall)


def plain():
    return InlineScout(setup(), SIZE, NoDetector())


def notes(views):
    return {view.report.note for view in views}


def test_a_thing_that_lay_beside_the_lane_from_the_start_is_seen_only_against_the_empty_lane(scout):
    beside = lying(6.0, -1.1)
    assert run(plain(), at_a_run, beside, 1.5)[-1].things == ()
    assert len(run(scout(), at_a_run, beside, 1.5)[-1].things) == 1


def test_a_thing_that_lay_on_the_lane_from_the_start_is_warned_of(scout):
    views = run(scout(), at_a_run, lying(7.0, 0.0), 3.0)
    assert views[-1].state == "stop" and notes(views) == {""}


def test_the_same_pictures_say_the_same_twice(scout):
    assert run(scout(), at_a_run, lying(7.0, 0.0), 2.0) == run(scout(), at_a_run, lying(7.0, 0.0), 2.0)


@pytest.mark.parametrize("gain", [0.6, 1.3])
def test_a_brighter_or_darker_day_is_still_the_same_lane(scout, gain):
    views = run(scout(), at_a_run, lambda t_s: lit(bare(), gain), 3.0)
    assert {view.state for view in views[20:]} == {"watching"} and notes(views) == {""}


def test_a_lane_that_looks_quite_different_is_watched_as_without_the_look_and_says_so(scout):
    patchy = bare()
    patchy[135::6] = patchy[138::6] = patchy[139::6] = (40, 160, 60)  # half of the ground in another colour
    views = run(scout(patchy), at_a_run, lying(7.0, 0.0), 3.0)
    assert OTHER_LIGHT in notes(views)
    without = run(plain(), at_a_run, lying(7.0, 0.0), 3.0)
    assert [view.state for view in views[30:]] == [view.state for view in without[30:]]


def test_a_look_at_a_flat_grey_does_not_stop_the_watch(scout):
    views = run(scout(np.full_like(bare(), 128)), at_a_run, lambda t_s: bare(), 3.0)
    assert views[-1].state == "watching"


def test_a_look_at_another_place_is_a_camera_that_was_moved(scout):
    rng = np.random.default_rng(3)
    views = run(scout(rng.integers(0, 255, (SIZE[1], SIZE[0], 3), np.uint8)), at_a_run, lambda t_s: bare(), 3.0)
    assert views[-1].state == "unknown" and "moved" in views[-1].why


def test_a_camera_that_was_moved_since_is_unknown(scout):
    moved = cv2.warpAffine(bare(), np.array([[1, 0, 14], [0, 1, 6]], np.float32), SIZE, borderMode=cv2.BORDER_REPLICATE)
    views = run(scout(moved), at_a_run, lambda t_s: bare(), 3.0)
    assert {view.state for view in views[30:]} == {"unknown"} and "moved" in views[-1].why


def test_a_look_that_is_the_very_first_picture_is_no_freeze(scout):
    first = frame(with_runner(bare(), pose(at_a_run(0.0))), 0.0, 0).image
    assert run(scout(first), at_a_run, lambda t_s: bare(), 2.0)[-1].state == "watching"


def test_a_look_that_cannot_be_used_is_refused_in_one_sentence(tmp_path):
    lane = replace(calibration(), empty=tmp_path / "absent.png")
    with pytest.raises(BadInput, match="cannot be read"):
        read_empty(lane)
    cv2.imwrite(str(tmp_path / "square.png"), np.zeros((100, 100, 3), np.uint8))
    with pytest.raises(BadInput, match="100x100"):
        read_empty(replace(lane, empty=tmp_path / "square.png"))
    assert read_empty(calibration()) is None


def test_a_larger_picture_of_the_same_shape_serves(tmp_path):
    file = tmp_path / "large.png"
    cv2.imwrite(str(file), cv2.resize(bare(), (1280, 720), interpolation=cv2.INTER_CUBIC))
    large = InlineScout(replace(setup(), lane=replace(calibration(), empty=file)), SIZE, NoDetector())
    assert {view.state for view in run(large, at_a_run, lambda t_s: bare(), 2.0)[25:]} == {"watching"}
