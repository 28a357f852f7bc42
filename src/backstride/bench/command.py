"""``backstride bench NAME``: the benchmarks by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from ..errors import BadInput
from .accuracy import accuracy
from .drills import drills
from .estimator import estimator
from .growth import growth
from .installer import installer
from .latency import latency
from .library import library
from .loop import loop
from .loss import loss
from .path import path
from .recording import recording
from .soak import soak
from .threads import threads
from .viewers import viewers
from .watching import watching

BENCHMARKS: dict[str, Callable[..., int]] = {
    "accuracy": accuracy,
    "drills": drills,
    "estimator": estimator,
    "growth": growth,
    "installer": installer,
    "latency": latency,
    "library": library,
    "loop": loop,
    "loss": loss,
    "path": path,
    "recording": recording,
    "soak": soak,
    "threads": threads,
    "viewers": viewers,
    "watching": watching,
}
"""Each prints its figures, writes them to the JSON file where one is named, and gives the exit code."""
TAKES = {"clip": ("loop", "latency", "threads", "viewers"), "minutes": ("soak",), "plays": ("path",)}
"""Who takes which option besides --json. Nobody takes two; what is not taken is refused, and never passed over."""
ALL = "all"
ON_REQUEST = {"installer", "soak"}
"""Not part of all: they need root, or longer than anybody waits."""


def run(name: str, json_file: Path | None = None, clip: Path | None = None, minutes: float | None = None,
        plays: str | None = None) -> int:  # fmt: skip
    """Runs one benchmark, or all of them.

    Raises BadInput with one sentence where there is none of that name, it does not take an option or an option's value
    cannot be used.
    """
    if name not in (*BENCHMARKS, ALL):
        raise BadInput(f"bench: there is no benchmark {name!r}; accepted: {', '.join((*BENCHMARKS, ALL))}")
    if json_file is not None and not json_file.absolute().parent.is_dir():
        raise BadInput(f"{json_file}: its folder does not exist")
    for option, value in (("clip", clip), ("minutes", minutes), ("plays", plays)):
        if value is not None and name not in TAKES[option]:
            raise BadInput(f"bench {name}: takes no --{option}; accepted with: {', '.join(TAKES[option])}")
    if clip is not None:
        return BENCHMARKS[name](json_file, _existing(clip))
    if minutes is not None:
        return BENCHMARKS[name](json_file, _some(minutes))
    if plays is not None:
        return BENCHMARKS[name](json_file, _numbers(plays))
    return run_all(json_file) if name == ALL else BENCHMARKS[name](json_file)


def _existing(clip: Path) -> Path:
    if not clip.exists():
        raise BadInput(f"--clip {clip}: does not exist; accepted: a video file or a recording's folder")
    return clip


def _some(minutes: float) -> float:
    if not minutes > 0:
        raise BadInput(f"--minutes is {minutes:g}; accepted: more than 0")
    return minutes


def _numbers(plays: str) -> range:
    first, _, last = plays.partition("-")
    if not (first.isdecimal() and last.isdecimal() and int(first) <= int(last)):
        raise BadInput(f"--plays is {plays!r}; accepted: two numbers, the first and the last, such as 400-429")
    return range(int(first), int(last) + 1)


def run_all(json_file: Path | None = None) -> int:
    """Runs them one after the other; their JSON in one, each arm under its benchmark's name. The worst exit code."""
    codes, told = [], {}
    with TemporaryDirectory(prefix="backstride-") as folder:
        for name, benchmark in BENCHMARKS.items():
            if name in ON_REQUEST:
                continue
            print(f"\n# {name}\n", flush=True)
            written = Path(folder) / f"{name}.json"
            codes.append(benchmark(written))
            _add(told, name, json.loads(written.read_text()) if written.exists() else {})
    if json_file is not None:
        json_file.write_text(json.dumps(told, indent=1) + "\n")
    return max(codes)


def _add(told: dict, name: str, found: dict) -> None:
    arms = found.pop("arms", {})
    told.setdefault("arms", {}).update({f"{name}: {arm}": row for arm, row in arms.items()})
    told.setdefault("ratios", {}).update(found.pop("ratios", {}))
    told.update(found)
