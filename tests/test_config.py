"""Settings: read once, checked as a whole, refused in one sentence."""

from pathlib import Path

import pytest

from backstride.config import Config, RecordingConfig, read_config
from backstride.errors import BadConfig


def config_of(tmp_path: Path, text: str) -> Config:
    file = tmp_path / "config.toml"
    file.write_text(text)
    return read_config(file)


def test_without_a_file_the_defaults_hold():
    assert read_config(None) == Config()


def test_an_empty_file_gives_the_defaults(tmp_path):
    assert config_of(tmp_path, "") == Config()


def test_a_full_file_is_read(tmp_path):
    config = config_of(
        tmp_path,
        """
        [run]
        source = "usb:1"
        site = "treadmill"
        view = "side"
        language = "de"
        senior = true
        height_m = 1.8
        calibration = "belt.toml"
        [camera]
        width = 640
        height = 480
        fps = 60
        exposure_us = 2000
        rotation_deg = 180
        [pose]
        model = "lite"
        [panel]
        host = "127.0.0.1"
        port = 9000
        names = ["track.example"]
        [voice]
        muted = true
        device = "plughw:1"
        [recording]
        on = false
        pre_s = 3
        post_s = 8
        cues = ["form"]
        whole_sessions = true
        folder = "films"
        max_gb = 5
        max_days = 90
        reserve_gb = 2
        [data]
        folder = "kept"
        """,
    )
    assert (config.run.source, config.run.language, config.run.senior) == ("usb:1", "de", True)
    assert config.run.calibration == tmp_path / "belt.toml"
    assert config.camera.size == (640, 480)
    assert (config.model, config.panel.port, config.voice.device) == ("lite", 9000, "plughw:1")
    assert config.recording == RecordingConfig(False, 3, 8, ("form",), True, tmp_path / "films", 5, 90, 2)
    assert config.data == tmp_path / "kept"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[panel]\nport = 70000", '"port" is 70000; accepted: a whole number from 0 to 65535'),
        ("[panel]\nport = true", '"port" is True'),
        ('[run]\nsite = "beach"', '"site" is \'beach\'; accepted: "track" or "treadmill"'),
        ('[run]\nlanguage = "tlh"', '"language"'),
        ("[run]\nheight_m = 17.5", '"height_m" is 17.5; accepted: a number from 0.8 to 2.6'),
        ("[run]\nheight_m = nan", '"height_m" is nan'),
        ("[camera]\nfps = 'fast'", '"fps" is \'fast\''),
        ("[camera]\nrotation_deg = 90", "accepted: 0 or 180"),
        ("[camera]\nzoom = 2", '"zoom" is not known here'),
        ("[recording]\npre_s = 90", '"pre_s" is 90; accepted: a number from 0 to 60'),
        ('[recording]\ncues = ["fun"]', "accepted: a list of safety, balance, guide, form, praise"),
        ("[kamera]\nfps = 30", '"kamera" is not known here'),
        ("[gpio]\npain = 28", '"pain" is 28; accepted: a whole number from 0 to 27'),
        ("[gpio]\npain = 4\nlight = 4", "a pin of its own for each"),
        ("[voice]\ntick_s = 1", "accepted: 0 for none, or 2 to 600 seconds"),
        ("run = 3", '"run" is 3; accepted: a table [run]'),
        ("[run", "is not valid TOML"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_accepted(tmp_path, text, named):
    with pytest.raises(BadConfig) as refused:
        config_of(tmp_path, text)
    assert named in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(BadConfig, match=r"nowhere\.toml: cannot be read"):
        read_config(tmp_path / "nowhere.toml")


def test_a_binary_file_is_refused(tmp_path):
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadConfig, match="not valid TOML"):
        read_config(tmp_path / "config.toml")


def test_the_shipped_file_shows_the_defaults():
    assert read_config(Path(__file__).parents[1] / "device" / "config.toml") == Config()
