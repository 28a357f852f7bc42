"""What the settings ask of this machine, as far as the checks need it.

The settings themselves need numpy to be read. Where that is what is broken, the checks go on with the defaults.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import BackstrideError

CHECKOUT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Asked:
    """The settings that a check looks at. ``config_fault`` says why they are the defaults and not the file's."""

    config: Path | None = None
    config_fault: str = ""
    config_read: bool = True  # False: this Python could not even read settings
    source: str = "auto"
    site: str = "track"
    language: str = "en"
    engine: str = "litert"
    camera_size: tuple[int, int] = (1280, 720)
    fps: float = 30.0
    exposure_us: int = 4000
    host: str = "0.0.0.0"
    port: int = 8080
    voice_device: str = "auto"
    piper: bool = False
    records: bool = True
    reserve_gb: float = 1.0
    data: Path = CHECKOUT / ".data"
    clips: Path = CHECKOUT / ".data" / "clips"
    calibration: Path = CHECKOUT / ".data" / "calibration.toml"
    path_source: str = ""
    path_calibration: Path = CHECKOUT / ".data" / "path-calibration.toml"
    checkout: Path = CHECKOUT
    python: Path = field(default_factory=lambda: coachs_python(CHECKOUT))

    @property
    def models(self) -> Path:
        return self.checkout / "models"


def asked_of(config_file: Path | None) -> Asked:
    """What the settings in a file ask for, or in the one that a run would read, or the defaults. Never raises."""
    try:
        from ..config import Config
        from ..settings import Checked, check_file, settings_file
    except ImportError as fault:
        return Asked(config_file, f"the settings cannot be read: {fault}", config_read=False)
    file = settings_file(config_file)
    try:
        checked = check_file(file) if file else Checked(Config(), ())
    except BackstrideError as fault:
        return Asked(config_file, str(fault))
    config = checked.config
    run, camera, recording = config.run, config.camera, config.recording
    return Asked(
        config=file,
        config_fault="; ".join(checked.faults),
        source=run.source,
        site=run.site or "track",
        language=run.language,
        engine=config.engine,
        camera_size=camera.size,
        fps=camera.fps,
        exposure_us=camera.exposure_us,
        host=config.panel.host,
        port=config.panel.port,
        voice_device=config.voice.device,
        piper=config.voice.piper_model is not None,
        records=recording.on,
        reserve_gb=recording.reserve_gb,
        data=config.data,
        clips=recording.folder or config.data / "clips",
        calibration=run.calibration or config.data / "calibration.toml",
        path_source=config.path.source,
        path_calibration=config.path.calibration or config.data / "path-calibration.toml",
    )


def coachs_python(checkout: Path) -> Path:
    """The Python that asks, where it is an environment's; else that of the environment that ``./backstride`` makes."""
    own = checkout / ".venv" / "bin" / "python"
    if sys.prefix == sys.base_prefix and (own.is_symlink() or own.exists()):
        return own
    return Path(sys.executable)
