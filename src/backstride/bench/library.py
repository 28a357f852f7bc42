"""``backstride bench library``: an archive of ten thousand made-up clips, and how long its pages take.

The clips are as a recorder leaves them but for their film: a second of poses, measures and events, of a dozen runners
over years. Pages are asked of the whole panel as a browser does, signed in, each several times; 1 where a page takes
longer than it may.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np

from ..library.notes import Notes, write_notes
from ..library.recording import About, Recorded, about_text
from ..library.store import Library
from ..panel.accounts import Accounts
from ..panel.app import PanelParts, create_app
from ..panel.clip_parts import ClipParts
from ..panel.guard import SESSION_COOKIE
from ..session import Session
from ..sinks.latest import Latest
from ..sinks.measures_table import COLUMNS
from ..sinks.stream import Stream
from ..types import Setup
from .machine import machine

CLIPS, TIMES, FRAMES, FPS = 10_000, 15, 30, 30.0
RUNNERS = ("Ada", "Ben", "Chloé", "Dmitri", "Emil", "Fatma", "Gül", "Hugo", "Ines", "Jörg", "Kwame", "Łucja")
RULES = ("lean_back", "lean", "elbow", "cadence", "head_down", "foot_strike", "stride", "obstacle")
TAGS = ("camp", "rain", "first try", "race")
FIRST = datetime(2021, 1, 3, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Page:
    """One page, how long it took (median and the slowest), and how long it may take. Wall clock, milliseconds."""

    name: str
    median_ms: float
    worst_ms: float
    cpu_ms: float  # the process's own: what the page costs whatever else the machine does
    may_ms: float

    @property
    def met(self) -> bool:
        return self.median_ms <= self.may_ms

    @property
    def words(self) -> str:
        return (f"{self.name:34} {self.median_ms:7.1f} ms (slowest {self.worst_ms:.1f}, processor {self.cpu_ms:.1f}),"
                f" may take {self.may_ms:g}: {'ok' if self.met else 'OVER'}")  # fmt: skip


def library(json_file: Path | None, clips: int = CLIPS, times: int = TIMES) -> int:
    """Makes the archive, asks for its pages and tells; 1 where one takes longer than it may."""
    with TemporaryDirectory(prefix="backstride-archive-") as made:
        folder = Path(made) / "clips"
        print(f"making {clips} clips", flush=True)
        make_archive(folder, clips)
        began_s = time.perf_counter()
        opened = Library(folder)
        taken_up_s = time.perf_counter() - began_s
        print(f"taken up into the index in {taken_up_s:.1f} s", flush=True)
        pages = measured(opened, Path(made), times)
    for page in pages:
        print(page.words)
    if json_file is not None:
        told = {"clips": clips, "taken_up_s": round(taken_up_s, 2), "pages": [asdict(page) for page in pages]}
        json_file.write_text(json.dumps({"machine": machine(), "library": told}, indent=1) + "\n")
    return 0 if all(page.met for page in pages) else 1


def measured(opened: Library, folder: Path, times: int) -> list[Page]:
    """The pages that people turn, through the whole panel."""
    ask = _asker(opened, folder)
    key = opened.page().next_key
    deep = key
    for _ in range(40):
        deep = opened.page(after=deep).next_key or deep
    row = opened.page().rows[0]
    wanted = [
        ("first page", "/clips", 100.0),
        ("next page", f"/clips?after={key}", 100.0),
        ("a page a thousand clips on", f"/clips?after={deep}", 100.0),
        ("one runner's", f"/clips?runner={RUNNERS[3]}", 250.0),
        ("one rule's", "/clips?rule=obstacle", 250.0),
        ("one tag's", "/clips?tag=race", 250.0),
        ("one month's", "/clips?since=2022-05-01&until=2022-05-31", 250.0),
        ("words in notes, of a rare one", "/clips?text=needle", 250.0),
        ("the filter with its choices", "/clips?choose=1", 250.0),
        ("one clip", f"/clips/{row.id}", 100.0),
        ("a session's report", f"/clips/session/{row.session}", 250.0),
    ]
    return [_page(name, lambda path=path: ask(path), may_ms, times) for name, path, may_ms in wanted]


def _asker(opened: Library, folder: Path) -> Callable[[str], None]:
    accounts = Accounts(folder / "accounts.json")
    setup = Setup()
    parts = PanelParts(Session(), Latest(), Stream(setup), accounts, setup, "bench", "",
                       clips=ClipParts(opened, lambda path: ()))  # fmt: skip
    client = create_app(parts).test_client()
    client.set_cookie(SESSION_COOKIE, accounts.open_session())

    def ask(path: str) -> None:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: answer {answer.status_code}")

    return ask


def _page(name: str, ask: Callable[[], None], may_ms: float, times: int) -> Page:
    ask()  # the first one compiles the template
    took_ms, cpu_ms = [], []
    for _ in range(times):
        began_s, began_cpu_s = time.perf_counter(), time.process_time()
        ask()
        took_ms.append(1000 * (time.perf_counter() - began_s))
        cpu_ms.append(1000 * (time.process_time() - began_cpu_s))
    return Page(name, round(median(took_ms), 2), round(max(took_ms), 2), round(median(cpu_ms), 2), may_ms)


# ---- the archive


def make_archive(folder: Path, count: int, seed: int = 1) -> None:
    """``count`` clips in sessions of ten, with one note in a thousand that holds a needle."""
    lot = random.Random(seed)
    folder.mkdir(parents=True)
    poses = _poses()
    for order in range(1, count + 1):
        began = FIRST + timedelta(hours=4.4 * (order // 10), minutes=2 * (order % 10))
        rules = lot.choices(RULES, weights=range(len(RULES), 0, -1), k=lot.randint(0, 3))
        clip = folder / f"{began:%Y%m%d-%H%M%S}-{rules[0] if rules else 'keep'}-{order}"
        clip.mkdir()
        (clip / "poses.npz").write_bytes(poses)
        (clip / "measures.csv").write_text(_measures(lot.gauss(0, 4)))
        (clip / "events.jsonl").write_text(_events(rules))
        runner = RUNNERS[order // 10 % len(RUNNERS)]
        (clip / "about.toml").write_text(about_text(_about(order, began, rules, runner), Setup()))
        if order % 7 == 0:
            note = f"needle {order}" if order % 1001 == 0 else "a note"
            write_notes(clip, Notes(tags=(lot.choice(TAGS),), notes=note))


def _about(order: int, began: datetime, rules: list[str], runner: str) -> About:
    first = FIRST + timedelta(hours=4.4 * (order // 10))
    recorded = Recorded(f"{first:%Y%m%d-%H%M%S}-{order // 10 * 10}", order, rules[0] if rules else "keep", (),
                        began.isoformat(timespec="milliseconds"), 60.0 * (order % 10), (FRAMES - 1) / FPS, FRAMES,
                        runner=runner)  # fmt: skip
    return About("USB camera 0", ", ".join(rules), "made up", "CC0-1.0", "", "track", "side", FPS, (), recorded)


def _measures(lean_deg: float) -> str:
    known = {"tracked": "1", "facing": "left", "direction": "backward", "gait": "run", "cadence_spm": "162",
             "trunk_lean_deg": f"{lean_deg:.2f}", "path_state": "watching"}  # fmt: skip
    lines = [",".join(COLUMNS)]
    for n in range(FRAMES):
        row = known | {"frame": str(n), "t_s": f"{n / FPS:.6f}"}
        lines.append(",".join(row.get(name, "") for name in COLUMNS))
    return "\n".join(lines) + "\n"


def _events(rules: list[str]) -> str:
    rows = []
    for n, rule in enumerate(rules):
        t_s = 0.2 + 0.2 * n
        rows.append({"t_s": t_s, "kind": "observation", "rule": rule, "band": "red", "value": -12.0, "unit": "deg"})
        rows.append({"t_s": t_s, "kind": "cue", "rule": rule, "class": "form", "words": "Said", "why": "made up"})
    return "".join(json.dumps(row) + "\n" for row in rows)


def _poses() -> bytes:
    kept = BytesIO()
    np.savez(kept, t_s=np.arange(FRAMES) / FPS, points=np.zeros((FRAMES, 33, 3), np.float32),
             visibility=np.ones((FRAMES, 33), np.float32), image_size=np.array((1280, 720)),
             model=np.array("made up"), model_sha256=np.array("00"))  # fmt: skip
    return kept.getvalue()
