"""The soak bench: what it calls growth and what it calls lost."""

import numpy as np
import pytest

from backstride.bench.soak import LEFT_OUT_EVERY, Soaked, Unpaced, trend

FINE = dict(minutes=20.0, seen=700, coached=600, dropped=100, coded=590, lost=10, rss_mb=400.0, growth_mb=3.0,
            doubt_mb=2.0, curve=())  # fmt: skip


def faults(**wrong):
    return Soaked(**FINE | wrong).faults


def test_a_flat_run_that_counts_every_frame_has_no_fault():
    assert faults() == ()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"dropped": 99}, "1 frames are unaccounted for"),
        ({"coded": 589}, "the recorder counted 599 of 600 frames"),
        ({"growth_mb": 25.0}, "memory grows by 25 ± 2 MB in 6 h"),
        ({"growth_mb": 15.0, "doubt_mb": 9.0}, "memory grows by 15 ± 9 MB"),
        ({"growth_mb": float("nan")}, "memory grows by nan"),
    ],
)
def test_each_fault_is_named(wrong, sentence):
    assert len(faults(**wrong)) == 1 and faults(**wrong)[0].startswith(sentence)


def test_memory_that_comes_and_goes_is_flat_and_one_that_piles_up_is_not():
    def curve(leak_mb):
        return [(n, 400 + (n // 100) % 7 + leak_mb * n / 1e5) for n in range(1, 100_000, 100)]

    warm_mb, growth_mb, doubt_mb = trend(curve(0))
    assert warm_mb == pytest.approx(400, abs=1) and abs(growth_mb) < 2 and doubt_mb < 2
    assert trend(curve(10))[1] == pytest.approx(64.8, abs=3)  # 10 MB in 100 000 frames, of which six hours have 648 000


def test_too_short_a_run_knows_nothing_and_says_so():
    _, growth_mb, _ = trend([(1, 400.0), (101, 400.0)])
    assert faults(growth_mb=growth_mb)


def test_frames_left_out_are_counted_as_seen_and_the_last_one_is_handed_on():
    source = Unpaced.__new__(Unpaced)
    source._pictures, source.seen = [np.zeros((2, 2, 3), np.uint8)] * 3, LEFT_OUT_EVERY + 1  # the last one was left out
    source._until_s = 0.0
    assert [frame.number for frame in source] == [LEFT_OUT_EVERY + 1]
    assert source.seen == LEFT_OUT_EVERY + 2
