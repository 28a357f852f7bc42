"""Cuts a clip shorter: picture, poses, measures and events alike. The original waits under another name.

The original is ``.deleted-<name>.untrimmed``: the next clean-up makes the cut final, as it does with deletions. The
pictures are copied, not coded again, so the cut begins at a keyframe. Expected judgements were made for the whole and
are left out.
"""

from __future__ import annotations

import csv
import json
import math
import os
import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np

from ..errors import BadRecording
from .clips import BadLibrary
from .kept_arrays import read_looks, read_poses
from .mending import SCRATCH
from .notes import FILE as NOTES
from .plain import open_film
from .recording import Recording, about_text, read_recording
from .retention import DELETED, KEPT

UNTRIMMED = ".untrimmed"
SHORTEST_S = 0.5
UNREADABLE = (
    BadRecording, ValueError, KeyError, IndexError, TypeError, EOFError, OverflowError, RecursionError, csv.Error,
    av.FFmpegError,
)  # fmt: skip
"""What a file of a clip ends in that does not hold what its name says."""


@dataclass(frozen=True)
class Cut:
    """What is kept: pictures ``first`` up to but without ``end``, from ``from_s`` to ``to_s`` in the clip's time."""

    first: int
    end: int
    from_s: float
    to_s: float


def original_of(folder: Path) -> Path:
    """Where the whole of a trimmed clip waits."""
    return folder.with_name(f"{DELETED}{folder.name}{UNTRIMMED}")


def trim(folder: Path, from_s: float, to_s: float) -> None:
    """Trims the clip. Raises BadLibrary where the times are not of it."""
    recording = read_recording(folder)
    workshop = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=folder.parent))
    try:
        workshop.chmod(0o755)
        times_s, keys = _pictures(recording)
        cut = _cut(folder.name, times_s, keys, from_s, to_s)
        _write_cut(recording, cut, workshop)
        _swap(folder, workshop)
    except UNREADABLE as fault:
        raise BadLibrary(f"{folder.name}: cannot be trimmed, a file in it is damaged ({fault})") from fault
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def untrim(folder: Path) -> None:
    """Brings the whole clip back, with the notes that were made since."""
    original = original_of(folder)
    for name in (NOTES, KEPT):
        (original / name).unlink(missing_ok=True)
        if (folder / name).exists():
            shutil.copy2(folder / name, original / name)
    trimmed = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=folder.parent))
    folder.rename(trimmed)
    original.rename(folder)
    shutil.rmtree(trimmed, ignore_errors=True)


def bring_back(clips: Path) -> None:
    """After a cut that was broken off between two names: the original is the clip again."""
    for name in os.listdir(clips):
        if name.startswith(DELETED) and name.endswith(UNTRIMMED):
            kept = name.removeprefix(DELETED).removesuffix(UNTRIMMED)
            if not (clips / kept).exists() and not (clips / f"{DELETED}{kept}").exists():
                (clips / name).rename(clips / kept)


def _swap(folder: Path, workshop: Path) -> None:
    """Gives the cut clip the name. What was cut before loses to the whole: one undo leads back to all of it."""
    original = original_of(folder)
    if original.is_dir():
        aside = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=folder.parent))
        folder.rename(aside)
        workshop.rename(folder)
        shutil.rmtree(aside, ignore_errors=True)
        return
    folder.rename(original)
    workshop.rename(folder)


def _pictures(recording: Recording) -> tuple[np.ndarray, np.ndarray]:
    """The times of the pictures in order, and which of them can begin a clip."""
    if recording.clip is None:
        times_s = read_poses(recording.poses)["t_s"]
        return times_s, np.ones(len(times_s), bool)
    with open_film(recording.clip) as file:
        found = [(float(p.pts * p.time_base), p.is_keyframe) for p in file.demux(video=0) if p.pts is not None]
    found.sort()
    return np.array([t for t, _ in found]), np.array([key for _, key in found], bool)


def _cut(name: str, times_s: np.ndarray, keys: np.ndarray, from_s: float, to_s: float) -> Cut:
    if not (math.isfinite(from_s) and math.isfinite(to_s)) or len(times_s) < 2:
        raise BadLibrary(f"{name}: cannot be trimmed to {from_s:g} to {to_s:g} s; accepted: times within the clip")
    from_s, to_s = max(from_s, float(times_s[0])), min(to_s, float(times_s[-1]))
    if to_s - from_s < SHORTEST_S:
        raise BadLibrary(f"{name}: what is kept must be {SHORTEST_S:g} s or longer, within 0 to {times_s[-1]:.2f} s")
    begins = np.flatnonzero(keys & (times_s <= from_s + 1e-6))
    first = int(begins[-1]) if len(begins) else 0
    end = int(np.searchsorted(times_s, to_s + 1e-6, side="right"))
    return Cut(first, end, float(times_s[first]), float(times_s[end - 1]))


