"""Makes a regression recording of a clip: a folder of its own that the tests replay and hold the coach to.

What names a person stays behind: the runner's name, notes, tags, and when the session was. Who may be seen on it must
have agreed; who agreed, and to what, stands in its ``about.toml``.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from .errors import BadInput
from .library.clips import Clip
from .library.recording import about_text, read_recording
from .material import Wanted
from .replay import replay

Progress = Callable[[int, int | None], None]
LICENCES = ("private: stays on this machine", "CC0-1.0", "CC-BY-4.0")
INPUTS = ("clip.mp4", "poses.npz", "path.npz")
SHORTEST_CONSENT = 8  # letters: "yes" names nobody
LONGEST = 300


@dataclass(frozen=True)
class Wish:
    """What the recording shall be. ``consent`` says who agreed and to what; without it there is no recording."""

    consent: str
    name: str = ""  # empty: made of what the clip shows
    licence: str = LICENCES[0]
    film: bool = True  # False: the points and the looks at the path alone, nobody's picture


def make_regression(clip: Clip, recordings: Path, wish: Wish, progress: Progress = lambda done, of: None) -> Path:
    """Writes ``recordings/<date>-<name>/`` with ``expected.jsonl`` and gives its path.

    Raises BadInput without consent, where the clip cannot be replayed, or where the folder cannot be written.
    """
    check(wish)
    recording = read_recording(clip.folder)
    if recording.poses is None:
        raise BadInput(f"{clip.row.name}: has no poses.npz to replay")
    try:
        recordings.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".making-", dir=recordings) as made:
            workshop = Path(made) / "recording"
            workshop.mkdir()
            _put_inputs(clip, workshop, wish)
            replay(Wanted(workshop), None, accept=True, progress=progress)
            _sync(workshop)
            folder = _free_name(recordings, f"{_day(clip)}-{slug(wish.name) or suggested_name(clip)}")
            workshop.rename(folder)
    except OSError as fault:
        raise BadInput(f"{recordings}: cannot be written ({fault.strerror}); nothing is kept") from fault
    return folder


def check(wish: Wish) -> None:
    """Raises BadInput where nobody agreed, or a text is none for a line of ``about.toml``."""
    if len(wish.consent.strip()) < SHORTEST_CONSENT:
        example = "Ada Lo agreed to tests, May 2026"
        raise BadInput(f"consent is missing; accepted: who agreed and to what, such as '{example}'")
    for key, text in (("consent", wish.consent), ("licence", wish.licence), ("name", wish.name)):
        if len(text) > LONGEST or not text.replace(" ", "x").isprintable():
            raise BadInput(f"{key}: is no line of text; accepted: up to {LONGEST} printable letters")
    if not wish.licence.strip():
        raise BadInput(f"licence is missing; accepted: such as {', '.join(LICENCES)}")


def suggested_name(clip: Clip) -> str:
    """What the clip shows, as a folder's name: "lean-back-track-side"."""
    recorded = read_recording(clip.folder).about.recorded
    shown = clip.row.cues[0][0] if clip.row.cues else recorded.reason if recorded else "clip"
    return slug(f"{shown} {clip.row.site} {clip.row.view}")


def slug(text: str) -> str:
    """Small letters, digits and single hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:60].strip("-")


def _put_inputs(clip: Clip, workshop: Path, wish: Wish) -> None:
    for name in INPUTS:
        if (path := clip.file(name)) is not None and (wish.film or name != "clip.mp4"):
            shutil.copyfile(path, workshop / name)
    (workshop / "about.toml").write_text(_about(clip, wish), encoding="utf-8")


def _about(clip: Clip, wish: Wish) -> str:
    recording = read_recording(clip.folder)
    said = (f"{rule} {n}x" if n > 1 else rule for rule, n in clip.row.cues)
    about = replace(
        recording.about,
        title=(slug(wish.name) or suggested_name(clip)).replace("-", " ").capitalize(),
        shows=", ".join(said) or "nothing was said",
        origin="recorded by Backstride",
        licence=wish.licence.strip(),
        consent=wish.consent.strip(),
        recorded=None,
    )
    return about_text(about, recording.setup)


def _day(clip: Clip) -> str:
    """The clip's day as its clock had it; a clip without one is put under the first day there is."""
    return clip.row.started_at[:10] or "1970-01-01"


def _free_name(recordings: Path, name: str) -> Path:
    taken = recordings / name
    number = 2
    while taken.exists():
        taken = recordings / f"{name}-{number}"
        number += 1
    return taken


def _sync(folder: Path) -> None:
    for file in folder.iterdir():
        with file.open("rb") as written:
            os.fsync(written.fileno())
