"""A hand-made library of made-up clips in folders, that remembers what was asked of it."""

import json
from dataclasses import fields, replace
from fractions import Fraction
from math import nan

import av
import numpy as np

from backstride.coach.explained import explain
from backstride.library.clips import (
    BadLibrary,
    Choices,
    Clip,
    ClipCue,
    ClipRow,
    Measured,
    NoSuchClip,
    Page,
    SessionRow,
)
from backstride.library.report import report
from backstride.panel.clip_parts import ClipParts, Export
from backstride.pose.recorded import RecordedPoses, write_poses
from backstride.sinks.measures_table import COLUMNS
from backstride.types import BeltCalibration, Pose, Setup

ONE, TWO, GONE = "aaaaaaaaa1", "aaaaaaaaa2", "zzzzzzzzz9"
SESSION = "20261122-180000-1"
FPS, SIZE, FRAMES = 10, (160, 96), 40
BELT = Setup("treadmill", "side", belt=BeltCalibration(((40, 80), (120, 80)), 1.5, SIZE))


def cue_at(t_s=2.0, rule="lean_back"):
    why = "lean back -17.9 deg, red: beyond -10 by more than its error of 5 for 0.5 s; coaching articles"
    return ClipCue(t_s, rule, "balance", "Lean in, toward your toes.", why)


def clip_in(folder, id=ONE, facing="right", frames=FRAMES, cues=None, **row):
    """Makes the folder of a clip and what a library knows of it."""
    folder.mkdir(parents=True)
    cues = (cue_at(),) if cues is None else cues
    write_film(folder / "clip.mp4", frames)
    write_poses(folder / "poses.npz", [pose(n, facing) for n in range(frames)], "made up", "00")
    write_measures(folder / "measures.csv", frames, facing)
    write_events(folder / "events.jsonl", frames, cues)
    known = {
        "id": id,
        "name": folder.name,
        "started_at": "2026-11-22T18:00:00+00:00",
        "title": "USB camera 0",
        "runner": "Ada",
        "site": "treadmill",
        "view": "side",
        "length_s": (frames - 1) / FPS,
        "cues": (("lean_back", 1),) if cues else (),
        "tags": ("camp",),
        "pinned": False,
        "has_picture": False,
        "session": SESSION,
        "notes": "first try",
    }
    return Clip(ClipRow(**known | row), folder, BELT, float(FPS), "made up", 12_345, cues, ())


def write_film(path, frames):
    """A grey film with a bar that walks to the right, a keyframe each second."""
    with av.open(str(path), "w", format="mp4") as file:
        stream = file.add_stream("libx264", rate=Fraction(FPS), options={"bf": "0", "g": str(FPS)})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for n in range(frames):
            image = np.full((SIZE[1], SIZE[0], 3), 60, np.uint8)
            image[:, 3 * n : 3 * n + 6] = 200
            picture = av.VideoFrame.from_ndarray(image, format="bgr24")
            picture.pts, picture.time_base = n, Fraction(1, FPS)
            file.mux(stream.encode(picture))
        file.mux(stream.encode(None))


def pose(n, facing="right"):
    """A body that stands upright and walks to the right; its nose is a little ahead."""
    ahead = 0.03 if facing == "right" else -0.03
    heights = {0: 0.15, **{p: 0.15 for p in range(1, 11)}, 11: 0.3, 12: 0.3, 13: 0.4, 14: 0.4, 15: 0.5, 16: 0.5}
    heights |= {p: 0.5 for p in range(17, 23)} | {23: 0.55, 24: 0.55, 25: 0.7, 26: 0.7, 27: 0.85, 28: 0.85}
    heights |= {29: 0.87, 30: 0.87, 31: 0.88, 32: 0.88}
    x = 0.5 + 0.015 * n
    points = np.array([(x + (ahead if p < 11 or p > 30 else 0), heights[p], 0) for p in range(33)], np.float32)
    return Pose(points, np.ones(33, np.float32), SIZE, n / FPS, n)


def write_measures(path, frames, facing):
    known = {
        "tracked": "1",
        "swapped": "0",
        "facing": facing,
        "direction": "backward",
        "gait": "run",
        "knee_flexion_right_deg": "20",
        "knee_flexion_left_deg": "25",
        "elbow_left_deg": "95",
        "cadence_spm": "160",
        "path_state": "off",
    }
    lines = [",".join(COLUMNS)]
    for n in range(frames):
        row = known | {"frame": str(n), "t_s": f"{n / FPS:.6f}", "trunk_lean_deg": f"{-0.5 * n:.2f}"}
        lines.append(",".join(row.get(name, "") for name in COLUMNS))
    path.write_text("\n".join(lines) + "\n")


