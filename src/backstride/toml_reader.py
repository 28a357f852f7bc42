"""Reads a TOML file key by key and says in one sentence what is wrong with it.

Every key is asked for by name, with its type and range; what nobody asked for is an error too, so that a misspelt key
never passes in silence. A file may be foreign or hostile: its size is bounded before it is read, its depth when shown.
"""

from __future__ import annotations

import re
import reprlib
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from .errors import BadInput

REQUIRED: Any = object()
"""Stands for "no default": the key must be there."""


LARGEST_BYTES = 256 * 1024
SHOWN = reprlib.Repr()
SHOWN.maxlevel, SHOWN.maxlist, SHOWN.maxdict = 4, 8, 4
SHOWN.maxstring = SHOWN.maxother = SHOWN.maxlong = 60


def read_toml(path: Path, error: type[BadInput] = BadInput) -> Section:
    """The whole file as a section. Raises ``error`` where it is missing, unreadable, too large or no TOML."""
    return parse_toml(read_text(path, error), str(path), error)


def read_text(path: Path, error: type[BadInput] = BadInput) -> str:
    """The text of a TOML file."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
        if len(content) > LARGEST_BYTES:
            raise error(f"{path}: is too large; accepted: a TOML file of at most {LARGEST_BYTES // 1024} KiB")
        return content.decode()
    except OSError as fault:
        raise error(f"{path}: cannot be read ({fault.strerror})") from fault
    except UnicodeDecodeError as fault:
        raise error(f"{path}: is not valid TOML ({fault})") from fault
    except ValueError as fault:
        raise error(f"{SHOWN.repr(str(path))}: cannot be the name of a file") from fault


def parse_toml(text: str, where: str, error: type[BadInput] = BadInput, faults: list[str] | None = None) -> Section:
    """A text as a section. With a list for ``faults`` only the text's grammar and missing keys raise: each wrong value
    is noted there, and the default stands in for it."""
    try:
        return Section(where, tomllib.loads(text), error, faults, text)
    except RecursionError as fault:
        raise error(f"{where}: is not valid TOML (it is nested too deep)") from fault
    except ValueError as fault:  # TOMLDecodeError is one; so is a number with thousands of digits
        raise error(f"{where}: is not valid TOML ({fault})") from fault


class Section:
    """One table of a TOML file. Ask for each key, then call ``done``."""

    def __init__(self, where: str, data: dict[str, Any], error: type[BadInput] = BadInput,
                 faults: list[str] | None = None, text: str = "", name: Sequence[str] = ()):  # fmt: skip
        self.where = where
        self._data = data
        self._error = error
        self._faults = faults
        self._text, self._name = text, tuple(name)
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def text(self, key: str, default: Any = REQUIRED, choices: Iterable[str] = ()) -> str:
        value = self._take(key, default)
        choices = tuple(choices)
        if value is not default and (not isinstance(value, str) or (choices and value not in choices)):
            self.fault(key, value, " or ".join(f'"{c}"' for c in choices) or "a text")
            return default
        return value

    def number(self, key: str, default: Any = REQUIRED, low: float = -1e12, high: float = 1e12) -> float:
        value = self._take(key, default)
        if value is not default and not (_is_number(value) and low <= value <= high):
            self.fault(key, value, f"a number from {low:g} to {high:g}")
            return default
        return value if value is default else float(value)

    def whole(self, key: str, default: Any = REQUIRED, low: int = -(10**12), high: int = 10**12) -> int:
        value = self._take(key, default)
        if value is not default and not (type(value) is int and low <= value <= high):
            self.fault(key, value, f"a whole number from {low} to {high}")
            return default
        return value

    def flag(self, key: str, default: Any = REQUIRED) -> bool:
        value = self._take(key, default)
        if value is not default and not isinstance(value, bool):
            self.fault(key, value, "true or false")
            return default
        return value

    def numbers(self, key: str, count: int, default: Any = REQUIRED) -> tuple[float, ...]:
        """A list of exactly ``count`` numbers."""
        value = self._take(key, default)
        if value is default:
            return value
        if not (isinstance(value, list) and len(value) == count and all(_is_number(v) for v in value)):
            self.fault(key, value, f"a list of {count} numbers")
            return default
        return tuple(float(v) for v in value)

    def points(self, key: str, count: int) -> tuple[tuple[float, float], ...]:
        """A list of exactly ``count`` pairs of numbers."""
        value = self._take(key, REQUIRED)
        pairs = isinstance(value, list) and len(value) == count
        if not (pairs and all(isinstance(p, list) and len(p) == 2 and all(map(_is_number, p)) for p in value)):
            raise self.wrong(key, value, f"a list of {count} points [x, y]")
        return tuple((float(x), float(y)) for x, y in value)

    def texts(self, key: str, default: Any = REQUIRED, choices: Iterable[str] = ()) -> tuple[str, ...]:
        value = self._take(key, default)
        choices = tuple(choices)
        if value is default:
            return value
        if not (isinstance(value, list) and all(isinstance(v, str) and (not choices or v in choices) for v in value)):
            self.fault(key, value, f"a list of {', '.join(choices) or 'texts'}")
            return default
        return tuple(value)

    def section(self, key: str) -> Section:
        """The table of that name; an empty one where it is absent."""
        value = self._take(key, {})
        if not isinstance(value, dict):
            self.fault(key, value, f"a table [{key}]")
            value = {}
        return Section(f"{self.where}: [{key}]", value, self._error, self._faults, self._text, (*self._name, key))

    def done(self) -> None:
        """Refuses the keys that nobody asked for."""
        known = ", ".join(sorted(self._asked)) or "nothing"
        for strange in sorted(set(self._data) - self._asked):
            self._refuse(strange, f'"{_short(strange)}" is not known here; accepted: {known}')

    def fault(self, key: str, value: Any, accepted: str) -> None:
        """Raises what ``wrong`` gives, or notes it where faults are gathered."""
        self._refuse(key, f'"{key}" is {shown(value)}; accepted: {accepted}')

    def wrong(self, key: str, value: Any, accepted: str) -> BadInput:
        return self._error(f'{self.where}: "{key}" is {shown(value)}; accepted: {accepted}')

    def _refuse(self, key: str, sentence: str) -> None:
        if self._faults is None:
            raise self._error(f"{self.where}: {sentence}")
        line = line_of(self._text, self._name, key)
        table = f"[{'.'.join(self._name)}] " if self._name else ""
        self._faults.append((f"line {line}: " if line else "") + table + sentence)

    def _take(self, key: str, default: Any) -> Any:
        self._asked.add(key)
        if key in self._data:
            return self._data[key]
        if default is REQUIRED:
            raise self._error(f'{self.where}: "{key}" is missing')
        return default


def line_of(text: str, table: Sequence[str], key: str) -> int:
    """The line, from 1, on which the key of that table stands; 0 where it is written in a way that is not found."""
    inside: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if head := re.match(r"\s*\[([^\[\]]+)\]", line):
            inside = tuple(part.strip().strip("\"'") for part in head[1].split("."))
            if inside == (*table, key):
                return number
        elif inside == tuple(table) and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*=""", line):
            return number
    return 0


def shown(value: Any) -> str:
    return _short(SHOWN.repr(value))


def _short(text: str) -> str:
    return text if len(text) < 60 else text[:57] + "..."


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -1e300 < value < 1e300