def _write_cut(recording: Recording, cut: Cut, target: Path) -> None:
    folder = recording.folder
    end = cut.end
    if recording.clip is not None:
        end = cut.first + _cut_picture(recording.clip, cut, target / "clip.mp4")
    if recording.poses is not None:
        _cut_poses(recording.poses, cut, end, target / "poses.npz")
    if recording.path is not None:
        _cut_path(recording.path, cut, target / "path.npz")
    if (folder / "measures.csv").is_file():
        _cut_measures(folder / "measures.csv", cut, target / "measures.csv")
    if (folder / "events.jsonl").is_file():
        _cut_events(folder / "events.jsonl", cut, target / "events.jsonl")
    for name in (NOTES, KEPT, "LICENSE"):
        if (folder / name).exists():
            shutil.copy2(folder / name, target / name)
    (target / "about.toml").write_text(_about(recording, cut), encoding="utf-8")
    for file in target.iterdir():
        with file.open("rb") as written:
            os.fsync(written.fileno())


def _cut_picture(clip: Path, cut: Cut, target: Path) -> int:
    """Copies the coded pictures; gives their number. Where pictures lean on later ones the end waits for a keyframe."""
    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    with open_film(clip) as source, av.open(str(target), "w", format="mp4", options=options) as out:
        stream = source.streams.video[0]
        copy = out.add_stream_from_template(stream)
        packets = [p for p in source.demux(stream) if p.pts is not None]
        reordered = any(a.pts > b.pts for a, b in pairwise(packets))
        kept, ended = [], False
        for packet in packets:
            t_s = float(packet.pts * packet.time_base)
            ended = ended or (t_s > cut.to_s + 1e-6 and (packet.is_keyframe or not reordered))
            if t_s >= cut.from_s - 1e-6 and not ended:
                kept.append(packet)
        start = min(packet.pts for packet in kept)
        for packet in kept:
            packet.pts -= start
            packet.dts = packet.pts if packet.dts is None else packet.dts - start
            packet.stream = copy
            out.mux(packet)
    return len(kept)


def _cut_poses(poses: Path, cut: Cut, end: int, target: Path) -> None:
    kept = read_poses(poses)
    for name in ("t_s", "points", "visibility"):
        kept[name] = kept[name][cut.first : end]
    kept["t_s"] = kept["t_s"] - cut.from_s
    with target.open("wb") as file:
        np.savez_compressed(file, **kept)


def _cut_path(path: Path, cut: Cut, target: Path) -> None:
    """The looks on which the frames of the cut rest: those known within it, and the last one known before."""
    kept = read_looks(path)
    known_s = kept.get("known_s", kept["t_s"])
    first = max(int(np.searchsorted(known_s, cut.from_s + 1e-6, side="right")) - 1, 0)
    end = int(np.searchsorted(known_s, cut.to_s + 1e-6, side="right"))
    things = (kept["look"] >= first) & (kept["look"] < end)
    for name in ("track", "label", "motion", "box"):
        kept[name] = kept[name][things]
    kept["look"] = kept["look"][things] - np.int32(first)
    kept["why"] = kept["why"][first:end]
    if "runner" in kept:
        kept["runner"] = kept["runner"][first:end]
    kept["t_s"] = kept["t_s"][first:end] - cut.from_s
    kept["known_s"] = np.maximum(known_s[first:end] - cut.from_s, 0.0)
    with target.open("wb") as file:
        np.savez_compressed(file, **kept)


def _cut_measures(table: Path, cut: Cut, target: Path) -> None:
    with table.open(newline="", encoding="utf-8") as file, target.open("w", newline="", encoding="utf-8") as out:
        head, *lines = csv.reader(file)
        at = head.index("t_s")
        kept = [line for line in lines if cut.from_s - 1e-4 <= float(line[at]) <= cut.to_s + 1e-4]
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(head)
        for number, line in enumerate(kept):
            line[at] = f"{max(0.0, float(line[at]) - cut.from_s):.6f}"
            line[head.index("frame")] = str(number)
            writer.writerow(line)


def _cut_events(events: Path, cut: Cut, target: Path) -> None:
    """What happened within the cut, and before it where each rule stood as it begins."""
    standing, kept = {}, []
    for row in (json.loads(line) for line in events.read_text(encoding="utf-8").splitlines() if line.strip()):
        if row["t_s"] > cut.to_s + 1e-4:
            continue
        if row["t_s"] >= cut.from_s - 1e-4:
            kept.append({**row, "t_s": round(max(0.0, row["t_s"] - cut.from_s), 4)})
        elif row["kind"] == "observation":
            standing[row["rule"]] = {**row, "t_s": 0.0}
    lines = (json.dumps(row, ensure_ascii=False) for row in [*standing.values(), *kept])
    target.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _about(recording: Recording, cut: Cut) -> str:
    about = recording.about
    if about.recorded is not None:
        about = replace(about, recorded=_recorded(about.recorded, cut))
    return about_text(about, recording.setup)


def _recorded(recorded, cut: Cut):
    began = datetime.fromisoformat(recorded.started_at) + timedelta(seconds=cut.from_s)
    triggers = (trigger.partition(" ") for trigger in recorded.triggers)
    moved = ((float(Fraction(t)) - cut.from_s, reason) for t, _, reason in triggers)
    return replace(
        recorded,
        started_at=began.isoformat(timespec="milliseconds"),
        started_s=recorded.started_s + cut.from_s,
        duration_s=round(cut.to_s - cut.from_s, 6),
        frames=cut.end - cut.first,
        triggers=tuple(f"{t_s:.2f} {reason}" for t_s, reason in moved if 0 <= t_s <= cut.to_s - cut.from_s),
    )
