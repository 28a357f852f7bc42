"""Looks kept in a file, ``path.npz``: written once, read back as the scout of a replay without pictures.

A file is taken only if every array has its shape and kind; pickled content is never opened.
"""

from __future__ import annotations

import zipfile
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np

from ..arrays import Header, read_arrays
from ..errors import BadRecording
from ..types import Found, Frame, Moment, Motion, PathCamera, PathView, Pose, Report, Setup
from . import threat
from .beside import Beside
from .who import warden_of

# Looks: t_s, known_s and why (a row in reasons). Things: the look each belongs to, its track, label (a row in labels),
# motion (along, across, their speeds, half width) and box in image heights.
KNOWN = "known_s"  # files from before this was kept have none: their looks were known at once
RUNNER = "runner"  # by look: where a path camera saw the runner stand, NaN where it did not or where there is none
ARRAYS = ("t_s", "why", "reasons", "look", "track", "label", "labels", "motion", "box")
ACCEPTED = f"a path.npz as 'backstride replay' writes it has {', '.join(ARRAYS)}"
LONGEST_LOOKS = 500_000  # nine hours at 15 a second
LARGEST_ITEM = 1024  # bytes: a label or reason of 256 letters
LARGEST_TEXTS = 16 << 20  # bytes of all labels and reasons: there are few of each
KINDS = {"reasons": "U", "labels": "U"} | dict.fromkeys(("t_s", KNOWN, RUNNER, "motion", "box"), "f")
KINDS |= dict.fromkeys(("why", "look", "track", "label"), "i")
EPOCH = (1980, 1, 1, 0, 0, 0)  # the zip's own zero: the same looks give the same bytes


@dataclass(frozen=True)
class Kept:
    """A look, and from when on frames rest on it: live, a look is known a little after the frame that it looked at."""

    known_s: float
    report: Report


class KeptLooks:
    """Keeps every look that a moment rests on: a sink."""

    def __init__(self) -> None:
        self.looks: list[Kept] = []

    def take(self, frame: Frame, moment: Moment) -> None:
        report = moment.path.report
        if report is not None and (not self.looks or report.t_s > self.looks[-1].report.t_s):
            self.looks.append(Kept(moment.t_s, report))

    def close(self) -> None:
        pass


