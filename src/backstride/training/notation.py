"""Frozen dataclasses of a training as plain JSON values and back. NaN is null; a key that is not known is left out.

Raises BadInput with the place where a value is not of its kind.
"""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from functools import cache
from math import isfinite, nan
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from ..errors import BadInput


def plain(value: Any) -> Any:
    """What ``json.dumps`` takes: dataclasses as objects, tuples as lists, NaN and infinity as null."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, float) and not isfinite(value):
        return None
    return value


def revived(kind: type, value: Any, where: str = "") -> Any:
    """The dataclass ``kind`` from what ``plain`` made of it."""
    where = where or kind.__name__
    if not isinstance(value, dict):
        raise _wrong(where, value, "an object")
    known = {}
    for field in fields(kind):
        if field.name in value:
            known[field.name] = _one(_hints(kind)[field.name], value[field.name], f"{where}.{field.name}")
    try:
        return kind(**known)
    except TypeError as fault:
        raise BadInput(f"{where}: {fault}") from fault


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _one(hint: Any, value: Any, where: str) -> Any:
    origin = get_origin(hint)
    if origin is Literal:
        if value not in get_args(hint):
            raise _wrong(where, value, ", ".join(map(str, get_args(hint))))
        return value
    if origin in (Union, types.UnionType):
        if value is None and type(None) in get_args(hint):
            return None
        return _one(next(one for one in get_args(hint) if one is not type(None)), value, where)
    if origin is tuple:
        return _tuple(get_args(hint), value, where)
    if is_dataclass(hint):
        return revived(hint, value, where)
    return _scalar(hint, value, where)


def _tuple(of: tuple, value: Any, where: str) -> tuple:
    if not isinstance(value, list | tuple):
        raise _wrong(where, value, "a list")
    if len(of) == 2 and of[1] is Ellipsis:
        return tuple(_one(of[0], one, f"{where}[{n}]") for n, one in enumerate(value))
    if len(of) != len(value):
        raise _wrong(where, value, f"a list of {len(of)}")
    return tuple(_one(kind, one, f"{where}[{n}]") for n, (kind, one) in enumerate(zip(of, value, strict=True)))


def _scalar(hint: Any, value: Any, where: str) -> Any:
    if hint is float:
        if value is None:
            return nan
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        raise _wrong(where, value, "a number or null")
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise _wrong(where, value, {str: "a text", int: "a whole number", bool: "true or false"}.get(hint, str(hint)))
    return value


def _wrong(where: str, value: Any, accepted: str) -> BadInput:
    return BadInput(f"{where} is {value!r}; accepted: {accepted}")
