"""Sentences that no rule asks for: what the device says of itself."""

import re

import pytest
from test_rules_table import BELT, FORBIDDEN, STOP

from backstride.coach import device_words
from backstride.coach.device_words import KEYS, device_says, device_sentences
from backstride.coach.words import LANGUAGES, phrases

everywhere = pytest.mark.parametrize("site", ["track", "treadmill"])
in_each_language = pytest.mark.parametrize("language", LANGUAGES)


@in_each_language
@everywhere
def test_every_sentence_exists_in_every_language(language, site):
    assert all(device_says(language, site, key) for key in KEYS)
    assert device_words._SAID[language].keys() == set(KEYS)
    assert len(set(device_sentences(language, site))) == len(KEYS)


@in_each_language
@everywhere
def test_no_sentence_promises_a_free_path_or_asks_for_a_bare_stop(language, site):
    for words in device_sentences(language, site):
        assert not re.search(FORBIDDEN[language], words.lower()), words
        if site == "treadmill":
            assert not re.search(STOP[language], words.lower()) or BELT[language] in words.lower(), words


@in_each_language
@everywhere
@pytest.mark.parametrize("key", ["camera_lost", "offline", "too_dark"])
def test_what_interrupts_a_run_has_at_most_five_words(language, site, key):
    assert len(re.findall(r"[\w'’-]+", device_says(language, site, key))) <= 5


def test_a_lost_camera_sends_a_runner_on_a_track_to_look_round_and_one_on_a_belt_to_the_rails():
    assert device_says("en", "track", "camera_lost") == "Camera lost. Look behind."
    assert device_says("en", "treadmill", "camera_lost") == "Camera lost. Hold the rails."


@in_each_language
def test_a_lost_camera_is_told_in_the_words_of_the_cue_for_it(language):
    assert device_says(language, "track", "camera_lost") in phrases(language, "track", "path_unknown.lost")


def test_the_most_urgent_are_rendered_first():
    assert device_sentences("en", "track")[0] == "Coach offline. Look behind."
