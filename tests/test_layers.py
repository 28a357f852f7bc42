"""The house's walls: who may import whom, and what the pure rooms must not touch."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "backstride"
GROUND = {"types", "errors"}
MAY_IMPORT = {  # room -> rooms of our own it may import, besides itself and the ground
    "types": set(),
    "errors": set(),
    "core": set(),
    "coach": {"core"},
    "training": {"core"},
    "path": {"core", "arrays"},
    "sources": {"core"},
    "pose": {"core", "arrays"},
    "sinks": {"core", "journal", "training"},
    "library": {"core", "calibration", "toml_reader", "journal", "training", "arrays"},
    "panel": {"core", "training", "health"},
    "bench": {
        "core", "coach", "path", "sources", "pose", "sinks", "library", "loop", "journal", "config", "session",
        "replay", "doctor", "cores", "heaps", "panel", "appliance", "main",
    },
    "health": set(),
    "doctor": {"config", "settings", "calibration", "pose", "sources", "sinks", "panel"},
    "loop": set(),
    "journal": set(),
    "toml_reader": set(),
    "calibration": {"toml_reader"},
    "config": {"toml_reader"},
    "backup": {"library", "calibration", "config", "settings", "toml_reader"},
    "settings": {"config", "calibration", "toml_reader"},
    "session": set(),
    "cores": {"pose"},
    "heaps": set(),
    "guided": {"coach", "training"},
    "keeper": {"training"},
    "script": {"training"},
    "runners": set(),
    "arrays": set(),
    "late_library": set(),
    "appliance": {"doctor"},
    "faces": {"core"},
}  # fmt: skip
PURE = {"core", "coach", "training"}
PURE_FILES = {"path/lane.py", "path/threat.py", "path/nowhere.py", "sinks/overlay_layout.py", "appliance/ladder.py"}
IMPURE = {
    "time", "datetime", "threading", "multiprocessing", "asyncio", "queue", "subprocess", "socket", "os", "io",
    "pathlib", "random", "cv2", "flask", "cheroot", "av", "mediapipe", "picamera2", "logging", "sys",
}  # fmt: skip
EVERYONE = {  # these put the parts together
    "main", "calibrating", "cli", "replay", "rehearsal", "export", "regression", "material", "watch", "path_camera",
    "clips", "clip_pages",
    "training_pages", "device", "safe", "takeaway", "vitals", "__init__", "__main__",
}  # fmt: skip


def modules():
    return sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    inside = path.relative_to(PACKAGE)
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


def imports_of(path: Path):
    """Absolute names of everything a module imports, ours as backstride.x.y."""
    here = ("backstride", *path.relative_to(PACKAGE).with_suffix("").parts)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(here[: len(here) - node.level]) if node.level else ""
            name = ".".join(part for part in (base, node.module or "") if part)
            yield from (f"{name}.{alias.name}" if name == "backstride" else name for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_imports_only_the_rooms_its_own_room_may_know(path):
    room = room_of(path)
    if room in EVERYONE:
        return
    ours = {name.split(".")[1] for name in imports_of(path) if name.startswith("backstride.")}
    assert ours <= MAY_IMPORT[room] | GROUND | {room, "__version__"}


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_the_pure_rooms_know_no_clock_thread_file_camera_or_web(path):
    if room_of(path) not in PURE and str(path.relative_to(PACKAGE)) not in PURE_FILES:
        return
    assert not {name.split(".")[0] for name in imports_of(path)} & IMPURE


def test_picamera2_has_one_door():
    doors = [p for p in modules() if any(n.split(".")[0] in {"picamera2", "libcamera"} for n in imports_of(p))]
    assert [str(p.relative_to(PACKAGE)) for p in doors] in ([], ["sources/camera.py"])


def test_every_test_module_has_a_name_of_its_own():
    """Two of one name in two folders end pytest's collection, and no test is run."""
    names = [path.name for path in Path(__file__).parent.rglob("test_*.py")]
    assert sorted({name for name in names if names.count(name) > 1}) == []
