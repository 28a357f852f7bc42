"""What a check finds: one line, in one of four states, with the way to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warn", "fail", "unknown"]


@dataclass(frozen=True)
class Found:
    """``fail``: a thing that is needed does not work. ``unknown``: it could not be found out, and ``words`` say why."""

    state: State
    words: str
    mend: str = ""


@dataclass(frozen=True)
class Line:
    """A check's finding with the check's name."""

    name: str
    title: str
    state: State
    words: str
    mend: str = ""


def ok(words: str) -> Found:
    return Found("ok", words)


def warn(words: str, mend: str = "") -> Found:
    return Found("warn", words, mend)


def fail(words: str, mend: str) -> Found:
    return Found("fail", words, mend)


def unknown(words: str, mend: str = "") -> Found:
    return Found("unknown", words, mend)
