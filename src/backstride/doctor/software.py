"""Checks of what is installed: Python, its environment and packages, system libraries, processor, models."""

from __future__ import annotations

import json
import re
import signal
import tomllib
from pathlib import Path

from ..errors import BadModel, UnsupportedMachine
from ..pose.machine import check_mediapipe_runs
from ..pose.models import MANIFEST, model_file
from .asked import Asked
from .line import Found, fail, ok, unknown, warn
from .machine import Machine, Ran
from .unit import installed

OLDEST = (3, 11)
CHARTS = "/usr/share/javascript/dygraphs"
LIBRARIES = {  # what is loaded by name, and the Debian package that brings it
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGLESv2.so.2": "libgles2",
}
FOR_OPENCV = {"libGL.so.1", "libglib-2.0.so.0"}  # the others serve MediaPipe alone
MODULES = ("numpy", "cv2", "av", "flask", "cheroot", "flatbuffers", "ai_edge_litert.interpreter")
COMPILED = ("cv2", "av", "ai_edge_litert.interpreter", "simplejpeg", "picamera2")
PACKAGE_OF = {  # what to install anew; picamera2 itself holds nothing that was compiled
    "cv2": "opencv-contrib-python", "ai_edge_litert.interpreter": "ai-edge-litert", "picamera2": "simplejpeg",
}  # fmt: skip
ABI = re.compile(r"numpy\.(core|_core|dtype|ndarray)|NumPy 1\.x|binary incompatib|ABI version|multiarray", re.I)

WHO = "import sys, struct; print(*sys.version_info[:3], struct.calcsize('P') * 8, sys.prefix != sys.base_prefix)"
LOAD = "import ctypes, sys\nctypes.CDLL(sys.argv[1])"
IMPORT = """
import importlib, importlib.util, sys
name = sys.argv[1]
if importlib.util.find_spec(name.partition('.')[0]) is None:
    sys.exit("not installed")
module = importlib.import_module(name)
print(getattr(module, "__version__", ""))
if getattr(module, "__file__", None) is None:
    sys.exit("only its empty folder is there")
if name == "cv2" and not hasattr(module, "imdecode"):
    sys.exit("cv2 is an empty shell: its files were removed")
"""
PACKAGES = """
import importlib.metadata as metadata, json
have, owners = {}, []
for found in metadata.distributions():
    name = (found.metadata["Name"] or "").lower().replace("_", "-")
    have.setdefault(name, found.version)
    if "opencv" in name and any(str(file).startswith("cv2/") for file in found.files or ()):
        owners.append([name, str(found.locate_file(""))])
print(json.dumps({"have": have, "owners": owners}))
"""


# ---- Python and its environment


def python(machine: Machine, asked: Asked) -> Found:
    """Is the coach's Python new enough, and one of 64 bits?"""
    said = machine.python(WHO)
    if not said.fine:
        return unknown(f"{machine.python_program} does not start ({_why(said)})")
    major, minor, patch, bits, _ = said.out.split()
    words = f"Python {major}.{minor}.{patch}, {bits} bits"
    if (int(major), int(minor)) < OLDEST:
        return fail(f"{words}: 3.11 or newer is needed", "install Raspberry Pi OS Bookworm or newer")
    if bits != "64":
        return fail(f"{words}: there are no models for 32 bits", "install the 64-bit Raspberry Pi OS")
    return ok(words)


def environment(machine: Machine, asked: Asked) -> Found:
    """Is there an environment of our own, and may it see apt's packages where the camera needs that?"""
    said = machine.python(WHO)
    folder = machine.python_program.parent.parent
    settings = machine.text(folder / "pyvenv.cfg")
    if not said.fine:
        return fail(f"the environment {folder.name} is broken: its Python does not start", _anew(machine, asked))
    if settings is None:
        return warn("no environment of its own: the system's Python runs it", _anew(machine, asked))
    sees_system = re.search(r"^include-system-site-packages\s*=\s*true", settings, re.M | re.I) is not None
    if machine.is_pi and not sees_system:
        return fail(
            "the environment does not see apt's packages, among them picamera2",
            "set include-system-site-packages = true in pyvenv.cfg, or " + _anew(machine, asked),
        )
    return ok(f"{folder.name}, " + ("sees the system's packages" if sees_system else "apart from the system's"))


