"""Between a reading thread and the loop lies one frame: the newest."""

from threading import Event, Thread

import numpy as np
import pytest

from backstride.errors import SourceLost
from backstride.sources.newest import Newest
from backstride.types import Frame

IMAGE = np.zeros((2, 2, 3), np.uint8)


def frame(number):
    return Frame(IMAGE, number / 30, number)


def test_the_newest_wins_and_the_number_tells_what_was_dropped():
    newest = Newest()
    for number in range(5):
        newest.put(frame(number))
    assert newest.take(0).number == 4


def test_a_frame_is_taken_once():
    newest = Newest()
    newest.put(frame(0))
    newest.take(0)
    with pytest.raises(TimeoutError):
        newest.take(0)


def test_a_waiting_loop_gets_the_next_frame():
    newest, taken, waiting = Newest(), [], Event()

    def loop():
        waiting.set()
        taken.append(newest.take(60).number)

    thread = Thread(target=loop)
    thread.start()
    waiting.wait(60)
    newest.put(frame(7))
    thread.join(60)
    assert taken == [7]


def test_a_failed_reader_is_told_after_its_last_frame():
    newest = Newest()
    newest.put(frame(3))
    newest.fail(SourceLost("unplugged"))
    assert newest.take(0).number == 3
    with pytest.raises(SourceLost, match="unplugged"):
        newest.take(60)
