"""The command line: one sentence and exit code 2 for what a person can mend, and nothing half-written."""

import errno
import json
import shutil
import signal
import socket
from pathlib import Path

import av
import numpy as np
import pytest

from backstride.cli import main
from backstride.pose.recorded import write_poses
from backstride.types import Pose

CLIP = Path(__file__).parents[1] / "recordings" / "good-form-treadmill-side" / "clip.mp4"


@pytest.fixture
def refusal(capsys):
    """Runs a command that must be refused and gives its one sentence."""

    def run(*arguments) -> str:
        assert main([str(a) for a in arguments]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        lines = told.err.strip().splitlines()
        assert len(lines) == 1, told.err
        assert lines[0].startswith("backstride: ")
        return lines[0]

    return run


@pytest.fixture
def out(tmp_path):
    """A folder for results that must not be there afterwards, nor anything beside it."""
    home = tmp_path / "results"
    home.mkdir()
    yield home / "run"
    assert list(home.iterdir()) == []


def video_of(path: Path, size=(320, 240), frames=10) -> Path:
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = (*size, "yuv420p")
        for _ in range(frames):
            picture = av.VideoFrame.from_ndarray(np.full((size[1], size[0], 3), 90, np.uint8), format="bgr24")
            file.mux(stream.encode(picture))
        file.mux(stream.encode())
    return path


def test_a_missing_file(refusal, out):
    assert "nowhere.mp4: does not exist" in refusal("replay", "nowhere.mp4", "--out", out)


def test_a_folder_that_is_no_recording(refusal, out, tmp_path):
    assert "is no recording" in refusal("replay", tmp_path, "--out", out)


def test_a_text_called_mp4(refusal, out, tmp_path):
    (tmp_path / "notes.mp4").write_text("this is no video")
    assert "notes.mp4" in refusal("replay", tmp_path / "notes.mp4", "--out", out)


def test_a_video_cut_off(refusal, out, tmp_path):
    (tmp_path / "cut.mp4").write_bytes(CLIP.read_bytes()[: CLIP.stat().st_size // 2])
    assert "cut.mp4" in refusal("replay", tmp_path / "cut.mp4", "--out", out, "--model", "lite")


def test_a_picture_of_sixteen_pixels(refusal, out, tmp_path):
    assert "96" in refusal("replay", video_of(tmp_path / "tiny.mp4", (16, 16)), "--out", out)


def test_a_video_without_frames(refusal, out, tmp_path):
    assert "empty.mp4" in refusal("replay", video_of(tmp_path / "empty.mp4", frames=0), "--out", out)


def test_damaged_poses(refusal, out, tmp_path):
    (tmp_path / "poses.npz").write_bytes(b"PK\x03\x04 torn")
    assert "poses.npz" in refusal("replay", tmp_path / "poses.npz", "--out", out)


def test_pickled_poses(refusal, out, tmp_path):
    np.savez(tmp_path / "poses.npz", t_s=np.array([{"a": 1}], object), points=np.zeros(1))
    assert "poses.npz" in refusal("replay", tmp_path / "poses.npz", "--out", out)


def test_an_option_that_a_benchmark_does_not_take(refusal):
    assert "takes no --clip" in refusal("bench", "path", "--plays", "400-429", "--clip", CLIP)


def test_a_wrong_config(refusal, tmp_path):
    (tmp_path / "config.toml").write_text('[panel]\nport = "eighty"')
    assert '"port" is \'eighty\'' in refusal("say", "lean_back", "--config", tmp_path / "config.toml")


def test_every_fault_of_a_config_is_named_at_once_with_its_line(capsys, tmp_path):
    file = tmp_path / "config.toml"
    file.write_text('[panel]\nport = "eighty"\n\n[camera]\nfps = 3\nzoom = 2\n')
    assert main(["config", "check", str(file)]) == 2
    told = capsys.readouterr()
    assert told.out == "" and "Traceback" not in told.err
    lines = told.err.splitlines()
    assert lines[0] == f'backstride: {file} line 5: [camera] "fps" is 3; accepted: a number from 5 to 240'
    assert lines[1].startswith(f'{file} line 6: [camera] "zoom" is not known here; accepted: ')
    assert lines[2:] == [f"{file} line 2: [panel] \"port\" is 'eighty'; accepted: a whole number from 0 to 65535"]


def test_a_sound_config_is_told_in_short(capsys, tmp_path):
    file = tmp_path / "config.toml"
    file.write_text('[panel]\nport = 9000\n[run]\nsite = "treadmill"')
    assert main(["config", "check", str(file)]) == 0
    told = capsys.readouterr().out
    assert str(file) in told and "port 9000" in told and "treadmill" in told


def test_a_config_that_is_not_there_is_no_safe_mode(refusal, tmp_path):
    assert "nowhere.toml: cannot be read" in refusal("run", "--config", tmp_path / "nowhere.toml")
    assert "nowhere.toml: cannot be read" in refusal("config", "check", tmp_path / "nowhere.toml")


def test_a_wrong_calibration(refusal, out, tmp_path):
    (tmp_path / "lane.toml").write_text("[lane]\nwidth_m = 1.22")
    told = refusal("replay", CLIP, "--out", out, "--calibration", tmp_path / "lane.toml")
    assert '"image_px" is missing' in told or '"travel"' in told


def test_a_calibration_of_a_picture_of_another_shape(refusal, out, tmp_path):
    belt = "[treadmill]\nbelt_px = [[100, 400], [500, 400]]\nbelt_length_m = 1.5\nimage_size = [640, 480]\n"
    (tmp_path / "belt.toml").write_text(belt)
    told = refusal("replay", CLIP, "--site", "treadmill", "--out", out, "--calibration", tmp_path / "belt.toml")
    assert "640×480" in told and "1280×720" in told


def recording_of(folder: Path, clip: Path, poses: int) -> Path:
    """A recording folder with a clip, and the poses of nobody found on 320×240 beside it."""
    folder.mkdir()
    (folder / "about.toml").write_text((CLIP.parent / "about.toml").read_text().split("[runner]")[0])
    shutil.copy(clip, folder / "clip.mp4")
    poses_of_nobody(folder / "poses.npz", poses)
    return folder


def test_poses_of_another_picture_beside_the_clip(refusal, out, tmp_path):
    wide = video_of(tmp_path / "wide.mp4", size=(640, 240))
    told = refusal("replay", recording_of(tmp_path / "mixed", wide, 10), "--out", out)
    assert "640×240" in told and "320×240" in told


def test_fewer_poses_than_the_clip_beside_them_has_frames(refusal, out, tmp_path, monkeypatch):
    monkeypatch.setattr("backstride.cli.Progress.__call__", lambda *_: None)
    long = video_of(tmp_path / "long.mp4", frames=12)
    assert "10 poses" in refusal("replay", recording_of(tmp_path / "mixed", long, 10), "--out", out, "--no-video")


def test_a_model_that_is_not_the_named_one(refusal, out, tmp_path, monkeypatch):
    from backstride.pose import models

    shutil.copy(models.MODELS_FOLDER / models.MANIFEST, tmp_path)
    (tmp_path / "pose_landmarker_full.task").write_bytes(b"another model")
    right = models.model_file
    monkeypatch.setattr("backstride.material.model_file", lambda name: right(name, tmp_path))
    assert "pose_landmarker_full.task" in refusal("replay", CLIP, "--out", out)


def test_a_target_that_exists(refusal, tmp_path):
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "old.txt").write_text("old")
    assert "kept: exists already" in refusal("replay", CLIP, "--out", tmp_path / "kept")
    assert (tmp_path / "kept" / "old.txt").read_text() == "old"


def test_a_target_without_a_parent(refusal, tmp_path):
    assert "parent folder does not exist" in refusal("replay", CLIP, "--out", tmp_path / "no" / "run")


def test_a_target_that_cannot_be_written(refusal):
    """Nobody, root included, makes files in /proc."""
    assert "cannot be written" in refusal("replay", CLIP, "--out", "/proc/run")


def poses_of_nobody(path: Path, frames=10) -> Path:
    nobody = np.full((33, 3), np.nan, np.float32)
    poses = [Pose(nobody, np.zeros(33, np.float32), (320, 240), n / 30, n) for n in range(frames)]
    write_poses(path, poses, "pose_landmarker_full", "0" * 64)
    return path


def test_a_disk_that_fills_up_while_it_writes(refusal, out, tmp_path, monkeypatch):
    def full(path, *_):
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    poses = poses_of_nobody(tmp_path / "poses.npz")
    monkeypatch.setattr("backstride.replay.write_poses", full)
    monkeypatch.setattr("backstride.cli.Progress.__call__", lambda *_: None)
    assert "No space left on device" in refusal("replay", poses, "--out", out, "--no-video")


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_whoever_ends_a_replay_finds_nothing_left_of_it(out, tmp_path, monkeypatch, sign):
    poses = poses_of_nobody(tmp_path / "poses.npz")
    monkeypatch.setattr("backstride.replay.write_poses", lambda *_: signal.raise_signal(sign))
    assert main(["replay", str(poses), "--out", str(out), "--no-video"]) == 130


def test_what_a_script_put_into_the_background_can_still_be_ended(out, tmp_path, monkeypatch):
    """There a shell has the interrupt ignored."""
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        test_whoever_ends_a_replay_finds_nothing_left_of_it(out, tmp_path, monkeypatch, signal.SIGTERM)
    finally:
        signal.signal(signal.SIGINT, usual)


def test_a_port_in_use(refusal, tmp_path):
    (tmp_path / "config.toml").write_text(f'[voice]\ndevice = "none"\n[data]\nfolder = "{tmp_path}"\n')
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = ("--host", "127.0.0.1", "--port", port, "--config", tmp_path / "config.toml")
        told = refusal("run", "--source", CLIP, *settings)
    assert str(port) in told and "another program has the port" in told


@pytest.mark.model
def test_a_video_without_a_person_is_a_result_that_says_so(tmp_path, capsys):
    video = video_of(tmp_path / "meadow.mp4", frames=12)
    assert main(["replay", str(video), "--out", str(tmp_path / "run"), "--model", "lite"]) == 0
    assert "nobody was found" in capsys.readouterr().out
    summary = json.loads((tmp_path / "run" / "summary.json").read_text())
    assert summary["tracked_share"] == 0 and summary["cues"] == {}
    rows = (tmp_path / "run" / "measures.csv").read_text().splitlines()[1:]
    assert len(rows) == 12 and all(",0,0,unknown,unknown,unknown,,,," in row for row in rows)


def test_replay_without_a_target(refusal):
    assert "--out DIR is missing" in refusal("replay", CLIP)


@pytest.mark.parametrize("height", ["0.2", "12", "-1"])
def test_an_impossible_height(refusal, out, height):
    assert "accepted: 0.8 to 2.6" in refusal("replay", CLIP, "--out", out, "--height-m", height)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["dance"], "dance"),
        (["run", "--site", "beach"], "beach"),
        (["run", "--port", "70000"], "0 to 65535"),
        (["run", "--source", "usb:x"], "usb:N"),
        (["run", "--source", "nowhere.mp4"], "nowhere.mp4: does not exist"),
        (["replay", "x.mp4", "--out", "y", "--model", "huge"], "huge"),
    ],
)
def test_a_wrong_word_on_the_command_line(refusal, arguments, named):
    assert named in refusal(*arguments)


def test_the_version_is_printed(capsys):
    assert main(["version"]) == 0
    assert capsys.readouterr().out.startswith("backstride 0.")


class SpokenTo:
    """A voice that remembers."""

    status = "speaking to a test"

    def __init__(self):
        self.heard = []

    def say(self, words):
        self.heard.append(words)

    def close(self):
        pass


@pytest.mark.parametrize(
    ("text", "heard"),
    [("Hello there", ["Hello there"]), ("elbow", ["Elbows about ninety.", "Bend the arms, stay loose.",
                                                  "Open the elbows a little.", "Hands waist to chest."])],
)  # fmt: skip
def test_a_text_is_said_as_it_is_and_a_rule_by_its_sentences(tmp_path, monkeypatch, text, heard):
    voice = SpokenTo()
    monkeypatch.setattr("backstride.main.open_speech", lambda *_: voice)
    (tmp_path / "config.toml").write_text(f'[data]\nfolder = "{tmp_path}"')
    assert main(["say", text, "--config", str(tmp_path / "config.toml")]) == 0
    assert voice.heard == heard