def packages(machine: Machine, asked: Asked) -> Found:
    """Is each package there, of a version that was tried?"""
    listed, wanted = _packages(machine), _wanted(machine, asked)
    if listed is None or not wanted:
        return unknown("the list of packages cannot be read")
    have, wrong = listed["have"], []
    for name, ranges in wanted:
        if name not in have:
            wrong.append(f"{name} is missing")
        elif not _fits(have[name], ranges):
            wrong.append(f"{name} is {have[name]}, needed {ranges}")
    if wrong:
        return fail("; ".join(wrong), _install(machine, asked))
    return ok(f"{len(wanted)} packages, all of versions that fit")


def modules(machine: Machine, asked: Asked) -> Found:
    """Can each module that the coach needs be loaded?"""
    said = {name: _imported(machine, name) for name in MODULES}
    if all(ran.code is None for ran in said.values()):
        return unknown("Python does not start, so nothing loads")
    broken = {name: ran for name, ran in said.items() if not ran.fine}
    if not broken:
        return ok(f"{', '.join(name.partition('.')[0] for name in MODULES)} load")
    words = "; ".join(f"{name} does not load ({_why(ran)})" for name, ran in broken.items())
    elsewhere = {_told_by(ran) for ran in broken.values()}
    if "" not in elsewhere:
        return warn(words, f"the line {' and '.join(sorted(elsewhere))} tells how to mend it")
    return fail(words, _install(machine, asked).replace("install -e", "install --force-reinstall -e"))


def _told_by(said: Ran) -> str:
    """The line that tells the cause; empty where this one must."""
    if "not installed" in said.err:
        return "Packages"
    if ABI.search(said.err):
        return "numpy's build"
    return "Libraries" if any(name in said.err for name in LIBRARIES) else ""


def numpy_abi(machine: Machine, asked: Asked) -> Found:
    """Were numpy's neighbours compiled for the numpy that is installed?"""
    numpy = _imported(machine, "numpy")
    if not numpy.fine:
        return unknown("numpy does not load")
    said = {name: _imported(machine, name) for name in COMPILED}
    strangers = [n for n, ran in said.items() if not ran.fine and ABI.search(ran.err)]
    version = numpy.out.strip()
    if strangers:
        names = " and ".join(strangers)
        return fail(
            f"{names} was compiled for another numpy than {version} ({_why(said[strangers[0]])})",
            f"{_pip(machine)} install --ignore-installed --no-deps "
            + " ".join(PACKAGE_OF.get(name, name) for name in strangers),
        )
    fit = [name.partition(".")[0] for name, ran in said.items() if ran.fine]
    return ok(f"numpy {version}; {', '.join(fit)} fit it") if fit else unknown("none of its neighbours loads")


def one_opencv(machine: Machine, asked: Asked) -> Found:
    """Does exactly one package own ``cv2``? Two overwrite each other's files without a word."""
    listed = _packages(machine)
    if listed is None:
        return unknown("the list of packages cannot be read")
    folders: dict[str, list[str]] = {}
    for name, folder in listed["owners"]:
        folders.setdefault(folder, []).append(name)
    twins = next((sorted(names) for names in folders.values() if len(names) > 1), None)
    if twins:
        pip = _pip(machine)
        return fail(
            f"{len(twins)} packages own cv2 and overwrite each other: {', '.join(twins)}",
            f'{pip} uninstall -y {" ".join(twins)}, then {pip} install "opencv-contrib-python>=5,<6"',
        )
    if not folders:
        return unknown("no package brings cv2: the line Packages tells how to mend it")
    return ok(f"{next(iter(folders.values()))[0]} alone owns cv2")


# ---- the system's libraries, the processor


def graphics(machine: Machine, asked: Asked) -> Found:
    """Are the system's libraries there that OpenCV and MediaPipe load?"""
    said = {name: machine.python(LOAD, name) for name in LIBRARIES}
    if all(ran.code is None for ran in said.values()):
        return unknown("Python does not start, so nothing can be loaded")
    missing = [name for name, ran in said.items() if not ran.fine]
    if not missing:
        return ok("libGL, libEGL, libGLESv2 and libglib load")
    mend = f"sudo apt-get install --no-install-recommends {' '.join(LIBRARIES[name] for name in missing)}"
    words = f"{', '.join(missing)} cannot be loaded"
    if set(missing) & FOR_OPENCV:
        return fail(f"{words}: without it there is no OpenCV", mend)
    if asked.engine == "mediapipe":
        return fail(f"{words}: MediaPipe, which the settings ask for, needs it", mend)
    return warn(f"{words}: only MediaPipe needs it, and the settings ask for LiteRT", mend)


