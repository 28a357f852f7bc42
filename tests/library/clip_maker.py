"""Makes finished clip folders as the recorder leaves them: a film with a moving square, poses, measures, events."""

from __future__ import annotations

import json
from fractions import Fraction
from math import isfinite
from pathlib import Path

import av
import numpy as np

from backstride.library.recording import About, Recorded, about_text
from backstride.types import Setup

FPS = 10.0
HEAD = (
    "frame,t_s,tracked,swapped,facing,direction,gait,trunk_lean_deg,head_pitch_deg,head_yaw_deg,knee_flexion_left_deg,"
    "knee_flexion_right_deg,elbow_left_deg,elbow_right_deg,cadence_spm,speed_mps,step_length_m,contact_left,"
    "contact_right,belt_position,lane_offset_m,obstacle_distance_m,obstacle_ttc_s,path_state"
)


def clip_folder(clips: Path, order: int, *, rules: tuple[str, ...] = ("lean_back",), runner: str = "",
                session: str = "20261122-180000-1", lean_deg: float = -4.0, seconds: float = 4.0, film: bool = True,
                started_at: str = "2026-11-22T18:00:00.000+00:00", title: str = "USB camera 0",
                direction: str = "backward", setup: Setup | None = None) -> Path:  # fmt: skip
    """A finished clip, cued by each rule in turn, a second apart from 1 s on."""
    folder = clips / f"20261122-18{order % 60:02d}00-lean_back-{order}"
    folder.mkdir(parents=True)
    count = round(seconds * FPS)
    if film:
        write_film(folder / "clip.mp4", count)
    write_poses(folder / "poses.npz", count)
    write_measures(folder / "measures.csv", count, lean_deg, direction)
    write_events(folder / "events.jsonl", rules, seconds)
    recorded = Recorded(session, order, "lean_back", ("1.00 lean_back",), started_at, 100.0 * order,
                        (count - 1) / FPS, count, runner=runner)  # fmt: skip
    about = About(title, "1.00 lean_back", "recorded by Backstride", "private", "", "track", "side", FPS, (), recorded)
    (folder / "about.toml").write_text(about_text(about, setup or Setup()))
    return folder


def write_film(path: Path, count: int, size: tuple[int, int] = (160, 96)) -> None:
    """Picture n has a white square at x = 2 n: so a picture tells its number."""
    with av.open(str(path), "w", format="mp4") as file:
        stream = file.add_stream("libx264", rate=Fraction(FPS), options={"bf": "0", "g": str(round(FPS)), "crf": "10"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for n in range(count):
            image = np.full((size[1], size[0], 3), 60, np.uint8)
            image[40:56, 2 * n : 2 * n + 16] = 250
            picture = av.VideoFrame.from_ndarray(image, format="bgr24")
            picture.pts, picture.time_base = n, Fraction(1, round(FPS))
            for packet in stream.encode(picture):
                file.mux(packet)
        for packet in stream.encode(None):
            file.mux(packet)


def numbers_in(path: Path) -> list[int]:
    """The numbers of a film's pictures, as their squares tell."""
    with av.open(str(path)) as file:
        pictures = [frame.to_ndarray(format="gray") for frame in file.decode(video=0)]
    return [round(float(np.flatnonzero(p[48] > 150).min()) / 2) for p in pictures]


def write_poses(path: Path, count: int, size: tuple[int, int] = (160, 96)) -> None:
    """Point k of pose n is at (0.5 + k / 100, n / 1000): each number tells where it is from."""
    points = np.zeros((count, 33, 3), np.float32)
    points[:, :, 0] = 0.5 + np.arange(33) / 100
    points[:, :, 1] = np.arange(count)[:, None] / 1000
    np.savez(path, t_s=np.arange(count) / FPS, points=points, visibility=np.ones((count, 33), np.float32),
             image_size=np.array(size), model=np.array("made up"), model_sha256=np.array("00"))  # fmt: skip


def write_measures(path: Path, count: int, lean_deg: float, direction: str = "backward") -> None:
    """A constant lean, a right knee that bends a degree a frame, nothing of the left."""
    row = "{n},{t:.6f},1,0,left,{direction},run,{lean},,,,{n}.5,,95,160,,,1,0,,,,,watching"
    lean = f"{lean_deg:.2f}" if isfinite(lean_deg) else ""
    lines = [row.format(n=n, t=n / FPS, lean=lean, direction=direction) for n in range(count)]
    path.write_text("\n".join([HEAD, *lines]) + "\n")


def write_events(path: Path, rules: tuple[str, ...], seconds: float) -> None:
    rows = [{"t_s": 0.5, "kind": "head_check", "side": "left", "duration_s": 0.4}]
    for n, rule in enumerate(rules, start=1):
        rows.append({"t_s": n - 0.1, "kind": "observation", "rule": rule, "band": "red", "value": -12.0, "unit": "deg"})
        rows.append({"t_s": float(n), "kind": "cue", "rule": rule, "class": "balance",
                     "words": f"Words of {rule}", "why": f"why {rule}"})  # fmt: skip
    rows.append({"t_s": seconds - 0.1, "kind": "contact", "side": "left", "first": "toe"})
    path.write_text("".join(json.dumps(row) + "\n" for row in sorted(rows, key=lambda row: row["t_s"])))


