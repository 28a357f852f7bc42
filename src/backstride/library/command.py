"""``backstride library …``: the clips on the command line. What is found is printed for people, or as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import BadInput
from .clips import FORMATS, Clip, ClipRow, Filters

if TYPE_CHECKING:  # it loads what decodes pictures: only the command that needs it waits for that
    from .store import Library

OpenLibrary = Callable[[argparse.Namespace], "Library"]
Export = Callable[[Clip, argparse.Namespace], Path]
"""Writes a clip out, as the arguments ask, and gives the path."""


Regression = Callable[[Clip, argparse.Namespace], Path]
"""Makes a test recording of a clip, as the arguments ask, and gives its folder."""


def add_arguments(commands, open_library: OpenLibrary, export: Export, regression: Regression) -> None:
    """Adds ``library`` with its parts to the program's commands."""
    library = commands.add_parser("library", help="list, show, export, keep and delete the recorded clips")
    parts = library.add_subparsers(required=True, metavar="PART")
    _add_list(parts, open_library)
    show = _part(parts, "show", "everything known of a clip", lambda asked: _show(asked, open_library(asked)), "clip")
    show.add_argument("--json", action="store_true")
    _add_export(parts, open_library, export)
    report = _part(parts, "report", "the report of a clip's session, as PDF",
                   lambda asked: _report(asked, open_library(asked)), "clip")  # fmt: skip
    report.add_argument("--out", type=Path, default=Path(), metavar="PATH", help="a new file, or a folder for it")
    _add_regression(parts, open_library, regression)
    keep = _part(parts, "keep", "let no clean-up take a clip", lambda asked: _keep(asked, open_library(asked)), "clip")
    keep.add_argument("--off", action="store_true", help="let it go again")
    _part(parts, "delete", "take a clip out of the list", lambda asked: _delete(asked, open_library(asked)), "clip")
    _part(parts, "undo", "undo a deletion or a trim", lambda asked: _undo(asked, open_library(asked)), "clip")
    _part(parts, "rebuild", "make the index anew from the folders", lambda asked: _rebuild(open_library(asked)))


def _part(parts, name: str, help: str, command: Callable[[argparse.Namespace], int], *places: str):
    part = parts.add_parser(name, help=help)
    for place in places:
        part.add_argument(place, metavar="ID", help="as the list shows it, its beginning, or the folder's name")
    part.add_argument("--config", type=Path, metavar="FILE")
    part.add_argument("--folder", type=Path, metavar="DIR", help="the clips' folder, if not the configured one")
    part.set_defaults(command=command)
    return part


def _add_list(parts, open_library: OpenLibrary) -> None:
    part = _part(parts, "list", "the newest clips", lambda asked: _list(asked, open_library(asked)))
    part.add_argument("--runner", default="")
    part.add_argument("--rule", default="", help="only clips in which this rule was cued")
    part.add_argument("--since", metavar="DAY", type=_day)
    part.add_argument("--until", metavar="DAY", type=_day)
    part.add_argument("--tag", default="")
    part.add_argument("--text", default="", help="words in title, runner, notes or tags")
    part.add_argument("--kept", action="store_true", help="only those that are kept")
    part.add_argument("--deleted", action="store_true", help="those that undo can bring back")
    part.add_argument("--count", type=int, default=20, metavar="N")
    part.add_argument("--json", action="store_true")


def _add_export(parts, open_library: OpenLibrary, export: Export) -> None:
    part = _part(parts, "export", "write a clip out", lambda asked: _export(asked, open_library(asked), export), "clip")
    part.add_argument("--as", dest="format", choices=tuple(FORMATS), default="mp4")
    part.add_argument("--out", type=Path, default=Path(), metavar="PATH", help="a new file, or a folder to put it into")
    part.add_argument("--plain", action="store_true", help="film without anything drawn on it")
    part.add_argument("--show-faces", action="store_true", help="leave other people's faces as they are")
    part.add_argument("--blur-runner", action="store_true", help="blur the runner's face too")


def _add_regression(parts, open_library: OpenLibrary, regression: Regression) -> None:
    part = _part(parts, "regression", "make a recording that the tests replay of a clip",
                 lambda asked: _regression(asked, open_library(asked), regression), "clip")  # fmt: skip
    part.add_argument("--consent", default="", metavar="TEXT", help="who agreed and to what; asked for if left out")
    part.add_argument("--licence", default="", metavar="TEXT", help="such as CC0-1.0; left out: private")
    part.add_argument("--name", default="", help="of the new folder, behind the clip's day")
    part.add_argument("--without-film", action="store_true", help="points and looks at the path alone")
    part.add_argument("--out", type=Path, metavar="DIR", help="where the recordings lie, if not in the checkout")


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as fault:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; accepted: like 2026-11-22") from fault