def processor(machine: Machine, asked: Asked) -> Found:
    """Can this processor run the engine that the settings ask for? MediaPipe ends the process where it can't."""
    architecture = machine.architecture
    if architecture not in {"aarch64", "arm64", "x86_64", "AMD64"}:
        return fail(f"the processor is {architecture}: there are no packages for it", "use a 64-bit system")
    try:
        check_mediapipe_runs(architecture, machine.text("/proc/cpuinfo") or "")
    except UnsupportedMachine as lacking:
        if asked.engine == "mediapipe":
            return fail(str(lacking), 'set engine = "litert" under [pose] in the settings')
        return ok(f"{architecture}, without what MediaPipe needs; LiteRT, which is chosen, runs")
    return ok(f"{architecture}, runs LiteRT and MediaPipe")


# ---- what ships


def models(machine: Machine, asked: Asked) -> Found:
    """Is each model file the one that the manifest names?"""
    folder = machine.at(asked.models)
    try:
        manifest = tomllib.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError) as fault:
        return fail(f"the list of models cannot be read ({_reason(fault)})", "git checkout -- models")
    wrong, names = [], [name for name, entry in manifest.items() if isinstance(entry, dict)]
    for name in names:
        try:
            model_file(name, folder)
        except BadModel as fault:
            wrong.append(_without_folder(str(fault), folder))
    if wrong:
        return fail(" ".join(wrong), "git checkout -- models, or copy the folder models from the project anew")
    return ok(f"{len(names)} files have the right sha256")


def charts(machine: Machine, asked: Asked) -> Found:
    """Is the chart library there that the clip pages draw with?"""
    missing = [n for n in ("dygraph.min.js", "dygraph.min.css") if machine.text(f"{CHARTS}/{n}") is None]
    if missing:
        return warn("the charts of the clip pages cannot be drawn: dygraphs is missing",
                    "sudo apt-get install --no-install-recommends libjs-dygraphs")  # fmt: skip
    return ok("the clip pages have their charts")


# ---- asking


def _imported(machine: Machine, name: str) -> Ran:
    return machine.python(IMPORT, name)


def _packages(machine: Machine) -> dict | None:
    said = machine.python(PACKAGES)
    try:
        return json.loads(said.out) if said.fine else None
    except ValueError:
        return None


def _wanted(machine: Machine, asked: Asked) -> tuple[tuple[str, str], ...]:
    """Names and ranges of what the project asks for, without the extras."""
    try:
        project = tomllib.loads(machine.text(asked.checkout / "pyproject.toml") or "")
        lines = project["project"]["dependencies"]
    except (ValueError, KeyError):
        return ()
    split = (re.match(r"([A-Za-z0-9._-]+)\s*([^;]*)", line) for line in lines)
    return tuple((m[1].lower().replace("_", "-"), m[2].strip()) for m in split if m)


def _fits(version: str, ranges: str) -> bool:
    """Whether a version lies in ranges such as ``>=1.2,<1.3``; of other signs nothing is known, so they fit."""
    mine = _numbers(version)
    for bound in filter(None, (text.strip() for text in ranges.split(","))):
        if bound.startswith(">=") and mine < _numbers(bound[2:]):
            return False
        if re.match(r"<[^=]", bound) and mine >= _numbers(bound[1:]):
            return False
    return True


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", version.partition("+")[0])[:3])


def _why(said: Ran) -> str:
    """The last thing a program said, or how it ended."""
    if said.code is not None and said.code < 0:
        return f"it was ended by {signal.Signals(-said.code).name}"
    lines = [line.strip() for line in said.err.splitlines() if line.strip()]
    return (lines[-1] if lines else f"it ended with {said.code}")[:160]


def _reason(fault: Exception) -> str:
    return getattr(fault, "strerror", "") or str(fault)


def _without_folder(words: str, folder: Path) -> str:
    return words.replace(f"{folder}/", "models/")


def _pip(machine: Machine) -> str:
    return f"{machine.python_program.parent}/pip"


def _install(machine: Machine, asked: Asked) -> str:
    if machine.text(machine.python_program.parent.parent / "pyvenv.cfg") is None:
        return _anew(machine, asked)
    return f"{_pip(machine)} install -e {asked.checkout}"


def _anew(machine: Machine, asked: Asked) -> str:
    if installed(machine) and ".venv" not in machine.names(asked.checkout):
        return f"sudo {asked.checkout}/device/install.sh puts it right (needs a network)"
    away = f"rm -r {asked.checkout}/.venv, then " if ".venv" in machine.names(asked.checkout) else ""
    return f"{away}{asked.checkout}/backstride version makes it anew (once, needs a network)"
