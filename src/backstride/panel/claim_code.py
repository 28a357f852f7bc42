"""The one-time code with which the first run is claimed: whoever reads or hears it stands beside the machine."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable

from .passwords import Refused
from .tries import Tries

SYMBOLS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that is mistaken for another when read aloud or off a terminal
CODE_LENGTH = 8
CLAIM_TRIES = 5
CLAIM_WAIT_S = 60.0
SPOKEN_TIMES, SPOKEN_WINDOW_S = 3, 60.0  # anybody on the network may ask for it: it must not become a nuisance


class TooManyTries(Refused):
    """Too many wrong tries: ask again after ``wait_s``."""

    def __init__(self, wait_s: float):
        super().__init__(f"Too many wrong tries. Please wait {max(1, round(wait_s))} seconds.")
        self.wait_s = wait_s


class ClaimCode:
    """The code now, until ``spend``. ``tell`` hears each that follows the first. Not safe to share among threads."""

    def __init__(self, clock: Callable[[], float], tell: Callable[[str], None]):
        self._clock, self._tell = clock, tell
        self._spoken = Tries(SPOKEN_TIMES, SPOKEN_WINDOW_S, clock)
        self._new()

    def now(self) -> str:
        """The code; empty while one must wait for the next."""
        if not self._code and self._clock() >= self._again_s:
            self._new()
            self._tell(self._code)
        return self._code

    def check(self, given: str) -> None:
        """Raises Refused for a wrong code, TooManyTries where even the right one must wait."""
        code = self.now()
        if not code:
            raise TooManyTries(self._again_s - self._clock())
        if hmac.compare_digest(_tidy(given).encode(errors="replace"), code.encode()):
            return
        self._tries += 1
        if self._tries < CLAIM_TRIES:
            raise Refused("That is not the claim code.")
        self._code, self._again_s = "", self._clock() + CLAIM_WAIT_S
        raise TooManyTries(CLAIM_WAIT_S)

    def to_be_spoken(self) -> str:
        """The code for the loudspeaker. Raises TooManyTries where it was asked for too often, or there is none now."""
        wait_s = self._spoken.wait_s("")
        if wait_s > 0:
            raise TooManyTries(wait_s)
        code = self.now()
        if not code:
            raise TooManyTries(self._again_s - self._clock())
        self._spoken.note("")
        return code

    def spend(self) -> None:
        """The code is worth nothing from now on."""
        self._code, self._again_s = "", float("inf")

    def _new(self) -> None:
        self._code = "".join(secrets.choice(SYMBOLS) for _ in range(CODE_LENGTH))
        self._tries, self._again_s = 0, float("inf")


def _tidy(code: str) -> str:
    return "".join(code[:64].split()).replace("-", "").upper()
