"""TRC and MOT, read back by a reader of the test's own that follows OpenSim's rules, and held against their sources."""

import csv
from math import isnan, nan

import numpy as np
import pytest
from clip_maker import clip_folder

from backstride.core import skeleton
from backstride.errors import BadRecording
from backstride.library.clips import BadLibrary
from backstride.library.motion import MARKERS, Points, metres_per_height, mot_text, read_points, trc_text
from backstride.types import BeltCalibration, Setup

WIDTH, HEIGHT = 160, 96


def read_trc(text):
    """As OpenSim's TRCFileAdapter reads: keys, values, markers by name with (n, 3) places, times, frame numbers."""
    lines = text.split("\n")
    assert lines[0].split("\t")[:3] == ["PathFileType", "4", "(X/Y/Z)"] and lines[-1] == ""
    meta = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=True))
    frame, time, *names = [cell for cell in lines[3].split("\t") if cell]
    assert (frame, time) == ("Frame#", "Time")
    axes = [cell for cell in lines[4].split("\t") if cell]
    assert axes == [f"{axis}{n}" for n in range(1, len(names) + 1) for axis in "XYZ"]
    rows = np.array([[float(cell) for cell in line.split("\t")] for line in lines[5:-1]])
    assert rows.shape[1] == 2 + 3 * len(names)
    return meta, {name: rows[:, 2 + 3 * n : 5 + 3 * n] for n, name in enumerate(names)}, rows[:, 1], rows[:, 0]


def read_mot(text):
    """As OpenSim reads: the keys of the heading, and the columns by name."""
    head, _, rest = text.partition("endheader\n")
    keys = dict(line.split("=") for line in head.splitlines() if "=" in line)
    names, *rows = [line.split("\t") for line in rest.splitlines()]
    assert all(" " not in name for name in names)
    return keys, {name: np.array([float(row[n]) for row in rows]) for n, name in enumerate(names)}


@pytest.fixture
def folder(tmp_path):
    return clip_folder(tmp_path, 1, film=False)


def standing(height_ih=0.5, count=30):
    """A body that stands, seen from the side: leg and torso are 0.8 of its height."""
    points = np.full((33, 2), (0.8, 0.2))
    heights = ((skeleton.SHOULDERS, 0.80), (skeleton.HIPS, 0.50), (skeleton.KNEES, 0.25), (skeleton.ANKLES, 0.0))
    for at, share in heights:
        points[list(at), 1] = 0.9 - share * height_ih
    return Points(np.arange(count) / 10, np.repeat(points[None], count, 0), np.ones((count, 33)), (WIDTH, HEIGHT))


# ---- TRC

def test_every_marker_stands_where_the_pose_has_it_with_y_up(folder):
    meta, places, t_s, frames = read_trc(trc_text(read_points(folder / "poses.npz"), Setup(), "a.trc"))
    poses = np.load(folder / "poses.npz")
    assert (meta["Units"], meta["NumFrames"], meta["NumMarkers"]) == ("px", "40", str(len(MARKERS)))
    assert float(meta["DataRate"]) == float(meta["CameraRate"]) == 10
    np.testing.assert_allclose(t_s, poses["t_s"], atol=1e-6)
    np.testing.assert_array_equal(frames, np.arange(40))
    for name, at in (("RKnee", skeleton.RIGHT_KNEE), ("LBigToe", skeleton.LEFT_TOE), ("Nose", skeleton.NOSE)):
        np.testing.assert_allclose(places[name][:, 0], poses["points"][:, at, 0] * HEIGHT, atol=1e-4)
        np.testing.assert_allclose(places[name][:, 1], HEIGHT - poses["points"][:, at, 1] * HEIGHT, atol=1e-4)
        assert (places[name][:, 2] == 0).all()


def test_hip_and_neck_are_the_middles(folder):
    kept = read_points(folder / "poses.npz")
    _, places, *_ = read_trc(trc_text(kept, Setup(), "a.trc"))
    np.testing.assert_allclose(places["Hip"], (places["LHip"] + places["RHip"]) / 2, atol=1e-5)
    np.testing.assert_allclose(places["Neck"], (places["LShoulder"] + places["RShoulder"]) / 2, atol=1e-5)


def test_a_point_that_was_hardly_seen_is_missing_there_and_in_its_middle(folder):
    kept = read_points(folder / "poses.npz")
    kept.visibility[7, skeleton.RIGHT_HIP] = 0.2
    kept.points[8] = nan
    _, places, *_ = read_trc(trc_text(kept, Setup(), "a.trc"))
    assert np.isnan(places["RHip"][7]).all() and np.isnan(places["Hip"][7]).all()
    assert np.isfinite(places["LHip"][7]).all()
    assert all(np.isnan(at[8]).all() for at in places.values())


