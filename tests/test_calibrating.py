"""What the calibration page keeps for each camera: its lane, the rest of its file, and a look at the empty lane."""

from dataclasses import replace
from math import nan
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from backstride import calibrating
from backstride.calibrating import KeptLane, path_camera, runner_camera
from backstride.calibration import Calibration, path_camera_in, read_calibration, write_calibration
from backstride.config import CHECKOUT, Config, PathConfig
from backstride.errors import BadInput
from backstride.library.recording import read_recording
from backstride.panel.calibrate_parts import Unsure
from backstride.path.detector import Detection
from backstride.path.empty import read_empty
from backstride.path.lane import lane_of
from backstride.path.taking import Seen
from backstride.path_camera import PathParts
from backstride.types import BeltCalibration, Frame, PathCamera, Setup

RECORDING = CHECKOUT / "recordings" / "shoulder-checks-track-rear"
LANE = replace(read_recording(RECORDING).setup.lane, margin_m=0.4)
SHIFTED = replace(LANE, image_px=tuple((x + 9, y) for x, y in LANE.image_px))
BELT = BeltCalibration(((444.9, 573.1), (864.1, 576.5)), 1.6, (1280, 720))


class OneFrame:
    """A camera's newest picture; None while it is lost."""

    def __init__(self, image):
        self.image = image

    @property
    def frame(self):
        return None if self.image is None else Frame(self.image, 0.0, 0)

    def still(self):
        return None


@pytest.fixture(scope="module")
def film():
    """Every tenth picture of a run down the lane."""
    capture, pictures = cv2.VideoCapture(str(RECORDING / "clip.mp4")), []
    while (got := capture.read())[0]:
        pictures.append(got[1])
    capture.release()
    return pictures[::10]


@pytest.fixture(scope="module")
def bare(film):
    """The same place with nobody in it."""
    return np.median(film, axis=0).astype(np.uint8)


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "calibration.toml"
    write_calibration(file, Calibration(1.8, LANE, BELT))
    return file


@pytest.fixture
def camera(bare):
    return OneFrame(bare)


@pytest.fixture
def kept(file, camera):
    return KeptLane(file, camera, lambda: "")


def looks_in(folder):
    return sorted(path.name for path in folder.iterdir() if "lane-empty" in path.name)


@pytest.fixture
def taken(kept):
    kept.take(sure=False)
    return kept.saved().lane.empty


# ---- taken


def test_the_newest_picture_is_kept_as_it_is_and_the_file_names_it(kept, file, camera):
    assert (kept.taken_s, kept.picture()) == (None, None)
    kept.take(sure=False)
    lane = read_calibration(file).lane
    assert np.array_equal(read_empty(lane), camera.image)
    assert replace(lane, empty=None) == LANE
    assert (read_calibration(file).height_m, repr(read_calibration(file).belt)) == (1.8, repr(BELT))
    assert kept.taken_s == lane.empty.stat().st_mtime and kept.picture().startswith(b"\xff\xd8")


def test_a_new_look_takes_the_place_of_the_old_one_and_of_one_that_a_power_cut_left(kept, file, taken, monkeypatch):
    (file.parent / "lane-empty-20200101T000000.png").write_bytes(b"left behind")
    monkeypatch.setattr(calibrating.time, "strftime", lambda *how: "20990101T000000")
    kept.take(sure=False)
    assert looks_in(file.parent) == ["lane-empty-20990101T000000.png"] == [kept.saved().lane.empty.name]


def test_while_somebody_is_on_the_lane_no_look_is_taken_however_sure_one_is(kept, camera, file, film):
    for picture in film[::5]:
        camera.image = picture
        with pytest.raises(BadInput, match="Somebody is on the lane or near it"):
            kept.take(sure=True)
    assert looks_in(file.parent) == []


def there(along_m, across_m):
    """The box (image heights) of one 1.7 m tall who stands at a place on the ground."""
    lane, ground = lane_of(LANE, LANE.image_size), np.array([(along_m, across_m)])
    (x, y), tall = lane.pixels(ground)[0], 1.7 * lane.px_per_m(ground)[0]
    return tuple(value / LANE.image_size[1] for value in (x - 0.15 * tall, y - tall, x + 0.15 * tall, y))


