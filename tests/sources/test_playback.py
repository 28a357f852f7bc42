"""A recording plays as a camera would: in real time, newest picture first, without an end."""

from itertools import islice

import numpy as np
import pytest
from films import film

from backstride.errors import BadInput
from backstride.sources.playback import Playback


class Clock:
    """Time that goes on only when somebody waits or works."""

    def __init__(self):
        self.now_s = 100.0
        self.waits_s = []

    def __call__(self):
        return self.now_s

    def wait(self, seconds):
        self.waits_s.append(seconds)
        self.now_s += seconds


def played(path, clock, **wishes):
    return Playback(path, clock=clock, wait=clock.wait, **wishes)


def test_a_loop_in_time_gets_every_picture_when_it_is_due(tmp_path):
    clock = Clock()
    for number, frame in enumerate(played(film(tmp_path / "a.mp4"), clock, loop=False)):
        assert frame.number == number
        assert clock.now_s - 100 == pytest.approx(frame.t_s) == frame.captured_s - 100
        clock.now_s += 0.010
    assert number == 29


def test_a_late_loop_gets_the_newest_picture_and_never_an_old_one(tmp_path):
    clock, numbers = Clock(), []
    for frame in played(film(tmp_path / "a.mp4"), clock, loop=False):
        numbers.append(frame.number)
        assert -1e-6 <= clock.now_s - 100 - frame.t_s < 1 / 30 + 1e-6
        clock.now_s += 0.110  # a pose takes more than three pictures' time
    assert (np.diff(numbers[:-1]) >= 3).all() and numbers[-1] == 29


def test_time_and_numbers_go_on_over_the_loops(tmp_path):
    clock = Clock()
    frames = list(islice(played(film(tmp_path / "a.mp4", frames=10), clock), 25))
    assert [frame.number for frame in frames] == list(range(25))
    assert np.allclose([frame.t_s for frame in frames], np.arange(25) / 30)
    assert np.array_equal(frames[3].image, frames[23].image)


def test_a_machine_that_is_hopelessly_late_still_sees_pictures(tmp_path):
    clock = Clock()
    frames = []
    for frame in islice(played(film(tmp_path / "a.mp4", frames=90), clock), 5):
        frames.append(frame)
        clock.now_s += 10.0
    assert all(0 < gap <= 1.04 for gap in np.diff([frame.t_s for frame in frames]))


def test_closing_ends_the_endless(tmp_path):
    clock = Clock()
    source = played(film(tmp_path / "a.mp4", frames=5), clock)
    shown = []
    for frame in source:
        shown.append(frame.number)
        if len(shown) == 8:
            source.close()
    assert shown == list(range(8))


def test_a_playback_says_that_it_is_a_recording(tmp_path):
    path = film(tmp_path / "Tuesday.mp4")
    assert played(path, Clock()).title == "recording Tuesday.mp4"
    assert played(path, Clock(), title="demo recording").title == "demo recording"
    assert played(path, Clock()).live


def test_what_is_no_video_is_refused_before_it_plays(tmp_path):
    with pytest.raises(BadInput, match="does not exist"):
        played(tmp_path / "nowhere.mp4", Clock())


def test_a_file_that_goes_away_while_it_plays_is_named(tmp_path):
    clock = Clock()
    frames = iter(played(film(tmp_path / "a.mp4", frames=3), clock))
    next(frames)
    (tmp_path / "a.mp4").unlink()
    with pytest.raises(BadInput, match=r"a\.mp4 does not exist"):
        list(frames)
