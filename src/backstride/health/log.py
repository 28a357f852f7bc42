"""The log: one JSON object a line on stderr, the last lines in memory, nothing about people in either.

At a terminal the same comes as plain sentences. What floods is held back and counted. Nothing is written to the disk
from here: a service's stderr is the journal's, which keeps its own limits.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
import traceback
from collections import Counter, deque
from datetime import UTC, datetime
from pathlib import Path

from .masks import Masks

PACKAGE = Path(__file__).resolve().parents[1]
KEPT = 500  # lines
LONGEST = 400  # letters of a sentence
KINDS = 500
FLOOD, FLOOD_S = 5, 60.0  # lines of one kind in so many seconds, before the rest is only counted
PRIORITY = {"debug": 7, "info": 6, "warning": 4, "error": 3, "critical": 2}  # the journal's


class Ring(logging.Handler):
    """The last lines, and how many there were of each level."""

    def __init__(self, shown: logging.Formatter):
        super().__init__(logging.INFO)
        self.setFormatter(shown)
        self._lines: deque[str] = deque(maxlen=KEPT)
        self.counts: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        self.counts[record.levelname.lower()] += 1
        self._lines.append(self.format(record))

    @property
    def lines(self) -> tuple[str, ...]:
        """The oldest first."""
        return tuple(self._lines)


class Lines(logging.Formatter):
    """A record as one JSON object, without what is private."""

    def __init__(self, masks: Masks):
        super().__init__()
        self._masks = masks

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "t": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "part": part_of(record),
            "says": self._masks.over(said(record)),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["fault"] = self._masks.over(one_line(_named(record.exc_info[1])))
            line["at"] = place(record.exc_info[1])
        if more := getattr(record, "more", 0):
            line["more"] = more
        return json.dumps(line, ensure_ascii=False)


class Plain(Lines):
    """The same for somebody who reads along at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        line = json.loads(super().format(record))
        fault = f" ({line['fault']} at {line['at']})" if "fault" in line else ""
        return f"backstride: {line['level']}: {line['part']}: {line['says']}{fault}"


class Journal(Lines):
    """With the priority that systemd's journal reads off the line."""

    def format(self, record: logging.LogRecord) -> str:
        return f"<{PRIORITY.get(record.levelname.lower(), 5)}>{super().format(record)}"


class Flood(logging.Filter):
    """Lets a kind of line pass a few times a minute; the next that passes tells how many did not."""

    def __init__(self, clock=time.monotonic):
        super().__init__()
        self._clock = clock
        self._since_s: dict[tuple, float] = {}
        self._passed: Counter[tuple] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        kind, now_s = (record.name, record.levelno, str(record.msg)), self._clock()
        if len(self._since_s) > KINDS:
            self._since_s.clear()
            self._passed.clear()
        if now_s - self._since_s.get(kind, -FLOOD_S) >= FLOOD_S:
            if self._passed[kind] > FLOOD:
                record.more = self._passed[kind] - FLOOD
            self._since_s[kind], self._passed[kind] = now_s, 0
        self._passed[kind] += 1
        return self._passed[kind] <= FLOOD


def open_log(masks: Masks) -> Ring:
    """Sends the log of the whole program to stderr and into memory; gives the memory."""
    root = logging.getLogger()
    for handler in tuple(root.handlers):
        if isinstance(handler, _Stderr | Ring):
            root.removeHandler(handler)  # a run that starts anew in this process
    ring = Ring(Lines(masks))
    out = _Stderr(logging.WARNING if sys.stderr.isatty() else logging.INFO, _formatter(masks))
    for handler in (ring, out):
        handler.addFilter(Flood())
        root.addHandler(handler)
    root.setLevel(logging.INFO)
    for chatty in ("picamera2", "cheroot", "PIL", "matplotlib"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return ring


class _Stderr(logging.StreamHandler):
    def __init__(self, level: int, shown: logging.Formatter):
        super().__init__(sys.stderr)
        self.setLevel(level)
        self.setFormatter(shown)


def _formatter(masks: Masks) -> logging.Formatter:
    if sys.stderr.isatty():
        return Plain(masks)
    return Journal(masks) if "JOURNAL_STREAM" in os.environ else Lines(masks)


# ---- what a record says


def said(record: logging.LogRecord) -> str:
    """The sentence on one line, cut where it is endless."""
    try:
        text = record.getMessage()
    except (TypeError, ValueError):  # arguments that do not fit the sentence: the sentence itself is worth having
        text = str(record.msg)
    return one_line(text)


def one_line(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def part_of(record: logging.LogRecord) -> str:
    """Which part of the program speaks, such as ``sinks.speech``; another's module by its own name."""
    return record.name.removeprefix("backstride.") if record.name.startswith("backstride.") else record.name


def place(fault: BaseException) -> str:
    """Where a fault arose: our own innermost line, else the innermost of all. No folders."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)]
    if ours:
        return f"{Path(ours[-1].filename).relative_to(PACKAGE)}:{ours[-1].lineno}"
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "unknown"


def _named(fault: BaseException) -> str:
    return f"{type(fault).__name__}: {fault}"