def test_a_runner_whom_only_the_coach_sees_is_somebody(file, camera):
    followed = KeptLane(file, camera, lambda: "", lambda: there(4.0, 0.0))
    with pytest.raises(BadInput, match="Somebody is on the lane or near it"):
        followed.take(sure=True)


class Sees:
    """A detector that names one person."""

    def __init__(self, box):
        self.box = box

    def look(self, picture, region):
        return (Detection("person", 0.9, tuple(value * picture.shape[0] for value in self.box)),)


@pytest.mark.parametrize(("ground", "refused"), [
    ((6.0, 0.0), True), ((6.0, 2.0), True), ((14.0, 0.5), True), ((12.0, 7.0), False), ((6.0, -5.0), False),
])  # fmt: skip
def test_somebody_far_beside_the_lane_keeps_nobody_from_looking(kept, monkeypatch, ground, refused):
    monkeypatch.setattr(calibrating, "NanoDet", lambda path: Sees(there(*ground)))
    if refused:
        with pytest.raises(BadInput, match="Somebody is on the lane or near it"):
            kept.take(sure=True)
    else:
        kept.take(sure=False)
    assert (kept.taken_s is None) == refused


@pytest.mark.parametrize("spoil, named", [
    (lambda p: (p * 0.03).astype(np.uint8), "the picture is dark"),
    (lambda p: np.full_like(p, 90), "covered"),
    (lambda p: np.full_like(p, 255), "over-exposed"),
    (lambda p: cv2.GaussianBlur((p * 0.2).astype(np.uint8), (0, 0), 25) + 150, "fogged"),
    (lambda p: cv2.GaussianBlur(p, (0, 0), 6), "blurred|fogged"),
    (lambda p: cv2.GaussianBlur(p, (0, 0), 25), "blurred|fogged"),
])  # fmt: skip
def test_what_shows_no_lane_is_no_look(kept, camera, file, bare, spoil, named):
    camera.image = spoil(bare)
    with pytest.raises(BadInput, match=f"The look was not taken: .*{named}"):
        kept.take(sure=True)
    assert looks_in(file.parent) == []


def test_what_the_watch_knows_of_the_pictures_before_counts_too(file, camera):
    def moment(why):
        return SimpleNamespace(path=SimpleNamespace(why=why), pose=SimpleNamespace(tracked=False))

    for why, refused in (("the picture stands still", True), ("the runner is not seen on the lane", False)):
        latest = SimpleNamespace(moment=moment(why))
        panel = runner_camera(Config(data=file.parent), False, camera, latest)
        if refused:
            with pytest.raises(BadInput, match="stands still"):
                panel.looks.take(sure=True)
        else:
            panel.looks.take(sure=False)


def test_where_nobody_could_look_it_is_asked_and_never_claimed(kept, file, monkeypatch):
    monkeypatch.setattr(calibrating, "NanoDet", lambda path: (_ for _ in ()).throw(cv2.error("no model")))
    with pytest.raises(Unsure, match="Nobody could look whether somebody is on the lane"):
        kept.take(sure=False)
    assert looks_in(file.parent) == []
    kept.take(sure=True)
    assert len(looks_in(file.parent)) == 1


def test_what_seems_to_lie_on_the_lane_is_asked_about(kept, monkeypatch):
    monkeypatch.setattr(calibrating, "seen_on", lambda *what: Seen(False, ("bicycle",)))
    with pytest.raises(Unsure, match="a bicycle on the lane"):
        kept.take(sure=False)
    kept.take(sure=True)
    assert kept.taken_s


def test_without_a_lane_a_picture_or_a_fit_there_is_no_look(kept, file, camera, bare):
    camera.image = bare[:, 160:1120]
    with pytest.raises(BadInput, match="does not fit the camera's picture"):
        kept.take(sure=True)
    camera.image = None
    with pytest.raises(BadInput, match="No picture comes"):
        kept.take(sure=True)
    for text in (None, "[lane"):
        file.unlink() if text is None else file.write_text(text)
        with pytest.raises(BadInput, match="save the lane first"):
            kept.take(sure=True)
        assert (kept.taken_s, kept.picture()) == (None, None)


