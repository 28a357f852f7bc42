"""Hands the panel what its clip pages need: the library, readers of poses, who explains and reports, the exports."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from . import __version__
from .clips import clips_folder
from .coach.explained import explain
from .config import CHECKOUT, Config
from .export import export
from .late_library import LateLibrary
from .library.clips import FORMATS, Clip
from .library.report import Report, report
from .library.store import Library
from .panel.clip_parts import ClipParts, Export, NoLibrary, Regressions
from .path.recorded import read_path
from .pose.recorded import RecordedPoses
from .regression import LICENCES, Wish, check, make_regression, suggested_name
from .types import Pose

MOST_DRAWN = 250_000  # frames: over an hour at 60 a second, some 130 MB


def open_clip_parts(config: Config) -> ClipParts:
    """The parts with the library in the clips' folder. Never raises: without a library the coaching goes on."""
    library = LateLibrary(lambda: Library(clips_folder(config)), NoLibrary())
    return ClipParts(library, read_poses, explain, report, EXPORTS, report_pdf=_pdf, regressions=_regressions(config),
                     looks=read_looks)  # fmt: skip


def _regressions(config: Config) -> Regressions:
    """They lie with those that ship, so that the tests find them; an installed package has its data folder."""
    shipped = CHECKOUT / "recordings"
    recordings = shipped if os.access(shipped, os.W_OK) else config.data / "recordings"

    def make(clip: Clip, wish: Wish) -> str:
        return f"recordings/{make_regression(clip, recordings, wish).name}"

    return Regressions(Wish, check, make, suggested_name, LICENCES)


def _pdf(told: Report) -> bytes:
    from .library.report_pdf import report_pdf  # half a second that a start need not wait for

    return report_pdf(told, __version__)


def read_poses(path: Path) -> Iterable[Pose]:
    """The poses of a ``poses.npz``, one a frame. Raises BadRecording where it is damaged, or longer than a page can
    draw beside the coaching."""
    recorded = RecordedPoses.read(path, MOST_DRAWN)
    return [recorded.estimate(frame) for frame in recorded.source()]


def read_looks(path: Path) -> list:
    """The looks of a ``path.npz`` as the page draws them. Raises BadRecording where it is damaged."""
    return [[look.known_s, [[found.label, *found.box] for found in look.report.found]] for look in read_path(path)]


def _export(format: str, title: str, slow: bool = False) -> Export:
    return Export(format, title, FORMATS[format], lambda clip, path: export(clip, format, path), slow)


EXPORTS = (
    _export("mp4", "Film with skeleton and cues, other people's faces blurred (mp4; takes a while)", slow=True),
    _export("trc", "Points for Sports2D and OpenSim (trc)"),
    _export("mot", "Angles for Sports2D and OpenSim (mot)"),
)
