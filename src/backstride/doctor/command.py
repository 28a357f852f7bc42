"""``backstride doctor``: one line a check. Loads nothing but Python's own, so that it runs where all else is broken."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from .. import __version__
from ..errors import BackstrideError, BadInput
from .asked import asked_of
from .checks import CHECKS, TONE, Check, examined
from .line import Line
from .machine import Machine
from .unit import settings_of_service

COLOURS = {"ok": "32", "warn": "33", "fail": "31;1", "unknown": "36"}


def add_arguments(commands) -> None:
    """Adds ``doctor`` to the program's commands."""
    doctor = commands.add_parser("doctor", help="check this machine: what is wrong, and how to mend it")
    _add_options(doctor)
    doctor.set_defaults(command=lambda asked: run(asked.config, asked.json, names=asked.names, tone=asked.tone))


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these checks, as --json names them")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--tone", action="store_true", help="play a tone too, and measure it where that can be done")
    parser.add_argument("--config", type=Path, metavar="FILE", help="the settings to check the machine against")


def run(config: Path | None, as_json: bool, machine: Machine | None = None, names: Sequence[str] = (),
        tone: bool = False) -> int:  # fmt: skip
    """Checks this machine and tells it; 1 where a needed thing fails. BadInput where no check has such a name."""
    checks = (*_chosen(names), TONE) if tone else _chosen(names)
    asked = asked_of(config or settings_of_service(machine or Machine()))
    lines = examined(machine or Machine(python=asked.python), asked, checks)
    told = tuple(lines) if as_json else _tell(lines)
    failed = [line for line in told if line.state == "fail"]
    if as_json:
        print(json.dumps(report(told), indent=1))
    else:
        print(_sum(told))
    return 1 if failed else 0


def _chosen(names: Sequence[str]) -> tuple[Check, ...]:
    known = [check.name for check in CHECKS]
    if strange := [name for name in names if name not in known]:
        raise BadInput(f"no check is called {strange[0]}; accepted: {', '.join(known)}")
    return tuple(check for check in CHECKS if check.name in names or not names)


def report(lines: Iterable[Line]) -> dict:
    """What programs get."""
    lines = tuple(lines)
    return {
        "version": __version__,
        "ok": all(line.state != "fail" for line in lines),
        "checks": [asdict(line) for line in lines],
    }


def as_text(line: Line) -> str:
    """A line for people, with nothing after it but how to mend what is wrong."""
    mend = f"  → {line.mend}" if line.mend and line.state != "ok" else ""
    return f"{line.state:8}{line.title:14} {line.words}{mend}"


def _tell(lines: Iterable[Line]) -> tuple[Line, ...]:
    told = []
    for line in lines:
        print(_coloured(line.state, as_text(line)), flush=True)
        told.append(line)
    return tuple(told)


def _coloured(state: str, text: str) -> str:
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        return text
    return f"\033[{COLOURS[state]}m{text[:8]}\033[0m{text[8:]}"


def _sum(lines: tuple[Line, ...]) -> str:
    count = {state: sum(line.state == state for line in lines) for state in COLOURS}
    if count["fail"]:
        return f"{count['fail']} needed thing{'s' * (count['fail'] > 1)} failed; mend the first one first."
    return f"Nothing that is needed fails ({count['warn']} warnings, {count['unknown']} not known)."


def main(arguments: list[str] | None = None) -> int:
    """The command by itself, for a Python that cannot load the rest of the program."""
    parser = argparse.ArgumentParser(prog="backstride doctor", description="Checks this machine.")
    _add_options(parser)
    asked = parser.parse_args(arguments)
    try:
        return run(asked.config, asked.json, names=asked.names, tone=asked.tone)
    except BackstrideError as fault:
        print(f"backstride: {fault}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever reads along has enough; Python would complain at the end again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
