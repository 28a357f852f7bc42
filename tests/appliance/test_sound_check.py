"""Nobody is believed to hear the coach until somebody says so."""

import pytest

from backstride.appliance.sound_check import SoundCheck


class Speaker:
    audible, device = True, "ALSA default"

    def __init__(self):
        self.played = 0
        self.check = SoundCheck(lambda: self.audible, lambda: self.device, self.play)

    def play(self):
        self.played += 1


@pytest.fixture
def speaker():
    return Speaker()


def test_at_first_nothing_is_confirmed(speaker):
    assert speaker.check.state == "unconfirmed" and "not confirmed" in speaker.check.notice


def test_what_was_played_is_not_yet_heard(speaker):
    speaker.check.play()
    assert (speaker.played, speaker.check.state) == (1, "asked")
    assert "not confirmed" in speaker.check.notice


def test_heard_is_heard(speaker):
    speaker.check.play()
    speaker.check.answer(True)
    assert (speaker.check.state, speaker.check.notice) == ("heard", "")


def test_not_heard_means_that_warnings_cannot_be_heard(speaker):
    speaker.check.play()
    speaker.check.answer(False)
    assert speaker.check.state == "not heard"
    assert speaker.check.notice.startswith("Obstacle warnings cannot be heard")


def test_another_device_has_to_be_heard_anew(speaker):
    speaker.check.play()
    speaker.check.answer(True)
    speaker.device = "ALSA plughw:CARD=HDMI"
    assert speaker.check.state == "unconfirmed"
    speaker.device = "ALSA default"
    assert speaker.check.state == "heard"


def test_a_device_that_failed_is_silent_whatever_was_heard_before(speaker):
    speaker.check.play()
    speaker.check.answer(True)
    speaker.audible = False
    assert speaker.check.state == "silent"
    assert speaker.check.notice == "Obstacle warnings cannot be heard"
