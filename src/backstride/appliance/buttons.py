"""Two buttons and a light on a Pi's pins, through gpiozero: start or stop, pain, and a light while a clip is recorded.

Nothing is loaded where no pin is named. A pin that cannot be used is told of, and coaching goes on without it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack, closing
from itertools import repeat
from typing import Any, Protocol

from ..types import Press

log = logging.getLogger(__name__)

BOUNCE_S = 0.05  # a contact chatters for some milliseconds


class Pins(Protocol):
    start_stop: int | None
    pain: int | None
    light: int | None


class Buttons:
    """Open pins. ``fault`` says for people what does not work; empty while all does."""

    def __init__(self, pins: Pins, press: Callable[[Press], None], coaching: Callable[[], bool],
                 recording: Callable[[], bool], factory: Any = None):  # fmt: skip
        """``factory`` is gpiozero's way to the pins: by itself, the Pi's own."""
        self.fault = ""
        self._parts = ExitStack()
        if pins.start_stop is None and pins.pain is None and pins.light is None:
            return
        try:
            self._open(pins, press, coaching, recording, factory)
        except Exception as fault:  # gpiozero's own errors, lgpio's, or a missing module: no reason to stop coaching
            log.warning("the pins cannot be used", exc_info=True)
            self._parts.close()
            self.fault = f"Buttons and light do not work ({fault})"

    def close(self) -> None:
        self._parts.close()

    def _open(self, pins, press, coaching, recording, factory) -> None:
        from gpiozero import LED, Button

        def button(pin: int, pressed: Callable[[], None]) -> None:
            made = self._parts.enter_context(closing(Button(pin, bounce_time=BOUNCE_S, pin_factory=factory)))
            made.when_pressed = pressed

        if pins.start_stop is not None:
            button(pins.start_stop, lambda: press("stop" if coaching() else "start"))
        if pins.pain is not None:
            button(pins.pain, lambda: press("pain"))
        if pins.light is not None:
            light = self._parts.enter_context(closing(LED(pins.light, pin_factory=factory)))
            light.source = (recording() for _ in repeat(None))  # by gpiozero's own thread, whether frames come or not
