"""Calibration files: what they may say, and how a wrong one is refused."""

from dataclasses import replace
from math import isnan, nan
from pathlib import Path

import pytest

from backstride.calibration import Calibration, calibrated, path_camera_in, read_calibration, write_calibration
from backstride.errors import BadInput
from backstride.types import BeltCalibration, LaneCalibration, Setup

LANE = """
[lane]
image_px = [[100, 400], [300, 400], [380, 700], [20, 700]]
ground_m = [[0, 0], [1.22, 0], [1.22, 10], [0, 10]]
width_m = 1.22
travel = [0, 1]
image_size = [1280, 720]
"""
BELT = """
[treadmill]
belt_px = [[444.9, 573.1], [864.1, 576.5]]
belt_length_m = 1.6
image_size = [1280, 720]
"""


def calibration_of(tmp_path: Path, text: str) -> Calibration:
    file = tmp_path / "calibration.toml"
    file.write_text(text)
    return read_calibration(file)


def test_a_lane_and_a_height_are_read(tmp_path):
    known = calibration_of(tmp_path, "[runner]\nheight_m = 1.75\n" + LANE)
    assert known.height_m == 1.75
    assert known.lane.ground_m[2] == (1.22, 10.0)
    assert known.lane.image_size == (1280, 720)
    assert known.belt is None


def test_a_belt_without_a_speed_has_an_unknown_speed(tmp_path):
    known = calibration_of(tmp_path, BELT)
    assert known.belt.belt_px[0] == (444.9, 573.1)
    assert isnan(known.belt.speed_mps)
    assert isnan(known.height_m)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (LANE.replace("[[100, 400], ", "["), '"image_px"'),
        (LANE.replace("travel = [0, 1]", "travel = [0, 3]"), "a direction of length 1"),
        (LANE.replace("[1280, 720]", "[0, 720]"), '"image_size"'),
        (LANE + "colour = 'red'", '"colour" is not known here'),
        (BELT.replace("864.1, 576.5", "446.0, 573.0"), "less than 10 pixels apart"),
        (BELT.replace("belt_length_m = 1.6", ""), '"belt_length_m" is missing'),
        (BELT.replace("1.6", "inf"), '"belt_length_m"'),
        ("[runner]\nheight_m = 5", '"height_m" is 5'),
    ],
)
def test_a_wrong_calibration_is_refused_in_one_sentence(tmp_path, text, named):
    with pytest.raises(BadInput) as refused:
        calibration_of(tmp_path, text)
    assert named in str(refused.value)
    assert "\n" not in str(refused.value)


# ---- written

WRITTEN_LANE = LaneCalibration(
    ((626.1, 606.3), (873.8, 596.9), (599.9, 393.3), (490.5, 395.1)),
    ((0.0, 0.0), (1.22, 0.0), (1.22, 10.0), (0.0, 10.0)), 1.22, (0.0, -1.0), (1280, 720),
)  # fmt: skip
WRITTEN_BELT = BeltCalibration(((444.9, 573.1), (864.1, 576.5)), 1.6, (1280, 720), 1.2)


@pytest.mark.parametrize("height_m", [1.75, nan])
@pytest.mark.parametrize("lane", [WRITTEN_LANE, None])
@pytest.mark.parametrize("belt", [WRITTEN_BELT, replace(WRITTEN_BELT, speed_mps=nan), None])
def test_what_is_written_is_read_again(tmp_path, height_m, lane, belt):
    file = tmp_path / "made" / "calibration.toml"
    write_calibration(file, Calibration(height_m, lane, belt))
    known = read_calibration(file)
    assert (repr(known.height_m), known.lane, repr(known.belt)) == (repr(height_m), lane, repr(belt))


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (Calibration(lane=replace(WRITTEN_LANE, width_m=99.0)), '"width_m" is 99.0'),
        (Calibration(lane=replace(WRITTEN_LANE, image_px=((nan, 1.0), *WRITTEN_LANE.image_px[1:]))), '"image_px"'),
        (Calibration(belt=replace(WRITTEN_BELT, belt_length_m=0.1)), '"belt_length_m" is 0.1'),
        (Calibration(height_m=17.5), '"height_m" is 17.5'),
    ],
)
def test_what_could_not_be_read_again_is_not_written_and_the_old_file_stays(tmp_path, wrong, named):
    file = tmp_path / "calibration.toml"
    write_calibration(file, Calibration(1.8))
    with pytest.raises(BadInput) as refused:
        write_calibration(file, wrong)
    assert named in str(refused.value)
    assert read_calibration(file).height_m == 1.8
    assert [path.name for path in tmp_path.iterdir()] == ["calibration.toml"]


def test_a_folder_that_takes_no_file_is_named_in_one_sentence(tmp_path):
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(BadInput, match=r"calibration\.toml: cannot be written \("):
        write_calibration(tmp_path / "data" / "calibration.toml", Calibration(1.8))


# ---- used


@pytest.mark.parametrize(("site", "belt"), [("track", None), ("treadmill", WRITTEN_BELT)])
def test_of_a_lane_and_a_belt_the_track_uses_the_lane(tmp_path, site, belt):
    file = tmp_path / "calibration.toml"
    write_calibration(file, Calibration(1.7, WRITTEN_LANE, WRITTEN_BELT))
    setup = calibrated(Setup(site), file, nan)
    assert (setup.height_m, setup.lane, setup.belt) == (1.7, WRITTEN_LANE, belt)


PATH = LANE.replace("[lane]", "[path]") + 'view = "front"\nstarts_s = 0.5\n'


def test_a_path_camera_has_a_lane_and_a_view_of_its_own(tmp_path):
    known = calibration_of(tmp_path, LANE + PATH)
    assert known.path.view == "front" and known.path.starts_s == 0.5 and known.path.lane == known.lane


def test_a_path_camera_is_known_by_a_file_of_its_own(tmp_path):
    (tmp_path / "path.toml").write_text(LANE)
    camera = path_camera_in(tmp_path / "path.toml")
    assert camera.view is None and camera.lane.width_m == 1.22
    assert path_camera_in(tmp_path / "path.toml", "rear").view == "rear"
    (tmp_path / "belt.toml").write_text(BELT)
    with pytest.raises(BadInput, match=r"holds no \[lane\]"):
        path_camera_in(tmp_path / "belt.toml")


def test_margin_empty_look_and_path_camera_are_written_as_they_are_read(tmp_path):
    text = LANE + 'margin_m = 0.3\nempty = "lane-empty.png"\n' + PATH
    known = calibration_of(tmp_path, text)
    assert known.lane.margin_m == 0.3 and known.lane.empty == tmp_path / "lane-empty.png"
    write_calibration(tmp_path / "again.toml", known)
    assert read_calibration(tmp_path / "again.toml") == known


@pytest.mark.parametrize("name", ["../lane.png", "/etc/lane.png", ".lane.png"])
def test_an_empty_look_lies_beside_its_file(tmp_path, name):
    with pytest.raises(BadInput, match='"empty" is'):
        calibration_of(tmp_path, LANE + f'empty = "{name}"\n')
