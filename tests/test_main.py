"""How the appliance is put together: which calibration counts."""

from dataclasses import replace
from math import nan

import pytest

from backstride.calibrating import runner_camera
from backstride.calibration import Calibration, read_calibration, write_calibration
from backstride.config import CHECKOUT, Config, RunConfig
from backstride.errors import BadInput
from backstride.main import _place
from backstride.sinks.latest import Latest
from backstride.types import LaneCalibration

LANE = LaneCalibration(
    ((626.0, 606.3), (873.8, 596.9), (599.9, 393.3), (490.5, 395.1)),
    ((0.0, 0.0), (1.22, 0.0), (1.22, 10.0), (0.0, 10.0)), 1.22, (0.0, 1.0), (1280, 720),
)  # fmt: skip
WIDE = replace(LANE, width_m=2.0)
RECORDING = CHECKOUT / "recordings" / "shoulder-checks-track-rear"


class NoStream:
    frame = None

    def still(self):
        return None


@pytest.fixture
def config(tmp_path):
    """Settings whose data folder holds a lane that was saved in the panel."""

    def config(saved=WIDE, **run):
        if saved:
            write_calibration(tmp_path / "data" / "calibration.toml", Calibration(1.7, saved))
        return Config(run=RunConfig(**run), data=tmp_path / "data")

    return config


@pytest.fixture
def film(tmp_path):
    file = tmp_path / "film.mp4"
    file.write_bytes(b"")
    return str(file)


def test_what_was_saved_in_the_panel_holds_for_a_camera_at_the_next_start(config):
    setup = _place(config(source="usb:0")).setup
    assert (setup.lane, setup.height_m) == (WIDE, 1.7)


def test_without_anything_saved_nothing_is_calibrated(config):
    assert _place(config(saved=None, source="usb:0")).setup.lane is None


def test_the_settings_own_file_and_height_count_before_it(config, tmp_path):
    file = tmp_path / "own.toml"
    write_calibration(file, Calibration(lane=LANE))
    setup = _place(config(source="usb:0", calibration=file, height_m=1.9)).setup
    assert (setup.lane, setup.height_m) == (LANE, 1.9)


def test_a_video_uses_it_and_says_so(config, film):
    place = _place(config(source=film))
    assert place.setup.lane == WIDE
    assert place.notice.endswith("with the calibration saved here")


def test_a_recording_knows_its_own_place(config):
    place = _place(config(source=str(RECORDING)))
    assert place.setup.lane.width_m == 1.22
    assert "calibration" not in place.notice


def test_the_panel_saves_where_the_next_start_looks(config):
    settings = config(saved=None, source="usb:0")
    panel = runner_camera(settings, _place(settings).brings_calibration, NoStream(), Latest())
    assert panel.saved() == Calibration() and panel.notice == ""
    panel.save(nan, LANE, None)
    assert panel.saved().lane == _place(settings).setup.lane == LANE


def test_the_panel_says_why_what_it_saves_is_not_used(config, tmp_path):
    file = tmp_path / "own.toml"
    write_calibration(file, Calibration(lane=LANE))
    for settings, why in [
        (config(source="usb:0", calibration=file), "The settings name another calibration file"),
        (config(source=str(RECORDING)), "A recording plays"),
    ]:
        panel = runner_camera(settings, _place(settings).brings_calibration, NoStream(), Latest())
        assert panel.notice.startswith(why)
    assert read_calibration(file).lane == LANE


def test_one_that_starts_by_itself_waits_for_a_camera_and_never_plays_the_demo(config, monkeypatch):
    monkeypatch.setattr("backstride.main.pi_cameras", list)
    monkeypatch.setattr("backstride.main.cameras", list)
    place = _place(config(patient=True))
    assert (place.awaited, place.notice, place.setup.lane) == ("camera", "", WIDE)
    with pytest.raises(BadInput, match="No camera found"):
        place.open_source()
    assert _place(config(patient=True, source="usb:2")).awaited == "USB camera 2"
    assert _place(config()).notice.startswith("No camera found: the demo")
