import threading

from backstride.sinks.latest import Latest
from moments import cue_at, frame_at, moment_at


def taking(latest, *moments):
    for moment in moments:
        latest.take(frame_at(number=moment.number), moment)


def saying(rule, number):
    return moment_at(number=number, cue=cue_at(rule=rule))


def test_before_the_first_frame_there_is_no_moment_and_no_cue():
    latest = Latest()
    assert latest.moment is None
    assert latest.cues_since(-1) == ()
    assert latest.wait(after_number=-1, timeout_s=0) is None


def test_only_the_newest_moment_is_kept():
    latest = Latest()
    taking(latest, moment_at(number=0), moment_at(number=1), moment_at(number=2))
    assert latest.moment.number == 2
    assert latest.wait(after_number=0, timeout_s=0).number == 2


def test_a_moment_that_the_reader_has_is_no_news():
    latest = Latest()
    taking(latest, moment_at(number=7))
    assert latest.wait(after_number=7, timeout_s=0) is None


def test_a_waiting_reader_is_woken_by_the_next_moment():
    latest, got = Latest(), []
    reader = threading.Thread(target=lambda: got.append(latest.wait(after_number=-1, timeout_s=30)))
    reader.start()
    taking(latest, moment_at(number=0))
    reader.join(30)
    assert [moment.number for moment in got] == [0]


def test_a_slow_reader_hears_of_every_cue_it_slept_through():
    latest = Latest()
    taking(latest, saying("elbow", 0), moment_at(number=1), saying("lean", 2), moment_at(number=3))
    assert [cue.rule for cue in latest.cues_since(-1)] == ["elbow", "lean"]
    assert [cue.rule for cue in latest.cues_since(0)] == ["lean"]
    assert latest.cues_since(2) == ()


def test_a_source_that_began_anew_is_news_although_its_numbers_are_smaller():
    latest = Latest()
    taking(latest, saying("elbow", 900), moment_at(number=0), saying("lean", 1))
    assert latest.wait(after_number=900, timeout_s=0).number == 1
    assert [cue.rule for cue in latest.cues_since(900)] == ["lean"]


def test_closing_sends_waiting_readers_home():
    latest, got = Latest(), []
    reader = threading.Thread(target=lambda: got.append(latest.wait(after_number=-1, timeout_s=30)))
    reader.start()
    latest.close()
    reader.join(30)
    assert got == [None]
    assert latest.closed
