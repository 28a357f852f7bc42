"""Rows of the accuracy ledger, and how they are printed.

A row's error is what was told minus what is true, in the measure's unit. An answer that is right or wrong has the error
0 or 1, so that its mean absolute error is the share of wrong ones. ``given`` is the share of what could be answered
that was: "not measured" is no error and no answer. For rates an hour, n counts the seconds watched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from math import isfinite, nan

import numpy as np


@dataclass(frozen=True, eq=False)
class Found:
    """The errors of one measure in one clip, and how often an answer was due. Wrong or right: an array of booleans."""

    measure: str
    errors: np.ndarray
    due: int


@dataclass(frozen=True)
class Rate:
    """How often something happened that should not, in so many seconds."""

    measure: str
    count: int
    seconds: float


@dataclass(frozen=True)
class Row:
    """One line of the ledger."""

    measure: str
    condition: str
    bias: float
    mae: float
    p95: float
    given: float
    n: int

    @property
    def right(self) -> float:
        """Share of the answers due that were given and right; only for measures that are right or wrong."""
        return self.given * (1 - self.mae) if isfinite(self.mae) else 0.0


def found_row(condition: str, found: Sequence[Found]) -> Row:
    """All clips of one condition as one row."""
    errors = np.concatenate([f.errors.astype(float) for f in found])
    due = sum(f.due for f in found)
    given = len(errors) / due if due else nan
    if not len(errors):
        return Row(found[0].measure, condition, nan, nan, nan, given, 0)
    size = np.abs(errors)
    if all(f.errors.dtype == bool for f in found):
        return Row(found[0].measure, condition, nan, float(size.mean()), nan, given, len(errors))
    figures = (float(errors.mean()), float(size.mean()), float(np.percentile(size, 95)))
    return Row(found[0].measure, condition, *figures, given, len(errors))


def rate_row(condition: str, rates: Sequence[Rate]) -> Row:
    """An hour's worth of what happened in all clips of one condition."""
    seconds = sum(r.seconds for r in rates)
    hourly = 3600 * sum(r.count for r in rates) / seconds if seconds else nan
    return Row(rates[0].measure, condition, nan, hourly, nan, nan, round(seconds))


def rows_of(condition: str, results: Iterable[Found | Rate]) -> list[Row]:
    """One row a measure, in the order in which the measures came up."""
    by_measure: dict[str, list] = {}
    for result in results:
        by_measure.setdefault(result.measure, []).append(result)
    return [
        rate_row(condition, group) if isinstance(group[0], Rate) else found_row(condition, group)
        for group in by_measure.values()
    ]


HEAD = ("measure", "condition", "bias", "mean abs", "95 %", "given", "n")


def markdown(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table that also reads well in a terminal."""
    return cells_table([HEAD, *(_cells(row) for row in rows)], texts=(0, 1))


def cells_table(lines: Sequence[tuple[str, ...]], texts: Sequence[int]) -> str:
    """A Markdown table, the head first; ``texts`` are the columns of words, the others stand to the right."""
    wide = [max(len(line[k]) for line in lines) for k in range(len(lines[0]))]
    rule = "|" + "|".join("-" * (w + 1) + ("-" if k in texts else ":") for k, w in enumerate(wide)) + "|"
    told = []
    for line in lines:
        cells = [c.ljust(w) if k in texts else c.rjust(w) for k, (c, w) in enumerate(zip(line, wide, strict=True))]
        told.append("| " + " | ".join(cells) + " |")
    return "\n".join([told[0], rule, *told[1:]])


def _cells(row: Row) -> tuple[str, ...]:
    given = f"{100 * row.given:.0f} %" if isfinite(row.given) else ""
    return (row.measure, row.condition, *map(figure, (row.bias, row.mae, row.p95)), given, str(row.n))


def figure(value: float) -> str:
    """Three digits that count; a dash where there is no number."""
    if not isfinite(value):
        return "–"
    places = 0 if value == 0 or abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:.{places}f}"


def as_json(row: Row) -> dict[str, object]:
    """What the JSON file carries; an unknown figure is null."""
    return {
        key: (round(value, 4) if isfinite(value) else None) if isinstance(value, float) else value
        for key, value in asdict(row).items()
    }
