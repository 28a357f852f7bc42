"""A calibration page with a camera, the lane's own maths and a file; the scene is the first picture of a recording."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from panel_fakes import moment

from backstride.calibration import Calibration, calibration_in, read_calibration, write_calibration
from backstride.panel.calibrate_parts import CalibrateParts, Unsure
from backstride.path.lane import lane_of
from backstride.toml_reader import Section, read_toml

RECORDING = Path(__file__).parents[2] / "recordings" / "shoulder-checks-track-rear"


def true_lane():
    """The recording's own four ground points."""
    return calibration_in(Section("about", {"lane": read_toml(RECORDING / "about.toml")._data["lane"]})).lane


def first_picture() -> bytes:
    film = cv2.VideoCapture(str(RECORDING / "clip.mp4"))
    image = film.read()[1]
    film.release()
    return cv2.imencode(".jpg", image)[1].tobytes()


class Still:
    """The camera's newest picture; ``jpeg`` is None while it is lost."""

    def __init__(self, jpeg=b"\xff\xd8 a picture"):
        self.jpeg = jpeg

    def __call__(self):
        return self.jpeg


class Look:
    """A look at the empty lane that is taken unless ``refusal`` says why not; remembers how sure people were."""

    def __init__(self, refusal=None):
        self.refusal, self.taken_s, self.sure = refusal, None, []

    def picture(self):
        return first_picture() if self.taken_s else None

    def take(self, sure):
        self.sure.append(sure)
        if self.refusal and not (sure and isinstance(self.refusal, Unsure)):
            raise self.refusal
        self.taken_s = 1_790_000_000.0

    def remove(self):
        self.taken_s = None


def calibrating(file, still=None, notice="", **more):
    return CalibrateParts(
        still or Still(), lane_of, partial(saved_in, file),
        lambda height_m, lane, belt: write_calibration(file, Calibration(height_m, lane, belt)), notice, **more,
    )  # fmt: skip


def saved_in(file):
    return read_calibration(file) if file.exists() else Calibration()


def moment_of(size=(1280, 720), number=1):
    usual = moment(number)
    pose = replace(usual.pose, points=np.full((33, 3), np.nan, np.float32), image_size=size)
    return replace(usual, pose=pose)


def lane_fields(lane=None, **changed):
    """The form of a lane as a browser sends it."""
    lane = lane or true_lane()
    (near_m, deep_m), (width, height) = lane.ground_m[2], lane.image_size
    fields = {"kind": "lane", "image_width": width, "image_height": height, "near_m": near_m, "deep_m": deep_m,
              "travel": "far", "width_m": "", "height_m": ""}  # fmt: skip
    for n, (x, y) in enumerate(lane.image_px, 1):
        fields |= {f"corner_{n}_x": x, f"corner_{n}_y": y}
    return fields | changed


def mark_fields(first, second):
    return {"mark_1_x": first[0], "mark_1_y": first[1], "mark_2_x": second[0], "mark_2_y": second[1]}


def belt_fields(**changed):
    return {
        "kind": "belt", "image_width": 1280, "image_height": 720, "end_1_x": 444.9, "end_1_y": 573.1, "end_2_x": 864.1,
        "end_2_y": 576.5, "belt_length_m": 1.6, "speed_mps": "", "height_m": "",
    } | changed  # fmt: skip
