"""A recorder that is killed: its clip is whole up to the last second and a half, and every other one untouched."""

from backstride.bench.drills import run


def test_ten_kills_cost_a_second_and_a_half_of_the_running_clip_and_nothing_else(tmp_path):
    killed = run(kills=10, width=320, folder=tmp_path)
    assert [kill.playable for kill in killed.kills] == [True] * 10, killed.words
    assert [kill.others_untouched for kill in killed.kills] == [True] * 10, killed.words
    assert max(kill.lost_s for kill in killed.kills) <= 1.5, killed.words
