"""Who comes near a treadmill's belt: how far they stand, when they are news, and that the runner never is."""

from math import hypot

import numpy as np
import pytest
from lane_scene import SIZE, bare, frame, pose, with_runner

from backstride.path.asked import NamesBeside
from backstride.path.detector import Detection
from backstride.path.room import Room
from backstride.path.room_lookout import RoomLookout, is_runner, runners_box
from backstride.path.room_warden import RoomWarden
from backstride.path.scout import InlineScout
from backstride.types import Found, Motion, Report, Setup

ROOM = Room(0.9, 0.8, 2.75, 0.8, 0.0, 16 / 9)


@pytest.mark.parametrize(("box", "grown", "near"), [
    ((1.4, 0.22, 1.6, 0.86), True, True),  # a grown person beside the rear edge
    ((1.4, 0.48, 1.55, 0.86), True, True),  # a child there
    ((1.35, 0.7, 1.6, 0.85), False, True),  # a dog there
    ((1.0, 0.40, 1.1, 0.66), True, False),  # a grown person far behind: as small, but the feet are higher
])  # fmt: skip
def test_height_and_feet_tell_how_near_somebody_stands(box, grown, near):
    assert (hypot(*ROOM.beyond(box, grown)) < 2.0) == near


def looks(away_m, seconds, track=1, label="person"):
    warden = RoomWarden()
    return [warden.view(Report(t, found=(Found(track, label, Motion(away_m(t), 0, 0, 0, 0.2), (0, 0, 1, 1)),)), None, t)
            for t in np.arange(0, seconds, 0.1).tolist()]  # fmt: skip


def test_who_stays_by_the_belt_is_news_once_and_then_once_a_minute():
    states = [view.state for view in looks(lambda t: 1.5, 70)]
    assert states[:49] == ["slow"] * 49 and set(states[51:599]) == {"watching"} and states[605] == "slow"


def test_who_comes_nearer_is_news_again_and_who_is_far_is_not():
    assert looks(lambda t: 2.5 if t < 20 else 1.0, 21)[-1].state == "slow"
    assert {view.state for view in looks(lambda t: 4.0, 10)} == {"watching"}


def test_a_spotter_is_shown_and_not_warned_of():
    views = looks(lambda t: 1.0, 10, label="spotter")
    assert {view.state for view in views} == {"watching"} and views[-1].things


class People:
    """A detector that always sees the same boxes."""

    def __init__(self, *boxes):
        self.boxes = boxes

    def look(self, picture, region):
        return tuple(Detection("person", 0.8, tuple(value * SIZE[1] for value in box)) for box in self.boxes)


class Silent:
    """A detector that takes one question and answers ``answers`` times."""

    def __init__(self, answers):
        self.answers, self.asked = answers, 0

    def ask(self, picture, region):
        self.asked += 1
        return True

    def finished(self):
        return () if self.asked <= self.answers else None


@pytest.mark.parametrize(("answers", "states"), [(0, ["unknown"]), (1, ["watching", "unknown"])])
def test_who_is_near_is_unknown_while_the_detector_is_silent(answers, states):
    lookout, warden, runner = RoomLookout(Setup("treadmill", "side"), SIZE, Silent(answers)), RoomWarden(), pose(1.0)
    views = []
    for i in range(40):
        shown = frame(with_runner(bare(), runner), i / 10, i)
        report = lookout.look(shown, pose(1.0, i / 10, number=i))
        views.append(warden.view(report, None, i / 10))
    assert list(dict.fromkeys(view.state for view in views)) == states
    assert views[-1].why == "the detector has not answered"


class FailsFirst:
    """A detector that fails at its first picture, and then sees nobody."""

    looks = 0

    def look(self, picture, region):
        self.looks += 1
        if self.looks == 1:
            raise ValueError("broken")
        return ()


def test_a_detector_that_failed_in_whatever_way_is_asked_again_about_a_treadmill_too():
    beside, runner = NamesBeside(FailsFirst(), patience_s=30.0), pose(1.0)
    lookout = RoomLookout(Setup("treadmill", "side"), SIZE, beside)
    with pytest.raises(ValueError, match="broken"):
        lookout.look(frame(with_runner(bare(), runner), 0.0, 0), runner)
    shown = [pose(1.0, i / 10, number=i) for i in range(1, 40)]
    whys = [lookout.look(frame(with_runner(bare(), one), one.t_s, one.number), one).why for one in shown]
    beside.close()
    assert whys[-1] == ""


def watched(*boxes, spotters=0):
    scout, runner = InlineScout(Setup("treadmill", "side"), SIZE, People(*boxes), spotters=spotters), pose(1.0)
    views = []
    for i in range(45):
        at = pose(1.0, i / 30, number=i)
        views.append(scout.look(frame(with_runner(bare(), runner), i / 30, i), at))
    return views


def test_the_runner_found_by_the_detector_twice_or_in_part_is_nobody_else():
    x0, y0, x1, y1 = runners_box(pose(1.0))
    boxes = (x0, y0, x1, y1), (x0 - 0.02, y0, x1 + 0.03, y1), (x0, y0 + 0.3, x1, y1)
    assert all(is_runner(box, boxes[0]) for box in boxes)
    assert {view.state for view in watched(*boxes)} == {"watching"}


def test_somebody_beside_the_runner_is_told_of_within_a_second():
    x0, y0, x1, y1 = runners_box(pose(1.0))
    beside = (x1 + 0.15, y0, 2 * x1 - x0 + 0.15, y1)
    assert watched(beside)[29].state == "slow" and watched(beside, spotters=1)[29].state == "watching"
