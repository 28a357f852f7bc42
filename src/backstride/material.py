"""What a replay is made of: a video, a recording folder or recorded poses, opened as source and estimator."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import nan
from pathlib import Path

from .calibration import calibrated, path_camera_in
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
    path_source: Path | None = None  # what a second camera saw that looks only at the path
    path_calibration: Path | None = None
    path_view: View | None = None


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
    film = _path_film(wanted.path_source, setup)
    if wanted.source.suffix == ".npz":
        return _of_poses(wanted.source.parent.name or wanted.source.stem, wanted.source, setup, path_film=film)
    return _of_video(wanted.source.stem, wanted.source, setup, wanted.model, film)


def _of_recording(wanted: Wanted, recording: Recording) -> Material:
    setup = _setup(wanted, recording.setup)
    film = _path_film(wanted.path_source or (recording.path_clip if wanted.model else None), setup)
    if recording.poses is not None and wanted.model is None:
        material = _of_poses(recording.name, recording.poses, setup, recording.clip, film)
    elif recording.clip is not None:
        film = film or _path_film(recording.path_clip, setup)
        material = _of_video(recording.name, recording.clip, setup, wanted.model, film)
    else:
        raise BadInput(f"{recording.folder}: has no clip.mp4 to run a model on; leave --model out to replay its poses")
    return replace(material, recording=recording)


def _of_video(name: str, path: Path, setup: Setup, model: str | None, path_film: Video | None = None) -> Material:
    from .pose.landmarker import Landmarker  # loading MediaPipe takes a second: only where a picture is looked at

    video = Video(path)
    _check_shape(setup, video.size)
    scout = scout_of_pictures(setup, path_film=path_film)
    return Material(name, video, Landmarker(model_file(model or "full"), setup), setup, scout)


def _of_poses(name: str, path: Path, setup: Setup, clip: Path | None = None,
              path_film: Video | None = None) -> Material:  # fmt: skip
    recorded = RecordedPoses.read(path)
    source = Video(clip) if clip is not None else recorded.source()
    if clip is not None and not same_shape(source.size, recorded.image_size):
        sizes = f"is {_by(source.size)}, but the poses beside it were found on {_by(recorded.image_size)}"
        raise BadInput(f"{clip}: {sizes}")
    _check_shape(setup, recorded.image_size)
    beside = path.with_name("path.npz")
    if path_film is not None:
        scout = scout_of_pictures(setup, path_film=path_film)
    else:
        scout = scout_of_looks(setup, recorded.image_size, beside if beside.is_file() else None)
    return Material(name, source, recorded, setup, scout)


def _path_film(path: Path | None, setup: Setup) -> Video | None:
    """What a path camera saw, where there is such a film and a calibrated camera."""
    if path is None or setup.path is None:
        return None
    film = Video(path)
    if not same_shape(setup.path.lane.image_size, film.size):
        told = f"was calibrated on a picture of {_by(setup.path.lane.image_size)}, this one is {_by(film.size)}"
        raise BadInput(f"{path}: the path camera {told}; accepted: any picture of the same shape")
    return film


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
    return _with_path_camera(calibrated(placed, wanted.calibration, wanted.height_m), wanted)


def _with_path_camera(setup: Setup, wanted: Wanted) -> Setup:
    camera = setup.path
    if wanted.path_calibration is not None:
        camera = path_camera_in(wanted.path_calibration, wanted.path_view)
    if camera is None and wanted.path_source is not None:
        raise BadInput("--path-source needs --path-calibration FILE: the lane as the path camera sees it")
    if camera is None and wanted.path_view is not None:
        raise BadInput("--path-view is for a path camera; accepted: together with --path-source and --path-calibration")
    return replace(setup, path=camera)
