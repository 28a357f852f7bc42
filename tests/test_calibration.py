"""Calibration files: what they may say, and how a wrong one is refused."""

from math import isnan
from pathlib import Path

import pytest

from backstride.calibration import Calibration, read_calibration
from backstride.errors import BadInput

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
