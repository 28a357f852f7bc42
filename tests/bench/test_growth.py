"""A long session: the coach holds no more after many minutes than after a few."""

from backstride.bench.growth import coached, held_mb_an_hour


def test_what_the_coach_holds_does_not_grow():
    assert held_mb_an_hour(from_min=1, to_min=2) < 2  # by the minute's own ups and downs; a leak gave 4


def test_each_part_of_a_session_is_told():
    parts = coached(hours=2 / 60, parts=2)
    assert [round(part.from_h, 3) for part in parts] == [0, 0.017]
    assert all(part.cpu_ms > 0 and part.lines_a_minute > 100 for part in parts)
