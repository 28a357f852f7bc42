"""Sentences that no rule asks for."""

import pytest

from backstride.coach.words import LANGUAGES, camera_lost, sentences


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("site", ["track", "treadmill"])
def test_a_lost_camera_is_told_in_words_that_were_rendered_beforehand(language, site):
    assert camera_lost(language, site) in sentences(language, site)


def test_a_lost_camera_sends_a_runner_on_a_track_to_look_round():
    assert camera_lost("en", "track") == "Camera lost. Look behind."
    assert camera_lost("en", "treadmill") == "I can't see you well."
