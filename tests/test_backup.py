"""Backup and restore: what is taken along, what stays, and that a bad archive changes nothing."""

import io
import json
import shutil
import stat
import zipfile
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backstride.backup.parts import Places
from backstride.backup.restore import WAITING, finish_restore, restore_backup
from backstride.backup.write import write_backup
from backstride.calibration import Calibration, write_calibration
from backstride.cli import main
from backstride.errors import BackstrideError, BadInput
from backstride.library.store import Library

RECORDING = Path(__file__).parents[1] / "recordings" / "cone-in-lane-track-side"
CLIP = "20261122-180000-lean-1"
PERSON = "training/ada-0123456789"
LOOK = "path-lane-empty-20260101T101010.png"


def machine(folder: Path, clip=CLIP) -> Places:
    """A machine in use: settings, a calibration, a runner who trains, a clip; and what belongs to no backup."""
    places = Places(folder / "data", folder / "clips", folder / "config.toml")
    (places.data / PERSON).mkdir(parents=True)
    (places.data / "training" / "programmes").mkdir()
    (places.data / PERSON / "person.json").write_text('{"name": "Ada"}')
    (places.data / PERSON / "sessions.jsonl").write_text('{"a": 1}\n{"a": 2}\n')
    (places.data / "training" / "programmes" / "mine.json").write_text("{}")
    places.settings.write_text("[panel]\nport = 9000\n")
    write_calibration(places.data / "calibration.toml", Calibration(1.75))
    cv2.imwrite(str(places.data / LOOK), np.full((90, 160, 3), 120, np.uint8))
    (places.data / "runners.json").write_text('{"runners": ["Ada"]}')
    for secret in ("accounts.json", "panel.pem", "metrics.key", "offline.wav"):
        (places.data / secret).write_text("secret of this machine")
    shutil.copytree(RECORDING, places.clips / clip)
    Library(places.clips).write_notes(Library(places.clips).find(clip), "first try")
    return places


@pytest.fixture
def here(tmp_path):
    return machine(tmp_path / "here")


@pytest.fixture
def elsewhere(tmp_path):
    """A new machine with an owner of its own."""
    places = Places(tmp_path / "there" / "data", tmp_path / "there" / "clips", tmp_path / "there" / "config.toml")
    places.data.mkdir(parents=True)
    (places.data / "accounts.json").write_text("this machine's own")
    return places


@pytest.fixture
def backup(here, tmp_path):
    write_backup(tmp_path / "backup.zip", here)
    return tmp_path / "backup.zip"


def everything(places):
    """Every file of a machine with its content."""
    files = (f for top in {places.data, places.clips, places.settings.parent} for f in top.rglob("*") if f.is_file())
    return {str(f): f.read_bytes() for f in files if ".index" not in f.parts}


# ---- taking along


def test_a_backup_holds_what_people_entered_and_no_film_and_no_secret(backup):
    with zipfile.ZipFile(backup) as file:
        names = set(file.namelist())
        assert all(b"secret of this machine" not in file.read(name) for name in names)
    assert {"config.toml", "calibration.toml", LOOK, "runners.json", f"{PERSON}/sessions.jsonl"} <= names
    assert {f"clips/{CLIP}/{name}" for name in ("about.toml", "notes.toml", "poses.npz", "path.npz")} <= names
    assert not any("clip.mp4" in name or "accounts" in name or ".index" in name for name in names)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_films_come_along_where_they_are_asked_for(here, tmp_path):
    write_backup(tmp_path / "all.zip", here, films=True)
    with zipfile.ZipFile(tmp_path / "all.zip") as file:
        assert file.read(f"clips/{CLIP}/clip.mp4") == (RECORDING / "clip.mp4").read_bytes()


def test_links_and_clips_that_are_still_being_recorded_stay(here, tmp_path):
    (here.data / "runners.json").unlink()
    (here.data / "runners.json").symlink_to("/etc/passwd")
    shutil.copytree(RECORDING, here.clips / "running-2")
    (here.clips / "running-2" / "journal.part").touch()
    (here.clips / "linked-3").symlink_to(here.clips / CLIP)
    write_backup(tmp_path / "b.zip", here)
    with zipfile.ZipFile(tmp_path / "b.zip") as file:
        names = file.namelist()
    assert not any("runners" in name or "running-2" in name or "linked-3" in name for name in names)


def test_a_file_that_is_there_is_not_written_over(here, backup):
    before = backup.read_bytes()
    with pytest.raises(BadInput, match="is there already"):
        write_backup(backup, here)
    assert backup.read_bytes() == before