# ---- what each does

def _list(asked: argparse.Namespace, library: Library) -> int:
    if asked.count < 1:
        raise BadInput(f"--count is {asked.count}; accepted: 1 or more")
    days = (asked.since or "", asked.until or "")
    filters = Filters(asked.runner, asked.rule, *days, asked.tag, asked.text, asked.kept)
    found = library.deleted() if asked.deleted else library.page(filters, size=asked.count).rows
    if asked.json:
        print(json.dumps([asdict(row) for row in found], ensure_ascii=False, indent=1))
        return 0
    for row in found:
        print(_line(row))
    if not found:
        print("no clips", file=sys.stderr)
    return 0


def _line(row: ClipRow) -> str:
    cues = ", ".join(rule if count == 1 else f"{rule} {count}x" for rule, count in row.cues) or "no cues"
    marks = " ".join([*(["kept"] if row.pinned else []), *(f"#{tag}" for tag in row.tags)])
    told = (row.id, row.started_at[:16].replace("T", " "), row.runner, f"{row.length_s:.0f} s", row.title, cues, marks)
    return "  ".join(part for part in told if part)


def _show(asked: argparse.Namespace, library: Library) -> int:
    clip = library.clip(library.find(asked.clip))
    if asked.json:
        print(json.dumps(_plain(clip), ensure_ascii=False, indent=1))
        return 0
    row = clip.row
    print(_line(row))
    print(f"{clip.folder}, {clip.size_bytes / 1e6:.1f} MB, {row.site}, seen from the {row.view}, {clip.fps:g} fps")
    if row.notes:
        print("".join(f"  | {line}\n" for line in row.notes.splitlines()), end="")
    for cue in clip.cues:
        print(f"  {cue.t_s:7.2f} s  {cue.words}  ({cue.rule}: {cue.why})")
    for m in clip.measures:
        print(f"  {m.name:24s} {m.median:9.2f}  (80 % between {m.p10:.2f} and {m.p90:.2f}, {m.n} frames)")
    return 0


def _plain(clip: Clip) -> dict:
    """What is known of a clip, for other programs. What nobody knows is null."""
    told = asdict(clip) | {"folder": str(clip.folder)}
    return json.loads(json.dumps(told), parse_constant=lambda text: None)


def _export(asked: argparse.Namespace, library: Library, export: Export) -> int:
    print(export(library.clip(library.find(asked.clip)), asked))
    return 0


def _regression(asked: argparse.Namespace, library: Library, regression: Regression) -> int:
    clip = library.clip(library.find(asked.clip))
    if not asked.consent and sys.stdin.isatty():
        asked.consent = input("Everybody who can be recognised on it must agree. Who agreed, and to what? ")
    folder = regression(clip, asked)
    print(f"{folder}: read its expected.jsonl, is each sentence one the runner should hear?")
    return 0


def _report(asked: argparse.Namespace, library: Library) -> int:
    from .report import report
    from .report_pdf import report_pdf

    session = library.session(library.clip(library.find(asked.clip)).row.session)
    others = library.sessions(session.runner) if session.runner else ()
    path = asked.out / f"backstride-{session.id}.pdf" if asked.out.is_dir() else asked.out
    made = report_pdf(report(session, others))
    try:
        with path.open("xb") as file:
            file.write(made)
    except FileExistsError as fault:
        raise BadInput(f"{path}: exists already; accepted: a new file's name") from fault
    except OSError as fault:
        raise BadInput(f"{path}: cannot be written ({fault.strerror})") from fault
    print(path)
    return 0


def _keep(asked: argparse.Namespace, library: Library) -> int:
    id = library.find(asked.clip)
    library.keep(id, not asked.off)
    print(f"{id} is kept by nobody any more" if asked.off else f"{id} is kept until you delete it")
    return 0


def _delete(asked: argparse.Namespace, library: Library) -> int:
    id = library.find(asked.clip)
    library.delete(id)
    print(f"{id} is deleted; until the next clean-up: backstride library undo {id}")
    return 0


def _undo(asked: argparse.Namespace, library: Library) -> int:
    id = library.find(asked.clip)
    library.undo(id)
    print(_line(library.clip(id).row))
    return 0


def _rebuild(library: Library) -> int:
    rebuilt = library.rebuild()
    print(f"{rebuilt.clips} clips in the index")
    for name, why in rebuilt.skipped:
        print(f"{name}: {why}", file=sys.stderr)
    return 0
