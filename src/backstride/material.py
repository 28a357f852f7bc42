"""What a replay is made of: a video, a recording folder or recorded poses, opened as source and estimator."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import nan
from pathlib import Path

from .calibration import calibrated
from .core.place import same_shape
from .errors import BadInput
from .library.recording import Recording, read_recording
from .pose.models import model_file
from .pose.recorded import RecordedPoses
from .sources.video import Video
from .types import Setup, Site, View
from .watch import scout_of_looks, scout_of_pictures


@dataclass(frozen=True)
class Wanted:
    """What the person asked to replay. What is None follows the recording's own description, or the defaults."""

    source: Path
    site: Site | None = None
    view: View | None = None
    calibration: Path | None = None
    height_m: float = nan
    model: str | None = None  # "lite" or "full": look at the picture anew, even where poses were recorded


@dataclass(frozen=True)
class Material:
    """Frames, who finds the runner on them, who watches the path, and what is known beforehand."""

    name: str
    source: object
    estimator: object
    setup: Setup
    scout: object
    recording: Recording | None = None


def open_material(wanted: Wanted) -> Material:
    """Opens what was asked for. Raises BadInput with one sentence where it can't be replayed."""
    if not wanted.source.exists():
        raise BadInput(f"{wanted.source}: does not exist; accepted: a video file, a recording folder or a poses.npz")
    if wanted.source.is_dir():
        return _of_recording(wanted, read_recording(wanted.source))
    setup = _setup(wanted, Setup())
    if wanted.source.suffix == ".npz":
        return _of_poses(wanted.source.parent.name or wanted.source.stem, wanted.source, setup)
    return _of_video(wanted.source.stem, wanted.source, setup, wanted.model)


def _of_recording(wanted: Wanted, recording: Recording) -> Material:
    setup = _setup(wanted, recording.setup)
    if recording.poses is not None and wanted.model is None:
        material = _of_poses(recording.name, recording.poses, setup, recording.clip)
    elif recording.clip is not None:
        material = _of_video(recording.name, recording.clip, setup, wanted.model)
    else:
        raise BadInput(f"{recording.folder}: has no clip.mp4 to run a model on; leave --model out to replay its poses")
    return replace(material, recording=recording)


def _of_video(name: str, path: Path, setup: Setup, model: str | None) -> Material:
    from .pose.landmarker import Landmarker  # loading MediaPipe takes a second: only where a picture is looked at

    video = Video(path)
    _check_shape(setup, video.size)
    return Material(name, video, Landmarker(model_file(model or "full"), setup), setup, scout_of_pictures(setup))


def _of_poses(name: str, path: Path, setup: Setup, clip: Path | None = None) -> Material:
    recorded = RecordedPoses.read(path)
    source = Video(clip) if clip is not None else recorded.source()
    if clip is not None and not same_shape(source.size, recorded.image_size):
        sizes = f"is {_by(source.size)}, but the poses beside it were found on {_by(recorded.image_size)}"
        raise BadInput(f"{clip}: {sizes}")
    _check_shape(setup, recorded.image_size)
    beside = path.with_name("path.npz")
    scout = scout_of_looks(setup, recorded.image_size, beside if beside.is_file() else None)
    return Material(name, source, recorded, setup, scout)


def _check_shape(setup: Setup, size: tuple[int, int]) -> None:
    """Raises BadInput where the place was calibrated on a picture of another shape: its points would lie elsewhere."""
    for calibration in (setup.lane, setup.belt):
        if calibration is not None and not same_shape(calibration.image_size, size):
            told = f"the calibration was made on a picture of {_by(calibration.image_size)}, this one is {_by(size)}"
            raise BadInput(f"{told}; accepted: any picture of the same shape")


def _by(size: tuple[int, int]) -> str:
    return f"{size[0]}×{size[1]}"


def _setup(wanted: Wanted, known: Setup) -> Setup:
    """The setup as described, with what the person said on top."""
    placed = replace(known, site=wanted.site or known.site, view=wanted.view or known.view)
    return calibrated(placed, wanted.calibration, wanted.height_m)
