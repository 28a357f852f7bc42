"""Who may use the panel: the claim of the first run, the owner, the viewers whom the owner lets in, their sessions.

Password hashes are kept in one file; sessions live in memory and end with the program. There is no default password.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from threading import Lock

from .accounts_file import LONGEST_NAME, MOST_VIEWERS, Kept, read_accounts, tidy_name, write_accounts
from .claim_code import ClaimCode, TooManyTries
from .passwords import Refused, check_new, hash_of, is_right
from .sessions import Sessions, Visitor
from .tries import Tries

OWNER = "owner"
SIGN_IN_TRIES = 5  # by one address
ALL_SIGN_IN_TRIES = 30
SIGN_IN_WINDOW_S = 60.0


class Accounts:
    """The lock on the panel's door. ``clock`` counts seconds and never jumps; ``tell`` hears each claim code
    that follows the first one."""

    def __init__(
        self,
        path: Path,
        clock: Callable[[], float] = time.monotonic,
        tell: Callable[[str], None] = lambda code: None,
    ):
        self._path = Path(path)
        self._kept = read_accounts(self._path)
        self._door = Lock()  # one try at a time: a memory-hard hash must not be run by many at once
        self._secret = secrets.token_bytes(32)
        self._code = ClaimCode(clock, tell)
        self._sessions = Sessions(clock)
        self._by_address = Tries(SIGN_IN_TRIES, SIGN_IN_WINDOW_S, clock)
        self._by_all = Tries(ALL_SIGN_IN_TRIES, SIGN_IN_WINDOW_S, clock)

    # ---- the first run

    @property
    def claimed(self) -> bool:
        return bool(self._kept.owner)

    @property
    def claim_code(self) -> str:
        """The code that claims this machine now; empty when it is claimed or must be waited for."""
        with self._door:
            return "" if self.claimed else self._code.now()

    def code_to_speak(self) -> str:
        """The claim code for the loudspeaker. Raises Refused on a claimed machine, or where it was asked for often."""
        with self._door:
            if self.claimed:
                raise Refused("This Backstride has an owner already. Please sign in.")
            return self._code.to_be_spoken()

    def claim(self, code: str, password: str) -> str:
        """Makes the holder of the code the owner and opens a session: its token."""
        with self._door:
            if self.claimed:
                raise Refused("This Backstride has an owner already. Please sign in.")
            check_new(password)
            self._code.check(code)
            self._keep(replace(self._kept, owner=hash_of(password)))
            self._code.spend()
            return self.open_session()

    # ---- signing in

    def sign_in(self, password: str, address: str, name: str = OWNER) -> str:
        """Opens a session for the password of the owner or of a viewer: its token. Wrong tries are counted by address
        and in all; an unknown name takes as long as a wrong password."""
        with self._door:
            known = self._known(name)
            self._check_password(password, address, known)
            return self.open_session(known)

    def change_password(self, old: str, new: str, address: str, name: str = OWNER) -> str:
        """Keeps the new password, ends the account's sessions (the owner's new password: everybody's) and opens one:
        its token."""
        check_new(new)
        with self._door:
            known = self._known(name)
            self._check_password(old, address, known)
            hashed = hash_of(new)
            viewers = {**self._kept.viewers, known: hashed}
            self._keep(replace(self._kept, owner=hashed) if known == OWNER else replace(self._kept, viewers=viewers))
            self._sessions.end(None if known == OWNER else known)
            return self.open_session(known)

    def _check_password(self, password: str, address: str, name: str) -> None:
        wait_s = max(self._by_address.wait_s(address), self._by_all.wait_s(""))
        if wait_s > 0:
            raise TooManyTries(wait_s)
        password_hash = self._kept.owner if name == OWNER else self._kept.viewers.get(name, "")
        if not is_right(password, password_hash):
            self._by_address.note(address)
            self._by_all.note("")
            raise Refused("That is not the password.")
        self._by_address.forget(address)

    def _known(self, name: str) -> str:
        """The account of that name as it is written, whatever its capitals."""
        wanted = tidy_name(name).casefold()
        return next((known for known in (OWNER, *self._kept.viewers) if known.casefold() == wanted), "")

    # ---- viewers

    @property
    def viewers(self) -> tuple[str, ...]:
        """The names of the viewers, in order of the alphabet."""
        return tuple(sorted(self._kept.viewers, key=str.casefold))

    def add_viewer(self, name: str, password: str) -> str:
        """Lets somebody look on: the name as it is kept. Raises Refused."""
        tidy = tidy_name(name)
        if not tidy:
            raise Refused(f"Please give a name of 1 to {LONGEST_NAME} letters.")
        check_new(password)
        with self._door:
            if self._known(tidy):
                raise Refused("Somebody has this name already.")
            if len(self._kept.viewers) >= MOST_VIEWERS:
                raise Refused(f"There can be {MOST_VIEWERS} viewers. Please remove one first.")
            self._keep(replace(self._kept, viewers={**self._kept.viewers, tidy: hash_of(password)}))
        return tidy

    def remove_viewer(self, name: str) -> None:
        """Takes the account and ends its sessions. Raises Refused where there is none."""
        with self._door:
            if name not in self._kept.viewers:
                raise Refused("There is no viewer of this name.")
            rest = {known: hashed for known, hashed in self._kept.viewers.items() if known != name}
            self._keep(replace(self._kept, viewers=rest))
            self._sessions.end(name)

    def _keep(self, kept: Kept) -> None:
        try:
            write_accounts(self._path, kept)
        except OSError as error:
            raise Refused("The password can't be kept: this machine's disk is full or can't be written.") from error
        self._kept = kept

    # ---- sessions

    def open_session(self, name: str = OWNER) -> str:
        """A new session of the owner or of a viewer: its token."""
        return self._sessions.open("owner" if name == OWNER else "viewer", name)

    def visitor(self, token: str) -> Visitor | None:
        """Who holds this token, or None when no such session is open. Being seen keeps it open."""
        return self._sessions.visitor(token)

    def close_session(self, token: str) -> None:
        self._sessions.close(token)

    # ---- forms

    def form_token(self, cookie: str) -> str:
        """What a form must carry when it comes with this cookie. Nobody outside this process can work it out."""
        return hmac.new(self._secret, cookie.encode(errors="replace"), sha256).hexdigest()

    def is_form_token(self, token: str, cookie: str) -> bool:
        right = self.form_token(cookie)
        return bool(cookie) and hmac.compare_digest(token.encode(errors="replace"), right.encode())
