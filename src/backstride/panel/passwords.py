"""Passwords: which may be chosen, how they are hashed, how they are checked.

The hash is scrypt as Werkzeug has it, with the least cost that OWASP names for 32 MiB of memory (N=2^15, r=8, p=3): a
Raspberry Pi has that much to spare while it coaches, and whoever guesses must pay it for each guess.
"""

from __future__ import annotations

import re

from werkzeug.security import check_password_hash, generate_password_hash

from ..errors import BackstrideError

SHORTEST, LONGEST = 10, 200  # characters
METHOD = "scrypt:32768:8:3"
NOBODYS = f"{METHOD}$nobody$" + "0" * 128  # no password has it; checking against it takes as long as against any other
HASH = re.compile(r"scrypt:([0-9]{1,6}):([0-9]{1,2}):([0-9])\$[!-#%-~]{1,64}\$[0-9a-f]{128}")
MOST_MEMORY_BYTES = 128 << 20  # a hash from a strange file must not eat the machine


class Refused(BackstrideError):
    """The person is not let in, or a wish of theirs is not granted; the sentence says why."""


def hash_of(password: str) -> str:
    return generate_password_hash(password, method=METHOD)


def is_right(password: str, password_hash: str) -> bool:
    """Whether this is the password. What nobody could have chosen costs no hashing."""
    if len(password) > LONGEST or not _is_text(password):
        return False
    return check_password_hash(password_hash or NOBODYS, password) and bool(password_hash)


def is_hash(text: object) -> bool:
    """True for a hash as ``hash_of`` makes it, of today's cost or another one that can be borne."""
    found = HASH.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return False
    n, r, p = (int(cost) for cost in found.groups())
    return n > 1 and n & (n - 1) == 0 and r > 0 and p > 0 and 128 * n * r <= MOST_MEMORY_BYTES


def check_new(password: str) -> None:
    """Raises Refused where this can't become a password."""
    if not SHORTEST <= len(password) <= LONGEST or not _is_text(password):
        raise Refused(f"Please choose a password of {SHORTEST} to {LONGEST} characters.")


def _is_text(password: str) -> bool:
    return not any("\ud800" <= symbol <= "\udfff" for symbol in password)  # half a symbol can't be encoded