def test_the_runners_height_gives_metres():
    kept = standing(height_ih=0.5)
    meta, places, *_ = read_trc(trc_text(kept, Setup(height_m=1.8), "a.trc"))
    assert meta["Units"] == "m"
    assert places["Neck"][0, 1] - places["LAnkle"][0, 1] == pytest.approx(0.8 * 1.8, rel=1e-3)


def test_the_belt_gives_metres_before_the_height_does():
    belt = BeltCalibration(((10, 80), (106, 80)), 1.5, (WIDTH, HEIGHT))
    assert metres_per_height(standing(), Setup("treadmill", "side", 1.8, None, belt)) == pytest.approx(1.5)


@pytest.mark.parametrize("setup", [Setup(), Setup(view="rear", height_m=1.8)])
def test_without_a_scale_or_square_view_there_are_no_metres(setup):
    assert isnan(metres_per_height(standing(), setup))


def test_no_heights_no_metres_where_nobody_was_seen():
    kept = standing()
    kept.points[:] = nan
    assert isnan(metres_per_height(kept, Setup(height_m=1.8)))


def test_poses_that_cannot_be_read_are_named(tmp_path):
    (tmp_path / "poses.npz").write_bytes(b"none")
    with pytest.raises(BadRecording, match="cannot be read as a zip of arrays"):
        read_points(tmp_path / "poses.npz")


# ---- MOT

def test_the_angles_are_those_of_the_table_by_sports2ds_signs(folder):
    keys, columns = read_mot(mot_text(folder / "measures.csv", "Coordinates"))
    with (folder / "measures.csv").open(newline="") as file:
        table = list(csv.DictReader(file))
    assert keys == {"version": "1", "nRows": "40", "nColumns": "4", "inDegrees": "yes"}
    assert list(columns) == ["time", "right_knee", "right_elbow", "trunk"]
    for n, row in enumerate(table):
        assert columns["time"][n] == pytest.approx(float(row["t_s"]))
        assert columns["right_knee"][n] == pytest.approx(float(row["knee_flexion_right_deg"]))
        assert columns["right_elbow"][n] == pytest.approx(180 - float(row["elbow_right_deg"]))
        assert columns["trunk"][n] == pytest.approx(90 - float(row["trunk_lean_deg"]))


def test_what_was_not_measured_on_a_frame_is_nan(folder):
    lines = (folder / "measures.csv").read_text().splitlines(keepends=True)
    lines[4] = lines[4].replace(",-4.00,", ",,")
    (folder / "measures.csv").write_text("".join(lines))
    _, columns = read_mot(mot_text(folder / "measures.csv", "Coordinates"))
    assert np.flatnonzero(np.isnan(columns["trunk"])).tolist() == [3]


def test_the_heading_has_as_many_lines_as_sports2ds(folder):
    lines = mot_text(folder / "measures.csv", "Coordinates").splitlines()
    assert lines[0] == "Coordinates" and lines[9] == "endheader" and lines[10].startswith("time\t")


def test_without_a_table_there_are_no_angles(tmp_path):
    with pytest.raises(BadLibrary, match=r"has no measures\.csv"):
        mot_text(tmp_path / "measures.csv", "Coordinates")


# ---- another program's word

def test_opensim_reads_both(folder, tmp_path):
    """OpenSim is no part of this program; where it is installed, by either of its packages, it is asked."""
    try:
        import opensim
    except ImportError:
        opensim = pytest.importorskip("pyopensim.common")
    (tmp_path / "a.trc").write_text(trc_text(read_points(folder / "poses.npz"), Setup(), "a.trc"))
    (tmp_path / "a.mot").write_text(mot_text(folder / "measures.csv", "Coordinates"))
    markers = opensim.TimeSeriesTableVec3(str(tmp_path / "a.trc"))
    angles = opensim.TimeSeriesTable(str(tmp_path / "a.mot"))
    assert (markers.getNumRows(), markers.getNumColumns()) == (40, len(MARKERS))
    assert angles.getTableMetaDataString("inDegrees") == "yes"
    assert angles.getDependentColumn("trunk").to_numpy()[3] == pytest.approx(94.0)
    with (folder / "measures.csv").open(newline="") as file:
        bent = [float(row["knee_flexion_right_deg"]) for row in csv.DictReader(file)]
    assert angles.getDependentColumn("right_knee").to_numpy() == pytest.approx(bent)
