"""The settings file: every fault at once, saved whole, and what can be used of a broken one."""

import stat
from pathlib import Path

import pytest

from backstride.config import DATA, Config
from backstride.errors import BadInput
from backstride.settings import check, check_file, known_settings, save

HERE = Path("/nowhere")
GOOD = "[panel]\nport = 9000\n"


def test_nothing_is_wrong_with_nothing():
    assert check("", HERE).faults == ()


def test_a_default_stands_in_for_each_wrong_value():
    checked = check('[panel]\nport = "x"\nhost = "127.0.0.1"\n[run]\nsite = 3\nlanguage = "de"', HERE)
    assert len(checked.faults) == 2
    assert (checked.config.panel.port, checked.config.panel.host) == (8080, "127.0.0.1")
    assert (checked.config.run.site, checked.config.run.language) == (None, "de")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[camera]\n\n# a remark\n  fps = 3", "line 4: [camera]"),
        ('[camera]\n"fps" = 3', "line 2: [camera]"),
        ("camera.fps = 3", '[camera] "fps" is 3'),  # written in a way whose line is not looked for
        ("[kamera]", 'line 1: "kamera" is not known here'),
        ("[camera]\nfps = 30\n[voice]\nfps = 30", "line 4: [voice]"),
    ],
)
def test_a_fault_says_where_it_stands(text, told):
    (fault,) = check(text, HERE).faults
    assert fault.startswith(told)


def test_a_slip_of_grammar_is_told_with_its_line():
    (fault,) = check("[camera]\nfps = \n", HERE).faults
    assert "is not valid TOML" in fault and "line 2" in fault


@pytest.mark.parametrize(
    "slip", ["[run]\nsite = ???", "[run\nsite = 'track'", "[run]\n[run]", "???", "[voice]\nmuted = true\nmuted = false"]
)
def test_of_a_text_that_is_no_toml_the_address_and_the_data_folder_still_count(slip):
    """Safe mode must be found where the panel was, and must know its owner."""
    text = f'[panel]\nhost = "127.0.0.1"\nport = 9000\n{slip}\n[data]\nfolder = "kept"\n'
    checked = check(text, HERE)
    assert len(checked.faults) == 1
    assert (checked.config.panel.port, checked.config.data) == (9000, HERE / "kept")


def test_what_the_settings_name_must_be_there(tmp_path):
    (tmp_path / "bad.toml").write_text("[lane]\nwidth_m = 1")
    texts = {
        '[run]\ncalibration = "none.toml"': "cannot be read",
        '[run]\ncalibration = "bad.toml"': '"travel"',
        '[run]\nsource = "none.mp4"': "there is no such file",
        '[run]\nsource = "usb:first"': "usb:N such as usb:0",
        '[voice]\npiper_model = "none.onnx"': "is no file",
    }
    for text, told in texts.items():
        (fault,) = check(text, tmp_path).faults
        assert told in fault or "is missing" in fault


@pytest.mark.parametrize(
    "text",
    ["x = " + "[" * 5000, "[" + "a." * 20000 + "b]", "x = 1" + "0" * 5000, "[run]\nheight_m = 1" + "0" * 400,
     "run = " + "{a=" * 3000, "[run]\nsource = '" + "x" * 100_000 + "'", "\x00", "[camera]\nfps = inf",
     '[run]\nsource = "\\u0000"', '[run]\ncalibration = "\\u0000"', '[voice]\npiper_model = "\\u0000"'],
)  # fmt: skip
def test_a_hostile_text_gets_a_sentence_and_no_more(text):
    checked = check(text, HERE)
    assert checked.faults and all(len(fault) < 500 for fault in checked.faults)


def test_a_file_without_end_is_not_read_to_its_end(tmp_path):
    (tmp_path / "config.toml").write_text("# no end\n" * 100_000)
    (fault,) = check_file(tmp_path / "config.toml").faults
    assert "is too large" in fault


def test_saving_keeps_the_file_before(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text("# first\n")
    file.chmod(0o640)
    save(file, "# second\n")
    assert file.read_text() == "# second\n" and (tmp_path / "config.toml.old").read_text() == "# first\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert {p.name for p in tmp_path.iterdir()} == {"config.toml", "config.toml.old"}


def test_the_first_file_makes_its_folder(tmp_path):
    save(tmp_path / "new" / "config.toml", GOOD)
    assert check_file(tmp_path / "new" / "config.toml").config.panel.port == 9000


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    file = tmp_path / "config.toml"
    file.write_text("# first\n")

    def full(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(BadInput, match="cannot be written"):
        save(file, "# second\n")
    assert file.read_text() == "# first\n" and [p.name for p in tmp_path.iterdir()] == ["config.toml"]


def test_every_key_is_told_with_its_meaning():
    known = {(setting.table, setting.key): setting for setting in known_settings()}
    text = "".join(f"{key} = {s.usual}\n" if s.usual else "" for (table, key), s in known.items() if table == "camera")
    assert check(f"[camera]\n{text}", HERE).config == Config()
    assert known["panel", "port"].usual == "8080" and "track or treadmill" in known["run", "site"].meaning
    assert DATA.name == ".data"
