"""The settings file: checked as a whole, told in short, saved whole, and what can be used of one that is broken."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .calibration import read_calibration
from .config import CHECKOUT, DATA, Config, parse_config
from .errors import BadConfig, BadInput
from .toml_reader import LARGEST_BYTES, read_text, shown

USUAL_FILE = DATA / "config.toml"
"""What ``run`` reads where no other file is named, if it is there; the panel saves into it."""
SHIPPED = CHECKOUT / "device" / "config.toml"
KEY_LINE = re.compile(r"(?:# )?([a-z_]+) = (.*?)\s*(?:#\s*(.*))?")


@dataclass(frozen=True)
class Checked:
    """A settings text that was looked through. A default stands in for whatever is wrong in it."""

    config: Config
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Setting:
    """One key that a settings file may hold, as the shipped file shows it."""

    table: str
    key: str
    usual: str
    meaning: str


def settings_file(asked: Path | None) -> Path | None:
    """The file whose settings count: the one that was named, else the usual one where it exists."""
    return asked or (USUAL_FILE if USUAL_FILE.exists() else None)


def check(text: str, folder: Path) -> Checked:
    """Every fault of a settings text whose paths start from ``folder``: its grammar, its values, the files it names."""
    try:
        config, faults = parse_config(text, folder, "The text")
    except BadConfig as fault:
        return Checked(_salvaged(text, folder), (str(fault),))
    return Checked(config, (*faults, *_missing_files(config)))


def check_file(path: Path) -> Checked:
    """The same of a file. Raises BadConfig where there is none."""
    if not path.exists():
        raise BadConfig(f"{path}: cannot be read (No such file or directory)")
    try:
        text = read_text(path, BadConfig)
    except BadConfig as fault:
        return Checked(Config(), (str(fault),))
    return check(text, path.parent)


def save(path: Path, text: str) -> None:
    """Writes the settings whole or not at all; the old ones stay beside them as ``….old``. Raises BadInput."""
    path, content = path.resolve(), text.encode()
    if len(content) > LARGEST_BYTES:
        raise BadInput(f"The settings are too long; accepted: at most {LARGEST_BYTES // 1024} KiB")
    new = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        number, new = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(new, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        if path.exists():
            _keep_old(path)
        os.replace(new, path)
    except OSError as fault:
        with suppress(OSError):
            Path(new).unlink()
        raise BadInput(f"{path}: cannot be written ({fault.strerror})") from fault


def known_settings() -> tuple[Setting, ...]:
    """Every key with its usual value and its meaning, as the shipped file tells them."""
    table, told = "", []
    for line in SHIPPED.read_text(encoding="utf-8").splitlines() if SHIPPED.is_file() else ():
        if line.startswith("["):
            table = line.strip("[]")
        elif table and (found := KEY_LINE.fullmatch(line)):
            told.append(Setting(table, found[1], "" if line.startswith("#") else found[2], found[3] or ""))
    return tuple(told)


def told(config: Config) -> str:
    """The settings in a few lines for people."""
    run, panel, recording = config.run, config.panel, config.recording
    lines = {
        "Source": f"{run.source}, site {run.site or 'as a recording says, else track'}",
        "Camera": "{}×{} at {:g} pictures a second".format(*config.camera.size, config.camera.fps),
        "Path": f"a second camera, {config.path.source}" if config.path.source else "no camera of its own",
        "Voice": f"{run.language}, device {config.voice.device}" + (", muted" if config.voice.muted else ""),
        "Panel": f"{'https' if panel.tls else 'http'}, {panel.host} port {panel.port}",
        "Recording": f"{recording.pre_s:g} s before and {recording.post_s:g} s after" if recording.on else "off",
        "Data": str(config.data),
    }
    return "\n".join(f"{name + ':':11s}{text}" for name, text in lines.items())


def _keep_old(path: Path) -> None:
    old = path.with_name(f"{path.name}.old")
    copy = path.with_name(f".{path.name}.old.new")
    copy.unlink(missing_ok=True)
    shutil.copy2(path, copy)
    os.replace(copy, old)


def _missing_files(config: Config) -> Iterator[str]:
    """What the settings name and is not there."""
    run, path = config.run, config.path
    for table, calibration in (("run", run.calibration), ("path", path.calibration)):
        try:
            calibration and read_calibration(calibration)
        except BadInput as fault:
            yield f'[{table}] "calibration": {fault}'
    if run.source not in ("auto", "camera") and not run.source.startswith("usb:") and not os.path.exists(run.source):
        yield f'[run] "source" is {shown(run.source)}: there is no such file; accepted: auto, camera, usb:N, or a path'
    if path.source and not path.source.startswith(("usb:", "camera:")) and not os.path.exists(path.source):
        yield f'[path] "source" is {shown(path.source)}: there is no such file; accepted: usb:N, camera:N, or a path'
    if config.voice.piper_model is not None and not os.path.isfile(config.voice.piper_model):
        yield f'[voice] "piper_model": {shown(str(config.voice.piper_model))} is no file'


def _salvaged(text: str, folder: Path) -> Config:
    """What can be used of a text that is no TOML: above all where the panel listens and where the accounts are."""
    kept = ""
    for part in re.split(r"(?m)^(?=\s*\[)", text[:LARGEST_BYTES]):
        head, *lines = part.splitlines() or [""]
        sound = part if _is_toml(part) else "\n".join([head, *(line for line in lines if _is_toml(line))])
        if _is_toml(f"{kept}\n{sound}"):  # false for a head that is none, and for a table that is there already
            kept += f"\n{sound}"
    return parse_config(kept, folder)[0]


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
