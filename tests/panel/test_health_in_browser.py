"""The health page in a real browser: it follows the machine by itself, and says so when it can't any more."""

import re
from dataclasses import replace

import pytest
from test_in_browser import PHONE, chromium, expect, runner, serve, window  # noqa: F401 - fixtures

from backstride.health.readings import Camera, Machine, Readings
from backstride.panel.health_parts import HealthParts

pytestmark = pytest.mark.browser
COOL = Readings(camera=Camera("Pi camera imx708", 30.0, True), machine=Machine(temperature_c=48.0))


class Weather:
    """Readings that a test changes."""

    def __init__(self):
        self.now = COOL

    def __call__(self):
        return self.now


def part(page, title):
    return page.locator(".health li", has_text=title)


@pytest.fixture
def page_of(window, serve):  # noqa: F811
    """The health page of a machine, on a phone."""

    def open_page(readings):
        opened = window(PHONE)
        address = serve(health=HealthParts(readings))
        page = opened.sign_in(address)
        page.clock.install()
        page.goto(address + "/health")
        return opened, page

    return open_page


def test_the_page_follows_the_machine_without_being_loaded_again(page_of):
    weather = Weather()
    opened, page = page_of(weather)
    expect(part(page, "Temperature")).to_contain_text("48 °C")
    weather.now = replace(COOL, machine=Machine(temperature_c=86.0))
    page.clock.run_for(3500)
    expect(part(page, "Temperature")).to_contain_text("86 °C; it needs shade or a fan")
    expect(part(page, "Temperature")).to_have_attribute("data-state", "fail")
    expect(page.locator(".verdict")).to_have_text("Something does not work.")
    assert opened.problems == []


def test_a_machine_that_does_not_answer_is_shown_as_old(page_of):
    opened, page = page_of(Weather())
    opened.context.set_offline(True)
    page.clock.run_for(3500)
    expect(page.get_by_text("The machine does not answer: what is shown is old.")).to_be_visible()
    expect(page.locator("#health")).to_have_class(re.compile("old"))


def test_nothing_is_wider_than_a_phone_and_every_button_is_large_enough(page_of):
    _, page = page_of(Weather())
    for path in ("/health", "/doctor", "/support"):
        page.goto(page.url.rpartition("/")[0] + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        for button in page.get_by_role("button").all():
            assert button.bounding_box()["height"] >= 44, (path, button.inner_text())


def test_the_state_is_a_word_and_not_a_colour_alone(page_of):
    _, page = page_of(Weather())
    states = page.locator(".health .state").all_inner_texts()
    assert states and set(states) <= {"OK", "Look", "Fault", "Not known"}
