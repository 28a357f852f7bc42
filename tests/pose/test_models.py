"""The model files that ship are the ones the manifest names, and no other is used."""

import shutil
import tomllib

import pytest

from backstride.errors import BadModel
from backstride.pose.models import MODELS_FOLDER, chosen_model, model_file


@pytest.mark.parametrize("name", ["lite", "full", "obstacles"])
def test_each_model_that_ships_is_the_one_the_manifest_names(name):
    model = model_file(name)
    assert model.path.is_file() and model.path.parent == MODELS_FOLDER
    assert model.name == model.path.stem and len(model.sha256) == 64


def test_the_manifest_says_of_each_model_whose_it_is_and_what_it_takes():
    entries = tomllib.loads((MODELS_FOLDER / "manifest.toml").read_text())
    models = {name: entry for name, entry in entries.items() if isinstance(entry, dict)}
    assert set(models) == {"lite", "full", "obstacles"}
    for entry in models.values():
        assert set(entry) == {"file", "sha256", "what", "origin", "licence", "input", "output"}
        assert all(entry.values())


def test_every_file_beside_the_manifest_is_in_it():
    named = {
        entry["file"]
        for entry in tomllib.loads((MODELS_FOLDER / "manifest.toml").read_text()).values()
        if isinstance(entry, dict)
    }
    assert {path.name for path in MODELS_FOLDER.iterdir()} == named | {"manifest.toml", "README.md"}


@pytest.fixture
def models_folder(tmp_path):
    """A folder with a manifest and one small model file."""
    (tmp_path / "pose_landmarker_lite.task").write_bytes(b"small")
    digest = "72819d21e8fe2e0ebae3c44e5e5cec4f1f3bbd1ca1a3b5ecd7b1d1b1a3e9b0c4"
    (tmp_path / "manifest.toml").write_text(f'[lite]\nfile = "pose_landmarker_lite.task"\nsha256 = "{digest}"\n')
    return tmp_path


def test_a_file_with_another_checksum_is_refused(models_folder):
    with pytest.raises(BadModel, match=r"not the one that manifest\.toml names") as refusal:
        model_file("lite", models_folder)
    assert "\n" not in str(refusal.value)


def test_a_missing_file_is_refused(models_folder):
    (models_folder / "pose_landmarker_lite.task").unlink()
    with pytest.raises(BadModel, match=r"pose_landmarker_lite\.task cannot be read"):
        model_file("lite", models_folder)


def test_one_changed_byte_is_noticed(tmp_path):
    shutil.copy(MODELS_FOLDER / "manifest.toml", tmp_path)
    content = bytearray(model_file("lite").path.read_bytes())
    content[1000] ^= 1
    (tmp_path / "pose_landmarker_lite.task").write_bytes(content)
    with pytest.raises(BadModel):
        model_file("lite", tmp_path)


def test_an_unknown_name_is_answered_with_those_there_are(models_folder):
    with pytest.raises(BadModel, match=r"no model .heavy.* it names lite"):
        model_file("heavy", models_folder)


@pytest.mark.parametrize(
    "manifest", [b"this is no TOML", b"\xff\xfe", b'[lite]\nfile = "a"\n', b"[lite]\nfile = 3\nsha256 = 4\n"]
)
def test_a_damaged_manifest_is_refused(models_folder, manifest):
    (models_folder / "manifest.toml").write_bytes(manifest)
    with pytest.raises(BadModel, match=r"manifest\.toml"):
        model_file("lite", models_folder)


def test_a_folder_without_a_manifest_is_refused(tmp_path):
    with pytest.raises(BadModel, match="cannot be read"):
        model_file("lite", tmp_path)


@pytest.mark.parametrize(
    ("wanted", "architecture", "device", "chosen"),
    [
        ("auto", "aarch64", "Raspberry Pi 5 Model B Rev 1.0\0", "lite"),
        ("auto", "aarch64", "", "full"),
        ("auto", "x86_64", "", "full"),
        ("full", "aarch64", "Raspberry Pi 5 Model B Rev 1.0\0", "full"),
        ("lite", "x86_64", "", "lite"),
    ],
)
def test_a_raspberry_pi_takes_lite_unless_told_otherwise(wanted, architecture, device, chosen):
    assert chosen_model(wanted, architecture, device) == chosen