def test_a_disk_that_takes_nothing_leaves_what_was(kept, file, taken, monkeypatch):
    def full(*what):
        raise BadInput("no space")

    monkeypatch.setattr(calibrating, "write_calibration", full)
    monkeypatch.setattr(calibrating.time, "strftime", lambda *how: "20990101T000000")
    for change in (lambda: kept.take(sure=False), kept.remove, lambda: kept.save(nan, None, None)):
        with pytest.raises(OSError, match="no space"):
            change()
    assert read_calibration(file).lane.empty == taken and looks_in(file.parent) == [taken.name]


def test_a_look_is_removed_and_the_lane_stays(kept, file, taken):
    kept.remove()
    assert read_calibration(file).lane == LANE and looks_in(file.parent) == []
    kept.remove()


def test_a_picture_that_was_laid_there_by_hand_is_no_longer_named_and_stays(kept, file, bare):
    own = file.parent / "bare.png"
    cv2.imwrite(str(own), bare)
    write_calibration(file, Calibration(lane=replace(LANE, empty=own)))
    kept.remove()
    assert read_calibration(file).lane == LANE and own.exists()


# ---- a lane that is marked anew


def test_a_look_outlives_what_does_not_touch_the_cameras_place(kept, file, taken, camera):
    camera.image = None
    rounded = replace(LANE, image_px=tuple((round(x), round(y)) for x, y in LANE.image_px), margin_m=1.0)
    assert kept.save(1.7, rounded, BELT) == ""
    assert kept.save(nan, kept.saved().lane, None) == ""  # a belt is saved
    assert read_calibration(file).lane == replace(rounded, empty=taken) and taken.exists()


def test_corners_that_are_marked_better_from_the_same_place_keep_it(kept, file, taken, camera, film):
    camera.image = film[4]  # a runner has come meanwhile
    assert kept.save(nan, SHIFTED, None) == ""
    assert read_calibration(file).lane == replace(SHIFTED, empty=taken)


@pytest.mark.parametrize("now", ["moved", "lost", "another shape"])
def test_where_the_camera_may_have_moved_the_old_look_goes_and_it_is_said(kept, file, taken, camera, bare, now):
    camera.image = {"moved": np.roll(bare, 9, axis=1), "lost": None, "another shape": bare[:, 160:1120]}[now]
    lane = replace(SHIFTED, image_size=(960, 720)) if now == "another shape" else SHIFTED
    assert "showed another view and is removed" in kept.save(nan, lane, None)
    assert read_calibration(file).lane == lane and looks_in(file.parent) == []


def test_a_file_that_cannot_be_read_is_replaced(kept, file):
    file.write_text("[lane")
    kept.save(1.7, LANE, None)
    assert read_calibration(file) == Calibration(1.7, LANE)


def test_what_the_page_does_not_ask_for_stays_in_the_file(kept, file):
    path = PathCamera(LANE, "front", 0.5)
    write_calibration(file, Calibration(1.8, LANE, BELT, path))
    kept.save(1.7, SHIFTED, BELT)
    assert read_calibration(file).path == path


# ---- a path camera


def test_a_path_camera_has_its_own_file_and_look_and_the_next_start_uses_them(file, bare, tmp_path):
    stream = OneFrame(bare)
    stream.size = (1280, 720)
    latest = SimpleNamespace(moment=None)
    config = Config(data=tmp_path, path=PathConfig("usb:1"))
    panel = path_camera(config, PathParts(Setup(), None, stream), latest)
    panel.save(nan, SHIFTED, None)
    panel.looks.take(sure=False)
    used = path_camera_in(tmp_path / "path-calibration.toml")
    assert replace(used.lane, empty=None) == SHIFTED and used.lane.empty.name.startswith("path-lane-empty-")
    assert np.array_equal(read_empty(used.lane), bare)
    assert read_calibration(file).lane == LANE and panel.size() == (1280, 720) and panel.used.lane is None
    assert path_camera(config, PathParts(Setup()), latest) is None


def test_a_path_cameras_lane_that_stands_under_path_is_changed_there(tmp_path, camera):
    file = tmp_path / "path-calibration.toml"
    write_calibration(file, Calibration(path=PathCamera(LANE, "front", 0.5)))
    kept = KeptLane(file, camera, lambda: "")
    assert kept.saved().lane == LANE
    kept.save(nan, SHIFTED, None)
    assert path_camera_in(file) == PathCamera(SHIFTED, "front", 0.5)
    kept.take(sure=False)
    assert path_camera_in(file).lane.empty == kept.saved().lane.empty is not None
