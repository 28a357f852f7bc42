"""``backstride doctor`` as people and programs get it, on this machine and on ones that were really broken."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from made_machine import MadeMachine

from backstride.doctor import command
from backstride.doctor.checks import CHECKS
from backstride.errors import BadInput

SRC = Path(__file__).parents[2] / "src"


def doctor(*arguments, python=sys.executable, program=("-m", "backstride.cli", "doctor"), **environment):
    """Runs the real command; its exit code and its lines by name."""
    ended = subprocess.run(
        (python, *program, "--json", *arguments), capture_output=True, text=True, timeout=120,
        env=os.environ | {"PYTHONPATH": str(SRC)} | environment,
    )  # fmt: skip
    assert ended.stdout, ended.stderr
    return ended.returncode, {line["name"]: line for line in json.loads(ended.stdout)["checks"]}


@pytest.fixture
def settings(tmp_path):
    """A settings file with a data folder of its own, and whatever lines a test adds."""

    def settings(data=tmp_path / "data", lines=""):
        file = tmp_path / "settings.toml"
        file.write_text(f'[data]\nfolder = "{data}"\n{lines}')
        return str(file)

    return settings


def test_people_get_a_line_a_check_and_a_sum(tmp_path, capsys):
    pi = MadeMachine(tmp_path)
    pi.installed.discard("espeak-ng")
    code = command.run(None, False, pi)
    told = capsys.readouterr().out.splitlines()
    assert len(told) == len(CHECKS) + 1
    line = next(line for line in told if line.startswith("fail    Voice"))
    assert line.endswith("espeak-ng is missing: cues are tones, not words"
                         "  → sudo apt-get install --no-install-recommends espeak-ng")  # fmt: skip
    assert code == 1 and "failed" in told[-1]


def test_programs_get_json_and_the_same_exit_code(tmp_path, capsys):
    pi = MadeMachine(tmp_path)
    pi.installed.discard("espeak-ng")
    code = command.run(None, True, pi)
    told = json.loads(capsys.readouterr().out)
    assert (code, told["ok"]) == (1, False)
    assert {"name", "title", "state", "words", "mend"} == set(told["checks"][0])


def test_this_machine_is_told_whole():
    code, lines = doctor()
    assert list(lines) == [check.name for check in CHECKS]
    assert code == any(line["state"] == "fail" for line in lines.values())
    assert all(lines[name]["state"] == "ok" for name in ("python", "modules", "numpy", "opencv", "models"))
    assert not any("check itself failed" in line["words"] for line in lines.values())


def test_where_nothing_that_it_needs_loads_it_still_answers(tmp_path):
    """A Python without site-packages: neither numpy nor cv2 nor flask."""
    _, lines = doctor(program=("-S", "-m", "backstride.cli", "doctor"))
    assert list(lines) == [check.name for check in CHECKS]
    assert lines["config"]["state"] == "unknown" and "numpy" in lines["config"]["words"]


def test_other_commands_say_then_what_is_missing():
    ended = subprocess.run(
        (sys.executable, "-S", "-m", "backstride.cli", "run"), capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(SRC)},
    )  # fmt: skip
    assert ended.returncode == 1 and "Traceback" not in ended.stderr
    assert "backstride doctor tells how to mend it" in ended.stderr


def test_a_held_port(settings):
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        code, lines = doctor("port", "--config", settings(lines=f"[panel]\nport = {port}\n"))
    assert code == 1 and lines["port"]["state"] == "fail"
    assert f"({os.getpid()}) holds port {port}" in lines["port"]["words"]


def test_a_broken_config(settings):
    code, lines = doctor("config", "--config", settings(lines='[camera]\nfps = "many"\n'))
    assert code == 1 and '"fps" is \'many\'; accepted: a number from 5 to 240' in lines["config"]["words"]


def test_a_config_that_is_not_there(tmp_path):
    code, lines = doctor("config", "--config", str(tmp_path / "none.toml"))
    assert code == 1 and "none.toml: cannot be read" in lines["config"]["words"]


def test_no_espeak_and_no_player_on_the_path(tmp_path):
    code, lines = doctor("voice", "sound", PATH=str(tmp_path))
    assert code == 1
    assert (lines["voice"]["state"], lines["sound"]["state"]) == ("fail", "fail")


def test_a_neighbour_built_for_another_numpy(tmp_path):
    (tmp_path / "simplejpeg.py").write_text(
        "raise ValueError('numpy.dtype size changed, may indicate binary incompatibility. Expected 96, got 88')"
    )
    code, lines = doctor("modules", "numpy", PYTHONPATH=f"{tmp_path}:{SRC}")
    assert code == 1 and [n for n, line in lines.items() if line["state"] == "fail"] == ["numpy"]


def test_a_module_that_kills_its_process(tmp_path):
    (tmp_path / "av.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGILL)")
    code, lines = doctor("modules", PYTHONPATH=f"{tmp_path}:{SRC}")
    assert code == 1 and "av does not load (it was ended by SIGILL)" in lines["modules"]["words"]


def test_passwords_that_others_can_read(settings, tmp_path):
    accounts = tmp_path / "data" / "accounts.json"
    accounts.parent.mkdir()
    accounts.write_text("{}")
    accounts.chmod(0o644)
    code, lines = doctor("data", "--config", settings())
    assert code == 1 and lines["data"]["mend"] == f"chmod 600 {accounts}"


def test_a_second_opencv(tmp_path):
    """Two packages that list the same cv2, as pip leaves them."""
    for name in ("opencv_python", "opencv_contrib_python"):
        about = tmp_path / f"{name}-5.1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 5.1.0\n")
        (about / "RECORD").write_text("cv2/__init__.py,,\n")
    code, lines = doctor("opencv", PYTHONPATH=f"{tmp_path}:{SRC}")
    assert code == 1 and "opencv-contrib-python, opencv-python" in lines["opencv"]["words"]


@pytest.mark.sound
@pytest.mark.parametrize(("loud", "state"), [(1.0, "ok"), (0.0, "fail")])
def test_a_tone_into_a_file_device_is_measured(settings, tmp_path, loud, state):
    """A real ALSA device with a volume of its own, which writes what it would play."""
    if not shutil.which("aplay"):
        pytest.skip("needs aplay (alsa-utils)")
    heard = tmp_path / "heard.wav"
    (tmp_path / "asound.conf").write_text(
        'pcm.heard { type plug slave { format S16_LE rate 22050 channels 2 pcm { type file format "wav" '
        f'file "{heard}" slave.pcm {{ type null }} }} }} }}\n'
        f"pcm.!default {{ type route slave.pcm heard ttable {{ 0.0 {loud} 0.1 {loud} }} }}\n"
    )
    code, lines = doctor("sound", "--tone", "--config", settings(lines='[voice]\ndevice = "alsa:default"\n'),
                         ALSA_CONFIG_PATH=str(tmp_path / "asound.conf"))  # fmt: skip
    assert lines["sound"]["state"] == "ok" and lines["tone"]["state"] == state, lines
    assert ("heard it" if state == "ok" else "heard silence") in lines["tone"]["words"]
    assert code == (state == "fail")


def test_a_check_that_does_not_exist(capsys):
    with pytest.raises(BadInput, match="no check is called lungs; accepted: python, environment"):
        command.run(None, False, names=("lungs",))


# ---- the bootstrap script, where the environment itself is broken


@pytest.fixture
def checkout(tmp_path):
    """A clone: the script, the source and the models, and no environment."""
    root = Path(__file__).parents[2]
    for name in ("backstride", "pyproject.toml"):
        shutil.copy(root / name, tmp_path)
    shutil.copytree(root / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    (tmp_path / "models").symlink_to(root / "models")
    return tmp_path


def script(checkout, *arguments, **environment):
    return subprocess.run(
        (str(checkout / "backstride"), "doctor", *arguments), capture_output=True, text=True, timeout=120,
        env={"PATH": os.environ["PATH"]} | environment,
    )  # fmt: skip


def test_the_script_asks_the_doctor_without_installing_anything(checkout):
    ended = script(checkout, "environment")
    assert "warn    Environment" in ended.stdout and "version makes it anew" in ended.stdout
    assert not (checkout / ".venv").exists()


def test_a_broken_environment_is_told_by_the_systems_python(checkout):
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to("/nowhere/python3")
    ended = script(checkout, "python", "environment")
    assert ended.returncode == 1
    assert "fail    Environment    the environment .venv is broken" in ended.stdout


def test_without_any_python_the_script_itself_says_so(checkout):
    few = checkout / "few"
    few.mkdir()
    for name in ("sh", "dirname"):
        (few / name).symlink_to(shutil.which(name))
    for arguments in ((), ("--json",)):
        ended = script(checkout, *arguments, PATH=str(few))
        assert ended.returncode == 1 and "3.11 or newer" in ended.stdout
    assert json.loads(ended.stdout)["checks"][0]["state"] == "fail"
