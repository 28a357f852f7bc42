"""Who may use the panel: the claim code of the first run, the owner's password, and the sessions that are open.

The password's hash is kept in one file; sessions live in memory and end with the program. There is no default password.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock

from werkzeug.security import check_password_hash, generate_password_hash

from ..errors import BackstrideError
from .accounts_file import read_password_hash, write_password_hash
from .tries import Tries

SYMBOLS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that is mistaken for another when read aloud or off a terminal
CODE_LENGTH = 8
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
CLAIM_TRIES = 5
CLAIM_WAIT_S = 60.0
SIGN_IN_TRIES = 5
ALL_SIGN_IN_TRIES = 30
SIGN_IN_WINDOW_S = 60.0
IDLE_S = 12 * 3600.0
MOST_SESSIONS = 32


class Refused(BackstrideError):
    """The person is not let in; the sentence says why."""


class TooManyTries(Refused):
    """Too many wrong tries: ask again after ``wait_s``."""

    def __init__(self, wait_s: float):
        super().__init__(f"Too many wrong tries. Please wait {max(1, round(wait_s))} seconds.")
        self.wait_s = wait_s


@dataclass(frozen=True)
class Visitor:
    """Someone with an open session. The only role yet is the owner's."""

    role: str
    last_seen_s: float


class Accounts:
    """The lock on the panel's door. ``clock`` counts seconds and never jumps; ``tell`` hears each claim code
    that follows the first one."""

    def __init__(
        self,
        path: Path,
        clock: Callable[[], float] = time.monotonic,
        tell: Callable[[str], None] = lambda code: None,
    ):
        self._path, self._clock, self._tell = Path(path), clock, tell
        self._password_hash = read_password_hash(self._path)
        self._door = Lock()  # one try at a time: a memory-hard hash must not be run by many at once
        self._sessions_lock = Lock()
        self._sessions: dict[str, Visitor] = {}
        self._secret = secrets.token_bytes(32)
        self._by_address = Tries(SIGN_IN_TRIES, SIGN_IN_WINDOW_S, clock)
        self._by_all = Tries(ALL_SIGN_IN_TRIES, SIGN_IN_WINDOW_S, clock)
        self._new_code()

    # ---- the first run

    @property
    def claimed(self) -> bool:
        return bool(self._password_hash)

    @property
    def claim_code(self) -> str:
        """The code that claims this machine now; empty when it is claimed or must be waited for."""
        with self._door:
            self._renew_code()
            return self._code

    def claim(self, code: str, password: str) -> str:
        """Makes the holder of the code the owner and opens a session: its token."""
        with self._door:
            if self.claimed:
                raise Refused("This Backstride has an owner already. Please sign in.")
            _check_new(password)
            self._renew_code()
            if not self._code:
                raise TooManyTries(self._code_again_s - self._clock())
            if not _same(_tidy(code), self._code):
                self._wrong_code()
            self._keep(password)
            self._code = ""
        return self.open_session()

    def _new_code(self) -> None:
        self._code = "" if self.claimed else "".join(secrets.choice(SYMBOLS) for _ in range(CODE_LENGTH))
        self._code_tries = 0
        self._code_again_s = float("inf")

    def _renew_code(self) -> None:
        if not self._code and self._clock() >= self._code_again_s:
            self._new_code()
            self._tell(self._code)

    def _wrong_code(self) -> None:
        self._code_tries += 1
        if self._code_tries < CLAIM_TRIES:
            raise Refused("That is not the claim code.")
        self._code = ""
        self._code_again_s = self._clock() + CLAIM_WAIT_S
        raise TooManyTries(CLAIM_WAIT_S)

    # ---- signing in

    def sign_in(self, password: str, address: str) -> str:
        """Opens a session for the owner's password: its token. Wrong tries are counted by address and in all."""
        with self._door:
            wait_s = max(self._by_address.wait_s(address), self._by_all.wait_s(""))
            if wait_s > 0:
                raise TooManyTries(wait_s)
            if not self._right(password):
                self._by_address.note(address)
                self._by_all.note("")
                raise Refused("That is not the password.")
            self._by_address.forget(address)
        return self.open_session()

    def change_password(self, old: str, new: str, address: str) -> str:
        """Keeps the new password, ends every session and opens one: its token."""
        _check_new(new)
        token = self.sign_in(old, address)
        with self._door:
            self._keep(new)
        with self._sessions_lock:
            self._sessions = {key: seen for key, seen in self._sessions.items() if key == _key(token)}
        return token

    def _right(self, password: str) -> bool:
        """Nobody could choose a password that is too long or no text: such a try costs no hashing."""
        if not self.claimed or len(password) > LONGEST_PASSWORD or not _is_text(password):
            return False
        return check_password_hash(self._password_hash, password)

    def _keep(self, password: str) -> None:
        password_hash = generate_password_hash(password, method="scrypt")
        try:
            write_password_hash(self._path, password_hash)
        except OSError as error:
            raise Refused("The password can't be kept: this machine's disk is full or can't be written.") from error
        self._password_hash = password_hash

    # ---- sessions

    def open_session(self) -> str:
        """A new session of the owner: its token. Only a hash of the token is kept."""
        token = secrets.token_urlsafe(32)
        with self._sessions_lock:
            while len(self._sessions) >= MOST_SESSIONS:
                del self._sessions[min(self._sessions, key=lambda key: self._sessions[key].last_seen_s)]
            self._sessions[_key(token)] = Visitor("owner", self._clock())
        return token

    def visitor(self, token: str) -> Visitor | None:
        """Who holds this token, or None when no such session is open. Being seen keeps it open."""
        key, now_s = _key(token), self._clock()
        with self._sessions_lock:
            visitor = self._sessions.get(key)
            if visitor is None:
                return None
            if now_s - visitor.last_seen_s > IDLE_S:
                del self._sessions[key]
                return None
            self._sessions[key] = seen = Visitor(visitor.role, now_s)
            return seen

    def close_session(self, token: str) -> None:
        with self._sessions_lock:
            self._sessions.pop(_key(token), None)

    # ---- forms

    def form_token(self, cookie: str) -> str:
        """What a form must carry when it comes with this cookie. Nobody outside this process can work it out."""
        return hmac.new(self._secret, cookie.encode(), sha256).hexdigest()

    def is_form_token(self, token: str, cookie: str) -> bool:
        return bool(cookie) and _same(token, self.form_token(cookie))


def _key(token: str) -> str:
    return sha256(token.encode(errors="replace")).hexdigest()


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(errors="replace"), right.encode())


def _tidy(code: str) -> str:
    return "".join(code[:64].split()).replace("-", "").upper()


def _is_text(password: str) -> bool:
    return not any("\ud800" <= symbol <= "\udfff" for symbol in password)  # half a symbol can't be encoded


def _check_new(password: str) -> None:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD or not _is_text(password):
        raise Refused(f"Please choose a password of {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.")
