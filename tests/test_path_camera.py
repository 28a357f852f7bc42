"""How a second camera that looks only at the path is put together, live and in a replay."""

import threading
from contextlib import closing
from math import nan

import numpy as np
import pytest

from backstride.calibration import Calibration, write_calibration
from backstride.config import CHECKOUT, Config, PathConfig, RunConfig, read_config
from backstride.errors import BadConfig, BadInput
from backstride.library.recording import read_recording
from backstride.material import Wanted, open_material
from backstride.path.beside import FilmScout
from backstride.path.recorded import RecordedBeside, write_path
from backstride.path_camera import open_path_camera, path_file
from backstride.types import Frame, Pose, Setup
from backstride.watch import SecondCamera, live_scout

RECORDINGS = CHECKOUT / "recordings"
FORM = RECORDINGS / "straight-arms-track-side"
PATH = RECORDINGS / "person-enters-lane-track-front"
TRACK = Setup("track", "side")


@pytest.fixture
def calibration(tmp_path):
    file = tmp_path / "path.toml"
    write_calibration(file, Calibration(nan, read_recording(PATH).setup.lane))
    return file


@pytest.fixture
def opened(tmp_path):
    """Opens what the settings name; all is closed at the end, as main does it."""
    parts = []

    def opened(setup=TRACK, run=None, **path):
        config = Config(path=PathConfig(**path), data=tmp_path / "data", run=run or RunConfig())
        found = open_path_camera(config, setup, lambda part: parts.append(part) or part)
        if found.second is not None:
            parts.append(found.second.source)
        return found

    yield opened
    for part in parts:
        part.close()


def test_settings_name_a_second_camera(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text('[path]\nsource = "usb:1"\ncalibration = "path.toml"\nview = "front"\n')
    assert read_config(file).path == PathConfig("usb:1", tmp_path / "path.toml", "front")


def test_a_calibration_without_a_camera_is_a_wrong_setting(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text('[path]\ncalibration = "path.toml"\n')
    with pytest.raises(BadConfig, match=r'"source" is .*usb:N'):
        read_config(file)


def test_without_a_source_there_is_none(opened):
    parts = opened()
    assert parts.second is None and parts.stream is None and parts.setup == TRACK


def test_a_film_stands_in_for_the_camera_with_its_own_lane(opened, calibration):
    parts = opened(source=str(PATH / "clip.mp4"), calibration=calibration)
    assert parts.setup.path.lane == read_recording(PATH).setup.lane and parts.second.camera == parts.setup.path
    frame = next(iter(parts.second.source))
    assert frame.size == (1280, 720)


def test_without_a_calibration_it_is_shown_and_not_used(opened):
    parts = opened(source=str(PATH / "clip.mp4"))
    assert parts.second is not None and parts.second.camera is None and parts.setup.path is None


def test_what_the_panel_saved_of_it_holds_and_what_cannot_be_read_does_not_end_the_coaching(opened, tmp_path):
    file = path_file(Config(data=tmp_path / "data"))
    write_calibration(file, Calibration(nan, read_recording(PATH).setup.lane))
    assert opened(source=str(PATH / "clip.mp4")).setup.path is not None
    file.write_text("[lane")
    assert opened(source=str(PATH / "clip.mp4")).setup.path is None


class Pictures:
    """A camera of another shape than the calibration's."""

    def __iter__(self):
        for number in range(3):
            yield Frame(np.zeros((480, 640, 3), np.uint8), 0.2 * number, number)

    def close(self):
        pass


def test_a_calibration_that_does_not_fit_the_picture_leaves_no_thread_behind(opened, calibration):
    camera = opened(source=str(PATH), calibration=calibration).setup.path
    before = set(threading.enumerate())
    scout = live_scout(TRACK, second=SecondCamera(Pictures(), camera, lambda frame, view: None))
    scout._thread.join(30)
    shown = Frame(np.zeros((9, 16, 3), np.uint8), 1.0, 1)
    pose = Pose(np.full((33, 3), nan), np.zeros(33), shown.size, 1.0, 1)
    assert "does not fit" in scout.look(shown, pose).why
    assert [thread.name for thread in set(threading.enumerate()) - before] == []
    scout.close()


def test_a_treadmill_has_no_use_for_it_and_says_so(opened):
    parts = opened(Setup("treadmill"), source=str(PATH / "clip.mp4"))
    assert parts.second is None and "no path" in parts.notice


@pytest.mark.parametrize(("source", "named"), [
    ("usb:x", "usb:N"), ("absent.mp4", "does not exist"), ("usb:0", "sees the runner"), ("camera:one", "camera:N"),
])  # fmt: skip
def test_a_source_that_cannot_be_used_is_refused_in_one_sentence(opened, source, named):
    with pytest.raises(BadInput, match=named):
        opened(run=RunConfig(source="usb:0"), source=source)


# ---- replay


def test_a_replay_takes_the_path_cameras_film_beside_recorded_poses(calibration):
    wanted = Wanted(FORM, path_source=PATH / "clip.mp4", path_calibration=calibration)
    material = open_material(wanted)
    with closing(material.scout):
        assert isinstance(material.scout, FilmScout) and material.setup.path is not None


def test_recorded_looks_of_a_path_camera_are_judged_with_its_own_lane(tmp_path):
    write_path(tmp_path / "path.npz", ())
    (tmp_path / "poses.npz").write_bytes((FORM / "poses.npz").read_bytes())
    lane = read_recording(PATH).setup.lane
    file = tmp_path / "calibration.toml"
    write_calibration(file, Calibration(nan, lane))
    wanted = Wanted(tmp_path / "poses.npz", "track", path_calibration=file)
    assert isinstance(open_material(wanted).scout, RecordedBeside)


@pytest.mark.parametrize(("told", "named"), [
    ({"path_source": PATH / "clip.mp4"}, "--path-source needs --path-calibration"),
    ({"path_view": "rear"}, "--path-view is for a path camera"),
    ({"path_calibration": FORM / "about.toml"}, "not known here"),
])  # fmt: skip
def test_half_a_path_camera_is_refused(told, named):
    with pytest.raises(BadInput, match=named):
        open_material(Wanted(FORM, **told))