def test_a_full_disk_leaves_no_half_a_backup(here, tmp_path, monkeypatch):
    def full(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(BadInput, match="cannot be written"):
        write_backup(tmp_path / "b.zip", here)
    assert not list(tmp_path.glob("*b.zip*"))


# ---- bringing back


def test_everything_comes_back_on_another_machine_which_keeps_its_owner(backup, elsewhere):
    restored = restore_backup(backup, elsewhere)
    assert "settings, calibration, runners, training" in restored.words and "1 clips" in restored.words
    assert elsewhere.settings.read_text() == "[panel]\nport = 9000\n"
    assert (elsewhere.data / PERSON / "sessions.jsonl").read_text().count("\n") == 2
    assert cv2.imread(str(elsewhere.data / LOOK)).shape == (90, 160, 3)
    assert (elsewhere.data / "accounts.json").read_text() == "this machine's own"
    (row,) = Library(elsewhere.clips).page().rows
    assert row.notes == "first try" and row.name == CLIP
    assert not (elsewhere.data / WAITING).exists() and not (elsewhere.clips / WAITING).exists()


def test_clips_that_are_here_stay_as_they_are(backup, here):
    shutil.copy(RECORDING / "clip.mp4", here.clips / CLIP / "clip.mp4")
    Library(here.clips).write_notes(Library(here.clips).find(CLIP), "changed since")
    restored = restore_backup(backup, here)
    assert (restored.clips, restored.known_clips) == (0, 1)
    assert (here.clips / CLIP / "clip.mp4").exists()
    assert Library(here.clips).page().rows[0].notes == "changed since"


def test_training_is_replaced_as_a_whole_and_settings_keep_the_file_before(backup, here):
    (here.data / "training" / "berta-0123456789").mkdir()
    here.settings.write_text("[panel]\nport = 1234\n")
    restore_backup(backup, here)
    assert sorted(p.name for p in (here.data / "training").iterdir()) == ["ada-0123456789", "programmes"]
    assert here.settings.with_name("config.toml.old").read_text() == "[panel]\nport = 1234\n"


def test_what_was_broken_off_after_the_check_is_done_at_the_next_start(backup, elsewhere, monkeypatch):
    def power_cut(*arguments):
        raise KeyboardInterrupt

    for step in ("backstride.backup.restore.save", "pathlib.Path.rename"):
        shutil.rmtree(elsewhere.data / "training", ignore_errors=True)
        with monkeypatch.context() as patched:
            patched.setattr(step, power_cut)
            with pytest.raises(KeyboardInterrupt):
                restore_backup(backup, elsewhere)
        finish_restore(elsewhere)
        finish_restore(elsewhere)
        assert elsewhere.settings.read_text() == "[panel]\nport = 9000\n"
        assert (elsewhere.data / PERSON / "person.json").exists() and (elsewhere.clips / CLIP / "about.toml").exists()
        assert not (elsewhere.data / WAITING).exists()


def test_what_was_broken_off_before_the_check_leaves_nothing(backup, elsewhere, monkeypatch):
    def power_cut(places):
        raise KeyboardInterrupt

    before = everything(elsewhere)
    monkeypatch.setattr("backstride.backup.restore._check_clips", power_cut)
    with pytest.raises(KeyboardInterrupt):
        restore_backup(backup, elsewhere)
    finish_restore(elsewhere)
    assert everything(elsewhere) == before


# ---- archives made to harm


def archive(path, *members, **options):
    """A zip of (name, content) or (ZipInfo, content)."""
    with zipfile.ZipFile(path, "w", **options) as file:
        for name, content in members:
            file.writestr(name, content)
    return path


def linked(name):
    member = zipfile.ZipInfo(name)
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return member


NAMES = [
    "../../etc/cron.d/x", "/etc/passwd", "..\\..\\x", "C:\\x", "config.toml/", "accounts.json",
    "panel.pem", "metrics.key", "training/../accounts.json", "training/ada-1/../../accounts.json", "training/x.py",
    "training/ADA/person.json", "clips/../accounts.json", "clips/.index/library.sqlite", "clips/.restore/x/about.toml",
    "clips/x/run.sh", "clips/x/y/about.toml", "clips/x/clip.mp4.part", "clips/x/journal.part", "./config.toml",
    "clips//about.toml", "Config.toml", "config.toml ", "cOnfig.toml", "clips/x/about.toml/..", "voice/x.wav",
    "clips/\u202e/about.toml", "clips/é/about.toml", "a" * 5000, "clips/" + "a" * 300 + "/about.toml",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_that_is_on_no_list_refuses_the_whole_archive(name, elsewhere, tmp_path):
    before = everything(elsewhere)
    made = archive(tmp_path / "x.zip", ("config.toml", ""), (name, "{}"))
    with pytest.raises(BadInput, match=r"Nothing was changed|no backup that can be read"):
        restore_backup(made, elsewhere)
    assert everything(elsewhere) == before


HARMFUL = {
    "a link": [(linked("config.toml"), "/etc/passwd")],
    "a link among clips": [(linked("clips/x/clip.mp4"), "/etc/passwd")],
    "settings that are broken": [("config.toml", "[panel]\nport = 'x'")],
    "settings that are no text": [("config.toml", b"\xff\xfe")],
    "a calibration that is broken": [("calibration.toml", "[lane]")],
    "a look that is no picture": [("lane-empty-20260101T101010.png", b"\x89PNG\r\n\x1a\n")],
    "a look that has no end": [("lane-empty-20260101T101010.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\x7f" * 8)],
    "runners that are none": [("runners.json", "[" * 100_000)],
    "training that is none": [(f"{PERSON}/sessions.jsonl", "{}\nnonsense\n")],
    "a line without end": [(f"{PERSON}/sessions.jsonl", '"' + "x" * 500_000 + '"')],
    "poses that are none": [("clips/x/poses.npz", b"PK")],
    "a clip without a description": [("clips/x/poses.npz", (RECORDING / "poses.npz").read_bytes())],
    "a clip with nothing to see": [("clips/x/about.toml", (RECORDING / "about.toml").read_bytes())],
    "a film that is a list": [("clips/x/clip.mp4", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n")],
    "a table that is none": [("clips/x/measures.csv", "a,b\n1\n")],
    "a pin that holds something": [("clips/x/keep", "x")],
    "too much of one file": [("runners.json", b" " * 300_000)],
    "nothing": [],
}


@pytest.mark.parametrize("kind", HARMFUL)
def test_what_is_damaged_or_made_to_harm_changes_nothing(kind, elsewhere, tmp_path):
    before = everything(elsewhere)
    sound = () if kind == "nothing" else (("path-calibration.toml", "[runner]\nheight_m = 1.7"),)
    made = archive(tmp_path / "x.zip", *sound, *HARMFUL[kind])
    with pytest.raises(BadInput) as refusal:
        restore_backup(made, elsewhere)
    assert everything(elsewhere) == before
    assert str(elsewhere.data) not in str(refusal.value) and "\n" not in str(refusal.value)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_there_twice_is_refused(elsewhere, tmp_path):
    with pytest.raises(BadInput, match="twice"):
        restore_backup(archive(tmp_path / "x.zip", ("config.toml", ""), ("config.toml", "x")), elsewhere)


def test_an_archive_that_unpacks_to_more_than_there_is_room_for_is_refused(elsewhere, tmp_path):
    made = archive(tmp_path / "x.zip", *((f"clips/c{n}/measures.csv", b"0" * 10_000_000) for n in range(8)),
                   compression=zipfile.ZIP_DEFLATED)  # fmt: skip
    assert made.stat().st_size < 200_000
    with pytest.raises(BadInput, match="more than there is room for"):
        restore_backup(made, elsewhere, 50_000_000)
    assert not (elsewhere.data / WAITING).exists()


def test_a_size_that_lies_is_not_believed(elsewhere, tmp_path):
    made = archive(tmp_path / "x.zip", ("config.toml", "#" * 200_000), compression=zipfile.ZIP_DEFLATED)
    content = made.read_bytes()
    lying = content.replace((200_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != content
    made.write_bytes(lying)
    with pytest.raises(BadInput):
        restore_backup(made, elsewhere)
    assert not elsewhere.settings.exists()


def test_a_damaged_backup_is_refused_or_whole(backup, elsewhere, tmp_path):
    whole, damaged = backup.read_bytes(), tmp_path / "damaged.zip"
    before = everything(elsewhere)

    @settings(max_examples=40, derandomize=True, deadline=None, database=None,
              suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
    @given(st.integers(0, len(whole) - 1), st.binary(min_size=1, max_size=20), st.booleans())
    def spoil(at, content, cut):
        damaged.write_bytes(whole[:at] if cut else whole[:at] + content + whole[at + len(content) :])
        with suppress(BackstrideError):
            restore_backup(damaged, elsewhere)
            shutil.rmtree(elsewhere.data.parent)
            elsewhere.data.mkdir(parents=True)
            (elsewhere.data / "accounts.json").write_text("this machine's own")
        assert everything(elsewhere) == before

    spoil()


# ---- commands


def test_the_commands_take_along_and_bring_back(here, tmp_path, capsys):
    here.settings.write_text(f'[data]\nfolder = "{here.data}"\n[recording]\nfolder = "{here.clips}"\n')
    assert main(["backup", str(tmp_path / "b.zip"), "--config", str(here.settings)]) == 0
    assert "No password is in it" in capsys.readouterr().out
    (here.data / "runners.json").unlink()
    assert main(["restore", str(tmp_path / "b.zip"), "--config", str(here.settings)]) == 0
    assert "Restored: settings" in capsys.readouterr().out
    assert json.loads((here.data / "runners.json").read_text()) == {"runners": ["Ada"]}


@pytest.mark.parametrize("content", [b"", b"no zip", io.BytesIO().getvalue()])
def test_a_file_that_is_no_backup_is_refused_in_one_sentence(content, here, tmp_path, capsys):
    (tmp_path / "x.zip").write_bytes(content)
    assert main(["restore", str(tmp_path / "x.zip"), "--config", str(here.settings)]) == 2
    told = capsys.readouterr()
    assert told.out == "" and len(told.err.splitlines()) == 1 and "is no backup" in told.err
