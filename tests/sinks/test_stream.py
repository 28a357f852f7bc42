"""The live picture: one encoding for all, newest first, nobody waits for anybody."""

import threading

import cv2
import numpy as np
import pytest

from backstride.sinks import stream as stream_module
from backstride.sinks.stream import Stream, TooManyViewers
from backstride.types import Frame
from moments import frame_at, moment_at

LONG_S = 30  # an answer that never comes ends the test; none of the tests waits for it
NEVER_S = 1e6  # a silence that does not fall within a test


class Easel:
    """Stands in for drawing: remembers what was drawn, and holds its brush when told."""

    def __init__(self):
        self.drawn, self.notices = [], []
        self.begun, self.may_go_on = threading.Semaphore(0), threading.Event()
        self.may_go_on.set()
        self.fails = False

    def draw(self, image, moment, setup):
        self.drawn.append(moment.number)
        self.begun.release()
        assert self.may_go_on.wait(LONG_S)
        if self.fails:
            raise ValueError("no paint")
        picture = np.zeros((16, 16, 3), np.uint8)
        picture[:] = moment.number
        return picture

    def notice(self, size, text):
        self.notices.append((size, text))
        return np.full((16, 16, 3), 255, np.uint8)


@pytest.fixture
def easel(monkeypatch):
    easel = Easel()
    monkeypatch.setattr(stream_module, "draw", easel.draw)
    monkeypatch.setattr(stream_module, "notice", easel.notice)
    return easel


@pytest.fixture
def streams():
    made = []

    def make(**options):
        made.append(Stream(**{"silence_s": NEVER_S, **options}))
        return made[-1]

    yield make
    for stream in made:
        stream.close()


def give(stream, number, image=None):
    stream.take(frame_at(number=number) if image is None else Frame(image, 0.0, number), moment_at(number=number))


def shade(jpeg):
    """Which frame's number a picture of the easel carries."""
    return round(float(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR).mean()))


def test_while_nobody_looks_nothing_is_drawn_or_encoded(easel, streams):
    stream = streams()
    for number in range(10):
        give(stream, number)
    with stream.viewer() as viewer:
        assert shade(viewer.next(LONG_S)) == 9
    assert easel.drawn == [9]
    assert stream.counts.encoded == 1


def test_after_the_last_viewer_left_nothing_more_is_drawn(easel, streams):
    stream = streams()
    give(stream, 0)
    with stream.viewer() as viewer:
        viewer.next(LONG_S)
    for number in range(1, 10):
        give(stream, number)
    with stream.viewer() as viewer:
        assert shade(viewer.next(LONG_S)) == 9
    assert easel.drawn == [0, 9]


def test_all_viewers_get_the_same_one_encoding(easel, streams):
    stream = streams()
    give(stream, 40)
    with stream.viewer() as first, stream.viewer() as second, stream.viewer() as third:
        assert first.next(LONG_S)
        give(stream, 41)
        pictures = [viewer.next(LONG_S) for viewer in (second, third)]
        while shade(pictures[0]) != 41:  # the second may have come in time for the first picture
            pictures = [viewer.next(LONG_S) for viewer in (second, third)]
        assert first.next(LONG_S) is pictures[0] is pictures[1]
    assert easel.drawn == [40, 41]


def test_a_stalled_viewer_takes_nothing_from_the_one_beside_it(easel, streams):
    stream = streams()
    give(stream, 0)
    with stream.viewer() as stalled, stream.viewer() as fast:
        seen = []
        for number in range(10, 60, 10):
            give(stream, number)
            while not seen or seen[-1] != number:
                seen.append(shade(fast.next(LONG_S)))
        assert seen[-5:] == [10, 20, 30, 40, 50]
        assert shade(stalled.next(LONG_S)) == 50
        assert stalled.next(0) is None


def test_a_viewer_that_does_not_ask_for_more_costs_nothing(easel, streams):
    stream = streams()
    give(stream, 0)
    with stream.viewer() as viewer:
        viewer.next(LONG_S)
        for number in range(1, 10):
            give(stream, number)
        assert shade(viewer.next(LONG_S)) == 9
    assert easel.drawn == [0, 9]


def test_a_viewer_who_comes_back_is_not_given_what_lay_ready_long_ago(easel, streams):
    stream = streams()
    give(stream, 1)
    with stream.viewer() as stalled, stream.viewer() as other:
        assert shade(other.next(LONG_S)) == 1
        give(stream, 2)
        assert shade(stalled.next(LONG_S)) == 2


