"""Reads a TOML file key by key and says in one sentence what is wrong with it.

Every key is asked for by name, with its type and range; what nobody asked for is an error too, so that a misspelt key
never passes in silence.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from math import isfinite
from pathlib import Path
from typing import Any

from .errors import BadInput

REQUIRED: Any = object()
"""Stands for "no default": the key must be there."""


def read_toml(path: Path, error: type[BadInput] = BadInput) -> Section:
    """The whole file as a section. Raises ``error`` where it is missing, unreadable or no TOML."""
    try:
        return Section(str(path), tomllib.loads(path.read_bytes().decode()), error)
    except OSError as fault:
        raise error(f"{path}: cannot be read ({fault.strerror})") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise error(f"{path}: is not valid TOML ({fault})") from fault


class Section:
    """One table of a TOML file. Ask for each key, then call ``done``."""

    def __init__(self, where: str, data: dict[str, Any], error: type[BadInput] = BadInput):
        self.where = where
        self._data = data
        self._error = error
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def text(self, key: str, default: Any = REQUIRED, choices: Iterable[str] = ()) -> str:
        value = self._take(key, default)
        choices = tuple(choices)
        if value is not default and (not isinstance(value, str) or (choices and value not in choices)):
            raise self.wrong(key, value, " or ".join(f'"{c}"' for c in choices) or "a text")
        return value

    def number(self, key: str, default: Any = REQUIRED, low: float = -1e12, high: float = 1e12) -> float:
        value = self._take(key, default)
        if value is not default and not (_is_number(value) and low <= value <= high):
            raise self.wrong(key, value, f"a number from {low:g} to {high:g}")
        return value if value is default else float(value)

    def whole(self, key: str, default: Any = REQUIRED, low: int = -(10**12), high: int = 10**12) -> int:
        value = self._take(key, default)
        if value is not default and not (type(value) is int and low <= value <= high):
            raise self.wrong(key, value, f"a whole number from {low} to {high}")
        return value

    def flag(self, key: str, default: Any = REQUIRED) -> bool:
        value = self._take(key, default)
        if value is not default and not isinstance(value, bool):
            raise self.wrong(key, value, "true or false")
        return value

    def numbers(self, key: str, count: int, default: Any = REQUIRED) -> tuple[float, ...]:
        """A list of exactly ``count`` numbers."""
        value = self._take(key, default)
        if value is default:
            return value
        if not (isinstance(value, list) and len(value) == count and all(_is_number(v) for v in value)):
            raise self.wrong(key, value, f"a list of {count} numbers")
        return tuple(float(v) for v in value)

    def points(self, key: str, count: int) -> tuple[tuple[float, float], ...]:
        """A list of exactly ``count`` pairs of numbers."""
        value = self._take(key, REQUIRED)
        pairs = isinstance(value, list) and len(value) == count
        if not (pairs and all(isinstance(p, list) and len(p) == 2 and all(map(_is_number, p)) for p in value)):
            raise self.wrong(key, value, f"a list of {count} points [x, y]")
        return tuple((float(x), float(y)) for x, y in value)

    def texts(self, key: str, default: Any = REQUIRED) -> tuple[str, ...]:
        value = self._take(key, default)
        if value is default:
            return value
        if not (isinstance(value, list) and all(isinstance(v, str) for v in value)):
            raise self.wrong(key, value, "a list of texts")
        return tuple(value)

    def section(self, key: str) -> Section:
        """The table of that name; an empty one where it is absent."""
        value = self._take(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, value, f"a table [{key}]")
        return Section(f"{self.where}: [{key}]", value, self._error)

    def done(self) -> None:
        """Raises where the file holds a key that nobody asked for."""
        if strange := sorted(set(self._data) - self._asked):
            known = ", ".join(sorted(self._asked)) or "nothing"
            raise self._error(f'{self.where}: "{strange[0]}" is not known here; accepted: {known}')

    def wrong(self, key: str, value: Any, accepted: str) -> BadInput:
        shown = repr(value) if len(repr(value)) < 60 else repr(value)[:57] + "..."
        return self._error(f'{self.where}: "{key}" is {shown}; accepted: {accepted}')

    def _take(self, key: str, default: Any) -> Any:
        self._asked.add(key)
        if key in self._data:
            return self._data[key]
        if default is REQUIRED:
            raise self._error(f'{self.where}: "{key}" is missing')
        return default


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
