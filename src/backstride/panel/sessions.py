"""The sessions that are open: in memory alone, so that they end with the program. Only hashes of tokens are kept."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from threading import Lock

from .roles import Role

IDLE_S = 12 * 3600.0
MOST_SESSIONS = 32  # of one account: whoever opens many ends his own and nobody else's


@dataclass(frozen=True)
class Visitor:
    """Someone with an open session."""

    role: Role
    name: str  # "owner", or that of a viewer
    last_seen_s: float


class Sessions:
    """Tokens and whose they are. Safe to use from several threads."""

    def __init__(self, clock: Callable[[], float]):
        self._clock, self._lock = clock, Lock()
        self._open: dict[str, Visitor] = {}

    def open(self, role: Role, name: str) -> str:
        """A new session: its token. The account's longest unseen one gives way where it has too many."""
        token, visitor = secrets.token_urlsafe(32), Visitor(role, name, self._clock())
        with self._lock:
            own = [key for key, seen in self._open.items() if (seen.role, seen.name) == (role, name)]
            for key in sorted(own, key=lambda key: self._open[key].last_seen_s)[: max(0, len(own) - MOST_SESSIONS + 1)]:
                del self._open[key]
            self._open[_key(token)] = visitor
        return token

    def visitor(self, token: str) -> Visitor | None:
        """Who holds this token, or None when no such session is open. Being seen keeps it open."""
        key, now_s = _key(token), self._clock()
        with self._lock:
            visitor = self._open.get(key)
            if visitor is None:
                return None
            if now_s - visitor.last_seen_s > IDLE_S:
                del self._open[key]
                return None
            self._open[key] = seen = replace(visitor, last_seen_s=now_s)
            return seen

    def close(self, token: str) -> None:
        with self._lock:
            self._open.pop(_key(token), None)

    def end(self, name: str | None = None, but: str = "") -> None:
        """Ends every session of that account, or all of them, except the one with the token ``but``."""
        with self._lock:
            self._open = {
                key: seen for key, seen in self._open.items()
                if key == _key(but) or (name is not None and seen.name != name)
            }  # fmt: skip


def _key(token: str) -> str:
    return sha256(token.encode(errors="replace")).hexdigest()