def test_frames_that_come_while_one_is_drawn_give_way_to_the_newest(easel, streams):
    stream, seen = streams(), []
    give(stream, 1)
    easel.may_go_on.clear()
    with stream.viewer() as viewer:
        waiting = threading.Thread(target=lambda: seen.append(shade(viewer.next(LONG_S))))
        waiting.start()
        assert easel.begun.acquire(timeout=LONG_S)
        for number in (2, 3, 4):
            give(stream, number)  # returns although the brush is held
        easel.may_go_on.set()
        waiting.join(LONG_S)
        seen.append(shade(viewer.next(LONG_S)))
    assert seen == easel.drawn == [1, 4]
    assert stream.counts.dropped == 2


def test_a_picture_is_given_once_to_each_viewer(easel, streams):
    stream = streams()
    give(stream, 5)
    with stream.viewer() as viewer:
        assert viewer.next(LONG_S)
        assert viewer.next(0) is None


def test_without_a_frame_yet_a_viewer_is_told_so_at_once(easel, streams):
    with streams().viewer() as viewer:
        assert shade(viewer.next(LONG_S)) == 255
    assert easel.notices == [((640, 360), "No picture from the camera")]


def test_when_frames_stop_coming_the_old_picture_does_not_pass_for_a_live_one(easel, streams):
    stream = streams(silence_s=0.02)
    give(stream, 5)
    with stream.viewer() as viewer:
        while shade(viewer.next(LONG_S)) != 255:
            pass
        assert shade(viewer.next(LONG_S)) == 255  # said again: a connection that died is found out
    assert easel.notices[0][1] == "No picture from the camera"


def test_what_is_said_shows_at_once_and_clears_with_the_next_frame(easel, streams):
    stream = streams()
    give(stream, 5)
    with stream.viewer() as viewer:
        assert shade(viewer.next(LONG_S)) == 5
        stream.say("Camera lost")
        assert shade(viewer.next(LONG_S)) == 255
        give(stream, 6)
        assert shade(viewer.next(LONG_S)) == 6
    assert [text for _, text in easel.notices] == ["Camera lost"]


def test_what_was_said_while_nobody_looked_is_what_the_next_viewer_sees(easel, streams):
    stream = streams()
    give(stream, 5)
    stream.say("Camera lost")
    with stream.viewer() as viewer:
        assert shade(viewer.next(LONG_S)) == 255
    assert shade(stream.snapshot()) == 255
    assert stream.still() is None
    assert easel.drawn == []


def test_places_are_limited_and_come_free_again(easel, streams):
    stream = streams(max_viewers=2)
    with stream.viewer(), stream.viewer():
        assert stream.viewers == 2
        with pytest.raises(TooManyViewers, match="2 viewers"), stream.viewer():
            pass
    assert stream.viewers == 0
    with stream.viewer():
        assert stream.viewers == 1


def test_a_frame_that_cannot_be_drawn_is_reported_and_the_next_one_shows(easel, streams, caplog):
    stream = streams()
    easel.fails = True
    give(stream, 5)
    with stream.viewer() as viewer:
        assert shade(viewer.next(LONG_S)) == 255
        easel.fails = False
        give(stream, 6)
        assert shade(viewer.next(LONG_S)) == 6
    assert stream.counts.failed == 1
    assert "no paint" in caplog.text


def test_closing_sends_waiting_viewers_home(easel, streams):
    stream, got = streams(), []
    with stream.viewer() as viewer:
        viewer.next(LONG_S)
        waiting = threading.Thread(target=lambda: got.append(viewer.next(LONG_S)))
        waiting.start()
        stream.close()
        waiting.join(LONG_S)
    assert got == [None]
    assert stream.closed


def test_a_wide_picture_is_sent_smaller_and_a_small_one_as_it_is(streams):
    stream = streams(max_width=320)
    give(stream, 0, np.zeros((360, 640, 3), np.uint8))
    wide = cv2.imdecode(np.frombuffer(stream.snapshot(), np.uint8), cv2.IMREAD_COLOR)
    give(stream, 1, np.zeros((240, 300, 3), np.uint8))
    small = cv2.imdecode(np.frombuffer(stream.snapshot(), np.uint8), cv2.IMREAD_COLOR)
    assert wide.shape == (180, 320, 3)
    assert small.shape == (240, 300, 3)


def test_the_still_for_calibrating_is_the_frame_itself(streams):
    stream = streams(max_width=320)
    grey = np.full((360, 640, 3), 120, np.uint8)
    give(stream, 0, grey)
    still = cv2.imdecode(np.frombuffer(stream.still(), np.uint8), cv2.IMREAD_COLOR)
    assert still.shape == grey.shape
    assert abs(still.astype(int) - 120).max() <= 1
