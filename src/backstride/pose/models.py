"""The model files that ship: where they lie and whether they are the ones the manifest names."""

from __future__ import annotations

import hashlib
import platform
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..errors import BadModel

MODELS_FOLDER = Path(__file__).parents[3] / "models"
"""``models/`` of the checkout: the package is installed from there in place, so that nothing is kept twice."""

MANIFEST = "manifest.toml"
DEVICE_TREE_MODEL = Path("/proc/device-tree/model")

PoseModel = Literal["lite", "full"]


@dataclass(frozen=True)
class ModelFile:
    """One checked model file. ``name`` is what recordings note, such as ``pose_landmarker_full``."""

    path: Path
    name: str
    sha256: str


def model_file(name: str, models_folder: Path = MODELS_FOLDER) -> ModelFile:
    """The file that the manifest calls ``name`` (``lite``, ``full`` or ``obstacles``), its sha256 checked."""
    file, sha256 = _manifest_entry(name, models_folder)
    path = models_folder / file
    try:
        with path.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise BadModel(f"The model file {path} cannot be read: {error.strerror}.") from error
    if found != sha256:
        raise BadModel(
            f"The model file {path} is not the one that {MANIFEST} names (sha256 {found[:12]}…"
            f" instead of {sha256[:12]}…); restore it from the project."
        )
    return ModelFile(path, path.stem, sha256)


def chosen_model(
    wanted: Literal["auto", "lite", "full"] = "auto", architecture: str | None = None, device: str | None = None
) -> PoseModel:
    """The pose model to use. ``auto`` is ``lite`` on a Raspberry Pi, where ``full`` is too slow, else ``full``.

    ``architecture`` and ``device`` (the device tree's model) are this machine's unless given.
    """
    if wanted != "auto":
        return wanted
    if (architecture or platform.machine()) != "aarch64":
        return "full"
    if device is None:
        device = DEVICE_TREE_MODEL.read_text(errors="replace") if DEVICE_TREE_MODEL.exists() else ""
    return "lite" if "Raspberry" in device else "full"


def _manifest_entry(name: str, models_folder: Path) -> tuple[str, str]:
    manifest = models_folder / MANIFEST
    try:
        entries = tomllib.loads(manifest.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadModel(f"The list of models {manifest} cannot be read ({error.strerror}).") from error
    except ValueError as error:  # not TOML, or not UTF-8
        raise BadModel(f"The list of models {manifest} is damaged: {error}.") from error
    models = {key: entry for key, entry in entries.items() if isinstance(entry, dict)}
    if name not in models:
        raise BadModel(f"There is no model {name!r} in {manifest}; it names {', '.join(sorted(models)) or 'none'}.")
    file, sha256 = models[name].get("file"), models[name].get("sha256")
    if not isinstance(file, str) or not isinstance(sha256, str):
        raise BadModel(f"The model {name!r} in {manifest} needs a file and a sha256, both as text.")
    return file, sha256