def write_events(path, frames, cues):
    rows = [
        {"t_s": 0.5 + 0.4 * n, "kind": "contact", "side": ("left", "right")[n % 2], "first": "toe"} for n in range(8)
    ]
    rows += [{"t_s": 1.2, "kind": "head_check", "side": "left", "duration_s": 0.4}]
    rows += [{"t_s": 1.0, "kind": "observation", "rule": "lean_back", "band": "red", "value": -17.9, "unit": "deg"}]
    rows += [
        {"t_s": c.t_s, "kind": "cue", "rule": c.rule, "class": c.class_, "words": c.words, "why": c.why} for c in cues
    ]
    kept = sorted((r for r in rows if r["t_s"] < frames / FPS), key=lambda r: r["t_s"])
    path.write_text("".join(json.dumps(row) + "\n" for row in kept))


class FakeLibrary:
    """Clips by id. ``asked`` remembers every list that was asked for, ``done`` every change."""

    def __init__(self, *clips, picture=None):
        self.clips = {clip.row.id: clip for clip in clips}
        self.shown_picture = picture
        self.asked, self.done, self.gone = [], [], ()
        self.refuses = False
        self.counted = 0
        self.more = None  # the key of the next page

    def page(self, filters=None, after=None, size=24):
        self.asked.append((filters, after, size))
        return Page(tuple(clip.row for clip in self.clips.values())[:size], self.more)

    notice = ""

    def runners(self):
        return ("Ada",)

    def choices(self):
        self.counted += 1
        return Choices((("Ada", 2),), (("lean_back", 1),), (("camp", 1),))

    def clip(self, id):
        if id not in self.clips:
            raise NoSuchClip(f"{id} is not in /secret/clips")
        return self.clips[id]

    def picture(self, id):
        return self.shown_picture

    def deleted(self):
        return self.gone

    def sessions(self, runner=None, limit=50):
        return (
            self.session(SESSION),
            replace(
                self.session(SESSION),
                id="earlier",
                started_at="2026-11-20T18:00:00+00:00",
                measures=(Measured("cadence_spm", 500, 150.0, 145.0, 155.0),),
            ),
        )

    def session(self, id):
        if id != SESSION:
            raise NoSuchClip(id)
        told = {
            "id": SESSION,
            "started_at": "2026-11-22T18:00:00+00:00",
            "runner": "Ada",
            "site": "treadmill",
            "view": "side",
            "length_s": 80.0,
            "backward_s": 70.0,
            "clips": tuple(self.clips),
            "head_checks": 2,
            "cues": (("lean_back", 3), ("cadence", 2), ("elbow", 1), ("stride", 1), ("fall", 9)),
            "bands": (
                ("head_down", "green", 20.0),
                ("bounce", "green", 2.0),
                ("arm_leg", "amber", 5.0),
                ("arm_leg", "green", 5.0),
            ),
            "measures": (Measured("cadence_spm", 500, 160.0, 155.0, 165.0), Measured("speed_mps", 3, nan, nan, nan)),
        }
        return SessionRow(**{f.name: told[f.name] for f in fields(SessionRow)})

    def write_notes(self, id, notes):
        self._do("notes", id, notes)

    def set_tags(self, id, tags):
        self._do("tags", id, tuple(tags))

    def set_runner(self, id, runner):
        self._do("runner", id, runner)

    def keep(self, id, pinned=True):
        self._do("keep", id, pinned)

    def delete(self, id):
        self._do("delete", id)

    def undo(self, id):
        self._do("undo", id)

    def trim(self, id, from_s, to_s):
        self._do("trim", id, from_s, to_s)

    def _do(self, *what):
        if self.refuses:
            raise BadLibrary("/secret/clips cannot be written")
        self.done.append(what)


def read_poses(path):
    recorded = RecordedPoses.read(path)
    return [recorded.estimate(frame) for frame in recorded.source()]


def parts_of(library, charts, **more):
    exports = (
        Export("trc", "OpenSim markers (trc)", ".trc", lambda clip, path: path.write_text(f"TRC {clip.row.id}")),
    )
    return ClipParts(library, read_poses, explain, report, exports, charts, **more)
