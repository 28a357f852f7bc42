"""``backstride bench NAME``: the benchmarks by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..errors import BadInput
from .accuracy import accuracy
from .drills import drills
from .recording import recording

BENCHMARKS: dict[str, Callable[[Path | None], int]] = {
    "accuracy": accuracy,
    "drills": drills,
    "recording": recording,
}
"""Each prints its figures, writes them to the JSON file where one is named, and gives the exit code."""


def run(name: str, json_file: Path | None = None) -> int:
    """Runs one benchmark.

    Raises BadInput with one sentence where there is none of that name or the file cannot be written.
    """
    if name not in BENCHMARKS:
        raise BadInput(f"bench: there is no benchmark {name!r}; accepted: {', '.join(BENCHMARKS)}")
    if json_file is not None and not json_file.absolute().parent.is_dir():
        raise BadInput(f"{json_file}: its folder does not exist")
    return BENCHMARKS[name](json_file)
