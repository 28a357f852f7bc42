"""Buttons and a light, on gpiozero's pins that are none."""

from dataclasses import dataclass
from threading import Event

import pytest
from gpiozero.pins.mock import MockFactory

from backstride.appliance import buttons as buttons_module
from backstride.appliance.buttons import Buttons


@dataclass(frozen=True)
class Pins:
    start_stop: int | None = None
    pain: int | None = None
    light: int | None = None


class Desk:
    """Two buttons and a light, and what was pressed."""

    def __init__(self, **pins):
        self.factory, self.pressed, self.coaches, self.records = MockFactory(), [], False, False
        self.lit = Event()
        self.buttons = Buttons(
            Pins(**pins), self.pressed.append, lambda: self.coaches, lambda: self.records, self.factory
        )  # fmt: skip

    def push(self, pin):
        self.factory.pin(pin).drive_low()
        self.factory.pin(pin).drive_high()


@pytest.fixture
def desk(monkeypatch):
    monkeypatch.setattr(buttons_module, "BOUNCE_S", None)  # a made-up pin does not chatter
    made = []

    def desk(**pins):
        made.append(Desk(**pins))
        return made[-1]

    yield desk
    for one in made:
        one.buttons.close()
        one.factory.reset()


def test_the_start_button_starts_and_stops(desk):
    on = desk(start_stop=17)
    on.push(17)
    on.coaches = True
    on.push(17)
    assert on.pressed == ["start", "stop"]


def test_the_pain_button_is_pain_whatever_happens(desk):
    on = desk(start_stop=17, pain=27)
    on.push(27)
    on.coaches = True
    on.push(27)
    assert on.pressed == ["pain", "pain"]


def test_the_light_is_on_while_a_clip_is_recorded_whether_or_not_frames_come(desk):
    on = desk(light=22)
    for records in (True, False):
        on.records = records
        assert _becomes(on.factory.pin(22), records)


def _becomes(pin, state):
    for _ in range(2000):
        if bool(pin.state) == state:
            return True
        Event().wait(0.005)  # gpiozero's own thread looks ten times a second
    return False


def test_without_pins_nothing_is_opened_and_nothing_loaded(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "gpiozero", None)
    assert Buttons(Pins(), print, bool, bool).fault == ""


def test_pins_that_cannot_be_used_are_told_of_and_the_coaching_goes_on():
    class NoPins(MockFactory):
        def pin(self, name):
            raise RuntimeError("no gpiochip here")

    buttons = Buttons(Pins(pain=27), print, bool, bool, NoPins())
    assert buttons.fault == "Buttons and light do not work (no gpiochip here)"
    buttons.close()


def test_closing_lets_the_pins_go(desk):
    on = desk(pain=27)
    on.buttons.close()
    on.push(27)
    assert on.pressed == []
    Buttons(Pins(pain=27), print, bool, bool, on.factory).close()