def write_path(path: Path, looks: Sequence[Kept]) -> None:
    """Writes the looks of one session. The same looks give the same bytes."""
    reports = [look.report for look in looks]
    things = [(index, found) for index, report in enumerate(reports) for found in report.found]
    reasons = sorted({report.why for report in reports})
    labels = sorted({found.label for _, found in things})
    motions = [astuple(found.motion) for _, found in things]
    arrays = {
        "t_s": np.array([report.t_s for report in reports], np.float64),
        KNOWN: np.array([look.known_s for look in looks], np.float64),
        RUNNER: np.array([report.runner or (np.nan, np.nan) for report in reports], np.float64).reshape(-1, 2),
        "why": np.array([reasons.index(report.why) for report in reports], np.int32),
        "reasons": np.array(reasons, np.str_),
        "look": np.array([index for index, _ in things], np.int32),
        "track": np.array([found.track for _, found in things], np.int32),
        "label": np.array([labels.index(found.label) for _, found in things], np.int32),
        "labels": np.array(labels, np.str_),
        "motion": np.array(motions, np.float64).reshape(-1, 5),
        "box": np.array([found.box for _, found in things], np.float64).reshape(-1, 4),
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            member = zipfile.ZipInfo(f"{name}.npy", EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(member, "w", force_zip64=True) as content:
                np.lib.format.write_array(content, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)


def read_path(path: Path) -> tuple[Kept, ...]:
    """The looks in a file; BadRecording says in one sentence what is wrong with it."""
    complaint = f"{path}: the arrays' shapes, kinds or order do not fit together; accepted: {ACCEPTED}"

    def check(headers: Mapping[str, Header]) -> None:
        if not _fit(headers):
            raise BadRecording(complaint)

    arrays = read_arrays(path, ARRAYS, ACCEPTED, check, (KNOWN, RUNNER))
    arrays.setdefault(KNOWN, arrays["t_s"])
    arrays.setdefault(RUNNER, np.full((len(arrays["t_s"]), 2), np.nan))
    if not _in_range(arrays):
        raise BadRecording(complaint)
    return _looks(arrays)


def _fit(headers: Mapping[str, Header]) -> bool:
    """Whether shapes and kinds are those of looks, and no more than anybody records."""
    shapes = {name: shape for name, (shape, _) in headers.items()}
    if any(len(shapes[name]) != 1 or shapes[name][0] > LONGEST_LOOKS for name in ("t_s", "look", "reasons", "labels")):
        return False
    looks, things = shapes["t_s"], shapes["look"]
    wanted = {"why": looks, KNOWN: looks, RUNNER: (*looks, 2)}
    wanted |= {"track": things, "label": things, "motion": (*things, 5), "box": (*things, 4)}
    return (
        all(shapes[name] == shape for name, shape in wanted.items() if name in shapes)
        and all(dtype.kind in KINDS[name] and dtype.itemsize <= LARGEST_ITEM for name, (_, dtype) in headers.items())
        and sum(headers[name][1].itemsize * shapes[name][0] for name in ("reasons", "labels")) <= LARGEST_TEXTS
    )


def _in_range(a: dict[str, np.ndarray]) -> bool:
    rows = (("why", "reasons"), ("label", "labels"), ("look", "t_s"))
    return (
        all(np.isfinite(a[name]).all() for name in ("t_s", KNOWN, "motion", "box"))
        and bool(np.all(np.diff(a["t_s"]) > 0))
        and bool(np.all(np.diff(a[KNOWN]) >= 0))
        and not np.isinf(a[RUNNER]).any()
        and bool(np.all(np.diff(a["look"]) >= 0))
        and all(not len(a[row]) or (a[row].min() >= 0 and a[row].max() < len(a[of])) for row, of in rows)
    )


def _looks(a: dict[str, np.ndarray]) -> tuple[Kept, ...]:
    found: list[list[Found]] = [[] for _ in a["t_s"]]
    for look, track, label, motion, box in zip(a["look"], a["track"], a["label"], a["motion"], a["box"], strict=True):
        found[look].append(Found(int(track), str(a["labels"][label]), Motion(*motion.tolist()), tuple(box.tolist())))
    return tuple(
        Kept(float(known_s), Report(float(t_s), str(a["reasons"][why]), tuple(things), runner=_seen(runner)))
        for known_s, t_s, why, things, runner in zip(a[KNOWN], a["t_s"], a["why"], found, a[RUNNER], strict=True)
    )


def _seen(runner: np.ndarray) -> tuple[float, float] | None:
    return None if np.isnan(runner).any() else (float(runner[0]), float(runner[1]))


class RecordedScout:
    """Judges recorded looks against the runner's recorded way, as the scout did that made them."""

    def __init__(self, setup: Setup, image_size: tuple[int, int], looks: Sequence[Kept],
                 who: threat.Runner = threat.ADULT):  # fmt: skip
        """BadInput where the setup's lane cannot be used on pictures of this size."""
        self._warden = warden_of(setup, image_size, who)
        self._reports = tuple(look.report for look in looks)
        self._known = [look.known_s for look in looks]

    def look(self, frame: Frame, pose: Pose) -> PathView:
        """What was known of the path at this frame."""
        place = self._warden.follow(pose, frame.t_s)
        newest = bisect_right(self._known, frame.t_s + 1e-9) - 1
        return self._warden.view(self._reports[newest] if newest >= 0 else None, place, frame.t_s)

    def close(self) -> None:
        pass


class RecordedBeside:
    """The same for the looks of a path camera, which tell themselves where the runner was."""

    def __init__(self, camera: PathCamera, looks: Sequence[Kept], who: threat.Runner = threat.ADULT):
        """BadInput where the camera's lane cannot be used."""
        self._judge, self._looks, self._heard = Beside(camera, who), looks, 0

    def look(self, frame: Frame, pose: Pose) -> PathView:
        """What was known of the path at this frame."""
        while self._heard < len(self._looks) and self._looks[self._heard].known_s <= frame.t_s + 1e-9:
            self._judge.hear(self._looks[self._heard].report)
            self._heard += 1
        return self._judge.view(pose, frame.t_s)

    def close(self) -> None:
        pass
