"""Replays a clip through the live loop as fast as it goes, and writes all that was measured, judged and said.

All or nothing: everything goes to a folder beside the target, which gets its name only when it is complete.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import __version__
from .coach.coach import Coach
from .core.claims import claimed_error
from .errors import BadInput
from .guided import GuidedCoach
from .library.recording import expected_lines, write_expected
from .loop import run
from .material import Material, Wanted, open_material
from .path.recorded import KeptLooks, write_path
from .pose.recorded import write_poses
from .rehearsal import Rehearsal, open_rehearsal, transcript
from .script import Script, ScriptedSession, recorded_script
from .sinks.clip import AnnotatedClip
from .sinks.event_log import EventLog
from .sinks.measures_table import MeasuresTable
from .sinks.summary import Summary
from .training.notation import plain
from .types import Frame, Measures, Moment, Pose

Progress = Callable[[int, int | None], None]
"""Told after each frame: how many are done, and of how many where that is known."""


@dataclass(frozen=True)
class Replayed:
    """What a replay gave."""

    summary: dict[str, Any]
    events: list[dict[str, Any]]


class KeptPoses:
    """Keeps every pose, so that the replay can be replayed without the picture."""

    def __init__(self) -> None:
        self.poses: list[Pose] = []

    def take(self, frame: Frame, moment: Moment) -> None:
        self.poses.append(moment.pose)

    def close(self) -> None:
        pass


def replay(wanted: Wanted, out: Path | None, video: bool = True, accept: bool = False,
           progress: Progress = lambda done, of: None, rehearsal: Rehearsal | None = None) -> Replayed:  # fmt: skip
    """Replays ``wanted`` into the folder ``out`` (or nowhere), and accepts its judgement as the expected one if asked.

    With a ``rehearsal`` a whole training is run on it. Raises BadInput where the source or the target is not usable;
    nothing is written then.
    """
    if out is not None:
        check_target(out)
    if rehearsal is None:
        material = open_material(wanted)
        session = ScriptedSession(_pressed(wanted.source))
    else:
        material, session = open_rehearsal(wanted, rehearsal)
    if accept and material.recording is None:
        raise BadInput(f"{wanted.source}: --accept is for a recording folder (with about.toml)")
    try:
        with _workshop(out) as workshop:
            with_video = video and out is not None and rehearsal is None
            replayed = _replay_into(workshop.folder, material, session, with_video, progress)
            workshop.finish()
    except OSError as fault:  # a full disk: what reads a source tells its own faults as BadInput
        raise BadInput(f"{out or workshop.folder}: could not be written ({fault.strerror}); nothing is kept") from fault
    finally:
        material.source.close()
        material.estimator.close()
        material.scout.close()
    if accept:
        write_expected(material.recording.expected, expected_lines(tuple(replayed.events)))
    return replayed


def check_target(out: Path) -> None:
    """Raises BadInput where a replay could not be written to ``out``."""
    if out.exists():
        raise BadInput(f"{out}: exists already; accepted: a new folder's name")
    if not out.absolute().parent.is_dir():
        raise BadInput(f"{out}: its parent folder does not exist")
    try:
        tempfile.TemporaryFile(dir=out.absolute().parent).close()
    except OSError as fault:
        raise BadInput(f"{out}: cannot be written there ({fault.strerror})") from fault


def _pressed(source: Path) -> Script:
    """What was pressed when ``source`` was recorded, where that lies beside it."""
    beside = (source if source.is_dir() else source.parent) / "events.jsonl"
    if (not source.is_dir() and source.suffix != ".npz") or not beside.is_file():
        return Script()
    try:
        return recorded_script(beside.read_text(encoding="utf-8").splitlines())
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as fault:
        raise BadInput(f"{beside}: what was pressed cannot be read ({fault})") from fault


def _replay_into(folder: Path, material: Material, session: ScriptedSession, video: bool,
                 progress: Progress) -> Replayed:  # fmt: skip
    log, summary = EventLog(), Summary(_claim(material.setup.view))
    kept, looks = KeptPoses(), KeptLooks()
    table = MeasuresTable((folder / "measures.csv").open("w", newline=""))
    sinks = [session, table, log, summary, kept, looks]
    if video:
        sinks.append(AnnotatedClip(folder / "annotated.mp4", material.source.fps, material.setup))
    try:
        frames = session.watched(_counted(material.source, progress))
        coach = GuidedCoach(Coach(material.setup, session.language))
        run(frames, material.estimator, material.scout, coach, session, sinks)
    finally:
        for sink in sinks:
            sink.close()
    if not kept.poses:
        raise BadInput(f"{material.name}: holds no frames")
    write_poses(folder / "poses.npz", kept.poses, material.estimator.model, material.estimator.model_sha256)
    write_path(folder / "path.npz", looks.looks)
    return _write_rest(folder, material, session, log, summary)


def _write_rest(folder: Path, material: Material, session: ScriptedSession, log: EventLog,
                summary: Summary) -> Replayed:  # fmt: skip
    estimator = material.estimator
    (folder / "events.jsonl").write_text("".join(f"{line}\n" for line in log.lines()))
    if session.record is not None:
        record = json.dumps(plain(session.record), indent=1, ensure_ascii=False)
        (folder / "session.json").write_text(f"{record}\n")
        (folder / "transcript.txt").write_text(transcript(log.rows()))
    told = {
        "source": material.name,
        "version": __version__,
        "model": estimator.model,
        "model_sha256": estimator.model_sha256,
        **summary.told(material.setup.view),
    }
    (folder / "summary.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    return Replayed(told, log.rows())


def _counted(source, progress: Progress) -> Iterator[Frame]:
    """The source's frames, telling the progress after each."""
    for done, frame in enumerate(source, start=1):
        yield frame
        progress(done, getattr(source, "frames", None))


def _claim(view: str) -> Callable[[str, Measures], float]:
    return lambda name, measures: claimed_error(name, view, _is_near(name, measures), measures.quality.fps)


def _is_near(name: str, measures: Measures) -> bool:
    """Whether a measure belongs to the side toward the camera; one without a side does."""
    sides = [side for side in ("left", "right") if f"_{side}_" in name]
    return not sides or sides[0] == measures.near_side


class _workshop:
    """A folder beside the target that becomes the target at the end, or vanishes; without a target it vanishes."""

    def __init__(self, out: Path | None):
        self._out = out
        parent = None if out is None else out.absolute().parent
        self.folder = Path(tempfile.mkdtemp(prefix=".replay-", dir=parent))
        self.folder.chmod(0o755)

    def __enter__(self) -> _workshop:
        return self

    def finish(self) -> None:
        if self._out is not None:
            self.folder.rename(self._out)

    def __exit__(self, *fault: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
